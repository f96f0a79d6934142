package dsl

import (
	"fmt"
	"strconv"
	"strings"
)

// String is the layer as it is written in a block: conv(512), up(2), lrelu(0.2). The
// first argument is always there, the others where they are not the defaults.
func (o Op) String() string {
	l := layerOf(o.Word)
	if l == nil || len(l.Params) == 0 {
		return o.Word
	}
	var args []string
	for i, p := range l.Params {
		switch value := p.text(o); {
		case i == 0:
			args = append(args, value)
		case value != p.Default:
			args = append(args, p.Name+": "+value)
		}
	}
	return o.Word + "(" + strings.Join(args, ", ") + ")"
}

// String is the annotation as it was written, topk(8*8/4), with the direction where the
// default would be another or the stage is a choice of channels. An argument with names
// in it is given as its value: the text must mean the same in another session.
func (k TopK) String() string {
	arg := k.Text
	if !onlyNumbers(arg) {
		arg = itoa(k.K)
	}
	return "topk(" + arg + ", per: " + string(k.Per) + ")"
}

// onlyNumbers says whether an expression means the same everywhere.
func onlyNumbers(expr string) bool {
	ok := expr != ""
	bad := func(string, span, string, string, string) { ok = false }
	for _, t := range scan(expr, span{0, len(expr)}, bad) {
		ok = ok && (t.kind == tokNumber || t.kind == tokEOF || t.kind == tokPunct && strings.Contains("()+-*/", t.text))
	}
	return ok
}

// String is the canonical text of the block; Read gives the same declaration back.
func (n *Net) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "net %s {\n", n.Name)
	for _, s := range n.Stages {
		b.WriteString("  " + s.Name)
		for _, o := range s.Ops {
			b.WriteString(" " + o.String())
		}
		if s.TopK != nil {
			text := s.TopK.String()
			if s.TopK.Per == PerChannel && defaultPer(s.Ops) == PerChannel {
				text = strings.TrimSuffix(text, ", per: channel)") + ")"
			}
			b.WriteString(" " + text)
		}
		b.WriteString("\n")
	}
	b.WriteString("}\n")
	return canonical(b.String())
}

// defaultPer is topk's default direction after these layers.
func defaultPer(ops []Op) Per {
	for i := len(ops) - 1; i >= 0; i-- {
		if l := layerOf(ops[i].Word); l != nil && l.topk != "" {
			return l.topk
		}
	}
	return PerChannel
}

// canonical formats a text that is known to be one block, without its last newline.
func canonical(text string) string {
	out, _ := Format(Source{Text: text})
	return strings.TrimRight(out, "\n")
}

// String is the canonical text of the block; Read gives the same declaration back.
func (d *Data) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "data %s {\n  from ", d.Name)
	switch {
	case d.Loader != "":
		b.WriteString(d.Loader + "(" + strconv.Quote(d.From) + ")")
	case isScenes(d):
		b.WriteString(d.From)
	default:
		b.WriteString(strconv.Quote(d.From))
	}
	if d.Class != "" {
		b.WriteString("  class " + strconv.Quote(d.Class))
	}
	if d.Shuffle {
		b.WriteString("  shuffle on")
	}
	switch {
	case d.Until > 0:
		fmt.Fprintf(&b, "  take %d..%d", d.Skip, d.Until)
	case d.Skip > 0:
		fmt.Fprintf(&b, "  skip %d", d.Skip)
	case d.SkipShare > 0:
		b.WriteString("  skip " + text(d.SkipShare))
	}
	switch {
	case d.Take > 0:
		fmt.Fprintf(&b, "  take %d", d.Take)
	case d.TakeShare > 0:
		b.WriteString("  take " + text(d.TakeShare))
	}
	if d.Flip {
		b.WriteString("  flip on")
	}
	if d.Crops > 0 {
		fmt.Fprintf(&b, "  crops { number %d  side %s }", d.Crops, text(d.CropSide))
	}
	if d.Split != "" {
		b.WriteString("  split " + d.Split)
	}
	size := fmt.Sprintf("%dx%d", d.Size.H, d.Size.W)
	if d.Size.C != defaultColours {
		size = shape3(d.Size)
	}
	fmt.Fprintf(&b, "\n  size %s  range %s..%s", size, text(d.Range[0]), text(d.Range[1]))
	if len(d.Crop) == 4 {
		fmt.Fprintf(&b, "  crop { x %d..%d  y %d..%d }", d.Crop[0], d.Crop[2], d.Crop[1], d.Crop[3])
	}
	if d.CropBy != "" {
		b.WriteString("  crop " + d.CropBy)
	}
	if d.Resize != "" {
		b.WriteString("  resize " + d.Resize)
	}
	if d.Seed > 0 {
		fmt.Fprintf(&b, "  seed %d", d.Seed)
	}
	b.WriteString("\n}\n")
	return canonical(b.String())
}

// scenes is the procedural set: the bare word for all kinds of scene, and before ("KINDS")
// for some.
const scenes = "scenes"

// isScenes says whether the images are procedural. A folder called "scenes" is written
// "./scenes" in a path.
func isScenes(d *Data) bool { return d.Loader == scenes || d.From == scenes && d.Loader == "" }

// String is the canonical text of the block with every setting said, those of the
// defaults too.
func (t *Train) String() string {
	critic := t.Critic
	if critic == "" {
		critic = "none"
	}
	noise := "on"
	if !t.Langevin.Noise {
		noise = "off"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "train %s {\n  actor %s  critic %s  data %s\n", t.Name, t.Actor, critic, t.Data)
	fmt.Fprintf(&b, "  langevin { steps %d  step %s  sigma %s  noise %s }\n", t.Langevin.Steps, Schedule(t.Langevin.Step, t.Langevin.StepEnd), Schedule(t.Langevin.Sigma, t.Langevin.SigmaEnd), noise)
	fmt.Fprintf(&b, "  sigma %s  weight %s\n", Schedule(t.Sigma, t.SigmaEnd), text(t.Weight))
	fmt.Fprintf(&b, "  rate %s  beta1 %s\n", t.Rate, t.Beta1)
	fmt.Fprintf(&b, "  guard { square %s  clip %s }\n", text(t.Guard.Square), text(t.Guard.Clip))
	fmt.Fprintf(&b, "  batch %d  iterations %d  seed %d", t.Batch, t.Iterations, t.Seed)
	if t.Repeat > 1 {
		fmt.Fprintf(&b, "  repeat %d", t.Repeat)
	}
	save := t.Saving()
	fmt.Fprintf(&b, "\n  save { minutes %s  iterations %d }\n}\n", text(save.Minutes), save.Iterations)
	return canonical(b.String())
}

// String is the canonical text of the let: let k = 1/4.
func (l *Let) String() string {
	x := number{n: l.Num, d: l.Den, f: l.Value, exact: true}
	if l.Den > 1 {
		return "let " + l.Name + " = " + itoa(int(l.Num)) + "/" + itoa(int(l.Den))
	}
	return "let " + l.Name + " = " + x.String()
}
