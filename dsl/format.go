package dsl

import (
	"sort"
	"strings"
	"unicode/utf8"
)

// Format lays out the blocks of a source in their canonical form and leaves Go text
// alone: two spaces of indentation, the layers, topk and comments of a net in columns,
// fields as they were grouped into lines, expressions without spaces, at most one blank
// line in a row. Comments stay where they are. Formatting twice changes nothing more,
// and the declarations stay the same.
//
// A block with mistakes of syntax is left as it is; they are returned.
func Format(src Source) (string, Diagnostics) {
	f, diags := Parse(src)
	var out strings.Builder
	out.Grow(len(src.Text) + len(src.Text)/8)
	for _, c := range f.Chunks {
		if c.Block == nil || c.Block.Broken {
			out.WriteString(c.Text)
			continue
		}
		text := formatBlock(f, c.Block)
		if strings.Contains(c.Text, "\r\n") {
			text = strings.ReplaceAll(text, "\n", "\r\n")
		}
		if !strings.HasSuffix(c.Text, "\n") {
			text = strings.TrimRight(text, "\r\n")
		}
		out.WriteString(text)
	}
	return out.String(), diags
}

// row is one line of a block while it is laid out.
type row struct {
	line    int    // index of its line in the source
	indent  string // its own; rows of inner groups have more
	cells   [3]string
	columns bool // cells are aligned: name, layers, topk; else all text is in cells[0]
	comment string
}

// formatBlock lays out one block without mistakes. The result ends in a newline.
func formatBlock(f *File, b *Block) string {
	switch b.Kind {
	case "let":
		return withComment("let "+b.Name+" = "+b.value.String(), b.comments)
	case "net":
		return netText(b, f.lines.line(b.word.start))
	}
	return fieldsText(b, f.lines.line(b.word.start))
}

func withComment(text string, comments []comment) string {
	for _, c := range comments {
		text += "  " + c.text
	}
	return text + "\n"
}

func netText(b *Block, first int) string {
	var rows []row
	for _, s := range b.stages {
		r := row{line: s.line, indent: "  ", columns: true}
		r.cells[0] = s.name.text
		layers := make([]string, 0, len(s.ops))
		for i, o := range s.ops {
			if o.word.text == "topk" && i == len(s.ops)-1 {
				r.cells[2] = o.String()
				continue
			}
			layers = append(layers, o.String())
		}
		r.cells[1] = strings.Join(layers, " ")
		rows = append(rows, r)
	}
	return blockText(b, first, rows)
}

// fieldsText lays out a data or train block; one that stands on one line stays there.
func fieldsText(b *Block, first int) string {
	if b.closing == first {
		var r row
		oneLine(b.group, &r)
		if r.cells[0] == "" {
			return withComment(b.Kind+" "+b.Name+" {}", b.comments)
		}
		return withComment(b.Kind+" "+b.Name+" { "+r.cells[0]+" }", b.comments)
	}
	return blockText(b, first, groupRows(nil, b.group, "  "))
}

// groupRows appends the rows of a group: fields that share a line in the source share
// one here. A field whose group spans lines ends its row with the opening brace.
func groupRows(rows []row, g *fieldGroup, indent string) []row {
	last := -1 // line of the row that further fields may join
	for _, f := range g.fields {
		if f.line != last {
			rows = append(rows, row{line: f.line, indent: indent})
		} else {
			rows[len(rows)-1].cells[0] += "  "
		}
		r := &rows[len(rows)-1]
		last = f.line
		inner := f.value.group
		switch {
		case f.value.kind != groupValue:
			r.cells[0] += f.name.text + " " + f.value.String()
		case !spansLines(inner):
			r.cells[0] += f.name.text + " "
			groupOneLine(inner, r)
		default:
			r.cells[0] += f.name.text + " {"
			rows = groupRows(rows, inner, indent+"  ")
			rows = append(rows, row{line: inner.close, indent: indent, cells: [3]string{"}"}})
			last = inner.close
		}
	}
	return rows
}

// spansLines says whether the group's braces, or those of one inside it, are on
// different lines.
func spansLines(g *fieldGroup) bool { return g.open != g.close }

func groupOneLine(g *fieldGroup, r *row) {
	if len(g.fields) == 0 {
		r.cells[0] += "{}"
		return
	}
	r.cells[0] += "{ "
	oneLine(g, r)
	r.cells[0] += " }"
}

func oneLine(g *fieldGroup, r *row) {
	for i, f := range g.fields {
		if i > 0 {
			r.cells[0] += "  "
		}
		r.cells[0] += f.name.text + " "
		if f.value.kind == groupValue {
			groupOneLine(f.value.group, r)
		} else {
			r.cells[0] += f.value.String()
		}
	}
}

// blockText joins rows and comments in the order of their lines, between the braces.
func blockText(b *Block, first int, rows []row) string {
	head, tail := "", ""
	for _, c := range b.comments {
		switch {
		case c.own:
			rows = append(rows, row{line: c.line, indent: "  ", comment: c.text})
		case c.line == first:
			head += "  " + c.text
		case c.line == b.closing && !hasRow(rows, c.line):
			tail += "  " + c.text
		default:
			attach(rows, c)
		}
	}
	sort.SliceStable(rows, func(i, j int) bool { return rows[i].line < rows[j].line })
	indentComments(rows)
	var out strings.Builder
	out.WriteString(b.Kind + " " + b.Name + " {" + head + "\n")
	writeRows(&out, rows)
	out.WriteString("}" + tail + "\n")
	return out.String()
}

func hasRow(rows []row, line int) bool {
	for _, r := range rows {
		if r.line == line {
			return true
		}
	}
	return false
}

// attach gives a comment to the last row of its line.
func attach(rows []row, c comment) {
	for i := len(rows) - 1; i >= 0; i-- {
		if rows[i].line == c.line && rows[i].text() != "" {
			rows[i].comment = strings.TrimSpace(rows[i].comment + " " + c.text)
			return
		}
	}
}

// indentComments gives a comment of its own line the indentation of what follows it, so
// that one inside a group moves with the group.
func indentComments(rows []row) {
	for i := len(rows) - 2; i >= 0; i-- {
		if rows[i].text() != "" {
			continue
		}
		rows[i].indent = rows[i+1].indent
		if strings.HasPrefix(rows[i+1].cells[0], "}") {
			rows[i].indent += "  "
		}
	}
}

// text is all of a row but its comment; "" for a comment's own line.
func (r *row) text() string { return r.cells[0] }

// writeRows aligns the columns and keeps one blank line where there were any.
func writeRows(out *strings.Builder, rows []row) {
	var wide [2]int // of the names, and of the layers before a topk
	for _, r := range rows {
		if !r.columns {
			continue
		}
		wide[0] = max(wide[0], utf8.RuneCountInString(r.cells[0]))
		if r.cells[2] != "" {
			wide[1] = max(wide[1], utf8.RuneCountInString(r.cells[1]))
		}
	}
	texts := make([]string, len(rows))
	comments := 0
	for i := range rows {
		texts[i] = rows[i].layout(wide)
		if rows[i].comment != "" && rows[i].text() != "" {
			comments = max(comments, utf8.RuneCountInString(texts[i]))
		}
	}
	for i, r := range rows {
		if i > 0 && r.line > rows[i-1].line+1 {
			out.WriteString("\n")
		}
		out.WriteString(texts[i])
		if r.comment != "" {
			if r.text() != "" {
				out.WriteString(strings.Repeat(" ", comments-utf8.RuneCountInString(texts[i])+2))
			}
			out.WriteString(r.comment)
		}
		out.WriteString("\n")
	}
}

func (r *row) layout(wide [2]int) string {
	if !r.columns {
		return r.indent + r.cells[0]
	}
	text := r.indent + pad(r.cells[0], wide[0]) + " " + r.cells[1]
	if r.cells[2] == "" {
		return strings.TrimRight(text, " ")
	}
	return r.indent + pad(r.cells[0], wide[0]) + " " + pad(r.cells[1], wide[1]) + "    " + r.cells[2]
}

func pad(s string, n int) string {
	return s + strings.Repeat(" ", max(0, n-utf8.RuneCountInString(s)))
}
