package bench

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func smallOptions(t *testing.T) Options {
	g, e := nets(t, small)
	return Options{Generator: g, Energy: e, Batch: 4, Steps: 3, Rounds: 2, Threads: 2}
}

func TestRun(t *testing.T) {
	var seen []Progress
	r, err := Run(t.Context(), smallOptions(t), func(p Progress) { seen = append(seen, p) })
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"synthesis", "Langevin step", "generator update", "energy update", "iteration"}
	if len(r.Lines) != len(want) || r.Rounds != 2 {
		t.Fatalf("got %d lines and %d rounds, want %d and 2", len(r.Lines), r.Rounds, len(want))
	}
	for i, l := range r.Lines {
		if l.Name != want[i] {
			t.Errorf("got line %q, want %q", l.Name, want[i])
		}
		o := l.Ours
		if !(0 < o.Min && o.Min <= o.Median && o.Median <= o.Max) || len(o.All) != 2 {
			t.Errorf("%s: got times %+v, want two in order", l.Name, o)
		}
		if l.Done <= 0 || l.Done > l.Dense || l.GFLOPS <= 0 {
			t.Errorf("%s: got %d of %d multiplications, %g GF/s", l.Name, l.Done, l.Dense, l.GFLOPS)
		}
		if l.Peer != nil || l.Ratio != 0 {
			t.Errorf("%s: got a peer's time without a peer", l.Name)
		}
	}
	// An iteration is a synthesis, three steps and both updates; a step is a pass forward
	// and one back.
	l := r.Lines
	if sum := l[0].Dense + 3*l[1].Dense + l[2].Dense + l[3].Dense; l[4].Dense != sum || l[1].Dense != 2*l[0].Dense {
		t.Errorf("got multiplications %d, %d, %d, %d, %d: the last should be %d, the second twice the first",
			l[0].Dense, l[1].Dense, l[2].Dense, l[3].Dense, l[4].Dense, sum)
	}
	if r.Memory.Planned <= 0 || r.Memory.Resident <= 0 || len(r.Memory.Rounds) != 2 {
		t.Errorf("got memory %+v, want it planned, at first and after both rounds", r.Memory)
	}
	if last := seen[len(seen)-1]; last.Done != last.Of-1 || last.Text != "round 2 of 2: iteration" {
		t.Errorf("got progress %+v at the end", last)
	}
}

func TestRunWithoutCritic(t *testing.T) {
	o := smallOptions(t)
	o.Energy, o.Rounds = nil, 1
	r, err := Run(t.Context(), o, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range r.Lines {
		if l.Name == "energy update" {
			t.Error("got a line for the energy of a run that has none")
		}
	}
	if sum := 3*r.Lines[1].Dense + r.Lines[2].Dense; r.Lines[3].Dense != sum {
		t.Errorf("got %d multiplications an iteration, want %d", r.Lines[3].Dense, sum)
	}
	if r.Energy != nil || !strings.Contains(r.String(), "G 0.0") {
		t.Errorf("got energy %v, report\n%s", r.Energy, r)
	}
}

// TestInterrupt: the rounds that were completed are reported, and none that was not.
func TestInterrupt(t *testing.T) {
	for _, c := range []struct {
		at     string
		rounds int
	}{
		{"warm-up: Langevin step", 0},
		{"round 1 of 5: iteration", 0},
		{"round 3 of 5: generator update", 2},
	} {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		o := smallOptions(t)
		o.Rounds = 5
		r, err := Run(ctx, o, func(p Progress) {
			if p.Text == c.at {
				cancel()
			}
		})
		switch {
		case !errors.Is(err, context.Canceled):
			t.Errorf("at %q: got error %v, want %v", c.at, err, context.Canceled)
		case c.rounds == 0 && r != nil:
			t.Errorf("at %q: got a report of %d rounds, want none", c.at, r.Rounds)
		case c.rounds > 0 && (r == nil || r.Rounds != c.rounds || len(r.Lines[0].Ours.All) != c.rounds || len(r.Lines[4].Ours.All) != c.rounds):
			t.Errorf("at %q: got %+v, want %d rounds", c.at, r, c.rounds)
		}
	}
}

// TestBadPeer: a python that misbehaves is an error that says how, its process is gone, and
// so are its files.
func TestBadPeer(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ kind, want string }{
		{"without torch", "No module named 'torch'"},
		{"refuses", "KeyError: 'fc'"},
		{"babbles", `got "hello", want JSON`},
		{"dies", "ended"},
		{"wrong tensors", "outputs"},
	} {
		t.Run(c.kind, func(t *testing.T) {
			dir := t.TempDir()
			t.Setenv("TMPDIR", dir)
			t.Setenv("TMP", dir)
			t.Setenv(fakePeer, c.kind)
			o := smallOptions(t)
			o.Peer = self
			_, err := Run(t.Context(), o, nil)
			if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "bench: peer") {
				t.Errorf("got error %v, want one that says %q", err, c.want)
			}
			if left, _ := filepath.Glob(filepath.Join(dir, "andor-*")); len(left) > 0 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
	o := smallOptions(t)
	o.Peer = filepath.Join(t.TempDir(), "python")
	if _, err := Run(t.Context(), o, nil); err == nil || !strings.Contains(err.Error(), ".ci/torch") {
		t.Errorf("got error %v for a python that is not there, want one that names .ci/torch", err)
	}
}

// TestHangingPeer: an interrupt ends a peer that never answers.
func TestHangingPeer(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv(fakePeer, "hangs")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	p, err := startPeer(ctx, self)
	if err != nil {
		t.Fatal(err)
	}
	time.AfterFunc(50*time.Millisecond, cancel)
	begun := time.Now()
	if _, err := p.setup(setup{}, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("got error %v, want %v", err, context.Canceled)
	}
	if took := time.Since(begun); took > closing {
		t.Errorf("it took %v to end", took)
	}
	if p.cmd != nil {
		t.Error("the process was not waited for")
	}
	if err := p.Close(); err != nil {
		t.Errorf("closing again: %v", err)
	}
}

// TestRunWithPeer: the whole of it, against PyTorch.
func TestRunWithPeer(t *testing.T) {
	o := smallOptions(t)
	o.Peer, o.Threads = python(t), 1 // on a busy machine torch's threads wait for each other
	r, err := Run(t.Context(), o, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range r.Lines {
		if l.Peer == nil || len(l.Peer.All) != 2 || l.Ratio != l.Peer.Median/l.Ours.Median {
			t.Errorf("%s: got peer %+v, ratio %g", l.Name, l.Peer, l.Ratio)
		}
	}
	groups := map[string]bool{}
	for _, d := range r.Differences {
		groups[d.Group] = true
		if d.Relative > gradient {
			t.Errorf("%s %q: got a relative difference of %g", d.Group, d.Tensor, d.Relative)
		}
	}
	for _, want := range []string{"images", "dz", "generator gradient", "energy gradient"} {
		if !groups[want] {
			t.Errorf("no difference of %q", want)
		}
	}
	if r.Peer.Torch == "" || r.Peer.Threads != 1 || r.Peer.Layout == "" {
		t.Errorf("got peer %+v", r.Peer)
	}
	if _, err := json.Marshal(r); err != nil {
		t.Error(err)
	}
	t.Logf("\n%s", r)
}

func TestOptions(t *testing.T) {
	g, e := Table1()
	if g.Cost(1).Params < 20e6 || e == nil {
		t.Errorf("got %d parameters, want those of [P] table 1", g.Cost(1).Params)
	}
	for _, c := range []struct {
		o    Options
		want string
	}{
		{Options{Energy: e}, "no generator"},
		{Options{Batch: -1}, "batch -1"},
		{Options{Steps: -2}, "steps -2"},
		{Options{Rounds: -1}, "rounds -1"},
		{Options{Threads: 1 << 20}, "threads 1048576"},
	} {
		if r, err := Run(t.Context(), c.o, nil); r != nil || err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("got error %v, want one that says %q", err, c.want)
		}
	}
	o, err := Options{}.complete()
	if err != nil || o.Generator.Name != "G" || o.Energy.Name != "E" || o.Batch != 16 || o.Steps != 10 || o.Rounds != 10 {
		t.Errorf("got %+v, %v", o, err)
	}
}
