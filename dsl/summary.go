package dsl

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Summary is the net as a table, one row a stage: operations, output shape, parameters,
// multiplications for one image with all inputs and with those topk leaves, k of n, and
// the field: how many pixels of the image one unit of the stage reaches (generator) or
// sees (energy). It ends in a line of totals and a newline.
func (n *Net) Summary() string {
	cost, fields := n.Cost(1), n.Fields()
	table := [][]string{{"stage", "operations", "output", "parameters", "MACs", "done", "topk", "field"}}
	for i, s := range n.Stages {
		words := make([]string, len(s.Ops))
		for j, o := range s.Ops {
			words[j] = o.String()
		}
		c := cost.Stages[i]
		topk := ""
		if k := s.TopK; k != nil {
			topk = fmt.Sprintf("%d of %d per %s", k.K, k.N, k.Per)
		}
		field := itoa(fields[i].Size)
		if fields[i].Whole {
			field = "whole"
		}
		table = append(table, []string{s.Name, strings.Join(words, " "), s.Out.String(), Count(c.Params), Count(c.MACs), Count(c.MACsDone), topk, field})
	}
	table = append(table, []string{"total", "", "", Count(cost.Params), Count(cost.MACs), Count(cost.MACsDone), "", ""})
	title := fmt.Sprintf("%s %s", n.Kind, n.Name)
	if len(n.Stages) > 0 {
		title += fmt.Sprintf(": %s to %s", n.input(), n.output())
	}
	return title + "\n" + align(table, "llrrrrlr") + n.memory(cost)
}

func (n *Net) memory(c Cost) string {
	done := ""
	if c.MACs > 0 && c.MACsDone < c.MACs {
		done = fmt.Sprintf("; topk leaves %.0f %% of the multiplications", 100*float64(c.MACsDone)/float64(c.MACs))
	}
	return fmt.Sprintf("%s of parameters, %s of activations an image%s\n", Bytes(4*c.Params), Bytes(c.Activation), done)
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
