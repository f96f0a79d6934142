package dsl

import (
	"math"
	"strconv"
	"strings"
)

func quote(s string) string { return strconv.Quote(s) }
func itoa(n int) string     { return strconv.Itoa(n) }

// text is a number as a user would write it: 0.3, 64, and 1e-4 where that is shorter.
func text(v float64) string {
	plain := strconv.FormatFloat(v, 'f', -1, 64)
	short := strconv.FormatFloat(v, 'e', -1, 64)
	mantissa, exponent, _ := strings.Cut(short, "e")
	if n, err := strconv.Atoi(exponent); err == nil {
		short = mantissa + "e" + strconv.Itoa(n)
	}
	if len(short) < len(plain) && (math.Abs(v) < 1 || len(plain) > 12) {
		return short
	}
	return plain
}

// String is the pair as it is written: { actor 0.001..0.0001  critic 0.0001 }.
func (r Rates) String() string {
	return "{ actor " + Schedule(r.Actor, r.ActorEnd) + "  critic " + Schedule(r.Critic, r.CriticEnd) + " }"
}

// Schedule is a setting as it is written: 0.3, or 0.3..0.1 where it moves to a last value
// that is not 0.
func Schedule(first, last float64) string {
	if last == 0 {
		return text(first)
	}
	return text(first) + ".." + text(last)
}

// phrase is names as a phrase: "a, b and c".
func phrase(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}
