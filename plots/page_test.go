package plots

import (
	"fmt"
	"image"
	"image/color"
	"math"
	"strings"
	"testing"
)

func flat(w, h int) image.Image {
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for i := range img.Pix {
		img.Pix[i] = uint8(0x80 + i%7)
	}
	img.SetNRGBA(0, 0, color.NRGBA{255, 0, 0, 255})
	return img
}

func flats(n, w, h int) []image.Image {
	out := make([]image.Image, n)
	for i := range out {
		out[i] = flat(w, h)
	}
	return out
}

func names(n int, format string) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf(format, i)
	}
	return out
}

// bush is a tree whose node of depth d has fan[d] children.
func bush(kind NodeKind, label string, fan ...int) *TreeNode {
	n := &TreeNode{Kind: kind, Label: label, Level: fmt.Sprintf("level %d", len(fan)), Share: 0.5}
	if len(fan) == 0 {
		n.Kind = Terminal
		n.Image = flat(8, 8)
		return n
	}
	for i := range fan[0] {
		n.Children = append(n.Children, bush(1-kind, fmt.Sprintf("c%d", i), fan[1:]...))
	}
	return n
}

const long = "a label that goes on and on, past every reasonable width, because someone had much to say"

var (
	nan, inf = math.NaN(), math.Inf(1)
	ramp     = []float64{1, 2, 3, 5, 8}
	huge     = []float64{1e7, 2e7, 3.3e7, 4e7, 5e7}
	tiny     = []float64{1e-7, 2e-7, 5e-7, 4e-7, 3e-7}
)

// refusal is settings of a figure that its constructor must refuse.
type refusal[F any] struct {
	name string
	in   F
	want string // part of the message
}

// testFigure checks one kind of figure, by the func that makes it. Each of pages has awkward
// content, and must come out with nothing clipped and nothing overlapping; each of refused
// cannot be drawn, and a sentence must say why, whether it is made or drawn without.
func testFigure[F any, P interface {
	*F
	Figure
}](t *testing.T, construct func(F) (P, error), pages map[string]F, refused []refusal[F]) {
	t.Helper()
	if len(pages) == 0 || len(refused) == 0 {
		t.Errorf("got %d pages and %d refusals, want at least one of each", len(pages), len(refused))
	}
	for name, in := range pages {
		f, err := construct(in)
		if err == nil {
			err = check(f)
		}
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		checkPage(t, name, f)
	}
	for _, c := range refused {
		refuses := func(what string, err error) {
			if err == nil || !strings.Contains(err.Error(), c.want) || !strings.HasPrefix(err.Error(), "plots: ") {
				t.Errorf("%s: %s: got error %v, want plots: ... %q", c.name, what, err, c.want)
			}
		}
		_, err := construct(c.in)
		refuses("made", err)
		_, err = SVG(P(&c.in))
		refuses("drawn", err)
	}
}

func manySeries(n int) []Series {
	out := make([]Series, n)
	for i := range out {
		out[i] = Series{Name: "series " + strings.Repeat("x", i), Y: []float64{float64(i + 1), 3, float64(2*i + 1)}}
	}
	return out
}

func square(n int) [][]float64 {
	out := make([][]float64, n)
	for i := range out {
		out[i] = make([]float64, n)
		for j := range out[i] {
			out[i][j] = float64(i-j) / float64(n)
		}
	}
	return out
}
