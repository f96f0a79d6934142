package dsl

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// data checks one data block.
func (c *checker) data(b *Block) *Data {
	fs := c.group(b.group, b.name)
	d := &Data{Name: b.Name, Range: [2]float64{defaultLow, defaultHigh}}
	c.from(fs, d)
	d.Size = c.size(fs)
	d.Split = c.choice(fs, "split")
	if d.Split == "all" {
		d.Split = ""
	}
	if fs.has("crop") && fs.by["crop"].value.kind != groupValue {
		d.CropBy = c.choice(fs, "crop")
	} else {
		d.Crop = c.crop(fs)
	}
	c.needsLoader(fs, d)
	c.pixels(fs, d)
	d.Seed = uint64(c.countField(fs, "seed", 0))
	c.part(fs, d)
	d.Shuffle, d.Flip = c.choice(fs, "shuffle") == "on", c.choice(fs, "flip") == "on"
	crops := c.subgroup(fs, "crops")
	d.Crops, d.CropSide = c.countField(crops, "number", 0), c.realField(crops, "side", 0)
	if d.Resize = c.choice(fs, "resize"); d.Resize == "bicubic" {
		d.Resize = ""
	}
	if fs.has("class") && c.kind(fs.by["class"], fieldWord("data", "class"), stringValue) {
		d.Class = fs.by["class"].value.text
		if strings.Trim(d.Class, ", ") == "" {
			c.report(codeValueRange, fs.by["class"].value.span, "no class is named", "only images of the named classes are read", `class "cat, dog"`)
		}
	}
	if isScenes(d) {
		c.notOfScenes(fs, d)
		if d.Take == 0 {
			d.Take = defaultScenes
		}
		if d.Size.H != d.Size.W {
			c.report(codeFit, fs.by["size"].value.span, fmt.Sprintf("scenes of %dx%d are not square", d.Size.H, d.Size.W), "the procedural set draws squares", fmt.Sprintf("size %dx%d", d.Size.H, d.Size.H))
		}
	}
	return d
}

// part reads skip and take: numbers of images, shares of them, or take A..B.
func (c *checker) part(fs fieldSet, d *Data) {
	if fs.has("take") && fs.by["take"].value.kind == rangeValue {
		v := fs.by["take"].value
		a, ok1 := c.eval(v.expr)
		b, ok2 := c.eval(v.last)
		if !ok1 || !ok2 || a.pending || b.pending {
			return
		}
		i, whole1 := a.whole()
		j, whole2 := b.whole()
		switch {
		case !whole1 || !whole2 || i < 0 || j > maxCount || i >= j:
			c.report(codeValueRange, v.span, "take is "+v.String()+", want whole numbers of images that go up", "the first is included, the end is not; images count from 0", "take 0..1000")
		case fs.has("skip"):
			c.report(codeFit, fs.by["skip"].value.span, "skip beside take "+v.String(), "the range says already where it begins", "remove skip")
		default:
			d.Skip, d.Until = int(i), int(j)
		}
		return
	}
	d.Skip, d.SkipShare = c.countOrShare(fs, "skip")
	d.Take, d.TakeShare = c.countOrShare(fs, "take")
}

// countOrShare is a whole number, or a share below 1.
func (c *checker) countOrShare(fs fieldSet, name string) (n int, share float64) {
	x, given := c.num(fs, name)
	if !given {
		return 0, 0
	}
	if x.f > 0 && x.f < 1 {
		return 0, x.f
	}
	return c.countField(fs, name, 0), 0
}

// notOfScenes reports what chooses among files, asked of images that are drawn.
func (c *checker) notOfScenes(fs fieldSet, d *Data) {
	for _, name := range []string{"skip", "shuffle", "class", "flip", "crops", "resize"} {
		if fs.has(name) {
			c.report(codeFit, fs.by[name].value.span, name+" of scenes", "they are drawn for the purpose, by seed and at their size", "remove "+name+"; another seed draws others, and scenes(\"face\") one kind")
		}
	}
	if fs.has("take") {
		v := fs.by["take"].value
		switch {
		case v.kind == rangeValue:
			c.report(codeFit, v.span, "take "+v.String()+" of scenes", "they are drawn for the purpose, and have no end", "take 1000, and seed 2 for others")
		case d.TakeShare > 0:
			c.report(codeFit, v.span, "take "+v.String()+" of scenes", "they have no end, so there is no share of them", "take 1000")
		}
	}
}

func (c *checker) from(fs fieldSet, d *Data) {
	if !fs.has("from") {
		return
	}
	f, w := fs.by["from"], fieldWord("data", "from")
	if !c.kind(f, w, stringValue, callValue, exprValue) {
		return
	}
	v := f.value
	if v.kind == callValue {
		d.Loader = v.loader.text
		c.loader(v)
	}
	switch {
	case v.kind == callValue && v.expr != nil:
		c.fromName(v.expr, d)
	case v.kind == stringValue || v.kind == callValue:
		d.From = v.text
		if v.text == scenes && v.kind == stringValue {
			d.From = "./scenes" // a folder; the bare word is the procedural set
		}
		switch {
		case v.text == "" && d.Loader == scenes:
			c.report(codeValueRange, v.span, "no kind of scene is named", "scenes in brackets list the kinds to draw", `from scenes("face, car")`)
		case v.text == "":
			c.report(codeValueRange, v.span, "the path is empty", "it names a folder or a zip of images", w.Example)
		}
	case v.expr.op != 'a':
		c.report(codeValueKind, v.span, `field "from" is `+short(v.String())+", want a path or a name", w.Signature, w.Example)
	default:
		c.fromName(v.expr, d)
	}
}

// loaders are the words that stand before ("PATH").
var loaders = slices.DeleteFunc(names(valuesOf("data.from")), func(word string) bool { return word == scenes })

// choice is the value of a field that takes one of a few words, "" if it is not given or
// wrong.
func (c *checker) choice(fs fieldSet, name string) string {
	if !fs.has(name) {
		return ""
	}
	f, w, known := fs.by[name], fieldWord(fs.path, name), names(valuesOf(fs.path+"."+name))
	if !c.kind(f, w, exprValue) {
		return ""
	}
	word := f.value.expr.text
	if f.value.expr.op != 'a' || !containsKind(known, word) {
		c.report(codeValueKind, f.value.span, name+" is "+short(f.value.String())+", want "+strings.Join(known[:len(known)-1], ", ")+" or "+known[len(known)-1], w.Signature, near(word, known, w.Example))
		return ""
	}
	return word
}

// needsLoader reports what only a published set knows, asked of other images.
func (c *checker) needsLoader(fs fieldSet, d *Data) {
	if d.Loader != "" && !isScenes(d) || !fs.has("from") {
		return
	}
	if d.Split != "" {
		c.report(codeFit, fs.by["split"].value.span, "split "+d.Split+" of images without a loader", "only the loader of a published set knows its parts", "from celeba("+strconv.Quote("DIR")+")")
	}
	if d.CropBy == "box" || d.CropBy == "landmarks" {
		c.report(codeFit, fs.by["crop"].value.span, "crop "+d.CropBy+" of images without a loader", "only the loader of a published set knows what is in its images", "crop centre")
	}
}

func (c *checker) loader(v *value) {
	if containsKind(loaders, v.loader.text) || v.loader.text == scenes {
		return
	}
	c.report(codeName, v.loader.span, "unknown loader "+quote(v.loader.text), "loaders are "+phrase(loaders)+"; a folder or zip of images needs none", near(v.loader.text, loaders, "from "+v.argument()))
}

// fromName is a procedural set or a Go string of the session.
func (c *checker) fromName(v *expr, d *Data) {
	word := v.text
	if word == scenes && d.Loader == "" {
		d.From = word
		return
	}
	if texts, ok := c.env.(Texts); ok {
		if path, pending, found := texts.Text(word); found {
			d.From, c.wait = path, c.wait || pending
			if path == "" && !pending {
				c.report(codeValueRange, v.span, "the path in "+quote(word)+" is empty", "it names a folder or a zip of images", "set "+word+" before this block")
			}
			return
		}
	}
	if containsKind(loaders, word) && d.Loader == "" {
		c.report(codeValueKind, v.span, quote(word)+" has no path", "a loader takes the path of its folder or archive", word+`("DIR")`)
		return
	}
	if m, found := c.lookup(word); found && m.value.pending {
		c.wait = true
		return
	} else if found {
		kind := m.kind
		if kind == "let" {
			kind = "number"
		}
		c.report(codeValueKind, v.span, quote(word)+" is a "+kind+", want a path", "images come from a folder, a zip or a procedural set", `from "PATH"`)
		return
	}
	c.report(codeName, v.span, "unknown name "+quote(word), "neither a procedural set nor a Go string of the session", near(word, append(names(valuesOf("data.from")), c.sessionNames()...), "in quotes, if it is a path: "+quote(word)))
}

func (c *checker) sessionNames() []string {
	if c.env == nil {
		return nil
	}
	return c.env.Names()
}

func (c *checker) size(fs fieldSet) Shape {
	if !fs.has("size") {
		return Shape{}
	}
	f, w := fs.by["size"], fieldWord("data", "size")
	if !c.kind(f, w, shapeValue, exprValue) {
		return Shape{}
	}
	v := f.value
	if e := v.expr; v.kind == exprValue && e.op == '*' && e.l.op == '0' && e.r.op == '0' {
		c.report(codeValueKind, v.span, "size is the product "+e.String()+", want a shape", "the sides of a shape are joined by x", "size "+e.l.text+"x"+e.r.text)
		return Shape{}
	}
	if v.kind == exprValue {
		x, ok := c.eval(v.expr)
		n, whole := x.whole()
		switch {
		case !ok || x.pending:
			return Shape{}
		case !whole || n < 1 || n > maxSide:
			c.report(codeValueRange, v.span, "size is "+x.String()+", want a whole number from 1 to "+itoa(maxSide), "one number is the side of a square", "size 64, or size 64x64")
			return Shape{}
		}
		return Shape{int(n), int(n), defaultColours}
	}
	s := Shape{C: defaultColours}
	switch len(v.sides) {
	case 0:
		return Shape{} // reported by the scanner
	case 2:
		s.H, s.W = v.sides[0], v.sides[1]
	case 3:
		s.H, s.W, s.C = v.sides[0], v.sides[1], v.sides[2]
	default:
		c.report(codeValueKind, v.span, "size has "+itoa(len(v.sides))+" sides, want height x width, or height x width x channels", w.Signature, "size 64x64")
		return Shape{}
	}
	if s.C != 1 && s.C != 3 && s.C != 0 {
		c.report(codeValueRange, v.span, "size has "+itoa(s.C)+" channels, want 3 or 1", "3 for colour, 1 for grey", fmt.Sprintf("size %dx%dx3", s.H, s.W))
		return Shape{}
	}
	return c.sides(v, s)
}

// crop is x0, y0, x1, y1, or nil.
func (c *checker) crop(fs fieldSet) []int {
	if !fs.has("crop") {
		return nil
	}
	sub := c.subgroup(fs, "crop")
	x0, x1, okX := c.pixelSpan(sub, "x")
	y0, y1, okY := c.pixelSpan(sub, "y")
	if !okX || !okY {
		return nil
	}
	return []int{x0, y0, x1, y1}
}

// pixelSpan is first..end in whole pixels.
func (c *checker) pixelSpan(fs fieldSet, name string) (first, end int, ok bool) {
	if !fs.has(name) {
		return 0, 0, false
	}
	f, w := fs.by[name], fieldWord(fs.path, name)
	if !c.kind(f, w, rangeValue) {
		return 0, 0, false
	}
	a, ok1 := c.eval(f.value.expr)
	b, ok2 := c.eval(f.value.last)
	if !ok1 || !ok2 || a.pending || b.pending {
		return 0, 0, false
	}
	i, whole1 := a.whole()
	j, whole2 := b.whole()
	if !whole1 || !whole2 || i < 0 || j > 1<<20 {
		c.report(codeValueRange, f.value.span, name+" is "+f.value.String()+", want whole pixels from 0 on", "a crop is counted in pixels of the source image", w.Example)
		return 0, 0, false
	}
	if i >= j {
		c.report(codeValueRange, f.value.span, fmt.Sprintf("%s is %d..%d, which holds no pixel", name, i, j), "the first is included, the end is not", fmt.Sprintf("%s %d..%d", name, min(i, j), max(i, j)+map[bool]int64{true: 1}[i == j]))
		return 0, 0, false
	}
	return int(i), int(j), true
}

// pixels is the range of pixel values.
func (c *checker) pixels(fs fieldSet, d *Data) {
	if !fs.has("range") {
		return
	}
	f, w := fs.by["range"], fieldWord("data", "range")
	if !c.kind(f, w, rangeValue) {
		return
	}
	low, ok1 := c.eval(f.value.expr)
	high, ok2 := c.eval(f.value.last)
	if !ok1 || !ok2 || low.pending || high.pending {
		return
	}
	if !(low.f < high.f) {
		c.report(codeValueRange, f.value.span, "range "+f.value.String()+" does not go up", "black comes first, white last", "range "+high.String()+".."+low.String())
		return
	}
	d.Range = [2]float64{low.f, high.f}
}
