package conv

import (
	"fmt"

	"github.com/andor-kernel/andor/internal/simd"
)

// Dense is a fully connected layer: y = act(x W + bias), with x (N, In), W (In, Out) and
// y (N, Out). It has a Layer's methods; Prepare takes W row-major as (In, Out).
type Dense struct {
	e             engine
	n, in, out    int
	slope         float32
	w, b          []float32
	packed        bool
	u, bias       []float32
	offsets       []int32
	dpreOff, xOff []int32
	index         [][]int32
	values        [][]float32
	counts        []int
	turned        []float32 // W as (Out, In), made when first needed
	turn          bool      // it is that of the weights
}

// NewDense is a fully connected layer for up to n examples. threads is as for New.
func NewDense(n, in, out int, a Act, threads int) *Dense {
	return newDense(simd.Default(), n, in, out, a, threads)
}

func newDense(k simd.Kernels, n, in, out int, a Act, threads int) *Dense {
	if n < 1 || in < 1 || out < 1 || a.slope() < 0 || a.slope() > 1 {
		panic(fmt.Sprintf("conv: NewDense: got n %d, in %d, out %d, slope %g, want positive sizes and a slope of 0 to 1", n, in, out, a.Slope))
	}
	if n*max(in, out) >= 1<<29 {
		panic(fmt.Sprintf("conv: NewDense: got %d examples of %d to %d, want fewer than %d floats a side", n, in, out, 1<<29))
	}
	return &Dense{
		e: engine{k, simd.Threads(threads)}, n: n, in: in, out: out, slope: a.slope(),
		offsets: ramp(n, in), dpreOff: ramp(n, out), counts: make([]int, n),
	}
}

// Prepare takes the weights (In, Out) and the bias (Out) or nil; see Layer.
func (d *Dense) Prepare(w, bias []float32) {
	if len(w) != d.in*d.out || bias != nil && len(bias) != d.out {
		panic(fmt.Sprintf("conv: Prepare: got %d weights and %d biases for a %d to %d dense layer", len(w), len(bias), d.in, d.out))
	}
	d.w, d.b, d.packed, d.turn = w, bias, false, false
}

// denseTask is the number of column panels of one task.
const denseTask = 8

// Forward computes y = act(x W + bias).
func (d *Dense) Forward(y, x []float32, n int) {
	d.check("Forward", x, y, n)
	if !d.packed {
		if d.u == nil {
			d.u = make([]float32, d.e.PackedLen(d.in, d.out))
			d.bias = make([]float32, d.e.Padded(d.out))
		}
		clear(d.bias[copy(d.bias, d.b):])
		d.e.pack(d.u, d.in, d.out, d.w, d.out, 1)
		d.packed = true
	}
	p := simd.Product{
		Taps: 1, K: d.in, Cols: d.out, X: x, Off: d.offsets, Stride: d.n,
		W: d.u, Bias: d.bias, Y: y, LDY: d.out, Slope: d.slope,
	}
	panels := d.e.Panels(d.out)
	d.e.parallel((panels+denseTask-1)/denseTask, func(_, i int) {
		q := p
		d.e.Multiply(&q, n, i*denseTask, min(panels, (i+1)*denseTask))
	})
}

// BackwardData computes dx = dpre W^T. Where few of the gradients are not zero, as under a
// top-k, only their columns of W are read.
func (d *Dense) BackwardData(dx, dpre []float32, n int) {
	d.check("BackwardData", dx, dpre, n)
	if d.index == nil {
		d.values = spaces(d.n, d.out)
		d.index = make([][]int32, d.n)
		for i := range d.index {
			d.index[i] = make([]int32, d.out)
		}
	}
	d.e.parallel(n, func(_, i int) {
		d.counts[i] = d.e.NonZero(d.index[i], d.values[i], dpre[i*d.out:(i+1)*d.out])
	})
	const few = 8 // one in so many: where more are active, their columns are not read in order
	total := 0
	for _, c := range d.counts[:n] {
		total += c
	}
	if total*few < n*d.out && 4*d.in*d.out < 1<<31 { // byte offsets reach so far
		d.columns(dx, n)
		return
	}
	d.e.parallel(d.in, func(_, k int) {
		w := d.w[k*d.out : (k+1)*d.out]
		for i := range n {
			dx[i*d.in+k] = d.e.Dot(w, dpre[i*d.out:])
		}
	})
}

// columns adds up the columns of W that belong to the listed gradients, each times its own.
func (d *Dense) columns(dx []float32, n int) {
	const block = 256 // columns turned by a task
	if d.turned == nil {
		d.turned = make([]float32, d.in*d.out)
	}
	if !d.turn {
		d.e.parallel((d.out+block-1)/block, func(_, i int) {
			first := i * block
			d.e.Transpose(d.turned[first*d.in:], d.in, d.w[first:], d.out, d.in, min(block, d.out-first))
		})
		d.turn = true
	}
	d.e.parallel(n, func(_, i int) {
		to, index := dx[i*d.in:(i+1)*d.in], d.index[i][:d.counts[i]]
		clear(to)
		for j := range index {
			index[j] *= int32(4 * d.in)
		}
		d.e.Gather(to, d.turned, index, d.values[i])
	})
}

// BackwardWeight computes dw = x^T dpre, (In, Out), and db, the sum of dpre over examples;
// db may be nil.
func (d *Dense) BackwardWeight(dw, db, x, dpre []float32, n int) {
	d.check("BackwardWeight", x, dpre, n)
	const rows, panelsEach = 24, 64
	panels := d.e.Panels(d.out)
	across := (panels + panelsEach - 1) / panelsEach
	d.e.parallel((d.in+rows-1)/rows*across, func(_, i int) {
		r0, j := i/across*rows, i%across*panelsEach
		if n == 0 {
			clear(dw[r0*d.out : min(d.in, r0+rows)*d.out])
			return
		}
		o := outer(n, x[r0:], d.offsets, dpre, d.dpreOff)
		o.C, o.LDC, o.Rows, o.Cols = dw[r0*d.out:], d.out, min(rows, d.in-r0), d.out
		d.e.Accumulate(&o, j, min(panels, j+panelsEach))
	})
	if db == nil {
		return
	}
	chunks(d.e.threads, d.out, func(from, to int) {
		clear(db[from:to])
		if n > 0 {
			d.e.ColSum(db[from:to], dpre[from:], n, d.out)
		}
	})
}

func (d *Dense) check(call string, x, y []float32, n int) {
	if n < 0 || n > d.n || len(x) < n*d.in || len(y) < n*d.out {
		panic(fmt.Sprintf("conv: %s: got %d inputs and %d outputs for %d examples of a %d to %d dense layer of %d", call, len(x), len(y), n, d.in, d.out, d.n))
	}
	if d.w == nil && call != "BackwardWeight" {
		panic("conv: " + call + " before Prepare")
	}
}

// Name says which algorithm is used.
func (d *Dense) Name() string { return "dense" }

// MACs are the multiply-adds of Forward for n examples.
func (d *Dense) MACs(n int) (dense, done int64) {
	m := int64(n) * int64(d.in) * int64(d.out)
	return m, m
}

// Bytes is the memory held or going to be held.
func (d *Dense) Bytes() int64 {
	return 4*int64(d.e.PackedLen(d.in, d.out)+d.in*d.out) + 8*int64(d.n*d.out)
}
