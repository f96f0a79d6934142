package andor

import (
	"fmt"
	"time"

	"github.com/andor-kernel/andor/stdlib/outside"
)

// workBar shows how far work on images is, if it takes a noticeable time.
type workBar struct {
	doing, did string // "reading", "read"
	what       string
	id         string
	begun      time.Time
	shown      time.Time
}

func newBar(doing, did, what string) *workBar {
	return &workBar{doing: doing, did: did, what: what, begun: time.Now()}
}

func (p *workBar) update(done, total int) {
	if time.Since(p.begun) < time.Second || time.Since(p.shown) < updateEvery {
		return
	}
	first := p.id == ""
	if first {
		p.id = fmt.Sprintf("andor-%s-%d", p.doing, p.begun.UnixNano())
	}
	p.shown = time.Now()
	p.show(fmt.Sprintf("%s %s %s: %d of %d images", bar(done, total), p.doing, p.what, done, total), !first)
}

func (p *workBar) done() {
	if p.id != "" {
		p.show(fmt.Sprintf("%s %s in %s", p.did, p.what, time.Since(p.begun).Round(100*time.Millisecond)), true)
	}
}

func (p *workBar) show(text string, update bool) {
	outside.Display(map[string][]byte{"text/plain": []byte(text)}, p.id, update)
}

const (
	workingAfter = 2 * time.Second // from which work that counts nothing says that it goes on
	workingEvery = time.Second
)

// working says that work goes on, once it has taken two seconds, and for how long it has. The
// func it returns ends that: defer working("matching of run1")().
func working(what string) (end func()) {
	begun, stop, rest := time.Now(), make(chan struct{}), make(chan struct{})
	id := fmt.Sprintf("andor-working-%d", begun.UnixNano())
	show := func(text string, update bool) {
		outside.Display(map[string][]byte{"text/plain": []byte(text)}, id, update)
	}
	go func() {
		defer close(rest)
		next := time.NewTimer(workingAfter)
		defer next.Stop()
		for shown := false; ; shown = true {
			select {
			case <-stop:
				if shown {
					show(fmt.Sprintf("%s took %s", what, time.Since(begun).Round(100*time.Millisecond)), true)
				}
				return
			case <-next.C:
				show(fmt.Sprintf("%s: %s so far", what, time.Since(begun).Round(time.Second)), shown)
				next.Reset(workingEvery)
			}
		}
	}()
	return func() {
		close(stop)
		<-rest
	}
}
