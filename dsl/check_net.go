package dsl

import (
	"fmt"
	"strings"
)

// maxValues bounds the values of one stage for one image, maxWeights the parameters of
// one layer: 1 GiB and 8 GiB of float32.
const (
	maxValues  = 1 << 28
	maxWeights = 1 << 31
)

// netChecker carries the shape along the stages of one net.
type netChecker struct {
	*checker
	net   *Net
	shape Shape // after the last layer; unknown sides are 0
	prev  Stage // the stage before this one
	moved *op   // a source further down, reported at the first stage
}

func (c *checker) net(b *Block) *Net {
	n := &netChecker{checker: c, net: &Net{Name: b.Name}}
	if len(b.stages) == 0 {
		if !b.Broken {
			c.report(codeNetEmpty, b.name, "net "+quote(b.Name)+" has no stages", "a net begins with its source and has at least one layer", "z normal(100), then for instance object fc(4x4x512)")
		}
		return n.net
	}
	lines := map[string]*stage{}
	for i, s := range b.stages {
		if first := lines[s.name.text]; first != nil && s.name.text != "" {
			c.report(codeStageTwice, s.name.span, "two stages are called "+quote(s.name.text), "the first stands on line "+itoa(c.file.lines.pos(first.name.start).Line)+"; stages name the levels of the tree", "for instance "+s.name.text+"2")
		} else {
			lines[s.name.text] = s
		}
		n.stage(i, s)
	}
	n.ends(b)
	return n.net
}

// stage checks one line and appends it to the net.
func (n *netChecker) stage(i int, s *stage) {
	st := Stage{Name: s.name.text, In: n.shape}
	if len(s.ops) == 0 && !s.broken {
		n.report(codeStageEmpty, s.name.span, "stage "+quote(s.name.text)+" has no layers", "a stage's layers follow its name on the same line", s.name.text+" "+map[bool]string{true: "normal(100)", false: "conv(64) relu"}[i == 0])
		n.shape = Shape{}
	}
	rest := s.ops
	if i == 0 {
		rest = n.source(s, &st)
		st.In = n.shape
	}
	for j, o := range rest {
		n.op(s, o, &st, j == len(rest)-1)
	}
	if s.broken {
		n.shape = Shape{}
	}
	st.Out = n.shape
	n.prev = st
	n.net.Stages = append(n.net.Stages, st)
}

// source checks the first stage, which says what kind of net this is, and returns the
// layers that are left to check.
func (n *netChecker) source(s *stage, st *Stage) []*op {
	if len(s.ops) == 0 {
		return nil
	}
	o := s.ops[0]
	l := layerOf(o.word.text)
	if l == nil || l.begins == "" {
		if s.broken {
			return nil
		}
		n.noSource(s, o)
		return s.ops
	}
	n.net.Kind = l.begins
	source := Op{Word: l.Name}
	if args := n.bindTo(o, &l.Word); args != nil {
		n.arguments(o, args, l, &source)
	}
	n.shape, _ = l.shape(source)
	source.In, source.Out = n.shape, n.shape
	st.Ops = append(st.Ops, source)
	if len(s.ops) > 1 {
		n.report(codeSourcePlace, s.ops[1].span, "got "+quote(s.ops[1].word.text)+" in the source stage", quote(o.word.text)+" stands alone: it is where the net begins, not a layer", "if a new stage begins here, put it on a new line")
	}
	return nil
}

func (n *netChecker) noSource(s *stage, o *op) {
	for _, later := range n.blk.stages[1:] {
		for _, p := range later.ops {
			if l := layerOf(p.word.text); l != nil && (l.begins == Generator || l.begins == Energy && len(p.args) > 0) {
				n.moved = p
				n.report(codeSource, s.name.span, "the net begins with stage "+quote(s.name.text)+", want its source", quote(p.word.text)+" stands in stage "+quote(later.name.text)+" on line "+itoa(n.file.lines.pos(p.start).Line), "move that stage to the top")
				return
			}
		}
	}
	n.report(codeSource, s.name.span, "the net begins with stage "+quote(s.name.text)+", want its source", "a generator begins with normal(d), an energy with image(HxWxC)", "above it: z normal(100), or y image(64x64x3)")
}

// op checks one layer after the source and carries the shape through it.
func (n *netChecker) op(s *stage, o *op, st *Stage, last bool) {
	l := layerOf(o.word.text)
	if l == nil {
		if l = n.unknownLayer(s, o); l == nil {
			n.shape = Shape{}
			return
		}
	}
	word := l.Name
	switch {
	case l.begins != "":
		n.misplacedSource(s, o, word)
		return
	case l == &topkLayer:
		n.topk(s, o, st, last)
		return
	case st.TopK != nil:
		n.report(codeTopKPlace, o.span, quote(word)+" stands after topk", "topk is the last step of a stage: its values are what the next stage sees", "move topk to the end of the line, or "+quote(word)+" to a stage of its own")
	}
	out := Op{Word: word, In: n.shape}
	if args := n.bindTo(o, &l.Word); args == nil {
		n.shape = l.unknown(n.shape)
	} else {
		n.layer(s, o, args, l, &out)
	}
	out.Out = n.shape
	st.Ops = append(st.Ops, out)
}

// layer sets out's arguments and moves n.shape on.
func (n *netChecker) layer(s *stage, o *op, args []*arg, l *layer, out *Op) {
	n.arguments(o, args, l, out)
	if l.shape != nil {
		after, bad := l.shape(*out)
		if bad.what != "" {
			n.report(codeFit, o.span, bad.what, "before it, "+n.state(s), bad.help)
		}
		n.shape = after
	}
	out.Out = n.shape
	weights := int64(0)
	if l.cost != nil {
		weights, _, _ = l.cost(*out)
	}
	n.fits(s, o, weights)
}

// fits reports sizes no machine could hold; weights is the number of the layer's.
func (n *netChecker) fits(s *stage, o *op, weights int64) {
	h, w, c := n.shape.H, n.shape.W, max(n.shape.C, 1)
	switch {
	case h > maxSide || w > maxSide:
		n.report(codeTooBig, o.span, fmt.Sprintf("%dx%d positions are too many", h, w), "a side has at most "+itoa(maxSide), "use a smaller factor or a smaller image")
	case h*w*c > maxValues:
		n.report(codeTooBig, o.span, fmt.Sprintf("stage %q would hold %d values an image", s.name.text, h*w*c), fmt.Sprintf("it would be %dx%dx%d; at most %d are possible", h, w, c, maxValues), "use fewer channels")
	case weights > maxWeights:
		n.report(codeTooBig, o.span, fmt.Sprintf("%q would have %d weights", o.word.text, weights), fmt.Sprintf("at most %d are possible", maxWeights), "use fewer channels before or in it")
	default:
		return
	}
	n.shape = Shape{}
}

// state describes the shape at this point of a stage and where it comes from.
func (n *netChecker) state(s *stage) string {
	return fmt.Sprintf("stage %q is %s%s", s.name.text, n.shape, n.history(s))
}

// history is " (object 4x4, then up(2))" if this stage changes height or width.
func (n *netChecker) history(s *stage) string {
	var steps []string
	for _, o := range s.ops {
		switch l := layerOf(o.word.text); {
		case l == nil:
		case l.changes == changesSides:
			steps = append(steps, o.String())
		case l.changes == changesSides|changesChannels:
			return ""
		}
	}
	if len(steps) == 0 || !n.prev.Out.known() {
		return ""
	}
	return fmt.Sprintf(" (%s %dx%d, then %s)", n.prev.Name, n.prev.Out.H, n.prev.Out.W, strings.Join(steps, " "))
}

func (n *netChecker) misplacedSource(s *stage, o *op, word string) {
	if n.moved == o {
		return
	}
	help := "remove it"
	if word == "image" && len(o.args) == 0 {
		help = "write the last layers, for instance conv(3) tanh"
	}
	n.report(codeSourcePlace, o.span, quote(word)+" in the middle of the net", "a net has one source, its first stage", help)
	n.shape = Shape{}
}

// unknownLayer reports a word that is no layer, and returns the one it is taken for.
func (n *netChecker) unknownLayer(s *stage, o *op) *layer {
	word := o.word.text
	folded := strings.ToLower(word)
	reason := "layers are " + phrase(layerNames())
	if why := missing[folded]; why != "" {
		help := missingHelp[folded]
		if help == "" {
			help = "leave it out"
		}
		n.report(codeLayer, o.word.span, "unknown layer "+quote(word), why, help)
		return nil
	}
	meant := layerOf(near(word, layerNames(), synonyms[folded]))
	switch {
	case meant != nil:
		n.report(codeLayer, o.word.span, "unknown layer "+quote(word), reason, meant.Name)
	case o != s.ops[0] && o != s.ops[len(s.ops)-1]:
		n.report(codeLayer, o.word.span, "unknown layer "+quote(word), reason, "if a new stage begins here, put it on a new line")
	default:
		n.report(codeLayer, o.word.span, "unknown layer "+quote(word), reason, "for instance conv(64) relu")
	}
	return meant
}

// ends checks what the net ends in.
func (n *netChecker) ends(b *Block) {
	stages := n.net.Stages
	last := b.stages[len(b.stages)-1]
	out := n.shape
	switch {
	case len(stages) == 1:
		if !last.broken && len(last.ops) == 1 && n.net.Kind != "" {
			n.report(codeNetEmpty, last.name.span, "net "+quote(b.Name)+" has no layers", "after the source "+quote(last.name.text)+" nothing follows", "for instance object fc(4x4x512)")
		}
	case !out.known() || last.broken:
	case n.net.Kind == Energy && out != Shape{1, 1, 1}:
		n.report(codeEnergyEnd, last.name.span, fmt.Sprintf("energy %q ends in %s values, want 1", b.Name, valuesText(out)), fmt.Sprintf("an energy gives one number f(Y); stage %q is %s", last.name.text, out), "a last stage: energy fc(1)")
	case n.net.Kind == Generator && out.C != 1 && out.C != 3:
		n.report(codeImageEnd, last.name.span, fmt.Sprintf("generator %q ends in %d channels, want 3 or 1", b.Name, out.C), fmt.Sprintf("an image has 3 channels, or 1 if it is grey; stage %q is %s", last.name.text, out), "a last stage: image conv(3) tanh")
	}
}

func valuesText(s Shape) string {
	if s.H == 1 && s.W == 1 {
		return itoa(s.C)
	}
	return fmt.Sprintf("%s = %d", s, s.Size())
}
