package main

import "fmt"

func f(n int) int { return n }

func gotos(n int) (s string) {
	i := 0
top:
	if i < n {
		s += fmt.Sprint(i)
		i++
		goto top
	}
	if n == 2 {
		goto end
	}
	s += "x"
	{
		a, b := f(1), f(2)
		a, b = b, a
		s += fmt.Sprint(a, b)
	}
	for {
		for {
			goto out
		}
	}
out:
	s += "out"
end:
	return s + "end"
}

func state(in string) (out string) {
	i := 0
	var c byte
start:
	if i >= len(in) {
		goto done
	}
	c, i = in[i], i+1
	switch c {
	case 'a':
		goto a
	case 'b':
		goto b
	}
	goto start
a:
	out += "A"
	goto start
b:
	out += "B"
	goto start
done:
	return
}

func both() string {
	n, s := 0, ""
again:
	for i, j := f(0), 3; i < j; i, j = f(i)+1, j {
		n++
		if n == 2 {
			goto again
		}
		if i == 1 {
			continue again
		}
		if n > 6 {
			break again
		}
		s += fmt.Sprint(i)
	}
	return s
}

func main() {
	fmt.Println(gotos(0), gotos(2), gotos(3))
	fmt.Println(state("abxba"))
	fmt.Println(both())
	x := 3
x:
	for i := 0; i < x; i++ {
	fmt:
		for j := range 3 {
			if j == i {
				continue fmt
			}
			if i == 2 {
				break x
			}
			print := j
			_ = print
			fmt.Print(i, j, " ")
		}
	}
	fmt.Println(x)
block:
	{
		if x > 2 {
			x--
			goto block
		}
	}
	fmt.Println(x)
sw:
	switch y := f(x); y {
	case 2:
		if y > 1 {
			break sw
		}
		fmt.Println("never")
	}
	var c = make(chan int, 1)
sel:
	select {
	case c <- f(1):
		for {
			break sel
		}
		fmt.Println("never")
	}
	fmt.Println(len(c))
	k := 0
one:
	k++
	if k < 3 {
		goto one
	}
two:
	k, x = f(k)+1, k
	if k < 6 {
		goto two
	}
	fmt.Println(k, x)
	func() {
		i := 0
	one:
		if i++; i < 4 {
			goto one
		}
		fmt.Println(i)
	}()
ty:
	switch v := any(x).(type) {
	case int:
		if v > 0 {
			break ty
		}
		fmt.Println("never")
	}
r:
	for i := range 3 {
		for range 2 {
			if i == 1 {
				continue r
			}
			fmt.Print(i)
			break
		}
	}
	fmt.Println()
}
