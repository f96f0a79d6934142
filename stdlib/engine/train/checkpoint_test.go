package train

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/andor-kernel/andor/dsl"
	"github.com/andor-kernel/andor/stdlib/engine/nn"
)

// tinyNets are a generator and an energy network for images of 4x4x3, with every op a
// checkpoint meets.
func tinyNets() (g, e *dsl.Net) {
	at := func(h, w, c int) dsl.Shape { return dsl.Shape{H: h, W: w, C: c} }
	op := func(word string, in, out dsl.Shape) dsl.Op {
		o := dsl.Op{Word: word, In: in, Out: out}
		switch word {
		case "conv":
			o.Channels, o.Kernel = out.C, 3
		case "up", "down":
			o.Factor = 2
		case "lrelu":
			o.Slope = 0.2
		}
		return o
	}
	z, a, b, y := at(1, 1, 3), at(2, 2, 8), at(4, 4, 4), at(4, 4, 3)
	g = &dsl.Net{Name: "G", Kind: dsl.Generator, Stages: []dsl.Stage{
		{Name: "z", Ops: []dsl.Op{op("normal", dsl.Shape{}, z)}, Out: z},
		{Name: "object", Ops: []dsl.Op{op("fc", z, a)}, TopK: &dsl.TopK{K: 3, N: 8, Per: dsl.PerPosition, Text: "3"}, In: z, Out: a},
		{
			Name: "part", In: a, Out: b, TopK: &dsl.TopK{K: 6, N: 16, Per: dsl.PerChannel, Text: "6"},
			Ops: []dsl.Op{op("up", a, at(4, 4, 8)), op("conv", at(4, 4, 8), b), op("relu", b, b)},
		},
		{Name: "image", Ops: []dsl.Op{op("conv", b, y), op("tanh", y, y)}, In: b, Out: y},
	}}
	h, f := at(4, 4, 2), at(1, 1, 1)
	e = &dsl.Net{Name: "E", Kind: dsl.Energy, Stages: []dsl.Stage{
		{Name: "y", Ops: []dsl.Op{op("image", dsl.Shape{}, y)}, Out: y},
		{Name: "e1", Ops: []dsl.Op{op("conv", y, h), op("lrelu", h, h)}, In: y, Out: h},
		{Name: "energy", Ops: []dsl.Op{op("fc", h, f)}, In: h, Out: f},
	}}
	return g, e
}

func tinyRun(t *testing.T, images memory, withCritic bool, iterations int) *Run {
	t.Helper()
	gs, es := tinyNets()
	g, err := nn.New(gs, 1)
	if err != nil {
		t.Fatal(err)
	}
	s := settings()
	s.Iterations, s.Batch, s.Langevin.Steps = iterations, 8, 3
	var e *nn.Net
	if withCritic {
		s.Critic, s.Guard = "E", dsl.Guard{Square: 1e-3, Clip: 1}
		if e, err = nn.New(es, 1); err != nil {
			t.Fatal(err)
		}
	}
	r, err := New(s, g, e, images)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// tinyImages are 20 images of 4x4x3 that share a gradient of varied strength.
func tinyImages() memory {
	m, _ := factorImages(80, 0.05, 11)
	m.x.Shape = []int{20, 4, 4, 3}
	return m
}

func weightBits(r *Run) []float32 {
	out := slices.Clone(r.chains.Data)
	for _, n := range []*nn.Net{r.nets.actorNet, r.nets.criticNet} {
		if n == nil {
			continue
		}
		for _, p := range n.Params {
			out = append(out, p.Value.Data...)
		}
	}
	return out
}

func TestResumeIsBitIdentical(t *testing.T) {
	images := tinyImages()
	for _, critic := range []bool{false, true} {
		whole := tinyRun(t, images, critic, 24)
		if err := whole.Train(context.Background(), nil); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), "run.andor")
		r := tinyRun(t, images, critic, 24)
		for r.Iteration() < 24 {
			err := r.Train(&interruptAfter{context.Background(), 31}, nil)
			if err != nil && !errors.Is(err, ErrInterrupted) {
				t.Fatal(err)
			}
			if err := r.Save(path, map[string]string{"data": "factors"}); err != nil {
				t.Fatal(err)
			}
			c, err := Open(path)
			if err != nil || c.Damaged != nil || c.Notes["data"] != "factors" || c.Iteration != r.Iteration() {
				t.Fatalf("open: %v, %+v", err, c)
			}
			history := r.History()
			if r, err = c.Run(images); err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(history, r.History()) {
				t.Fatalf("history changed on its way through the file")
			}
		}
		if !slices.Equal(weightBits(r), weightBits(whole)) {
			t.Errorf("critic %v: a run saved and loaded on its way ends with other weights or chains", critic)
		}
	}
}

func TestDamagedCheckpoint(t *testing.T) {
	images := tinyImages()
	r := tinyRun(t, images, true, 2)
	if err := r.Train(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "run.andor")
	if err := r.Save(path, nil); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	flip := func(at int) []byte {
		b := slices.Clone(whole)
		b[at] ^= 1
		return b
	}
	tests := []struct {
		name string
		data []byte
		want string
	}{
		{"empty", nil, "the file has 0 bytes, too few for safetensors"},
		{"cut in the header", whole[:100], "was cut off in its header"},
		{"cut in the values", whole[:len(whole)-1], "was cut off"},
		{"longer", append(slices.Clone(whole), 0), "bytes of values, want"},
		{"a value", flip(len(whole) - 5), "the checksum is"},
		{"a setting", []byte(strings.Replace(string(whole), `\"batch\":8`, `\"batch\":9`, 1)), "the checksum is"},
		{"something else", []byte("PK\x03\x04 not at all a checkpoint"), "does not begin as safetensors do"},
	}
	for _, tt := range tests {
		if err := os.WriteFile(path, tt.data, 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(path); err == nil || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: got %v, want ...%s", tt.name, err, tt.want)
		}
	}
	// No single changed byte may pass.
	for at := 0; at < len(whole); at += 37 {
		if err := os.WriteFile(path, flip(at), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(path); err == nil {
			t.Fatalf("byte %d changed, got no error", at)
		}
	}
}

func TestPreviousCheckpointIsUsed(t *testing.T) {
	images := tinyImages()
	r := tinyRun(t, images, false, 2)
	path := filepath.Join(t.TempDir(), "run.andor")
	for range 2 {
		if err := r.Save(path, nil); err != nil {
			t.Fatal(err)
		}
		if err := r.Train(context.Background(), nil); err != nil {
			t.Fatal(err)
		}
	}
	r.Aim(1)
	if err := r.Train(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	if err := r.Save(path, nil); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(path, 500); err != nil {
		t.Fatal(err)
	}
	c, err := Open(path)
	if err != nil || c.Damaged == nil || c.Iteration != 2 || c.Path != path+previousSuffix {
		t.Fatalf("got %+v, %v, want the checkpoint before at iteration 2", c, err)
	}
	left, err := filepath.Glob(filepath.Join(filepath.Dir(path), ".*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestSaveFailureKeepsTheOldFile(t *testing.T) {
	r := tinyRun(t, tinyImages(), false, 2)
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "file"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "file", "run.andor") // no folder can be made there
	if err := r.Save(path, nil); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("got %v, want an error that names %s", err, path)
	}
	if _, err := Open(filepath.Join(dir, "none.andor")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v, want %v", err, os.ErrNotExist)
	}
}

func TestCheckpointForOtherImages(t *testing.T) {
	images := tinyImages()
	r := tinyRun(t, images, false, 2)
	path := filepath.Join(t.TempDir(), "run.andor")
	if err := r.Save(path, nil); err != nil {
		t.Fatal(err)
	}
	c, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	fewer := memory{slice(images.x, 0, 10)}
	if _, err := c.Run(fewer); err == nil || !strings.Contains(err.Error(), "got 10 images, want the 20 it was trained on") {
		t.Errorf("got %v", err)
	}
}

// TestRealNetworksLearn runs alg. 1 whole over nn: the error falls and no number is odd.
func TestRealNetworksLearn(t *testing.T) {
	r := tinyRun(t, tinyImages(), true, 80)
	before, err := r.MSE(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Train(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	after, err := r.MSE(context.Background())
	if err != nil || after.PerPixel > before.PerPixel/2 {
		t.Errorf("MSE went from %g to %g (%v), want half or less", before.PerPixel, after.PerPixel, err)
	}
}
