package plots

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// BarSeries is one bar in each group, all of one colour.
type BarSeries struct {
	Name string // in the legend
	Y    []float64
	// Err is half the length of the error bar of each value, at least 0; nil for none.
	Err []float64
}

// Bars is a figure of grouped bars over a common axis that includes 0.
type Bars struct {
	Title, YLabel string
	Groups        []string // names under the groups
	Series        []BarSeries
	// Values prints each value above its bar where there is room.
	Values bool
	// Width and Height are the size of the axes with their labels, in points; zero
	// follows from the number of bars, and 170.
	Width, Height vg.Length
}

// NewBars checks the sizes and that all numbers are finite, and returns the figure.
func NewBars(b Bars) (*Bars, error) {
	if err := b.check(); err != nil {
		return nil, err
	}
	return &b, nil
}

func (b *Bars) check() error {
	if len(b.Groups) == 0 || len(b.Series) == 0 {
		return fmt.Errorf("plots: bars %q: got %d groups and %d series, want at least one of each", b.Title, len(b.Groups), len(b.Series))
	}
	for _, s := range b.Series {
		where := fmt.Sprintf("plots: bars %q: series %q", b.Title, s.Name)
		if len(s.Y) != len(b.Groups) {
			return fmt.Errorf("%s: got %d values for %d groups", where, len(s.Y), len(b.Groups))
		}
		if s.Err != nil && len(s.Err) != len(s.Y) {
			return fmt.Errorf("%s: got %d errors for %d values", where, len(s.Err), len(s.Y))
		}
		if err := finite("values", s.Y); err != nil {
			return fmt.Errorf("%s: %w", where, err)
		}
		if err := finite("errors", s.Err); err != nil {
			return fmt.Errorf("%s: %w", where, err)
		}
		for i, e := range s.Err {
			if e < 0 {
				return fmt.Errorf("%s: got error %g at index %d, want at least 0", where, e, i)
			}
		}
	}
	return nil
}

// groups returns the axes: they hold 0, every bar and every error bar.
func (b *Bars) groups() groups {
	y := newExtent()
	y.add(0)
	var entries []legendEntry
	for i, s := range b.Series {
		for i, v := range s.Y {
			y.add(v)
			if s.Err != nil {
				y.add(v-s.Err[i], v+s.Err[i])
			}
		}
		entries = append(entries, legendEntry{s.Name, boxMark(i)})
	}
	room := 0.04
	if b.Values {
		room = 0.1
	}
	span := y.hi - y.lo
	if span == 0 {
		span = 1
	}
	if y.hi > 0 || y.lo == 0 {
		y.hi += span * room
	}
	if y.lo < 0 {
		y.lo -= span * room
	}
	return groups{
		title: b.Title, yLabel: b.YLabel, names: b.Groups, y: y, legend: entries,
		column: max(34, 13*vg.Length(len(b.Series)+1), b.valueRoom()),
		width:  b.Width, height: b.Height, data: barPlotter{b},
	}
}

// Size implements [Figure].
func (b *Bars) Size() (w, h vg.Length) { return b.groups().frame().Size() }

// Draw implements [Figure].
func (b *Bars) Draw(dc draw.Canvas) { b.groups().frame().Draw(dc) }

// valueGap is between the numbers over two bars.
const valueGap = vg.Length(2)

// values is how the numbers over the bars are written: all with the decimals that give the
// largest three digits, or fewer where no number has so many; or, where that would leave nothing of
// the smallest, each with three digits of its own.
func (b *Bars) values() func(float64) string {
	largest, smallest, has := 0.0, math.Inf(1), 0
	for _, s := range b.Series {
		for _, v := range s.Y {
			if _, fraction, ok := strings.Cut(short(v), "."); ok {
				has = max(has, len(fraction))
			}
			if v != 0 {
				largest, smallest = max(largest, math.Abs(v)), min(smallest, math.Abs(v))
			}
		}
	}
	if largest == 0 || largest >= 1e6 {
		return short
	}
	decimals := min(has, max(0, 2-int(math.Floor(math.Log10(largest)+1e-9))))
	if decimals > 6 || smallest < 0.5*math.Pow(10, -float64(decimals)) {
		return short
	}
	return func(v float64) string {
		if v == 0 {
			return "0"
		}
		return sign(strconv.FormatFloat(v, 'f', decimals, 64))
	}
}

// valueRoom is the width of a group over whose bars all numbers fit, 0 where none are shown.
func (b *Bars) valueRoom() vg.Length {
	if !b.Values {
		return 0
	}
	var widest vg.Length
	write := b.values()
	for _, s := range b.Series {
		for _, v := range s.Y {
			widest = max(widest, tickText.width(write(v)))
		}
	}
	return (widest + valueGap) * vg.Length(len(b.Series)) / columnShare
}

// barPlotter draws the bars inside gonum's axes.
type barPlotter struct{ *Bars }

// Plot implements gonum's plot.Plotter.
func (b barPlotter) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	n := vg.Length(len(b.Series))
	group := x(1) - x(0)
	bar := min(group*columnShare/n, max(26, b.valueRoom()*columnShare/n))
	write := b.values()
	for g := range b.Groups {
		left := x(float64(g)+0.5) - bar*n/2
		for i, s := range b.Series {
			end := barGroup(c, b.Groups[g], s, g)
			at := left + vg.Length(i)*bar
			b.drawBar(c, y, write, at, bar, i, g)
			end()
		}
	}
	if p.Y.Min < 0 {
		c.StrokeLine2(draw.LineStyle{Color: ink, Width: axisWidth}, c.Min.X, y(0), c.Max.X, y(0))
	}
}

// barGroup marks one bar for canvases that keep structure.
func barGroup(c draw.Canvas, name string, s BarSeries, g int) func() {
	title := name + ": " + short(s.Y[g])
	if s.Name != "" {
		title = name + ", " + s.Name + ": " + short(s.Y[g])
	}
	if s.Err != nil {
		title += " ± " + short(s.Err[g])
	}
	return group(c, "bar", title)
}

func (b *Bars) drawBar(c draw.Canvas, y func(float64) vg.Length, write func(float64) string, at, bar vg.Length, i, g int) {
	s := b.Series[i]
	v := s.Y[g]
	lo, hi := min(y(0), y(v)), max(y(0), y(v))
	fillRect(c, rect(at+bar*0.05, lo, bar*0.9, hi-lo), Color(i))
	mid := at + bar/2
	tip := y(v)
	if s.Err != nil && s.Err[g] > 0 {
		a, z := y(v-s.Err[g]), y(v+s.Err[g])
		line := draw.LineStyle{Color: ink, Width: 0.8}
		w := min(2.5, bar*0.3)
		c.StrokeLine2(line, mid, a, mid, z)
		c.StrokeLine2(line, mid-w, a, mid+w, a)
		c.StrokeLine2(line, mid-w, z, mid+w, z)
		tip = z
		if v < 0 {
			tip = a
		}
	}
	str := write(v)
	if !b.Values || tickText.width(str)+valueGap > bar+1e-6 {
		return
	}
	if v < 0 {
		tickText.draw(c, mid, tip-2-tickText.ascent(), 0.5, str)
		return
	}
	tickText.draw(c, mid, tip+2, 0.5, str)
}
