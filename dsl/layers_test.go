package dsl

import (
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// TestEveryLayerFile: each layer_NAME.go has its layer in the table.
func TestEveryLayerFile(t *testing.T) {
	files, err := filepath.Glob("layer_*.go")
	if err != nil || len(files) < len(layers) {
		t.Errorf("got %d files layer_NAME.go for %d layers, want one for each (%v)", len(files), len(layers), err)
	}
	for _, f := range files {
		if name := strings.TrimSuffix(strings.TrimPrefix(f, "layer_"), ".go"); layerOf(name) == nil && !strings.HasSuffix(name, "_test") {
			t.Errorf("layer %q: it has a file, but no line in the table of layers.go", name)
		}
	}
}

// netWith is a net with the layer as it is in Full, and the place of that layer.
func netWith(l *layer) (text string, stage int) {
	switch {
	case l.begins == Generator:
		return "net N {\n  z " + l.Full + "\n  a fc(6x4x5)\n  image conv(3)\n}", 0
	case l.begins == Energy:
		return "net N {\n  y " + l.Full + "\n  f fc(1)\n}", 0
	case l == &topkLayer:
		return "net N {\n  z normal(5)\n  a fc(6x4x5)\n  b conv(4) " + l.Full + "\n  image conv(3)\n}", 2
	}
	return "net N {\n  z normal(5)\n  a fc(6x4x5)\n  b " + l.Full + "\n  image conv(3)\n}", 2
}

// TestEveryLayerIsWhole names what a layer of the table lacks on the side of the language:
// words about it, arguments and their limits, and a Full that gives every argument.
func TestEveryLayerIsWhole(t *testing.T) {
	for _, l := range layers {
		lacks := func(what string) { t.Errorf("layer %q: %s", l.Name, what) }
		for what, text := range map[string]string{"Signature": l.Signature, "Doc": l.Doc, "Example": l.Example, "Full": l.Full} {
			if text == "" {
				lacks("it has no " + what)
			}
		}
		if missing[l.Name] != "" {
			lacks("words.go says in missing why there is no such layer")
		}
		if (l.ahead == nil) != (l.behind == nil) && l.begins == "" {
			lacks("it has one of ahead and behind, want both or none")
		}
		if l.shape == nil && (l.changes != 0 || l.begins != "") {
			lacks("it changes a shape but has no shape")
		}
		for _, p := range l.Params {
			number := p.kind == countParam || p.kind == realParam
			switch {
			case p.Name == "" || p.Doc == "":
				lacks("parameter " + p.Name + " lacks its name or Doc")
			case number && !strings.Contains(l.Signature, p.Name):
				lacks("parameter " + p.Name + " is not in its Signature " + l.Signature)
			case number && (p.Default != "") != strings.Contains(l.Signature, p.Name+": "):
				lacks("parameter " + p.Name + " has the default \"" + p.Default + "\", but its Signature is " + l.Signature)
			case number && !(p.low < p.high):
				lacks("parameter " + p.Name + " has no limits low and high")
			case number && p.Default != "" && text(p.preset()) != p.Default:
				lacks("parameter " + p.Name + " has the default " + p.Default + ", which is no number as it is written")
			case number && p.Default != "" && !strings.Contains(l.Full, p.Name+": "):
				lacks("Full is " + l.Full + ", want " + p.Name + " in it by its name")
			}
		}
	}
}

// TestEveryLayerIsPrintedAndRead: a layer with every argument unlike its default comes
// back from the text of its block and from the text in a checkpoint. A number beyond a
// limit is refused.
func TestEveryLayerIsPrintedAndRead(t *testing.T) {
	for _, l := range layers {
		block, at := netWith(l)
		decls, diags := Read(Source{Text: block}, nil)
		if len(diags) > 0 {
			t.Errorf("layer %q: its Full has mistakes:\n%s", l.Name, diags.Error())
			continue
		}
		n := decls[0].Net
		if l != &topkLayer {
			o := n.Stages[at].Ops[0]
			for _, p := range l.Params {
				if (p.kind == countParam || p.kind == realParam) && p.Default != "" && p.number(o) == p.preset() {
					t.Errorf("layer %q: parameter %s is %v in Full, its default; want another value", l.Name, p.Name, p.preset())
				}
			}
		}
		if again, diags := Read(Source{Text: n.String()}, nil); len(diags) > 0 || !reflect.DeepEqual(again[0].Net, n) {
			t.Errorf("layer %q: printed and read back it is another: %s\n%s", l.Name, n, diags.Error())
		}
		saved, err := Marshal(decls[0])
		if err != nil {
			t.Errorf("layer %q: its checkpoint cannot be written: %v", l.Name, err)
			continue
		}
		if again, err := Unmarshal(saved); err != nil || !reflect.DeepEqual(again.Net, n) {
			t.Errorf("layer %q: from a checkpoint it comes back as another, %v: %s", l.Name, err, saved)
		}
		for _, p := range l.Params {
			if p.kind != countParam && p.kind != realParam {
				continue
			}
			for _, v := range []float64{p.low - 1, p.high + 1} {
				arg := p.Name + ": " + text(v)
				if v < 0 {
					arg = p.Name + ": 0-" + text(-v)
				}
				given := l.Name + "(" + arg + ")"
				if p.Default != "" && l.Params[0].Default == "" {
					given = l.Name + "(" + l.Params[0].Name + ": 2, " + arg + ")"
				}
				bad := strings.Replace(block, l.Full, given, 1)
				if _, diags := Read(Source{Text: bad}, nil); len(diags) == 0 || diags[0].Code != codeArgRange {
					t.Errorf("layer %q: %s is not refused as out of its limits: %v", l.Name, given, diags)
				}
			}
		}
	}
}

// TestEveryLayerChangesWhatItSays: the shape rule sets no side that changes leaves out.
func TestEveryLayerChangesWhatItSays(t *testing.T) {
	for _, l := range layers {
		if l.begins != "" || l == &topkLayer {
			continue
		}
		block, at := netWith(l)
		o := mustRead(t, block, nil)[0].Net.Stages[at].Ops[0]
		if l.changes&changesSides == 0 && (o.In.H != o.Out.H || o.In.W != o.Out.W) {
			t.Errorf("layer %q: %s becomes %s, but changes says that the sides stay", l.Name, o.In, o.Out)
		}
		if l.changes&changesChannels == 0 && o.In.C != o.Out.C {
			t.Errorf("layer %q: %s becomes %s, but changes says that the channels stay", l.Name, o.In, o.Out)
		}
	}
}

// TestEveryFormula: the derivative of a formula is its derivative, and zeros and within
// say of it what is so.
func TestEveryFormula(t *testing.T) {
	for _, l := range layers {
		if l.formula == nil {
			continue
		}
		block, at := netWith(l)
		f := l.formula(mustRead(t, block, nil)[0].Net.Stages[at].Ops[0])
		for x := -3.05; x < 4; x += 0.1 {
			const h = 1e-5
			want := (f.Value(x+h) - f.Value(x-h)) / (2 * h)
			if got := f.Slope(f.Value(x)); math.Abs(got-want) > 1e-6*max(1, math.Abs(want)) {
				t.Errorf("layer %q: the slope of its formula at %.2f is %g, want %g", l.Name, x, got, want)
				break
			}
		}
		if zero := f.Value(0) == 0; zero != (l.zeros != nil) {
			t.Errorf("layer %q: it makes %g of 0, but zeros says otherwise; want zeros: keepsZeros where zeros stay", l.Name, f.Value(0))
		}
		low, high := f.Value(-1e9), f.Value(1e9)
		bounded := max(math.Abs(low), math.Abs(high)) < 1e6
		if want := [2]float64{low, high}; bounded && l.within != want || !bounded && l.within != [2]float64{} {
			t.Errorf("layer %q: within is %v, but its values go from %g to %g", l.Name, l.within, low, high)
		}
	}
}

// TestELU holds the formula against values that PyTorch 2.7.1 gives.
func TestELU(t *testing.T) {
	x := []float64{-50, -3, -1, -0.25, 0, 0.5, 7}
	for alpha, want := range map[string][]float64{
		"elu(0.5)": {-0.5, -0.475106465816068, -0.31606027941427883, -0.11059960846429756, 0, 0.5, 7},
		"elu":      {-1, -0.950212931632136, -0.6321205588285577, -0.22119921692859512, 0, 0.5, 7},
	} {
		n := mustRead(t, "net N {\n  z normal(5)\n  a fc(2x2x3) "+alpha+"\n}", nil)[0].Net
		f, _ := n.Stages[1].Ops[1].Formula()
		for i, v := range x {
			if got := f.Value(v); math.Abs(got-want[i]) > 1e-15 {
				t.Errorf("%s of %g: got %.17g, want %.17g", alpha, v, got, want[i])
			}
		}
	}
}

// TestEveryLayerIsDocumented: the reference and the docs have it.
func TestEveryLayerIsDocumented(t *testing.T) {
	page, err := os.ReadFile(filepath.Join("..", "docs", "language.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range layers {
		if entry := "\n### " + l.Name + "\n\n`" + l.Signature + "`\n\n" + l.Doc; !strings.Contains(string(page), entry) {
			t.Errorf("layer %q: docs/language.md does not have it as it is; go test ./dsl -run TestReference -update writes the page", l.Name)
		}
	}
}
