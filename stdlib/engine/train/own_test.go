package train

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// finishedRun is a run of so many iterations with a seed, trained to its end.
func finishedRun(t *testing.T, iterations int, seed uint64) *Run {
	t.Helper()
	r := tinyRun(t, tinyImages(), false, iterations)
	r.set.Seed, r.order.seed, r.coming.seed = seed, seed, seed
	if err := r.Train(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	return r
}

// TestSaveSparesOthers: whatever two runs do with one name, the state of each is in a file.
func TestSaveSparesOthers(t *testing.T) {
	a, b := finishedRun(t, 6, 1), finishedRun(t, 9, 5)
	for _, order := range []string{"ab", "abb", "abab", "aabbaab", "ba", "abba"} {
		dir := t.TempDir()
		path := filepath.Join(dir, "q.safetensors")
		for _, who := range order {
			r := a
			if who == 'b' {
				r = b
			}
			if err := r.Save(path, nil); err != nil {
				t.Fatal(err)
			}
			if c, err := Open(path); err != nil || c.Iteration != r.Iteration() {
				t.Fatalf("%s: the name holds %+v, %v, want the run saved last", order, c, err)
			}
		}
		var kept []int
		files, _ := filepath.Glob(filepath.Join(dir, "*.safetensors"))
		for _, f := range files {
			c, err := Open(f)
			if err != nil {
				t.Fatal(err)
			}
			kept = append(kept, c.Iteration)
		}
		if !slices.Contains(kept, 6) || !slices.Contains(kept, 9) {
			t.Errorf("%s: %v hold iterations %v, want 6 and 9 among them", order, files, kept)
		}
	}
}

// TestSaveSparesTheFuture: a run that was loaded, and trained on elsewhere meanwhile, does not
// overwrite what it will become.
func TestSaveSparesTheFuture(t *testing.T) {
	path := filepath.Join(t.TempDir(), "q.safetensors")
	r := finishedRun(t, 6, 1)
	if err := r.Save(path, nil); err != nil {
		t.Fatal(err)
	}
	c, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	early, err := c.Run(tinyImages())
	if err != nil {
		t.Fatal(err)
	}
	r.Aim(4)
	if err := errors.Join(r.Train(context.Background(), nil), r.Save(path, nil)); err != nil {
		t.Fatal(err)
	}
	if err := early.Save(path, nil); err != nil {
		t.Fatal(err)
	}
	if c, err := Open(strings.Replace(path, "q.", "q-1.", 1)); err != nil || c.Iteration != 10 {
		t.Errorf("the further state: got %+v, %v, want it in q-1 at iteration 10", c, err)
	}
}

// TestSaveAgain: the same run, declared and trained anew, replaces its own file.
func TestSaveAgain(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "q.safetensors")
	for range 3 {
		if err := finishedRun(t, 6, 1).Save(path, nil); err != nil {
			t.Fatal(err)
		}
	}
	if files, _ := filepath.Glob(filepath.Join(dir, "*")); len(files) != 2 {
		t.Errorf("got %v, want the file and the one before it", files)
	}
}

// TestSaveThroughALink: the file that a link names is written, with its own previous one.
func TestSaveThroughALink(t *testing.T) {
	dir := t.TempDir()
	path, link := filepath.Join(dir, "q.safetensors"), filepath.Join(dir, "link.safetensors")
	if err := os.Symlink("q.safetensors", link); err != nil {
		t.Skip(err)
	}
	r := finishedRun(t, 6, 1)
	for range 2 {
		if err := r.Save(link, nil); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Truncate(path, 700); err != nil {
		t.Fatal(err)
	}
	if c, err := Open(link); err != nil || c.Damaged == nil || c.Iteration != 6 {
		t.Errorf("got %+v, %v, want the one before the damaged file", c, err)
	}
	if i, err := os.Lstat(link); err != nil || i.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link became %v, %v", i, err)
	}
}

// TestUnsaved: a short run keeps itself if that is small, and says so if it is not.
func TestUnsaved(t *testing.T) {
	for _, small := range []int64{1 << 20, 10} {
		r := tinyRun(t, tinyImages(), false, 5)
		path := filepath.Join(t.TempDir(), "run.safetensors")
		r.Keep(Keep{Path: path, Least: time.Hour, Small: small})
		var unsaved []Unsaved
		if err := r.Train(context.Background(), func(e Event) {
			if u, ok := e.(Unsaved); ok {
				unsaved = append(unsaved, u)
			}
		}); err != nil {
			t.Fatal(err)
		}
		_, err := os.Stat(path)
		if kept := err == nil; kept != (small > 10) || kept == (len(unsaved) == 1) {
			t.Errorf("at most %d bytes: got kept %v and %+v", small, kept, unsaved)
		}
	}
}

// TestHistoryColumns: each column of the history in a checkpoint has a name in it.
func TestHistoryColumns(t *testing.T) {
	if got, want := len(historyColumns), len(new(Iteration).fields()); got != want {
		t.Errorf("got %d names, want %d", got, want)
	}
	path := filepath.Join(t.TempDir(), "q.safetensors")
	if err := finishedRun(t, 2, 1).Save(path, nil); err != nil {
		t.Fatal(err)
	}
	meta, _, err := readArrays(path)
	if err != nil || !strings.HasPrefix(meta["history"], "iteration of reconstruction mse ") {
		t.Errorf("got %q, %v", meta["history"], err)
	}
}
