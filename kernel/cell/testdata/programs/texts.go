package main

import "fmt"

type S string
type B []byte
type R []rune
type By byte
type Bs []By
type Rn rune
type Rs []Rn

func main() {
	n := 65
	fmt.Println(string(rune(n)), string(rune(-1)), string(rune(0x10FFFF+1)), string(rune(0xD800)))
	s := "héllo\xff世"
	fmt.Println([]byte(s), []rune(s), len(s))
	b := B("abc")
	fmt.Println(b, string(b), S(b))
	r := R("héy")
	fmt.Println(r, string(r), S(r))
	x := S("hi")
	fmt.Println([]byte(x), B(x), R(x), []rune(x))
	bs := Bs("xyz")
	fmt.Println(bs, string(bs))
	rs := Rs("xyé")
	fmt.Println(rs, string(rs))
	var by By = 'q'
	fmt.Println(string(rune(by)), by)
	for i, c := range s {
		fmt.Print(i, ":", c, " ")
	}
	fmt.Println()
	for i := range s {
		fmt.Print(i, " ")
	}
	fmt.Println()
	for i, c := range "a\xe4\xb8b" {
		fmt.Print(i, ":", c, " ")
	}
	fmt.Println()
	fmt.Println(s[0], s[1:3], s[len(s)-3:], s[6], s[:0] == "", s[2:])
	for i, c := range []byte(s) {
		fmt.Print(i, c, " ")
	}
	fmt.Println()
	t := s
	t += "!"
	fmt.Println(t, s < t, s == t[:len(s)], x+"z", x < "j")
	c := []byte("ab")
	c = append(c, "cd"...)
	c = append(c, x...)
	fmt.Println(copy(c, "ZZZ"), copy(c[1:], c))
	fmt.Println(string(c))
	c = append(c, c...)
	fmt.Println(string(c))
	c = append(c[:1], c[2:]...)
	fmt.Println(string(c))
	var nb []byte
	fmt.Println(string(nb) == "", []byte("") == nil, nb == nil, len([]rune("")))
	st := "abc"
	bb := []byte(st)
	bb[0] = 'X'
	fmt.Println(st, string(bb))
	st2 := string(bb)
	bb[1] = 'Y'
	fmt.Println(st2)
	const k = "const"
	fmt.Println(k[1], len(k), k[1:3], k[2:])
	fmt.Printf("%T %T %T\n", k[1], s[1:], []rune(x))
	m := map[string]int{}
	m[string(bb)]++
	fmt.Println(m)
	switch string(bb) {
	case "XYc":
		fmt.Println("yes")
	}
	fmt.Println("a"+string(rune('b'))+string("c"), string([]byte{'o', 'k'}), string([]rune{0x4e16}))
	var e interface{} = x
	fmt.Println(e == S("hi"), e == "hi")
	fmt.Println(x[0], x[:1], S("q")+x)
	fmt.Printf("%T\n", x[:1])
}
