package cell

import (
	"github.com/andor-kernel/andor/kernel/code"
)

var resetMagic = magic{
	Command: code.Command{Name: "%reset", Args: "", Text: "forget everything the session has declared"},
	run:     (*Session).reset,
}

// reset takes effect when the cell has ended.
func (s *Session) reset(string) error {
	if r := s.current(); r != nil {
		r.reset = true
	}
	return nil
}

// restart forgets all that cells declared and starts with a new interpreter.
func (s *Session) restart() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.clear()
	return s.start()
}
