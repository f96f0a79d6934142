package cell

import (
	"fmt"
	"os"
	"runtime"
	"testing"
	"time"
)

// TestManyCells watches memory and time over many tiny cells; ANDOR_CELLS sets how many.
func TestManyCells(t *testing.T) {
	n := 1000
	if v := os.Getenv("ANDOR_CELLS"); v != "" {
		fmt.Sscan(v, &n)
	}
	s, h := newTestSession(t)
	used := func() float64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return float64(m.HeapAlloc) / (1 << 20)
	}
	cells := []string{"x := 1", "x = x + 1\nx", "fmt.Println(x)", "func f(n int) int { return n + %d }\nf(x)", "type T struct{ A int }\nT{x}", "for i := range 3 { x += i }"}
	round := func(from, to int) time.Duration {
		begin := time.Now()
		for i := from; i < to; i++ {
			code := cells[i%len(cells)]
			if i%len(cells) == 3 {
				code = fmt.Sprintf(code, i)
			}
			if out := say(s, h, i, code); len(out) > 40 {
				t.Fatalf("cell %d says %s", i, out)
			}
		}
		return time.Since(begin) / time.Duration(to-from)
	}
	round(0, 100)
	before := used()
	first := round(100, 300)
	round(300, n)
	last := round(n, n+200)
	grown := used() - before
	t.Logf("%d cells: %v a cell at first, %v at the end, %.1f MiB more (%.0f bytes a cell)", n, first, last, grown, grown*(1<<20)/float64(n))
	if perCell := grown * (1 << 20) / float64(n); perCell > 3000 {
		t.Errorf("got %.0f bytes more a cell, want at most 3000", perCell)
	}
	if last > 3*first+time.Millisecond {
		t.Errorf("got %v a cell at the end, %v at first", last, first)
	}
}
