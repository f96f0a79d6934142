package kernel

import (
	"context"
	"regexp"
)

// leaves is a cell that is typed to leave a console: exit or quit, as in the consoles of other
// languages, or our own command, which can leave the kernel alive.
var leaves = regexp.MustCompile(`^\s*(?:(exit|quit)(?:\s*\(\s*\))?|%exit(?:\s+(keep))?)\s*$`)

// leaving says whether a cell asks the console to end, and whether the kernel is to go on. A
// session that has a use of its own for the word keeps it.
func (e *Engine) leaving(ctx context.Context, code string) (keep, asked bool) {
	m := leaves.FindStringSubmatch(code)
	if m == nil {
		return false, false
	}
	if m[1] != "" {
		if _, found := e.Inspect(ctx, m[1], len(m[1]), 0); found {
			return false, false
		}
	}
	return m[2] != "", true
}
