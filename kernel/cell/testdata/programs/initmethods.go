// Variables of a package that need others by way of methods, and bools of a comma ok.
package main

import "fmt"

type T int

func (r T) Method1() int { return a }
func (r T) Method2() int { return b }

var dummy1 = T(0).Method1()
var dummy2 = T.Method2(0)
var a = identity(1)
var b = identity(2)

func identity(a int) int { return a }

var c = e
var d = f
var e, f any = any(nil).(bool)

func main() {
	fmt.Println(dummy1, dummy2, a, b, c, d)
	var v, ok any = map[string]int{"a": 1}["a"]
	fmt.Println(v, ok)
}
