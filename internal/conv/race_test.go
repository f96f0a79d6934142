package conv

import (
	"errors"
	"fmt"
	"math/rand"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/andor-kernel/andor/internal/simd"
)

const ms = time.Millisecond

func TestWinner(t *testing.T) {
	for _, tt := range []struct {
		times []time.Duration
		want  int
	}{
		{[]time.Duration{10 * ms}, 0},
		{[]time.Duration{10 * ms, 20 * ms}, 0},
		{[]time.Duration{100 * ms, 86 * ms}, 0}, // faster, but not clearly
		{[]time.Duration{100 * ms, 84 * ms}, 1},
		{[]time.Duration{100 * ms, 84 * ms, 70 * ms}, 2},
	} {
		if got := winner(tt.times); got != tt.want {
			t.Errorf("%v: got %d, want %d", tt.times, got, tt.want)
		}
	}
}

// TestRace runs on a clock that only the entries move.
func TestRace(t *testing.T) {
	var clock time.Duration
	calls := make([]int, 3)
	takes := func(i int, times ...time.Duration) func() {
		return func() { clock += times[calls[i]%len(times)]; calls[i]++ }
	}
	now := func() time.Duration { return clock }
	runners := []func(){takes(0, 9*ms, 7*ms, 8*ms), takes(1, 40*ms, 30*ms, 30*ms), takes(2, 5*ms)}
	got, err := race(now, runners, func() error { return nil })
	if want := []time.Duration{7 * ms, 30 * ms, 5 * ms}; err != nil || !slices.Equal(got, want) {
		t.Errorf("got %v, %v, want %v", got, err, want)
	}
	if calls[1] != 3 || calls[0] < 4 || calls[0] != calls[2] {
		t.Errorf("ran %v times, want the hopeless one three times, warm-up among them, and the others in turn", calls)
	}
	stop := errors.New("stop")
	asked := 0
	if _, err = race(now, runners, func() error {
		if asked++; asked > 5 {
			return stop
		}
		return nil
	}); err != stop {
		t.Errorf("got error %v, want that of ask", err)
	}
}

// again is what another process finds in the file: a chooser of its own, whose races end the
// other way round.
func again(path string, times func(n int) []time.Duration) *Chooser {
	books.Lock()
	delete(books.by, path)
	books.Unlock()
	c := NewChooser(path)
	c.race = func(entries []func(), _ func() error) ([]time.Duration, error) { return times(len(entries)), nil }
	return c
}

// lastWins is a race that the last entry wins, firstWins one that the model's choice wins.
func lastWins(n int) []time.Duration {
	times := make([]time.Duration, n)
	for i := range times {
		times[i] = time.Duration(n-i) * ms
	}
	return times
}

func firstWins(n int) []time.Duration {
	times := lastWins(n)
	slices.Reverse(times)
	return times
}

var (
	quarter      = Sparsity{Density: .25}
	quarterLayer = Geometry{N: 1, H: 8, W: 8, Cin: 64, Cout: 32, Kernel: 3, Up: 2}
)

func choice(t *testing.T, c *Chooser) Verdicts {
	t.Helper()
	v, err := c.Choose(quarterLayer, quarter, nil)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestChooserRemembers(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new", "folder", "algorithms.jsonl")
	e := engine{simd.Default(), 1}
	names := rivals(e, quarterLayer, quarter, Forward)
	if len(names) < 2 {
		t.Fatalf("got rivals %v, want the choice to be open", names)
	}
	first := choice(t, again(path, lastWins))
	if got, want := first[Forward].Algorithm, names[len(names)-1]; got != want || first[Forward].Model != names[0] {
		t.Errorf("got %q instead of the model's %q, want %q", got, first[Forward].Model, want)
	}
	if second := choice(t, again(path, firstWins)); second.Choice() != first.Choice() || second[Data].Times[names[0]] == 0 {
		t.Errorf("another process found %+v, want what the file says: %+v", second, first)
	}
	if other := choice(t, again(path+"2", firstWins)); other.Choice() != model(e, quarterLayer, quarter) {
		t.Errorf("got %v, want the model's choice", other.Choice())
	}
}

// TestChooserSurvivesDamage: whatever the file holds, there is a choice, and it is found in the
// file from then on.
func TestChooserSurvivesDamage(t *testing.T) {
	whole := filepath.Join(t.TempDir(), "whole")
	want := choice(t, again(whole, lastWins)).Choice()
	text, err := os.ReadFile(whole)
	if err != nil {
		t.Fatal(err)
	}
	for name, damaged := range map[string]string{
		"half a line":     string(text[:len(text)/6]),
		"garbage":         "\x00\xff{}{\n[1, 2]\n\"x\"\nnull\n",
		"no algorithm":    strings.ReplaceAll(string(text), `"algorithm":"`, `"algorithm":"x`),
		"another edition": strings.ReplaceAll(string(text), `"edition":`, `"edition":9`),
		"impossible":      strings.ReplaceAll(strings.ReplaceAll(string(text), `"algorithm":"nine"`, `"algorithm":"winograd"`), `"algorithm":"sparse"`, `"algorithm":"winograd"`),
	} {
		path := filepath.Join(t.TempDir(), "damaged")
		if err := os.WriteFile(path, []byte(damaged), 0o644); err != nil {
			t.Fatal(err)
		}
		if got := choice(t, again(path, lastWins)).Choice(); got != want {
			t.Errorf("%s: got %v, want %v", name, got, want)
		}
		if got := choice(t, again(path, firstWins)).Choice(); got != want {
			t.Errorf("%s: afterwards got %v, want %v", name, got, want)
		}
	}
}

func TestChooserWithoutFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	c := again(filepath.Join(path, "not a folder"), lastWins)
	want := choice(t, c)
	c.race = func(entries []func(), _ func() error) ([]time.Duration, error) { return firstWins(len(entries)), nil }
	if got := choice(t, c); got.Choice() != want.Choice() {
		t.Errorf("got %v, then %v: a process must not change its mind", want.Choice(), got.Choice())
	}
}

// TestFirstLineCounts: who raced at the same time as another process takes what that one
// wrote first.
func TestFirstLineCounts(t *testing.T) {
	path := filepath.Join(t.TempDir(), "algorithms.jsonl")
	late := again(path, nil)
	var early Verdicts
	late.race = func(entries []func(), _ func() error) ([]time.Duration, error) {
		if early[Forward].Algorithm == "" {
			other := &Chooser{kernels: late.kernels, book: &book{path: path, settled: map[key]Verdict{}}}
			other.race = func(entries []func(), _ func() error) ([]time.Duration, error) { return lastWins(len(entries)), nil }
			early = choice(t, other)
		}
		return firstWins(len(entries)), nil
	}
	if got := choice(t, late); got.Choice() != early.Choice() {
		t.Errorf("got %v, want %v as the other process", got.Choice(), early.Choice())
	}
}

// TestRaceIsRun measures in earnest, whatever comes out.
func TestRaceIsRun(t *testing.T) {
	c := again(filepath.Join(t.TempDir(), "algorithms.jsonl"), nil)
	c.race = NewChooser(c.book.path).race
	v := choice(t, c)
	for d, one := range v {
		if len(one.Times) < 2 || one.Times[one.Algorithm] <= 0 {
			t.Errorf("%v: got %+v, want a time of each of at least two", Direction(d), one)
		}
	}
	stop := errors.New("stop")
	g := quarterLayer
	g.H++
	if _, err := c.Choose(g, quarter, func() error { return stop }); err != stop {
		t.Errorf("got error %v, want that of ask", err)
	}
}

// TestEveryChoiceAgainstReference mixes algorithms of different kinds in one layer.
func TestEveryChoiceAgainstReference(t *testing.T) {
	forPaths(t, func(t *testing.T, k simd.Kernels) {
		r := rand.New(rand.NewSource(5))
		all := []string{byDirect, byNarrow, byWinograd, byNine, byCells, bySparse}
		for try := range 60 {
			g := Geometry{N: 1 + r.Intn(3), H: 1 + r.Intn(7), W: 1 + r.Intn(7), Cin: 16 + r.Intn(40), Cout: 1 + r.Intn(36), Kernel: 3, Up: 1 + r.Intn(2)}
			s := Sparsity{Density: .3}
			if try%3 == 0 {
				s = Sparsity{}
			}
			c := Choice{all[r.Intn(6)], all[r.Intn(6)], all[r.Intn(6)]}
			a, n, threads := acts[r.Intn(len(acts))], 1+r.Intn(g.N), 1+r.Intn(3)
			l := newLayer(k, g, a, s, c, threads)
			names := strings.Split(l.Name(), "/")
			unsaid := model(engine{k, threads}, g, s)
			for d, got := range names {
				want := c[d]
				if !allowed(engine{k, threads}, g, s, Direction(d), want) {
					want = unsaid[d]
				}
				if got != want {
					t.Errorf("%+v %v: %v is computed by %s, want %s", g, c, Direction(d), got, want)
				}
			}
			t.Run(fmt.Sprintf("%+v n %d threads %d %s", g, n, threads, l.Name()), func(t *testing.T) {
				checkLayer(t, r, l, g, a, n)
				if m, ok := l.(Masked); ok {
					checkMasked(t, r, m, g, a, n, s)
				}
			})
		}
	})
}

func TestParseChoice(t *testing.T) {
	want := Choice{byCells, byNine, bySparse}
	if got, err := ParseChoice(want.String()); err != nil || got != want {
		t.Errorf("got %v, %v, want %v", got, err, want)
	}
	if _, err := ParseChoice("cells"); err == nil {
		t.Error("one name: got no error")
	}
	if got := Chosen(quarterLayer, quarter, Choice{bySparse, byWinograd, ""}).Choice(); got != (Choice{bySparse, byCells, byCells}) {
		t.Errorf("got %v, want sparse and, where that does not fit, the model's choice", got)
	}
}
