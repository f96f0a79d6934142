package main

import (
	"fmt"
	"math"
)

type Mode uint8

const (
	MA Mode = iota
	MB
	MC
)

var nm = [...]string{MA: "a", MC: "c", MB: "b"}

const Big = 1 << 100
const H = 0.1 + 0.2
const (
	_  = iota
	KB = 1 << (10 * iota)
	MBy
	GB
)

type F float32

const third F = 1.0 / 3
const (
	a, b = iota, iota * 10
	cc, d
)

func (m Mode) String() string { return nm[m] }

const ms = "héllo"
const L = len(ms)

var arr [L]int

const x = 'a' + 1.0
const huge = 1e400 / 1e399
const T = 5 * 1.5 // untyped
func main() {
	fmt.Println(nm, len(nm), MA, MC, nm[MB])
	fmt.Println(Big>>98, Big/(1<<97), float64(Big), H, H == 0.3, KB, MBy, GB, third, F(1)/3)
	fmt.Println(a, b, cc, d, L, len(arr), cap(arr), x, huge, T)
	var f32 float32 = 0.1
	fmt.Println(f32, float64(f32), f32*3, 0.1*3)
	fmt.Println(math.MaxUint64/uint64(3), uint64(math.MaxUint64), math.Pi, float32(math.Pi), math.MaxInt64, math.SmallestNonzeroFloat64, math.MaxFloat32)
	t := [...]int{5: 1, 2, 1: 7, 'a' - 90: 4}
	fmt.Println(t, len(t))
	s := []string{2: "c", 0: "a"}
	fmt.Println(s, len(s))
	p := [...]*Mode{MB: nil}
	fmt.Println(len(p))
	u := []Mode{MC: MB, MA: MC}
	fmt.Println(u, u[0])
	m := map[Mode][]int{MA: {1}, MB: {2, 3}}
	fmt.Println(m)
	fmt.Println(1/2, 1/2.0, 7/2*2.0, 1.0*7/2, 3/2.0 == 1.5, 5%3, -5%3, 1<<3|1, 6&^2, ^0, ^uint8(1), -(-3))
	fmt.Println("a"+"b" == "ab", "a" < "b", !true || false, len("abc"+"d"))
	const big2 = 0xffffffffffffffff
	fmt.Println(uint64(big2), big2&0xff, big2>>60)
	var i8 int8 = -1 << 7
	fmt.Println(i8, 'x', '\n', "\x41\u00e9\U0001F600", `raw\n`, 0b101, 0o17, 0x1p-2, 1_000, 017)
	const c1 = 3.0
	var n int = c1
	var r rune = c1 + 'a'
	fmt.Println(n, r, c1/2, n/2, 10/n)
	fmt.Println(math.Sqrt(2)*math.Sqrt2, 1e3, 1e21, 1e20, 100000000.0, float32(1e10))
	var dur = 5 * KB
	fmt.Printf("%T %T %T %T %T\n", dur, x, T, MA+1, 'a'*2)
	var by byte = 'a' + 1
	fmt.Println(by, string(by))
	const e1 = iota
	fmt.Println(e1)
	var z = [2][3]int{1: {2: 5}}
	fmt.Println(z, len(z), len(z[0]))
	const (
		q = iota + 1.5
		q2
	)
	fmt.Println(q, q2)
	const maxu = ^uint(0)
	fmt.Println(maxu, int(maxu>>1), uint32(maxu>>40))
	const ff = float32(0.1)
	fmt.Println(ff*10 == 1, float64(ff), ff+0.2)
	fmt.Println(float32(0.1)+float32(0.2), float32(16777216.0)+1)
}
