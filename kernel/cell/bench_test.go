package cell

import (
	"context"
	"testing"
)

func BenchmarkNew(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := New(&screen{}, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkCell measures whole round trips of cells of several kinds.
func BenchmarkCell(b *testing.B) {
	for _, c := range []struct{ name, code string }{
		{"tiny", "x + 1"},
		{"print", "fmt.Println(x)"},
		{"declare", "func f(n int) int { return 2 * n }\nf(x)"},
		{"generic", "slices.Sorted(maps.Keys(m))"},
		{"loop10M", "s := 0\nfor i := 0; i < 10000000; i++ { s += i }"},
		{"index10M", "t := 0\nfor i := 0; i < 10000000; i++ { t += a[i&7] }"},
		{"fib22", "fib(22)"},
		{"closure100k", "t = 0\nfor i := 0; i < 100000; i++ { t += next() }"},
		{"method10k", "for i := 0; i < 10000; i++ { sh.Area() }"},
		{"defer10k", "for i := 0; i < 10000; i++ { locked() }"},
	} {
		b.Run(c.name, func(b *testing.B) {
			s, h := newTestSession(b)
			say(s, h, 1, "x := 1\nm := map[string]int{\"a\": 1}\na := make([]int, 8)\nfunc fib(n int) int { if n < 2 { return n }; return fib(n-1) + fib(n-2) }\n"+
				"type shape interface{ Area() float64 }\ntype square struct{ s float64 }\nfunc (q square) Area() float64 { return q.s * q.s }\nvar sh shape = square{2}\n"+
				"func counter() func() int { n := 0; return func() int { n++; return n } }\nnext := counter()\nt := 0\n"+
				"var mu sync.Mutex\nfunc locked() { mu.Lock(); defer mu.Unlock() }")
			b.ReportAllocs()
			for b.Loop() {
				if r := s.Run(context.Background(), Cell{Code: c.code, Number: 2}); r.Err != nil {
					b.Fatal(r.Err)
				}
			}
		})
	}
}

func BenchmarkComplete(b *testing.B) {
	s, _ := newTestSession(b)
	for b.Loop() {
		s.Complete("fmt.Println(strings.To", 22)
	}
}
