package plots

import (
	"math"
	"strconv"
	"strings"

	"gonum.org/v1/plot"
)

// linearTicks marks steps of 1, 2 or 5 times a power of ten: about Want of them and at
// most three more, all labelled with the same unit suffix and number of decimals.
type linearTicks struct{ Want int }

// Ticks implements gonum's plot.Ticker.
func (t linearTicks) Ticks(lo, hi float64) []plot.Tick {
	step := niceStep((hi - lo) / float64(max(t.Want, 1)+2))
	if step == 0 {
		return nil
	}
	first, last := math.Ceil(lo/step-1e-9), math.Floor(hi/step+1e-9)
	format := tickFormat(math.Max(math.Abs(first*step), math.Abs(last*step)), step)
	var ticks []plot.Tick
	for i := first; i <= last; i++ {
		ticks = append(ticks, plot.Tick{Value: i * step, Label: format(i * step)})
	}
	return ticks
}

// tickPlace is a labelled mark of a scale: at in [0, 1] along it.
type tickPlace struct {
	at    float64
	label string
}

// tickPlaces returns about so many marks of a scale from lo to hi.
func tickPlaces(lo, hi float64, want int) []tickPlace {
	var out []tickPlace
	for _, t := range (linearTicks{want}).Ticks(lo, hi) {
		out = append(out, tickPlace{(t.Value - lo) / (hi - lo), t.Label})
	}
	return out
}

// niceStep is the smallest 1, 2 or 5 times a power of ten that is not much below x;
// 0 where there is none.
func niceStep(x float64) float64 {
	if !(x > 0) || math.IsInf(x, 0) {
		return 0
	}
	p := math.Pow(10, math.Floor(math.Log10(x)))
	for _, m := range []float64{1, 2, 5} {
		if x <= m*p*1.1 {
			return m * p
		}
	}
	return 10 * p
}

// tickFormat chooses one way to write all ticks of an axis whose largest is big and
// whose step is step.
func tickFormat(big, step float64) func(float64) string {
	unit, suffix := 1.0, ""
	for _, u := range []struct {
		value  float64
		suffix string
	}{{1e9, "G"}, {1e6, "M"}, {1e3, "k"}} {
		// 500, 1000, 1500 read better plain; 1k, 2k and 10k do not.
		enough := big >= u.value*(1-1e-9)
		if u.suffix == "k" && step < u.value*(1-1e-9) {
			enough = big >= u.value*10*(1-1e-9)
		}
		if enough {
			unit, suffix = u.value, u.suffix
			break
		}
	}
	if big > 0 && big < 1e-3 || big >= 1e15 && step > big*1e-3 {
		return func(v float64) string { return powerLabel(roundTo(v, step)) }
	}
	decimals := max(0, int(math.Ceil(-math.Log10(step/unit)-1e-9)))
	return func(v float64) string {
		v = roundTo(v, step)
		if v == 0 {
			return "0"
		}
		return sign(strconv.FormatFloat(v/unit, 'f', min(decimals, 12), 64)) + suffix
	}
}

// roundTo rounds v to a thousandth of a step, so that 3 x 0.1 prints as 0.3.
func roundTo(v, step float64) float64 {
	if r := math.Round(v/step*1e3) / 1e3; r != 0 {
		return r * step
	}
	return 0
}

// sign sets the minus of the typesetter for that of the keyboard.
func sign(s string) string {
	if s != "" && s[0] == '-' {
		return "−" + s[1:]
	}
	return s
}

// logTicks marks decades, with unlabelled marks between them; over few decades 2 and 5
// are labelled too, and over many only every n-th decade is.
type logTicks struct{ Want int }

// Ticks implements gonum's plot.Ticker. lo and hi are above 0.
func (t logTicks) Ticks(lo, hi float64) []plot.Tick {
	if !(lo > 0) || !(hi > lo) {
		return nil
	}
	span := math.Log10(hi / lo)
	if span < 0.7 { // decades say nothing here
		return linearTicks{t.Want}.Ticks(lo, hi)
	}
	inner := 3*span <= float64(t.Want+2) // there is room for labels between decades
	every := max(1, int(math.Ceil(span/float64(max(t.Want, 1)))))
	var ticks []plot.Tick
	for d := math.Floor(math.Log10(lo)); d <= math.Ceil(math.Log10(hi)); d++ {
		for m := 1.0; m < 10; m++ {
			v := m * math.Pow(10, d)
			if v < lo*(1-1e-9) || v > hi*(1+1e-9) {
				continue
			}
			switch {
			case m == 1 && int(math.Abs(d))%every == 0, inner && (m == 2 || m == 5):
				ticks = append(ticks, plot.Tick{Value: v, Label: logLabel(v)})
			case every == 1 || m == 1:
				ticks = append(ticks, plot.Tick{Value: v})
			}
		}
	}
	return ticks
}

// logLabel writes one mark of a logarithmic axis: 1e-4, 0.001, 0.5, 20, 5k, 1M.
func logLabel(v float64) string {
	if v < 0.9e-3 {
		return powerLabel(v)
	}
	return tickFormat(v, v)(v)
}

// powerLabel writes a small number with its power of ten: 2e-5.
func powerLabel(v float64) string {
	if v == 0 {
		return "0"
	}
	mantissa, exponent, _ := strings.Cut(strconv.FormatFloat(v, 'e', 3, 64), "e")
	mantissa = strings.TrimRight(strings.TrimRight(mantissa, "0"), ".")
	minus := ""
	if exponent[0] == '-' {
		minus = "−"
	}
	return sign(mantissa) + "e" + minus + strings.TrimLeft(exponent, "+-0")
}

// count writes a whole number in groups of three: 12,345.
func count(n int) string {
	s := strconv.Itoa(n)
	start := 0
	if n < 0 {
		start = 1
	}
	for i := len(s) - 3; i > start; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
