package main

import (
	"fmt"
	"math"
)

type Vec struct{ X, Y float64 }
type Deep struct {
	n int
	v [2]Vec
}
type Celsius float32

func (c Celsius) inv() float32         { return 1 / float32(c) }
func (v Vec) add(w Vec) (Vec, float64) { return Vec{v.X + w.X, v.Y + w.Y}, 1 / w.Y }

func id(x float64) float64                   { return x }
func sub(x float64) float64                  { return x - 0 }
func two(a int, x float32, y float64) string { return fmt.Sprint(a, 1/x, 1/y) }
func vec(v Vec) float64                      { return 1 / v.Y }
func deep(d Deep) (int, float64)             { return d.n, 1 / d.v[1].X }
func arr(a [3]float64) float64               { return 1 / a[2] }
func comp(c complex128) bool                 { return math.Signbit(imag(c)) }
func list(x float64, more ...float64) []string {
	return []string{fmt.Sprint(1 / x), fmt.Sprint(1 / more[0])}
}
func down(n int, x float64) float64 {
	if n == 0 {
		return 1 / x
	}
	return down(n-1, x)
}
func twice(f func(float64) float64, x float64) float64 { return 1 / f(f(x)) }
func mix(x, y float64) (float64, float64)              { return y, x }
func gen[T float32 | float64](x T) T                   { return 1 / x }

type Shape interface{ area(float64) float64 }
type Sq struct{}

func (Sq) area(x float64) float64 { return 1 / x }

func main() {
	zero := 0.0
	neg := math.Copysign(0, -1)
	fmt.Println(1/id(neg), 1/sub(neg), 1/id(zero), two(0, float32(neg), neg), two(0, 0, neg))
	fmt.Println(vec(Vec{0, neg}), vec(Vec{neg, 0}), vec(Vec{}))
	fmt.Println(deep(Deep{v: [2]Vec{{}, {X: neg}}}))
	fmt.Println(arr([3]float64{0, 0, neg}), comp(complex(0, neg)), list(neg, neg))
	fmt.Println(down(5, neg), twice(id, neg), twice(func(x float64) float64 { return id(x) }, neg))
	fmt.Println(mix(neg, zero))
	fmt.Println(gen(neg), gen(float32(neg)), gen[float64](id(neg)))
	fmt.Println(Celsius(neg).inv(), Sq{}.area(neg), Shape(Sq{}).area(neg))
	fmt.Println(Vec{}.add(Vec{neg, neg}))
	if 1/id(neg) < 0 && id(id(neg)) == 0 {
		fmt.Println("both")
	}
	defer func(x float64) { fmt.Println("deferred", 1/x) }(neg)
	defer fmt.Println(1 / id(-zero))
	x := id(neg)
	x = id(x)
	for range 3 {
		x = down(1, id(x))
		x = 1 / x
	}
	fmt.Println(1 / x)
}
