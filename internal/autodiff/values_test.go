package autodiff

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"testing"
)

// world is one operation on small inputs, in either width: its inputs, its output and
// what the output's gradient r gives for each input.
type world[T Float] struct {
	graph  *Graph[T]
	inputs map[string]Node[T] // x, w, b: those differentiated by
	layer  *Layer[T]
	keep   TopK // of the layer
	out, r Node[T]
	grads  map[string]Node[T]
	run    *Program[T]
	rows   int
}

// lehmer repeats the number stream of testdata/values.py.
func lehmer[T Float](seed int64, dst []T) {
	state := seed
	for i := range dst {
		state = state * 48271 % 2147483647
		dst[i] = T(float64(state)/1073741823.5 - 1)
	}
}

// start makes a world with an input x of n rows, filled from the stream.
func start[T Float](n int, shape ...int) *world[T] {
	w := &world[T]{graph: NewGraph[T](n, 2), inputs: map[string]Node[T]{}, rows: n}
	w.inputs["x"] = w.graph.Input("x", 1, shape...)
	lehmer(1, w.inputs["x"].Data())
	return w
}

// through sends x through a layer.
func (w *world[T]) through(l *Layer[T], err error) *world[T] {
	if err != nil {
		panic(err)
	}
	wv, bv := make([]T, volume(l.weight)), make([]T, l.bias)
	lehmer(2, wv)
	lehmer(3, bv)
	l.Reserve(w.rows, true)
	w.layer = l
	w.inputs["w"] = w.graph.Param("w", wv, l.weight...)
	w.inputs["b"] = w.graph.Param("b", bv, len(bv))
	w.out = w.graph.Run(l, w.keep, w.inputs["x"], w.inputs["w"], w.inputs["b"])
	return w
}

// end compiles the output and the gradient of sum(r * output) by every input.
func (w *world[T]) end(t *testing.T) *world[T] {
	t.Helper()
	g := w.graph
	w.r = g.Input("r", w.out.parts, w.out.shape...)
	lehmer(4, w.r.Data())
	var names []string
	var wrt []Node[T]
	for name, n := range w.inputs {
		names, wrt = append(names, name), append(wrt, n)
	}
	w.grads = map[string]Node[T]{}
	found := g.Backward([]Node[T]{w.out}, []Node[T]{w.r}, wrt)
	for i, name := range names {
		w.grads["d"+name] = found[i]
	}
	// an output of its own keeps the result apart from in-place gradients
	var err error
	if w.run, err = g.Compile(append(found, w.out)...); err != nil {
		t.Fatal(err)
	}
	w.do(t)
	return w
}

func (w *world[T]) do(t *testing.T) {
	t.Helper()
	if w.layer != nil {
		w.layer.Prepare(w.inputs["w"].Data(), w.inputs["b"].Data())
	}
	if err := w.run.Run(w.rows); err != nil {
		t.Fatal(err)
	}
}

func convolved[T Float](n int, s ConvShape, a Activation, keep TopK) *world[T] {
	w := start[T](n, s.H, s.W, s.Cin)
	w.keep = keep
	return w.through(NewConv[T](s, a, Sparsity{}, 2))
}

// worlds are the cases of testdata/values.py, by name.
func worlds[T Float]() map[string]*world[T] {
	of := func(w *world[T], out Node[T]) *world[T] { w.out = out; return w }
	act := func(a Activation) *world[T] {
		w := start[T](2, 3, 3, 1)
		return of(w, w.graph.Act(a, w.inputs["x"]))
	}
	topk := func(k int, perPosition, ties bool, shape ...int) *world[T] {
		w := start[T](2, shape...)
		if ties {
			x := w.inputs["x"].Data()
			for i, v := range x {
				x[i] = T(math.Max(0, math.Floor(float64(v)*3)/3))
			}
		}
		return of(w, w.graph.Select(TopK{k, perPosition}, w.inputs["x"]))
	}
	down := func(n, f int, shape ...int) *world[T] {
		w := start[T](n, shape...)
		return of(w, w.graph.Down(w.inputs["x"], f))
	}
	enlarged := start[T](2, 2, 3, 2)
	errors := start[T](3, 1, 2, 3)
	target := errors.graph.Input("target", 1, 1, 2, 3)
	lehmer(2, target.Data())
	return map[string]*world[T]{
		"conv 3x3":           convolved[T](2, ConvShape{4, 3, 2, 3, 3, 1}, Activation{}, TopK{}),
		"conv 5x5 lrelu":     convolved[T](1, ConvShape{3, 5, 2, 2, 5, 1}, Activation{LeakyReLU, 0.2}, TopK{}),
		"conv 1x1 relu":      convolved[T](2, ConvShape{2, 3, 3, 2, 1, 1}, Activation{Kind: ReLU}, TopK{}),
		"up 2 conv 3x3 relu": convolved[T](2, ConvShape{2, 3, 2, 3, 3, 2}, Activation{Kind: ReLU}, TopK{}),
		"up 3 conv 3x3":      convolved[T](1, ConvShape{2, 1, 1, 2, 3, 3}, Activation{}, TopK{}),
		"conv relu topk":     convolved[T](2, ConvShape{4, 3, 2, 3, 3, 1}, Activation{Kind: ReLU}, TopK{K: 5}),
		"conv lrelu topk":    convolved[T](2, ConvShape{4, 3, 2, 3, 3, 1}, Activation{LeakyReLU, 0.2}, TopK{2, true}),
		"fc":                 start[T](3, 4).through(NewDense[T](4, []int{5}, Activation{}, 2)),
		"topk position":      topk(3, true, false, 2, 3, 7),
		"topk channel":       topk(2, false, false, 3, 3, 4),
		"topk position ties": topk(3, true, true, 2, 3, 7),
		"topk channel ties":  topk(4, false, true, 3, 3, 4),
		"down 2":             down(2, 2, 5, 4, 3),
		"down 3":             down(1, 3, 6, 3, 2),
		"up 2":               of(enlarged, enlarged.graph.Up(enlarged.inputs["x"], 2)),
		"sse":                of(errors, errors.graph.SSE(errors.inputs["x"], target)),
		"relu":               act(Activation{Kind: ReLU}),
		"lrelu":              act(Activation{LeakyReLU, 0.3}),
		"tanh":               act(Activation{Kind: Tanh}),
		"sigmoid":            act(Activation{Kind: Sigmoid}),
	}
}

// TestRecordedValues holds both widths against testdata/values.json, which an
// independent program computed.
func TestRecordedValues(t *testing.T) {
	var want map[string]map[string][]float64
	text, err := os.ReadFile("testdata/values.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &want); err != nil {
		t.Fatal(err)
	}
	recorded(t, worlds[float64](), want, 1e-11)
	recorded(t, worlds[float32](), want, 2e-6)
}

func recorded[T Float](t *testing.T, have map[string]*world[T], want map[string]map[string][]float64, tolerance float64) {
	t.Helper()
	if len(have) != len(want) {
		t.Errorf("got %d cases, want the %d recorded", len(have), len(want))
	}
	for name, w := range have {
		t.Run(fmt.Sprintf("%s %v", name, dtype[T]()), func(t *testing.T) {
			w.end(t)
			nearby(t, "y", w.out.Data(), want[name]["y"], tolerance)
			for d, n := range w.grads {
				nearby(t, d, n.Data(), want[name][d], tolerance)
			}
		})
	}
}

// nearby holds got against want, relative to the largest of want.
func nearby[T, U Float](t *testing.T, name string, got []T, want []U, tolerance float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%s: got %d values, want %d", name, len(got), len(want))
		return
	}
	scale := 0.0
	for _, v := range want {
		scale = math.Max(scale, math.Abs(float64(v)))
	}
	for i := range want {
		if d := math.Abs(float64(got[i]) - float64(want[i])); !(d <= tolerance*scale) {
			t.Errorf("%s[%d]: got %v, want %v", name, i, got[i], want[i])
			return
		}
	}
}

// TestGradients checks every operation against central differences in float64.
func TestGradients(t *testing.T) {
	for name, w := range worlds[float64]() {
		t.Run(name, func(t *testing.T) {
			w.end(t)
			loss := func() float64 {
				w.do(t)
				s := 0.0
				for i, v := range w.out.Data() {
					s += v * w.r.Data()[i]
				}
				return s
			}
			for d, n := range w.grads {
				w.do(t)
				x, analytic := w.inputs[d[1:]].Data(), append([]float64(nil), n.Data()...)
				for i := range x {
					differences(t, fmt.Sprintf("%s[%d]", d, i), &x[i], analytic[i], loss)
				}
			}
		})
	}
}

// differences checks one derivative, unless a kink or a tie is within the step.
func differences(t *testing.T, name string, x *float64, analytic float64, loss func() float64) {
	t.Helper()
	const h = 1e-5
	base, old := loss(), *x
	*x = old + h
	up := loss()
	*x = old - h
	down := loss()
	*x = old
	if math.Abs((up-base)-(base-down)) > 1e-3*h {
		return
	}
	if want := (up - down) / (2 * h); math.Abs(analytic-want) > 1e-4*math.Max(1, math.Abs(want)) {
		t.Errorf("%s: got %.9g, want %.9g", name, analytic, want)
	}
}
