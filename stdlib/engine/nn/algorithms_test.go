package nn

import (
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/andor-kernel/andor/dsl"
	"github.com/andor-kernel/andor/stdlib/tensor"
)

// synthesis is a batch of images by as many threads, with the net that made them.
func synthesis(t *testing.T, spec *dsl.Net, threads int, opts ...Option) (*Net, *tensor.Tensor) {
	t.Helper()
	g := must(New(spec, 1, opts...))(t)
	return g, must(must(NewForward(g, 4, WithThreads(threads)))(t).Run(normal(1, 4, 5)))(t)
}

// TestAlgorithmsAreKept: a net made with another's algorithms computes the same bits, with any
// number of threads; and the choice is one that makes a difference.
func TestAlgorithmsAreKept(t *testing.T) {
	spec := smallGenerator(t)
	model, modelled := synthesis(t, spec, 1)
	other := model.Algorithms()
	changed := 0
	for layer, choice := range other {
		if !strings.HasPrefix(choice, "direct/") {
			other[layer] = "direct/direct/direct"
			changed++
		}
	}
	if changed == 0 {
		t.Fatalf("the model takes %v: choose another net", other)
	}
	g, direct := synthesis(t, spec, 1, WithAlgorithms(other))
	if !maps.Equal(g.Algorithms(), other) {
		t.Errorf("got %v, want %v", g.Algorithms(), other)
	}
	same := true
	for i, v := range modelled.Data {
		same = same && v == direct.Data[i]
	}
	if same {
		t.Error("the choice makes no difference: the test shows nothing")
	}
	_, again := synthesis(t, spec, 3, WithAlgorithms(other))
	equal(t, "with three threads", again, direct)
}

func TestMeasurement(t *testing.T) {
	spec, dir := smallGenerator(t), t.TempDir()
	g, y := synthesis(t, spec, 1, WithMeasurement(dir))
	if _, err := os.Stat(filepath.Join(dir, "algorithms.jsonl")); err != nil {
		t.Error(err)
	}
	timed := 0
	for _, a := range g.Chosen() {
		if a.Times != nil {
			timed++
		}
		if a.Name == "" || a.Model == "" || !strings.Contains(a.Layer, ".conv") {
			t.Errorf("got %+v, want a layer and two names", a)
		}
	}
	if timed == 0 {
		t.Error("nothing was measured")
	}
	second, again := synthesis(t, spec, 2, WithMeasurement(dir))
	if !maps.Equal(g.Algorithms(), second.Algorithms()) {
		t.Errorf("got %v, then %v", g.Algorithms(), second.Algorithms())
	}
	equal(t, "the second time", again, y)

	if modelled := must(New(spec, 1))(t); !g.Measured() || modelled.Measured() {
		t.Errorf("measured: got %t with WithMeasurement and %t without, want true and false", g.Measured(), modelled.Measured())
	}
}

// TestMeasurementAsked: measuring happens only where it is asked for.
func TestMeasurementAsked(t *testing.T) {
	for value, want := range map[string]bool{"": false, "model": false, "measure": true} {
		t.Setenv(choiceEnv, value)
		if got, err := MeasurementAsked(); err != nil || got != want {
			t.Errorf("%s=%q: got %t, %v, want %t", choiceEnv, value, got, err, want)
		}
	}
	t.Setenv(choiceEnv, "guess")
	if _, err := MeasurementAsked(); err == nil || !strings.Contains(err.Error(), `ANDOR_CHOICE="guess", want model (which it is when unset) or measure`) {
		t.Errorf("got error %v", err)
	}
}
