package dsl

import (
	"strings"
	"testing"
)

// cut splits a text at its cursor mark.
func cut(t *testing.T, text string) (Source, int) {
	t.Helper()
	before, after, found := strings.Cut(text, "‸")
	if !found {
		t.Fatalf("no cursor in %q", text)
	}
	return Source{Text: before + after}, len(before)
}

const generator = "net G {\n  z normal(8)\n  object fc(4x4x64) topk(8)\n  image up(2) conv(3) tanh\n}\n"

// TestComplete lists what is offered; "none" is an empty list inside a block, "outside"
// a place that is not in one.
func TestComplete(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"x := ‸", "outside"}, {"‸", "outside"}, {"net G {\n}‸", "outside"}, {"net G {\n}\n‸", "outside"}, {"let k = 3\n‸", "outside"},
		{"net G‸ {\n}", "none"}, {"net ‸", "outside"}, {"data ‸d {\n}", "none"},
		{"net G {\n  ‸\n}", "z y"},
		{"net G {\n  z ‸\n}", "normal image"},
		{"net G {\n  z no‸rmal(8)\n}", "normal"},
		{"net G {\n  z normal(8)\n  ‸\n}", "object part subpart prim pixel image"},
		{"net G {\n  z normal(8)\n  object fc(4x4x8)\n  p‸\n}", "part prim pixel"},
		{"net E {\n  y image(8x8x3)\n  ‸\n}", "e2 energy"},
		{"net G {\n  z normal(8)\n  object ‸", "fc conv up down relu lrelu elu tanh sigmoid linear"},
		{"net G {\n  z normal(8)\n  object fc(4x4x8) ‸", "fc conv up down relu lrelu elu tanh sigmoid linear topk"},
		{"net G {\n  z normal(8)\n  object fc(4x4x8) re‸", "relu"},
		{"net G {\n  z normal(8)\n  object fc(4x4x64) topk(‸", "8 width zero third big later"},
		{"net G {\n  z normal(8)\n  object fc(4x4x64)\n  part up(2) conv(8) topk(‸)\n}", "8*8/4 1/4 width zero third big later"},
		{"let kept = 1/4\nnet G {\n  z normal(8)\n  object fc(4x4x64) topk(k‸)\n}", "kept"},
		{"net G {\n  z normal(8)\n  object fc(4x4x64) topk(8, ‸)\n}", "per:  width zero third big later"},
		{"net G {\n  z normal(8)\n  object fc(4x4x64) topk(8, per: ‸)\n}", "position channel"},
		{"net G {\n  z normal(8)\n  object conv(8, k‸)\n}", "kernel: "},
		{"net G {\n  z normal(8)\n  object fc(4x4x64) topk(8) ‸\n}", "none"},
		{"net G {\n  z normal(8) // re‸\n}", "none"},
		{"data d { ‸ }", "from take skip shuffle class flip crops split size crop resize range seed"},
		{"data d { from \"fa‸\" }", "none"},
		{"data d { from ‸ }", "scenes celeba(\"DIR\") fashiongan(\"DIR\") deepfashion(\"DIR\") cars(\"DIR\") lsun(\"DIR\") cifar10(\"DIR\") mnist(\"DIR\")"},
		{"data d { from celeba(\"DIR\")  split ‸ }", "all train val test"},
		{"data d { crop ‸ }", "centre whole pad box landmarks { x 12..76  y 28..92 }"},
		{"data d { from scenes  s‸ }", "skip shuffle split size seed"},
		{"data d { from scenes  size 8x8  ‸ }", "take skip shuffle class flip crops split crop resize range seed"},
		{"data d { from scenes  size ‸ }", "64x64"},
		{"data d { crop { ‸ } }", "x y"},
		{"data d { crops ‸ }", "{ number 4  side 4/5 }"},
		{"data d { crops { ‸ } }", "number side"},
		{"data d { crop { x 1..2 ‸ } }", "y"},
		{"data d { crop { x 1..2  y 1..2 } ‸ }", "from take skip shuffle class flip crops split size resize range seed"},
		{"train t {\n  ‸\n}", "actor critic data langevin sigma weight rate beta1 guard batch iterations seed repeat save"},
		{"train t {\n  langevin { steps 3  ‸ }\n}", "step sigma noise"},
		{"train t {\n  langevin { noise ‸ }\n}", "on off"},
		{"train t {\n  langevin ‸\n}", "{ steps 10  step 0.1 }"},
		{generator + "train t {\n  actor ‸\n}", "G Old"},
		{generator + "train t {\n  critic ‸\n}", "none"},
		{generator + "net E {\n  y image(8x8x3)\n  energy fc(1)\n}\ntrain t {\n  critic ‸\n}", "none E"},
		{generator + "data faces { from scenes  size 8x8 }\ntrain t {\n  actor G  data ‸\n}", "digits faces"},
		{"train t {\n  batch ‸\n}", "16 big later third width zero"},
		{"train t {\n  batch 2*w‸\n}", "width"},
		{"train t {\n  rate { actor ‸ }\n}", "2e-3..1e-4 big later third width zero"},
		{"let a = 3\nlet b = ‸", "a width zero third big later"},
		{"let a = 3\nlet b = a+wi‸", "width"},
		{"let a ‸", "none"},
	} {
		src, offset := cut(t, tt.text)
		list, ok := Complete(src, offset, session{})
		var texts []string
		for _, c := range list {
			texts = append(texts, c.Text)
			if c.Start > offset || c.End < offset || !strings.HasPrefix(c.Text, src.Text[c.Start:offset]) {
				t.Errorf("%s: %q replaces %d..%d, the cursor is at %d", tt.text, c.Text, c.Start, c.End, offset)
			}
		}
		got := strings.Join(texts, " ")
		switch {
		case !ok:
			got = "outside"
		case len(list) == 0:
			got = "none"
		}
		if sameWords(got) != sameWords(tt.want) {
			t.Errorf("%q: got %s, want %s", tt.text, got, tt.want)
		}
	}
}

// sameWords forgets the order of names of the session, which are sorted among the file's.
func sameWords(s string) string {
	words := strings.Fields(s)
	for i := range words {
		for j := i; j > 0 && words[j] < words[j-1]; j-- {
			words[j], words[j-1] = words[j-1], words[j]
		}
	}
	return strings.Join(words, " ")
}

// TestCompletionsAreAccepted: every layer and field that is offered parses there.
func TestCompletionsAreAccepted(t *testing.T) {
	for _, w := range Words() {
		text := ""
		switch {
		case w.Role == LayerRole && w.Name != "normal" && w.Name != "image":
			text = "net G {\n  z normal(8)\n  object fc(16x16x64)\n  part conv(512) " + w.Example + "\n  image fc(8x8x3)\n}\n"
		case w.Role == FieldRole && !strings.Contains(w.In, ".") && !w.required:
			text = "data d { from celeba(\"x\")  size 64x64 " + map[bool]string{true: w.Example}[w.In == "data"] + " }\n" +
				"net H {\n  z normal(8)\n  image fc(64x64x3)\n}\ntrain t { actor H  critic none  data d " + map[bool]string{true: w.Example}[w.In == "train"] + " }\n"
		default:
			continue
		}
		if _, diags := Read(Source{Text: text}, nil); len(diags) > 0 {
			t.Errorf("%s %s: its example has mistakes:\n%s", w.Role, w.Name, diags.Error())
		}
	}
}

func TestInspect(t *testing.T) {
	for _, tt := range []struct {
		text string
		want []string // all in the plain text; none means no documentation
	}{
		{"x := con‸v", nil},
		{"net G {\n  z normal(8)\n}‸", nil},
		{"n‸et G {\n  z normal(8)\n  image fc(8x8x3)\n}", []string{"net NAME { stages }", "[P] table 1"}},
		{"net ‸G {\n  z normal(8)\n  image fc(8x8x3)\n}", []string{"generator G: 8 to 8x8x3", "1728"}},
		{strings.Replace(generator, "up(2)", "u‸p(2)", 1), []string{"up(factor)", "input   4x4x64", "output  8x8x64"}},
		{strings.Replace(generator, "conv", "c‸onv", 1), []string{"conv(channels, kernel: 3)", "output      8x8x3", "parameters  1731", "MACs        111k an image, 13.8k done"}},
		{strings.Replace(generator, "topk", "top‸k", 1), []string{"topk(k, per:", "keeps 8 of 64 per position", "section 3.2"}},
		{strings.Replace(generator, "object", "‸object", 1), []string{"stage object", "output       4x4x64", "keeps 8 of 64 per position (12.5 %)", "reaches"}},
		{strings.Replace(generator, "topk(8)", "topk(8, pe‸r: position)", 1), []string{"which values compete"}},
		{strings.Replace(generator, "topk(8)", "topk(8, per: posit‸ion)", 1), []string{"at each position"}},
		{"net G {\n  z normal(8)\n  object fc(4x4x64) topk(wi‸dth/8)\n  image conv(3)\n}", []string{"width = 64"}},
		{"net G {\n  z nor‸mal(\n}", nil},
		{"net G {\n  ob‸ject fc(4x4x64)\n}", []string{"not known"}},
		{"net G {\n  z normal(8)\n  o‸bject fc(4x4x64)\n  image up(0) conv(3)\n}", []string{"output       4x4x64"}},
		{"data d { fro‸m scenes  size 8x8 }", []string{"from \"PATH\"", "example: from"}},
		{"data d { from sce‸nes  size 8x8 }", []string{"AND-OR grammar"}},
		{"data d { from celeb‸a(\"x\")  size 8x8 }", []string{"CelebA"}},
		{"data ‸d { from scenes  size 8x8 }", []string{"data d", "take 1000"}},
		{"train t { actor Ol‸d  critic none }", []string{"generator Old: 4 to 8x8x3"}},
		{"train t { critic non‸e }", []string{"alternating back-propagation"}},
		{"train t { langevin { st‸ep 0.1 } }", []string{"delta", "default: 0.1", "[P] eq. 13"}},
		{"train t { data digi‸ts }", []string{"digits.zip"}},
		{"train t { batch wid‸th }", []string{"width = 64"}},
		{"train t { rate 1e-3..thi‸rd }", []string{"third = 0.333333"}},
		{"let a = 3\nlet b = 2*‸a", []string{"a = 3"}},
		{"let b = later‸", []string{"a value of the session"}},
		{"let b = unknown‸", nil},
		{"let b‸ = 3/6", []string{"let b = 1/2"}},
	} {
		src, offset := cut(t, tt.text)
		d, ok := Inspect(src, offset, session{})
		if ok != (tt.want != nil) {
			t.Errorf("%q: got %v %+v", tt.text, ok, d)
			continue
		}
		for _, want := range tt.want {
			if !strings.Contains(d.Plain(), want) {
				t.Errorf("%q: got\n%s\nwant %q in it", tt.text, d.Plain(), want)
			}
		}
		if ok && (d.Start > offset || d.End < offset || !strings.HasPrefix(d.Markdown(), "**`")) {
			t.Errorf("%q: got %d..%d, %s", tt.text, d.Start, d.End, d.Markdown())
		}
	}
}

func TestWords(t *testing.T) {
	seen := map[string]bool{}
	for _, w := range Words() {
		key := string(w.Role) + w.In + w.Name
		if seen[key] {
			t.Errorf("%s %s is listed twice", w.In, w.Name)
		}
		seen[key] = true
		if w.Doc == "" || w.Signature == "" || w.Example == "" || !strings.HasSuffix(w.Doc, ".") && !strings.HasSuffix(w.Doc, ")") {
			t.Errorf("%s %s lacks documentation: %+v", w.In, w.Name, w)
		}
	}
	for word, meant := range synonyms {
		if layerWord(meant) == nil && len(wordsNamed(meant)) == 0 {
			t.Errorf("synonym %q stands for %q, which is no word", word, meant)
		}
	}
	for word := range missingHelp {
		if missing[word] == "" {
			t.Errorf("missingHelp has %q, missing does not", word)
		}
	}
}

func wordsNamed(name string) (out []Word) {
	for _, w := range Words() {
		if w.Name == name {
			out = append(out, w)
		}
	}
	return out
}
