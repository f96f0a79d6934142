package andor

import (
	"fmt"
	"path/filepath"
	"sort"
	"strings"
	"time"

	"github.com/andor-kernel/andor/stdlib/engine/train"
	"github.com/andor-kernel/andor/stdlib/look/report"
)

// RunTable lists runs: what they are made of, how far they are, how well they do, and when
// they were saved.
type RunTable struct {
	title string
	empty string // said where there is no run
	rows  []runRow
}

type runRow struct {
	name, actor, critic, data string
	settings                  []setting
	iteration, of             int
	mse, meanImage            float64
	took                      time.Duration
	saved                     time.Time
	state                     string
	err                       error
}

// Runs lists the saved runs of the folder of runs ($ANDOR_RUNS, else "runs"), those of sweeps
// among them. The error is the mean of the last 25 batches'; beside it stands that of the mean
// image, as far as training has seen the images.
func Runs() *RunTable {
	folder := runsFolder()
	t := &RunTable{empty: fmt.Sprintf("no saved runs in %s; a run saves itself at the end of Train and while it trains, or by run1.Save(\"run1\")", folder)}
	own, _ := filepath.Glob(filepath.Join(folder, "*"+keepEnd)) // the patterns are well formed
	sweeps, _ := filepath.Glob(filepath.Join(folder, "*", "*"+keepEnd))
	paths := append(own, sweeps...)
	sort.Strings(paths)
	for _, p := range paths {
		name, err := filepath.Rel(folder, p)
		if err != nil {
			name = p
		}
		t.rows = append(t.rows, rowOf(strings.TrimSuffix(name, keepEnd), p))
	}
	return t
}

// rowOf is the row of a checkpoint.
func rowOf(name, path string) runRow {
	row := runRow{name: name}
	c, err := train.Peek(path)
	if err == nil && c.Lately == 0 && c.Iteration > 0 { // of an older version: its history knows
		if c, err = train.Open(path); err == nil {
			if h, err := c.History(); err == nil && len(h) > 0 {
				last := h[len(h)-1]
				c.Lately, c.Elapsed = last.MSE, last.Elapsed
			}
		}
	}
	if err != nil {
		row.err = err
		return row
	}
	row.actor, row.critic, row.data = c.Train.Actor, c.Train.Critic, c.Train.Data
	row.settings = settingsOf(&c.Train, c.Generator, c.Energy)
	row.iteration, row.of, row.mse, row.meanImage = c.Iteration, c.Train.Iterations, c.Lately, c.MeanImage
	row.took, row.saved = c.Elapsed, c.Saved
	return row
}

// table is the rows as text.
func (t *RunTable) table() *report.Table {
	out := &report.Table{Caption: t.title, Columns: []report.Column{
		{Name: "run"}, {Name: "actor"}, {Name: "critic"}, {Name: "data"}, {Name: "settings that differ"}, {Name: "iterations", Number: true},
		{Name: "MSE", Number: true}, {Name: "of the mean image", Number: true}, {Name: "trained for", Number: true}, {Name: "saved"},
	}}
	settings := make([][]setting, 0, len(t.rows))
	for _, r := range t.rows {
		if r.err == nil {
			settings = append(settings, r.settings)
		}
	}
	differ := differing(settings)
	for _, r := range t.rows {
		if r.err != nil {
			out.Add(r.name, "", "", "", "cannot be read: "+r.err.Error(), "", "", "", "", "")
			continue
		}
		critic, mse, mean, saved := r.critic, "", "", r.state
		if critic == "" {
			critic = "none"
		}
		if r.iteration > 0 {
			mse = fmt.Sprintf("%.4f", r.mse)
		}
		if r.meanImage > 0 {
			mean = fmt.Sprintf("%.4f", r.meanImage)
		}
		if !r.saved.IsZero() {
			saved = r.saved.Local().Format(time.DateTime)
		}
		out.Add(r.name, r.actor, critic, r.data, differ[0], fmt.Sprintf("%d of %d", r.iteration, r.of), mse, mean, r.took.Round(time.Second).String(), saved)
		differ = differ[1:]
	}
	return out
}

// String is the table as text.
func (t *RunTable) String() string {
	if len(t.rows) == 0 {
		return t.empty
	}
	return strings.TrimRight(t.table().Text(), "\n")
}

// CSV is the table for a spreadsheet or a program.
func (t *RunTable) CSV() string { return t.table().CSV() }

// Save writes the table to a file whose ending, ".txt", ".html", ".md", ".tex" or ".csv", names
// the form.
func (t *RunTable) Save(path string) error { return saveTable("runs", t.table(), path) }

// MIMEBundle shows the table.
func (t *RunTable) MIMEBundle() map[string][]byte {
	b := map[string][]byte{"text/plain": []byte(t.String())}
	if len(t.rows) > 0 {
		b["text/html"] = []byte(t.table().HTML())
	}
	return b
}
