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

// String is the shape as it is written: 4x4x3200, or 100 for a vector.
func (s Shape) String() string {
	if s.H == 1 && s.W == 1 {
		return itoa(s.C)
	}
	return fmt.Sprintf("%dx%dx%d", s.H, s.W, s.C)
}

// Size is the number of values, H*W*C.
func (s Shape) Size() int { return s.H * s.W * s.C }

// known says whether no side is unknown (0); see the essay in check.go.
func (s Shape) known() bool { return s.H > 0 && s.W > 0 && s.C > 0 }

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
	switch o.word.text {
	case "normal":
		n.net.Kind = Generator
	case "image":
		n.net.Kind = Energy
	default:
		if s.broken {
			return nil
		}
		n.noSource(s, o)
		return s.ops
	}
	args := n.bind(o)
	out := Shape{}
	if o.word.text == "normal" {
		out = Shape{1, 1, 0}
		if args != nil {
			out.C = n.count(o, args[0], layerWord("normal").Params[0])
		}
	} else if args != nil {
		out = n.imageShape(o, args)
	}
	n.shape = out
	st.Ops = append(st.Ops, Op{Word: o.word.text, Out: out, In: out})
	if len(s.ops) > 1 {
		n.report(codeSourcePlace, s.ops[1].span, "got "+quote(s.ops[1].word.text)+" in the source stage", quote(o.word.text)+" stands alone: it is where the net begins, not a layer", "if a new stage begins here, put it on a new line")
	}
	return nil
}

func (n *netChecker) noSource(s *stage, o *op) {
	for _, later := range n.blk.stages[1:] {
		for _, p := range later.ops {
			if p.word.text == "normal" || p.word.text == "image" && len(p.args) > 0 {
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
	word := o.word.text
	w := layerWord(word)
	if w == nil {
		if w = n.unknownLayer(s, o); w == nil {
			n.shape = Shape{}
			return
		}
		word = w.Name
	}
	switch {
	case word == "normal" || word == "image":
		n.misplacedSource(s, o, word)
		return
	case word == "topk":
		n.topk(s, o, st, last)
		return
	case st.TopK != nil:
		n.report(codeTopKPlace, o.span, quote(word)+" stands after topk", "topk is the last step of a stage: its values are what the next stage sees", "move topk to the end of the line, or "+quote(word)+" to a stage of its own")
	}
	out := Op{Word: word, In: n.shape}
	args := n.bindTo(o, w)
	if args == nil {
		n.unknownAfter(word)
	} else {
		n.layer(s, o, args, &out)
	}
	out.Out = n.shape
	st.Ops = append(st.Ops, out)
}

// unknownAfter marks as unknown what a layer with bad arguments would have set.
func (n *netChecker) unknownAfter(word string) {
	switch word {
	case "fc":
		n.shape = Shape{}
	case "conv":
		n.shape.C = 0
	case "up", "down":
		n.shape.H, n.shape.W = 0, 0
	}
}

// layer sets out's arguments and moves n.shape on.
func (n *netChecker) layer(s *stage, o *op, args []*arg, out *Op) {
	params := layerWord(out.Word).Params
	switch out.Word {
	case "fc":
		in := n.shape.Size()
		n.shape = n.fcShape(o, args)
		n.fits(s, o, in*n.shape.Size())
	case "conv":
		out.Channels = n.count(o, args[0], params[0])
		out.Kernel = defaultKernel
		if args[1] != nil {
			out.Kernel = n.count(o, args[1], params[1])
			if out.Kernel > 0 && out.Kernel%2 == 0 {
				n.report(codeArgRange, args[1].value.span, "kernel "+itoa(out.Kernel)+" is even", "same padding needs a middle", "kernel: "+itoa(out.Kernel+1))
				out.Kernel = 0
			}
		}
		in := n.shape.C
		n.shape.C = out.Channels
		n.fits(s, o, in*out.Channels*out.Kernel*out.Kernel)
	case "up":
		out.Factor = n.count(o, args[0], params[0])
		n.shape.H, n.shape.W = n.shape.H*out.Factor, n.shape.W*out.Factor
		n.fits(s, o, 0)
	case "down":
		out.Factor = n.count(o, args[0], params[0])
		n.down(s, o, out.Factor)
	case "lrelu":
		out.Slope = defaultSlope
		if args[0] != nil {
			out.Slope = n.real(o, args[0], params[0])
		}
	}
}

// down divides the sides, if they can be divided.
func (n *netChecker) down(s *stage, o *op, factor int) {
	h, w := n.shape.H, n.shape.W
	if factor == 0 || h == 0 || w == 0 {
		n.shape.H, n.shape.W = 0, 0
		return
	}
	if h%factor != 0 || w%factor != 0 {
		var fit []string
		for f := 2; f <= min(h, w, 16); f++ {
			if h%f == 0 && w%f == 0 {
				fit = append(fit, "down("+itoa(f)+")")
			}
		}
		help := "change the size of the image; " + itoa((h+factor-1)/factor*factor) + "x" + itoa((w+factor-1)/factor*factor) + " here would fit"
		if len(fit) > 0 {
			help = phrase(fit) + " would fit here"
		}
		n.report(codeFit, o.span, fmt.Sprintf("down(%d) does not divide %dx%d", factor, h, w), "before it, "+n.state(s), help)
		n.shape.H, n.shape.W = 0, 0
		return
	}
	n.shape.H, n.shape.W = h/factor, w/factor
}

// fits reports sizes no machine could hold; weights is the number of the layer's.
func (n *netChecker) fits(s *stage, o *op, weights int) {
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
		if w := o.word.text; w == "up" || w == "down" {
			steps = append(steps, o.String())
		} else if w == "fc" {
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
func (n *netChecker) unknownLayer(s *stage, o *op) *Word {
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
	meant := layerWord(near(word, layerNames(), synonyms[folded]))
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
