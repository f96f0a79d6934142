// Formats that number their arguments and ask for types.
package main

import "fmt"

type T struct{ A int }

func (T) String() string { return "t" }

func main() {
	t := T{3}
	fmt.Printf("%[1]T %[1]v %d|\n", any(t), 5)
	fmt.Printf("%d %[1]T %[1]v %T %%|\n", 5, any(&t))
	fmt.Printf("%[2]T %[1]T %v %+v|\n", any(t), 5, "x")
	fmt.Printf("%5[1]T|%-10[2]T|%[9]T|\n", any(t), any(t))
}
