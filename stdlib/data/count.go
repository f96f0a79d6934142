package data

import (
	"fmt"
	"strings"
)

// count is "1 file" or "8,144 files".
func count(n int, noun string) string {
	switch {
	case n != 1 && strings.HasSuffix(noun, "s"):
		noun += "es"
	case n != 1 && strings.HasSuffix(noun, "y"):
		noun = strings.TrimSuffix(noun, "y") + "ies"
	case n != 1:
		noun += "s"
	}
	return thousands(n) + " " + noun
}

// thousands writes n with a comma before each group of three digits.
func thousands(n int) string {
	t := fmt.Sprint(n)
	for i := len(t) - 3; i > 0 && t[i-1] != '-'; i -= 3 {
		t = t[:i] + "," + t[i:]
	}
	return t
}
