package bench

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/andor-kernel/andor/dsl"
)

// randomPair declares a generator and an energy of random depth, odd sizes and at most
// width channels: every layer, topk both ways, enlargements by 1 to 3, kernels of 1 to 5,
// grey and colour, topk right behind an enlargement.
func randomPair(t *testing.T, r *rand.Rand, width int) (g, e *dsl.Net) {
	t.Helper()
	pick := func(words ...string) string { return words[r.IntN(len(words))] }
	var b strings.Builder
	h, w, c := 1+r.IntN(4), 1+r.IntN(4), 2+r.IntN(width)
	fmt.Fprintf(&b, "net G {\n z normal(%d)\n object fc(%dx%dx%d)%s", 1+r.IntN(9), h, w, c, pick("", " relu"))
	if r.IntN(3) > 0 {
		fmt.Fprintf(&b, " topk(%d, per: position)", 1+r.IntN(max(1, c/pickInt(r, 1, 6))))
	}
	for s := range 1 + r.IntN(3) {
		fmt.Fprintf(&b, "\n s%d", s)
		up := 1 + r.IntN(3)
		if h*up > 20 || w*up > 20 {
			up = 1
		}
		before := r.IntN(4) > 0
		enlarge := fmt.Sprintf(" up(%d)", up)
		if up > 1 && before {
			b.WriteString(enlarge)
		}
		for range 1 + r.IntN(2) {
			fmt.Fprintf(&b, " conv(%d, kernel: %d) %s", 1+r.IntN(width), 1+2*r.IntN(3), pick("relu", "relu", "lrelu(0.1)", "linear", "tanh", "sigmoid", "elu(0.5)"))
		}
		if up > 1 && !before {
			b.WriteString(enlarge)
		}
		h, w = h*up, w*up
		switch r.IntN(3) {
		case 0:
			fmt.Fprintf(&b, " topk(%d)", 1+r.IntN(h*w))
		case 1:
			b.WriteString(" topk(1, per: position)")
		}
	}
	colours := 1 + 2*r.IntN(2)
	fmt.Fprintf(&b, "\n image conv(%d) %s\n}\nnet E {\n y image(%dx%dx%d)", colours, pick("tanh", "linear"), h, w, colours)
	for s := range r.IntN(4) {
		fmt.Fprintf(&b, "\n e%d", s)
		for _, f := range []int{2, 3} {
			if h%f == 0 && w%f == 0 && r.IntN(2) == 0 {
				fmt.Fprintf(&b, " down(%d)", f)
				h, w = h/f, w/f
			}
		}
		fmt.Fprintf(&b, " conv(%d) %s", 1+r.IntN(width), pick("lrelu", "lrelu(0.3)", "relu", "tanh", "elu"))
	}
	b.WriteString("\n energy fc(1)\n}\n")
	return nets(t, b.String())
}

func pickInt(r *rand.Rand, v ...int) int { return v[r.IntN(len(v))] }

func nets(t testing.TB, text string) (g, e *dsl.Net) {
	t.Helper()
	g, e, err := Nets(dsl.Source{Name: "test", Text: text})
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return g, e
}

// small is a pair that runs in a millisecond, with every kind of stage of [P] table 1.
const small = `
net G {
  z      normal(6)
  object fc(3x2x24)                       topk(4, per: position)
  part   up(2) conv(12) relu conv(9) relu topk(1/4)
  image  up(2) conv(3) tanh
}
net E {
  y      image(12x8x3)
  e2     conv(8) lrelu
  e3     down(2) conv(10) lrelu
  energy fc(1)
}
`

// tied has topks over enlarged values, four and nine of each, that split equals.
const tied = `
net G {
  z      normal(4)
  object fc(2x3x9)
  part   conv(8) relu up(2)                   topk(6)
  prim   conv(5, kernel: 1) linear up(3)      topk(31)
  image  conv(1) tanh
}
net E {
  y      image(12x18x1)
  e2     down(3) conv(4) relu
  energy fc(1)
}
`
