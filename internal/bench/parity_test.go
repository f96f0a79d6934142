package bench

import (
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/andor-kernel/andor/dsl"
	"github.com/andor-kernel/andor/stdlib/engine/nn"
	"github.com/andor-kernel/andor/stdlib/tensor"
)

var update = flag.Bool("update", false, "write the recorded values anew, from the PyTorch program")

const (
	recordedPairs = "testdata/pairs.safetensors"
	outputs       = 1e-4 // relative to the largest value of the tensor
	gradient      = 1e-3
	parityBatch   = 3
	leastMargin   = 1e-5 // of topk's decisions: below, two right implementations may differ
)

// python is the path of an interpreter with torch; the test is skipped where there is
// none, or fails if ANDOR_REQUIRE names torch.
func python(t *testing.T) string {
	t.Helper()
	path := os.Getenv("ANDOR_TORCH")
	if path == "" {
		path, _ = filepath.Abs("../../.venv-torch/bin/python")
		if runtime.GOOS == "windows" {
			path, _ = filepath.Abs("../../.venv-torch/Scripts/python.exe")
		}
	}
	if _, err := os.Stat(path); err != nil {
		reason := fmt.Sprintf("no python with torch at %s; run .ci/torch or set ANDOR_TORCH", path)
		if slices.Contains(strings.Split(os.Getenv("ANDOR_REQUIRE"), ","), "torch") {
			t.Fatal("ANDOR_REQUIRE asks for torch: " + reason)
		}
		t.Skip(reason)
	}
	return path
}

// live starts a peer that ends with the test.
func live(t *testing.T) *peer {
	t.Helper()
	p, err := startPeer(t.Context(), python(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	return p
}

// pair is one of the networks that are compared, with all that both sides compute.
type pair struct {
	Generator *dsl.Net `json:"generator"`
	Energy    *dsl.Net `json:"energy"`
	Settings  settings `json:"settings"`
}

// engine is our side, with weights and inputs away from what New and draw give: biases
// that are not zero, fewer rows than the programs hold.
func (c pair) engine(t *testing.T, seed uint64) *engine {
	t.Helper()
	e, err := newEngine(c.Generator, c.Energy, parityBatch+1, 2, c.Settings)
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(seed, 3))
	for _, n := range []*nn.Net{e.g, e.e} {
		for _, p := range n.Params {
			if strings.HasSuffix(p.Name, ".bias") {
				for i := range p.Value.Data {
					p.Value.Data[i] = float32(0.1 * r.NormFloat64())
				}
			}
		}
		n.Changed()
	}
	e.in = draw(c.Generator, parityBatch, 1, seed)
	return e
}

// pairSettings differ from every default.
func pairSettings() settings {
	return settings{Steps: 1, Delta: 0.1, LangevinSigma: 1, Sigma: 0.4, Weight: 2, Square: 0.5,
		RateActor: 1e-3, RateCritic: 1e-3, Beta1Actor: 0.9, Beta1Critic: 0.5}
}

// setup gives the peer the engine's networks, ties to the lowest index.
func (c pair) setup(t *testing.T, p *peer, e *engine, layout string) {
	t.Helper()
	weights := tensors{}
	weights.weights("generator.", e.g)
	weights.weights("energy.", e.e)
	s := setup{Generator: c.Generator, Energy: c.Energy, Settings: c.Settings, Threads: 1, Batch: parityBatch, Ties: "exact", Layout: layout}
	if _, err := p.setup(s, weights); err != nil {
		t.Fatal(err)
	}
}

// check holds our answers against those of the peer.
func (c pair) check(t *testing.T, name string, e *engine, answers map[string]tensors) {
	t.Helper()
	qs, err := e.questions()
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range qs {
		out := tensors{}
		for k, v := range answers[q.what] {
			out[k] = v
		}
		all, err := q.compare(out)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, d := range all {
			limit := outputs
			if strings.HasSuffix(d.Group, "gradient") || d.Group == "dz" {
				limit = gradient
			}
			if !(d.Relative <= limit) {
				t.Errorf("%s: %s %q: got a difference of %.2g, %.2g of the largest value, want at most %.0e\n%s%s",
					name, d.Group, d.Tensor, d.Largest, d.Relative, limit, c.Generator, c.Energy)
			}
		}
	}
	c.checkStages(t, name, e, answers["stages"])
}

// checkStages compares what every stage lets through: its values, and exactly which of
// them are zero.
func (c pair) checkStages(t *testing.T, name string, e *engine, theirs tensors) {
	t.Helper()
	if _, err := e.forward.Run(e.in.z); err != nil {
		t.Fatal(err)
	}
	for _, s := range c.Generator.Stages[1:] {
		got, err := e.forward.Activation(s.Name)
		if err != nil {
			t.Fatal(err)
		}
		want := theirs[s.Name]
		d, err := compare("stage", tensors{s.Name: got}, tensors{s.Name: want})
		if err != nil {
			t.Fatal(err)
		}
		if d[0].Relative > outputs {
			t.Errorf("%s: stage %q: got a difference of %.2g of the largest value\n%s", name, s.Name, d[0].Relative, c.Generator)
		}
		if s.TopK == nil {
			continue
		}
		differ := 0
		for i, v := range got.Data {
			if (v != 0) != (want.Data[i] != 0) {
				differ++
			}
		}
		if differ > 0 {
			t.Errorf("%s: stage %q: topk(%s): %d of %d places of the mask differ\n%s", name, s.Name, s.TopK.Text, differ, len(got.Data), c.Generator)
		}
	}
}

// ask is all of the peer's answers, and whether a topk decision was too near to compare.
func (c pair) ask(t *testing.T, p *peer, e *engine) (answers map[string]tensors, near bool) {
	t.Helper()
	answers = map[string]tensors{}
	in := e.in
	for what, set := range map[string]tensors{
		"stages":   {"z": in.z},
		"forward":  {"z": in.z},
		"langevin": {"z": in.z, "y": in.y},
		"actor":    {"z": in.z, "y": in.y, "zhat": in.zhat},
		"critic":   {"y": in.y, "yhat": in.yhat},
	} {
		out, err := p.compute(what, set)
		if err != nil {
			t.Fatal(err)
		}
		answers[what] = out
	}
	zhat, err := p.compute("stages", tensors{"z": in.zhat})
	if err != nil {
		t.Fatal(err)
	}
	return answers, min(answers["stages"]["margin"].Data[0], zhat["margin"].Data[0]) < leastMargin
}

// drawPair is the n-th random pair; the first of each thousand is one whose topks must
// choose among equals.
func drawPair(t *testing.T, n uint64, width int) pair {
	g, e := nets(t, tied)
	if n%1000 != 0 {
		g, e = randomPair(t, rand.New(rand.NewPCG(n, 20)), width)
	}
	return pair{g, e, pairSettings()}
}

// TestPeer: on 20 random pairs of networks ours and the PyTorch program agree, with both
// of its memory layouts: outputs of every stage, masks, dz, and the gradient of every
// parameter.
func TestPeer(t *testing.T) {
	p := live(t)
	const pairs = 20
	near := 0
	for n, done := uint64(0), 0; done < pairs; n++ {
		if near > pairs {
			t.Fatalf("%d pairs had decisions of topk within %g, want few", near, leastMargin)
		}
		c := drawPair(t, n, 24)
		e := c.engine(t, n)
		c.setup(t, p, e, []string{"NCHW", "channels-last"}[n%2])
		answers, skip := c.ask(t, p, e)
		if skip {
			near++
			continue
		}
		c.check(t, fmt.Sprintf("pair %d", n), e, answers)
		done++
	}
	t.Logf("%d pairs compared; %d drawn anew, since a decision of topk in them was within %g", pairs, near, leastMargin)
}

// TestRecorded is TestPeer against recorded answers, which -update writes anew.
func TestRecorded(t *testing.T) {
	if *update {
		record(t)
	}
	set, meta, err := readTensors(recordedPairs)
	if err != nil {
		t.Fatalf("%v (make it with a torch and: go test ./internal/bench -update)", err)
	}
	var pairs []pair
	if err := json.Unmarshal([]byte(meta["pairs"]), &pairs); err != nil {
		t.Fatal(err)
	}
	if len(pairs) < 20 {
		t.Fatalf("got %d pairs, want at least 20", len(pairs))
	}
	for n, c := range pairs {
		name := fmt.Sprintf("pair %d", n)
		e := c.engine(t, uint64(n))
		at := set.under(name)
		fill(t, e.g, at.under("generator"))
		fill(t, e.e, at.under("energy"))
		answers := map[string]tensors{}
		for _, what := range []string{"stages", "forward", "langevin", "actor", "critic"} {
			answers[what] = at.under(what)
		}
		in := at.under("inputs")
		e.in = inputs{z: in["z"], zhat: in["zhat"], y: in["y"], yhat: in["yhat"]}
		c.check(t, name, e, answers)
	}
}

// record writes small pairs, their weights, inputs and the PyTorch program's answers.
func record(t *testing.T) {
	p := live(t)
	const count, width = 20, 12
	set, pairs := tensors{}, []pair{}
	for n := uint64(1000); len(pairs) < count; n++ {
		c := drawPair(t, n, width)
		e := c.engine(t, n)
		c.setup(t, p, e, "NCHW")
		answers, near := c.ask(t, p, e)
		if near || e.in.y.Len() > 3*parityBatch*200 {
			continue
		}
		name := fmt.Sprintf("pair %d", len(pairs))
		set.weights(name+"/generator/", e.g)
		set.weights(name+"/energy/", e.e)
		for k, v := range map[string]*tensor.Tensor{"z": e.in.z, "zhat": e.in.zhat, "y": e.in.y, "yhat": e.in.yhat} {
			set[name+"/inputs/"+k] = v
		}
		for what, out := range answers {
			for k, v := range out {
				set[name+"/"+what+"/"+k] = v
			}
		}
		pairs = append(pairs, c)
	}
	text, err := json.Marshal(pairs)
	if err != nil {
		t.Fatal(err)
	}
	if err := writeTensors(recordedPairs, set, map[string]string{"pairs": string(text)}); err != nil {
		t.Fatal(err)
	}
}

// under is the tensors whose names begin with the folder, without it.
func (t tensors) under(folder string) tensors {
	out := tensors{}
	for name, v := range t {
		if rest, ok := strings.CutPrefix(name, folder+"/"); ok {
			out[rest] = v
		}
	}
	return out
}

// fill sets a network's weights.
func fill(t *testing.T, n *nn.Net, weights tensors) {
	t.Helper()
	for _, p := range n.Params {
		w := weights[p.Name]
		if w == nil || len(w.Data) != len(p.Value.Data) {
			t.Fatalf("no recorded weights of shape %v for %q", p.Value.Shape, p.Name)
		}
		copy(p.Value.Data, w.Data)
	}
	n.Changed()
}

// TestDifferences: what a report says about numbers. Of networks this small no choice of a
// topk and no kink of a relu is near, so even the rounding of gradients stays within 1e-4
// of float64, and the peer's does.
func TestDifferences(t *testing.T) {
	o := smallOptions(t)
	o.Peer, o.Rounds = python(t), 1
	r, err := Run(t.Context(), o, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Ours64) != len(r.Differences) || len(r.Peers64) != len(r.Differences) {
		t.Fatalf("got %d, %d and %d differences, want as many of each", len(r.Differences), len(r.Ours64), len(r.Peers64))
	}
	for i := range r.Differences {
		for what, d := range map[string]Difference{"from the peer": r.Differences[i], "from float64": r.Ours64[i], "the peer's from float64": r.Peers64[i]} {
			if !(d.Relative <= outputs) {
				t.Errorf("%s %q, %s: got %.2g of the largest value, want at most %.0e", d.Group, d.Tensor, what, d.Relative, outputs)
			}
		}
	}
	if len(r.Decisions) != 2 {
		t.Fatalf("got decisions of %d stages, want 2", len(r.Decisions))
	}
	for _, d := range r.Decisions {
		if d.Apart != 0 || d.Kept == 0 || !(d.Margin > leastMargin) {
			t.Errorf("got %+v, want the same decisions", d)
		}
	}
}
