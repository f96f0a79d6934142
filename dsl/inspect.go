package dsl

import (
	"fmt"
	"strings"
)

// Doc is what there is to know about the word at a place.
type Doc struct {
	Name      string
	Signature string // "conv(channels, kernel: 3)"; empty for names
	Text      string // plain sentences, or a table with line breaks for a net
	Source    string // "[P] eq. 13"
	Default   string
	Example   string
	Facts     []Fact // what holds at this very place
	Start     int    // the word's bytes in the source
	End       int
}

// Fact is one line of a Doc: "output", "8x8x512".
type Fact struct{ Name, Value string }

// Plain is the documentation as text, without a last newline.
func (d Doc) Plain() string {
	var parts []string
	head := d.Name
	if d.Signature != "" {
		head = d.Signature
	}
	parts = append(parts, head)
	if d.Text != "" {
		parts = append(parts, d.Text)
	}
	if len(d.Facts) > 0 {
		parts = append(parts, d.facts("%-*s  %s"))
	}
	var tail []string
	for _, f := range d.notes() {
		tail = append(tail, f.Name+": "+f.Value)
	}
	if len(tail) > 0 {
		parts = append(parts, strings.Join(tail, "\n"))
	}
	return strings.Join(parts, "\n\n")
}

func (d Doc) notes() []Fact {
	var out []Fact
	for _, f := range []Fact{{"default", d.Default}, {"example", d.Example}, {"source", d.Source}} {
		if f.Value != "" {
			out = append(out, f)
		}
	}
	return out
}

func (d Doc) facts(format string) string {
	wide := 0
	for _, f := range d.Facts {
		wide = max(wide, len(f.Name))
	}
	rows := make([]string, len(d.Facts))
	for i, f := range d.Facts {
		rows[i] = fmt.Sprintf(format, wide, f.Name, f.Value)
	}
	return strings.Join(rows, "\n")
}

// Markdown is the documentation with a heading in code type and the facts as a table.
func (d Doc) Markdown() string {
	var b strings.Builder
	head := d.Name
	if d.Signature != "" {
		head = d.Signature
	}
	fmt.Fprintf(&b, "**`%s`**\n", head)
	switch {
	case strings.Contains(d.Text, "\n"):
		fmt.Fprintf(&b, "\n```\n%s\n```\n", d.Text)
	case d.Text != "":
		fmt.Fprintf(&b, "\n%s\n", d.Text)
	}
	if len(d.Facts) > 0 {
		b.WriteString("\n| | |\n|---|---|\n")
		for _, f := range d.Facts {
			fmt.Fprintf(&b, "| %s | %s |\n", f.Name, f.Value)
		}
	}
	for _, f := range d.notes() {
		value := "`" + f.Value + "`"
		if f.Name == "source" {
			value = f.Value
		}
		fmt.Fprintf(&b, "\n%s: %s\n", f.Name, value)
	}
	return strings.TrimRight(b.String(), "\n")
}

// Inspect documents the word at a byte offset: of a layer its meaning with shape,
// parameters and multiplications at that place, of a stage its row of the summary, of a
// field its meaning and default, of a name what it stands for. It returns false if there
// is no such word, or the offset is not inside a block.
func Inspect(src Source, offset int, env Env) (Doc, bool) {
	p, ok := locate(src, offset, env)
	if !ok {
		return Doc{}, false
	}
	start, end := offset, offset
	for start > p.piece.start && partOfWord(src.Text[start-1]) {
		start--
	}
	for end < len(src.Text) && partOfWord(src.Text[end]) {
		end++
	}
	i := &inspector{place: p, at: span{start, end}, word: src.Text[start:end]}
	d, ok := i.doc()
	d.Start, d.End = start, end
	if d.Name == "" {
		d.Name = i.word
	}
	return d, ok
}

type inspector struct {
	place
	at   span
	word string
}

func (i *inspector) on(s span) bool {
	return i.at.start >= s.start && i.at.end <= s.end && s.end > s.start
}

func (i *inspector) doc() (Doc, bool) {
	b := i.block()
	switch {
	case i.word == "":
		return Doc{}, false
	case i.on(b.word) && blockWord(b.Kind) != nil:
		return blockWord(b.Kind).doc(), true
	case i.on(b.name):
		return i.declared()
	}
	switch b.Kind {
	case "net":
		for n, s := range b.stages {
			if d, ok := i.stage(n, s); ok {
				return d, true
			}
		}
	case "data", "train":
		return i.group(b.group)
	case "let":
		return i.expr(b.value)
	}
	return Doc{}, false
}

func (w *Word) doc() Doc {
	return Doc{Name: w.Name, Signature: w.Signature, Text: w.Doc, Source: w.Source, Default: w.Default, Example: w.Example}
}

// declared documents the block's own name.
func (i *inspector) declared() (Doc, bool) {
	b := i.block()
	if b.Kind == "net" {
		return netDoc(i.checked()), true
	}
	d := i.checker.block(i.checker.at)
	if d.count() == 0 {
		return Doc{Signature: b.Kind + " " + b.Name, Text: "The block has mistakes."}, true
	}
	return Doc{Signature: b.Kind + " " + b.Name, Text: d.text()}, true
}

func netDoc(n *Net) Doc {
	return Doc{Name: n.Name, Signature: "net " + n.Name, Text: strings.TrimRight(n.Summary(), "\n")}
}

// stage documents a stage's name, its layers and their arguments.
func (i *inspector) stage(index int, s *stage) (Doc, bool) {
	if i.on(s.name.span) {
		return i.stageDoc(i.checked(), index), true
	}
	place := 0 // among the layers of the Spec, which leaves topk out
	for _, o := range s.ops {
		if i.on(o.word.span) {
			return i.op(index, place, o)
		}
		for _, a := range o.args {
			if a.label != nil && i.on(a.label.span) {
				return i.param(o, a), true
			}
			if i.on(a.span) {
				return i.argument(o, a)
			}
		}
		if o.word.text != "topk" {
			place++
		}
	}
	return Doc{}, false
}

func (i *inspector) stageDoc(n *Net, index int) Doc {
	s := n.Stages[index]
	if !s.Out.known() || n.Kind == "" {
		return Doc{Signature: "stage " + s.Name, Text: "Its shape is not known: this stage or one above has mistakes."}
	}
	c, f := n.Cost(1).Stages[index], n.Fields()[index]
	d := Doc{Signature: "stage " + s.Name, Facts: []Fact{
		{"input", s.In.String()}, {"output", s.Out.String()}, {"parameters", Count(c.Params)},
		{"MACs", Count(c.MACs) + " an image, " + Count(c.MACsDone) + " done"},
	}}
	if k := s.TopK; k != nil {
		d.Facts = append(d.Facts, Fact{"topk", fmt.Sprintf("keeps %d of %d per %s (%.3g %%)", k.K, k.N, k.Per, 100*c.Active)})
	}
	field := fmt.Sprintf("%d pixels, every %d", f.Size, f.Stride)
	if f.Whole {
		field = "the whole image"
	}
	d.Facts = append(d.Facts, Fact{map[NetKind]string{Generator: "reaches", Energy: "sees"}[n.Kind], field}, Fact{"activations", Bytes(c.Activation) + " an image"})
	return d
}

func (i *inspector) op(stage, place int, o *op) (Doc, bool) {
	w := layerWord(o.word.text)
	if w == nil {
		return Doc{}, false
	}
	d, n := w.doc(), i.checked()
	st := n.Stages[stage]
	if w.Name == "topk" {
		if k := st.TopK; k != nil && k.K > 0 {
			d.Facts = []Fact{{"here", fmt.Sprintf("keeps %d of %d per %s", k.K, k.N, k.Per)}}
		}
		return d, true
	}
	if place >= len(st.Ops) || st.Ops[place].Word != w.Name || !st.Ops[place].Out.known() {
		return d, true
	}
	spec := st.Ops[place]
	if spec.In.known() && layerOf(w.Name).begins == "" {
		d.Facts = append(d.Facts, Fact{"input", spec.In.String()})
	}
	d.Facts = append(d.Facts, Fact{"output", spec.Out.String()})
	if params, macs, done := n.opCost(stage, place); params > 0 && spec.In.known() {
		d.Facts = append(d.Facts, Fact{"parameters", Count(params)}, Fact{"MACs", Count(macs) + " an image, " + Count(done) + " done"})
	}
	return d, true
}

func (i *inspector) param(o *op, a *arg) Doc {
	if w := layerWord(o.word.text); w != nil {
		if at := paramIndex(w, a.label.text); at >= 0 {
			p := w.Params[at]
			return Doc{Name: p.Name, Signature: w.Signature, Text: p.Doc, Default: p.Default}
		}
	}
	return Doc{Name: a.label.text, Text: "unknown argument of " + o.word.text}
}

func (i *inspector) argument(o *op, a *arg) (Doc, bool) {
	switch i.word {
	case string(PerPosition):
		return Doc{Text: "Keep k of the channels at each position.", Source: "[P] section 3.2"}, true
	case string(PerChannel):
		return Doc{Text: "Keep k of the positions in each channel.", Source: "[P] section 3.2"}, true
	}
	return i.expr(a.value.expr)
}

// expr documents a name in an expression.
func (i *inspector) expr(e *expr) (d Doc, ok bool) {
	e.names(func(n *expr) {
		if n.span == i.at {
			d, ok = i.name(n.text)
		}
	})
	return d, ok
}

// name documents what a name stands for.
func (i *inspector) name(name string) (Doc, bool) {
	m, found := i.checker.lookup(name)
	switch {
	case !found:
		return Doc{}, false
	case m.net != nil && len(m.net.Stages) > 0:
		return netDoc(m.net), true
	case m.data != nil:
		return Doc{Name: name, Signature: "data " + name, Text: m.data.String()}, true
	case m.kind == "let" && !m.value.pending && !m.broken:
		return Doc{Name: name, Signature: name + " = " + m.value.String()}, true
	}
	if m.value.pending {
		return Doc{Name: name, Text: "a value of the session that is not known yet"}, true
	}
	return Doc{Name: name, Text: aKind(m.kind) + ", declared with mistakes"}, true
}

// group documents fields and their values.
func (i *inspector) group(g *fieldGroup) (Doc, bool) {
	for _, f := range g.fields {
		if i.on(f.name.span) {
			if w := fieldWord(g.path, f.name.text); w != nil {
				return w.doc(), true
			}
			return Doc{}, false
		}
		if f.value == nil || !i.on(f.value.span) {
			continue
		}
		switch f.value.kind {
		case groupValue:
			return i.group(f.value.group)
		case exprValue, rangeValue:
			if w := wordIndex["value "+g.path+"."+f.name.text+" "+i.word]; w != nil {
				return w.doc(), true
			}
			if d, ok := i.expr(f.value.expr); ok || f.value.last == nil {
				return d, ok
			}
			return i.expr(f.value.last)
		case callValue:
			if w := wordIndex["value "+g.path+"."+f.name.text+" "+i.word]; w != nil {
				return w.doc(), true
			}
		}
		return Doc{}, false
	}
	return Doc{}, false
}
