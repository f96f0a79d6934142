package conv

import (
	"math"
	"math/rand"
	"sort"
	"testing"

	"github.com/andor-kernel/andor/internal/simd"
)

func TestDense(t *testing.T) {
	forPaths(t, func(t *testing.T, k simd.Kernels) {
		r := rand.New(rand.NewSource(1))
		for try := range 40 {
			most, in, out := 1+r.Intn(20), 1+r.Intn(60), 1+r.Intn(300)
			n, a := 1+r.Intn(most), acts[try%len(acts)]
			d := newDense(k, most, in, out, a, 1+r.Intn(3))
			w, bias, x, dpre := random(r, in*out), random(r, out), random(r, n*in), random(r, n*out)
			if try%2 == 0 { // as under a top-k
				for i := range dpre {
					if r.Intn(40) != 0 {
						dpre[i] = 0
					}
				}
			}
			// A dense layer is a 1x1 convolution of one position, with the weights transposed.
			wt := make([]float32, len(w))
			for i := range w {
				wt[i%out*in+i/out] = w[i]
			}
			ref := refer(Geometry{most, 1, 1, in, out, 1, 1}, wt, bias, x, dpre, n)
			d.Prepare(w, bias)
			y, dx, dw, db := random(r, n*out), random(r, n*in), random(r, in*out), random(r, out)
			d.Forward(y, x, n)
			for i, v := range ref.pre {
				ref.pre[i] = max(v, float64(a.slope())*v)
			}
			near(t, "y", y, ref.pre, ref.preScale)
			d.BackwardData(dx, dpre, n)
			near(t, "dx", dx, ref.dx, ref.dxScale)
			d.BackwardWeight(dw, db, x, dpre, n)
			for i, v := range dw {
				wt[i%out*in+i/out] = v
			}
			near(t, "dw", wt, ref.dw, ref.dwScale)
			near(t, "db", db, ref.db, ref.dbScale)
		}
	})
}

func TestPool(t *testing.T) {
	forPaths(t, func(t *testing.T, k simd.Kernels) {
		r := rand.New(rand.NewSource(2))
		for range 60 {
			f := 1 + r.Intn(4)
			p, n := Pool{H: f + r.Intn(9), W: f + r.Intn(9), C: 1 + r.Intn(40), Factor: f}, 1+r.Intn(3)
			h, w := p.H/f, p.W/f
			x, dy := random(r, n*p.H*p.W*p.C), random(r, n*h*w*p.C)
			y, dx := random(r, len(dy)), random(r, len(x))
			p.forward(k, y, x, n, 2)
			p.backward(k, dx, dy, n, 2)
			want, back := make([]float64, len(y)), make([]float64, len(x))
			for i := range x {
				c, q, s, b := i%p.C, i/p.C%p.W/f, i/p.C/p.W%p.H/f, i/p.C/p.W/p.H
				if q >= w || s >= h {
					continue
				}
				o := ((b*h+s)*w+q)*p.C + c
				want[o] += float64(x[i]) / float64(f*f)
				back[i] = float64(dy[o]) / float64(f*f)
			}
			for i, v := range want {
				if math.Abs(float64(y[i])-v) > 1e-6 {
					t.Fatalf("%+v: mean %d got %g, want %g", p, i, y[i], v)
				}
			}
			for i, v := range back {
				if math.Abs(float64(dx[i])-v) > 1e-6 {
					t.Fatalf("%+v: gradient %d got %g, want %g", p, i, dx[i], v)
				}
			}
		}
	})
}

func TestTopK(t *testing.T) {
	forPaths(t, func(t *testing.T, kernels simd.Kernels) {
		r := rand.New(rand.NewSource(3))
		for try := range 80 {
			n, h, w, c, per := 1+r.Intn(3), 1+r.Intn(6), 1+r.Intn(6), 1+r.Intn(40), try%2 == 0
			of, groups := h*w, c
			if per {
				of, groups = c, h*w
			}
			top := newTopK(kernels, h, w, c, 1+r.Intn(of), per, 1+r.Intn(3))
			x, dy := random(r, n*h*w*c), random(r, n*h*w*c)
			for i := range x { // ties, and the zeros of a relu
				x[i] = max(0, float32(math.Round(float64(2*x[i]))))
				if try%3 == 0 {
					x[i] = -x[i]
				}
			}
			y, dx, mask := make([]float32, len(x)), make([]float32, len(x)), make([]uint8, len(x))
			top.Forward(y, mask, x, n)
			top.Backward(dx, dy, mask)
			want := make([]bool, len(x))
			for b := range n {
				for g := range groups {
					at := make([]int, of)
					for i := range at {
						at[i] = (b*h*w+i)*c + g
						if per {
							at[i] = (b*h*w+g)*c + i
						}
					}
					sort.SliceStable(at, func(i, j int) bool { return x[at[i]] > x[at[j]] })
					for _, i := range at[:top.K] {
						want[i] = true
					}
				}
			}
			for i, keep := range want {
				v, d, m := float32(0), float32(0), uint8(0)
				if keep {
					v, d, m = x[i], dy[i], 255
				}
				if y[i] != v || dx[i] != d || mask[i] != m {
					t.Fatalf("(%d, %d, %d, %d) k %d per position %v: float %d got %g, gradient %g, mask %d; want %g, %g, %d", n, h, w, c, top.K, per, i, y[i], dx[i], mask[i], v, d, m)
				}
			}
		}
	})
}

func TestActGrad(t *testing.T) {
	r := rand.New(rand.NewSource(4))
	for _, a := range acts {
		y, dy, dx := random(r, 40000), random(r, 40000), make([]float32, 40000)
		y[7] = 0
		ActGrad(dx, dy, y, a)
		for i, v := range dx {
			want := dy[i]
			if y[i] <= 0 {
				want *= a.slope()
			}
			if v != want {
				t.Fatalf("%+v: gradient %d got %g, want %g", a, i, v, want)
			}
		}
		ActGrad(dy, dy, y, a)
		for i, v := range dx {
			if dy[i] != v {
				t.Fatalf("%+v in place: gradient %d got %g, want %g", a, i, dy[i], v)
			}
		}
	}
}

func TestFinite(t *testing.T) {
	x := make([]float32, 100_000)
	if !Finite(x, 2) {
		t.Error("zeros: got false")
	}
	x[99_999] = float32(math.NaN())
	if Finite(x, 2) {
		t.Error("a NaN at the end: got true")
	}
}
