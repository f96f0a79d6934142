package andor

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/andor-kernel/andor/stdlib/outside"
)

// TestWorking: what is quick says nothing; what takes longer says that it goes on, and how long
// it took.
func TestWorking(t *testing.T) {
	var mu sync.Mutex
	var shown []string
	defer watchTexts(func(text string) {
		mu.Lock()
		defer mu.Unlock()
		shown = append(shown, text)
	})()
	working("quick work")()
	end := working("slow work")
	time.Sleep(workingAfter + 300*time.Millisecond)
	end()
	mu.Lock()
	defer mu.Unlock()
	if len(shown) != 2 || shown[0] != "slow work: 2s so far" || !strings.HasPrefix(shown[1], "slow work took 2.") {
		t.Errorf("got %q", shown)
	}
}

// TestLooksAreInterrupted: what may take long ends with the cell that asked for it.
func TestLooksAreInterrupted(t *testing.T) {
	r := trained(t, "2")
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	defer outside.Change(func(o *outside.Outside) { o.Context = func() context.Context { return ctx } })()
	for name, err := range map[string]error{
		"Samples": r.Samples(1 << 10).Err(), "Score": r.Score().Err(), "Matching": r.Matching("part").Err(), "Truth": r.Truth("part").Err(),
		"Tree": r.Tree(1).Err(), "ClassTree": r.ClassTree("part").Err(), "Patches": r.Patches("part", 2).Err(), "Report": r.Report().Err(),
		"Judge": r.Judge(Judging{Features: "pixels"}).Err(),
	} {
		if err == nil || !strings.Contains(err.Error(), "cancel") && !strings.Contains(err.Error(), "interrupt") {
			t.Errorf("%s: got %v, want that it was interrupted", name, err)
		}
	}
}

// TestReportOfFewImages: what can be measured of a few images is.
func TestReportOfFewImages(t *testing.T) {
	t.Setenv("ANDOR_CACHE", t.TempDir())
	r := NewRun("few", tiny(), nil, Scenes(3, 32, 1), "batch 2", "iterations 2").Train()
	p := r.Report(Judging{Features: "pixels"})
	if text := p.String(); p.Err() != nil || !strings.Contains(text, "reconstruction MSE") || !strings.Contains(text, "No distances: ") {
		t.Errorf("got %v", p)
	}
	if s := r.Score(); s.Ratio() < 1 && !strings.Contains(s.String(), "worse than the mean image") {
		t.Errorf("got %v", s)
	}
}
