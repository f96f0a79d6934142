package andor

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/andor-kernel/andor/dsl"
	"github.com/andor-kernel/andor/internal/files"
	"github.com/andor-kernel/andor/stdlib/engine/train"
	"github.com/andor-kernel/andor/stdlib/outside"
)

// Sweep is several runs that belong together, such as one setting at several values. They are
// kept in a folder of their own with a list of all, so that a sweep that was stopped goes on
// later or elsewhere, also with those of its runs that had not begun.
type Sweep struct {
	name, folder string
	runs         []*Run
	err          error
}

// sweepList is the file of a sweep's folder that names its runs in their order.
const sweepList = "sweep.json"

// sweepEntry is the declaration of one run of a sweep.
type sweepEntry struct {
	Train     dsl.Train `json:"train"`
	Generator *dsl.Net  `json:"generator"`
	Energy    *dsl.Net  `json:"energy,omitempty"`
	Data      *dsl.Data `json:"data"`
	Looks     *looks    `json:"images,omitempty"`
}

// NewSweep makes a sweep of runs, each of another name. Its folder is that of the name within
// the folder of runs ($ANDOR_RUNS, else "runs"). A run that has a checkpoint there from
// an earlier session, with the same declaration, goes on from it.
func NewSweep(name string, runs ...*Run) *Sweep {
	s := &Sweep{name: name, folder: filepath.Join(runsFolder(), name), runs: runs}
	fail := func(format string, args ...any) *Sweep {
		s.err = fmt.Errorf("sweep %q: "+format, append([]any{name}, args...)...)
		return s
	}
	if name == "" || strings.ContainsRune(name, filepath.Separator) {
		return fail("want a name without a path; it becomes a folder of %s", runsFolder())
	}
	if len(runs) == 0 {
		return fail("got no runs; want andor.NewSweep(%q, run1, run2)", name)
	}
	seen := map[string]bool{}
	for _, r := range runs {
		if err := r.Err(); err != nil {
			return fail("%w", err)
		}
		if seen[r.spec.Name] {
			return fail("two runs are called %q; give each a name of its own, such as fmt.Sprintf(\"k%%d\", k)", r.spec.Name)
		}
		seen[r.spec.Name] = true
	}
	for _, r := range runs {
		r.folder = s.folder
		if r.run.Iteration() > 0 {
			continue
		}
		c, err := train.Open(r.ownPath())
		if errors.Is(err, fs.ErrNotExist) || err == nil && !r.run.Declared(c) {
			continue // the file of another run is moved aside when this one is saved
		}
		if err != nil {
			return fail("%w", err)
		}
		back, err := restore(c, r.data)
		if err != nil {
			return fail("%w", err)
		}
		r.run, r.g, r.loaded, r.state = back.run, back.g, back.loaded, back.state
	}
	return s
}

// LoadSweep reads a sweep back, by name from the folder of runs or by the path of its
// folder, with the runs that had not begun. The images are found as Load finds them.
func LoadSweep(name string, from ...string) *Sweep {
	folder := filepath.Join(runsFolder(), name)
	if _, err := os.Stat(filepath.Join(name, sweepList)); err == nil {
		folder = name
	}
	s := &Sweep{name: filepath.Base(folder), folder: folder}
	fail := func(err error) *Sweep {
		s.err = fmt.Errorf("load sweep %q: %w", name, err)
		return s
	}
	text, err := os.ReadFile(filepath.Join(folder, sweepList))
	if errors.Is(err, fs.ErrNotExist) {
		return fail(fmt.Errorf("there is no %s in %s; want the name of a sweep, or the path of its folder", sweepList, folder))
	}
	if err != nil {
		return fail(err)
	}
	var entries []sweepEntry
	if err := json.Unmarshal(text, &entries); err != nil {
		return fail(fmt.Errorf("%s: %w", sweepList, err))
	}
	sets := map[string]*Data{} // runs of a sweep share their images
	for _, e := range entries {
		if e.Generator == nil || e.Data == nil || e.Looks == nil {
			return fail(fmt.Errorf("%s: run %q lacks its network or its images", sweepList, e.Train.Name))
		}
		key, err := json.Marshal(e.Data)
		if err != nil {
			return fail(err)
		}
		d := sets[string(key)]
		if d == nil {
			if d, err = findData(e.Data, e.Looks, e.Generator, e.Looks.N, folder, from); err != nil {
				return fail(err)
			}
			sets[string(key)] = d
		}
		r, err := e.open(folder, d)
		if err != nil {
			return fail(err)
		}
		s.runs = append(s.runs, r)
	}
	return s
}

// open is the run of an entry, from its checkpoint if there is one.
func (e *sweepEntry) open(folder string, d *Data) (*Run, error) {
	c, err := train.Open(filepath.Join(folder, e.Train.Name+keepEnd))
	var r *Run
	switch {
	case err == nil:
		if r, err = restore(c, d); err != nil {
			return nil, err
		}
	case errors.Is(err, fs.ErrNotExist):
		var critic *Net
		if e.Energy != nil {
			critic = &Net{name: e.Energy.Name, spec: e.Energy}
		}
		if r = newRun(e.Train, &Net{name: e.Generator.Name, spec: e.Generator}, critic, d); r.err != nil {
			return nil, r.err
		}
	default:
		return nil, err
	}
	r.folder = folder
	return r, nil
}

// Train trains those runs that are not done, and returns the sweep: small ones side by side, one a
// processor, others one after another. An interrupt ends it; Train goes on from there. A run that fails does not keep the others from
// their turn; Err tells of it.
func (s *Sweep) Train() *Sweep {
	if s.err != nil {
		return s
	}
	if err := s.list(); err != nil {
		s.err = fmt.Errorf("sweep %q: %w", s.name, err)
		return s
	}
	var failed []error
	var single []*Run // those without seeds of their own
	for _, r := range s.runs {
		if r.Err() != nil || r.seedsDone() < max(1, r.spec.Repeat) {
			if r.spec.Repeat <= 1 && r.Err() == nil && r.images() == nil {
				r.run.Resume()
				single = append(single, r)
				continue
			}
			line := fmt.Sprintf("sweep %s: %s", s.name, r.spec.Name)
			outside.Display(map[string][]byte{"text/plain": []byte(line)}, "", false)
			if err := r.Train().Err(); err != nil {
				failed = append(failed, err)
			}
		}
		if outside.Context().Err() != nil {
			break
		}
	}
	if outside.Context().Err() == nil {
		trainEach("sweep "+s.name, single, true)
	}
	for _, r := range single {
		if r.err != nil {
			failed = append(failed, r.err)
		}
	}
	if err := errors.Join(failed...); err != nil {
		return &Sweep{name: s.name, folder: s.folder, runs: s.runs, err: fmt.Errorf("sweep %q: %w", s.name, err)}
	}
	return s
}

// list writes the list of the runs into the sweep's folder.
func (s *Sweep) list() error {
	var entries []sweepEntry
	for _, r := range s.runs {
		entries = append(entries, sweepEntry{Train: r.spec, Generator: r.actor, Energy: r.critic, Data: r.data.spec, Looks: r.data.look()})
	}
	text, err := json.MarshalIndent(entries, "", "\t")
	if err != nil {
		return err
	}
	return files.Write(filepath.Join(s.folder, sweepList), text)
}

// Err is why the sweep could not be made, or which of its runs failed; nil if all went well.
func (s *Sweep) Err() error {
	if s == nil {
		return errors.New("the sweep is nil; make one with andor.NewSweep")
	}
	return s.err
}

// Runs are the runs in the order of the sweep.
func (s *Sweep) Runs() []*Run { return s.runs }

// Run is the run of a name, with an error in it if there is none.
func (s *Sweep) Run(name string) *Run {
	var names []string
	for _, r := range s.runs {
		if r.spec.Name == name {
			return r
		}
		names = append(names, r.spec.Name)
	}
	return &Run{spec: dsl.Train{Name: name}, err: fmt.Errorf("sweep %q has no run %q, want one of %s", s.name, name, strings.Join(names, ", "))}
}

// Compare draws the runs that have begun over common axes, as andor.Compare does.
func (s *Sweep) Compare() *Figure {
	if s.err != nil {
		return failed(s.err)
	}
	var begun []*Run
	for _, r := range s.runs {
		if r.Iteration() > 0 {
			begun = append(begun, r)
		}
	}
	if len(begun) == 0 {
		return failed(fmt.Errorf("sweep %q: no run has been trained; call Train() first", s.name))
	}
	return Compare(begun...)
}

// Table lists the runs: by which settings they differ, how far they are, and how well they do.
func (s *Sweep) Table() *RunTable {
	t := &RunTable{title: s.title(), empty: s.title()}
	for _, r := range s.runs {
		row := runRow{
			name: r.spec.Name, actor: r.spec.Actor, critic: r.spec.Critic, data: r.spec.Data,
			settings: settingsOf(&r.spec, r.actor, r.critic), iteration: r.run.Iteration(), of: r.run.Target(), err: r.err,
		}
		if row.iteration == 0 {
			row.state = "not begun"
		}
		if c, err := train.Peek(r.ownPath()); err == nil && r.run.At(r.ownPath()).Own {
			row.saved = c.Saved
		}
		row.mse, row.meanImage = r.run.Lately()
		if h := r.run.History(); len(h) > 0 {
			row.took = h[len(h)-1].Elapsed
		}
		t.rows = append(t.rows, row)
	}
	return t
}

func (s *Sweep) title() string {
	done := 0
	for _, r := range s.runs {
		if r.run.Done() {
			done++
		}
	}
	return fmt.Sprintf("sweep %s: %d of %d runs done, kept in %s", s.name, done, len(s.runs), s.folder)
}

// String is the table as text.
func (s *Sweep) String() string {
	if err := s.Err(); err != nil && (s == nil || len(s.runs) == 0) {
		return err.Error()
	}
	return s.Table().String()
}

// MIMEBundle shows the table.
func (s *Sweep) MIMEBundle() map[string][]byte {
	if err := s.Err(); err != nil && (s == nil || len(s.runs) == 0) {
		return errorBundle(err)
	}
	return s.Table().MIMEBundle()
}
