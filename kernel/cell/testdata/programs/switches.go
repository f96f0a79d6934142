package main

import "fmt"

type T struct {
	a int
	s string
}

type E int

func (e E) String() string { return fmt.Sprint("E", int(e)) }

func f(n int) int { fmt.Print("f", n, " "); return n }

func kind(x any) string {
	switch v := x.(type) {
	case nil:
		return "nil"
	case int, string:
		return fmt.Sprintf("int or string %v", v)
	case fmt.Stringer:
		return "stringer " + v.String()
	case []int:
		return fmt.Sprint(len(v))
	case func() int:
		return fmt.Sprint(v())
	case error:
		return v.Error()
	case T:
		return v.s
	case *T:
		v.a++
		return fmt.Sprint(v.a)
	default:
		return fmt.Sprintf("%T", v)
	}
}

func fall(n int) (s string) {
	switch n {
	case 0:
		s += "0"
		fallthrough
	case 1:
		s += "1"
		fallthrough
	default:
		s += "d"
		fallthrough
	case 2:
		s += "2"
		if n == 7 {
			break
		}
		s += "b"
	case 3:
		s += "3"
	case 4:
	case 5:
		fallthrough
	case 6:
		s += "6"
	}
	return s
}

func fall2(n int) string {
	switch {
	default:
		fmt.Print("default ")
		fallthrough
	case n < 0:
		return "neg"
	case n == 0:
		return "zero"
	}
}

func main() {
	for i := range 9 {
		fmt.Print(fall(i), " ")
	}
	fmt.Println(fall2(-1), fall2(0), fall2(1))
	switch x := f(3); x + 1 {
	case f(1), f(4):
		fmt.Println("four")
	case f(5):
		fmt.Println("no")
	}
	m := map[string]int{"a": 1}
	switch v, ok := m["a"]; {
	case !ok:
		fmt.Println("none")
	case v > 0:
		fmt.Println("positive", v)
	}
	switch a, b := f(1), 2; a + b {
	default:
		fmt.Println("default", a, b)
	case 3:
		fmt.Println("three")
	}
	switch f(9) {
	}
	switch x := 5; {
	case x > 3:
		fmt.Println("big")
	}
	switch m["a"]++; m["a"] {
	case 2:
		fmt.Println("two")
	}
	n := 1
	switch n {
	case func() int { n = 2; return 5 }():
		fmt.Println("five")
	case 2:
		fmt.Println("wrong")
	case 1:
		fmt.Println("kept")
	}
	var x any = 3
	switch x {
	case "3":
		fmt.Println("string")
	case int64(3):
		fmt.Println("int64")
	case nil:
		fmt.Println("nil")
	case 3:
		fmt.Println("int")
	}
	switch 3 {
	case x:
		fmt.Println("interface case")
	}
	switch y := x.(type) {
	case int:
		y++
		fmt.Println(y, x)
	}
	switch z := any(T{1, "t"}); v := z.(type) {
	case T:
		fmt.Println(v.a, z)
	}
	for _, v := range []any{nil, 1, "s", E(4), []int{1, 2}, func() int { return 8 }, fmt.Errorf("err"), T{1, "tee"}, &T{6, ""}, 1.5} {
		fmt.Print(kind(v), ", ")
	}
	fmt.Println()
	switch (T{1, "a"}) {
	case T{1, "b"}:
		fmt.Println("b")
	case T{1, "a"}:
		fmt.Println("a")
	}
	switch [2]int{1, 2} {
	case [2]int{1, 2}:
		fmt.Println("array")
	}
	switch true {
	case n > 5:
		fmt.Println("n > 5")
	case n == 2:
		fmt.Println("n == 2")
	}
	switch false {
	case n == 2:
		fmt.Println("no")
	case n > 5:
		fmt.Println("not n > 5")
	}
loop:
	for i := 0; ; i++ {
		switch j := i * 2; {
		case j == 2:
			continue loop
		case j > 6:
			break loop
		case j == 4:
			break
		default:
			fmt.Print(j, " ")
		}
		fmt.Print("end ", i, " ")
	}
	fmt.Println()
outer:
	switch k := f(1); k {
	case 1:
		for {
			break outer
		}
		fmt.Println("never")
	}
	switch e := E(2); e {
	case 1, 2:
		fmt.Println(e)
	}
	var err error = fmt.Errorf("x")
	switch {
	case err != nil && err.Error() == "x":
		fmt.Println("is x")
	}
	switch p := &n; *p {
	case 2:
		*p = 9
	}
	fmt.Println(n)
}
