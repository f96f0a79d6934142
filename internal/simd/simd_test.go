package simd

import (
	"math"
	"math/rand"
	"sync"
	"sync/atomic"
	"testing"
	"unsafe"
)

// forPaths runs f on every path of this machine.
func forPaths(t *testing.T, f func(t *testing.T, k Kernels)) {
	for _, p := range Paths() {
		t.Run(p.String(), func(t *testing.T) {
			k, err := For(p)
			if err != nil {
				t.Fatal(err)
			}
			f(t, k)
		})
	}
}

func random(r *rand.Rand, n int) []float32 {
	x := make([]float32, n)
	for i := range x {
		x[i] = float32(r.NormFloat64())
	}
	return x
}

// guarded is random(n) with canaries after it; check fails if they changed.
func guarded(t *testing.T, r *rand.Rand, n int) (x []float32, check func()) {
	const canary = -12345.5
	b := random(r, n+40)
	for i := n; i < len(b); i++ {
		b[i] = canary
	}
	return b[:n:n], func() {
		t.Helper()
		for i := n; i < len(b); i++ {
			if b[i] != canary {
				t.Fatalf("wrote past the end: float %d of %d is %g", i, n, b[i])
			}
		}
	}
}

// far is whether got is off want by more than 1e-5 of scale.
func far(got float32, want, scale float64) bool {
	return !(math.Abs(float64(got)-want) <= 1e-5*(scale+1))
}

func TestMultiply(t *testing.T) {
	forPaths(t, func(t *testing.T, k Kernels) {
		r := rand.New(rand.NewSource(1))
		for range 150 {
			rows, taps, kk, cols := 1+r.Intn(40), 1+r.Intn(4), 1+r.Intn(40), 1+r.Intn(100)
			x := random(r, 500+kk)
			off := make([]int32, taps*rows)
			for i := range off {
				off[i] = int32(4 * r.Intn(501))
			}
			b := random(r, taps*kk*cols)
			w := make([]float32, k.PackedLen(taps*kk, cols))
			for j := range k.Panels(cols) {
				k.Pack(w, taps*kk, cols, j, b[k.Column(j):], cols, 1)
			}
			switch r.Intn(3) {
			case 0: // the same matrix, row by row
				clear(w)
				for q := range taps * kk {
					k.PackRow(w, taps*kk, cols, q, b[q*cols:])
				}
			case 1: // stored transposed
				clear(w)
				bt := make([]float32, len(b))
				for i := range taps * kk {
					for j := range cols {
						bt[j*taps*kk+i] = b[i*cols+j]
					}
				}
				for j := range k.Panels(cols) {
					k.Pack(w, taps*kk, cols, j, bt[k.Column(j)*taps*kk:], 1, taps*kk)
				}
			}
			bias := make([]float32, k.Padded(cols))
			copy(bias, random(r, cols))
			ldy := cols + r.Intn(3)
			y, check := guarded(t, r, (rows-1)*ldy+cols)
			slope := []float32{0, 0.2, 1}[r.Intn(3)]
			k.Multiply(&Product{Taps: taps, K: kk, Cols: cols, X: x, Off: off, Stride: rows, W: w, Bias: bias, Y: y, LDY: ldy, Slope: slope}, rows, 0, k.Panels(cols))
			check()
			for m := range rows {
				for c := range cols {
					want, scale := float64(bias[c]), math.Abs(float64(bias[c]))
					for q := range taps * kk {
						p := float64(x[int(off[q/kk*rows+m])/4+q%kk]) * float64(b[q*cols+c])
						want += p
						scale += math.Abs(p)
					}
					want = max(want, float64(slope)*want)
					if got := y[m*ldy+c]; far(got, want, scale) {
						t.Fatalf("rows %d taps %d k %d cols %d slope %g: y[%d][%d] got %g, want %g", rows, taps, kk, cols, slope, m, c, got, want)
					}
				}
			}
		}
	})
}

func TestAccumulate(t *testing.T) {
	forPaths(t, func(t *testing.T, k Kernels) {
		r := rand.New(rand.NewSource(2))
		for range 100 {
			n, rows, cols := r.Intn(600), 1+r.Intn(30), 1+r.Intn(80)
			a, b := random(r, 300+rows), random(r, 300+cols)
			ao, bo := make([]int32, n), make([]int32, n)
			for i := range n {
				ao[i], bo[i] = int32(4*r.Intn(301)), int32(4*r.Intn(301))
			}
			ldc := cols + r.Intn(4)
			c, check := guarded(t, r, (rows-1)*ldc+cols)
			before := append([]float32(nil), c...)
			add := r.Intn(2) == 0
			k.Accumulate(&Outer{N: n, A: a, AOff: ao, B: b, BOff: bo, C: c, LDC: ldc, Rows: rows, Cols: cols, Add: add}, 0, k.Panels(cols))
			check()
			for i := range rows {
				for j := range ldc {
					at := i*ldc + j
					if at >= len(c) {
						continue
					}
					want, scale := float64(before[at]), 1.0
					if j < cols {
						if !add {
							want = 0
						}
						for p := range n {
							v := float64(a[int(ao[p])/4+i]) * float64(b[int(bo[p])/4+j])
							want += v
							scale += math.Abs(v)
						}
					}
					if far(c[at], want, scale) {
						t.Fatalf("n %d rows %d cols %d add %v: c[%d][%d] got %g, want %g", n, rows, cols, add, i, j, c[at], want)
					}
				}
			}
		}
	})
}

func TestAccumulateStacked(t *testing.T) {
	forPaths(t, func(t *testing.T, k Kernels) {
		r, lanes := rand.New(rand.NewSource(2)), k.Lanes()
		for range 150 {
			n, rows, cols := 1+r.Intn(300), 1+r.Intn(40), 1+r.Intn(100)
			stack := func(c int) Stacked {
				groups, apart := (c+lanes-1)/lanes, n*lanes+r.Intn(20)
				return Stacked{random(r, groups*apart), apart}
			}
			a, b := stack(rows), stack(cols)
			ldc, add := cols+r.Intn(4), r.Intn(2) == 1
			c, check := guarded(t, r, (rows-1)*ldc+cols)
			before := append([]float32(nil), c...)
			k.AccumulateStacked(n, a, b, c, ldc, rows, cols, 0, k.Panels(cols), add)
			check()
			at := func(s Stacked, p, c int) float64 { return float64(s.Data[c/lanes*s.Apart+p*lanes+c%lanes]) }
			for i := range rows {
				for j := range cols {
					want, scale := 0.0, 0.0
					if add {
						want = float64(before[i*ldc+j])
					}
					for p := range n {
						v := at(a, p, i) * at(b, p, j)
						want, scale = want+v, scale+math.Abs(v)
					}
					if far(c[i*ldc+j], want, scale) {
						t.Fatalf("%d of %d x %d, add %v: (%d, %d) got %g, want %g", n, rows, cols, add, i, j, c[i*ldc+j], want)
					}
				}
				for j := cols; j < ldc && i < rows-1; j++ {
					if c[i*ldc+j] != before[i*ldc+j] {
						t.Fatalf("%d x %d: wrote between rows", rows, cols)
					}
				}
			}
		}
	})
}

func TestTransforms(t *testing.T) {
	forPaths(t, func(t *testing.T, k Kernels) {
		r := rand.New(rand.NewSource(3))
		for kind := range Transform(len(specs)) {
			spec := &specs[kind]
			for _, n := range []int{1, 3, 7, 8, 9, 15, 16, 17, 31, 33, 64} {
				var src, dst []*float32
				var ins, outs, before [][]float32
				var checks []func()
				for range kind.Inputs() {
					x := random(r, n)
					ins, src = append(ins, x), append(src, &x[0])
				}
				for range kind.Outputs() {
					y, check := guarded(t, r, n)
					outs, dst, checks = append(outs, y), append(dst, &y[0]), append(checks, check)
					before = append(before, append([]float32(nil), y...))
				}
				bias := random(r, n)
				k.Apply(kind, dst, src, n, &bias[0], 0.2)
				rows, cols := len(spec.side), len(spec.side[0])
				for o := range outs {
					checks[o]()
					for c := range n {
						want := 0.0
						for i := range ins {
							want += float64(spec.side[o/rows][i/cols]) * float64(spec.side[o%rows][i%cols]) * float64(ins[i][c])
						}
						switch {
						case spec.accumulate:
							want += float64(before[o][c])
						case spec.bias:
							want += float64(bias[c])
							want = max(want, 0.2*want)
						}
						if far(outs[o][c], want, 10) {
							t.Fatalf("%v of %d channels: output %d channel %d got %g, want %g", kind, n, o, c, outs[o][c], want)
						}
					}
				}
			}
		}
	})
}

// TestSquares holds ApplySquares against Apply, bit for bit.
func TestSquares(t *testing.T) {
	forPaths(t, func(t *testing.T, k Kernels) {
		r := rand.New(rand.NewSource(4))
		for kind := range Transform(len(specs)) {
			whole := specs[kind].apartIn || specs[kind].apartOut // rows in pieces come one piece at a time
			for i, n := range []int{1, 3, 8, 15, 16, 17, 33, 64} {
				if whole {
					n = min(n, k.Lanes())
				}
				in, out, count := len(specs[kind].side[0]), len(specs[kind].side), 1+i%3
				src := Lines{Col: n + r.Intn(4), Next: r.Intn(2*n + 5)}
				for i := range in {
					src.Row[i] = random(r, (count-1)*src.Next+(in-1)*src.Col+n)
				}
				dst := Square{Row: n + r.Intn(4), Col: out*(n+4) + r.Intn(5)}
				last := (n - 1) / k.Lanes()
				if !specs[kind].bias && !whole && n%2 == 1 {
					dst.Step = (out-1)*(dst.Row+dst.Col) + n + 7
				}
				step := max(dst.Step, k.Lanes())
				size := (out-1)*(dst.Row+dst.Col) + last*step + n - last*k.Lanes()
				dst.Next = size + r.Intn(5)
				bias := random(r, n)
				got, check := guarded(t, r, (count-1)*dst.Next+size)
				dst.First = got
				before := append([]float32(nil), got...)
				k.ApplySquares(kind, count, dst, &src, n, &bias[0], 0.2)
				check()
				for m := range count {
					var from, to [16]*float32
					for i := range in * in {
						from[i] = &src.Row[i/in][m*src.Next+i%in*src.Col]
					}
					for i := range out * out {
						row := make([]float32, n)
						for c := range row {
							row[c] = before[m*dst.Next+i/out*dst.Row+i%out*dst.Col+c/k.Lanes()*step+c%k.Lanes()]
						}
						to[i] = &row[0]
					}
					k.Apply(kind, to[:], from[:], n, &bias[0], 0.2)
					for o := range out * out {
						for c, want := range unsafe.Slice(to[o], n) {
							at := m*dst.Next + o/out*dst.Row + o%out*dst.Col + c/k.Lanes()*step + c%k.Lanes()
							if got[at] != want {
								t.Fatalf("%v of %d channels: square %d output %d channel %d: got %g, want %g", kind, n, m, o, c, got[at], want)
							}
						}
					}
				}
			}
		}
	})
}

// lengths exercise whole vectors, their groups, and every kind of rest.
var lengths = []int{1, 2, 7, 8, 9, 15, 16, 17, 24, 31, 32, 33, 63, 64, 65, 127, 128, 129, 200, 300}

func TestElementwise(t *testing.T) {
	forPaths(t, func(t *testing.T, k Kernels) {
		r := rand.New(rand.NewSource(4))
		for _, n := range lengths {
			x, z := random(r, n), random(r, n)
			compare := func(what string, got []float32, want func(i int) float64) {
				t.Helper()
				for i, v := range got {
					if far(v, want(i), math.Abs(want(i))) {
						t.Fatalf("%s of %d: float %d got %g, want %g", what, n, i, v, want(i))
					}
				}
			}
			y, check := guarded(t, r, n)
			before := append([]float32(nil), y...)
			k.Axpy(y, x, 0.7)
			check()
			compare("axpy", y, func(i int) float64 { return float64(before[i]) + 0.7*float64(x[i]) })

			k.Larger(y, x, z)
			check()
			compare("larger", y, func(i int) float64 { return float64(max(x[i], z[i])) })

			k.BiasAct(y, x, z, 0.2)
			check()
			compare("biasAct", y, func(i int) float64 { v := float64(x[i]) + float64(z[i]); return max(v, 0.2*v) })

			k.ActGrad(y, x, z, 0.2)
			check()
			compare("actGrad", y, func(i int) float64 {
				if z[i] > 0 {
					return float64(x[i])
				}
				return 0.2 * float64(x[i])
			})

			rows, ld := 5, n+3
			m := random(r, rows*ld)
			copy(y, before)
			k.ColSum(y, m, rows, ld)
			check()
			compare("colsum", y, func(i int) float64 {
				s := float64(before[i])
				for q := range rows {
					s += float64(m[q*ld+i])
				}
				return s
			})

			off := []int32{0, int32(4 * ld), int32(8 * ld), int32(4 * ld), int32(12 * ld), 0}
			values := random(r, len(off))
			copy(y, before)
			k.Gather(y, m, off, values)
			check()
			compare("gather", y, func(i int) float64 {
				s := float64(before[i])
				for q, o := range off {
					s += float64(values[q]) * float64(m[int(o)/4+i])
				}
				return s
			})

			for count := range len(off) + 1 {
				sums, intact := guarded(t, r, count)
				k.Dots(sums, x, m, off[:count])
				intact()
				for q, got := range sums {
					want := 0.0
					for i := range x {
						want += float64(x[i]) * float64(m[int(off[q])/4+i])
					}
					if far(got, want, float64(n)) {
						t.Fatalf("dots of %d: product %d of %d got %g, want %g", n, q, count, got, want)
					}
				}
			}

			want := 0.0
			for i := range x {
				want += float64(x[i]) * float64(z[i])
			}
			if got := k.Dot(x, z); far(got, want, float64(n)) {
				t.Fatalf("dot of %d got %g, want %g", n, got, want)
			}
			for _, bad := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
				if !k.Finite(x) {
					t.Fatalf("finite of %d: got false, want true", n)
				}
				i := r.Intn(n)
				x[i], bad = float32(bad), float64(x[i])
				if k.Finite(x) {
					t.Fatalf("finite of %d: got true with %g at %d", n, x[i], i)
				}
				x[i] = float32(bad)
			}
		}
	})
}

func TestAdam(t *testing.T) {
	forPaths(t, func(t *testing.T, k Kernels) {
		r := rand.New(rand.NewSource(5))
		for _, n := range lengths {
			w, check := guarded(t, r, n)
			m, v := make([]float32, n), make([]float32, n)
			W, M, V := make([]float64, n), make([]float64, n), make([]float64, n)
			for i := range w {
				W[i] = float64(w[i])
			}
			for step := 1; step <= 5; step++ {
				g := random(r, n)
				a := AdamStep{Beta1: 0.9, Beta2: 0.999, Eps: 1e-8, Rate: 1e-2, Step: step}
				k.Adam(w, g, m, v, a)
				for i := range W {
					d := float64(g[i])
					M[i] = 0.9*M[i] + 0.1*d
					V[i] = 0.999*V[i] + 0.001*d*d
					W[i] -= 1e-2 * (M[i] / (1 - math.Pow(0.9, float64(step)))) / (math.Sqrt(V[i]/(1-math.Pow(0.999, float64(step)))) + 1e-8)
				}
			}
			check()
			for i := range w {
				if math.Abs(float64(w[i])-W[i]) > 1e-6 {
					t.Fatalf("n %d: weight %d got %g, want %g", n, i, w[i], W[i])
				}
			}
		}
	})
}

func TestChoose(t *testing.T) {
	for _, p := range Paths() {
		k, err := Choose(p.String())
		if err != nil || k.Path() != p {
			t.Errorf("Choose(%q): got %v, %v", p, k.Path(), err)
		}
	}
	if _, err := Choose("sse"); err == nil {
		t.Error(`Choose("sse"): got no error`)
	}
}

func TestParallelCoversEachOnce(t *testing.T) {
	for _, threads := range []int{1, 2, 5} {
		seen := make([]int, 100)
		Parallel(threads, len(seen), func(worker, i int) {
			if worker < 0 || worker >= threads {
				t.Errorf("worker %d of %d", worker, threads)
			}
			seen[i]++
		})
		for i, n := range seen {
			if n != 1 {
				t.Errorf("threads %d: item %d ran %d times", threads, i, n)
			}
		}
	}
}

// TestParallelTogether: regions of several goroutines at once, most of them short, and one
// inside another.
func TestParallelTogether(t *testing.T) {
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for n := range 200 {
				var sum atomic.Int64
				Parallel(3, n, func(_, i int) {
					Parallel(2, 2, func(_, j int) { sum.Add(int64(2*i + j)) })
				})
				if want := int64(n * (2*n - 1)); sum.Load() != want {
					t.Errorf("%d tasks: got a sum of %d, want %d", n, sum.Load(), want)
				}
			}
		})
	}
	wg.Wait()
}

func TestParallelPanics(t *testing.T) {
	for _, bad := range []int{0, 7, 63} {
		func() {
			defer func() {
				if p := recover(); p != "task failed" {
					t.Errorf("task %d panicked: got %v at the caller, want its value", bad, p)
				}
			}()
			Parallel(2, 64, func(_, i int) {
				if i == bad {
					panic("task failed")
				}
			})
		}()
	}
	TestParallelCoversEachOnce(t) // the helpers are still there
}

func TestTranspose(t *testing.T) {
	forPaths(t, func(t *testing.T, k Kernels) {
		r := rand.New(rand.NewSource(6))
		for range 100 {
			rows, cols := 1+r.Intn(40), 1+r.Intn(40)
			ss, ds := cols+r.Intn(3), rows+r.Intn(3)
			src := random(r, rows*ss)
			dst, check := guarded(t, r, (cols-1)*ds+rows)
			before := append([]float32(nil), dst...)
			k.Transpose(dst, ds, src, ss, rows, cols)
			check()
			for i, v := range dst {
				want := before[i]
				if i%ds < rows {
					want = src[i%ds*ss+i/ds]
				}
				if v != want {
					t.Fatalf("%d x %d: float %d got %g, want %g", rows, cols, i, v, want)
				}
			}
		}
	})
}

func TestShiftSum(t *testing.T) {
	forPaths(t, func(t *testing.T, k Kernels) {
		r := rand.New(rand.NewSource(7))
		for range 50 {
			n, cols, zrow := 1+r.Intn(20), 1+r.Intn(k.Lanes()), 1+r.Intn(40)
			yrow := cols + r.Intn(2)
			off := make([]int32, 1+r.Intn(10))
			for i := range off {
				off[i] = int32(4 * r.Intn(100))
			}
			z, bias := random(r, n*zrow+100+cols), random(r, cols)
			y, check := guarded(t, r, (n-1)*yrow+cols)
			k.ShiftSum(y, yrow, z, zrow, off, n, bias, cols, 0.2)
			check()
			for m := range n {
				for c := range cols {
					want := float64(bias[c])
					for _, o := range off {
						want += float64(z[m*zrow+int(o)/4+c])
					}
					want = max(want, 0.2*want)
					if far(y[m*yrow+c], want, 10) {
						t.Fatalf("n %d cols %d: position %d channel %d got %g, want %g", n, cols, m, c, y[m*yrow+c], want)
					}
				}
			}
		}
	})
}
