package train

import (
	"context"
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/andor-kernel/andor/stdlib/tensor"
)

const (
	killedIterations = 1500
	killedInterval   = 7 // iterations between checkpoints
	kills            = 50
)

// TestKilled kills a training process 50 times at random moments, without warning, and
// starts it again each time. The end must have the bits of a run that was left alone,
// and no start may lie further back than one interval.
func TestKilled(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes longer than a quick run may")
	}
	if dir := os.Getenv("ANDOR_TEST_KILLED"); dir != "" {
		trainUntilKilled(t, dir)
		return
	}
	whole := tinyRun(t, tinyImages(), true, killedIterations)
	if err := whole.Train(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	path, log := filepath.Join(dir, "run.safetensors"), filepath.Join(dir, "log")
	start := func() (*exec.Cmd, chan error) {
		c := exec.Command(os.Args[0], "-test.run=^TestKilled$")
		c.Env = append(os.Environ(), "ANDOR_TEST_KILLED="+dir)
		done := make(chan error, 1)
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		go func() { done <- c.Wait() }()
		return c, done
	}
	progress := func() int64 { // iterations over all lives, with repetitions
		info, err := os.Stat(log)
		if err != nil {
			return 0
		}
		return info.Size()
	}
	r := rand.New(rand.NewPCG(5, 6))
	for n := range kills {
		before := progress()
		until := before + int64(r.IntN(17)) // 0: while it starts
		c, done := start()
		for progress() < until {
			select {
			case err := <-done:
				t.Fatalf("life %d ended by itself: %v", n, err)
			case <-time.After(100 * time.Microsecond):
			}
		}
		time.Sleep(time.Duration(r.IntN(4000)) * time.Microsecond)
		c.Process.Kill()
		<-done
		at := 0
		switch c, err := Open(path); {
		case err == nil:
			if at = c.Iteration; c.Damaged != nil {
				t.Errorf("kill %d left a damaged file: %v", n, c.Damaged)
			}
		case !errors.Is(err, fs.ErrNotExist):
			t.Fatalf("kill %d: %v", n, err)
		}
		if b, err := os.ReadFile(log); err == nil && len(b) > int(before) {
			if last := int(b[len(b)-1]); (last-at%256+256)%256 > killedInterval {
				t.Errorf("kill %d: iteration %d (mod 256) was done, the checkpoint is of iteration %d", n, last, at)
			}
		}
	}
	_, done := start()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	c, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	last, err := c.Run(tinyImages())
	if err != nil {
		t.Fatal(err)
	}
	if last.Iteration() != killedIterations || !slices.Equal(weightBits(last), weightBits(whole)) {
		t.Errorf("after %d kills the run ends at iteration %d with other weights or chains than the undisturbed one", kills, last.Iteration())
	}
	if repeated := progress() - killedIterations; repeated > kills*killedInterval {
		t.Errorf("%d iterations were repeated after %d kills, want at most %d each", repeated, kills, killedInterval)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "*-1*")); len(left) > 0 {
		t.Errorf("the run moved its own checkpoints aside: %v", left)
	}
}

// trainUntilKilled is one life: it goes on from the checkpoint, if there is one, and notes
// each iteration by one byte.
func trainUntilKilled(t *testing.T, dir string) {
	path := filepath.Join(dir, "run.safetensors")
	r := tinyRun(t, tinyImages(), true, killedIterations)
	if c, err := Open(path); err == nil {
		if r, err = c.Run(tinyImages()); err != nil {
			t.Fatal(err)
		}
	} else if !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	log, err := os.OpenFile(filepath.Join(dir, "log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		t.Fatal(err)
	}
	r.Keep(Keep{Path: path, Iterations: killedInterval})
	err = r.Train(context.Background(), func(e Event) {
		if it, ok := e.(Iteration); ok {
			log.Write([]byte{byte(it.Index)})
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Save(path, nil); err != nil { // 1500 is no multiple of 7
		t.Fatal(err)
	}
}

// events collects what a run says about its checkpoints.
type events struct {
	saved    []int
	warnings []string
}

func (e *events) take(x Event) {
	switch x := x.(type) {
	case Saved:
		e.saved = append(e.saved, x.Index)
	case Warning:
		e.warnings = append(e.warnings, x.Text)
	}
}

func TestKeep(t *testing.T) {
	for _, tt := range []struct {
		name string
		keep Keep
		want []int
	}{
		{"by count and at the end", Keep{Iterations: 8}, []int{8, 16, 20}},
		{"by time", Keep{Every: time.Nanosecond, Iterations: 1000}, span(1, 20)},
		{"at the end alone", Keep{}, []int{20}},
		{"a short run leaves nothing", Keep{Every: time.Nanosecond, Least: time.Hour}, nil},
	} {
		r := tinyRun(t, tinyImages(), false, 20)
		tt.keep.Path = filepath.Join(t.TempDir(), "runs", "run.safetensors")
		r.Keep(tt.keep)
		var e events
		if err := r.Train(context.Background(), e.take); err != nil || !slices.Equal(e.saved, tt.want) || len(e.warnings) > 0 {
			t.Errorf("%s: got %v, %v, %v, want saved %v", tt.name, e.saved, e.warnings, err, tt.want)
		}
	}
}

// TestKeepAtInterrupt: an interrupt saves the iterations done, once.
func TestKeepAtInterrupt(t *testing.T) {
	r := tinyRun(t, tinyImages(), false, 20)
	path := filepath.Join(t.TempDir(), "run.safetensors")
	r.Keep(Keep{Path: path, Least: time.Hour}) // which an interrupt does not wait for
	ctx, cancel := context.WithCancel(context.Background())
	var e events
	err := r.Train(ctx, func(x Event) {
		if e.take(x); len(r.History()) == 7 {
			cancel()
		}
	})
	if !errors.Is(err, ErrInterrupted) || !slices.Equal(e.saved, []int{7}) {
		t.Fatalf("got %v and saved %v, want an interrupt and saved [7]", err, e.saved)
	}
	if c, err := Open(path); err != nil || c.Iteration != 7 {
		t.Errorf("got %+v, %v, want a checkpoint of iteration 7", c, err)
	}
}

// TestKeepSparesOthers: a new run under an old name does not overwrite what a longer
// one has left.
func TestKeepSparesOthers(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "run.safetensors")
	for life := range 3 {
		r := tinyRun(t, tinyImages(), false, 20-life)
		r.Keep(Keep{Path: path, Iterations: 5})
		if err := r.Train(context.Background(), nil); err != nil {
			t.Fatal(err)
		}
	}
	for name, want := range map[string]int{"run-1.safetensors": 20, "run-2.safetensors": 19, "run.safetensors": 18} {
		if c, err := Open(filepath.Join(dir, name)); err != nil || c.Iteration != want {
			t.Errorf("%s: got %+v, %v, want iteration %d", name, c, err, want)
		}
	}
}

// TestKeepFailure: a checkpoint that cannot be written is a warning; the run goes on to
// the same end.
func TestKeepFailure(t *testing.T) {
	blocked := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(blocked, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	r := tinyRun(t, tinyImages(), false, 20)
	r.Keep(Keep{Path: filepath.Join(blocked, "run.safetensors"), Iterations: 10})
	var e events
	if err := r.Train(context.Background(), e.take); err != nil || r.Iteration() != 20 {
		t.Fatalf("got %v at iteration %d, want the run to go on to 20", err, r.Iteration())
	}
	if len(e.warnings) != 2 || !strings.Contains(e.warnings[0], "the run goes on") || len(e.saved) > 0 {
		t.Errorf("got %v, want two warnings", e.warnings)
	}
}

func span(from, to int) []int {
	var out []int
	for i := from; i <= to; i++ {
		out = append(out, i)
	}
	return out
}

// TestDeadUnits: channels that stay silent for long enough are named.
func TestDeadUnits(t *testing.T) {
	u := use{since: 1, stages: []stageUse{
		{"object", []int{1, 1, 401, 451}}, {"part", []int{0, 0, 0, 451}}, {"subpart", []int{451, 451}},
	}}
	if stage, dead, of := u.worst(500); of != 0 {
		t.Errorf("before a full window: got %d of %d in %q, want no judgement", dead, of, stage)
	}
	if stage, dead, of := u.worst(501); stage != "part" || dead != 3 || of != 4 {
		t.Errorf("got %d of %d in %q, want 3 of 4 in \"part\"", dead, of, stage)
	}
}

// TestHoldOut: the error of images held out is there when it is due, as Judge gives it,
// changes nothing in the run and survives a checkpoint's history.
func TestHoldOut(t *testing.T) {
	images, _ := factorImages(60, 0.05, 4)
	unseen, _ := factorImages(40, 0.05, 9)
	s := settings()
	plain, _ := newTestRun(t, s, images, false)
	if err := plain.Train(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	r, _ := newTestRun(t, s, images, false)
	if err := r.HoldOut(unseen); err != nil {
		t.Fatal(err)
	}
	if err := r.Train(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(r.chains.Data, plain.chains.Data) {
		t.Error("the run is another one with images held out")
	}
	for _, it := range r.History() {
		if due := it.Index == 50 || it.Index == 60; due != (it.Held > 0) {
			t.Errorf("iteration %d: got %g held out", it.Index, it.Held)
		}
	}
	want, err := r.Judge(context.Background(), first{unseen, heldImages}, heldSteps)
	last := r.History()[59]
	if err != nil || last.Held != want.PerPixel {
		t.Errorf("got %g, want %g (%v)", last.Held, want.PerPixel, err)
	}
	back, err := unpackHistory(packHistory(r.History()), 60)
	if err != nil || back[59] != last {
		t.Errorf("got %+v back, want %+v (%v)", back[59], last, err)
	}
	if err := r.HoldOut(memory{tinyImages().x}); err == nil || !strings.Contains(err.Error(), "4x4x3") {
		t.Errorf("got %v, want the shapes", err)
	}
}

// broken are images that can no longer be read.
type broken struct{ Images }

func (broken) Batch([]int, *tensor.Tensor) error { return errors.New("the disk is gone") }

// TestHeldLost: a run that cannot be judged ends by saying so, and the iteration that was done
// before stays in its history.
func TestHeldLost(t *testing.T) {
	images, _ := factorImages(60, 0.05, 4)
	unseen, _ := factorImages(40, 0.05, 9)
	r, _ := newTestRun(t, settings(), images, false)
	if err := r.HoldOut(unseen); err != nil {
		t.Fatal(err)
	}
	r.held = broken{r.held}
	var last Event
	records := 0
	err := r.Train(context.Background(), func(e Event) {
		if last = e; reflect.TypeOf(e) == reflect.TypeFor[Iteration]() {
			records++
		}
	})
	if err == nil || !strings.Contains(err.Error(), "iteration 50: images held out: ") || !strings.Contains(err.Error(), "the disk is gone") {
		t.Errorf("got error %v", err)
	}
	if s, ok := last.(Stopped); !ok || s.Reason != err.Error() || s.Index != 50 {
		t.Errorf("the last event is %+v, want Stopped at 50 with the error", last)
	}
	if r.Iteration() != 50 || len(r.History()) != 50 || records != 50 {
		t.Errorf("got iteration %d, %d in the history, %d told; want 50", r.Iteration(), len(r.History()), records)
	}
}

// TestJudge: images of the same kind that were not trained on are reconstructed nearly as
// well, noise not at all, and the run is left as it was.
func TestJudge(t *testing.T) {
	all, _ := factorImages(400, 0.05, 3)
	seen, _ := factorImages(0, 0, 0)
	seen.x = slice(all.x, 0, 300)
	unseen := memory{slice(all.x, 300, 400)}
	s := settings()
	s.Iterations = 300
	r, l := newTestRun(t, s, seen, false)
	if err := r.Train(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	before := snapshot(r, l)
	m, err := r.MSE(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	j, err := r.Judge(context.Background(), unseen, 200)
	if err != nil {
		t.Fatal(err)
	}
	if j.PerPixel > 1.5*m.PerPixel || j.PerPixel > 0.2*j.MeanImage {
		t.Errorf("held out: got %+v, want near the training set's %+v", j, m)
	}
	if !slices.Equal(before, snapshot(r, l)) {
		t.Error("judging changed the run")
	}
	if _, err := r.Judge(context.Background(), memory{tinyImages().x}, 5); err == nil || !strings.Contains(err.Error(), "4x4x3") {
		t.Errorf("other shape: got %v, want an error that names it", err)
	}
}
