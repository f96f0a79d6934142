package cell

import (
	"context"
	"strings"
	"testing"
	"time"
)

// TestTrain goes the whole way once, on a net too small to be of use: blocks, training
// with live displays, an interrupt that leaves the run to go on with.
func TestTrain(t *testing.T) {
	s, h := newTestSession(t)
	out := say(s, h, 1, `net G {
  z       normal(4)
  object  fc(4x4x8)            topk(2, per: position)
  image   up(8) conv(3) tanh
}
data d { from scenes  take 8  size 32x32  seed 1 }
train r {
  actor G  critic none  data d
  langevin { steps 2  step 0.1 }
  batch 4  iterations 4  seed 1
}`)
	if strings.Contains(out, "Error") || strings.Contains(out, "panic") {
		t.Fatalf("got %s", out)
	}
	r := s.Run(context.Background(), Cell{Code: "r.Train()", Number: 2})
	if r.Err != nil {
		t.Fatalf("training: %v", r.Err)
	}
	if !strings.Contains(h.take(), "[display:") {
		t.Error("training displayed nothing while it ran")
	}
	if r = s.Run(context.Background(), Cell{Code: "r.Iteration()", Number: 3}); string(r.Value["text/plain"]) != "4" {
		t.Errorf("got %+v iterations, want 4", r)
	}
	if raceEnabled {
		t.Skip("the race detector slows the last picture of a run towards the 2 s after which a cell counts as stuck")
	}
	ctx, cancel := context.WithCancel(context.Background())
	const wait = 500 * time.Millisecond // for an iteration of a few milliseconds
	time.AfterFunc(wait, cancel)
	begin := time.Now()
	r = s.Run(ctx, Cell{Code: "r.TrainFor(1000000)", Number: 4})
	if r.Err == nil || !r.Err.Interrupted || r.Err.Stuck || time.Since(begin) > wait+2*time.Second {
		t.Errorf("got %+v after %v, want a training that was interrupted at once", r, time.Since(begin))
	}
	h.take()
	if out := say(s, h, 5, "r.Iteration() > 4"); out != "true\n" {
		t.Errorf("after the interrupt: got %q, want a run that went on", out)
	}
}
