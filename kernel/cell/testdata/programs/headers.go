package main

import "fmt"

type E struct{ n int }

func (e *E) Error() string { return fmt.Sprint("E", e.n) }

func f(n int) int { fmt.Print("f", n, " "); return n }
func two(n int) (int, *E) {
	if n > 0 {
		return n, nil
	}
	return n, &E{n}
}
func er(n int) (int, error) {
	if n > 0 {
		return n, nil
	}
	return n, &E{n}
}

func main() {
	defer fmt.Println()
	if x, y := f(1), 2; x < y {
		fmt.Println(x, y)
	} else if z, w := f(3), x; z > w {
		fmt.Println("no")
	}
	if x := f(5); x < 2 {
		fmt.Println("no")
	} else if y, z := x, f(6); y > z {
		fmt.Println("no")
	} else if y, z = z, y; y > z {
		fmt.Println(x, y, z)
	} else {
		fmt.Println("no")
	}
	var err error
	var n int
	if n, err = er(0); err != nil {
		fmt.Println(n, err)
	}
	if n, e := two(-1); e != nil {
		fmt.Println(n, e)
	}
	m := map[string]int{"a": 1}
	var ok bool
	if n, ok = m["a"]; ok {
		fmt.Println(n)
	}
	if m["b"], ok = m["z"]; !ok {
		fmt.Println(m)
	}
	var a any = &E{4}
	if err, ok = a.(error); ok {
		fmt.Println(err)
	}
	if e, ok := a.(*E); ok && e.n > 3 {
		fmt.Println(e.n)
	}
	if n++; n > 1 {
		fmt.Println(n)
	}
	if m["k"]++; m["k"] == 1 {
		fmt.Println(m["k"])
	}
	c := make(chan int, 2)
	if c <- f(8); len(c) > 0 {
		fmt.Println(<-c)
	}
	c <- 4
	if v, ok := <-c; ok {
		fmt.Println(v)
	}
	i, j := 1, 2
	if i, j = j, i; i > j {
		fmt.Println(i, j)
	}
	if i, k := j, f(9); i < k {
		i++
		fmt.Println(i, j, k)
	}
	for i := range 2 {
		if v, w := i, f(i); v == w {
			defer func() { fmt.Print(v, w, " ") }()
		}
	}
	if func() bool { return f(1) == 1 }() {
		fmt.Println("called")
	}
}
