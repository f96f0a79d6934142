package plots

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// ViolinSeries is one violin in each group, all of one colour.
type ViolinSeries struct {
	Name string      // in the legend
	Y    [][]float64 // the values of each group
}

// Violin is a figure of how values are spread in named groups. Each violin shows the
// density of its values, from the lowest to the highest and as wide at its densest as all
// others, with a bar from the lower to the upper quartile and a dot at the median.
type Violin struct {
	Title, YLabel string
	Groups        []string // names under the groups
	Series        []ViolinSeries
	// Width and Height are the size of the axes with their labels, in points; zero
	// follows from the number of violins, and 170.
	Width, Height vg.Length
}

// NewViolin checks the sizes and that all numbers are finite, and returns the figure.
func NewViolin(v Violin) (*Violin, error) {
	if err := v.check(); err != nil {
		return nil, err
	}
	return &v, nil
}

func (v *Violin) check() error {
	if len(v.Groups) == 0 || len(v.Series) == 0 {
		return fmt.Errorf("plots: violin %q: got %d groups and %d series, want at least one of each", v.Title, len(v.Groups), len(v.Series))
	}
	for _, s := range v.Series {
		where := fmt.Sprintf("plots: violin %q: series %q", v.Title, s.Name)
		if len(s.Y) != len(v.Groups) {
			return fmt.Errorf("%s: got %d sets of values for %d groups", where, len(s.Y), len(v.Groups))
		}
		for i, y := range s.Y {
			if len(y) == 0 {
				return fmt.Errorf("%s: got no values in group %q, want at least one", where, v.Groups[i])
			}
			if err := finite("values of group "+v.Groups[i], y); err != nil {
				return fmt.Errorf("%s: %w", where, err)
			}
		}
	}
	return nil
}

// Size implements [Figure].
func (v *Violin) Size() (w, h vg.Length) { return v.groups().frame().Size() }

// Draw implements [Figure].
func (v *Violin) Draw(dc draw.Canvas) { v.groups().frame().Draw(dc) }

// groups returns the axes, with a little room above and below all values.
func (v *Violin) groups() groups {
	y := newExtent()
	var entries []legendEntry
	for i, s := range v.Series {
		for _, values := range s.Y {
			y.add(values...)
		}
		entries = append(entries, legendEntry{s.Name, boxMark(i)})
	}
	return groups{
		title: v.Title, yLabel: v.YLabel, names: v.Groups, y: y.padded(false, 0.05), legend: entries,
		column: max(44, 26*vg.Length(len(v.Series))+10), width: v.Width, height: v.Height, data: violinPlotter{v},
	}
}

// violinPlotter draws the violins inside gonum's axes.
type violinPlotter struct{ *Violin }

// Plot implements gonum's plot.Plotter.
func (v violinPlotter) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	w := min((x(1)-x(0))*columnShare/vg.Length(len(v.Series)), 44)
	for g, name := range v.Groups {
		for i, s := range v.Series {
			mid := x(float64(g)+0.5) + w*(vg.Length(i)-vg.Length(len(v.Series)-1)/2)
			drawViolin(c, name, s, g, i, mid, w*0.46, y)
		}
	}
}

// drawViolin draws group g of series i around the height line at mid, half as wide as its
// violin is at its densest.
func drawViolin(c draw.Canvas, name string, s ViolinSeries, g, i int, mid, half vg.Length, y func(float64) vg.Length) {
	values := slices.Sorted(slices.Values(s.Y[g]))
	q1, median, q3 := quantile(values, 0.25), quantile(values, 0.5), quantile(values, 0.75)
	if s.Name != "" {
		name += ", " + s.Name
	}
	end := group(c, "violin", fmt.Sprintf("%s: median %s, quartiles %s and %s, %s values", name, short(median), short(q1), short(q3), count(len(values))))
	defer end()
	at, share := density(values)
	right := make([]vg.Point, 0, 2*len(at))
	for k := range at {
		right = append(right, vg.Point{X: mid + half*vg.Length(share[k]), Y: y(at[k])})
	}
	for k := len(at) - 1; k >= 0; k-- {
		right = append(right, vg.Point{X: mid - half*vg.Length(share[k]), Y: y(at[k])})
	}
	c.FillPolygon(faded(Color(i), 0.35), right)
	c.StrokeLines(draw.LineStyle{Color: Color(i), Width: 0.8}, append(right, right[0]))
	fillRect(c, rect(mid-1.4, y(q1), 2.8, y(q3)-y(q1)), Color(i))
	dot(c, vg.Point{X: mid, Y: y(median)}, 1.7, Color(i))
}

// quantile returns the value below which a share q of sorted values lies, between two of them by
// their line.
func quantile(sorted []float64, q float64) float64 {
	at := q * float64(len(sorted)-1)
	i := int(at)
	if i+1 == len(sorted) {
		return sorted[i]
	}
	return sorted[i] + (at-float64(i))*(sorted[i+1]-sorted[i])
}

// densityPlaces are the places at which a density is estimated.
const densityPlaces = 96

// density estimates how dense sorted values are, as a share of where they are densest, at
// places from the lowest to the highest. It is a Gaussian kernel estimate with the bandwidth
// of Silverman 1986, eq. 3.31, but with none that is finer than the places. Equal values are
// as dense as can be at one place.
func density(sorted []float64) (at, share []float64) {
	lo, hi := sorted[0], sorted[len(sorted)-1]
	span := hi - lo
	if !(span > 0) || math.IsInf(span, 0) {
		return []float64{lo, hi}, []float64{1, 1}
	}
	const bins = 1024 // so that a million values cost no more than a thousand
	counts := make([]float64, bins)
	for _, v := range sorted {
		counts[min(bins-1, int((v-lo)/span*bins))]++
	}
	bandwidth := max(silverman(sorted)/span, 1.0/densityPlaces)
	densest := 0.0
	for k := range densityPlaces {
		place := float64(k) / (densityPlaces - 1)
		sum := 0.0
		for b, n := range counts {
			d := (place - (float64(b)+0.5)/bins) / bandwidth
			sum += n * math.Exp(-d*d/2)
		}
		at, share = append(at, lo+span*place), append(share, sum)
		densest = max(densest, sum)
	}
	for k := range share {
		share[k] /= densest
	}
	return at, share
}

// silverman returns the bandwidth 0.9 min(deviation, quartile range / 1.34) n^(-1/5), by the
// deviation alone where the quartiles are equal.
func silverman(sorted []float64) float64 {
	n := float64(len(sorted))
	var mean, square float64
	for _, v := range sorted {
		mean += v / n
	}
	for _, v := range sorted {
		square += (v - mean) * (v - mean) / n
	}
	spread := math.Sqrt(square)
	if r := (quantile(sorted, 0.75) - quantile(sorted, 0.25)) / 1.34; r > 0 {
		spread = min(spread, r)
	}
	return 0.9 * spread * math.Pow(n, -0.2)
}
