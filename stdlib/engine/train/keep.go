package train

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/andor-kernel/andor/stdlib/engine/nn"
)

// Keep says where a run saves itself while it trains, and how often. It also saves when a call
// of Train ends by an interrupt or because all is done, but not after an error: the
// checkpoint before it is then the one to go back to.
type Keep struct {
	Path       string                   // of the checkpoint; its folder is made
	Notes      func() map[string]string // what to save with it, asked at each save; nil: nothing
	Every      time.Duration            // between two saves; 0: not by time
	Iterations int                      // between two saves; 0: not by their number
	Least      time.Duration            // a run that has trained for less leaves no file by time
	Small      int64                    // bytes; at its end such a run leaves a file of at most so many, else an Unsaved
}

// keeper is a Keep at work.
type keeper struct {
	Keep
	last  time.Time // of the last save, or of the beginning
	index int       // iterations the last save holds, -1 for none
}

// Keep has the run save itself from now on; a zero k ends it. Saving never changes the
// run. One that fails, because the disk is full for example, is a Warning; the file before
// it stays, and the run goes on and tries again when the next is due.
//
// A file at k.Path that holds another run is not overwritten (see Save).
func (r *Run) Keep(k Keep) {
	r.keeper = nil
	if k.Path != "" {
		r.keeper = &keeper{Keep: k, last: time.Now(), index: -1}
	}
}

// moment is when keep is asked.
type moment int

const (
	onTheWay moment = iota
	atEnd
	atInterrupt
)

// keep saves if that is due.
func (r *Run) keep(when moment, emit func(Event)) {
	k := r.keeper
	if k == nil || k.index == r.iteration || r.iteration == 0 {
		return
	}
	long := r.elapsed >= k.Least
	if when == atEnd && !long && r.size() > k.Small {
		emit(Unsaved{Index: r.iteration, Bytes: r.size()})
		return
	}
	stop := when == atInterrupt || when == atEnd
	byTime := k.Every > 0 && time.Since(k.last) >= k.Every
	byCount := k.Iterations > 0 && r.iteration%k.Iterations == 0
	if !byCount && !stop && !(long && byTime) {
		return
	}
	k.last = time.Now()
	if err := r.saveKept(); err != nil {
		emit(Warning{Index: r.iteration, Step: "checkpoint", Quantity: "checkpoint", Text: fmt.Sprintf(
			"iteration %d: %v; the run goes on, and the checkpoint before this one stays; make room or mend the folder", r.iteration, err)})
		return
	}
	k.index = r.iteration
	emit(Saved{Index: r.iteration, Path: k.Path})
}

// size is about the bytes of a checkpoint.
func (r *Run) size() int64 {
	n := int64(len(r.chains.Data))
	for _, net := range []*nn.Net{r.nets.actorNet, r.nets.criticNet} {
		if net == nil {
			continue
		}
		for _, p := range net.Params {
			n += 3 * int64(len(p.Value.Data)) // itself and Adam's moments
		}
	}
	return 4 * n
}

// saveKept saves into the keeper's file.
func (r *Run) saveKept() error {
	path := r.keeper.Path
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("train: save %q: %w", path, err)
	}
	var notes map[string]string
	if r.keeper.Notes != nil {
		notes = r.keeper.Notes()
	}
	return r.Save(path, notes)
}
