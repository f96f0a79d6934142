// Conditions: cases of switches, and comparisons that stand alone.
package main

import "fmt"

func kind(b byte) string {
	switch {
	case '0' <= b && b <= '9', 'A' <= b && b <= 'F':
		return "hex"
	case b == ' ', b == '\t', b == '\n':
		return "space"
	}
	return "other"
}

func value(x any) string {
	switch x {
	case 1, 2, "two":
		return "small"
	case nil, 3.5:
		return "nil or 3.5"
	case true, false:
		return "bool"
	}
	return "other"
}

func calls() func() []int {
	n := 0
	return func() []int { n++; fmt.Print("call", n, " "); return nil }
}

func main() {
	for _, b := range []byte("3C \n.") {
		fmt.Print(kind(b), " ")
	}
	fmt.Println()
	for _, x := range []any{2, "two", nil, 3.5, false, int8(1), 3} {
		fmt.Print(value(x), " ")
	}
	fmt.Println()
	next := calls()
	switch next() {
	case nil:
		fmt.Println("nil")
	}
	var e error
	var f func()
	switch e {
	case nil:
		switch f {
		case nil:
			fmt.Println("both nil")
		}
	}
	c := make(chan int)
	var in <-chan int = c
	switch in {
	case nil:
	case c:
		fmt.Println("same channel")
	}
	switch yes := any(true); {
	case yes:
		fmt.Println("yes")
	}
	n := 0
	count := func() [2]int { n++; return [2]int{} }
	_ = count() == count()
	_ = !(n == 2)
	_ = n+1 < 2 || count() != count()
	fmt.Println(n)
	switch ar := [2]int{1, 2}; ar {
	case [2]int{2, 1}, [2]int{1, 2}:
		fmt.Println("array")
	}
}
