package andor

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/andor-kernel/andor/stdlib/engine/train"
)

const (
	keepLeast = time.Minute // a run that took less saves itself at its end alone
	keepSmall = 64 << 20    // bytes that the file of such a run may take
	keepEnd   = ".safetensors"
)

// Keys of the notes in a checkpoint.
const (
	noteData  = "data"  // the declaration of the images
	notePrint = "print" // what the images look like, to know them again elsewhere; missing in older files
	noteWatch = "watch" // the curve of Watch, null if there is none; missing in older files
)

// runsFolder is where runs save themselves: $ANDOR_RUNS, or "runs" in the working
// folder, which in a notebook is the notebook's own.
func runsFolder() string {
	if dir := os.Getenv("ANDOR_RUNS"); dir != "" {
		return dir
	}
	return "runs"
}

// runPath is the file a name means: a path as it is, else a run of the folder.
func runPath(name string) string {
	if strings.ContainsRune(name, filepath.Separator) || strings.HasSuffix(name, keepEnd) {
		return name
	}
	return filepath.Join(runsFolder(), name+keepEnd)
}

// notes are what a checkpoint needs besides the run itself to be loaded again.
func (r *Run) notes() map[string]string {
	notes := map[string]string{}
	for key, v := range map[string]any{noteData: r.data.spec, notePrint: r.data.look(), noteWatch: r.watching.kept()} {
		if text, err := json.Marshal(v); err == nil { // declarations and finite numbers always marshal
			notes[key] = string(text)
		}
	}
	return notes
}

// ownPath is where the run saves itself: in the folder of runs, or in that of its sweep.
func (r *Run) ownPath() string {
	if r.folder != "" {
		return filepath.Join(r.folder, r.spec.Name+keepEnd)
	}
	return filepath.Join(runsFolder(), r.spec.Name+keepEnd)
}

// keep has the run save itself.
func (r *Run) keep() {
	save := r.spec.Saving()
	r.run.Keep(train.Keep{
		Path: r.ownPath(), Notes: r.notes, Least: keepLeast, Small: keepSmall,
		Every: time.Duration(save.Minutes * float64(time.Minute)), Iterations: save.Iterations,
	})
}

// Save writes the whole run to a file: weights, Adam's moments, chains, history, the curve of
// Watch and declarations, so that Load and Train go on as if nothing had happened. A path without a
// folder and an ending is a name in the folder of runs; other seeds lie beside it. The file appears whole or not at
// all. An earlier state of the same run that stood there is kept as PATH.previous; the file of
// any other run is moved aside, to PATH-1. A run does this by itself at the end of Train and at
// an interrupt and, once it has trained for a minute, every five minutes unless its save
// setting says otherwise.
func (r *Run) Save(path string) error {
	if err := r.Err(); err != nil && (r == nil || r.run == nil) {
		return err
	}
	path = runPath(path)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("run %q: %w", r.spec.Name, err)
	}
	if err := r.run.Save(path, r.notes()); err != nil {
		return err
	}
	for _, one := range r.repeats {
		if err := one.run.Save(seedPath(path, one.spec.Seed), one.notes()); err != nil {
			return err
		}
	}
	return nil
}

// seedPath is the checkpoint of another seed, beside that of the first.
func seedPath(path string, seed uint64) string {
	return fmt.Sprintf("%s_seed%d%s", strings.TrimSuffix(path, keepEnd), seed, keepEnd)
}
