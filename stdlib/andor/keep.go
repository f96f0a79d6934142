package andor

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/andor-kernel/andor/dsl"
	"github.com/andor-kernel/andor/stdlib/nn"
	"github.com/andor-kernel/andor/stdlib/train"
)

const (
	keepLeast = time.Minute // a run that took less is sooner run again than looked for
	keepEnd   = ".safetensors"
)

// Keys of the notes in a checkpoint.
const (
	noteData  = "data"  // the declaration of the images
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
	for key, v := range map[string]any{noteData: r.data.spec, noteWatch: r.watching.kept()} {
		if text, err := json.Marshal(v); err == nil { // declarations and finite numbers always marshal
			notes[key] = string(text)
		}
	}
	return notes
}

// keep has the run save itself into the folder of runs.
func (r *Run) keep() {
	save := r.spec.Saving()
	r.run.Keep(train.Keep{
		Path: runPath(r.spec.Name), Notes: r.notes, Least: keepLeast,
		Every: time.Duration(save.Minutes * float64(time.Minute)), Iterations: save.Iterations,
	})
}

// Save writes the whole run to a file: weights, Adam's moments, chains, history, the curve of
// Watch and declarations, so that Load and Train go on as if nothing had happened. A path without a
// folder and an ending is a name in the folder of runs; other seeds lie beside it. The file appears whole or not at
// all; one that stood there is kept as PATH.previous. While a run of more than a minute
// trains, it does this by itself, every five minutes unless its save setting says
// otherwise and at its end; and any run does at an interrupt.
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

// Load reads a saved run back, by name from the folder of runs ($ANDOR_RUNS, else
// "runs") or by path, with the images it was trained on. Train goes on with the bits the
// run would have had. If the newest file is damaged, the one before it is used, and
// String says why. The other seeds of a run with `repeat` are read when it trains.
func Load(name string) *Run {
	path := runPath(name)
	fail := func(err error) *Run {
		return &Run{spec: dsl.Train{Name: name}, err: fmt.Errorf("load %q: %w", name, err)}
	}
	c, err := train.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return fail(fmt.Errorf("no checkpoint %s; andor.Runs() lists those there are", path))
	}
	if err != nil {
		return fail(err)
	}
	var spec *dsl.Data
	if err := json.Unmarshal([]byte(c.Notes[noteData]), &spec); err != nil || spec == nil {
		return fail(errors.New("the checkpoint does not say which images it was trained on; it was not written by a notebook or script"))
	}
	d := OpenData(spec)
	if d.Err() != nil {
		return fail(d.Err())
	}
	r, err := restore(c, d)
	if err != nil {
		return fail(err)
	}
	return r
}

// restore makes the run of a checkpoint over the images it was trained on.
func restore(c *train.Checkpoint, d *Data) (*Run, error) {
	r := &Run{spec: c.Train, actor: c.Generator, critic: c.Energy, data: d, loaded: strings.TrimSuffix(c.Path, ".previous"), stats: map[string]*stageStats{}}
	var err error
	if r.run, err = c.Run(d.set); err != nil {
		return nil, err
	}
	var energy *nn.Net
	r.g, energy = r.run.Networks()
	if r.memory, err = nn.MeasureMemory(r.g, energy, c.Train.Batch); err != nil {
		return nil, err
	}
	if r.watching, err = watched(c.Notes[noteWatch]); err != nil {
		return nil, err
	}
	r.state = "loaded from " + c.Path
	if c.Damaged != nil {
		r.state += ", because the newer file could not be used: " + c.Damaged.Error()
	}
	return r, nil
}

// RunTable lists the saved runs of a folder.
type RunTable struct {
	folder string
	rows   []runRow
}

type runRow struct {
	name, actor, critic, data string
	iteration, of             int
	mse                       float64
	took                      time.Duration
	err                       error
}

// Runs lists the saved runs of the folder of runs ($ANDOR_RUNS, else "runs").
func Runs() *RunTable {
	t := &RunTable{folder: runsFolder()}
	paths, _ := filepath.Glob(filepath.Join(t.folder, "*"+keepEnd)) // the pattern is well formed
	sort.Strings(paths)
	for _, p := range paths {
		row := runRow{name: strings.TrimSuffix(filepath.Base(p), keepEnd)}
		c, err := train.Open(p)
		if err != nil {
			row.err = err
			t.rows = append(t.rows, row)
			continue
		}
		row.actor, row.critic, row.data = c.Train.Actor, c.Train.Critic, c.Train.Data
		row.iteration, row.of = c.Iteration, c.Train.Iterations
		if h, err := c.History(); err == nil && len(h) > 0 {
			last := h[len(h)-1]
			row.mse, row.took = last.MSE, last.Elapsed
		}
		t.rows = append(t.rows, row)
	}
	return t
}

// String is the table: name, networks, data, progress, the last batch's error, time.
func (t *RunTable) String() string {
	if len(t.rows) == 0 {
		return fmt.Sprintf("no saved runs in %s; a run saves itself while it trains, once it has taken a minute, or by run1.Save(\"run1\")", t.folder)
	}
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "run\tactor\tcritic\tdata\titerations\tMSE of the last batch\ttrained for")
	for _, r := range t.rows {
		if r.err != nil {
			fmt.Fprintf(w, "%s\tcannot be read: %v\n", r.name, r.err)
			continue
		}
		critic := r.critic
		if critic == "" {
			critic = "none"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%d of %d\t%.4f\t%v\n", r.name, r.actor, critic, r.data, r.iteration, r.of, r.mse, r.took.Round(time.Second))
	}
	w.Flush()
	return strings.TrimRight(b.String(), "\n")
}

// MIMEBundle shows String.
func (t *RunTable) MIMEBundle() map[string][]byte {
	return map[string][]byte{"text/plain": []byte(t.String())}
}
