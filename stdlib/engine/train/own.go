package train

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/andor-kernel/andor/internal/safetensors"
)

// A checkpoint belongs to a run if it is an earlier state of it: training is exact, so the run
// then has every number in it again. All else would be lost if it were overwritten.

// Stands is what lies at a path where a run is to be saved.
type Stands struct {
	Own bool   // an earlier state of the run, or nothing
	Is  string // in words, what else it is: "a run of actor G1, seed 1, at iteration 6 of 6"
}

// At looks at what stands at path, reading no more than its header.
func (r *Run) At(path string) Stands {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		if info, err = os.Stat(path + previousSuffix); err != nil {
			return Stands{Own: true}
		}
		path += previousSuffix
	}
	if err != nil || !info.Mode().IsRegular() { // a device or pipe is written to
		return Stands{Own: true}
	}
	c, err := openHead(path, info.Size())
	if err != nil {
		return Stands{Own: r.home == path, Is: fmt.Sprintf("a file that cannot be read as a checkpoint (%v)", err)}
	}
	is := fmt.Sprintf("a run of actor %s, data %s, seed %d, at iteration %d of %d", c.Train.Actor, c.Train.Data, c.Train.Seed, c.state.Iteration, c.state.Target)
	at := c.state.Iteration
	switch {
	case at > r.iteration:
		return Stands{Is: is}
	case at > 0 && c.state.LastMSE == 0: // of a version that did not note it
		return Stands{Own: r.home == path, Is: is}
	case at > 0 && r.history[at-1].MSE != c.state.LastMSE:
		return Stands{Is: is}
	}
	return Stands{Own: r.home == path || r.Declared(c), Is: is}
}

// openHead reads all of a checkpoint but its arrays.
func openHead(path string, size int64) (*Checkpoint, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	h, err := safetensors.ReadHeader(bufio.NewReader(f), size)
	if err != nil {
		return nil, err
	}
	if size-8-int64(len(h.Text)) != int64(h.Size()) {
		return nil, errors.New("the file was cut off or added to")
	}
	return parse(path, h.Meta)
}

// Declared reports whether a checkpoint has the run's own settings and networks.
func (r *Run) Declared(c *Checkpoint) bool {
	same := func(a, b any) bool {
		x, err := json.Marshal(a)
		y, err2 := json.Marshal(b)
		return err == nil && err2 == nil && string(x) == string(y)
	}
	if (c.Energy == nil) != (r.nets.criticNet == nil) || c.Energy != nil && !same(c.Energy, r.nets.criticNet.Spec) {
		return false
	}
	return same(c.Train, r.set) && same(c.Generator, r.nets.actorNet.Spec)
}

// makeWay moves another run's checkpoint to a free name, with the one before it, and returns
// that name, empty if there was nothing to move.
func (r *Run) makeWay(path string) (string, error) {
	if r.At(path).Own {
		return "", nil
	}
	ext := filepath.Ext(path)
	for n := 1; ; n++ {
		free := fmt.Sprintf("%s-%d%s", strings.TrimSuffix(path, ext), n, ext)
		if exists(free) || exists(free+previousSuffix) {
			continue
		}
		for _, suffix := range []string{"", previousSuffix} {
			if err := os.Rename(path+suffix, free+suffix); err != nil && !os.IsNotExist(err) {
				return "", err
			}
		}
		return free, nil
	}
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}
