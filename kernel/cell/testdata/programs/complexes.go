package main

import (
	"fmt"
	"math/cmplx"
)

const c = 1 + 2i

type C complex64

func f(z complex128) complex128 { return z * z }
func main() {
	fmt.Println(c, real(c), imag(c), c*c, -c, c == 1+2i, 2i*2i)
	var z complex128 = 3
	z += c
	z *= 2i
	fmt.Println(z, real(z), imag(z), cmplx.Abs(z))
	var w complex64 = complex(1.5, 2)
	w /= 2
	fmt.Println(w, real(w), imag(w))
	fmt.Printf("%T %T %T\n", real(w), c, w)
	x, y := 1.0, 2.0
	v := complex(x, y)
	fmt.Println(v, complex(x, 2), complex(1, y), v == c, v != z)
	var f32 float32 = 2
	u := complex(f32, 1)
	fmt.Printf("%T %v\n", u, u)
	fmt.Println(f(2), f(2i), f(c), complex64(v), complex128(w), v-1, 1/v, v/c, c/2)
	t := C(1i)
	t = t + 1
	fmt.Println(t, -t)
	fmt.Printf("%T %v\n", t, t*t)
	a := []complex128{1, 2i, c, 'a'}
	fmt.Println(a)
	a[0] += 2
	a[1]++
	fmt.Println(a)
	m := map[complex128]string{1: "one", 1i: "i"}
	fmt.Println(m[1], m[1i], m[c] == "")
	const r = real(c) * 3
	var n int = int(r)
	fmt.Println(n, len([real(c)]int{}))
	const k = complex(1, 0)
	var i int = k
	fmt.Println(i + k)
	var e any = 2i
	_, ok := e.(complex128)
	fmt.Println(ok, e == 2i)
	var zz complex128
	fmt.Println(zz == 0, 1/zz)
	fmt.Printf("%v %.2f %g %T\n", 1i, v, 3+0i, 'a'+0i)
	var s struct{ z complex64 }
	s.z = 1 + 1i
	s.z *= s.z
	fmt.Println(s)
	const big = (1 << 62) + 3i
	fmt.Println(real(big), imag(big), big)
}
