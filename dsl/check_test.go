package dsl

import (
	"encoding/json"
	"math"
	"reflect"
	"strings"
	"testing"
)

// mustRead reads a text that has no mistakes.
func mustRead(t testing.TB, text string, env Env) []Decl {
	t.Helper()
	decls, diags := Read(Source{Name: "test", Text: text}, env)
	if len(diags) > 0 {
		t.Fatal(diags)
	}
	return decls
}

func table1(t testing.TB) (generator, energy *Net) {
	t.Helper()
	text := longCell(t, 1)
	decls := mustRead(t, text, nil)
	return decls[0].Net, decls[1].Net
}

func TestTable1(t *testing.T) {
	g, e := table1(t)
	if g.Kind != Generator || e.Kind != Energy {
		t.Errorf("kinds: got %s and %s", g.Kind, e.Kind)
	}
	wantOut := []Shape{{1, 1, 100}, {4, 4, 3200}, {8, 8, 512}, {16, 16, 256}, {32, 32, 128}, {64, 64, 64}, {64, 64, 3}}
	wantK := []*TopK{nil, {8, 3200, PerPosition, "8"}, {16, 64, PerChannel, "8*8/4"}, {64, 256, PerChannel, "16*16/4"}, {256, 1024, PerChannel, "32*32/4"}, nil, nil}
	for i, s := range g.Stages {
		if s.Out != wantOut[i] || !reflect.DeepEqual(s.TopK, wantK[i]) {
			t.Errorf("stage %q: got %s %+v, want %s %+v", s.Name, s.Out, s.TopK, wantOut[i], wantK[i])
		}
		if i > 0 && s.In != g.Stages[i-1].Out {
			t.Errorf("stage %q: enters %s, want %s", s.Name, s.In, g.Stages[i-1].Out)
		}
	}
	if got := g.Stages[2].Ops[1]; !reflect.DeepEqual(got, Op{Word: "conv", Channels: 512, Kernel: 3, In: Shape{8, 8, 3200}, Out: Shape{8, 8, 512}}) {
		t.Errorf("part's first conv: got %+v", got)
	}
	if got := e.Stages[1].Ops[1]; got.Slope != 0.2 {
		t.Errorf("e2's lrelu: got %+v, want slope 0.2", got)
	}
}

// TestFields: the reach of [P]'s Layers 3, 2 and 1, by the sizes and by
// following single pixels through the layers.
func TestFields(t *testing.T) {
	g, e := table1(t)
	for stage, want := range map[string][2]int{
		"z": {64, 16}, "object": {64, 16}, "part": {38, 8}, "subpart": {18, 4}, "prim": {8, 2}, "pixel": {3, 1}, "image": {1, 1}, "none": {0, 0},
	} {
		if size, stride := g.Field(stage); size != want[0] || stride != want[1] {
			t.Errorf("generator's %q: got %d every %d, want %d every %d", stage, size, stride, want[0], want[1])
		}
	}
	for stage, want := range map[string][2]int{"y": {1, 1}, "e2": {3, 1}, "e3": {12, 2}, "e4": {30, 4}} {
		if size, stride := e.Field(stage); size != want[0] || stride != want[1] {
			t.Errorf("energy's %q: got %d every %d, want %d every %d", stage, size, stride, want[0], want[1])
		}
	}
	for _, n := range []*Net{g, e} {
		for i, f := range n.Fields() {
			followPixels(t, n, i, f)
		}
	}
}

// followPixels compares a field's boxes with the extent of what a unit at a corner and
// one in the middle touch, found by walking every position through the layers.
func followPixels(t *testing.T, n *Net, stage int, f Field) {
	t.Helper()
	s := n.Stages[stage]
	for _, p := range [][2]int{{0, 0}, {s.Out.H / 2, s.Out.W / 2}, {s.Out.H - 1, s.Out.W - 1}} {
		x0, y0, x1, y1 := f.Box(p[0], p[1])
		wantY0, wantY1 := touched(n, stage, p[0])
		wantX0, wantX1 := touched(n, stage, p[1])
		if [4]int{x0, y0, x1, y1} != [4]int{wantX0, wantY0, wantX1, wantY1} {
			t.Errorf("%s %q at %v: got box %v, want %v", n.Kind, s.Name, p, [4]int{x0, y0, x1, y1}, [4]int{wantX0, wantY0, wantX1, wantY1})
		}
	}
}

// touched is the range of rows of the image that the unit at a row of a stage has to do
// with; square nets only.
func touched(n *Net, stage, row int) (first, end int) {
	lo, hi := row, row
	if n.Kind == Generator {
		for _, s := range n.Stages[stage+1:] {
			for _, o := range s.Ops {
				lo, hi = spread(o, lo, hi)
			}
		}
		return lo, hi + 1
	}
	for i := stage; i >= 0; i-- {
		ops := n.Stages[i].Ops
		for j := len(ops) - 1; j >= 0; j-- {
			o := ops[j]
			switch o.Word {
			case "conv":
				lo, hi = max(lo-o.Kernel/2, 0), min(hi+o.Kernel/2, o.In.H-1)
			case "down":
				lo, hi = lo*o.Factor, hi*o.Factor+o.Factor-1
			case "fc":
				lo, hi = 0, o.In.H-1
			}
		}
	}
	return lo, hi + 1
}

func spread(o Op, lo, hi int) (int, int) {
	switch o.Word {
	case "conv":
		return max(lo-o.Kernel/2, 0), min(hi+o.Kernel/2, o.Out.H-1)
	case "up":
		return lo * o.Factor, hi*o.Factor + o.Factor - 1
	case "fc":
		return 0, o.Out.H - 1
	}
	return lo, hi
}

// TestCost compares with counts worked out by hand; the convolutions of a dense forward
// pass at batch 16 are the 39.4 GMAC that were measured against PyTorch.
func TestCost(t *testing.T) {
	g, e := table1(t)
	c := g.Cost(16)
	if got := math.Round(float64(c.MACs-c.Stages[1].MACs)/1e8) / 10; got != 39.4 {
		t.Errorf("dense: got %v GMAC, want 39.4", got)
	}
	part := c.Stages[2]
	conv1, conv2 := int64(16*8*8*3200*512*9), int64(16*8*8*512*512*9)
	if part.MACs != conv1+conv2 || part.MACsDone != conv1*8/3200+conv2 {
		t.Errorf("part: got %d and %d done, want %d and %d", part.MACs, part.MACsDone, conv1+conv2, conv1*8/3200+conv2)
	}
	if sub, want := c.Stages[3].MACsDone, int64(16*16*16*512*256*9/4+16*16*16*256*256*9); sub != want {
		t.Errorf("subpart: got %d done, want %d", sub, want)
	}
	if part.Params != 3200*512*9+512+512*512*9+512 {
		t.Errorf("part: got %d parameters", part.Params)
	}
	if part.Activation != 16*8*8*512*4 || part.Active != 0.25 || c.Stages[5].Active != 1 {
		t.Errorf("part: got %d bytes, %v active", part.Activation, part.Active)
	}
	if one := g.Cost(0); one.Batch != 1 || one.MACs*16 != c.MACs || one.Params != c.Params {
		t.Errorf("batch 0: got %+v, want a batch of 1", one)
	}
	if ec := e.Cost(1); ec.Params != 4730497 || ec.MACs != ec.MACsDone {
		t.Errorf("energy: got %d parameters, %d of %d MACs", ec.Params, ec.MACsDone, ec.MACs)
	}
}

func TestCostThroughLayers(t *testing.T) {
	for _, tt := range []struct {
		layers string
		want   int64 // multiplications done in the last conv of 8x8, 16 to 1 channels of 1x1
	}{
		{"up(2)", 8 * 8 * 16 / 4}, {"relu up(2)", 8 * 8 * 16 / 4}, {"up(2) tanh", 8 * 8 * 16 / 4}, {"up(2) sigmoid", 8 * 8 * 16},
		{"up(4) down(2)", 8 * 8 * 16}, {"up(2) conv(16)", 8 * 8 * 16},
	} {
		n := mustRead(t, "net G {\n z normal(4)\n a fc(4x4x16) topk(4)\n image "+tt.layers+" conv(1, kernel: 1)\n}", nil)[0].Net
		last := len(n.Stages[2].Ops) - 1
		if _, _, done := n.opCost(2, last); done != tt.want {
			t.Errorf("%s: got %d, want %d", tt.layers, done, tt.want)
		}
	}
}

func TestCostSaturates(t *testing.T) {
	n := &Net{Stages: []Stage{{Ops: []Op{{Word: "fc", In: Shape{1 << 20, 1 << 20, 1}, Out: Shape{1 << 20, 1 << 20, 1}}}}}}
	if c := n.Cost(1000); c.MACs != math.MaxInt64 || c.MACsDone != math.MaxInt64 || c.Params != math.MaxInt64 {
		t.Errorf("got %+v, want counts at their maximum", c)
	}
}

func TestDefaults(t *testing.T) {
	text := "data d { from \"x\"  size 8x8 }\ntrain t { actor Old  critic none  data d }\n"
	decls := mustRead(t, text, session{})
	if want := (&Data{Name: "d", From: "x", Size: Shape{8, 8, 3}, Range: [2]float64{-1, 1}}); !reflect.DeepEqual(decls[0].Data, want) {
		t.Errorf("got %+v, want %+v", decls[0].Data, want)
	}
	want := &Train{
		Name: "t", Actor: "Old", Data: "d", Sigma: 0.3, Weight: 1, Batch: 16, Iterations: 1000, Seed: 1,
		Langevin: Langevin{Steps: 5, Step: 0.1, Sigma: 0.3, Noise: true},
		Rate:     Rates{Actor: 2e-3, ActorEnd: 1e-4, Critic: 1e-4}, Beta1: Rates{Actor: 0.9, Critic: 0.5},
		Guard: Guard{Square: 0.2}, Save: &Save{Minutes: 5},
	}
	if !reflect.DeepEqual(decls[1].Train, want) {
		t.Errorf("got %+v, want %+v", decls[1].Train, want)
	}
}

// TestDocumentedDefaults holds what the words say against what the checks fill in: each
// default that is a value, written out, must change nothing.
func TestDocumentedDefaults(t *testing.T) {
	for _, w := range Words() {
		if w.Role != FieldRole || w.Default == "" || strings.Contains(w.Default, " ") || w.Default == "none" {
			continue
		}
		inner := w.Name + " " + w.Default
		for path := w.In; strings.Contains(path, "."); path, _, _ = strings.Cut(path, ".") {
			inner = groupName(path) + " { " + inner + " }"
		}
		data, train := "", ""
		if strings.HasPrefix(w.In, "data") {
			data = inner
		} else {
			train = inner
		}
		cell := func(data, train string) string {
			return "data d { from \"x\"  size 8x8  " + data + " }\ntrain t { actor Old  critic none  data d  " + train + " }\n"
		}
		if got, want := mustRead(t, cell(data, train), session{}), mustRead(t, cell("", ""), session{}); !reflect.DeepEqual(got, want) {
			t.Errorf("%s.%s: the documented default %s is not the one that holds", w.In, w.Name, w.Default)
		}
	}
}

func TestSettings(t *testing.T) {
	text := `let s = 3/10
data d { from celeba("DIR")  take 2*50  size 8x8x1  crop { y 28..92  x 12..76 }  range 0..1  seed 7 }
data e { from "scenes"  size 8 }
data f { from scenes  size 8 }
data g { from path  size 8x8 }
data h { from scenes("face, car")  size 8 }
train t {
  actor Old  critic none  data g
  langevin { noise off  sigma 2*s }  sigma s  weight 0
  rate 1e-3..1e-4  beta1 { actor 0.7  critic 0.9 }
  guard { clip 1 }  batch 10  seed 0
}
`
	decls := mustRead(t, text, session{})
	if want := (&Data{Name: "d", From: "DIR", Loader: "celeba", Take: 100, Size: Shape{8, 8, 1}, Crop: []int{12, 28, 76, 92}, Range: [2]float64{0, 1}, Seed: 7}); !reflect.DeepEqual(decls[1].Data, want) {
		t.Errorf("got %+v, want %+v", decls[1].Data, want)
	}
	if got := decls[2].Data; got.From != "./scenes" || got.Take != 0 {
		t.Errorf("a folder called scenes: got %+v", got)
	}
	if got := decls[3].Data; got.From != "scenes" || got.Take != defaultScenes || got.Size != (Shape{8, 8, 3}) {
		t.Errorf("scenes: got %+v", got)
	}
	if got := decls[4].Data; got.From != "faces.zip" {
		t.Errorf("a Go string: got %+v", got)
	}
	if got := decls[5].Data; got.Loader != "scenes" || got.From != "face, car" || got.Take != defaultScenes {
		t.Errorf("some kinds of scene: got %+v", got)
	}
	r := decls[6].Train
	if r.Langevin.Noise || r.Langevin.Sigma != 0.6 || r.Sigma != 0.3 || r.Weight != 0 || r.Seed != 0 || r.Guard != (Guard{Square: 0.2, Clip: 1}) {
		t.Errorf("got %+v", r)
	}
	if r.Rate != (Rates{1e-3, 1e-3, 1e-4, 1e-4}) || r.Beta1 != (Rates{Actor: 0.7, Critic: 0.9}) {
		t.Errorf("got rates %+v and %+v", r.Rate, r.Beta1)
	}
}

func TestPending(t *testing.T) {
	text := "net G {\n  z normal(8)\n  a fc(4x4x16) topk(later)\n  image conv(3)\n}\nlet m = later*2\n"
	f, diags := Parse(Source{Text: text})
	decls, more := Check(f, session{})
	if len(diags)+len(more) > 0 {
		t.Fatal(diags, more)
	}
	if !decls[0].Pending || !decls[1].Pending {
		t.Errorf("got %+v, want both pending", decls)
	}
	if _, err := Marshal(decls[0]); err == nil {
		t.Error("a pending declaration has a JSON form")
	}
	d, diags := CheckBlock(f, 0, known{session{}})
	if len(diags) > 0 || d.Pending || d.Net.Stages[1].TopK.K != 5 {
		t.Errorf("with its value: got %+v %v", d.Net, diags)
	}
	if _, diags := CheckBlock(f, 0, known{tooMany{}}); len(diags) != 1 || diags[0].Code != codeTopKRange {
		t.Errorf("with a value too large: got %v, want %s", diags, codeTopKRange)
	}
}

// TestPendingParties: a name that Go declares in the cell may become a net or data.
func TestPendingParties(t *testing.T) {
	decls := mustRead(t, "data d { from later  size 8x8 }\ntrain t { actor later  critic later  data later }\n", session{})
	if !decls[0].Pending || !decls[1].Pending {
		t.Errorf("got %+v, want both pending", decls)
	}
}

// known gives "later" its value.
type known struct{ Env }

type tooMany struct{ session }

func (k known) Number(name string) (num, den int64, value float64, pending, ok bool) {
	if name != "later" {
		return k.Env.Number(name)
	}
	if _, many := k.Env.(tooMany); many {
		return 500, 1, 500, false, true
	}
	return 5, 1, 5, false, true
}

// TestCheckBlock: at its turn, a block sees the session first, then the blocks above.
func TestCheckBlock(t *testing.T) {
	text := "let width = 8\nx := 1\nnet G {\n  z normal(width)\n  image fc(8x8x3)\n}\nlet k = 3\nnet H {\n  z normal(k)\n  image fc(8x8x3)\n}\n"
	f, _ := Parse(Source{Text: text})
	for chunk, want := range map[int]int{2: 64, 4: 3} {
		d, diags := CheckBlock(f, chunk, session{})
		if len(diags) > 0 || d.Net.Stages[0].Out.C != want {
			t.Errorf("chunk %d: got %+v %v, want a latent of %d", chunk, d.Net, diags, want)
		}
	}
	defer func() {
		if recover() == nil {
			t.Error("CheckBlock of Go text: got no panic")
		}
	}()
	CheckBlock(f, 1, nil)
}

func TestBrokenBlocksDeclareNothing(t *testing.T) {
	decls, diags := Read(Source{Text: "net G {\n  z normal(8)\n  image fc(\n}\nlet k = 3\ntrain t { actor G  critic none  data d }\n"}, nil)
	if len(decls) != 3 || decls[0].count() != 0 || decls[1].Let == nil || decls[2].count() != 0 {
		t.Errorf("got %+v, want only the let", decls)
	}
	if len(diags) != 2 {
		t.Errorf("got %v, want the parenthesis and the unknown data", diags)
	}
}

func TestNewNet(t *testing.T) {
	n, diags := NewNet("G", []StageText{
		{"z", []string{"normal(100)"}}, {"object", []string{"fc(4x4x64)", "topk(8)"}}, {"image", []string{"up(2)", "conv(3)", "tanh"}},
	})
	if len(diags) > 0 || n.Stages[1].TopK.K != 8 || n.output() != (Shape{8, 8, 3}) {
		t.Errorf("got %+v %v", n, diags)
	}
	for _, layer := range []string{"topk(80)", "covn(3)", "}\nx := 1", "fc(3) } // ", "\"", ""} {
		if n, diags := NewNet("G", []StageText{{"z", []string{"normal(100)"}}, {"image", []string{"fc(4x4x3)", layer}}}); len(diags) == 0 && layer != "" || (n == nil) == (layer == "") {
			t.Errorf("%q: got %+v %v", layer, n, diags)
		}
	}
	if _, diags := NewNet("", nil); len(diags) == 0 {
		t.Error("a net without a name: got no mistake")
	}
}

func TestUnmarshalRefuses(t *testing.T) {
	g, _ := table1(t)
	good, err := Marshal(Decl{Net: g})
	if err != nil {
		t.Fatal(err)
	}
	edit := func(old, new string) string { return strings.Replace(string(good), old, new, 1) }
	for name, text := range map[string]string{
		"no JSON": "{", "another version": edit(`"schema":1`, `"schema":2`), "no version": edit(`"schema":1,`, ``), "unknown member": edit(`"name"`, `"nom":1,"name"`),
		"a wrong shape": edit(`"out":{"h":8`, `"out":{"h":9`), "a wrong k": edit(`"k":16`, `"k":17`), "too large a k": edit(`"k":8,`, `"k":8000,`),
		"an unknown layer": edit(`"word":"conv"`, `"word":"covn"`), "nothing": `{"schema":1}`, "a name that is none": edit(`"name":"G0"`, `"name":"G 0"`),
		"two": `{"schema":1,"let":{"name":"k","num":1,"den":2,"value":0.5},"data":{}}`, "a let not in lowest terms": `{"schema":1,"let":{"name":"k","num":2,"den":4,"value":0.5}}`,
		"a let over zero": `{"schema":1,"let":{"name":"k","num":2,"den":0}}`, "a rate out of range": `{"schema":1,"train":{"name":"t","actor":"G","data":"d","rate":{"actor":9}}}`,
		"empty data": `{"schema":1,"data":{}}`, "an array": `[1]`,
	} {
		if text == string(good) {
			t.Errorf("%s: the edit changed nothing", name)
		}
		if d, err := Unmarshal([]byte(text)); err == nil {
			t.Errorf("%s: got %+v, want an error", name, d)
		}
	}
}

func TestDiagnosticForms(t *testing.T) {
	text := `net G {
  z       normal(100)
  object  fc(4x4x3200)                           topk(8, per: position)
  part    up(2) conv(512) relu conv(512) relu     topk(20*20/4)
  image   conv(3) tanh
}
`
	_, diags := Read(Source{Name: "cell 3", Text: text}, nil)
	want := `error AO012: topk keeps 100 of 64 positions
 cell 3, line 4
 4 |   part    up(2) conv(512) relu conv(512) relu     topk(20*20/4)
   |                                                        ^^^^^^^
   = stage "part" is 8x8x512 (object 4x4, then up(2))
   help: topk(8*8/4), or as a ratio topk(1/4)`
	if diags.Error() != want {
		t.Errorf("got\n%s\nwant\n%s", diags, want)
	}
	d := diags[0]
	if got, want := d.Error(), "cell 3:4:56: AO012: topk keeps 100 of 64 positions"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if ansi := d.ANSI(); !strings.Contains(ansi, "\x1b[1;31merror AO012:\x1b[0m") || stripANSI(ansi) != want {
		t.Errorf("got %q", ansi)
	}
	b, err := json.Marshal(d)
	if err != nil || !strings.HasPrefix(string(b), `{"code":"AO012","file":"cell 3","line":4,"column":56,"end_line":4,"end_column":63,"message":"topk keeps 100`) {
		t.Errorf("got %s, %v", b, err)
	}
	if err := Diagnostics(nil).Err(); err != nil {
		t.Errorf("no findings: got %v", err)
	}
}

func stripANSI(s string) string {
	for _, code := range []string{"\x1b[1;31m", "\x1b[1m", "\x1b[34m", "\x1b[32m", "\x1b[0m"} {
		s = strings.ReplaceAll(s, code, "")
	}
	return s
}

// TestCarets: the caret stands under its subject whatever the line holds.
func TestCarets(t *testing.T) {
	for _, tt := range []struct{ name, text, excerpt, caret string }{
		{"tabs", "net G {\n\tz\tnormal(0)\n image fc(8x8x3)\n}", "\tz\tnormal(0)", "\t \t       ^"},
		{"wide letters", "let 宽 = 1/0", "let 宽 = 1/0", "           ^"},
		{"escape characters", "let k = \x1b 1/0", "let k = · 1/0", "        ^"},
	} {
		_, diags := Read(Source{Text: tt.text}, nil)
		if len(diags) == 0 {
			t.Errorf("%s: got no mistake", tt.name)
			continue
		}
		lines := strings.Split(diags[0].Text(), "\n")
		_, excerpt, _ := strings.Cut(lines[2], "| ")
		_, caret, _ := strings.Cut(lines[3], "| ")
		if excerpt != tt.excerpt || caret != tt.caret {
			t.Errorf("%s: got\n%q\n%q, want\n%q\n%q", tt.name, excerpt, caret, tt.excerpt, tt.caret)
		}
	}
	long := "let k = " + strings.Repeat("1+", 400) + "zz" + strings.Repeat("+1", 400)
	_, diags := Read(Source{Text: long}, nil)
	lines := strings.Split(diags[0].Text(), "\n")
	if at := strings.Index(lines[3], "^"); len([]rune(lines[2])) > 160 || string([]rune(lines[2])[at:at+2]) != "zz" {
		t.Errorf("a long line: got\n%s\n%s", lines[2], lines[3])
	}
	in := Source{Text: "x let k = 1/0"}
	in.Text, in.FirstLine, in.FirstCol = "let k = 1/0", 7, 3
	_, diags = Read(in, nil)
	if text := diags[0].Text(); !strings.Contains(text, " 7 | let k = 1/0\n   |           ^") || diags[0].Pos.Col != 13 {
		t.Errorf("inside a larger text: got %v\n%s", diags[0].Pos, text)
	}
}
