package autodiff

import (
	"fmt"
	"math"

	"github.com/andor-kernel/andor/internal/conv"
	"github.com/andor-kernel/andor/internal/simd"
)

// Kind names an activation.
type Kind int

// The activations. All of them can be differentiated from their output alone.
const (
	Linear Kind = iota
	ReLU
	LeakyReLU
	Tanh
	Sigmoid
)

// Activation is a function applied to each value; Slope is LeakyReLU's, at least 0.
type Activation struct {
	Kind  Kind
	Slope float64
}

// Fusible reports whether a layer can end with the activation: Linear, ReLU, or
// LeakyReLU with a slope from 0 to 1.
func (a Activation) Fusible() bool {
	return a.Kind == Linear || a.Kind == ReLU || a.Kind == LeakyReLU && a.Slope >= 0 && a.Slope <= 1
}

// fused is a fusible activation in the words of package conv.
func (a Activation) fused() conv.Act {
	switch a.Kind {
	case ReLU:
		return conv.Act{Kind: conv.ReLU}
	case LeakyReLU:
		return conv.Act{Kind: conv.LeakyReLU, Slope: float32(a.Slope)}
	}
	return conv.Act{}
}

// slope is the derivative left of zero, of those that have one.
func (a Activation) slope() float64 {
	if a.Kind == LeakyReLU {
		return a.Slope
	}
	return 0
}

// Act applies an activation to every value of x.
func (g *Graph[T]) Act(a Activation, x Node[T]) Node[T] {
	if a.Slope < 0 {
		return g.fail(fmt.Errorf("lrelu: got slope %g, want at least 0", a.Slope))
	}
	o := newOperation[T]("activation", x.parts, x.shape)
	o.inplace = 0
	size, threads := x.size(), g.threads
	o.do = func(dst []T, src [][]T, n int) {
		parallel(threads, x.parts*n, func(i int) {
			activate(dst[i*size:(i+1)*size], src[0][i*size:(i+1)*size], a)
		})
	}
	o.wrt = []bool{true}
	o.diff = func(_ []Node[T], y, dy Node[T]) []Node[T] {
		return []Node[T]{g.actGrad(a, dy, y)}
	}
	return g.apply(o, x)
}

// actGrad is the gradient before the activation, from the one after it and its output.
func (g *Graph[T]) actGrad(a Activation, dy, y Node[T]) Node[T] {
	if a.Kind == Linear {
		return dy
	}
	o := newOperation[T]("activation gradient", y.parts, y.shape)
	o.inplace = 0
	size, threads := y.size(), g.threads
	fast, slope := simd.Default(), a.slope()
	// A sparse layer computes its data gradient only where its input, y, is not zero: behind relu
	// there is nothing left to do.
	if given := dy.op; a.Kind == ReLU && given != nil && given.zeros != nil && given.in[len(given.in)-1].node == y.node {
		o.done = given.zeros
	}
	o.do = func(dst []T, src [][]T, n int) {
		if o.done != nil && o.done() {
			if n *= y.parts * size; &dst[0] != &src[0][0] {
				copy(dst[:n], src[0][:n])
			}
			return
		}
		spans(threads, y.parts*n*size, func(lo, hi int) {
			dx, ok := any(dst[lo:hi]).([]float32)
			if ok && (a.Kind == ReLU || a.Kind == LeakyReLU) {
				fast.ActGrad(dx, any(src[0][lo:hi]).([]float32), any(src[1][lo:hi]).([]float32), float32(slope))
				return
			}
			if ok && a.Kind == Tanh {
				fast.TanhGrad(dx, any(src[0][lo:hi]).([]float32), any(src[1][lo:hi]).([]float32))
				return
			}
			derive(dst[lo:hi], src[0][lo:hi], src[1][lo:hi], a)
		})
	}
	return g.apply(o, dy, y)
}

func activate[T Float](y, x []T, a Activation) {
	slope := T(a.Slope)
	switch a.Kind {
	case Linear:
		copy(y, x)
	case ReLU:
		for i, v := range x {
			y[i] = max(v, 0)
		}
	case LeakyReLU:
		for i, v := range x {
			if v < 0 {
				v *= slope
			}
			y[i] = v
		}
	case Tanh:
		if x, ok := any(x).([]float32); ok {
			simd.Default().Tanh(any(y).([]float32), x)
			return
		}
		for i, v := range x {
			y[i] = T(math.Tanh(float64(v)))
		}
	case Sigmoid:
		for i, v := range x {
			y[i] = T(1 / (1 + math.Exp(-float64(v))))
		}
	}
}

// derive sets dx = dy * a'(x), a' expressed in y = a(x). At the kink of ReLU and
// LeakyReLU it is the left derivative.
func derive[T Float](dx, dy, y []T, a Activation) {
	slope := T(a.Slope)
	switch a.Kind {
	case Linear:
		copy(dx, dy)
	case ReLU:
		for i, v := range y {
			d := dy[i]
			if !(v > 0) {
				d = 0
			}
			dx[i] = d
		}
	case LeakyReLU:
		for i, v := range y {
			d := dy[i]
			if !(v > 0) {
				d *= slope
			}
			dx[i] = d
		}
	case Tanh:
		for i, v := range y {
			dx[i] = dy[i] * (1 - v*v)
		}
	case Sigmoid:
		for i, v := range y {
			dx[i] = dy[i] * v * (1 - v)
		}
	}
}
