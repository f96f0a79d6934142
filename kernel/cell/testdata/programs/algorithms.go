package main

import (
	"fmt"
	"strings"
	"unsafe"
)

type Bits uint16

const (
	F0 Bits = 1 << iota
	F1
	_
	F3
	mask = F0 | F3
)

const (
	a, b = iota, iota * 10
	c, d
	e, _
)

const typed int8 = 100
const (
	x0 = "s"
	x1
	x2 = len(x1) + iota
)

type Op func(float64, float64) (float64, error)

var ops = map[string]Op{
	"+": func(a, b float64) (float64, error) { return a + b, nil },
	"/": func(a, b float64) (float64, error) {
		if b == 0 {
			return 0, fmt.Errorf("zero")
		}
		return a / b, nil
	},
}

type ring struct {
	buf  [4]int
	head int
	n    int
}

func (r *ring) push(x int) {
	r.buf[(r.head+r.n)%len(r.buf)] = x
	if r.n < len(r.buf) {
		r.n++
	} else {
		r.head = (r.head + 1) % len(r.buf)
	}
}
func (r ring) list() (out []int) {
	for i := range r.n {
		out = append(out, r.buf[(r.head+i)%len(r.buf)])
	}
	return
}

func collatz(n uint64) (steps int) {
	for ; n != 1; steps++ {
		if n&1 == 0 {
			n >>= 1
		} else {
			n = 3*n + 1
		}
	}
	return
}

func hanoi(n int, from, to, via string, move func(string, string)) {
	if n == 0 {
		return
	}
	hanoi(n-1, from, via, to, move)
	move(from, to)
	hanoi(n-1, via, to, from, move)
}

func isEven(n int) bool {
	if n == 0 {
		return true
	}
	return isOdd(n - 1)
}
func isOdd(n int) bool {
	if n == 0 {
		return false
	}
	return isEven(n - 1)
}

func defers() (s string) {
	for i := range 3 {
		defer func(n int) { s += fmt.Sprint(n, i, ";") }(i * i)
	}
	defer func() {
		if r := recover(); r != nil {
			s += fmt.Sprint("r", r, ";")
		}
	}()
	var m map[string]map[string]int
	_ = m["a"]["b"]
	m["a"]["b"] = 1
	return "unreached"
}

func nestedDefer() (n int) {
	defer func() {
		n *= 2
		defer func() { n++ }()
		n *= 3
	}()
	n = 1
	return n + 1
}

func swtch(v any) string {
	switch x := v.(type) {
	case int, int8, int16:
		return fmt.Sprintf("i%v", x)
	case []any:
		var parts []string
		for _, e := range x {
			parts = append(parts, swtch(e))
		}
		return "[" + strings.Join(parts, ",") + "]"
	case map[string]any:
		if len(x) == 0 {
			return "{}"
		}
		for k, e := range x {
			return "{" + k + ":" + swtch(e) + "}"
		}
	case func() any:
		return "f" + swtch(x())
	case *any:
		return "*" + swtch(*x)
	case interface{ Foo() string }:
		return x.Foo()
	case nil:
		return "nil"
	case rune:
		return string(x)
	}
	return "?"
}

type foo struct{}

func (foo) Foo() string { return "foo!" }

func spread(xs ...int) (n int) {
	for _, x := range xs {
		n += x
	}
	xs = append(xs, 100)
	if len(xs) > 1 {
		xs[0] = -1
	}
	return
}

func outer() func() (int, func() int) {
	x := 0
	return func() (int, func() int) {
		x++
		y := x * 10
		return x, func() int { y += x; return y }
	}
}

func pascal(n int) [][]int {
	rows := make([][]int, n)
	for i := range rows {
		rows[i] = make([]int, i+1)
		rows[i][0], rows[i][i] = 1, 1
		for j := 1; j < i; j++ {
			rows[i][j] = rows[i-1][j-1] + rows[i-1][j]
		}
	}
	return rows
}

func search(xs []int, t int) (i int, ok bool) {
	lo, hi := 0, len(xs)
	for lo < hi {
		switch mid := int(uint(lo+hi) >> 1); {
		case xs[mid] == t:
			return mid, true
		case xs[mid] < t:
			lo = mid + 1
		default:
			hi = mid
		}
	}
	return lo, false
}

func quick(xs []int) []int {
	if len(xs) < 2 {
		return xs
	}
	p, rest := xs[0], xs[1:]
	var l, r []int
	for _, x := range rest {
		if x < p {
			l = append(l, x)
		} else {
			r = append(r, x)
		}
	}
	return append(append(quick(l), p), quick(r)...)
}

func lev(a, b string) int {
	ra, rb := []rune(a), []rune(b)
	prev := make([]int, len(rb)+1)
	for j := range prev {
		prev[j] = j
	}
	for i, x := range ra {
		cur := make([]int, len(rb)+1)
		cur[0] = i + 1
		for j, y := range rb {
			cost := 1
			if x == y {
				cost = 0
			}
			cur[j+1] = min(cur[j]+1, prev[j+1]+1, prev[j]+cost)
		}
		prev = cur
	}
	return prev[len(rb)]
}

type celsius float64
type temp interface{ ~float64 }

func conv[T, U temp](t T) U { return U(t*9/5 + 32) }

func main() {
	fmt.Println(F0, F1, F3, mask, a, b, c, d, e, typed*1, x1, x2, unsafe.Sizeof(int32(0)))
	for _, k := range []string{"+", "/"} {
		v, err := ops[k](1, 0)
		fmt.Print(v, err, " ")
	}
	var r ring
	for i := range 6 {
		r.push(i)
	}
	rc := r
	rc.push(99)
	fmt.Println(r.list(), rc.list(), collatz(27), isEven(10), isOdd(7))
	moves := 0
	hanoi(5, "A", "C", "B", func(f, t string) { moves++ })
	fmt.Println(moves, defers(), nestedDefer())
	var in any = 'x'
	fmt.Println(swtch([]any{1, int8(2), nil, "s", 'r', foo{}, map[string]any{"k": []any{}}, func() any { return int16(3) }, &in}))
	xs := []int{1, 2, 3}
	fmt.Println(spread(), spread(1, 2), spread(xs...), xs, spread(append(xs[:1], xs[2:]...)...))
	f := outer()
	n1, g1 := f()
	n2, g2 := f()
	fmt.Println(n1, n2, g1(), g2(), g1())
	fmt.Println(pascal(5), quick([]int{3, 1, 4, 1, 5, 9, 2, 6}), lev("kitten", "sitting"), lev("é", "e"))
	fmt.Println(search([]int{1, 3, 5, 7}, 5))
	fmt.Println(search([]int{1, 3, 5, 7}, 4))
	fmt.Println(conv[celsius, float64](100), conv[float64, celsius](0))
	var i8 int8 = -128
	var u8 uint8 = 200
	var u32 uint32 = 1 << 31
	fmt.Println(-i8, i8-1, u8+100, u8<<1, u32<<1, int8(u8), uint16(i8), int32(u32), ^u8, u8&^0xf, 7>>1, -7>>1, uint64(1)<<63>>62)
	f32 := float32(16777216.0)
	fmt.Println(f32 == f32+1, 0.1+0.2, float32(0.1)+float32(0.2), 1e100, 5/2, 5.0/2, 5%3, -5%3, 1<<10)
	s := "hello"
	bs := []byte(s)
	bs[0] = 'j'
	fmt.Println(s, string(bs), s[1:], s[:0] == "", s > "hallo", strings.Compare(s, "z"), s+"!"+string(rune(65)))
	arr := [...]string{2: "c", 0: "a"}
	sl := arr[:]
	sl[1] = "b"
	ptr := &arr
	ptr[2] = "C"
	for i, v := range ptr {
		fmt.Print(i, v)
	}
	fmt.Println(len(arr), cap(sl[1:]), arr)
	m := map[string][]int{}
	m["a"] = append(m["a"], 1, 2)
	m["a"][0]++
	mp := map[string]*ring{"r": &r}
	mp["r"].push(7)
	ms := map[string]struct{ n int }{"q": {1}}
	t := ms["q"]
	t.n++
	ms["q"] = t
	cnt := map[rune]int{}
	for _, ch := range "banana" {
		cnt[ch]++
	}
	fmt.Println(m, r.n, ms, cnt['a'], cnt['z'], len(cnt))
	delete(cnt, 'a')
	_, ok := cnt['a']
	fmt.Println(ok, cnt)
	type T struct {
		a int
		b []string
		c map[string]int
		d *T
	}
	t1 := T{1, []string{"x"}, map[string]int{"k": 1}, nil}
	t2 := t1
	t2.b[0] = "shared"
	t2.a = 2
	t2.c["k"]++
	t2.d = &t1
	t2.d.a = 50
	fmt.Println(t1, t2.a, t2.b, t2.c, t2.d.a, t2.d.d == nil)
	var iface any = t1.a
	switch {
	case iface == 50:
		fmt.Println("fifty")
	}
	func() {
		defer fmt.Println("deferred print", len(s))
		s += "x"
	}()
	lbl := 0
L:
	for {
		switch lbl {
		case 3:
			break L
		case 1:
			lbl = 3
			continue L
		}
		lbl++
	}
	fmt.Println(lbl, s)
	ch := make(chan func() string, 2)
	ch <- func() string { return "from chan " + s }
	close(ch)
	for f := range ch {
		fmt.Println(f())
	}
	cc := make(chan chan int, 1)
	c1 := make(chan int, 1)
	cc <- c1
	(<-cc) <- 5
	fmt.Println(<-c1)
	var (
		z1, z2 = 1, "two"
		z3     float64
	)
	z1, z3 = z1+1, float64(z1)
	fmt.Println(z1, z2, z3)
	if v, err := fmt.Sscanf("7 abc", "%d %s", &z1, &z2); err == nil && v == 2 {
		fmt.Println(z1, z2)
	} else if v > 0 {
		fmt.Println("partial", v)
	}
	fmt.Println(func() (a, b int) { a, b = 1, 2; return b, a }())
}
