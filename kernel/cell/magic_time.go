package cell

import (
	"fmt"
	"time"

	"github.com/andor-kernel/andor/kernel/cell/names"
	"github.com/andor-kernel/andor/kernel/code"
)

var timeMagic = magic{
	Command: code.Command{Name: "%time", Args: "[CODE]", Text: "run CODE and print how long it took"},
	text:    timeText,
}

// timeText is the Go of a %time line. The code is the cell's own: what it declares stays.
func timeText(arg string) string {
	if arg == "" {
		return names.HostName + ".Timer()"
	}
	return fmt.Sprintf("%s.Timer(); %s; %s.Elapsed()", names.HostName, arg, names.HostName)
}

// hostTimer starts the clock of %time.
func (s *Session) hostTimer() {
	if r := s.current(); r != nil {
		r.clock, r.clocked = time.Now(), true
	}
}

// hostElapsed tells the time of a line; that of a cell, or of a line that fails, is told when
// the cell has ended.
func (s *Session) hostElapsed() {
	if r := s.current(); r != nil {
		s.printElapsed(r)
	}
}

func (s *Session) printElapsed(r *running) {
	d := time.Since(r.clock)
	r.clocked = false
	s.host.Stream("stdout", "time: "+d.Round(max(d/1000, 1)).String()+"\n")
}
