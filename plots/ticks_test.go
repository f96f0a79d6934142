package plots

import (
	"strings"
	"testing"

	"gonum.org/v1/plot"
)

func labels(ts []plot.Tick) string {
	var s []string
	for _, t := range ts {
		if t.Label != "" {
			s = append(s, t.Label)
		}
	}
	return strings.Join(s, " ")
}

func TestLinearTicks(t *testing.T) {
	for _, c := range []struct {
		lo, hi float64
		want   string
	}{
		{0, 5000, "0 1k 2k 3k 4k 5k"},
		{0, 2500, "0 500 1000 1500 2000 2500"},
		{0, 50000, "0 10k 20k 30k 40k 50k"},
		{0, 12000, "0 2k 4k 6k 8k 10k 12k"},
		{0, 2.6e6, "0 0.5M 1.0M 1.5M 2.0M 2.5M"},
		{0, 1, "0 0.2 0.4 0.6 0.8 1.0"},
		{0.012, 0.031, "0.015 0.020 0.025 0.030"},
		{-3, 3, "−3 −2 −1 0 1 2 3"},
		{-0.25, 0.25, "−0.2 −0.1 0 0.1 0.2"},
		{0, 4e-5, "0 1e−5 2e−5 3e−5 4e−5"},
		{0, 4e20, "0 1e20 2e20 3e20 4e20"},
		{-1e300, 1e300, "−1e300 −5e299 0 5e299 1e300"},
		{1e15, 1e15 + 2000, "1000000.0000000G 1000000.0000005G 1000000.0000010G 1000000.0000015G 1000000.0000020G"},
		{5, 5, ""},
	} {
		if got := labels(linearTicks{5}.Ticks(c.lo, c.hi)); got != c.want {
			t.Errorf("ticks of [%g, %g]: got %q, want %q", c.lo, c.hi, got, c.want)
		}
	}
}

func TestLogTicks(t *testing.T) {
	for _, c := range []struct {
		lo, hi float64
		want   string
	}{
		{1, 1000, "1 10 100 1k"},
		{0.003, 0.09, "0.005 0.01 0.02 0.05"},
		{1e-6, 1, "1e−6 1e−4 0.01 1"},
		{9, 21, "10 12 14 16 18 20"},
		{30, 2e6, "100 1k 10k 100k 1M"},
		{0, 1, ""},
	} {
		if got := labels(logTicks{5}.Ticks(c.lo, c.hi)); got != c.want {
			t.Errorf("log ticks of [%g, %g]: got %q, want %q", c.lo, c.hi, got, c.want)
		}
	}
	// Never a crowd, however wide the range.
	if n := len(strings.Fields(labels(logTicks{5}.Ticks(1e-30, 1e30)))); n > 8 {
		t.Errorf("log ticks over 60 decades: got %d labels, want at most 8", n)
	}
}

func TestCount(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", -1234567: "-1,234,567", -100: "-100"} {
		if got := count(n); got != want {
			t.Errorf("count(%d): got %q, want %q", n, got, want)
		}
	}
}
