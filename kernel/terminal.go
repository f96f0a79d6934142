package kernel

import (
	"regexp"
	"strings"
)

// clears is what a program writes to clear a terminal: ESC[2J, with the cursor moves and
// the ESC[3J that usually go with it.
var clears = regexp.MustCompile(`(?:\x1b\[(?:[0-9;]*H|3J))*\x1b\[2J(?:\x1b\[(?:[0-9;]*H|3J))*`)

// stream passes text on; a terminal that is cleared becomes an output that is cleared, at
// once or, when text follows, together with it, which does not flicker.
func stream(out Output, name, text string) {
	for strings.Contains(text, "\x1b[2J") { // far cheaper than the expression
		at := clears.FindStringIndex(text)
		if at == nil {
			break
		}
		if at[0] > 0 {
			out.Stream(name, text[:at[0]])
		}
		text = text[at[1]:]
		out.Clear(text != "")
	}
	if text != "" {
		out.Stream(name, text)
	}
}
