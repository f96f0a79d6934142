package andor

import (
	"fmt"
	"html"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/andor-kernel/andor/plots"
	"github.com/andor-kernel/andor/stdlib/engine/train"
	"github.com/andor-kernel/andor/stdlib/outside"
)

// Small runs cannot use many processors well: their work is cut into pieces of microseconds, and half of
// them is spent waiting for each other. So those that belong together, the seeds of a run or the runs of
// a sweep, train side by side, one a processor. None of them knows of the others, so each gives the bits that
// it gives alone.

const (
	besideEach = 128 << 20 // bytes that the networks of a run may take to train beside others
	besideAll  = 2 << 30   // and those of all that train at a time
)

// sideBySide is how many of the runs train at a time: 1 where they had better train one after another.
func sideBySide(runs []*Run) int {
	n, largest := min(len(runs), runtime.GOMAXPROCS(0)), int64(1)
	for _, r := range runs {
		if r.data.set.Streams() { // what is decoded ahead is for one run
			return 1
		}
		largest = max(largest, r.memory.Total())
	}
	if largest > besideEach {
		return 1
	}
	return max(1, min(n, int(besideAll/largest)))
}

// beside is runs that train side by side, and their one display.
type beside struct {
	title string
	id    string
	begun time.Time

	mu        sync.Mutex // over what follows, and the state of the runs meanwhile
	each      []*live
	histories [][]train.Iteration // as far as they were told
	shown     time.Time
	drawing   bool
	spent     time.Duration
	picture   []byte // PNG
}

func newBeside(title string, runs []*Run) *beside {
	b := &beside{title: title, id: fmt.Sprintf("andor-%s-%d", strings.ReplaceAll(title, " ", "-"), time.Now().UnixNano()), begun: time.Now(), histories: make([][]train.Iteration, len(runs))}
	for i, r := range runs {
		r.begin()
		b.each = append(b.each, quietLive(r))
		b.histories[i] = r.run.History()
	}
	return b
}

// train trains the runs, workers at a time, in their order. After one that does not finish no other begins,
// unless all shall have their turn; an interrupt ends them in any case.
func (b *beside) train(workers int, all bool) {
	outside.Display(b.bundle(), b.id, false)
	var wg sync.WaitGroup
	next, stopped := 0, false
	take := func() (i int, ok bool) {
		b.mu.Lock()
		defer b.mu.Unlock()
		if stopped || next == len(b.each) || outside.Context().Err() != nil {
			return 0, false
		}
		next++
		return next - 1, true
	}
	for range workers {
		wg.Go(func() {
			for i, ok := take(); ok; i, ok = take() {
				r := b.each[i].run
				state, err := r.trainOrSay(func(e train.Event) { b.event(i, e) })
				b.mu.Lock()
				r.state, r.err = state, err
				stopped = stopped || state != stateFinished && !all
				b.mu.Unlock()
			}
		})
	}
	wg.Wait()
	for _, l := range b.each {
		if l.run.state == "" {
			l.run.state = "not begun; Train() goes on"
		}
	}
	b.finish()
}

// trainOrSay is train whose panic is an error: on a goroutine of its own nobody else would catch it.
func (r *Run) trainOrSay(show func(train.Event)) (state string, err error) {
	defer func() {
		if p := recover(); p != nil {
			state, err = "failed", fmt.Errorf("run %q: %v", r.spec.Name, p)
		}
	}()
	return r.train(show)
}

// event follows run i. It is called on the goroutine of that run.
func (b *beside) event(i int, e train.Event) {
	b.mu.Lock()
	defer b.mu.Unlock()
	l := b.each[i]
	l.note(e)
	if _, ok := e.(train.Iteration); !ok {
		return
	}
	b.histories[i] = l.run.run.History()
	if time.Since(b.shown) < updateEvery || b.drawing {
		return
	}
	b.shown = time.Now()
	if float64(b.spent) <= displayCost*float64(time.Since(b.begun)) {
		b.redraw()
	}
	outside.Display(b.bundle(), b.id, true)
}

// redraw makes a new picture. Meanwhile the other runs go on.
func (b *beside) redraw() {
	b.drawing = true
	begun, now := time.Now(), b.progress()
	b.mu.Unlock()
	f, err := plots.NewProgress(now)
	var png []byte
	if err == nil {
		png, err = plots.PNG(f)
	}
	b.mu.Lock()
	if err == nil {
		b.picture = png
	}
	b.spent += time.Since(begun)
	b.drawing = false
}

// progress is the picture: a curve for each run that has begun, and the last strip of images of the first.
func (b *beside) progress() plots.Progress {
	var all []plots.Series
	for i, h := range b.histories {
		if len(h) > 0 {
			all = append(all, series(b.each[i].run.spec.Name, [][]train.Iteration{h}, mse))
		}
	}
	first := b.each[0]
	return plots.Progress{Title: b.title, Curves: []plots.Curves{mseCurves(all...)}, Rows: first.strip, RowLabels: first.labels}
}

// bundle is the moving form: a bar and a line for each run that trains, and how many wait and have ended.
func (b *beside) bundle() map[string][]byte {
	var text, markup strings.Builder
	waiting, ended := 0, 0
	for _, l := range b.each {
		switch {
		case l.run.state != "":
			ended++
			continue
		case l.last.Index == 0:
			waiting++
			continue
		}
		fmt.Fprintf(&text, "%s %s%s\n", bar(l.last.Index, l.last.Of), l.line(), l.warnings())
		markup.WriteString("<div>" + l.barMarkup() + "</div>" + l.warningMarkup())
	}
	sum := fmt.Sprintf("%s: %d of %d runs done, %d to begin", b.title, ended, len(b.each), waiting)
	text.WriteString(sum)
	picture := ""
	if b.picture != nil {
		picture = imageTag(b.picture)
	}
	return map[string][]byte{
		"text/plain": []byte(text.String()),
		"text/html":  []byte(`<div style="font:13px sans-serif">` + markup.String() + "<div>" + html.EscapeString(sum) + "</div>" + picture + "</div>"),
	}
}

// finish leaves a static picture, and what each run has to say.
func (b *beside) finish() {
	var said []string
	for i, l := range b.each {
		said = append(said, l.ended())
		b.histories[i] = l.run.run.History()
	}
	bundle := map[string][]byte{"text/plain": []byte(strings.Join(said, "\n"))}
	if f, err := plots.NewProgress(b.progress()); err == nil {
		if png, err := plots.PNG(f); err == nil {
			bundle["image/png"] = png
		}
	}
	outside.Display(bundle, b.id, true)
}
