package dsl

import (
	"math"
	"math/bits"
	"strconv"
	"strings"
)

// number is the value of an expression. It is an exact rational n/d (d > 0, lowest
// terms) as long as that fits in 64 bits: topk(1/4) means a quarter, and 0.1+0.2 is
// 3/10. Where it does not fit, exact is false and only f holds. pending means that the
// value is not known before the cell runs; n, d and f then mean nothing.
type number struct {
	n, d    int64
	f       float64
	exact   bool
	pending bool
}

func rational(n, d int64) number {
	if d < 0 {
		n, d = -n, -d
	}
	if g := gcd(n, d); g > 1 {
		n, d = n/g, d/g
	}
	return number{n: n, d: d, f: float64(n) / float64(d), exact: true}
}

func inexact(f float64) number { return number{f: f} }

// whole reports an exact integer.
func (x number) whole() (int64, bool) { return x.n, x.exact && x.d == 1 }

// sign is -1, 0 or 1.
func (x number) sign() int {
	switch {
	case x.f > 0:
		return 1
	case x.f < 0:
		return -1
	}
	return 0
}

// String is the value as a user would write it: 64, 1/3, 0.3, 1e-20.
func (x number) String() string {
	if n, ok := x.whole(); ok {
		return strconv.FormatInt(n, 10)
	}
	short := text(x.f)
	if x.exact && len(short) > 8 {
		if x.d < 10_000 {
			return strconv.FormatInt(x.n, 10) + "/" + strconv.FormatInt(x.d, 10)
		}
		return strconv.FormatFloat(x.f, 'g', 6, 64)
	}
	return short
}

// decimal reads an unsigned number as the scanner lets it through: digits with optional
// underscores, fraction and exponent. ok is false where it is not finite.
func decimal(text string) (x number, ok bool) {
	text = strings.ReplaceAll(text, "_", "")
	f, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return number{}, false
	}
	mantissa, exponent, scaled := strings.Cut(strings.ToLower(text), "e")
	power := 0
	if scaled {
		power, err = strconv.Atoi(exponent)
		if err != nil || power < -400 || power > 400 {
			return inexact(f), true
		}
	}
	integer, fraction, _ := strings.Cut(mantissa, ".")
	fraction = strings.TrimRight(fraction, "0")
	power -= len(fraction)
	digits := strings.TrimLeft(integer+fraction, "0")
	if digits == "" {
		return rational(0, 1), true
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		return inexact(f), true
	}
	x = rational(n, 1)
	for ; power > 0 && x.exact; power-- {
		x = x.mul(rational(10, 1))
	}
	for ; power < 0 && x.exact; power++ {
		x = x.div(rational(10, 1))
	}
	x.f = f // the nearest float of the text, not of a rounded step
	return x, true
}

// fromFloat reads a float64 of the session as the shortest decimal that stands for it,
// so that a Go variable 0.3 and the literal 0.3 are one value.
func fromFloat(f float64) (number, bool) {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return number{}, false
	}
	x, ok := decimal(strconv.FormatFloat(math.Abs(f), 'g', -1, 64))
	if f < 0 {
		x = x.neg()
	}
	return x, ok
}

func (x number) neg() number {
	if x.exact && x.n != math.MinInt64 {
		return number{n: -x.n, d: x.d, f: -x.f, exact: true}
	}
	return number{f: -x.f, pending: x.pending}
}

func (x number) add(y number) number {
	if x.pending || y.pending {
		return number{pending: true}
	}
	if x.exact && y.exact {
		a, ok1 := mul64(x.n, y.d)
		b, ok2 := mul64(y.n, x.d)
		d, ok3 := mul64(x.d, y.d)
		if sum := a + b; ok1 && ok2 && ok3 && (sum > a) == (b > 0) {
			return rational(sum, d)
		}
	}
	return inexact(x.f + y.f)
}

func (x number) sub(y number) number { return x.add(y.neg()) }

func (x number) mul(y number) number {
	if x.pending || y.pending {
		return number{pending: true}
	}
	if x.exact && y.exact {
		// Cross-reduce first, so that a product that fits does not overflow on the way.
		g, h := gcd(x.n, y.d), gcd(y.n, x.d)
		n, ok1 := mul64(x.n/g, y.n/h)
		d, ok2 := mul64(x.d/h, y.d/g)
		if ok1 && ok2 {
			return rational(n, d)
		}
	}
	return inexact(x.f * y.f)
}

// div is x/y; y must not be zero.
func (x number) div(y number) number {
	if x.pending || y.pending {
		return number{pending: true}
	}
	if x.exact && y.exact && y.n != math.MinInt64 {
		inverse := number{n: y.d, d: y.n, exact: true}
		if y.n < 0 {
			inverse = number{n: -y.d, d: -y.n, exact: true}
		}
		inverse.f = 1 / y.f
		if q := x.mul(inverse); q.exact {
			return q
		}
	}
	return inexact(x.f / y.f)
}

// gcd is the greatest common divisor of |a| and |b|, at least 1.
func gcd(a, b int64) int64 {
	x, y := magnitude(a), magnitude(b)
	for y != 0 {
		x, y = y, x%y
	}
	if x == 0 || x > math.MaxInt64 {
		return 1
	}
	return int64(x)
}

func magnitude(a int64) uint64 {
	if a < 0 {
		return -uint64(a)
	}
	return uint64(a)
}

// mul64 is a*b, ok false on overflow. The smallest integer counts as overflow: it has
// no positive counterpart, and no count or rate needs it.
func mul64(a, b int64) (int64, bool) {
	hi, lo := bits.Mul64(magnitude(a), magnitude(b))
	if hi != 0 || lo > math.MaxInt64 {
		return 0, false
	}
	if (a < 0) != (b < 0) {
		return -int64(lo), true
	}
	return int64(lo), true
}
