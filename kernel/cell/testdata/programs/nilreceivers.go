package main

import "fmt"

type T int
type I interface{ F() }

func (t T) F() {}

var (
	t *T
	i I = t
)

func main() {
	defer func() { fmt.Println(recover()) }()
	i.F()
}
