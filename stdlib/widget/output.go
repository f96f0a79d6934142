package widget

import (
	"bytes"
	"fmt"
	"html"
	"image"
	"image/png"
	"strings"

	"github.com/andor-kernel/andor/stdlib/screen"
)

// Progress is a bar that fills.
type Progress struct{ h *screen.Handle }

// NewProgress makes an empty bar that is full at total.
func NewProgress(label string, total int) *Progress {
	return &Progress{screen.New(screen.Control{Kind: screen.Progress, Label: label, Value: 0.0, Max: float64(max(1, total))})}
}

// Set fills the bar to done of its total. It may be called as often as one likes: the screen
// is told some 25 times a second.
func (p *Progress) Set(done int) *Progress {
	p.h.Set(screen.Value, func(c *screen.Control) { c.Value = max(0, min(float64(done), c.Max)) })
	return p
}

// Add fills the bar by n more.
func (p *Progress) Add(n int) *Progress {
	p.h.Set(screen.Value, func(c *screen.Control) { c.Value = max(0, min(c.Value.(float64)+float64(n), c.Max)) })
	return p
}

// Value is how far the bar is filled.
func (p *Progress) Value() int { return int(p.h.State().Value.(float64)) }

// Label changes what stands beside the bar.
func (p *Progress) Label(text string) *Progress {
	p.h.Set(screen.Label, func(c *screen.Control) { c.Label = text })
	return p
}

// ID is the bar's name on the screen.
func (p *Progress) ID() string { return p.h.ID() }

// String describes the bar in a line.
func (p *Progress) String() string {
	c := p.h.State()
	return fmt.Sprintf("%s %v of %v", c.Label, c.Value, c.Max)
}

// MIMEBundle shows the bar.
func (p *Progress) MIMEBundle() map[string][]byte { return bundle(p) }

// HTML is a text that changes in place.
type HTML struct{ h *screen.Handle }

// NewHTML makes a text of HTML. Html.EscapeString makes any text fit for it.
func NewHTML(text string) *HTML {
	return &HTML{screen.New(screen.Control{Kind: screen.HTML, Value: text})}
}

// Set replaces the text.
func (t *HTML) Set(text string) *HTML {
	t.h.Set(screen.Value, func(c *screen.Control) { c.Value = text })
	return t
}

// Value is the text.
func (t *HTML) Value() string { return t.h.State().Value.(string) }

// ID is the text's name on the screen.
func (t *HTML) ID() string { return t.h.ID() }

// String is the text without its tags.
func (t *HTML) String() string {
	var b strings.Builder
	inside := false
	for _, r := range t.Value() {
		switch {
		case r == '<':
			inside = true
		case r == '>' && inside:
			inside = false
		case !inside:
			b.WriteRune(r)
		}
	}
	return html.UnescapeString(b.String())
}

// MIMEBundle shows the text.
func (t *HTML) MIMEBundle() map[string][]byte { return bundle(t) }

// Image is a picture that changes in place.
type Image struct {
	h   *screen.Handle
	err error
}

// NewImage makes a picture of what Set takes, or an empty one of nil.
func NewImage(v any) *Image {
	p := &Image{h: screen.New(screen.Control{Kind: screen.Image, Value: []byte(nil)})}
	if v != nil {
		p.Set(v)
	}
	return p
}

// Set replaces the picture by v: a PNG, an image, or anything that displays itself as a
// picture, such as a Figure. Anything else leaves the picture as it is, and Err says why.
func (p *Image) Set(v any) *Image {
	var b []byte
	if b, p.err = picture(v); p.err == nil {
		p.h.Set(screen.Value, func(c *screen.Control) {
			cfg, dense := size(b)
			c.Value, c.Width = b, cfg.Width
			if dense {
				c.Width = cfg.Width / 2
			}
		})
	}
	return p
}

// Err is why the last Set did not change the picture, or nil.
func (p *Image) Err() error { return p.err }

// ID is the picture's name on the screen.
func (p *Image) ID() string { return p.h.ID() }

// String describes the picture in a line.
func (p *Image) String() string {
	if p.err != nil {
		return p.err.Error()
	}
	cfg, _ := size(p.h.State().Value.([]byte))
	return fmt.Sprintf("picture of %dx%d pixels", cfg.Width, cfg.Height)
}

// MIMEBundle shows the picture, also where nothing moves.
func (p *Image) MIMEBundle() map[string][]byte {
	b := bundle(p)
	if png := p.h.State().Value.([]byte); len(png) > 0 {
		b["image/png"] = png
	}
	return b
}

// picture is v as a PNG.
func picture(v any) ([]byte, error) {
	switch x := v.(type) {
	case []byte:
		if cfg, err := png.DecodeConfig(bytes.NewReader(x)); err != nil || cfg.Width*cfg.Height == 0 {
			return nil, fmt.Errorf("widget: picture: got %d bytes that are no PNG, want a PNG", len(x))
		}
		return x, nil
	case interface{ MIMEBundle() map[string][]byte }:
		all := x.MIMEBundle()
		if b := all["image/png"]; b != nil {
			return b, nil
		}
		return nil, fmt.Errorf("widget: picture: %T shows no picture: %s", v, all["text/plain"])
	case image.Image:
		if x.Bounds().Empty() {
			return nil, fmt.Errorf("widget: picture: got an empty %T, want at least one pixel", v)
		}
		var b bytes.Buffer
		if err := png.Encode(&b, x); err != nil {
			return nil, fmt.Errorf("widget: picture: %w", err)
		}
		return b.Bytes(), nil
	}
	return nil, fmt.Errorf("widget: picture: got %T, want a PNG, an image or a value that shows a picture", v)
}

// size reads a PNG's size, and whether its resolution says that two of its pixels make one
// of the screen's (192 dots per inch).
func size(b []byte) (image.Config, bool) {
	cfg, err := png.DecodeConfig(bytes.NewReader(b))
	if err != nil {
		return image.Config{}, false
	}
	// pHYs: dots per metre, twice, and the unit; it stands before the pixels.
	head := b[:min(len(b), 4096)]
	at := bytes.Index(head, []byte("pHYs"))
	if at < 0 || len(head) < at+8 {
		return cfg, false
	}
	dots := int(head[at+4])<<24 | int(head[at+5])<<16 | int(head[at+6])<<8 | int(head[at+7])
	return cfg, dots > 7480 && dots < 7640
}

// Box is a row or a column of controls.
type Box struct {
	h     *screen.Handle
	items []Widget
}

// Row puts controls beside each other.
func Row(items ...Widget) *Box { return newBox(screen.Row, items) }

// Column puts controls below each other.
func Column(items ...Widget) *Box { return newBox(screen.Column, items) }

func newBox(kind screen.Kind, items []Widget) *Box {
	return &Box{screen.New(screen.Control{Kind: kind}), append([]Widget(nil), items...)}
}

// ID is the box's name on the screen, on which its items are shown with it.
func (b *Box) ID() string {
	ids := make([]string, len(b.items))
	for i, w := range b.items {
		ids[i] = w.ID()
	}
	b.h.Set(screen.Children, func(c *screen.Control) { c.Children = ids })
	return b.h.ID()
}

// String lists the items.
func (b *Box) String() string {
	lines := make([]string, len(b.items))
	for i, w := range b.items {
		lines[i] = w.String()
	}
	if b.h.State().Kind == screen.Row {
		return strings.Join(lines, " | ")
	}
	return strings.Join(lines, "\n")
}

// MIMEBundle shows the items.
func (b *Box) MIMEBundle() map[string][]byte { return bundle(b) }
