package andor

import (
	"errors"
	"fmt"
	"strings"

	"github.com/andor-kernel/andor/plots"
	"github.com/andor-kernel/andor/stdlib/engine/train"
)

// curvePoints bounds the points of a drawn curve: more cannot be told apart.
const curvePoints = 400

// Curves draws the reconstruction error and, with a critic, the mean energies of images
// and syntheses, whose difference is what the critic learns from ([P] eq. 21). Of a run
// with `repeat` it draws the means over the seeds, in bands from the least to the most.
func (r *Run) Curves() *Figure {
	if _, err := r.trained(); err != nil {
		return failed(err)
	}
	f, err := plots.NewPanels(plots.Panels{Title: r.spec.Name, Panels: r.panels(r.histories())})
	return figure(f, err).described(r.String())
}

// histories are those of the seeds that have been trained.
func (r *Run) histories() [][]train.Iteration {
	var out [][]train.Iteration
	for _, one := range r.Seeds() {
		if h := one.run.History(); len(h) > 0 {
			out = append(out, h)
		}
	}
	return out
}

// curves are the panels of a run: MSE on a log axis and the energies.
func curves(histories [][]train.Iteration, critic bool) []plots.Curves {
	name := "at the inferred z"
	if n := len(histories); n > 1 {
		name = fmt.Sprintf("mean and range of %d seeds", n)
	}
	panels := []plots.Curves{mseCurves(series(name, histories, mse))}
	if s := series("held out, from the prior", judged(histories), func(it train.Iteration) float64 { return it.Held }); len(s.Y) > 0 {
		s.Dashed = true
		panels[0].Series = append(panels[0].Series, s)
	}
	if critic {
		panels = append(panels, plots.Curves{
			Title: "energy", XLabel: "iteration", YLabel: "mean f(Y)",
			Series: []plots.Series{
				series("images", histories, func(it train.Iteration) float64 { return it.EnergyData }),
				series("syntheses", histories, func(it train.Iteration) float64 { return it.EnergySynth }),
			},
		})
	}
	return panels
}

// judged keeps the iterations at which images held out were judged.
func judged(histories [][]train.Iteration) [][]train.Iteration {
	out := make([][]train.Iteration, len(histories))
	for k, h := range histories {
		for _, it := range h {
			if it.Held > 0 {
				out[k] = append(out[k], it)
			}
		}
	}
	return out
}

func mse(it train.Iteration) float64 { return it.MSE }

func mseCurves(s ...plots.Series) plots.Curves {
	return plots.Curves{Title: "reconstruction", XLabel: "iteration", YLabel: "MSE per pixel and channel", LogY: true, Series: s}
}

// Compare draws several runs over common axes: the reconstruction error and, where any of
// them has a critic, the gap between the energies of syntheses and images. Runs with
// `repeat` have bands from the least to the most of their seeds.
func Compare(runs ...*Run) *Figure {
	if len(runs) == 0 {
		return failed(errors.New("andor.Compare got no runs; want andor.Compare(run1, run2)"))
	}
	var errorsOf, gaps []plots.Series
	var said []string
	seen := map[string]int{}
	for _, r := range runs {
		if _, err := r.trained(); err != nil {
			return failed(err)
		}
		name := r.spec.Name
		if seen[name]++; seen[name] > 1 { // loaded under the same name
			name = fmt.Sprintf("%s (%d)", name, seen[name])
		}
		h := r.histories()
		errorsOf = append(errorsOf, series(name, h, mse))
		if r.critic != nil {
			gaps = append(gaps, series(name, h, func(it train.Iteration) float64 { return it.EnergySynth - it.EnergyData }))
		}
		said = append(said, r.String())
	}
	panels := []plots.Curves{mseCurves(errorsOf...)}
	if len(gaps) > 0 {
		panels = append(panels, plots.Curves{Title: "energy gap", XLabel: "iteration", YLabel: "mean f(syntheses) − f(images)", Series: gaps})
	}
	f, err := plots.NewPanels(plots.Panels{Panels: panels})
	return figure(f, err).described(strings.Join(said, "\n"))
}

// series is a quantity of one history or, of several, its mean and range over those
// iterations that all of them have. Long ones are thinned to the means of equal stretches.
func series(name string, histories [][]train.Iteration, of func(train.Iteration) float64) plots.Series {
	s := plots.Series{Name: name}
	n := len(histories[0])
	for _, h := range histories {
		n = min(n, len(h))
	}
	stretch := max(1, (n+curvePoints-1)/curvePoints)
	for from := 0; from < n; from += stretch {
		to := min(from+stretch, n)
		var sum, low, high float64
		for k, h := range histories {
			v := 0.0
			for _, it := range h[from:to] {
				v += of(it) / float64(to-from)
			}
			sum += v / float64(len(histories))
			if k == 0 {
				low, high = v, v
			}
			low, high = min(low, v), max(high, v)
		}
		s.X, s.Y = append(s.X, float64(histories[0][to-1].Index)), append(s.Y, sum)
		if len(histories) > 1 {
			s.Lo, s.Hi = append(s.Lo, low), append(s.Hi, high)
		}
	}
	return s
}
