package andor

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/andor-kernel/andor/internal/files"
	"github.com/andor-kernel/andor/stdlib/engine/train"
	"github.com/andor-kernel/andor/stdlib/look/report"
)

// History is the course of a run: one record an iteration.
type History []train.Iteration

// History is one record an iteration: losses, MSE, energies. It saves itself as CSV or as JSON
// lines: run1.History().Save("run1.csv").
func (r *Run) History() History {
	if r == nil || r.run == nil {
		return nil
	}
	return r.run.History()
}

// historyColumn is a quantity of a record under its name in files.
type historyColumn struct {
	name string
	of   func(train.Iteration) float64
}

// historyColumns are in the order of their use. Durations are in seconds; held_out is 0 where
// it was not measured.
var historyColumns = []historyColumn{
	{"iteration", func(it train.Iteration) float64 { return float64(it.Index) }},
	{"of", func(it train.Iteration) float64 { return float64(it.Of) }},
	{"mse", func(it train.Iteration) float64 { return it.MSE }},
	{"held_out", func(it train.Iteration) float64 { return it.Held }},
	{"reconstruction", func(it train.Iteration) float64 { return it.Recon }},
	{"energy_images", func(it train.Iteration) float64 { return it.EnergyData }},
	{"energy_syntheses", func(it train.Iteration) float64 { return it.EnergySynth }},
	{"energy_actor", func(it train.Iteration) float64 { return it.EnergyActor }},
	{"z", func(it train.Iteration) float64 { return it.ZNorm }},
	{"moved", func(it train.Iteration) float64 { return it.Moved }},
	{"stability", func(it train.Iteration) float64 { return it.Stability }},
	{"seconds", func(it train.Iteration) float64 { return it.Elapsed.Seconds() }},
	{"waited_seconds", func(it train.Iteration) float64 { return it.Waited.Seconds() }},
	{"images_per_second", func(it train.Iteration) float64 { return it.ImagesPerSecond }},
}

// table is the history as rows of numbers that read back to the bit.
func (h History) table() *report.Table {
	t := &report.Table{}
	for _, c := range historyColumns {
		t.Columns = append(t.Columns, report.Column{Name: c.name, Number: true})
	}
	for _, it := range h {
		row := make([]string, len(historyColumns))
		for i, c := range historyColumns {
			row[i] = strconv.FormatFloat(c.of(it), 'g', -1, 64)
		}
		t.Add(row...)
	}
	return t
}

// CSV has a line with the names of the columns, then one an iteration.
func (h History) CSV() string { return h.table().CSV() }

// JSONLines has an object an iteration, one a line.
func (h History) JSONLines() string {
	var b strings.Builder
	for _, it := range h {
		b.WriteByte('{')
		for i, c := range historyColumns {
			if i > 0 {
				b.WriteByte(',')
			}
			number, err := json.Marshal(c.of(it))
			if err != nil { // an infinite speed
				number = []byte("null")
			}
			fmt.Fprintf(&b, "%q:%s", c.name, number)
		}
		b.WriteString("}\n")
	}
	return b.String()
}

// Save writes the history to a file whose ending, ".csv" or ".jsonl", names the form.
func (h History) Save(path string) error {
	var text string
	switch ext := strings.ToLower(filepath.Ext(path)); ext {
	case ".csv":
		text = h.CSV()
	case ".jsonl":
		text = h.JSONLines()
	default:
		return fmt.Errorf("history: got the file %q, want one that ends in .csv or .jsonl", path)
	}
	if err := files.Write(path, []byte(text)); err != nil {
		return fmt.Errorf("history: save %q: %w", path, err)
	}
	return nil
}

// historyShown is how many records stand at each end of a history that is shown.
const historyShown = 5

// String is the first and the last records as a table.
func (h History) String() string {
	if len(h) == 0 {
		return "no iteration has been trained"
	}
	t := &report.Table{Caption: fmt.Sprintf("%s; Save(\"history.csv\") or Save(\"history.jsonl\") writes all columns", iterations(len(h)))}
	for _, name := range []string{"iteration", "MSE", "held out", "energy of images", "of syntheses", "|z|", "seconds"} {
		t.Columns = append(t.Columns, report.Column{Name: name, Number: true})
	}
	for i, it := range h {
		if i == historyShown && len(h) > 2*historyShown {
			t.Add("...", "", "", "", "", "", "")
		}
		if i >= historyShown && i < len(h)-historyShown {
			continue
		}
		held := ""
		if it.Held > 0 {
			held = fmt.Sprintf("%.4g", it.Held)
		}
		t.Add(fmt.Sprint(it.Index), fmt.Sprintf("%.4g", it.MSE), held, fmt.Sprintf("%.3g", it.EnergyData), fmt.Sprintf("%.3g", it.EnergySynth),
			fmt.Sprintf("%.3f", it.ZNorm), fmt.Sprintf("%.1f", it.Elapsed.Seconds()))
	}
	return strings.TrimRight(t.Text(), "\n")
}

// MIMEBundle shows String.
func (h History) MIMEBundle() map[string][]byte {
	return map[string][]byte{"text/plain": []byte(h.String())}
}
