package dsl

import "fmt"

// train checks one train block: its settings by the table of words, its names by what
// they stand for, and the nets and data against each other.
func (c *checker) train(b *Block) *Train {
	fs := c.group(b.group, b.name)
	t := &Train{
		Name:       b.Name,
		Weight:     c.realField(fs, "weight", defaultWeight),
		Rate:       c.pair(fs, "rate", defaultRate),
		Beta1:      c.pair(fs, "beta1", defaultBeta1),
		Batch:      c.countField(fs, "batch", defaultBatch),
		Iterations: c.countField(fs, "iterations", defaultIterations),
		Seed:       uint64(c.countField(fs, "seed", defaultSeed)),
	}
	t.Sigma, t.SigmaEnd = c.schedule(fs, "sigma", defaultSigma, 0)
	if n := c.countField(fs, "repeat", 1); n > 1 {
		t.Repeat = n
	}
	save := c.subgroup(fs, "save")
	t.Save = &Save{Minutes: c.realField(save, "minutes", defaultMinutes), Iterations: c.countField(save, "iterations", 0)}
	t.Langevin = c.langevin(fs, t.Sigma, t.SigmaEnd)
	guard := c.subgroup(fs, "guard")
	t.Guard = Guard{Square: c.realField(guard, "square", defaultSquare), Clip: c.realField(guard, "clip", 0)}
	c.parties(fs, t)
	return t
}

// langevin reads its group; the sigmas of the train block are the defaults.
func (c *checker) langevin(fs fieldSet, sigma, sigmaEnd float64) Langevin {
	sub := c.subgroup(fs, "langevin")
	l := Langevin{Steps: c.countField(sub, "steps", defaultSteps), Noise: c.noise(sub)}
	l.Step, l.StepEnd = c.schedule(sub, "step", defaultStep, 0)
	l.Sigma, l.SigmaEnd = c.schedule(sub, "sigma", sigma, sigmaEnd)
	return l
}

func (c *checker) noise(fs fieldSet) bool {
	switch got := c.word(fs, "noise"); got {
	case "", "on":
	case "off":
		return false
	default:
		help := near(got, []string{"on", "off"}, "noise on, or noise off")
		if got == "false" || got == "no" || got == "none" {
			help = "noise off"
		}
		c.report(codeValueKind, fs.by["noise"].value.span, "noise is "+quote(got)+", want on or off", fieldWord(fs.path, "noise").Doc, help)
	}
	return true
}

// pair is a value for both nets, or one for each in braces.
func (c *checker) pair(fs fieldSet, name string, otherwise Rates) Rates {
	r := otherwise
	if !fs.has(name) {
		return r
	}
	f, w := fs.by[name], fieldWord(fs.path, name)
	if f.value.kind == groupValue {
		sub := c.subgroup(fs, name)
		r.Actor, r.ActorEnd = c.schedule(sub, "actor", otherwise.Actor, otherwise.ActorEnd)
		r.Critic, r.CriticEnd = c.schedule(sub, "critic", otherwise.Critic, otherwise.CriticEnd)
		return r
	}
	if !c.kind(f, w, pairKinds(name)...) {
		return r
	}
	r.Actor, r.ActorEnd = c.schedule(fs, name, otherwise.Actor, otherwise.ActorEnd)
	r.Critic, r.CriticEnd = r.Actor, r.ActorEnd
	return r
}

// pairKinds: rates may go from a first to a last value, decays stay.
func pairKinds(name string) []valueKind {
	if name == "rate" {
		return []valueKind{exprValue, rangeValue}
	}
	return []valueKind{exprValue}
}

// schedule is a field's value and, if it is a range first..last, its last value.
func (c *checker) schedule(fs fieldSet, name string, first0, last0 float64) (first, last float64) {
	if !fs.has(name) {
		return first0, last0
	}
	f, w := fs.by[name], fieldWord(fs.path, name)
	if f.value.kind != rangeValue || w.kind == realField {
		return c.realField(fs, name, first0), 0
	}
	a, ok1 := c.inRange(f.value.expr, w)
	b, ok2 := c.inRange(f.value.last, w)
	if !ok1 || !ok2 {
		return first0, last0
	}
	if a.f == b.f {
		return a.f, 0
	}
	return a.f, b.f
}

// parties resolves actor, critic and data, and holds them against each other. A party
// that is missing or has mistakes of its own is left out of the comparisons.
func (c *checker) parties(fs fieldSet, t *Train) {
	actor := c.party(fs, "actor", Generator)
	t.Actor = c.word2(fs, "actor")
	var critic *Net
	if t.Critic = c.word2(fs, "critic"); t.Critic == "none" {
		t.Critic = ""
	} else {
		critic = c.party(fs, "critic", Energy)
	}
	data := c.images(fs)
	t.Data = c.word2(fs, "data")

	if actor != nil && critic != nil {
		c.same(fs, "critic", fmt.Sprintf("critic %q judges images of %s", critic.Name, critic.input()), critic.input(), fmt.Sprintf("actor %q makes %s", actor.Name, actor.output()), actor.output(), func(s Shape) string {
			return fmt.Sprintf("image(%dx%dx%d) in the first stage of %q", s.H, s.W, s.C, critic.Name)
		})
	}
	if actor != nil && data != nil {
		c.same(fs, "data", fmt.Sprintf("data %q has images of %s", data.Name, shape3(data.Size)), data.Size, fmt.Sprintf("actor %q makes %s", actor.Name, actor.output()), actor.output(), func(s Shape) string {
			return "size " + shape3(s) + " in the data block, or another net"
		})
		c.reach(fs, actor, data)
	} else if critic != nil && data != nil {
		c.same(fs, "data", fmt.Sprintf("data %q has images of %s", data.Name, shape3(data.Size)), data.Size, fmt.Sprintf("critic %q judges %s", critic.Name, critic.input()), critic.input(), func(s Shape) string {
			return "size " + shape3(s) + " in the data block, or another net"
		})
	}
	if data != nil && data.Take > 0 && t.Batch > data.Take && !c.wrong {
		at := fs.at
		if fs.has("batch") {
			at = fs.by["batch"].value.span
		}
		c.report(codeBatch, at, fmt.Sprintf("a batch of %d is larger than the data, %d images", t.Batch, data.Take), fmt.Sprintf("data %q takes %d; a batch holds different images", data.Name, data.Take), fmt.Sprintf("batch %d, or take more images", data.Take))
	}
}

// word2 is a field's bare name without reporting what word has reported already.
func (c *checker) word2(fs fieldSet, name string) string {
	if fs.has(name) && fs.by[name].value.kind == exprValue && fs.by[name].value.expr.op == 'a' {
		return fs.by[name].value.expr.text
	}
	return ""
}

func (n *Net) input() Shape  { return n.Stages[0].Out }
func (n *Net) output() Shape { return n.Stages[len(n.Stages)-1].Out }

// party is the net a field names; nil if it is unknown, broken or of the wrong kind.
func (c *checker) party(fs fieldSet, field string, kind NetKind) *Net {
	name := c.word(fs, field)
	if name == "" {
		return nil
	}
	at := fs.by[field].value.span
	m, found := c.lookup(name)
	switch {
	case !found && c.below(at, name):
	case !found:
		help := near(name, c.candidates("net"), "declare net "+name+" { … } above")
		if field == "critic" && (name == "off" || name == "no" || name == "nil") {
			help = "critic none"
		}
		c.report(codeNoNet, at, "unknown net "+quote(name), "no net block of that name stands above, and the session has none", help)
	case m.broken:
		c.wrong = true
	case m.value.pending:
		c.wait = true
	case m.kind != "net":
		c.report(codeRole, at, field+" "+quote(name)+" is "+aKind(m.kind)+", want a net", fieldWord("train", field).Signature, near(name, c.candidates("net"), fieldWord("train", field).Example))
	case len(m.net.Stages) == 0: // nothing is known about it
	case m.net.Kind != kind:
		other := map[NetKind]string{Generator: "a generator begins with normal(d)", Energy: "an energy begins with image(HxWxC)"}[kind]
		article := map[NetKind]string{Generator: "a generator", Energy: "an energy"}
		c.report(codeRole, at, field+" "+quote(name)+" is "+article[m.net.Kind]+", want "+article[kind], other, c.otherNet(kind, name, field))
	default:
		return m.net
	}
	return nil
}

func aKind(kind string) string {
	return map[string]string{"let": "a number", "data": "data", "train": "a run", "net": "a net"}[kind]
}

// otherNet names a net of the wanted kind, if one is declared.
func (c *checker) otherNet(kind NetKind, not, field string) string {
	for _, name := range c.candidates("net") {
		if m, ok := c.lookup(name); ok && m.net != nil && m.net.Kind == kind && name != not {
			return field + " " + name
		}
	}
	return "declare one above"
}

// images is the data a train block names.
func (c *checker) images(fs fieldSet) *Data {
	name := c.word(fs, "data")
	if name == "" {
		return nil
	}
	at := fs.by["data"].value.span
	m, found := c.lookup(name)
	switch {
	case !found && c.below(at, name):
	case !found:
		c.report(codeNoData, at, "unknown data "+quote(name), "no data block of that name stands above, and the session has none", near(name, c.candidates("data"), "declare data "+name+" { … } above"))
	case m.broken:
		c.wrong = true
	case m.value.pending:
		c.wait = true
	case m.kind != "data":
		c.report(codeRole, at, "data "+quote(name)+" is "+aKind(m.kind)+", want data", fieldWord("train", "data").Signature, near(name, c.candidates("data"), "data faces"))
	default:
		return m.data
	}
	return nil
}

// same reports two image shapes that differ; sides that are not known agree.
func (c *checker) same(fs fieldSet, field, what string, got Shape, against string, want Shape, help func(Shape) string) {
	if !got.known() || !want.known() || got == want {
		return
	}
	c.report(codeImages, fs.by[field].value.span, what+", want "+shape3(want), against, help(want))
}

// reach compares the pixel range with what the actor's last activation can reach.
func (c *checker) reach(fs fieldSet, actor *Net, data *Data) {
	last := actor.Stages[len(actor.Stages)-1].Ops
	if len(last) == 0 {
		return
	}
	word := last[len(last)-1].Word
	l := layerOf(word)
	if l == nil || l.within == [2]float64{} {
		return
	}
	low, high := l.within[0], l.within[1]
	if data.Range[0] < low || data.Range[1] > high {
		c.report(codePixels, fs.by["data"].value.span, fmt.Sprintf("pixels of %q go from %s to %s, but actor %q reaches %s to %s", data.Name, text(data.Range[0]), text(data.Range[1]), actor.Name, text(low), text(high)),
			"the actor ends in "+word, fmt.Sprintf("range %s..%s in the data block", text(low), text(high)))
	}
}
