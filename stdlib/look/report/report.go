// Package report sets results as tables: for a terminal, a page, a README and a paper.
//
// In go rows of text; out comes the same table as aligned text, HTML, Markdown, LaTeX or CSV. The
// text of a cell is plain; each form escapes what it must. A column of numbers is aligned
// right.
//
//	t := report.Table{Caption: "run1", Columns: []report.Column{{Name: "metric"}, {Name: "value", Number: true}}}
//	t.Add("MSE", "0.0123")
//	fmt.Print(t.Text())
package report

import (
	"encoding/csv"
	"fmt"
	"html"
	"strings"
	"unicode/utf8"
)

// Table is a table under a caption, with notes below.
type Table struct {
	Caption string
	Columns []Column
	Rows    [][]string
	Notes   []string
}

// Column is the head of a column.
type Column struct {
	Name   string
	Number bool // aligned right
}

// Add appends a row; it panics if it has another number of cells than there are columns.
func (t *Table) Add(cells ...string) {
	if len(cells) != len(t.Columns) {
		panic(fmt.Sprintf("report: got a row of %d cells, want %d", len(cells), len(t.Columns)))
	}
	t.Rows = append(t.Rows, cells)
}

// lines are the head and the rows.
func (t *Table) lines() [][]string {
	head := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		head[i] = c.Name
	}
	return append([][]string{head}, t.Rows...)
}

// Text is the table with aligned columns, for a terminal.
func (t *Table) Text() string {
	width := make([]int, len(t.Columns))
	for _, row := range t.lines() {
		for i, cell := range row {
			width[i] = max(width[i], utf8.RuneCountInString(cell))
		}
	}
	var b strings.Builder
	if t.Caption != "" {
		b.WriteString(t.Caption + "\n")
	}
	for _, row := range t.lines() {
		line := ""
		for i, cell := range row {
			pad := strings.Repeat(" ", width[i]-utf8.RuneCountInString(cell))
			if t.Columns[i].Number {
				cell = pad + cell
			} else {
				cell += pad
			}
			line += "  " + cell
		}
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	for _, n := range t.Notes {
		b.WriteString(n + "\n")
	}
	return b.String()
}

// HTML is the table as an element of a page.
func (t *Table) HTML() string {
	var b strings.Builder
	b.WriteString(`<table style="border-collapse:collapse">`)
	if t.Caption != "" {
		fmt.Fprintf(&b, `<caption style="text-align:left;font-weight:bold">%s</caption>`, html.EscapeString(t.Caption))
	}
	for r, row := range t.lines() {
		tag := "td"
		if r == 0 {
			tag = "th"
		}
		b.WriteString("\n<tr>")
		for i, cell := range row {
			align := "left"
			if t.Columns[i].Number {
				align = "right"
			}
			fmt.Fprintf(&b, `<%s style="text-align:%s;padding:1px 8px">%s</%s>`, tag, align, html.EscapeString(cell), tag)
		}
		b.WriteString("</tr>")
	}
	b.WriteString("\n</table>\n")
	for _, n := range t.Notes {
		fmt.Fprintf(&b, "<div><small>%s</small></div>\n", html.EscapeString(n))
	}
	return b.String()
}

var markdown = strings.NewReplacer(`\`, `\\`, "|", `\|`, "<", "&lt;", "*", `\*`, "_", `\_`, "`", "\\`", "\n", " ")

// Markdown is the table in the form GitHub shows.
func (t *Table) Markdown() string {
	var b strings.Builder
	if t.Caption != "" {
		fmt.Fprintf(&b, "**%s**\n\n", markdown.Replace(t.Caption))
	}
	for r, row := range t.lines() {
		for _, cell := range row {
			b.WriteString("| " + markdown.Replace(cell) + " ")
		}
		b.WriteString("|\n")
		if r == 0 {
			for _, c := range t.Columns {
				if c.Number {
					b.WriteString("|---:")
				} else {
					b.WriteString("|---")
				}
			}
			b.WriteString("|\n")
		}
	}
	for _, n := range t.Notes {
		fmt.Fprintf(&b, "\n%s\n", markdown.Replace(n))
	}
	return b.String()
}

// CSV is the head and the rows, for a spreadsheet or a program. Caption and notes are left out.
func (t *Table) CSV() string {
	var b strings.Builder
	w := csv.NewWriter(&b)
	w.WriteAll(t.lines()) // a Builder takes all
	return b.String()
}

// Forms are the forms of a table by the ending of a file.
func Forms() map[string]func(*Table) string {
	return map[string]func(*Table) string{
		".txt": (*Table).Text, ".html": (*Table).HTML, ".md": (*Table).Markdown, ".tex": (*Table).LaTeX, ".csv": (*Table).CSV,
	}
}

var latex = strings.NewReplacer(`\`, `\textbackslash{}`, "&", `\&`, "%", `\%`, "$", `\$`, "#", `\#`, "_", `\_`, "{", `\{`, "}", `\}`,
	"~", `\textasciitilde{}`, "^", `\textasciicircum{}`, "±", `$\pm$`, "≤", `$\le$`, "−", `$-$`, "<", `$<$`, ">", `$>$`, "∞", `$\infty$`)

// LaTeX is the table as a float for the package booktabs; symbols outside ASCII become
// commands where they are those that tables of this kind use.
func (t *Table) LaTeX() string {
	var b strings.Builder
	b.WriteString("\\begin{table}\n\\centering\n")
	if t.Caption != "" {
		fmt.Fprintf(&b, "\\caption{%s}\n", latex.Replace(t.Caption))
	}
	b.WriteString("\\begin{tabular}{")
	for _, c := range t.Columns {
		if c.Number {
			b.WriteByte('r')
		} else {
			b.WriteByte('l')
		}
	}
	b.WriteString("}\n\\toprule\n")
	for r, row := range t.lines() {
		for i, cell := range row {
			if i > 0 {
				b.WriteString(" & ")
			}
			b.WriteString(latex.Replace(cell))
		}
		b.WriteString(" \\\\\n")
		if r == 0 {
			b.WriteString("\\midrule\n")
		}
	}
	b.WriteString("\\bottomrule\n\\end{tabular}\n")
	for _, n := range t.Notes {
		fmt.Fprintf(&b, "\n\\smallskip{\\footnotesize %s}\n", latex.Replace(n))
	}
	b.WriteString("\\end{table}\n")
	return b.String()
}
