package nn

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/andor-kernel/andor/dsl"
	"github.com/andor-kernel/andor/internal/autodiff"
)

// randomPair declares a generator and an energy of random depth, width and odd sizes.
func randomPair(t *testing.T, r *rand.Rand) (g, e *dsl.Net) {
	t.Helper()
	pick := func(words ...string) string { return words[r.IntN(len(words))] }
	h, w, c := 1+r.IntN(4), 1+r.IntN(4), 4+r.IntN(20)
	lines := []string{"z normal:" + strconv.Itoa(1+r.IntN(9))}
	first := fmt.Sprintf("object fc:%dx%dx%d%s", h, w, c, pick("", " relu"))
	if r.IntN(3) > 0 {
		first += fmt.Sprintf(" topk:%d@", 1+r.IntN(c))
	}
	lines = append(lines, first)
	for s := range 1 + r.IntN(3) {
		line := fmt.Sprintf("s%d", s)
		if up := 1 + r.IntN(3); up > 1 && h*up <= 20 && w*up <= 20 {
			line += fmt.Sprintf(" up:%d", up)
			h, w = h*up, w*up
		}
		for range 1 + r.IntN(2) {
			line += fmt.Sprintf(" conv:%dx%d %s", 1+r.IntN(20), 1+2*r.IntN(3), pick("relu", "lrelu", "linear", "tanh"))
		}
		if r.IntN(2) == 0 {
			line += fmt.Sprintf(" topk:%d", 1+r.IntN(h*w))
		}
		lines = append(lines, line)
	}
	colours := 1 + 2*r.IntN(2)
	lines = append(lines, fmt.Sprintf("image conv:%d tanh", colours))
	g = declare(t, dsl.Generator, lines...)
	lines = []string{fmt.Sprintf("y image:%dx%dx%d", h, w, colours)}
	for s := range r.IntN(4) {
		line := fmt.Sprintf("e%d", s)
		if h >= 2 && w >= 2 && r.IntN(2) == 0 {
			line += " down:2"
			h, w = h/2, w/2
		}
		lines = append(lines, line+fmt.Sprintf(" conv:%d %s", 1+r.IntN(20), pick("lrelu", "relu", "tanh")))
	}
	return g, declare(t, dsl.Energy, append(lines, "energy fc:1")...)
}

// TestParity: on 20 random pairs of networks the float32 programs agree with the
// float64 reference on the same weights: images and energies within 1e-4, every
// gradient within 1e-3 of its largest value.
func TestParity(t *testing.T) {
	r := rand.New(rand.NewPCG(20, 1))
	for i := range 20 {
		gs, es := randomPair(t, r)
		g64, e64 := random64(t, gs), random64(t, es)
		g32, e32 := narrow(t, g64), narrow(t, e64)
		const batch, n = 4, 3
		f := frame{batch: batch, threads: 2}

		p64, p32 := must(newPosterior(g64, f))(t), must(newPosterior(g32, f))(t)
		scatter(p64.z.Data(), uint64(i))
		scatter(p64.y.Data(), uint64(i)+100)
		same(p32.z.Data(), p64.z.Data())
		same(p32.y.Data(), p64.y.Data())
		run(t, p64.forRows(n), p32.forRows(n))
		agree(t, i, "sse", p32.sse.Data()[:n], p64.sse.Data()[:n], 1e-4)
		agree(t, i, "dz", p32.dz.Data()[:n*g64.input().C], p64.dz.Data()[:n*g64.input().C], 1e-3)

		a64, a32 := must(newActor(g64, e64, f))(t), must(newActor(g32, e32, f))(t)
		scatter(a64.z.Data(), uint64(i)+200)
		scatter(a64.y.Data(), uint64(i)+300)
		same(a32.z.Data(), a64.z.Data())
		same(a32.y.Data(), a64.y.Data())
		o := ActorOptions{Sigma: 0.3, Weight: 2}
		l64, l32 := must(a64.gradient(n, o))(t), must(a32.gradient(n, o))(t)
		agree(t, i, "actor sse", l32.SSE, l64.SSE, 1e-4)
		agree(t, i, "actor energy", l32.Energy, l64.Energy, 1e-4)
		for j, d := range a64.grads {
			agree(t, i, "actor "+g64.params[j].name, a32.grads[j].Data(), d.Data(), 1e-3)
		}

		c64, c32 := must(newCritic(e64, CriticOptions{Square: 1}, f))(t), must(newCritic(e32, CriticOptions{Square: 1}, f))(t)
		scatter(c64.y.Data(), uint64(i)+400)
		same(c32.y.Data(), c64.y.Data())
		run(t, c64.forRows(n), c32.forRows(n))
		agree(t, i, "f", c32.f.Data()[:2*n], c64.f.Data()[:2*n], 1e-4)
		for j, d := range c64.grads {
			agree(t, i, "critic "+e64.params[j].name, c32.grads[j].Data(), d.Data(), 1e-3)
		}
	}
}

// narrow is the network in float32, with the same weights as far as float32 holds them:
// the float64 network is rounded too.
func narrow(t *testing.T, n *network[float64]) *network[float32] {
	t.Helper()
	m := must(newNetwork[float32](n.spec))(t)
	for i := range n.values {
		same(m.values[i], n.values[i])
	}
	return m
}

// same copies src into dst and rounds src to what dst holds.
func same(dst []float32, src []float64) {
	for i, v := range src {
		dst[i] = float32(v)
		src[i] = float64(dst[i])
	}
}

func run(t *testing.T, errs ...error) {
	t.Helper()
	for _, err := range errs {
		if err != nil {
			t.Fatal(err)
		}
	}
}

// agree compares relative to the largest of want.
func agree[T, U autodiff.Float](t *testing.T, pair int, name string, got []T, want []U, tolerance float64) {
	t.Helper()
	scale := 1e-6
	for _, v := range want {
		scale = math.Max(scale, math.Abs(float64(v)))
	}
	for i := range want {
		if d := math.Abs(float64(got[i]) - float64(want[i])); !(d <= tolerance*scale) {
			t.Errorf("pair %d: %s[%d]: got %v, want %v (largest %v)", pair, name, i, got[i], want[i], scale)
			return
		}
	}
}
