package main

import "fmt"

type V3 [3]float64

func (v *V3) At(i int) *float64 { return &v[i] }
func (v V3) Sum() (s float64) {
	for _, x := range v {
		s += x
	}
	return
}

type S struct {
	f  [3]int
	s  []int
	m  map[string]*[2]int
	in struct{ a [2]string }
	p  *V3
}

func main() {
	var v V3
	*v.At(1) = 5
	fmt.Println(v, v.Sum())
	p := &v
	q := &p[2]
	*q = 7
	fmt.Println(v, *q)
	s := S{s: []int{1, 2, 3}}
	a := &s.f[i(1)]
	*a = 9
	b := &s.s[2]
	*b = 8
	fmt.Println(s.f, s.s)
	ps := &s
	c := &ps.f[0]
	*c = 4
	d := &ps.in.a[1]
	*d = "x"
	fmt.Println(s)
	s.m = map[string]*[2]int{"a": {1, 2}}
	e := &s.m["a"][1]
	*e = 77
	fmt.Println(*s.m["a"])
	s.p = &v
	f := &s.p[0]
	*f = -1
	fmt.Println(v)
	(*p)[1] = 100
	fmt.Println(v)
	arr := [2]S{}
	g := &arr[1].f[2]
	*g = 3
	fmt.Println(arr[1].f)
	sl := []S{{}, {}}
	h := &sl[1].in
	h.a[0] = "q"
	fmt.Println(sl[1].in, sl[0].in)
	pp := &[]int{1, 2, 3}
	(*pp)[0] = 5
	fmt.Println(*pp, len(*pp))
	k := &(*pp)[1]
	*k++
	fmt.Println(*pp)
	x := [3][2]int{}
	r := &x[1]
	r[0] = 4
	t := &r[1]
	*t = 6
	fmt.Println(x)
	for i := range p {
		p[i] *= 2
	}
	fmt.Println(v)
	y := p[1:]
	y[0] = 0
	fmt.Println(v, len(p), cap(p[:1]))
	z := &struct{ A, B int }{1, 2}
	zz := &z.B
	*zz = 5
	fmt.Println(*z)
	w := &[3]int{1, 2, 3}
	u := w[:]
	u[1] = 9
	fmt.Println(*w)
	for i, q := range w {
		fmt.Print(i, q, ";")
	}
	fmt.Println()
	var np *[3]int
	fmt.Println(len(np), cap(np))
	for i := range np {
		fmt.Print(i)
	}
	fmt.Println()
	o := &*p
	fmt.Println(o == p, &v == p, &v[0] == &p[0])
	cpy := v
	cpy[0] = 55
	fmt.Println(v[0], cpy == v)
	pa, pb := new(int), new(int)
	fmt.Println(pa == pb, *pa == *pb)
	ppp := &pa
	**ppp = 3
	fmt.Println(*pa)
	mm := map[string]S{}
	mm["q"] = s
	tt := mm["q"]
	tt.f[0] = 1000
	fmt.Println(mm["q"].f[0], s.f[0])
	type N struct {
		next *N
		v    int
	}
	n := &N{v: 1}
	n.next = &N{v: 2}
	nv := &n.next.v
	*nv = 20
	fmt.Println(n.next.v)
	ptrs := []*int{&s.f[0], &s.f[1], &v2}
	for _, p := range ptrs {
		*p++
	}
	fmt.Println(s.f, v2)
	func(a *[3]int) { a[0] = 1 }(&s.f)
	fmt.Println(s.f)
	ar := [...]int{1, 2, 3}
	for i, x := range ar {
		ar[2] = 10
		if i == 2 {
			fmt.Println(x)
		}
	}
	for i, x := range &ar {
		ar[2] = 11
		if i == 2 {
			fmt.Println(x)
		}
	}
}

var v2 int

func i(n int) int { return n }
