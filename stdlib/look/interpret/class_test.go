package interpret

import (
	"context"
	"math"
	"strings"
	"testing"

	"github.com/andor-kernel/andor/stdlib/tensor"
)

// classLevel is 64 images of the part stage of blocks and what the stage knows of them: at
// (1, 1) channel 0 is active in every image and stronger in half of them, at (2, 3) it is
// active in those of odd number, and channel 1 in the others; nothing else ever fires.
func classLevel(t *testing.T) (Level, *tensor.Tensor, *tensor.Tensor) {
	t.Helper()
	a := tensor.New(64, 4, 4, 2)
	for n := range 64 {
		row := a.Row(n).Data
		row[(1*4+1)*2] = 1 + float32(n/32)
		row[(2*4+3)*2+1-n%2] = 0.5
	}
	l := Level{Name: "part", Field: 2, Stride: 2, Tail: blocks{}.image, Stats: new(StageStats)}
	if err := l.Stats.Add(a); err != nil {
		t.Fatal(err)
	}
	images, err := blocks{}.image(a)
	if err != nil {
		t.Fatal(err)
	}
	return l, a, images
}

func classOf(t *testing.T, l Level, a, images *tensor.Tensor, o ClassOptions) *Node {
	t.Helper()
	size, err := Sizes(context.Background(), l)
	if err != nil {
		t.Fatal(err)
	}
	for c, s := range size { // a part paints four pixels
		if math.Abs(s-2) > 1e-6 {
			t.Fatalf("size of channel %d: got %g, want 2", c, s)
		}
	}
	choices, err := NewChoices(l.Stats, size)
	if err != nil {
		t.Fatal(err)
	}
	if err := choices.Add(a); err != nil {
		t.Fatal(err)
	}
	root, err := NewClassTree(context.Background(), l, choices, images, o)
	if err != nil {
		t.Fatal(err)
	}
	return root
}

// TestClassTree: the two places at which images differ are found, in reading order, and what
// stands there is told apart; a unit that is active in every image stands out only where it is
// stronger than usual.
func TestClassTree(t *testing.T) {
	l, a, images := classLevel(t)
	root := classOf(t, l, a, images, ClassOptions{})
	if len(root.Children) != 2 {
		t.Fatalf("got %d places, want 2:\n%s", len(root.Children), root)
	}
	always, either := root.Children[0], root.Children[1]
	if u := always.Unit; u.Row != 1 || u.Col != 1 || len(always.Children) != 1 {
		t.Errorf("first place: got %v with %d alternatives, want (1, 1) with 1", u, len(always.Children))
	}
	if n := always.Children[0]; n.Share != 0.5 || n.Frequency != 1 {
		t.Errorf("active in every image: got share %g and frequency %g, want 0.5 and 1", n.Share, n.Frequency)
	}
	if u := either.Unit; u.Row != 2 || u.Col != 3 || len(either.Children) != 2 || either.Alternatives != 2 {
		t.Fatalf("second place: got %v with %d alternatives, want (2, 3) with 2", u, len(either.Children))
	}
	near(t, "bits of two equal alternatives", either.Bits, 1)
	for i, or := range root.Children {
		near(t, "explained of a place whose choice says all", or.Share, 1)
		for _, n := range or.Children {
			near(t, "mean of the images less the usual", float64(n.Patch.Data[0]), 0.1+[]float64{2, 0.5}[i])
		}
	}
	near(t, "root", root.Explained, 1)
	n := either.Children[1]
	if n.Unit.Channel != 1 || n.Share != 0.5 || n.Image.Data[1] != -0.5 {
		t.Errorf("got channel %d with share %g and basis function %v, want 1 with 0.5 and a checkerboard of 0.5", n.Unit.Channel, n.Share, n.Image.Data)
	}
	text := root.String()
	for _, want := range []string{"its choice explains 100 % of the variance here: 1.0 bits, 2 of 2 channels stand out: 0 in 50 %, 1 in 50 %", "Terminal part 1 = 0.5"} {
		if !strings.Contains(text, want) {
			t.Errorf("want %q in:\n%s", want, text)
		}
	}
}

// TestClassTreeAt: places asked for are shown as they are, with their names, whether or not
// anything stands there.
func TestClassTreeAt(t *testing.T) {
	l, a, images := classLevel(t)
	root := classOf(t, l, a, images, ClassOptions{At: []ClassPlace{{2, 3, "eye"}, {0, 0, ""}}})
	if len(root.Children) != 2 || root.Children[0].Label != "eye, part (2, 3)" || len(root.Children[1].Children) != 0 || root.Children[1].Share != 0 {
		t.Errorf("got\n%s", root)
	}
}

func TestClassTreeErrors(t *testing.T) {
	l, a, images := classLevel(t)
	choices, err := NewChoices(l.Stats, []float64{2, 2})
	if err != nil {
		t.Fatal(err)
	}
	if err := choices.Add(a); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name   string
		images *tensor.Tensor
		l      Level
		o      ClassOptions
		want   string
	}{
		{"place", images, l, ClassOptions{At: []ClassPlace{{4, 0, ""}}}, "want one in the 4x4 grid"},
		{"counts", images, l, ClassOptions{Apart: -1}, "-1 apart"},
		{"images", tensor.New(3, 8, 8, 1), l, ClassOptions{}, "want 64 images"},
		{"level", images, Level{Name: "part", Field: 2, Stride: 2, Stats: l.Stats}, ClassOptions{}, "a tail"},
	} {
		if _, err := NewClassTree(context.Background(), c.l, choices, c.images, c.o); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got error %v, want one with %q", c.name, err, c.want)
		}
	}
	if _, err := NewChoices(l.Stats, nil); err == nil {
		t.Error("no sizes: got no error")
	}
	if err := choices.Add(tensor.New(1, 2, 2, 2)); err == nil {
		t.Error("activations of another stage: got no error")
	}
}
