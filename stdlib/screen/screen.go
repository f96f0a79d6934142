package screen

import (
	"crypto/rand"
	"encoding/hex"
	"slices"
	"sync"
	"time"
)

// Kind is what a control is.
type Kind string

// The kinds of controls, and the type of their Value.
const (
	Slider    Kind = "slider"     // float64 in [Min, Max]
	IntSlider Kind = "int-slider" // int in [Min, Max]
	Checkbox  Kind = "checkbox"   // bool
	Choice    Kind = "choice"     // int: index into Choices
	Text      Kind = "text"       // string
	Button    Kind = "button"     // none
	Progress  Kind = "progress"   // float64 in [0, Max]
	HTML      Kind = "html"       // string
	Image     Kind = "image"      // []byte: a PNG
	Row       Kind = "row"        // none
	Column    Kind = "column"     // none
)

// Control is the state of a control. Fields that mean nothing for its kind are zero.
type Control struct {
	ID       string
	Kind     Kind
	Label    string
	Value    any
	Min, Max float64
	Step     float64
	Choices  []string
	Children []string // IDs, top to bottom or left to right
	Disabled bool
	Width    int // pixels on the screen; 0: as the screen likes
}

// Field is a part of a Control that changes.
type Field string

// The fields of a Control.
const (
	Label    Field = "label"
	Value    Field = "value"
	Step     Field = "step"
	Disabled Field = "disabled"
	Width    Field = "width"
	Children Field = "children"
)

// Event is something the user did to a control: a click, or a new value.
type Event struct {
	Clicked bool
	Value   any // of the control's own type; nil for a click
}

// Screen draws controls. Its methods are called from any goroutine, and for one control one
// at a time.
type Screen interface {
	Open(c Control)
	Change(c Control, changed []Field)
}

// frame is the least time between two changes of one control that are sent to the screen.
const frame = 40 * time.Millisecond

// display is the screen in use and what is shown on it. Like the sink of package andor it is
// one for the process, since a process holds one session.
var display struct {
	mu     sync.Mutex
	screen Screen
	shown  map[string]*Handle
}

// Use directs controls to a screen; nil to none. Controls that are shown on an earlier screen
// stay there.
func Use(s Screen) {
	display.mu.Lock()
	defer display.mu.Unlock()
	display.screen, display.shown = s, make(map[string]*Handle)
}

// Deliver hands over what the user did. It returns at once: the control's own func is called
// by another goroutine. False means that no such control is shown.
func Deliver(id string, e Event) bool {
	display.mu.Lock()
	h := display.shown[id]
	display.mu.Unlock()
	if h == nil {
		return false
	}
	h.mu.Lock()
	if !e.Clicked {
		h.c.Value = e.Value
	}
	on := h.on
	h.mu.Unlock()
	if on != nil {
		events.add(event{h, e, on})
	}
	return true
}

// Shown is the state of every control on the screen.
func Shown() []Control {
	display.mu.Lock()
	handles := make([]*Handle, 0, len(display.shown))
	for _, h := range display.shown {
		handles = append(handles, h)
	}
	display.mu.Unlock()
	all := make([]Control, len(handles))
	for i, h := range handles {
		all[i] = h.State()
	}
	slices.SortFunc(all, func(a, b Control) int {
		if a.ID < b.ID {
			return -1
		}
		return 1
	})
	return all
}

// Handle is one control. Its methods may be called from any goroutine.
type Handle struct {
	sending sync.Mutex // one message to the screen at a time, in order

	mu      sync.Mutex
	c       Control
	on      func(Event)
	screen  Screen // nil: not shown
	dirty   []Field
	last    time.Time // of the last change that was sent
	waiting bool      // a timer will send what is dirty
}

// New makes a control.
func New(c Control) *Handle {
	var id [16]byte
	rand.Read(id[:])
	c.ID = hex.EncodeToString(id[:])
	return &Handle{c: c}
}

// On has f called for each event of the control from now on. One event is handled at a time,
// of whatever control; a value that a newer one has overtaken is left out.
func (h *Handle) On(f func(Event)) {
	h.mu.Lock()
	h.on = f
	h.mu.Unlock()
}

// ID is the control's name on the screen, on which it is shown from the first call on.
func (h *Handle) ID() string {
	h.sending.Lock()
	defer h.sending.Unlock()
	h.mu.Lock()
	shown, c := h.screen != nil, h.c
	h.mu.Unlock()
	if shown {
		return c.ID
	}
	display.mu.Lock()
	s := display.screen
	if s != nil {
		display.shown[c.ID] = h
	}
	display.mu.Unlock()
	if s != nil {
		s.Open(c)
		h.mu.Lock()
		h.screen = s
		h.mu.Unlock()
	}
	return c.ID
}

// State is a copy of the control's state.
func (h *Handle) State() Control {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.c
}

// Set changes the state and tells the screen which field changed: at once, or with the next
// changes if the last one was a moment ago.
func (h *Handle) Set(changed Field, f func(*Control)) {
	h.mu.Lock()
	f(&h.c)
	if h.screen == nil {
		h.mu.Unlock()
		return
	}
	if !slices.Contains(h.dirty, changed) {
		h.dirty = append(h.dirty, changed)
	}
	wait := frame - time.Since(h.last)
	if wait > 0 {
		if !h.waiting {
			h.waiting = true
			time.AfterFunc(wait, h.send)
		}
		h.mu.Unlock()
		return
	}
	h.mu.Unlock()
	h.send()
}

// send tells the screen what is dirty.
func (h *Handle) send() {
	h.sending.Lock()
	defer h.sending.Unlock()
	h.mu.Lock()
	c, dirty, s := h.c, h.dirty, h.screen
	h.dirty, h.waiting, h.last = nil, false, time.Now()
	h.mu.Unlock()
	if len(dirty) > 0 && s != nil {
		s.Change(c, dirty)
	}
}
