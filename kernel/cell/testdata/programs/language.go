package main

import "fmt"

type T struct{ n int }

func (t T) val() int   { return t.n }
func (t *T) ptr() *int { return &t.n }

func multi() (int, string, error)           { return 1, "a", nil }
func variadic(pre string, xs ...any) string { return fmt.Sprint(pre, len(xs), xs) }

func named() (x, y int) {
	x, y = 1, 2
	{
		x := 10
		_ = x
	}
	defer func() { x *= 5; y += x }()
	return x + 1, y
}

func fact(n uint) uint {
	if n < 2 {
		return 1
	}
	return n * fact(n-1)
}

func ackermann(m, n int) int {
	switch {
	case m == 0:
		return n + 1
	case n == 0:
		return ackermann(m-1, 1)
	default:
		return ackermann(m-1, ackermann(m, n-1))
	}
}

func gotos(n int) (out []int) {
	i := 0
loop:
	if i < n {
		out = append(out, i*i)
		i++
		goto loop
	}
	return
}

func retry() string {
	tries := 0
again:
	tries++
	if tries < 3 {
		goto again
	}
	if tries > 5 {
		goto fail
	}
	return fmt.Sprint("ok after ", tries)
fail:
	return "fail"
}

func grade(n int) (s string) {
	switch {
	case n >= 90:
		s = "A"
		fallthrough
	case n >= 80:
		s += "B"
	case n >= 70:
		s = "C"
	default:
		s = "F"
	}
	switch n % 3 {
	case 0, 1:
		s += "!"
	default:
	}
	switch x := n / 10; x {
	case 9:
		if n == 95 {
			break
		}
		s += "9"
	}
	return
}

var global = 1

func shadow() int {
	global := global + 1
	if global := global * 10; global > 5 {
		global++
		return global
	}
	return global
}

func closures() []int {
	var out []int
	acc := func() func(int) int {
		sum := 0
		return func(x int) int { sum += x; return sum }
	}
	a, b := acc(), acc()
	a(1)
	a(2)
	b(10)
	out = append(out, a(0), b(0))
	var fs [3]func()
	for i := 0; i < 3; i++ {
		fs[i] = func() { out = append(out, i) }
		i := i * 2
		_ = i
	}
	for _, f := range fs {
		f()
	}
	var fib func(int) int
	fib = func(n int) int {
		if n < 2 {
			return n
		}
		return fib(n-1) + fib(n-2)
	}
	return append(out, fib(15))
}

func bitTricks() {
	x := uint8(0b1011_0000)
	fmt.Printf("%08b %08b %08b %d\n", x>>4, x<<1, ^x, x&-x)
	var i8 int8 = 127
	i8++
	var u uint = 0
	u--
	fmt.Println(i8, u == ^uint(0), -7/2, -7%2, 7&^5, 6^3, 1<<3|1, int64(1)<<31, uint64(1)<<31)
	a, b := 5, 9
	a ^= b
	b ^= a
	a ^= b
	fmt.Println(a, b, 0x_FF, 0o17, 1_000_000, 'a', '\n', "\u00e9", `raw\n`)
	f := 1e3
	fmt.Println(int(f), int(-2.7+0.0*f), uint8(int(f)&0xff), float32(0.1), float64(float32(0.1)), 1/3.0)
	const big = 1 << 100
	fmt.Println(big>>98, float64(big))
	var s uint = 70
	fmt.Println(1<<s == 0, int64(1)<<(s-8))
	r := rune(0x4e16)
	fmt.Println(string(r), string([]rune{72, 105}), []byte("é"), "a"+"b" < "b", "abc"[1], len("é"))
	var c64 complex64 = 1 + 2i
	fmt.Println(c64*c64, real(c64), complex(float32(1), 2) == c64)
	x += 100
	fmt.Println(x)
	h := uint32(2166136261)
	for _, c := range []byte("hash") {
		h ^= uint32(c)
		h *= 16777619
	}
	fmt.Println(h, h>>16, int16(h), uint16(h))
}

func labels() (n int) {
outer:
	for i := 0; i < 5; i++ {
	inner:
		for j := 0; ; j++ {
			switch {
			case j == 3:
				break inner
			case i == 1:
				continue outer
			case i == 4:
				break outer
			}
			n += i*10 + j
		}
	}
	for {
		select {
		default:
			n++
		}
		if n > 100 {
			break
		}
	}
sw:
	switch {
	case true:
		for {
			break sw
		}
		n = -1
	}
	return
}

func pointers() {
	x := 1
	p := &x
	pp := &p
	**pp = 5
	y := *p
	*p++
	t := T{3}
	*t.ptr() = 8
	q := &t
	fmt.Println(x, y, q.val(), (*q).n, q.ptr() == &t.n)
	arr := []*T{{1}, {2}}
	for _, a := range arr {
		a.n *= 10
	}
	m := map[string]*T{"a": arr[0]}
	m["a"].n++
	fmt.Println(arr[0].n, arr[1].n, *m["a"])
	ts := []T{{1}, {2}}
	for _, t := range ts {
		t.n = 100
	}
	for i := range ts {
		ts[i].n++
	}
	pt := &ts[0]
	ts = append(ts, T{3})
	pt.n = 50
	fmt.Println(ts[0].n, pt.n, len(ts))
	np := new(int)
	*np += 2
	ns := new([]string)
	*ns = append(*ns, "x")
	fmt.Println(*np, *ns, new(T).val())
	type link struct {
		next *link
		v    int
	}
	var head *link
	for i := range 3 {
		head = &link{head, i}
	}
	for l := head; l != nil; l = l.next {
		fmt.Print(l.v, " ")
	}
	fmt.Println()
	f := func(p *int) { p = new(int); *p = 9 }
	f(&x)
	fmt.Println(x)
	swap := func(a, b *int) { *a, *b = *b, *a }
	a, b := 1, 2
	swap(&a, &b)
	fmt.Println(a, b)
	i, xs := 0, []int{1, 2, 3}
	i, xs[i] = 2, 10
	fmt.Println(i, xs)
	xs[0], xs[2] = xs[2], xs[0]
	fmt.Println(xs)
	var e1, e2 interface{} = p, &x
	fmt.Println(e1 == e2)
}

func order() {
	var log []string
	f := func(s string, v int) int { log = append(log, s); return v }
	xs := []int{0, 0, 0}
	xs[f("i", 1)] = f("a", 1) + f("b", 2)*f("c", 3)
	m := map[int]int{f("k", 1): f("v", 2)}
	_ = f("x", 0) == 1 && f("never", 1) == 1
	_ = f("y", 1) == 1 || f("never", 1) == 1
	func(a, b int) { log = append(log, fmt.Sprint(a, b)) }(f("p", 1), f("q", 2))
	fmt.Println(log, xs, m)
	for i := f("init", 0); i < f("cond", 2); i += f("post", 1) {
	}
	fmt.Println(log[len(log)-6:])
}

func main() {
	defer fmt.Println()
	a, b, c := multi()
	fmt.Println(a, b, c)
	fmt.Println(multi())
	fmt.Println(variadic("a"), variadic("b", 1, "x"), variadic("c", []any{1, 2}...), variadic("d", []int{1}))
	fmt.Println(named())
	fmt.Println(fact(20), ackermann(2, 3))
	fmt.Println(gotos(5), retry())
	fmt.Println(grade(95), grade(93), grade(85), grade(72), grade(10))
	fmt.Println(shadow(), global)
	fmt.Println(closures())
	bitTricks()
	fmt.Println(labels())
	pointers()
	order()
	for i := range 3 {
		defer func(n int) { fmt.Print("d", n, i, " ") }(i * 10)
	}
	var x interface {
		val() int
	} = T{4}
	fmt.Println(x.val(), x.(T).n)
	if v, ok := x.(interface{ ptr() *int }); !ok {
		fmt.Println("no", v == nil)
	}
	func() {
		const local = iota + 5
		type inner struct{ T }
		fmt.Println(local, inner{T{6}}.val())
	}()
}
