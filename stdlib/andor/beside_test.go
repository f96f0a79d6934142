package andor

import (
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/andor-kernel/andor/stdlib/outside"
)

// displays counts those of different names, and those that were updated.
type displays struct {
	mu      sync.Mutex
	updated map[string]int
	last    string
}

func (d *displays) Display(bundle map[string][]byte, id string, _ bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.updated[id]++
	d.last = string(bundle["text/plain"])
}

// TestBeside: seeds that train side by side are, bit for bit, those that train one after another, in one
// display; and a sweep likewise.
func TestBeside(t *testing.T) {
	t.Setenv("ANDOR_RUNS", t.TempDir())
	d := Scenes(24, 32, 1)
	seeds := func() *Run {
		return NewRun("run1", tiny(), critic(), d, "batch 8", "iterations 5", "repeat 4")
	}
	before := runtime.GOMAXPROCS(1)
	alone := seeds().Train()
	runtime.GOMAXPROCS(3)
	defer runtime.GOMAXPROCS(before)
	if n := sideBySide(alone.Seeds()); n != 3 {
		t.Fatalf("got %d at a time on three processors, want 3", n)
	}
	shown := &displays{updated: map[string]int{}}
	defer outside.Change(func(o *outside.Outside) { o.Display = shown.Display })()
	together := seeds().Train()
	if alone.Err() != nil || together.Err() != nil {
		t.Fatal(alone.Err(), together.Err())
	}
	for i, one := range together.Seeds() {
		a, b := alone.Seeds()[i].History(), one.History()
		if len(a) != 5 || len(b) != 5 || a[4].Recon != b[4].Recon || a[4].EnergySynth != b[4].EnergySynth {
			t.Errorf("seed %d differs side by side: got %v, want %v", i+1, b, a)
		}
	}
	if len(shown.updated) != 1 || strings.Count(shown.last, "run run1") != 4 {
		t.Errorf("got displays %v, the last of them %s; want one, with a word on each of four seeds", shown.updated, shown.last)
	}
	shown.updated = map[string]int{}
	if s := NewSweep("k", sweepOf(d)...).Train(); s.Err() != nil || !strings.Contains(s.String(), "4 of 4 runs done") {
		t.Errorf("got %v", s)
	}
	if len(shown.updated) != 1 {
		t.Errorf("a sweep had displays %v, want one", shown.updated)
	}
}

// TestBesideFails: one that fails keeps no other of a sweep from its turn, and those of a repeat that had not
// begun wait.
func TestBesideFails(t *testing.T) {
	t.Setenv("ANDOR_RUNS", t.TempDir())
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(2))
	d := Scenes(24, 32, 1)
	wild := func(i int) *Run {
		return NewRun(fmt.Sprintf("r%d", i), tiny(), nil, d, "batch 8", "iterations 3", "langevin { steps 5 step 1 sigma 0.0000000000000000000000001 }")
	}
	good := NewRun("good", tiny(), nil, d, "batch 8", "iterations 3")
	s := NewSweep("k", wild(1), wild(2), wild(3), good).Train()
	if err := s.Err(); err == nil || !strings.Contains(err.Error(), `run "r3"`) || !good.run.Done() {
		t.Errorf("got %v, and the good run at %d", err, good.Iteration())
	}
	r := NewRun("r", tiny(), nil, d, "batch 8", "iterations 3", "repeat 4", "langevin { steps 5 step 1 sigma 0.0000000000000000000000001 }").Train()
	if last := r.repeats[2]; r.Err() == nil || last.Err() != nil || !strings.Contains(last.String(), "not begun") {
		t.Errorf("got %v, and the last seed %v", r.Err(), r.repeats[2])
	}
}
