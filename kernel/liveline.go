package kernel

import (
	"fmt"
	"io"
	"strings"
	"time"
)

// liveLine shows the first line of what a display says now: over and over in one line of a
// terminal; elsewhere, as in a log, now and then in a line of its own.
type liveLine struct {
	w        io.Writer
	terminal bool
	shown    bool

	now  func() time.Time // nil: time.Now
	id   string           // of the display that the log follows
	next time.Time        // when it is to be told of again
	wait time.Duration    // from then to the time after
}

const (
	liveWidth = 100             // columns; a line that wraps cannot be overwritten
	firstLog  = 3 * time.Second // until a display is first told of in a log; each wait is twice the one before
	lastLog   = time.Minute     // up to this
)

// show tells what the display id says now.
func (l *liveLine) show(id, text string) {
	line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	if !l.terminal {
		l.log(id, line)
		return
	}
	if r := []rune(line); len(r) > liveWidth {
		line = string(r[:liveWidth])
	}
	fmt.Fprintf(l.w, "\r\x1b[K%s", line)
	l.shown = true
}

// log writes the line if it is time to.
func (l *liveLine) log(id, line string) {
	now := time.Now
	if l.now != nil {
		now = l.now
	}
	t := now()
	if l.id != id || l.wait == 0 {
		l.id, l.wait, l.next = id, firstLog, t.Add(firstLog)
		return
	}
	if t.Before(l.next) {
		return
	}
	fmt.Fprintln(l.w, line)
	l.wait = min(2*l.wait, lastLog)
	l.next = t.Add(l.wait)
}

// clear makes way for other output.
func (l *liveLine) clear() {
	if l.shown {
		fmt.Fprint(l.w, "\r\x1b[K")
		l.shown = false
	}
}
