package conv

import (
	"fmt"

	"github.com/andor-kernel/andor/internal/simd"
)

// Geometry is the shape of a convolution. Input is (N, H, W, Cin), upsampled by Up (nearest
// neighbour; 1 is none), then convolved with an odd Kernel, stride 1, padding that keeps the
// size: output is (N, H*Up, W*Up, Cout).
type Geometry struct{ N, H, W, Cin, Cout, Kernel, Up int }

// check panics on a shape no layer has: geometries are made by checked code.
func (g Geometry) check() {
	if g.N < 1 || g.H < 1 || g.W < 1 || g.Cin < 1 || g.Cout < 1 || g.Kernel < 1 || g.Kernel%2 == 0 || g.Up < 1 {
		panic(fmt.Sprintf("conv: New: got %+v, want positive sizes and an odd kernel", g))
	}
}

// taps is the number of weights between one input and one output channel.
func (g Geometry) taps() int { return g.Kernel * g.Kernel }

// out is the height and width of the output.
func (g Geometry) out() (h, w int) { return g.H * g.Up, g.W * g.Up }

// dense is the number of multiply-adds of the textbook convolution of n examples.
func (g Geometry) dense(n int) int64 {
	h, w := g.out()
	return int64(n) * int64(h*w) * int64(g.taps()) * int64(g.Cin) * int64(g.Cout)
}

// Sparsity is what is known of the zeros in a layer's input. Results are exact whatever
// it says, but for the gradient described at Masked.
type Sparsity struct {
	PerPosition int     // at most this many non-zero channels at each position, 0 is dense
	Density     float64 // expected share of non-zero inputs, 0 is dense
}

// Kind is the shape of an activation.
const (
	None      = iota
	ReLU      // max(v, 0)
	LeakyReLU // max(v, Slope*v), Slope in [0, 1]
)

// Act is the activation a layer ends with.
type Act struct {
	Kind  int
	Slope float32 // of LeakyReLU
}

// slope makes every activation max(v, slope*v).
func (a Act) slope() float32 {
	switch a.Kind {
	case ReLU:
		return 0
	case LeakyReLU:
		return a.Slope
	}
	return 1
}

// Layer is a convolution with bias and activation and its gradients. It owns its work
// space, so calls on one Layer must not overlap. n is the number of examples, at most N.
type Layer interface {
	// Prepare takes the weights w, (Cout, Kernel, Kernel, Cin), and the bias, (Cout) or
	// nil. They are kept, and repacked when first needed: call it again after each change.
	Prepare(w, bias []float32)
	// Forward computes y = act(conv(up(x)) + bias).
	Forward(y, x []float32, n int)
	// BackwardData computes the gradient of x from that of the sum before the activation.
	BackwardData(dx, dpre []float32, n int)
	// BackwardWeight computes the gradients of weights and bias, summed over the examples;
	// both are overwritten. db may be nil.
	BackwardWeight(dw, db, x, dpre []float32, n int)
	// Name says which algorithms were chosen.
	Name() string
	// MACs are the multiply-adds of Forward for n examples: of the textbook convolution, and
	// of those done.
	MACs(n int) (dense, done int64)
	// Bytes is the memory held or going to be held: packed weights and work space.
	Bytes() int64
}

// Masked is implemented by layers that Sparsity led to a sparse algorithm. BackwardDataAt computes
// the gradient of x where x is not zero, and zero elsewhere: all that a top-k before the
// layer lets through. It costs as little as the sparse Forward, where BackwardData computes
// the gradient of every input.
type Masked interface {
	Layer
	BackwardDataAt(dx, x, dpre []float32, n int)
}

// The three directions of a layer are separate algorithms, chosen one by one.
type (
	forward interface {
		prepare(w, bias []float32)
		run(y, x []float32, n int)
		macs(n int) int64
		bytes() int64
		name() string
	}
	backwardData interface {
		prepare(w []float32)
		run(dx, dpre []float32, n int)
		bytes() int64
		name() string
	}
	backwardWeight interface {
		run(dw, x, dpre []float32, n int)
		bytes() int64
		name() string
	}
)

// engine is what every algorithm needs: kernels and the number of workers.
type engine struct {
	simd.Kernels
	threads int
}

// layer joins three directions. Packing is put off until a direction is used, so that a
// program without data gradients does not pay for their weights.
type layer struct {
	g             Geometry
	e             engine
	forward       forward
	data          backwardData
	weight        backwardWeight
	bias          *biasGrad
	w, b          []float32
	packed, dpack bool
}

func (l *layer) Prepare(w, bias []float32) {
	if len(w) != l.g.Cout*l.g.taps()*l.g.Cin || bias != nil && len(bias) != l.g.Cout {
		panic(fmt.Sprintf("conv: Prepare: got %d weights and %d biases for %+v", len(w), len(bias), l.g))
	}
	l.w, l.b, l.packed, l.dpack = w, bias, false, false
}

func (l *layer) Forward(y, x []float32, n int) {
	l.check("Forward", x, y, n)
	if !l.packed {
		l.forward.prepare(l.w, l.b)
		l.packed = true
	}
	l.forward.run(y, x, n)
}

func (l *layer) BackwardData(dx, dpre []float32, n int) {
	l.check("BackwardData", dx, dpre, n)
	if !l.dpack {
		l.data.prepare(l.w)
		l.dpack = true
	}
	l.data.run(dx, dpre, n)
}

func (l *layer) BackwardWeight(dw, db, x, dpre []float32, n int) {
	l.check("BackwardWeight", x, dpre, n)
	l.weight.run(dw, x, dpre, n)
	if db != nil {
		h, w := l.g.out()
		l.bias.run(db, dpre, n, h*w)
	}
}

// check panics on slices that do not hold n examples.
func (l *layer) check(call string, x, y []float32, n int) {
	h, w := l.g.out()
	if n < 0 || n > l.g.N || len(x) < n*l.g.H*l.g.W*l.g.Cin || len(y) < n*h*w*l.g.Cout {
		panic(fmt.Sprintf("conv: %s: got %d inputs and %d outputs for %d examples of %+v", call, len(x), len(y), n, l.g))
	}
	if l.w == nil && call != "BackwardWeight" {
		panic("conv: " + call + " before Prepare")
	}
}

func (l *layer) Name() string {
	return fmt.Sprintf("%s/%s/%s", l.forward.name(), l.data.name(), l.weight.name())
}

func (l *layer) MACs(n int) (dense, done int64) { return l.g.dense(n), l.forward.macs(n) }

func (l *layer) Bytes() int64 { return l.forward.bytes() + l.data.bytes() + l.weight.bytes() }

// New makes a convolution computed by the chosen algorithms; the zero Choice leaves all three
// to the model. threads is the number of workers, 0 for all processors; results do not
// depend on it. It panics on an impossible geometry.
func New(g Geometry, a Act, s Sparsity, c Choice, threads int) Layer {
	return newLayer(simd.Default(), g, a, s, c, threads)
}

func newLayer(k simd.Kernels, g Geometry, a Act, s Sparsity, c Choice, threads int) Layer {
	g.check()
	if a.slope() < 0 || a.slope() > 1 {
		panic(fmt.Sprintf("conv: New: got slope %g, want 0 to 1", a.Slope))
	}
	return choose(engine{k, simd.Threads(threads)}, g, a, s, c)
}
