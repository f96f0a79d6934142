package nn

import (
	"context"
	"errors"
	"math"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/andor-kernel/andor/dsl"
	"github.com/andor-kernel/andor/stdlib/tensor"
)

// pair is a small generator and a critic for its images.
func pair(t testing.TB, opts ...Option) (g, e *Net) {
	t.Helper()
	return must(New(smallGenerator(t), 1, opts...))(t), must(New(smallEnergy(t), 1, opts...))(t)
}

func equal(t *testing.T, name string, got, want *tensor.Tensor) {
	t.Helper()
	if len(got.Data) != len(want.Data) {
		t.Errorf("%s: got shape %v, want %v", name, got.Shape, want.Shape)
		return
	}
	for i := range want.Data {
		if got.Data[i] != want.Data[i] {
			t.Errorf("%s[%d]: got %v, want %v", name, i, got.Data[i], want.Data[i])
			return
		}
	}
}

func TestForwardAndTail(t *testing.T) {
	g, _ := pair(t)
	f := must(NewForward(g, 4))(t)
	z := normal(1, 3, 5)
	y := must(f.Run(z))(t)
	into := tensor.New(3, 12, 8, 3)
	if err := f.RunInto(into, z); err != nil {
		t.Fatal(err)
	}
	equal(t, "into a tensor", into, y)
	if err := f.RunInto(tensor.New(2, 12, 8, 3), z); err == nil || !strings.Contains(err.Error(), "got 3 rows of z and 2 of y") {
		t.Errorf("into too few rows: got error %v", err)
	}
	if want := []int{3, 12, 8, 3}; len(y.Shape) != 4 || y.Shape[0] != 3 || y.Shape[1] != want[1] || y.Shape[2] != want[2] || y.Shape[3] != want[3] {
		t.Fatalf("got shape %v, want %v", y.Shape, want)
	}
	for _, stage := range []string{"z", "object", "part", "prim"} {
		a := must(f.Activation(stage))(t)
		equal(t, "up to "+stage, must(must(NewForwardTo(g, stage, 3))(t).Run(z))(t), a)
		tail := must(NewTail(g, stage, 3))(t)
		equal(t, "tail of "+stage, must(tail.Run(a))(t), y)
		clear(a.Data) // a copy: the next ones must not notice
	}
	part := must(NewForwardTo(g, "part", 3))(t)
	must(part.Run(z))(t)
	equal(t, "object on the way to part", must(part.Activation("object"))(t), must(f.Activation("object"))(t))
	if _, err := part.Activation("prim"); err == nil || !strings.Contains(err.Error(), `stage "prim" lies behind "part", the last that was compiled`) {
		t.Errorf("a stage behind the last: got error %v", err)
	}
	a := must(f.Activation("part"))(t)
	kept := 0
	for i := 0; i < 6*4; i++ {
		if a.Data[i*5+2] != 0 {
			kept++
		}
	}
	if kept > 7 || kept < 3 {
		t.Errorf("channel 2 of stage part has %d non-zero positions, want at most the 7 that topk keeps, and most of them", kept)
	}
	one := must(f.Run(tensor.From(z.Data[5:10], 1, 5)))(t)
	equal(t, "one row alone", one, y.Row(1))
	if _, err := f.Activation("nowhere"); err == nil || !strings.Contains(err.Error(), "object") {
		t.Errorf("unknown stage: got %v, want an error naming the stages", err)
	}
	if _, err := NewTail(g, "image", 1); err == nil {
		t.Errorf("tail behind the last stage: got no error")
	}
	must(f.Run(z))(t)
	object, prim := must(f.Activation("object"))(t), must(f.Activation("prim"))(t)
	equal(t, "from object to prim", must(must(NewStretch(g, "object", "prim", 3))(t).Run(object))(t), prim)
	back := must(NewPullback(g, "prim", 3))(t)
	activation, _, err := back.Run(z, tensor.New(prim.Shape...))
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "activation of a pullback", activation, prim)
	if _, err := NewStretch(g, "prim", "object", 1); err == nil {
		t.Errorf("a stretch that goes back: got no error")
	}
	if _, err := NewPullback(g, "z", 1); err == nil {
		t.Errorf("a pullback from z: got no error")
	}
}

// TestIdleStage: a stage that does nothing has the activation that entered it.
func TestIdleStage(t *testing.T) {
	g := must(New(declare(t, dsl.Generator, "z normal:3", "a fc:2x2x4", "b linear", "image conv:3 tanh"), 1))(t)
	f := must(NewForward(g, 2))(t)
	y := must(f.Run(normal(1, 2, 3)))(t)
	a, b := must(f.Activation("a"))(t), must(f.Activation("b"))(t)
	equal(t, "activation of b", b, a)
	equal(t, "tail of b", must(must(NewTail(g, "b", 2))(t).Run(b))(t), y)
}

func TestInterrupt(t *testing.T) {
	g, e := pair(t)
	var stop error
	a := must(NewActor(g, e, 2, ActorOptions{Sigma: 1}, WithInterrupt(func() error { return stop })))(t)
	z, y := normal(1, 2, 5), normal(2, 2, 12, 8, 3)
	must(a.Gradient(z, y, z))(t)
	want := a.Grads()[0].Clone()
	stop = context.Canceled
	if _, err := a.Gradient(z, y, z); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
	stop = nil
	must(a.Gradient(z, y, z))(t)
	equal(t, "gradient after an interrupt", a.Grads()[0], want)
}

// TestTurns: programs of one Net called from several goroutines take turns.
func TestTurns(t *testing.T) {
	g, e := pair(t)
	f, p := must(NewForward(g, 2))(t), must(NewPosterior(g, 2))(t)
	a := must(NewActor(g, e, 2, ActorOptions{Sigma: 1, Weight: 1}))(t)
	z, y := normal(1, 2, 5), normal(2, 2, 12, 8, 3)
	want := must(f.Run(z))(t)
	var wait sync.WaitGroup
	for range 3 {
		wait.Go(func() {
			for range 5 {
				if _, err := a.Gradient(z, y, z); err != nil {
					t.Error(err)
				}
				g.Changed()
			}
		})
		wait.Go(func() {
			for range 5 {
				if got, err := f.Run(z); err != nil || got.Data[7] != want.Data[7] {
					t.Errorf("got %v, %v", got.Data[7], err)
				}
				if err := p.Gradient(z, y, tensor.New(2, 5), nil); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wait.Wait()
}

// TestChanged: programs see new weights after Changed, and Adam says so itself.
func TestChanged(t *testing.T) {
	g, _ := pair(t)
	f := must(NewForward(g, 1))(t)
	z := normal(1, 1, 5)
	before := must(f.Run(z))(t)
	last := g.Params[len(g.Params)-1].Value.Data
	last[0] += 1
	g.Changed()
	after := must(f.Run(z))(t)
	if after.Data[0] <= before.Data[0] {
		t.Errorf("got %v after the bias grew, %v before", after.Data[0], before.Data[0])
	}
	grads := []*tensor.Tensor{}
	for _, p := range g.Params {
		grads = append(grads, tensor.New(p.Value.Shape...))
	}
	grads[len(grads)-1].Data[0] = -1
	if err := NewAdam(g, AdamOptions{}).Step(grads, 0.5); err != nil {
		t.Fatal(err)
	}
	if again := must(f.Run(z))(t); again.Data[0] <= after.Data[0] {
		t.Errorf("got %v after Adam raised the bias, %v before", again.Data[0], after.Data[0])
	}
}

// TestReplacedValue: a parameter that got another tensor is taken over.
func TestReplacedValue(t *testing.T) {
	g, _ := pair(t)
	h := must(New(smallGenerator(t), 2))(t)
	z := normal(1, 1, 5)
	want := must(must(NewForward(h, 1))(t).Run(z))(t)
	f := must(NewForward(g, 1))(t)
	must(f.Run(z))(t)
	for i, p := range g.Params {
		p.Value = h.Params[i].Value.Clone()
	}
	g.Changed()
	equal(t, "images", must(f.Run(z))(t), want)
}

// TestOtherPrograms: the order of a weight gradient's sum, and so its last digit, does
// not depend on which other programs exist, of which size, made before or after.
func TestOtherPrograms(t *testing.T) {
	gs, _ := table1(t, 32, 2)
	z, y := normal(1, 3, 100), normal(2, 3, 32, 32, 3)
	alone := must(New(gs, 1))(t)
	a := must(NewActor(alone, nil, 3, ActorOptions{Sigma: 1}))(t)
	must(a.Gradient(z, y, nil))(t)
	crowded := must(New(gs, 1))(t)
	before := must(NewForward(crowded, 20))(t)
	b := must(NewActor(crowded, nil, 3, ActorOptions{Sigma: 1}))(t)
	after := must(NewForward(crowded, 7))(t)
	must(b.Gradient(z, y, nil))(t)
	for i, p := range alone.Params {
		equal(t, p.Name, b.Grads()[i], a.Grads()[i])
	}
	many := normal(3, 20, 100)
	whole := must(before.Run(many))(t)
	part := must(after.Run(tensor.From(many.Data[:700], 7, 100)))(t)
	equal(t, "images in groups", part, tensor.From(whole.Data[:7*32*32*3], 7, 32, 32, 3))
	equal(t, "images in one", part, must(must(NewForward(must(New(gs, 1))(t), 7))(t).Run(tensor.From(many.Data[:700], 7, 100)))(t))
}

// everything runs all programs of a pair once and collects what they give.
func everything(t *testing.T, gs, es *dsl.Net, threads int) map[string]*tensor.Tensor {
	t.Helper()
	o := WithThreads(threads)
	g, e := must(New(gs, 1, o))(t), must(New(es, 1, o))(t)
	d, s := g.net.input().C, g.net.output()
	z, zhat, y := normal(1, 3, d), normal(2, 3, d), normal(3, 3, s.H, s.W, s.C)
	r := map[string]*tensor.Tensor{}
	numbers := func(name string, v []float64) {
		x := tensor.New(len(v))
		for i := range v {
			x.Data[i] = float32(v[i])
		}
		r[name] = x
	}
	r["images"] = must(must(NewForward(g, 3, o))(t).Run(z))(t)
	dz, sse := tensor.New(3, d), make([]float64, 3)
	if err := must(NewPosterior(g, 3, o))(t).Gradient(z, y, dz, sse); err != nil {
		t.Fatal(err)
	}
	r["dz"] = dz
	numbers("sse", sse)
	a := must(NewActor(g, e, 3, ActorOptions{Sigma: 0.3, Weight: 1}, o))(t)
	actor := must(a.Gradient(z, y, zhat))(t)
	numbers("actor sse", actor.SSE)
	numbers("actor energy", actor.Energy)
	for i, d := range a.Grads() {
		r["actor "+g.Params[i].Name] = d.Clone()
	}
	c := must(NewCritic(e, 3, CriticOptions{Square: 0.1}, o))(t)
	critic := must(c.Gradient(y, r["images"]))(t)
	numbers("critic data", critic.Data)
	numbers("critic synth", critic.Synth)
	for i, d := range c.Grads() {
		r["critic "+e.Params[i].Name] = d.Clone()
	}
	numbers("energy", must(must(NewEnergy(e, 3, o))(t).Run(y))(t))
	adam := NewAdam(g, AdamOptions{}, o)
	if err := adam.Step(a.Grads(), 1e-3); err != nil {
		t.Fatal(err)
	}
	for _, p := range g.Params {
		r["updated "+p.Name] = p.Value
	}
	return r
}

// TestThreadsDoNotMatter: bit for bit, on narrow networks of odd sizes and on ones wide
// enough for the fast algorithms.
func TestThreadsDoNotMatter(t *testing.T) {
	wideG, wideE := table1(t, 16, 2)
	for name, nets := range map[string][2]*dsl.Net{"small": {smallGenerator(t), smallEnergy(t)}, "wide": {wideG, wideE}} {
		want := everything(t, nets[0], nets[1], 1)
		for threads := 2; threads <= 3; threads++ {
			got := everything(t, nets[0], nets[1], threads)
			for value, w := range want {
				equal(t, name+" "+value, got[value], w)
			}
		}
		// the losses agree between programs, where they are of the same thing
		equal(t, name+" sse of actor and posterior", want["actor sse"], want["sse"])
		equal(t, name+" energy of critic and energy", want["critic data"], want["energy"])
	}
}

// TestFewerRows: a batch smaller than the compiled one gives what a program of that
// size gives.
func TestFewerRows(t *testing.T) {
	g, e := pair(t)
	big := must(NewActor(g, e, 5, ActorOptions{Sigma: 0.3, Weight: 1}))(t)
	z, zhat, y := normal(1, 5, 5), normal(2, 5, 5), normal(3, 5, 12, 8, 3)
	must(big.Gradient(z, y, zhat))(t) // leaves something behind in every buffer
	small := must(NewActor(g, e, 2, ActorOptions{Sigma: 0.3, Weight: 1}))(t)
	head := func(x *tensor.Tensor) *tensor.Tensor {
		n := 2 * len(x.Data) / x.Shape[0]
		return tensor.From(x.Data[:n], append([]int{2}, x.Shape[1:]...)...)
	}
	a := must(big.Gradient(head(z), head(y), head(zhat)))(t)
	b := must(small.Gradient(head(z), head(y), head(zhat)))(t)
	for i := range b.SSE {
		if a.SSE[i] != b.SSE[i] || a.Energy[i] != b.Energy[i] {
			t.Errorf("image %d: got %v, %v, want %v, %v", i, a.SSE[i], a.Energy[i], b.SSE[i], b.Energy[i])
		}
	}
	for i, p := range g.Params {
		equal(t, p.Name, big.Grads()[i], small.Grads()[i])
	}
}

func TestErrors(t *testing.T) {
	g, e := pair(t)
	f, p := must(NewForward(g, 2))(t), must(NewPosterior(g, 2))(t)
	a, c := must(NewActor(g, e, 2, ActorOptions{Sigma: 1}))(t), must(NewCritic(e, 2, CriticOptions{}))(t)
	z, y := normal(1, 2, 5), normal(2, 2, 12, 8, 3)
	run := func(_ any, err error) error { return err }
	tests := []struct {
		name string
		err  error
		want string
	}{
		{"no declaration", run(New(nil, 1)), "no declaration"},
		{"no net", run(NewForward(nil, 2)), "want one made by New"},
		{"unmade net", run(NewForward(&Net{}, 2)), "want one made by New"},
		{"energy as generator", run(NewForward(e, 2)), "of kind energy, want generator"},
		{"generator as energy", run(NewEnergy(g, 2)), "of kind generator, want energy"},
		{"no such stage", run(NewForwardTo(g, "eye", 2)), `has no stage "eye", want one of`},
		{"batch", run(NewForward(g, 0)), "got a batch of 0, want at least 1"},
		{"huge batch", run(NewForward(g, 1<<21)), "use a smaller batch"},
		{"sigma", run(NewActor(g, e, 2, ActorOptions{})), "want sigma > 0"},
		{"weight", run(NewActor(g, e, 2, ActorOptions{Sigma: 1, Weight: math.NaN()})), "weight >= 0"},
		{"square", run(NewCritic(e, 2, CriticOptions{Square: -1})), "want at least 0"},
		{"no tensor", run(f.Run(nil)), "z: got no tensor"},
		{"latent size", run(f.Run(normal(1, 2, 4))), "got shape [2 4], want [2 5]"},
		{"too many rows", run(f.Run(normal(1, 3, 5))), "got 3 rows, want 1 to 2"},
		{"no rows", run(f.Run(normal(1, 0, 5))), "got 0 rows"},
		{"image size", p.Gradient(z, normal(1, 2, 8, 8, 3), z, nil), "y: got shape [2 8 8 3], want [2 12 8 3]"},
		{"rows differ", p.Gradient(z, normal(1, 1, 12, 8, 3), z, nil), "got 2 rows of z and 1 of y"},
		{"rows differ up", p.Gradient(normal(1, 1, 5), y, normal(1, 1, 5), nil), "got 1 rows of z and 2 of y"},
		{"no place for dz", p.Gradient(z, y, nil, nil), "dz: got no tensor"},
		{"sse", p.Gradient(z, y, z, make([]float64, 1)), "got 1 places for errors, want 2"},
		{"no zhat", run(a.Gradient(z, y, nil)), "zhat: got no tensor"},
		{"critic rows", run(c.Gradient(y, normal(1, 1, 12, 8, 3))), "got 2 rows of y and 1 of yhat"},
		{"lying shape", run(f.Run(&tensor.Tensor{Shape: []int{2, 5}, Data: z.Data[:7]})), "z: got shape"},
	}
	for _, tt := range tests {
		if tt.err == nil || !strings.Contains(tt.err.Error(), tt.want) || !strings.HasPrefix(tt.err.Error(), "nn: ") {
			t.Errorf("%s: got %v, want %q", tt.name, tt.err, tt.want)
		}
	}
}

func TestBadDeclarations(t *testing.T) {
	edit := func(change func(n *dsl.Net)) *dsl.Net {
		n := smallGenerator(t)
		change(n)
		return n
	}
	tests := []struct {
		name string
		spec *dsl.Net
		want string
	}{
		{"empty", &dsl.Net{}, "no stages"},
		{"many numbers", declare(t, dsl.Energy, "y image:4x4x1", "energy fc:2"), "got 1x1x2 at the end"},
		{"no weights", declare(t, dsl.Generator, "z normal:4"), "no layer with weights"},
		{"unknown word", edit(func(n *dsl.Net) { n.Stages[2].Ops[0].Word = "deconv" }), `stage "part": deconv: there is no such layer`},
		{"no shape", edit(func(n *dsl.Net) { n.Stages[1].Ops[0].Out = dsl.Shape{} }), "want sizes of at least 1"},
		{"factor", edit(func(n *dsl.Net) { n.Stages[2].Ops[0].Factor = 0 }), "got factor 0"},
		{"channels", edit(func(n *dsl.Net) { n.Stages[2].Ops[1].Channels = 9 }), "got 9 channels"},
		{"topk", edit(func(n *dsl.Net) { n.Stages[1].TopK.K = 13 }), "keeps 13 of 12"},
	}
	for _, tt := range tests {
		if _, err := New(tt.spec, 1); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want %q", tt.name, err, tt.want)
		}
	}
}

// TestShapes: grey and colour, one pixel, odd sizes, kernels of 1 and 5, enlargement by
// 3, no topk at all, one row.
func TestShapes(t *testing.T) {
	tests := [][]string{
		{"z normal:1", "image fc:1x1x1 tanh"},
		{"z normal:3", "a fc:2x3x4 relu", "image up:3 conv:1x5 tanh"},
		{"z normal:3", "a fc:5x5x2 topk:1@", "b conv:3x1 lrelu topk:1", "image up:2 up:2 conv:3"},
		{"z normal:2", "a fc:3x3x4 tanh topk:2", "b down:3 conv:2 sigmoid", "image up:4 linear conv:3 sigmoid"},
	}
	for _, lines := range tests {
		g := must(New(declare(t, dsl.Generator, lines...), 1))(t)
		d, out := g.net.input(), g.net.output()
		a := must(NewActor(g, nil, 2, ActorOptions{Sigma: 1}))(t)
		z, y := normal(1, 1, d.C), normal(2, 1, out.H, out.W, out.C)
		loss := must(a.Gradient(z, y, nil))(t)
		if len(loss.SSE) != 1 || !(loss.SSE[0] > 0) || loss.Energy != nil {
			t.Errorf("%v: got loss %+v", lines, loss)
		}
		if a.Grads()[len(a.Grads())-1].Data[0] == 0 {
			t.Errorf("%v: the last bias has no gradient", lines)
		}
	}
}

func TestSteadyMemory(t *testing.T) {
	g, e := pair(t)
	p, a, c := must(NewPosterior(g, 3))(t), must(NewActor(g, e, 3, ActorOptions{Sigma: 1, Weight: 1}))(t), must(NewCritic(e, 3, CriticOptions{}))(t)
	z, y, dz := normal(1, 3, 5), normal(2, 3, 12, 8, 3), tensor.New(3, 5)
	adam := NewAdam(g, AdamOptions{})
	iterate := func(n int) {
		for range n {
			if err := p.Gradient(z, y, dz, nil); err != nil {
				t.Fatal(err)
			}
			must(a.Gradient(z, y, z))(t)
			must(c.Gradient(y, y))(t)
			if err := adam.Step(a.Grads(), 1e-4); err != nil {
				t.Fatal(err)
			}
		}
	}
	heap := func() uint64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	iterate(5)
	before := heap()
	iterate(200)
	if after := heap(); after > before+256<<10 {
		t.Errorf("heap grew from %d to %d bytes over 200 iterations", before, after)
	}
}
