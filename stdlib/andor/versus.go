package andor

import (
	"errors"
	"fmt"
	"math"
	"sort"
	"strings"
	"text/tabwriter"

	"github.com/andor-kernel/andor/plots"
	"github.com/andor-kernel/andor/stdlib/look/metric"
)

// Versus is a number measured of several runs, each over its seeds.
type Versus struct {
	title, unit string
	names       []string      // of the runs
	measures    []string      // what was measured
	values      [][][]float64 // by run, measure and seed
	stage       string
	active      []float64   // by run: share of the units of the stage that are active
	nothing     [][]float64 // by run and measure: what one gets who knows nothing of the units
	err         error
}

// CompareMatching is [P] table 4: the matching scores of a stage of several runs, such as a
// sparse and a dense one, each over the seeds of its train block (`repeat 3`), in both
// readings, in excess of surrogates, and at the units' own places with its control (see
// Matching), with the 95 % confidence interval over the seeds.
func CompareMatching(stage string, runs ...*Run) *Versus {
	return versus("Matching score of stage "+stage, "normalised cross-correlation", runs, []string{"mean over images", "best image", "excess", "own place", "upside down"}, func(r *Run) ([]float64, error) {
		m := r.Matching(stage)
		return []float64{m.Mean, m.Best, m.Excess(), m.Own, m.Turned}, m.Err()
	})
}

// CompareTruth is how far the units of a stage stand for the true parts, of several runs, each
// over its seeds: the purities, the information and the tree edit distance of Truth, and the
// reconstruction error as a share of that of the mean image. Curve draws them over the share
// of units active.
func CompareTruth(stage string, runs ...*Run) *Versus {
	measures := []string{"purity at a place", "purity anywhere", "at clear places", "information", "tree edit distance", "error"}
	nothing := map[*Run][]float64{}
	v := versus("Units of stage "+stage+" against true parts", "share", runs, measures, func(r *Run) ([]float64, error) {
		t := r.Truth(stage)
		if t.Err() != nil {
			return nil, t.Err()
		}
		s := r.one()
		if s.Err() != nil {
			return nil, s.Err()
		}
		nothing[r] = []float64{t.Chance, t.ChannelChance, t.ClearChance, 0, t.TreeChance, 1}
		return []float64{t.Purity, t.ChannelPurity, t.ClearPurity, t.Information, t.Tree, s.PerPixel / s.MeanImage}, nil
	})
	for i := 0; v.err == nil && i < len(runs); i++ {
		stats, err := runs[i].useOf(stage)
		if err != nil {
			return &Versus{err: err}
		}
		share := 0.0
		for c := range stats.C {
			share += stats.Share(c) / float64(stats.C)
		}
		v.active, v.nothing = append(v.active, share), append(v.nothing, nothing[runs[i].Seeds()[0]])
	}
	v.stage = stage
	return v
}

// Curve draws each measure of CompareTruth over the share of units active in the stage, one
// point a run, with a band of the 95 % interval where there are several seeds, beside what one
// gets who knows nothing of the units: the curve over k.
func (v *Versus) Curve() *Figure {
	if v.err != nil {
		return failed(v.err)
	}
	if v.active == nil {
		return failed(errors.New("Curve draws what CompareTruth measured; for other comparisons see Figure"))
	}
	order := make([]int, len(v.active))
	for i := range order {
		order[i] = i
	}
	sort.SliceStable(order, func(i, j int) bool { return v.active[order[i]] < v.active[order[j]] })
	p := plots.Panels{Title: v.title, ShareX: true, Columns: 3}
	for k, name := range v.measures {
		s, nothing, banded := plots.Series{Name: "runs"}, plots.Series{Name: "knowing nothing", Dashed: true}, true
		for _, i := range order {
			mean, half := v.interval(i, k)
			s.X, s.Y = append(s.X, 100*v.active[i]), append(s.Y, mean)
			s.Lo, s.Hi = append(s.Lo, mean-half), append(s.Hi, mean+half)
			nothing.X, nothing.Y = s.X, append(nothing.Y, v.nothing[i][k])
			banded = banded && len(v.values[i][k]) > 1
		}
		if !banded {
			s.Lo, s.Hi = nil, nil
		}
		p.Panels = append(p.Panels, plots.Curves{
			Title: name, XLabel: fmt.Sprintf("units of %s active, %%", v.stage), YLabel: v.unit,
			LogX: true, Series: []plots.Series{s, nothing}, Width: 200, Height: 130,
		})
	}
	f, err := plots.NewPanels(p)
	return figure(f, err).described(v.String())
}

func versus(title, unit string, runs []*Run, measures []string, f func(r *Run) ([]float64, error)) *Versus {
	if len(runs) == 0 {
		return &Versus{err: errors.New("the comparison got no runs, want at least one")}
	}
	v := &Versus{title: title, unit: unit, measures: measures}
	for _, r := range runs {
		of := make([][]float64, len(measures))
		for _, one := range r.Seeds() {
			values, err := f(one)
			if err != nil {
				return &Versus{err: err}
			}
			for i, x := range values {
				of[i] = append(of[i], x)
			}
		}
		if len(of[0]) == 0 {
			return &Versus{err: errors.New("the comparison got a run that is nil; declare it with a train block")}
		}
		v.names, v.values = append(v.names, r.spec.Name), append(v.values, of)
	}
	return v
}

// Err is why there is no comparison, nil if there is one.
func (v *Versus) Err() error { return v.err }

// interval is the mean of a measure over seeds, and half of its confidence interval.
func (v *Versus) interval(run, measure int) (mean, half float64) {
	return metric.Interval(v.values[run][measure])
}

// Ratio is the mean of a measure of the first run over that of the last; NaN where it says
// nothing, since one of them is not above 0 or the last is not by its interval.
func (v *Versus) Ratio(measure int) float64 {
	if v.err != nil || measure < 0 || measure >= len(v.measures) {
		return math.NaN()
	}
	last := len(v.names) - 1
	a, _ := v.interval(0, measure)
	b, half := v.interval(last, measure)
	if len(v.values[last][measure]) == 1 { // has no interval
		half = 0
	}
	if !(a > 0 && b-half > 0) {
		return math.NaN()
	}
	return a / b
}

// String is the numbers as a table.
func (v *Versus) String() string {
	if v.err != nil {
		return v.err.Error()
	}
	rows := [][]string{append([]string{""}, v.measures...)}
	for i, name := range v.names {
		row := []string{name}
		for k := range v.measures {
			mean, half := v.interval(i, k)
			cell := fmt.Sprintf("%.3f, one seed", mean)
			if n := len(v.values[i][k]); n > 1 {
				cell = fmt.Sprintf("%.3f +- %.3f (%d)", mean, half, n)
			}
			row = append(row, cell)
		}
		rows = append(rows, row)
	}
	if len(v.names) > 1 {
		row := []string{v.names[0] + " / " + v.names[len(v.names)-1]}
		for k := range v.measures {
			cell := "-"
			if q := v.Ratio(k); q > 0 {
				cell = fmt.Sprintf("%.2f", q)
			}
			row = append(row, cell)
		}
		rows = append(rows, row)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s, %s (mean over seeds, half of the 95 %% interval)", v.title, v.unit)
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, row := range rows {
		fmt.Fprint(w, "\n"+strings.Join(row, "\t"))
	}
	w.Flush()
	return b.String()
}

// Figure draws the means as bars with their intervals.
func (v *Versus) Figure() *Figure {
	if v.err != nil {
		return failed(v.err)
	}
	bars := plots.Bars{Title: v.title, YLabel: v.unit, Groups: v.measures, Values: true}
	for i, name := range v.names {
		s := plots.BarSeries{Name: name}
		for k := range v.measures {
			mean, half := v.interval(i, k)
			s.Y = append(s.Y, mean)
			if len(v.values[i][k]) > 1 {
				s.Err = append(s.Err, half)
			}
		}
		if len(s.Err) < len(s.Y) {
			s.Err = nil
		}
		bars.Series = append(bars.Series, s)
	}
	f, err := plots.NewBars(bars)
	return figure(f, err).described(v.String())
}

// MIMEBundle shows Figure, and the table in text.
func (v *Versus) MIMEBundle() map[string][]byte { return v.Figure().MIMEBundle() }
