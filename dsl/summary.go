package dsl

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Table is the summary of a net for a batch of images: a heading, one row a stage, and the
// totals, every row as long as Columns.
type Table struct {
	Title   string // "generator G: 100 to 64x64x3"
	Columns []Column
	Rows    [][]string
	Totals  []string
	Note    string // memory of the whole, and what topk saves
}

// Column is the heading of one column; Right says that it holds numbers.
type Column struct {
	Name  string
	Right bool
}

// Table lists for each stage its operations, output shape, parameters, multiplications with
// all inputs and with those topk leaves, k of n, the share of its output that topk leaves
// active, the memory of that output, and the field: how many pixels of the image one unit
// reaches (generator) or sees (energy). Multiplications and memory are those of the whole
// batch; a batch below 1 counts as 1.
func (n *Net) Table(batch int) Table {
	cost, fields := n.Cost(batch), n.Fields()
	t := Table{
		Title: fmt.Sprintf("%s %s", n.Kind, n.Name),
		Columns: []Column{{"stage", false}, {"operations", false}, {"output", true}, {"parameters", true}, {"MACs", true}, {"done", true},
			{"topk", false}, {"active", true}, {"memory", true}, {"field", true}},
		Totals: []string{"total", "", "", Count(cost.Params), Count(cost.MACs), Count(cost.MACsDone), "", "", Bytes(cost.Activation), ""},
		Note:   n.note(cost),
	}
	if len(n.Stages) > 0 {
		t.Title += fmt.Sprintf(": %s to %s", n.input(), n.output())
	}
	if cost.Batch > 1 {
		t.Title += fmt.Sprintf(", a batch of %d", cost.Batch)
	}
	for i, s := range n.Stages {
		words := make([]string, len(s.Ops))
		for j, o := range s.Ops {
			words[j] = o.String()
		}
		c := cost.Stages[i]
		topk, active := "", ""
		if k := s.TopK; k != nil {
			topk = fmt.Sprintf("%d of %d per %s", k.K, k.N, k.Per)
			active = fmt.Sprintf("%.3g %%", 100*c.Active)
		}
		field := itoa(fields[i].Size)
		if fields[i].Whole {
			field = "whole"
		}
		t.Rows = append(t.Rows, []string{s.Name, strings.Join(words, " "), s.Out.String(), Count(c.Params), Count(c.MACs), Count(c.MACsDone),
			topk, active, Bytes(c.Activation), field})
	}
	return t
}

// Summary is Table for one image as text; it ends in a newline.
func (n *Net) Summary() string { return n.Table(1).String() }

// String is the table in columns, with rules and a note below.
func (t Table) String() string {
	how, rows := "", [][]string{nil}
	for _, c := range t.Columns {
		rows[0] = append(rows[0], c.Name)
		if c.Right {
			how += "r"
		} else {
			how += "l"
		}
	}
	rows = append(append(rows, t.Rows...), t.Totals)
	return t.Title + "\n" + align(rows, how) + t.Note + "\n"
}

func (n *Net) note(c Cost) string {
	of, done := "an image", ""
	if c.Batch > 1 {
		of = fmt.Sprintf("for %d images", c.Batch)
	}
	if c.MACs > 0 && c.MACsDone < c.MACs {
		done = fmt.Sprintf("; topk leaves %.0f %% of the multiplications", 100*float64(c.MACsDone)/float64(c.MACs))
	}
	return fmt.Sprintf("%s of parameters, %s of activations %s%s", Bytes(4*c.Params), Bytes(c.Activation), of, done)
}

// Count writes a number for a table: exact below 10,000, then three figures and a
// suffix, 24.6M.
func Count(n int64) string {
	x, suffix := float64(n), ""
	if n < 10_000 {
		return fmt.Sprint(n)
	}
	for _, s := range []string{"k", "M", "G", "T", "P", "E"} {
		if x < 999.5 {
			break
		}
		x, suffix = x/1000, s
	}
	digits := 2
	if x >= 99.95 {
		digits = 0
	} else if x >= 9.995 {
		digits = 1
	}
	return fmt.Sprintf("%.*f%s", digits, x, suffix)
}

// Bytes writes an amount of memory in units of 1024: 93.8 MiB.
func Bytes(n int64) string {
	x := float64(n)
	if n < 1024 {
		return fmt.Sprintf("%d B", n)
	}
	unit := ""
	for _, u := range []string{"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"} {
		x, unit = x/1024, u
		if x < 1023.5 {
			break
		}
	}
	if x >= 99.95 {
		return fmt.Sprintf("%.0f %s", x, unit)
	}
	return fmt.Sprintf("%.1f %s", x, unit)
}

// align lays a table out in columns two spaces apart: l to the left, r to the right. The
// first row is underlined and the last, the totals, set off.
func align(table [][]string, how string) string {
	wide := make([]int, len(how))
	for _, row := range table {
		for i, cell := range row {
			wide[i] = max(wide[i], utf8.RuneCountInString(cell))
		}
	}
	var b strings.Builder
	rule := func() {
		total := 2 * (len(wide) - 1)
		for _, w := range wide {
			total += w
		}
		b.WriteString(strings.Repeat("─", total) + "\n")
	}
	for i, row := range table {
		if i == 1 || i == len(table)-1 {
			rule()
		}
		var line strings.Builder
		for j, cell := range row {
			space := strings.Repeat(" ", wide[j]-utf8.RuneCountInString(cell))
			if how[j] == 'r' {
				line.WriteString(space + cell)
			} else {
				line.WriteString(cell + space)
			}
			line.WriteString("  ")
		}
		b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
	return b.String()
}
