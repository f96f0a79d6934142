package andor

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/andor-kernel/andor/dsl"
	"github.com/andor-kernel/andor/stdlib/engine/nn"
	"github.com/andor-kernel/andor/stdlib/engine/train"
)

// Load reads a saved run back, by name from the folder of runs ($ANDOR_RUNS, else
// "runs") or by path, with the images it was trained on. Train goes on with the bits the
// run would have had. If the newest file is damaged, the one before it is used, and
// String says why. The other seeds of a run with `repeat` are read when it trains.
//
// The images are looked for where they were, then by name beside the notebook and beside the
// file; from names their folder or archive now. They are known again by a checksum. Without
// them Samples, Basis, Interpolate and all else that needs no image still work, and what does
// need them says so.
func Load(name string, from ...string) *Run {
	fail := func(err error) *Run {
		return &Run{spec: dsl.Train{Name: name}, err: fmt.Errorf("load %q: %w", name, err)}
	}
	path := loadPath(name)
	c, err := train.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return fail(fmt.Errorf("no checkpoint %s; andor.Runs() lists those there are", path))
	}
	if err != nil {
		return fail(err)
	}
	spec, looks, err := noted(c)
	if err != nil {
		return fail(err)
	}
	d, err := findData(spec, looks, c.Generator, c.Images(), filepath.Dir(path), from)
	if err != nil {
		return fail(err)
	}
	r, err := restore(c, d)
	if err != nil {
		return fail(err)
	}
	return r
}

// loadPath is the file that a name means: as it is, with the ending, or in the folder of runs.
func loadPath(name string) string {
	path := runPath(name)
	for _, p := range []string{path, name + keepEnd, filepath.Join(runsFolder(), name+keepEnd)} {
		for _, suffix := range []string{"", ".previous"} {
			if info, err := os.Stat(p + suffix); err == nil && !info.IsDir() {
				return p
			}
		}
	}
	return path
}

// noted is what a checkpoint says of its images.
func noted(c *train.Checkpoint) (*dsl.Data, *looks, error) {
	var spec *dsl.Data
	if err := json.Unmarshal([]byte(c.Notes[noteData]), &spec); err != nil || spec == nil {
		return nil, nil, errors.New("the checkpoint does not say which images it was trained on; it was not written by a notebook or script")
	}
	var l *looks
	if text := c.Notes[notePrint]; text != "" {
		if err := json.Unmarshal([]byte(text), &l); err != nil {
			return nil, nil, fmt.Errorf("what the checkpoint says of its images: %w", err)
		}
	}
	return spec, l, nil
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
	if !c.Saved.IsZero() {
		r.state += ", saved " + c.Saved.Local().Format(time.DateTime)
	}
	if c.Damaged != nil {
		r.state += ", because the newer file could not be used: " + c.Damaged.Error()
	}
	return r, nil
}

// images is nil if the run has its images, else an error that says what to do.
func (r *Run) images() error {
	if r.data == nil || r.data.set == nil {
		return r.data.Err()
	}
	return r.data.set.Missing()
}
