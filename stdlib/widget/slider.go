package widget

import (
	"fmt"
	"math"

	"github.com/andor-kernel/andor/stdlib/screen"
)

// Slider is a number between two bounds.
type Slider struct{ h *screen.Handle }

// NewSlider makes a slider from min to max that stands in the middle and moves in 100 steps.
// It panics if min is not below max.
func NewSlider(label string, min, max float64) *Slider {
	if !(min < max) || math.IsInf(max-min, 0) {
		panic(fmt.Sprintf("widget: NewSlider(%q, %v, %v): want min below max, both finite", label, min, max))
	}
	return &Slider{screen.New(screen.Control{Kind: screen.Slider, Label: label, Value: (min + max) / 2, Min: min, Max: max, Step: (max - min) / 100})}
}

// Value is where the slider stands.
func (s *Slider) Value() float64 { return s.h.State().Value.(float64) }

// Set moves the slider, to the nearest bound if v is outside. The func of OnChange is not
// called.
func (s *Slider) Set(v float64) *Slider {
	s.h.Set(screen.Value, func(c *screen.Control) {
		if !math.IsNaN(v) {
			c.Value = max(c.Min, min(c.Max, v))
		}
	})
	return s
}

// Step sets the distance between two positions.
func (s *Slider) Step(step float64) *Slider {
	if step > 0 {
		s.h.Set(screen.Step, func(c *screen.Control) { c.Step = step })
	}
	return s
}

// OnChange has f called with each new value that the user sets.
func (s *Slider) OnChange(f func(v float64)) *Slider {
	s.h.On(func(e screen.Event) { f(e.Value.(float64)) })
	return s
}

// Disable keeps the user from moving the slider, or lets them again.
func (s *Slider) Disable(on bool) *Slider { disable(s.h, on); return s }

// ID is the slider's name on the screen.
func (s *Slider) ID() string { return s.h.ID() }

// String describes the slider in a line.
func (s *Slider) String() string { return describe(s.h) }

// MIMEBundle shows the slider.
func (s *Slider) MIMEBundle() map[string][]byte { return bundle(s) }

// IntSlider is a whole number between two bounds.
type IntSlider struct{ h *screen.Handle }

// NewIntSlider makes a slider over the whole numbers from min to max, both included, that
// stands at min. It panics if min is not below max.
func NewIntSlider(label string, min, max int) *IntSlider {
	if min >= max {
		panic(fmt.Sprintf("widget: NewIntSlider(%q, %d, %d): want min below max", label, min, max))
	}
	return &IntSlider{screen.New(screen.Control{Kind: screen.IntSlider, Label: label, Value: min, Min: float64(min), Max: float64(max), Step: 1})}
}

// Value is where the slider stands.
func (s *IntSlider) Value() int { return s.h.State().Value.(int) }

// Set moves the slider, to the nearest bound if v is outside. The func of OnChange is not
// called.
func (s *IntSlider) Set(v int) *IntSlider {
	s.h.Set(screen.Value, func(c *screen.Control) { c.Value = max(int(c.Min), min(int(c.Max), v)) })
	return s
}

// OnChange has f called with each new value that the user sets.
func (s *IntSlider) OnChange(f func(v int)) *IntSlider {
	s.h.On(func(e screen.Event) { f(e.Value.(int)) })
	return s
}

// Disable keeps the user from moving the slider, or lets them again.
func (s *IntSlider) Disable(on bool) *IntSlider { disable(s.h, on); return s }

// ID is the slider's name on the screen.
func (s *IntSlider) ID() string { return s.h.ID() }

// String describes the slider in a line.
func (s *IntSlider) String() string { return describe(s.h) }

// MIMEBundle shows the slider.
func (s *IntSlider) MIMEBundle() map[string][]byte { return bundle(s) }

func disable(h *screen.Handle, on bool) {
	h.Set(screen.Disabled, func(c *screen.Control) { c.Disabled = on })
}
