package dsl

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

func TestExpressions(t *testing.T) {
	for _, tt := range []struct {
		expr     string
		num, den int64
	}{
		{"1/4", 1, 4}, {"8*8/4", 16, 1}, {"1-1/3", 2, 3}, {"-(1+2)*3", -9, 1}, {"2*-3", -6, 1}, {"0.1+0.2", 3, 10}, {"1e-4", 1, 10000},
		{"1e3", 1000, 1}, {"10_000", 10000, 1}, {"1.50", 3, 2}, {"2/4", 1, 2}, {"7/7", 1, 1}, {"0/5", 0, 1}, {"6/4/3", 1, 2}, {"6-4-3", -1, 1},
		{"1/3*3", 1, 1}, {"9223372036854775807", math.MaxInt64, 1}, {"9223372036854775807/9223372036854775807", 1, 1}, {"--5", 5, 1}, {"((((7))))", 7, 1},
		{"1e18*9/9", 1000000000000000000, 1}, {"0.000", 0, 1}, {"3.0e2", 300, 1}, {"1E2", 100, 1}, {"width/128", 1, 2},
	} {
		decls := mustRead(t, "let x = "+tt.expr, session{})
		if l := decls[0].Let; l.Num != tt.num || l.Den != tt.den || l.Value != float64(tt.num)/float64(tt.den) {
			t.Errorf("%s: got %d/%d = %v, want %d/%d", tt.expr, l.Num, l.Den, l.Value, tt.num, tt.den)
		}
	}
}

// TestArithmetic compares with math/big: equal where the result fits, inexact where not.
func TestArithmetic(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	draw := func() int64 {
		n := rng.Int64() >> rng.IntN(63)
		if rng.IntN(2) == 0 {
			return -n
		}
		return n
	}
	fits := func(r *big.Rat) bool {
		return r.Num().IsInt64() && r.Denom().IsInt64() && r.Num().Int64() != math.MinInt64
	}
	exact := 0
	for range 20000 {
		a, b, c, d := draw(), max(1, draw()), draw(), max(1, draw())
		x, y := rational(a, b), rational(c, d)
		p, q := big.NewRat(a, b), big.NewRat(c, d)
		cases := []struct {
			op   string
			got  number
			want *big.Rat
			must bool // exact whenever it fits; add may overflow on the way
		}{
			{"+", x.add(y), new(big.Rat).Add(p, q), false}, {"-", x.sub(y), new(big.Rat).Sub(p, q), false}, {"*", x.mul(y), new(big.Rat).Mul(p, q), true},
		}
		if c != 0 {
			cases = append(cases, struct {
				op   string
				got  number
				want *big.Rat
				must bool
			}{"/", x.div(y), new(big.Rat).Quo(p, q), true})
		}
		for _, tt := range cases {
			near, _ := tt.want.Float64()
			switch {
			case tt.got.exact:
				exact++
				if tt.want.Cmp(big.NewRat(tt.got.n, tt.got.d)) != 0 {
					t.Fatalf("%v %s %v: got %d/%d, want %v", p, tt.op, q, tt.got.n, tt.got.d, tt.want)
				}
			case tt.must && fits(tt.want):
				t.Fatalf("%v %s %v: got an inexact %v, want %v", p, tt.op, q, tt.got.f, tt.want)
			}
			if scale := math.Abs(x.f) + math.Abs(y.f) + math.Abs(near); math.Abs(tt.got.f-near) > 1e-9*scale {
				t.Fatalf("%v %s %v: got %v, want %v", p, tt.op, q, tt.got.f, near)
			}
		}
	}
	if exact < 1000 {
		t.Errorf("only %d exact results were seen", exact)
	}
}

func TestFromFloat(t *testing.T) {
	for _, tt := range []struct {
		f    float64
		want string
	}{{0.3, "0.3"}, {-0.25, "-0.25"}, {64, "64"}, {1e-4, "1e-4"}, {1e300, "1e300"}, {0, "0"}, {1.0 / 3, "0.333333"}} {
		if x, ok := fromFloat(tt.f); !ok || x.String() != tt.want || x.f != tt.f {
			t.Errorf("fromFloat(%v): got %s (%v) %v, want %s", tt.f, x, x.f, ok, tt.want)
		}
	}
	for _, f := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		if x, ok := fromFloat(f); ok {
			t.Errorf("fromFloat(%v): got %s, want none", f, x)
		}
	}
}

func TestNumberText(t *testing.T) {
	for f, want := range map[float64]string{0.3: "0.3", 1e-4: "1e-4", 0.001: "1e-3", 0.01: "0.01", 64: "64", 1e6: "1000000", 1e20: "1e20", 0.00015: "1.5e-4", -1: "-1", 0.30000000000000004: "0.30000000000000004"} {
		if got := text(f); got != want {
			t.Errorf("text(%v): got %s, want %s", f, got, want)
		}
	}
	for n, want := range map[int64]string{0: "0", 9999: "9999", 10000: "10.0k", 24_600_000: "24.6M", 999_499: "999k", 999_500: "1.00M", 2_470_000_000: "2.47G", math.MaxInt64: "9.22E"} {
		if got := Count(n); got != want {
			t.Errorf("Count(%d): got %s, want %s", n, got, want)
		}
	}
	for n, want := range map[int64]string{0: "0 B", 1023: "1023 B", 1024: "1.0 KiB", 98_304_000: "93.8 MiB", 1 << 30: "1.0 GiB", 1<<30 - 1: "1.0 GiB"} {
		if got := Bytes(n); got != want {
			t.Errorf("Bytes(%d): got %s, want %s", n, got, want)
		}
	}
}
