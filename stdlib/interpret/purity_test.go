package interpret

import (
	"fmt"
	"strings"
	"testing"

	"github.com/andor-kernel/andor/stdlib/tensor"
)

// TestPurity: an eye stands at the upper left, a mouth at the lower right of an 8x8
// image. Channel 0 always fires on the eye, channel 1 on either, the mouth three times as
// strongly, channel 2 on bare skin, channel 3 never.
func TestPurity(t *testing.T) {
	truth := []Region{{"eye", [4]int{0, 0, 4, 4}}, {"mouth", [4]int{4, 4, 8, 8}}}
	a := tensor.New(2, 2, 2, 4)
	at := func(image, position, channel int, v float32) { a.Row(image).Data[position*4+channel] = v }
	at(0, 0, 0, 1)
	at(1, 0, 0, 5)
	at(1, 3, 0, 4) // weaker than the eye in the same image
	at(0, 0, 1, 1)
	at(1, 3, 1, 3)
	at(0, 1, 2, 9)
	p := NewPurity(4)
	if err := p.Add(a, 8, 8, [][]Region{truth, truth}); err != nil {
		t.Fatal(err)
	}
	s := p.Score()
	if got, want := fmt.Sprint(s.Channels), "[{0 eye 1 6} {1 mouth 0.75 4}]"; got != want {
		t.Errorf("got channels %s, want %s", got, want)
	}
	near(t, "purity", s.Purity, 0.9)
	near(t, "chance", s.Chance, 0.75)
}

func TestPurityErrors(t *testing.T) {
	p := NewPurity(4)
	a := tensor.New(1, 2, 2, 3)
	if err := p.Add(a, 8, 8, nil); err == nil || !strings.Contains(err.Error(), "want one list of parts") {
		t.Errorf("got error %v", err)
	}
	if err := p.Add(a, 8, 8, make([][]Region, 1)); err != nil {
		t.Errorf("an image without parts: got error %v, want none", err)
	}
	if err := p.Add(tensor.New(1, 2, 2, 4), 8, 8, make([][]Region, 1)); err == nil || !strings.Contains(err.Error(), "want 3 as before") {
		t.Errorf("got error %v", err)
	}
	if s := p.Score(); s.Purity != 0 || s.Chance != 0 || len(s.Channels) != 0 {
		t.Errorf("nothing fired: got %+v, want zeros", s)
	}
}

func TestOverlap(t *testing.T) {
	for _, c := range []struct {
		a, b [4]int
		want float64
	}{
		{[4]int{0, 0, 4, 4}, [4]int{0, 0, 4, 4}, 1},
		{[4]int{0, 0, 4, 4}, [4]int{4, 0, 8, 4}, 0},
		{[4]int{0, 0, 4, 4}, [4]int{2, 0, 6, 4}, 8.0 / 24},
		{[4]int{0, 0, 4, 4}, [4]int{1, 1, 3, 3}, 4.0 / 16},
	} {
		near(t, fmt.Sprintf("%v and %v", c.a, c.b), overlap(c.a, c.b), c.want)
	}
}
