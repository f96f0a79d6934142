package andor

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/andor-kernel/andor/internal/files"
	"github.com/andor-kernel/andor/stdlib/look/metric"
	"github.com/andor-kernel/andor/stdlib/look/report"
	"github.com/andor-kernel/andor/stdlib/outside"
)

// Report is one table of all that is measured of a run.
type Report struct {
	table *report.Table
	err   error
}

const reportSeeds = 3 // draws of syntheses, for intervals, unless said

// Report measures a run from all sides and sets it in one table: reconstruction, [P] table 3;
// the distance of syntheses from the training images, table 2, with three draws of them
// for its interval unless said, or one of each training seed of a run with `repeat`; how well basis functions match the images, table 4; and, for
// sets whose true parse is known, how far units are parts. Each Judging adds the rows of one
// feature map; without any, the best map at hand is taken.
func (r *Run) Report(how ...Judging) *Report {
	if _, err := r.trained(); err != nil {
		return &Report{err: err}
	}
	if len(how) == 0 {
		how = []Judging{{}}
	}
	t := &report.Table{Columns: columns()}
	t.Caption = fmt.Sprintf("%s after %s: actor %s, data %s, training seed %d", r.spec.Name, iterations(r.Iteration()), r.spec.Actor, r.spec.Data, r.spec.Seed)
	runs := r.trainedSeeds()
	if len(runs) > 1 {
		t.Caption += fmt.Sprintf(" to %d", runs[len(runs)-1].spec.Seed)
		t.Notes = append(t.Notes, fmt.Sprintf("Intervals of reconstruction and of distances are over the %d training seeds; the rest is of the first.", len(runs)))
	}
	var scores []float64
	var s *Score
	for _, one := range slices.Backward(runs) { // the first last
		if s = one.Score(); s.err != nil {
			return &Report{err: s.err}
		}
		scores = append(scores, s.PerPixel)
	}
	mean, half := metric.Interval(scores)
	of := fmt.Sprintf("%s %s", thousands(s.images), s.of)
	t.Add("reconstruction MSE, pixels in [-1, 1]", fmt.Sprintf("%.5f", mean), interval(half), of)
	t.Add("reconstruction MSE, pixels in [0, 1]", fmt.Sprintf("%.5f", mean/4), interval(half/4), of)
	t.Add("  of the mean image, in [0, 1]", fmt.Sprintf("%.5f", s.MeanImage/4), "", of)
	for _, j := range how {
		if j.Seeds == 0 {
			j.Seeds = reportSeeds
		}
		if len(runs) > 1 {
			j.Seeds = 1
		}
		v := r.Judge(j)
		if v.err != nil && r.data.Len() < leastSamples && outside.Context().Err() == nil { // the other rows are worth having
			t.Notes = append(t.Notes, fmt.Sprintf("No distances: %v.", v.err))
			continue
		}
		if v.err != nil {
			return &Report{err: v.err}
		}
		for _, one := range runs[1:] {
			o := one.Judge(j)
			if o.err != nil {
				return &Report{err: o.err}
			}
			v.Frechet = append(v.Frechet, o.Frechet...)
		}
		t.Add("features: "+v.Features, "", "", "")
		v.table(t)
		for _, n := range v.notes() {
			if !slices.Contains(t.Notes, n) {
				t.Notes = append(t.Notes, n)
			}
		}
	}
	for _, stage := range r.actor.Stages {
		if stage.TopK == nil {
			continue
		}
		m := r.Matching(stage.Name)
		if m.err != nil {
			return &Report{err: m.err}
		}
		t.Add(fmt.Sprintf("basis functions of %q match", stage.Name), fmt.Sprintf("%.3f", m.Mean), "", fmt.Sprintf("%d of them, %s images; best image %.3f", len(m.Templates), thousands(m.Images), m.Best))
		if r.data.set.Parse == nil {
			continue
		}
		truth := r.Truth(stage.Name)
		if truth.err != nil {
			return &Report{err: truth.err}
		}
		t.Add(fmt.Sprintf("units of %q are true parts, purity", stage.Name), fmt.Sprintf("%.2f", truth.Purity), "", fmt.Sprintf("%s images; chance %.2f", thousands(truth.images), truth.Chance))
	}
	return &Report{table: t}
}

// trainedSeeds are the run and those of its repetitions that have been trained.
func (r *Run) trainedSeeds() []*Run {
	var out []*Run
	for _, one := range r.Seeds() {
		if _, err := one.trained(); err == nil {
			out = append(out, one)
		}
	}
	return out
}

// Err is why there is no report, nil if there is one.
func (r *Report) Err() error { return r.err }

// String is the table as text.
func (r *Report) String() string {
	if r.err != nil {
		return r.err.Error()
	}
	return strings.TrimRight(r.table.Text(), "\n")
}

// HTML, Markdown and LaTeX are the table in these forms.
func (r *Report) HTML() string     { return r.form((*report.Table).HTML) }
func (r *Report) Markdown() string { return r.form((*report.Table).Markdown) }
func (r *Report) LaTeX() string    { return r.form((*report.Table).LaTeX) }

func (r *Report) form(f func(*report.Table) string) string {
	if r.err != nil {
		return r.err.Error()
	}
	return f(r.table)
}

// Save writes the table to a file whose ending, ".txt", ".html", ".md", ".tex" or ".csv", names
// the form.
func (r *Report) Save(path string) error {
	if r.err != nil {
		return r.err
	}
	return saveTable("report", r.table, path)
}

// saveTable writes a table in the form that the ending of a file names.
func saveTable(what string, t *report.Table, path string) error {
	f := report.Forms()[strings.ToLower(filepath.Ext(path))]
	if f == nil {
		return fmt.Errorf("%s: got the file %q, want one that ends in .txt, .html, .md, .tex or .csv", what, path)
	}
	if err := files.Write(path, []byte(f(t))); err != nil {
		return fmt.Errorf("%s: save %q: %w", what, path, err)
	}
	return nil
}

// MIMEBundle shows the table.
func (r *Report) MIMEBundle() map[string][]byte {
	if r.err != nil {
		return errorBundle(r.err)
	}
	return map[string][]byte{"text/plain": []byte(r.String()), "text/html": []byte(r.HTML())}
}
