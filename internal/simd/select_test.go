package simd

import (
	"math"
	"math/rand"
	"sort"
	"testing"
)

// lumpy is random with many ties, zeros of both signs and, at times, infinities.
func lumpy(r *rand.Rand, n int) []float32 {
	x := make([]float32, n)
	for i := range x {
		x[i] = float32(r.Intn(7)-3) / 2
		switch r.Intn(20) {
		case 0:
			x[i] = float32(math.Copysign(0, -1))
		case 1:
			x[i] = float32(math.Inf(1 - 2*r.Intn(2)))
		case 2:
			x[i] = float32(r.NormFloat64())
		}
	}
	return x
}

func TestNonZero(t *testing.T) {
	forPaths(t, func(t *testing.T, k Kernels) {
		r := rand.New(rand.NewSource(1))
		for _, n := range lengths {
			x := make([]float32, n)
			for i := range x {
				if r.Intn(4) == 0 {
					x[i] = float32(r.NormFloat64())
				}
			}
			x[r.Intn(n)] = float32(math.NaN())
			index := make([]int32, n)
			values, check := guarded(t, r, n)
			got := k.NonZero(index, values, x)
			check()
			want := 0
			for i, v := range x {
				if v == 0 {
					continue
				}
				if want >= got || index[want] != int32(i) || math.Float32bits(values[want]) != math.Float32bits(v) {
					t.Fatalf("n %d: entry %d is not float %d (%g)", n, want, i, v)
				}
				want++
			}
			if got != want {
				t.Fatalf("n %d: got %d non-zeros, want %d", n, got, want)
			}
		}
	})
}

func TestKth(t *testing.T) {
	forPaths(t, func(t *testing.T, k Kernels) {
		r := rand.New(rand.NewSource(2))
		for _, n := range lengths {
			x := lumpy(r, n)
			sorted := append([]float32(nil), x...)
			sort.Slice(sorted, func(i, j int) bool { return sorted[i] > sorted[j] })
			for kth := 1; kth <= n; kth++ {
				if got := k.Kth(x, kth); got != sorted[kth-1] {
					t.Fatalf("n %d: number %d got %g, want %g", n, kth, got, sorted[kth-1])
				}
			}
		}
	})
}

func TestKeepColumns(t *testing.T) {
	forPaths(t, func(t *testing.T, k Kernels) {
		r := rand.New(rand.NewSource(3))
		for range 200 {
			n, cols := 1+r.Intn(70), 1+r.Intn(k.Lanes())
			kept, ld := 1+r.Intn(n), cols+r.Intn(5)
			x := lumpy(r, n*ld)
			y, check := guarded(t, r, n*ld)
			before := append([]float32(nil), y...)
			mask := make([]uint8, n*ld)
			k.KeepColumns(y, mask, x, n, ld, cols, kept, make([]int32, n*k.Lanes()))
			check()
			for c := range ld {
				order := make([]int, n)
				for i := range order {
					order[i] = i
				}
				sort.SliceStable(order, func(a, b int) bool { return x[order[a]*ld+c] > x[order[b]*ld+c] })
				keep := make([]bool, n)
				for _, i := range order[:kept] {
					keep[i] = true
				}
				for i := range n {
					at, want, m := i*ld+c, float32(0), uint8(0)
					if keep[i] {
						want, m = x[at], 255
					}
					if c >= cols {
						want = before[at]
					}
					if y[at] != want || mask[at] != m && c < cols {
						t.Fatalf("n %d cols %d keep %d: row %d column %d got %g (mask %d), want %g (mask %d)", n, cols, kept, i, c, y[at], mask[at], want, m)
					}
				}
			}
		}
	})
}

func TestMaskGrad(t *testing.T) {
	forPaths(t, func(t *testing.T, k Kernels) {
		r := rand.New(rand.NewSource(4))
		for _, n := range lengths {
			dy, mask := random(r, n), make([]uint8, n)
			for i := range mask {
				mask[i] = uint8(r.Intn(2) * 255)
			}
			dx, check := guarded(t, r, n)
			k.MaskGrad(dx, dy, mask)
			check()
			for i, v := range dx {
				want := dy[i]
				if mask[i] == 0 {
					want = 0
				}
				if v != want {
					t.Fatalf("n %d: float %d got %g, want %g", n, i, v, want)
				}
			}
		}
	})
}

func TestLargest(t *testing.T) {
	nan := float32(math.NaN())
	forPaths(t, func(t *testing.T, k Kernels) {
		r := rand.New(rand.NewSource(5))
		var l Largest
		for round := range 400 {
			n := 1 + r.Intn(500)
			kept := 1 + r.Intn(min(n, 20))
			x := lumpy(r, n)
			switch {
			case round%3 == 0:
				x = random(r, n)
			case round%7 == 0:
				clear(x)
			}
			if round%5 == 0 {
				x[r.Intn(n)] = nan
			}
			y, check := guarded(t, r, n)
			mask := make([]uint8, n)
			if round%2 == 0 { // in place
				copy(y, x)
				l.Keep(k, y, mask, y, kept)
			} else {
				l.Keep(k, y, mask, x, kept)
			}
			check()
			var order []int
			want := make([]float32, n)
			for i, v := range x {
				if v != v {
					want[i] = v
				} else {
					order = append(order, i)
				}
			}
			sort.SliceStable(order, func(a, b int) bool { return x[order[a]] > x[order[b]] })
			for _, i := range order[:min(kept, len(order))] {
				want[i] = x[i]
			}
			keep := map[int]bool{}
			for _, i := range order[:min(kept, len(order))] {
				keep[i] = true
			}
			for i, v := range y {
				same := v == want[i] || v != v && want[i] != want[i]
				if !same || (mask[i] == 255) != (keep[i] || x[i] != x[i]) || mask[i] != 0 && mask[i] != 255 {
					t.Fatalf("n %d, keep %d: value %d is %g, mask %d, want %g of %g", n, kept, i, v, mask[i], want[i], x[i])
				}
			}
		}
	})
}
