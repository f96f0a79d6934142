package widget_test

import (
	"fmt"
	"image"
	"testing"

	"github.com/andor-kernel/andor/stdlib/widget"
)

func Example() {
	z := widget.NewSlider("z", -3, 3).Set(1.5)
	level := widget.NewChoice("level", "part", "subpart")
	fmt.Println(widget.Column(z, widget.Row(level, widget.NewButton("draw"))))
	fmt.Println(z.Set(7).Value(), level.Set("subpart").Index())
	// Output:
	// slider "z" = 1.5
	// choice "level" = part | button "draw"
	// 3 1
}

func TestImage(t *testing.T) {
	p := widget.NewImage(nil)
	if _, has := p.MIMEBundle()["image/png"]; has || p.Err() != nil {
		t.Errorf("an empty picture: got %v, %v", has, p.Err())
	}
	p.Set(image.NewGray(image.Rect(0, 0, 4, 3)))
	if p.Err() != nil || p.String() != "picture of 4x3 pixels" || len(p.MIMEBundle()["image/png"]) == 0 {
		t.Errorf("got %q, %v", p, p.Err())
	}
	copied := widget.NewImage(p)
	if copied.Err() != nil || copied.String() != p.String() {
		t.Errorf("of another picture: got %q", copied)
	}
	for _, v := range []any{7, []byte("no picture"), widget.NewHTML("x"), image.NewGray(image.Rectangle{})} {
		if p.Set(v); p.Err() == nil {
			t.Errorf("Set(%T): got no error", v)
		}
	}
}

func TestRefused(t *testing.T) {
	for name, f := range map[string]func(){
		"slider":  func() { widget.NewSlider("", 1, 1) },
		"int":     func() { widget.NewIntSlider("", 2, 1) },
		"choice":  func() { widget.NewChoice("") },
		"endless": func() { widget.NewSlider("", -1e308, 1e308) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: got no panic", name)
				}
			}()
			f()
		}()
	}
	if got := widget.NewHTML("<b>a &amp; b</b>").String(); got != "a & b" {
		t.Errorf("got %q", got)
	}
}
