package train

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/andor-kernel/andor/dsl"
	"github.com/andor-kernel/andor/stdlib/engine/nn"
	"github.com/andor-kernel/andor/stdlib/tensor"
)

const (
	checkpointFormat  = "andor-run"
	checkpointVersion = "1"
	previousSuffix    = ".previous"
)

// Checkpoint is a saved run, read and verified, that waits for its images.
type Checkpoint struct {
	Path      string // of the file that was read
	Damaged   error  // why the newer file at the asked path was passed over; nil if it was not
	Train     dsl.Train
	Generator *dsl.Net
	Energy    *dsl.Net // nil for `critic none`
	Iteration int
	Computed  Computed          // how; zero in files of older builds
	Elapsed   time.Duration     // of training
	LastMSE   float64           // of the last record; 0 in files of older versions
	Notes     map[string]string // what Save was given

	Saved     time.Time // zero in files of older versions
	Lately    float64   // mean MSE of the last iterations; 0 in files of older versions
	MeanImage float64   // MSE of the mean image, as far as images were seen; 0 where unknown

	state  state
	arrays map[string]array
}

// state is the part of a run that is no tensor. All randomness is keyed, so the seed and
// the iteration are the whole state of the random numbers.
type state struct {
	Iteration  int            `json:"iteration"`
	Target     int            `json:"target"`
	Elapsed    time.Duration  `json:"elapsed_ns"`
	Pace       time.Duration  `json:"pace_ns"`
	ActorStep  int            `json:"actor_step"`
	CriticStep int            `json:"critic_step"`
	Warned     map[string]int `json:"warned,omitempty"`
	Saved      time.Time      `json:"saved,omitzero"`

	// Of the last record, to tell whether another run's history begins as this one's does.
	LastMSE   float64 `json:"last_mse,omitempty"`
	Lately    float64 `json:"lately,omitempty"`     // mean of the last records' MSE
	MeanImage float64 `json:"mean_image,omitempty"` // the MSE of the mean image, as far as it is known

	// Of each net, by layer: they differ in rounding, so a run that goes on keeps them. Runs
	// saved by builds that did not choose by measurement have none, which is what those chose.
	Algorithms map[string]map[string]string `json:"algorithms,omitempty"`
	Computed   Computed                     `json:"computed"`
}

// Save writes the whole run to path: weights, Adam's moments, chains, history and
// settings, with notes (such as the declaration of the data) beside them. It may be
// called between two calls of Train or from within emit. The file appears whole or not at all.
// An earlier state of this run that stood there is kept as path + ".previous"; the checkpoint
// of another run, or of this one further on, is moved to a free name beside it.
func (r *Run) Save(path string, notes map[string]string) error {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	if _, err := r.makeWay(path); err != nil {
		return fmt.Errorf("train: save %q: %w", path, err)
	}
	if err := r.save(path, notes); err != nil {
		return err
	}
	r.home = path
	return nil
}

func (r *Run) save(path string, notes map[string]string) error {
	n := r.nets
	st := state{Iteration: r.iteration, Target: r.target, Elapsed: r.elapsed, Pace: r.pace.mean, Warned: r.watch.given, Computed: r.computed, Saved: time.Now().Round(time.Second)}
	st.Lately, st.MeanImage = r.lately(watchEvery), r.seen.meanImage()
	if len(r.history) > 0 {
		st.LastMSE = r.history[len(r.history)-1].MSE
	}
	defer runtime.KeepAlive(r.chains) // newChains
	arrays := []array{{Name: "chains", Shape: r.chains.Shape, F32: r.chains.Data}}
	st.Algorithms = map[string]map[string]string{"generator": n.actorNet.Algorithms()}
	step, more := weights("generator", n.actorNet, n.actorAdam)
	st.ActorStep, arrays = step, append(arrays, more...)
	var energy *dsl.Net
	if n.critic != nil {
		st.Algorithms["energy"] = n.criticNet.Algorithms()
		step, more := weights("energy", n.criticNet, n.criticAdam)
		st.CriticStep, arrays, energy = step, append(arrays, more...), n.criticNet.Spec
	}
	if len(r.history) > 0 {
		arrays = append(arrays, packHistory(r.history))
	}
	meta := map[string]string{"format": checkpointFormat, "version": checkpointVersion, "history": strings.Join(historyColumns, " ")}
	for key, v := range map[string]any{"train": r.set, "generator": n.actorNet.Spec, "energy": energy, "state": st, "notes": notes} {
		text, err := json.Marshal(v)
		if err != nil {
			return fmt.Errorf("train: save %q: %w", path, err)
		}
		meta[key] = string(text)
	}
	if err := writeArrays(path, meta, arrays); err != nil {
		return fmt.Errorf("train: save %q: %w", path, err)
	}
	return nil
}

// weights are a net's parameters and Adam's moments as arrays, and Adam's step.
func weights(role string, net *nn.Net, opt optimiser) (int, []array) {
	step, m, v := opt.State()
	var out []array
	for i, p := range net.Params {
		for _, a := range []struct {
			kind string
			t    *tensor.Tensor
		}{{"weight", p.Value}, {"adam.m", m[i]}, {"adam.v", v[i]}} {
			out = append(out, array{Name: role + "." + a.kind + "." + p.Name, Shape: a.t.Shape, F32: a.t.Data})
		}
	}
	return step, out
}

// Open reads the checkpoint at path. If that file is damaged or missing and the one
// before it is whole, it reads that one and says so in Damaged.
func Open(path string) (*Checkpoint, error) {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	c, err := openOne(path)
	if err == nil {
		return c, nil
	}
	err = fmt.Errorf("train: checkpoint %q: %w", path, err)
	c, older := openOne(path + previousSuffix)
	switch {
	case older == nil:
		c.Damaged = err
		return c, nil
	case errors.Is(older, fs.ErrNotExist):
		return nil, err
	}
	return nil, fmt.Errorf("%w; and the one before it: %w", err, older)
}

func openOne(path string) (*Checkpoint, error) {
	meta, arrays, err := readArrays(path)
	if err != nil {
		return nil, err
	}
	c, err := parse(path, meta)
	if err != nil {
		return nil, err
	}
	c.arrays = arrays
	return c, nil
}

// parse reads what is no array.
func parse(path string, meta map[string]string) (*Checkpoint, error) {
	if meta["format"] != checkpointFormat || meta["version"] != checkpointVersion {
		return nil, fmt.Errorf("got format %q version %q, want %q version %q", meta["format"], meta["version"], checkpointFormat, checkpointVersion)
	}
	c := &Checkpoint{Path: path}
	for key, into := range map[string]any{"train": &c.Train, "generator": &c.Generator, "energy": &c.Energy, "state": &c.state, "notes": &c.Notes} {
		if err := json.Unmarshal([]byte(meta[key]), into); err != nil {
			return nil, fmt.Errorf("metadata %q: %w", key, err)
		}
	}
	if c.Generator == nil {
		return nil, errors.New("metadata \"generator\" is null")
	}
	st := c.state
	c.Computed = st.Computed
	c.Iteration, c.Elapsed, c.Saved, c.LastMSE, c.Lately, c.MeanImage = st.Iteration, st.Elapsed, st.Saved, st.LastMSE, st.Lately, st.MeanImage
	return c, nil
}

// Images is how many images the run is trained on.
func (c *Checkpoint) Images() int {
	if chains := c.arrays["chains"]; len(chains.Shape) == 2 {
		return chains.Shape[0]
	}
	return 0
}

// Peek reads all of the checkpoint at path but its arrays, without checking its sum: what a
// list of runs takes. It has no History and makes no Run.
func Peek(path string) (*Checkpoint, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	c, err := openHead(path, info.Size())
	if err != nil {
		return nil, fmt.Errorf("train: checkpoint %q: %w", path, err)
	}
	return c, nil
}

// Run makes the saved run again over the same images, in the same order; Train then goes
// on with the same bits as if it had never stopped.
func (c *Checkpoint) Run(images Images) (*Run, error) {
	r, err := c.run(images)
	if err != nil {
		return nil, fmt.Errorf("train: checkpoint %q: %w", c.Path, err)
	}
	return r, nil
}

func (c *Checkpoint) run(images Images) (*Run, error) {
	g, err := nn.New(c.Generator, c.Train.Seed, nn.WithAlgorithms(c.state.Algorithms["generator"]))
	if err != nil {
		return nil, err
	}
	var e *nn.Net
	if c.Energy != nil {
		if e, err = nn.New(c.Energy, c.Train.Seed, nn.WithAlgorithms(c.state.Algorithms["energy"])); err != nil {
			return nil, err
		}
	}
	if saved, ok := c.arrays["chains"]; ok && len(saved.Shape) == 2 && saved.Shape[0] != images.Len() {
		return nil, fmt.Errorf("got %d images, want the %d it was trained on", images.Len(), saved.Shape[0])
	}
	r, err := New(c.Train, g, e, images)
	if err != nil {
		return nil, err
	}
	st := c.state
	r.computed.goOn(st.Computed)
	r.iteration, r.target, r.elapsed, r.pace.mean, r.watch.given = st.Iteration, st.Target, st.Elapsed, st.Pace, st.Warned
	if err := c.fill("chains", r.chains); err != nil {
		return nil, err
	}
	if err := c.restore("generator", g, r.nets.actorAdam, st.ActorStep); err != nil {
		return nil, err
	}
	if e != nil {
		if err := c.restore("energy", e, r.nets.criticAdam, st.CriticStep); err != nil {
			return nil, err
		}
	}
	r.home = strings.TrimSuffix(c.Path, previousSuffix)
	r.seen.known = st.MeanImage
	r.history, err = unpackHistory(c.arrays["history"], st.Iteration)
	return r, err
}

// restore fills a net and its optimiser.
func (c *Checkpoint) restore(role string, net *nn.Net, opt optimiser, step int) error {
	var m, v []*tensor.Tensor
	for _, p := range net.Params {
		m, v = append(m, tensor.New(p.Value.Shape...)), append(v, tensor.New(p.Value.Shape...))
		for kind, t := range map[string]*tensor.Tensor{"weight": p.Value, "adam.m": m[len(m)-1], "adam.v": v[len(v)-1]} {
			if err := c.fill(role+"."+kind+"."+p.Name, t); err != nil {
				return err
			}
		}
	}
	net.Changed()
	return opt.SetState(step, m, v)
}

// fill copies a saved tensor into t, which must have its shape.
func (c *Checkpoint) fill(name string, t *tensor.Tensor) error {
	a, ok := c.arrays[name]
	if !ok || !slices.Equal(a.Shape, t.Shape) || len(a.F32) != len(t.Data) {
		return fmt.Errorf("tensor %q has shape %v, want %v", name, a.Shape, t.Shape)
	}
	copy(t.Data, a.F32)
	return nil
}

// fields are the numbers of one record, in the order of a checkpoint's columns. New ones
// go at the end, where files written before them have none. Durations are nanoseconds, exact in float64 for a hundred days.
func (it *Iteration) fields() []float64 {
	return []float64{
		float64(it.Index), float64(it.Of), it.Recon, it.MSE, it.EnergyData, it.EnergySynth, it.EnergyActor,
		it.ZNorm, it.Moved, it.Stability, float64(it.Elapsed), it.ImagesPerSecond, float64(it.ETA),
		float64(it.Waited), it.Held,
	}
}

// historyColumns are the names of fields, for readers of a checkpoint in other languages.
var historyColumns = []string{
	"iteration", "of", "reconstruction", "mse", "energy_images", "energy_syntheses", "energy_actor",
	"z", "moved", "stability", "elapsed_ns", "images_per_second", "eta_ns", "waited_ns", "held_out",
}

// History is that of the saved run.
func (c *Checkpoint) History() ([]Iteration, error) {
	return unpackHistory(c.arrays["history"], c.state.Iteration)
}

func packHistory(h []Iteration) array {
	a := array{Name: "history", F64: []float64{}}
	for i := range h {
		a.F64 = append(a.F64, h[i].fields()...)
	}
	a.Shape = []int{len(h), len(a.F64) / len(h)}
	return a
}

func unpackHistory(a array, n int) ([]Iteration, error) {
	width, oldest := len(new(Iteration).fields()), 13
	if n == 0 && a.F64 == nil {
		return nil, nil
	}
	if len(a.Shape) != 2 || a.Shape[0] != n || a.Shape[1] < oldest {
		return nil, fmt.Errorf("tensor \"history\" has shape %v, want [%d %d]", a.Shape, n, width)
	}
	out := make([]Iteration, n)
	for i := range out {
		f := make([]float64, max(width, a.Shape[1])) // columns this version lacks stay 0, those it does not know are passed over
		copy(f, a.F64[i*a.Shape[1]:(i+1)*a.Shape[1]])
		out[i] = Iteration{
			Index: int(f[0]), Of: int(f[1]), Recon: f[2], MSE: f[3], EnergyData: f[4], EnergySynth: f[5], EnergyActor: f[6],
			ZNorm: f[7], Moved: f[8], Stability: f[9], Elapsed: time.Duration(f[10]), ImagesPerSecond: f[11], ETA: time.Duration(f[12]),
			Waited: time.Duration(f[13]), Held: f[14],
		}
	}
	return out, nil
}
