package kernel

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/andor-kernel/andor/kernel/worker"
)

// worker is the present worker, or a new one when that has died.
func (e *Engine) worker() (*worker.Worker, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed {
		return nil, errors.New("the kernel is shutting down")
	}
	if e.w != nil {
		select {
		case <-e.w.Done():
		default:
			return e.w, nil
		}
	}
	w, err := worker.Start(e.o.Worker, host{e})
	if err != nil {
		return nil, err
	}
	if e.w != nil && e.o.Lost != nil {
		e.wg.Go(e.o.Lost)
	}
	e.w, e.started, e.saved = w, time.Now(), nil
	e.wg.Go(func() { e.watch(w) })
	return w, nil
}

// watch replaces a worker that dies between cells, by a goroutine left running, and says
// so. When one dies while a cell runs, Execute has replaced it before the turn comes here.
func (e *Engine) watch(w *worker.Worker) {
	<-w.Done()
	e.turn.Lock()
	defer e.turn.Unlock()
	e.mu.Lock()
	out, mine, young := e.out, e.w == w && !e.closed, time.Since(e.started) < time.Second
	e.mu.Unlock()
	if !mine {
		return
	}
	out.Stream("stderr", plain(w.Crash().Reason)+" "+strings.Join(e.loss(), "\n")+"\n")
	if young {
		return // one that dies at once would die again: only the next cell tries
	}
	if _, err := e.worker(); err != nil {
		e.o.Log(err.Error())
	}
}

// lost is said whenever a worker has been replaced.
const lost = "The worker process has been replaced: variables, functions and imports of earlier cells are lost; run those cells again, or %replay to declare their functions, types, imports and blocks."

// loss says what a worker's death means, and from which files training goes on.
func (e *Engine) loss() []string {
	said := []string{lost}
	base := e.o.Worker.Dir
	if base == "" {
		base, _ = os.Getwd()
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, c := range e.saved {
		if _, err := os.Stat(c.Path); err != nil {
			continue
		}
		path := c.Path
		if rel, err := filepath.Rel(base, path); err == nil && filepath.IsLocal(rel) {
			path = rel // from where the next worker stands
		}
		said = append(said, fmt.Sprintf("The training of %s up to iteration %d is kept in %s. It goes on with: %s := andor.Load(%q); %s.Train()", c.Run, c.Iterations, path, c.Run, path, c.Run))
	}
	return said
}

// maxSaved checkpoints are named, the latest.
const maxSaved = 5

// keep remembers a checkpoint, in the place of an older one in the same file.
func (e *Engine) keep(c worker.Checkpoint) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.saved = slices.DeleteFunc(e.saved, func(old worker.Checkpoint) bool { return old.Path == c.Path })
	if e.saved = append(e.saved, c); len(e.saved) > maxSaved {
		e.saved = e.saved[1:]
	}
}

// died says what ended the worker, what the Go runtime said, and what that means.
func (e *Engine) died(reason, text string) *worker.Error {
	const name = "WorkerDied"
	trace := []string{"\x1b[1;31m" + name + "\x1b[0m: " + reason}
	if text != "" {
		for line := range strings.SplitSeq(text, "\n") {
			trace = append(trace, "\x1b[2m"+line+"\x1b[0m")
		}
	}
	loss := e.loss()
	return &worker.Error{Name: name, Value: plain(reason) + " " + strings.Join(loss, " "), Traceback: append(trace, loss...)}
}

// plain makes a clause a sentence.
func plain(reason string) string {
	if reason == "" {
		return ""
	}
	return strings.ToUpper(reason[:1]) + reason[1:] + "."
}
