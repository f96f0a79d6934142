package widget

import (
	"fmt"
	"slices"

	"github.com/andor-kernel/andor/stdlib/screen"
)

// Button is something to press.
type Button struct{ h *screen.Handle }

// NewButton makes a button.
func NewButton(label string) *Button {
	return &Button{screen.New(screen.Control{Kind: screen.Button, Label: label})}
}

// OnClick has f called at each click.
func (b *Button) OnClick(f func()) *Button {
	b.h.On(func(screen.Event) { f() })
	return b
}

// Disable keeps the user from pressing the button, or lets them again.
func (b *Button) Disable(on bool) *Button { disable(b.h, on); return b }

// ID is the button's name on the screen.
func (b *Button) ID() string { return b.h.ID() }

// String describes the button in a line.
func (b *Button) String() string { return describe(b.h) }

// MIMEBundle shows the button.
func (b *Button) MIMEBundle() map[string][]byte { return bundle(b) }

// Checkbox is on or off.
type Checkbox struct{ h *screen.Handle }

// NewCheckbox makes a checkbox.
func NewCheckbox(label string, on bool) *Checkbox {
	return &Checkbox{screen.New(screen.Control{Kind: screen.Checkbox, Label: label, Value: on})}
}

// Value is whether the box is checked.
func (b *Checkbox) Value() bool { return b.h.State().Value.(bool) }

// Set checks the box or clears it. The func of OnChange is not called.
func (b *Checkbox) Set(on bool) *Checkbox {
	b.h.Set(screen.Value, func(c *screen.Control) { c.Value = on })
	return b
}

// OnChange has f called when the user checks or clears the box.
func (b *Checkbox) OnChange(f func(on bool)) *Checkbox {
	b.h.On(func(e screen.Event) { f(e.Value.(bool)) })
	return b
}

// ID is the box's name on the screen.
func (b *Checkbox) ID() string { return b.h.ID() }

// String describes the box in a line.
func (b *Checkbox) String() string { return describe(b.h) }

// MIMEBundle shows the box.
func (b *Checkbox) MIMEBundle() map[string][]byte { return bundle(b) }

// Choice is one of several words.
type Choice struct{ h *screen.Handle }

// NewChoice makes a list of words of which the first is chosen. It panics without words.
func NewChoice(label string, words ...string) *Choice {
	if len(words) == 0 {
		panic(fmt.Sprintf("widget: NewChoice(%q): got no words to choose from, want at least one", label))
	}
	return &Choice{screen.New(screen.Control{Kind: screen.Choice, Label: label, Value: 0, Choices: slices.Clone(words)})}
}

func (b *Choice) word(i int) string {
	c := b.h.State()
	return c.Choices[max(0, min(i, len(c.Choices)-1))]
}

// Value is the word that is chosen.
func (b *Choice) Value() string { return b.word(b.Index()) }

// Index is the position of that word, from 0.
func (b *Choice) Index() int { return b.h.State().Value.(int) }

// Set chooses a word; one that is not in the list changes nothing. The func of OnChange is
// not called.
func (b *Choice) Set(word string) *Choice {
	b.h.Set(screen.Value, func(c *screen.Control) {
		if i := slices.Index(c.Choices, word); i >= 0 {
			c.Value = i
		}
	})
	return b
}

// OnChange has f called with the word that the user chooses.
func (b *Choice) OnChange(f func(word string)) *Choice {
	b.h.On(func(e screen.Event) { f(b.word(e.Value.(int))) })
	return b
}

// ID is the list's name on the screen.
func (b *Choice) ID() string { return b.h.ID() }

// String describes the list in a line.
func (b *Choice) String() string {
	return fmt.Sprintf("choice %q = %s", b.h.State().Label, b.Value())
}

// MIMEBundle shows the list.
func (b *Choice) MIMEBundle() map[string][]byte { return bundle(b) }

// Text is a line that the user writes.
type Text struct{ h *screen.Handle }

// NewText makes a line with a text in it.
func NewText(label, text string) *Text {
	return &Text{screen.New(screen.Control{Kind: screen.Text, Label: label, Value: text})}
}

// Value is what stands in the line.
func (b *Text) Value() string { return b.h.State().Value.(string) }

// Set replaces what stands in the line. The func of OnChange is not called.
func (b *Text) Set(text string) *Text {
	b.h.Set(screen.Value, func(c *screen.Control) { c.Value = text })
	return b
}

// OnChange has f called with each text that the user leaves in the line: by Enter, or by
// going elsewhere.
func (b *Text) OnChange(f func(text string)) *Text {
	b.h.On(func(e screen.Event) { f(e.Value.(string)) })
	return b
}

// ID is the line's name on the screen.
func (b *Text) ID() string { return b.h.ID() }

// String describes the line.
func (b *Text) String() string { return fmt.Sprintf("text %q = %q", b.h.State().Label, b.Value()) }

// MIMEBundle shows the line.
func (b *Text) MIMEBundle() map[string][]byte { return bundle(b) }
