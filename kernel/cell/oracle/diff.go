package main

import (
	"fmt"
	"strings"
)

// difference shows the first lines in which two texts differ, "" if they do not. Each side
// has a name of a few letters.
func difference(nameA, a, nameB, b string, most int) string {
	if a == b {
		return ""
	}
	la, lb := strings.Split(a, "\n"), strings.Split(b, "\n")
	var out strings.Builder
	shown := 0
	for i := 0; i < max(len(la), len(lb)); i++ {
		x, y := lineAt(la, i), lineAt(lb, i)
		if x == y {
			continue
		}
		if shown++; shown > most {
			out.WriteString("...\n")
			break
		}
		fmt.Fprintf(&out, "line %d\n  %-5s %s\n  %-5s %s\n", i+1, nameA, x, nameB, y)
	}
	return out.String()
}

func lineAt(lines []string, i int) string {
	if i >= len(lines) {
		return "(nothing)"
	}
	if len(lines[i]) > 300 {
		return lines[i][:300] + "..."
	}
	return lines[i]
}
