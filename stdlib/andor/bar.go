package andor

import (
	"fmt"
	"time"
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
	display(map[string][]byte{"text/plain": []byte(text)}, p.id, update)
}
