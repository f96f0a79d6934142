package plots

import (
	"fmt"
	"math"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// maxPixels bounds the area of a PNG: a figure beyond it is a mistake, and would take
// a gigabyte to draw.
const maxPixels = 1 << 27

// Figure is something that knows its size and can draw itself. The settings types of
// this package ([Curves], [Grid], [Tree], ...) are figures; their constructors check
// the data, and so do [PNG], [SVG], [PDF] and [Save]. Whoever calls the methods of a
// figure that was not checked may meet a panic.
type Figure interface {
	// Size is the width and height in points, computed from the content.
	Size() (w, h vg.Length)
	// Draw draws on a canvas of that size, whose ground is there already.
	Draw(draw.Canvas)
}

// Transparent is f without its white ground, for a page or slide that has one of its own.
// What f draws is dark, so that ground should be light.
func Transparent(f Figure) Figure { return transparent{f} }

type transparent struct{ Figure }

// onGround is the figure to draw, and whether on white.
func onGround(f Figure) (of Figure, white bool) {
	for white = true; ; white = false {
		t, ok := f.(transparent)
		if !ok {
			return f, white
		}
		f = t.Figure
	}
}

// checker is a figure that can tell whether its data can be drawn.
type checker interface{ check() error }

// check asks a figure whether it can be drawn at all.
func check(f Figure) error {
	if f == nil {
		return fmt.Errorf("plots: there is no figure to draw")
	}
	if k, ok := f.(checker); ok {
		if err := k.check(); err != nil {
			return err
		}
	}
	if w, h := f.Size(); !(w > 0 && h > 0) || math.IsInf(float64(w*h), 0) {
		return fmt.Errorf("plots: got a figure of %g x %g points, want both above 0", w, h)
	}
	return nil
}

// largest is the largest number that a figure draws: axes add room around their data, and
// differences must not overflow.
const largest = 1e300

// finite reports the first value that is not a number or is too large to draw.
func finite(what string, values []float64) error {
	for i, v := range values {
		switch {
		case math.IsNaN(v) || math.IsInf(v, 0):
			return fmt.Errorf("%s: got %v at index %d, want finite numbers", what, v, i)
		case math.Abs(v) > largest:
			return fmt.Errorf("%s: got %v at index %d, want numbers up to %g", what, v, i, largest)
		}
	}
	return nil
}

// structure is a canvas that keeps what is drawn as elements of a document, as SVG does.
type structure interface {
	begin(class, title string, attrs ...string)
	end()
	attach(markup string)
}

// group marks what is drawn until the returned function is called as one element, on
// canvases that keep structure; elsewhere it does nothing.
func group(c draw.Canvas, class, title string, attrs ...string) (end func()) {
	if s := structured(c); s != nil {
		s.begin(class, title, attrs...)
		return s.end
	}
	return func() {}
}

// structured returns the canvas below c that keeps structure, nil if there is none.
func structured(c draw.Canvas) structure {
	var v vg.Canvas = c
	for {
		switch t := v.(type) {
		case draw.Canvas:
			v = t.Canvas
			continue
		case structure:
			return t
		}
		return nil
	}
}
