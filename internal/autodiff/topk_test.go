package autodiff

import (
	"math/rand"
	"sort"
	"testing"
	"testing/quick"
)

// TestTopKProperty: on pictures with many ties, both widths keep the same values, the k
// largest with the lowest index first, and the backward pass lets through just those.
func TestTopKProperty(t *testing.T) {
	check := func(seed int64) bool {
		r := rand.New(rand.NewSource(seed))
		h, w, c, rows := 1+r.Intn(6), 1+r.Intn(6), 1+r.Intn(40), 1+r.Intn(3)
		k := TopK{PerPosition: r.Intn(2) == 0}
		group := h * w
		if k.PerPosition {
			group = c
		}
		k.K = 1 + r.Intn(group)
		levels := 1 + r.Intn(9)
		x := make([]float64, rows*h*w*c)
		for i := range x {
			x[i] = float64(r.Intn(2*levels)-levels) / 4
		}
		want := sorted(x, h*w, c, k)
		return selects[float64](t, x, want, k, rows, h, w, c) && selects[float32](t, x, want, k, rows, h, w, c)
	}
	if err := quick.Check(check, &quick.Config{MaxCount: 300, Rand: rand.New(rand.NewSource(1))}); err != nil {
		t.Error(err)
	}
}

// sorted marks what top-k keeps, by sorting each group.
func sorted(x []float64, positions, channels int, k TopK) []bool {
	kept := make([]bool, len(x))
	for at := 0; at < len(x); at += positions * channels {
		groups, n, step, next := positions, channels, 1, channels
		if !k.PerPosition {
			groups, n, step, next = channels, positions, channels, 1
		}
		for g := range groups {
			index := make([]int, n)
			for i := range index {
				index[i] = at + g*next + i*step
			}
			sort.SliceStable(index, func(a, b int) bool { return x[index[a]] > x[index[b]] })
			for _, i := range index[:k.K] {
				kept[i] = true
			}
		}
	}
	return kept
}

func selects[T Float](t *testing.T, x []float64, want []bool, k TopK, rows, h, w, c int) bool {
	t.Helper()
	s, err := newSelection[T](k, []int{h, w, c}, rows, 2)
	if err != nil {
		t.Fatal(err)
	}
	in, y, ones, back := make([]T, len(x)), make([]T, len(x)), make([]T, len(x)), make([]T, len(x))
	for i, v := range x {
		in[i], ones[i] = T(v), 1
	}
	s.run(y, in, rows)
	s.pass(back, ones)
	s.run(in, in, rows) // in place
	for i, keep := range want {
		value, grad := T(0), T(0)
		if keep {
			value, grad = T(x[i]), 1
		}
		if y[i] != value || in[i] != value || back[i] != grad {
			t.Logf("%v %+v of %dx%dx%d: at %d of value %v got %v, in place %v, gradient %v, want kept %v",
				dtype[T](), k, h, w, c, i, x[i], y[i], in[i], back[i], keep)
			return false
		}
	}
	return true
}
