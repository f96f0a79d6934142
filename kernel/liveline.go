package kernel

import (
	"fmt"
	"io"
	"strings"
)

// liveLine shows the first line of what a display says now, over and over in one line of a
// terminal. On anything else it shows nothing.
type liveLine struct {
	w        io.Writer
	terminal bool
	shown    bool
}

const liveWidth = 100 // columns; a line that wraps cannot be overwritten

func (l *liveLine) show(text string) {
	if !l.terminal {
		return
	}
	line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	if r := []rune(line); len(r) > liveWidth {
		line = string(r[:liveWidth])
	}
	fmt.Fprintf(l.w, "\r\x1b[K%s", line)
	l.shown = true
}

// clear makes way for other output.
func (l *liveLine) clear() {
	if l.shown {
		fmt.Fprint(l.w, "\r\x1b[K")
		l.shown = false
	}
}
