package widget

import (
	"fmt"

	"github.com/andor-kernel/andor/stdlib/screen"
)

// Widget is a control, or a row or column of them.
type Widget interface {
	// ID is the control's name on the screen.
	ID() string
	// MIMEBundle shows the control.
	MIMEBundle() map[string][]byte
	// String describes the control in a line.
	String() string
}

// MIMEType is the type under which a bundle holds the ID of a control; whoever shows the
// bundle makes a view of it.
const MIMEType = "application/vnd.andor.widget"

// bundle is a control as a value that displays itself.
func bundle(w Widget) map[string][]byte {
	return map[string][]byte{"text/plain": []byte(w.String()), MIMEType: []byte(w.ID())}
}

// describe is a control in a line: slider "z" = 0.5.
func describe(h *screen.Handle) string {
	c := h.State()
	text := string(c.Kind)
	if c.Label != "" {
		text += fmt.Sprintf(" %q", c.Label)
	}
	if c.Value != nil {
		text += fmt.Sprintf(" = %v", c.Value)
	}
	return text
}
