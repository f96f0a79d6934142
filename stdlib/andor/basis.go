package andor

import (
	"fmt"
	"image"
	"slices"

	"github.com/andor-kernel/andor/internal/spell"
	"github.com/andor-kernel/andor/plots"
	"github.com/andor-kernel/andor/stdlib/look/interpret"
	"github.com/andor-kernel/andor/stdlib/outside"
	"github.com/andor-kernel/andor/stdlib/tensor"
)

// basisUnits is how many basis functions are shown of a stage.
const basisUnits = 100

// Basis draws the basis functions of a stage's strongest units, strongest first: what
// each unit alone adds to the image, at its typical value, at the place where it fires
// most, cropped to what it can reach. Grey is no change. It stands for figures 1 and 7
// of [P], which does not say how they were drawn.
func (s *Stage) Basis() *Figure {
	return s.BasisBy(string(interpret.ByStrength), basisUnits)
}

// BasisBy is Basis for the first n units by "strength" (mean size), "use" (share of places
// where active), "variance", or the strongest sorted by "position".
func (s *Stage) BasisBy(order string, n int) *Figure {
	r, stage := s.run, s.name
	if _, err := r.trained(); err != nil {
		return failed(err)
	}
	defer working(fmt.Sprintf("basis functions of %q of %s", stage, r.spec.Name))()
	orders := []string{string(interpret.ByStrength), string(interpret.ByUse), string(interpret.ByVariance), string(interpret.ByPosition)}
	if !slices.Contains(orders, order) {
		hint := ""
		if near := spell.Nearest(order, orders); near != "" {
			hint = fmt.Sprintf("; did you mean %q", near)
		}
		return failed(fmt.Errorf("run %q: BasisBy got the order %q, want one of %q%s", r.spec.Name, order, orders, hint))
	}
	if n < 1 {
		return failed(fmt.Errorf("run %q: BasisBy got %d units, want at least 1", r.spec.Name, n))
	}
	templates, stats, err := r.basis(stage, interpret.Order(order), n)
	if err != nil {
		return failed(err)
	}
	tiles, captions := basisTiles(templates)
	f, err := plots.NewGrid(plots.Grid{
		Title: fmt.Sprintf("%s: basis functions of %q, %d of %d channels by %s (channel, place, share of places where active)",
			r.spec.Name, stage, len(templates), stats.C, order),
		Rows: [][]image.Image{tiles}, Captions: captions, Columns: 10,
	})
	return figure(f, err).described(fmt.Sprintf("basis functions of stage %q of %s", stage, r.spec.Name))
}

// basisTiles are templates, each to its own contrast, with channel, place and use.
func basisTiles(templates []interpret.Template) ([]image.Image, []string) {
	tiles, captions := make([]image.Image, len(templates)), make([]string, len(templates))
	for i, t := range templates {
		tiles[i] = toImage(interpret.Display(t.Image, 0))
		captions[i] = fmt.Sprintf("%d (%d, %d)\n%s", t.Unit.Channel, t.Unit.Row, t.Unit.Col, percent(t.Use))
	}
	return tiles, captions
}

// percent is a share that may be small, in words.
func percent(share float64) string {
	if share > 0 && share < 0.001 {
		return "< 0.1 %"
	}
	if share < 0.1 {
		return fmt.Sprintf("%.1f %%", 100*share)
	}
	return fmt.Sprintf("%.0f %%", 100*share)
}

// basis is the basis functions of a stage's first units in an order, and the stage's size.
func (r *Run) basis(stage string, order interpret.Order, n int) ([]interpret.Template, *interpret.StageStats, error) {
	if _, err := r.stage(stage); err != nil {
		return nil, nil, err
	}
	stats, err := r.useOf(stage)
	if err != nil {
		return nil, nil, err
	}
	templates, err := r.templates(stage, stats, stats.RankedBy(order, n))
	return templates, stats, err
}

// templates is the basis functions of units of a stage.
func (r *Run) templates(stage string, stats *interpret.StageStats, units []interpret.Unit) ([]interpret.Template, error) {
	if len(units) == 0 {
		return nil, fmt.Errorf("run %q: no unit of stage %q ever fires on the training images", r.spec.Name, stage)
	}
	tail, err := r.tail(stage)
	if err != nil {
		return nil, err
	}
	field, _ := r.actor.Field(stage)
	templates, err := interpret.Basis(outside.Context(), tail, stats, units, field)
	if err != nil {
		return nil, fmt.Errorf("run %q: %w", r.spec.Name, err)
	}
	return templates, nil
}

// Patches draws, for the n strongest units of a stage, the basis function, the mean of the
// training images where the unit fires most, weighted by how much, and the nine training
// images in which it fires most, all cropped to what the unit can reach. A unit that stands
// for a part has nine patches of one kind.
func (s *Stage) Patches(n int) *Figure {
	r, stage := s.run, s.name
	if _, err := r.trained(); err != nil {
		return failed(err)
	}
	defer working(fmt.Sprintf("patches of %q of %s", stage, r.spec.Name))()
	if n < 1 {
		return failed(fmt.Errorf("run %q: Patches got %d units, want at least 1", r.spec.Name, n))
	}
	templates, _, err := r.basis(stage, interpret.ByStrength, n)
	if err != nil {
		return failed(err)
	}
	channels := make([]int, len(templates))
	for i, t := range templates {
		channels[i] = t.Unit.Channel
	}
	field, _ := r.actor.Field(stage)
	patches := interpret.NewPatches(channels, field)
	err = r.eachActivation(stage, spread(truthImages, r.data.Len()), func(index []int, a *tensor.Tensor) error {
		x, err := batch(r.data.set, index)
		if err != nil {
			return err
		}
		return patches.Add(a, x)
	})
	if err != nil {
		return failed(fmt.Errorf("run %q: %w", r.spec.Name, err))
	}
	var rows [][]image.Image
	var labels []string
	for i, t := range templates {
		row := []image.Image{toImage(interpret.Display(t.Image, 0)), nil}
		if m := patches.Mean(i); m != nil {
			row[1] = toImage(m)
		}
		for _, p := range patches.Top(i) {
			row = append(row, toImage(p.Image))
		}
		rows, labels = append(rows, row), append(labels, fmt.Sprintf("%s %d, %s", stage, t.Unit.Channel, percent(t.Use)))
	}
	f, err := plots.NewGrid(plots.Grid{
		Title: fmt.Sprintf("%s: units of %q (share of places where active): basis function, mean patch, the strongest patches", r.spec.Name, stage),
		Rows:  rows, RowLabels: labels, Columns: 11,
	})
	return figure(f, err).described(fmt.Sprintf("basis functions and image patches of stage %q of %s", stage, r.spec.Name))
}

// CompareBasis draws the basis functions of one stage of several runs in one figure, n of each:
// figure 7 of [P] for a dense and a sparse run. The runs should share seed, data and
// iterations; where they do not, the titles show it.
func CompareBasis(stage string, n int, runs ...*Run) *Figure {
	if len(runs) == 0 || n < 1 {
		return failed(fmt.Errorf("CompareBasis got %d runs and %d units, want at least one of each", len(runs), n))
	}
	var groups []plots.GridGroup
	for _, r := range runs {
		if err := r.Err(); err != nil {
			return failed(err)
		}
		if _, err := r.trained(); err != nil {
			return failed(err)
		}
		templates, stats, err := r.basis(stage, interpret.ByStrength, n)
		if err != nil {
			return failed(err)
		}
		tiles, captions := basisTiles(templates)
		active := 0.0
		for c := range stats.C {
			active += stats.Share(c) / float64(stats.C)
		}
		groups = append(groups, plots.GridGroup{
			Title: fmt.Sprintf("%s, %s: %s of the units of %q active (%s, seed %d, %s)", r.spec.Name, r.actor.Name, percent(active), stage, r.spec.Data, r.spec.Seed, iterations(r.Iteration())),
			Rows:  [][]image.Image{tiles}, Captions: captions,
		})
	}
	f, err := plots.NewGrid(plots.Grid{
		Title:  fmt.Sprintf("Basis functions of stage %q (channel, place, share of places where active)", stage),
		Groups: groups, Columns: 10,
	})
	return figure(f, err).described(fmt.Sprintf("basis functions of stage %q of %d runs", stage, len(runs)))
}
