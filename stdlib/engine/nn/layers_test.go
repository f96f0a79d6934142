package nn

import (
	"math"
	"strings"
	"testing"

	"github.com/andor-kernel/andor/dsl"
	"github.com/andor-kernel/andor/stdlib/tensor"
)

// The tests of this file go over the layers of the language and name what the engine, or
// what the language says of the engine's work, lacks. docs/howto/new-layer.md is the recipe.

// read is the net of a block.
func read(t *testing.T, block string) *dsl.Net {
	t.Helper()
	decls, diags := dsl.Read(dsl.Source{Text: block}, nil)
	if len(diags) > 0 {
		t.Fatalf("%s\n%s", block, diags.Error())
	}
	return decls[0].Net
}

// layerNet is a small net with the layer as its Full has it: alone in stage b, whose input
// is stage a, or where it can stand. before is what ends stage a.
func layerNet(t *testing.T, w dsl.Word, before string) *dsl.Net {
	t.Helper()
	switch {
	case w.Name == "topk":
		return read(t, "net N {\n  z normal(5)\n  a fc(6x4x5)\n  b linear "+w.Full+"\n  image conv(3)\n}")
	case strings.HasPrefix(w.Full, "normal"):
		return read(t, "net N {\n  z "+w.Full+"\n  a fc(6x4x5)\n  image conv(3)\n}")
	case strings.HasPrefix(w.Full, "image"):
		return read(t, "net N {\n  y "+w.Full+"\n  a conv(2)\n  f fc(1)\n}")
	}
	return read(t, "net N {\n  z normal(5)\n  a fc(6x4x20)"+before+"\n  b "+w.Full+"\n  image conv(3)\n}")
}

// everyLayer runs f for each layer that the engine knows.
func everyLayer(t *testing.T, f func(t *testing.T, w dsl.Word)) {
	t.Helper()
	for _, w := range dsl.Words() {
		if w.Role != dsl.LayerRole {
			continue
		}
		t.Run(w.Name, func(t *testing.T) {
			if _, err := New(layerNet(t, w, ""), 1); err != nil {
				t.Fatalf("layer %q: the engine cannot run it, give it a formula in dsl or a line in lowerings: %v", w.Name, err)
			}
			f(t, w)
		})
	}
}

// TestEveryLayerGradient holds the gradients by z, or by the weights of an energy, against
// central differences.
func TestEveryLayerGradient(t *testing.T) {
	everyLayer(t, func(t *testing.T, w dsl.Word) {
		spec := layerNet(t, w, "")
		n := random64(t, spec)
		if spec.Kind == dsl.Energy {
			p, err := newCritic(n, CriticOptions{Square: 0.8}, frame{batch: 2, threads: 2})
			if err != nil {
				t.Fatal(err)
			}
			scatter(p.y.Data(), 2)
			loss := func() float64 {
				n.version++
				if err := p.forRows(2); err != nil {
					t.Fatal(err)
				}
				f := p.f.Data()[:4]
				l := (sum(f[:2]) - sum(f[2:])) / 2
				for _, v := range f {
					l += 0.8 * v * v / 4
				}
				return l
			}
			loss()
			for i, d := range p.grads {
				compare(t, "layer "+w.Name+", "+n.params[i].name, n.values[i], append([]float64(nil), d.Data()...), loss)
			}
			return
		}
		p, err := newActor(n, nil, frame{batch: 2, threads: 2})
		if err != nil {
			t.Fatal(err)
		}
		scatter(p.z.Data(), 1)
		scatter(p.y.Data(), 2)
		o := ActorOptions{Sigma: 0.7}
		loss := func() float64 {
			n.version++
			l, err := p.gradient(2, o)
			if err != nil {
				t.Fatal(err)
			}
			return sum(l.SSE) / (2 * o.Sigma * o.Sigma * 2)
		}
		loss()
		var grads [][]float64
		for _, d := range p.grads {
			grads = append(grads, append([]float64(nil), d.Data()...))
		}
		for i, d := range grads {
			compare(t, "layer "+w.Name+", "+n.params[i].name, n.values[i], d, loss)
		}
		q, err := newPosterior(n, frame{batch: 2, threads: 2})
		if err != nil {
			t.Fatal(err)
		}
		scatter(q.z.Data(), 1)
		scatter(q.y.Data(), 2)
		sse := func() float64 {
			if err := q.forRows(2); err != nil {
				t.Fatal(err)
			}
			return -0.5 * sum(q.sse.Data())
		}
		sse()
		compare(t, "layer "+w.Name+", z", q.z.Data(), append([]float64(nil), q.dz.Data()...), sse)
	})
}

// TestEveryLayerCost: the language counts the weights and multiplications that the engine
// has and does.
func TestEveryLayerCost(t *testing.T) {
	everyLayer(t, func(t *testing.T, w dsl.Word) {
		spec := layerNet(t, w, "")
		n, err := New(spec, 1)
		if err != nil {
			t.Fatal(err)
		}
		all, own, said := int64(0), int64(0), spec.Cost(1)
		stage := said.Stages[0] // of a source; another layer is in stage b
		if len(said.Stages) == 4 {
			stage = said.Stages[2]
		}
		for _, p := range n.Params {
			all += int64(len(p.Value.Data))
			if strings.HasPrefix(p.Name, stage.Name+".") {
				own += int64(len(p.Value.Data))
			}
		}
		if stage.Params != own {
			t.Errorf("layer %q: by its cost in dsl it has %d parameters, in the engine %d", w.Name, stage.Params, own)
		}
		if said.Params != all {
			return // another layer of the net has a wrong cost, and its own test says so
		}
		var program interface{ MACs() (dense, done int64) }
		if spec.Kind == dsl.Energy {
			program = must(NewEnergy(n, 1))(t)
		} else {
			program = must(NewForward(n, 1))(t)
		}
		if dense, _ := program.MACs(); said.MACs != dense {
			t.Errorf("layer %q: its cost in dsl makes %d multiplications of the net, the engine does %d", w.Name, said.MACs, dense)
		}
	})
}

// stretch runs stage b alone over activations of stage a. ok is false where the engine has
// nothing to do there.
func stretch(t *testing.T, g *Net, a *tensor.Tensor) (b *tensor.Tensor, ok bool) {
	t.Helper()
	from, _, err := g.net.after("a")
	if err != nil {
		t.Fatal(err)
	}
	if to, _, err := g.net.after("b"); err != nil || to == from {
		return a, false
	}
	return must(must(NewStretch(g, "a", "b", a.Shape[0]))(t).Run(a))(t), true
}

// TestEveryLayerZeros: what the language says of zeros behind a layer is what the engine
// leaves. The input has one value of 20 that is not zero.
func TestEveryLayerZeros(t *testing.T) {
	everyLayer(t, func(t *testing.T, w dsl.Word) {
		spec := layerNet(t, w, " topk(1, per: position)")
		if len(spec.Stages) != 4 || w.Name == "topk" {
			return
		}
		g := must(New(spec, 1))(t)
		a := must(must(NewForwardTo(g, "a", 8))(t).Run(normal(3, 8, 5)))(t)
		b, _ := stretch(t, g, a)
		left := 0
		for _, v := range b.Data {
			if v != 0 {
				left++
			}
		}
		image := spec.Cost(1).Stages[3]
		said, got := float64(image.MACsDone)/float64(image.MACs), float64(left)/float64(len(b.Data))
		if got > said+1e-3 {
			t.Errorf("layer %q: zeros in dsl says that at most %.3f of its outputs are not zero, the engine leaves %.3f", w.Name, said, got)
		}
		if said == 1 && got < 0.9 {
			t.Errorf("layer %q: the engine leaves zeros, %.3f of the outputs are others; zeros in dsl does not say so", w.Name, got)
		}
	})
}

// TestEveryLayerReach: a unit changes the pixels that the language says, no more and no
// fewer. Layers that shrink are left out: their field is an upper bound.
func TestEveryLayerReach(t *testing.T) {
	everyLayer(t, func(t *testing.T, w dsl.Word) {
		spec := layerNet(t, w, "")
		if len(spec.Stages) != 4 || spec.Stages[2].Out.H < spec.Stages[2].In.H {
			return
		}
		g := must(New(spec, 1))(t)
		tail, in := must(NewTail(g, "a", 1))(t), spec.Stages[1].Out
		base := normal(4, 1, in.H, in.W, in.C)
		y := must(tail.Run(base))(t)
		const row, col = 2, 1
		x0, y0, x1, y1 := y.Shape[2], y.Shape[1], 0, 0
		for c := range in.C {
			for _, by := range []float32{-5, 5} {
				moved := base.Clone()
				moved.Data[(row*in.W+col)*in.C+c] += by
				for i, v := range must(tail.Run(moved))(t).Data {
					if pixel := i / y.Shape[3]; v != y.Data[i] {
						r, c := pixel/y.Shape[2], pixel%y.Shape[2]
						x0, y0, x1, y1 = min(x0, c), min(y0, r), max(x1, c+1), max(y1, r+1)
					}
				}
			}
		}
		a, b, c, d := spec.Fields()[1].Box(row, col)
		if [4]int{a, b, c, d} != [4]int{x0, y0, x1, y1} {
			t.Errorf("layer %q: a unit before it changes columns %d..%d and rows %d..%d; by ahead in dsl it would be %d..%d and %d..%d",
				w.Name, x0, x1, y0, y1, a, c, b, d)
		}
	})
}

// TestEveryFormula: where the engine has code of its own for a layer with a formula, the
// code does what the formula says.
func TestEveryFormula(t *testing.T) {
	everyLayer(t, func(t *testing.T, w dsl.Word) {
		spec := layerNet(t, w, "")
		if len(spec.Stages) != 4 || w.Name == "topk" {
			return
		}
		f, ok := spec.Stages[2].Ops[0].Formula()
		if !ok {
			return
		}
		g, in := must(New(spec, 1))(t), spec.Stages[1].Out
		a := normal(5, 2, in.H, in.W, in.C)
		for i := range a.Data {
			a.Data[i] *= 3
		}
		b, _ := stretch(t, g, a)
		for i, x := range a.Data {
			if want := f.Value(float64(x)); math.Abs(float64(b.Data[i])-want) > 2e-6*max(1, math.Abs(want)) {
				t.Fatalf("layer %q: the engine makes %g of %g, its formula %g", w.Name, b.Data[i], x, want)
			}
		}
	})
}
