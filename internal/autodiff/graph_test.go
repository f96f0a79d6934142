package autodiff

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"strings"
	"testing"
)

// chain is x -> conv -> topk -> down -> tanh in float64, with gradients to x and w.
func chain(t *testing.T, batch, threads int) (*Graph[float64], *Program[float64], Node[float64], []Node[float64]) {
	t.Helper()
	g := NewGraph[float64](batch, threads)
	x := g.Input("x", 1, 6, 4, 3)
	lehmer(1, x.Data())
	l, err := NewConv[float64](ConvShape{6, 4, 3, 5, 3, 1}, Activation{Kind: ReLU}, Sparsity{}, threads)
	if err != nil {
		t.Fatal(err)
	}
	wv, bv := make([]float64, 5*9*3), make([]float64, 5)
	lehmer(2, wv)
	l.Reserve(batch, true)
	l.Prepare(wv, bv)
	w, b := g.Param("w", wv, 5, 3, 3, 3), g.Param("b", bv, 5)
	y := g.Act(Activation{Kind: Tanh}, g.Down(g.Run(l, TopK{K: 6}, x, w, b), 2))
	r := g.Input("r", 1, y.shape...)
	lehmer(4, r.Data())
	grads := g.Backward([]Node[float64]{y}, []Node[float64]{r}, []Node[float64]{x, w})
	p, err := g.Compile(append(grads, y)...)
	if err != nil {
		t.Fatal(err)
	}
	return g, p, x, append(grads, y)
}

func TestFewerRowsAndThreads(t *testing.T) {
	_, p, _, whole := chain(t, 3, 1)
	if err := p.Run(3); err != nil {
		t.Fatal(err)
	}
	row := whole[0].size()
	three := append([]float64(nil), whole[0].Data()...)
	if err := p.Run(2); err != nil {
		t.Fatal(err)
	}
	two := append([]float64(nil), whole[1].Data()...)
	nearby(t, "dx of 2 of 3 rows", whole[0].Data()[:2*row], three[:2*row], 0)
	for threads := 2; threads < 5; threads++ {
		_, q, _, other := chain(t, 3, threads)
		if err := q.Run(2); err != nil {
			t.Fatal(err)
		}
		nearby(t, "dw by threads", other[1].Data(), two, 0)
	}
	for _, n := range []int{0, 4} {
		if err := p.Run(n); err == nil {
			t.Errorf("run of %d rows: got no error, want one", n)
		}
	}
}

// TestEqualOperations: two operations that look the same stay two, also where their
// inputs are the same, since top-k carries state and each owns its result.
func TestEqualOperations(t *testing.T) {
	g := NewGraph[float64](1, 1)
	x := g.Input("x", 2, 1, 1, 4)
	copy(x.Data(), []float64{1, 4, 3, 2, 8, 5, 6, 7})
	two := TopK{2, true}
	a, b := g.Select(two, g.Part(x, 0)), g.Select(two, g.Part(x, 1))
	c := g.Select(two, g.Part(x, 0))
	sum := g.Join(a, b, c)
	one := g.Input("one", 3, 1, 1, 4)
	copy(one.Data(), []float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
	parts := []Node[float64]{}
	for i, n := range []Node[float64]{a, b, c} {
		parts = append(parts, g.Backward([]Node[float64]{n}, []Node[float64]{g.Part(one, i)}, []Node[float64]{n.op.in[0]})...)
	}
	p, err := g.Compile(append(parts, sum)...)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Run(1); err != nil {
		t.Fatal(err)
	}
	nearby(t, "values", sum.Data(), []float64{0, 4, 3, 0, 8, 0, 0, 7, 0, 4, 3, 0}, 0)
	nearby(t, "first gradient", parts[0].Data(), []float64{0, 2, 3, 0}, 0)
	nearby(t, "second gradient", parts[1].Data(), []float64{5, 0, 0, 8}, 0)
	nearby(t, "third gradient", parts[2].Data(), []float64{0, 10, 11, 0}, 0)
}

// TestOnlyWhatIsAsked: without weight gradients among the outputs their operations are
// not in the program.
func TestOnlyWhatIsAsked(t *testing.T) {
	g := NewGraph[float64](1, 1)
	w := start[float64](1, 3, 3, 1)
	w.graph, w.inputs["x"] = g, g.Input("x", 1, 3, 3, 1)
	w.through(NewConv[float64](ConvShape{3, 3, 1, 2, 3, 1}, Activation{Kind: ReLU}, Sparsity{}, 1))
	r := g.Input("r", 1, 3, 3, 2)
	dx := g.Backward([]Node[float64]{w.out}, []Node[float64]{r}, []Node[float64]{w.inputs["x"]})
	p, err := g.Compile(dx...)
	if err != nil {
		t.Fatal(err)
	}
	if len(p.order) != 3 { // conv, activation gradient, data gradient
		t.Errorf("got %d operations, want 3", len(p.order))
	}
	if dense, done := p.MACs(1); dense != 2*9*9*2 || done != dense {
		t.Errorf("got %d multiplications, %d done, want %d forward and as many backward", dense, done, 9*9*2)
	}
}

func TestMistakes(t *testing.T) {
	other := NewGraph[float64](1, 1).Input("x", 1, 2)
	tests := []struct {
		name string
		make func(g *Graph[float64], x Node[float64]) Node[float64]
		want string
	}{
		{"topk too large", func(g *Graph[float64], x Node[float64]) Node[float64] { return g.Select(TopK{K: 5}, x) }, "keeps 5 of 4"},
		{"topk of a vector", func(g *Graph[float64], x Node[float64]) Node[float64] {
			return g.Select(TopK{1, true}, g.Input("v", 1, 3))
		}, "want (H, W, C)"},
		{"down too large", func(g *Graph[float64], x Node[float64]) Node[float64] { return g.Down(x, 3) }, "want at least 3x3"},
		{"up by 0", func(g *Graph[float64], x Node[float64]) Node[float64] { return g.Up(x, 0) }, "factor of at least 1"},
		{"slope", func(g *Graph[float64], x Node[float64]) Node[float64] {
			return g.Act(Activation{LeakyReLU, -1}, x)
		}, "want at least 0"},
		{"another graph", func(g *Graph[float64], x Node[float64]) Node[float64] { return g.Join(other) }, "not a node of this graph"},
		{"sse shapes", func(g *Graph[float64], x Node[float64]) Node[float64] { return g.SSE(x, g.Input("y", 1, 2)) }, "want the same shape"},
		{"parameter size", func(g *Graph[float64], x Node[float64]) Node[float64] { return g.Param("w", make([]float64, 3), 2, 2) }, "holds 4 values, got 3"},
		{"part", func(g *Graph[float64], x Node[float64]) Node[float64] { return g.Part(x, 1) }, "want 0 to 0"},
		{"no derivative", func(g *Graph[float64], x Node[float64]) Node[float64] {
			y := g.Map("copy", x, func(dst, src []float64, n int) { copy(dst, src) })
			return g.Backward([]Node[float64]{y}, []Node[float64]{x}, []Node[float64]{x})[0]
		}, "backward"},
		{"differentiated twice", func(g *Graph[float64], x Node[float64]) Node[float64] {
			y := g.Act(Activation{Kind: Tanh}, x)
			g.Backward([]Node[float64]{y}, []Node[float64]{g.Input("r", 1, 2, 2, 3)}, []Node[float64]{x})
			return g.Backward([]Node[float64]{y}, []Node[float64]{x}, []Node[float64]{x})[0]
		}, "was differentiated before"},
		{"used twice", func(g *Graph[float64], x Node[float64]) Node[float64] {
			a := g.Act(Activation{Kind: Tanh}, x)
			y := g.Join(g.Backward([]Node[float64]{g.Up(a, 1), g.Down(a, 1)}, []Node[float64]{x, x}, []Node[float64]{x})...)
			return y
		}, "use a value once only"},
		{"an input as output", func(g *Graph[float64], x Node[float64]) Node[float64] { return x }, "result of an operation"},
	}
	for _, tt := range tests {
		g := NewGraph[float64](1, 1)
		_, err := g.Compile(tt.make(g, g.Input("x", 1, 2, 2, 3)))
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want %q", tt.name, err, tt.want)
		}
	}
}

// TestPanicBecomesError: an operation that panics, also on a goroutine of its own, ends
// the run with an error, and the program can be run again.
func TestPanicBecomesError(t *testing.T) {
	g := NewGraph[float64](2, 2)
	x := g.Input("x", 1, 4)
	broken := true
	y := g.Map("fragile", x, func(dst, src []float64, n int) {
		parallel(2, 4, func(i int) {
			if broken && i == 3 {
				panic("out of order")
			}
			dst[i] = src[i] + 1
		})
	})
	p, err := g.Compile(y)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Run(1); err == nil || !strings.Contains(err.Error(), "fragile: out of order") {
		t.Errorf("got %v, want the panic as an error", err)
	}
	broken = false
	if err := p.Run(1); err != nil || y.Data()[3] != 1 {
		t.Errorf("after the panic: got %v, %v", err, y.Data())
	}
}

// TestInterrupt: a run ends before its next operation with the very error.
func TestInterrupt(t *testing.T) {
	g, p, _, whole := chain(t, 3, 2)
	if err := p.Run(3); err != nil {
		t.Fatal(err)
	}
	want := append([]float64(nil), whole[1].Data()...)
	for after := range 4 {
		asked := 0
		g.Interrupt(func() error {
			if asked++; asked > after {
				return context.Canceled
			}
			return nil
		})
		if err := p.Run(3); err != context.Canceled || asked != after+1 {
			t.Errorf("after %d operations: got %v, asked %d times", after, err, asked)
		}
	}
	g.Interrupt(nil)
	if err := p.Run(3); err != nil {
		t.Fatal(err)
	}
	nearby(t, "dw after interrupts", whole[1].Data(), want, 0)
}

// TestNaNIsSeen: top-k must not hide a broken value among its zeros.
func TestNaNIsSeen(t *testing.T) {
	for _, perPosition := range []bool{true, false} {
		t.Run(fmt.Sprintf("per position %v", perPosition), func(t *testing.T) {
			seesNaN[float64](t, perPosition)
			seesNaN[float32](t, perPosition)
		})
	}
}

func seesNaN[T Float](t *testing.T, perPosition bool) {
	t.Helper()
	shape := []int{1, 6, 1}
	if perPosition {
		shape = []int{1, 1, 6}
	}
	for at := range 6 {
		s, err := newSelection[T](TopK{2, perPosition}, shape, 1, 1)
		if err != nil {
			t.Fatal(err)
		}
		x := []T{1, 5, 3, 2, 4, 0}
		x[at] = T(math.NaN())
		if s.run(x, x, 1); x[at] == x[at] {
			t.Errorf("%v: NaN at %d of 6: dropped, want it kept", dtype[T](), at)
		}
	}
}

// TestSteadyMemory: a run allocates a few small things and keeps none of them.
func TestSteadyMemory(t *testing.T) {
	_, p, _, _ := chain(t, 3, 2)
	heap := func() uint64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	run := func(n int) {
		for range n {
			if err := p.Run(3); err != nil {
				t.Fatal(err)
			}
		}
	}
	run(5)
	before := heap()
	run(200)
	if after := heap(); after > before+64<<10 {
		t.Errorf("heap grew from %d to %d bytes over 200 runs", before, after)
	}
}

func TestPlan(t *testing.T) {
	// a -> b -> c -> d, each of the size given; d may overwrite c
	made := func(size int, in ...*operation[float64]) *operation[float64] {
		o := newOperation[float64]("o", 0, []int{size})
		for _, i := range in {
			o.in = append(o.in, Node[float64]{op: i})
		}
		return o
	}
	a := made(32)
	b := made(16, a)
	c := made(32, b)
	d := made(32, c)
	d.inplace = 0
	of, arena := plan([]*operation[float64]{a, b, c, d}, map[*operation[float64]]bool{d: true})
	if arena != 48 {
		t.Errorf("got an arena of %d values, want 48: a and c share, d is c", arena)
	}
	if of[d] != of[c] || of[a].offset != of[c].offset || of[a].offset == of[b].offset {
		t.Errorf("got offsets a %d, b %d, c %d, d %d", of[a].offset, of[b].offset, of[c].offset, of[d].offset)
	}
	// a result that is read again later must not be overwritten
	d.in = append(d.in, Node[float64]{op: a})
	e := made(32, d, c)
	of, _ = plan([]*operation[float64]{a, b, c, d, e}, map[*operation[float64]]bool{e: true})
	if of[d] == of[c] || of[a].offset == of[c].offset {
		t.Errorf("got d over c or a over c, while both are still read")
	}
}
