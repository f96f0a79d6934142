package main

import "fmt"

func try(name string, f func()) {
	defer func() { fmt.Println(name, recover()) }()
	f()
}

type S struct {
	i int
	x [10]int
	l []byte
}
type M struct{}

func (m *M) F() int { return 0 }

type M1 struct{ M }
type M2 struct {
	x int
	M
}

var intp *int
var slicep *[]byte
var sp *S
var ap *[10]int
var i int
var m1 *M1
var m2 *M2

func nilPtrFunc() *[4]int { return nil }

var nilPtrVar *[4]int

func main() {
	try("1", func() { _ = len(*nilPtrFunc()) })
	try("2", func() { _ = len(nilPtrFunc()) })
	try("3", func() { _ = len(*nilPtrVar) })
	try("4", func() { _ = len(nilPtrVar) })
	try("1", func() { fmt.Println(cap(*nilPtrFunc())) })
	try("2", func() { fmt.Println(cap(nilPtrFunc())) })
	try("5", func() {
		for range *nilPtrFunc() {
		}
	})
	try("6", func() {
		for range nilPtrFunc() {
		}
	})
	try("7", func() {
		for range *nilPtrVar {
		}
	})
	try("8", func() {
		for range nilPtrVar {
		}
	})
	try("9", func() {
		for i := range *nilPtrVar {
			fmt.Print(i)
		}
	})
	try("10", func() {
		for i := range *nilPtrFunc() {
			fmt.Print(i)
		}
	})
	try("11", func() {
		for i := range nilPtrFunc() {
			fmt.Print(i)
		}
	})
	try("12", func() {
		for i, x := range nilPtrFunc() {
			fmt.Print(i, x)
		}
	})
	try("13", func() {
		for i, x := range *nilPtrFunc() {
			fmt.Print(i, x)
		}
	})
	try("*intp", func() { println(*intp) })
	try("&*intp", func() { println(&*intp) })
	try("&*slicep", func() { println(&*slicep) })
	try("&(*slicep)[i]", func() { println(&(*slicep)[i]) })
	try("&*ap", func() { println(&*ap) })
	try("&ap[i]", func() { println(&ap[i]) })
	try("&*sp", func() { println(&*sp) })
	try("sp.i", func() { println(sp.i) })
	try("&sp.i", func() { println(&sp.i) })
	try("&sp.x[i]", func() { println(&sp.x[i]) })
	try("&sp.x[9]", func() { println(&sp.x[9]) })
	try("&sp.l", func() { println(&sp.l) })
	try("m1", func() { println(m1.F()) })
	try("m1", func() { println(m1.M.F()) })
	try("m2", func() { println(m2.F()) })
	try("m2", func() { println(m2.M.F()) })
	k := 5
	p := &k
	q := &*p
	*q = 7
	fmt.Println(k, q == p)
}
