package nn

import (
	"strings"
	"testing"
)

// TestMemory: what is announced is what the programs then hold, and the networks of
// [P] stay inside the stated bounds.
func TestMemory(t *testing.T) {
	g, e := pair(t)
	m := must(MeasureMemory(g, e, 3))(t)
	p, a := must(NewPosterior(g, 3))(t), must(NewActor(g, e, 3, ActorOptions{Sigma: 1}))(t)
	c := must(NewCritic(e, 3, CriticOptions{}))(t)
	if m.Posterior != p.Bytes() || m.Actor != a.Bytes() || m.Critic != c.Bytes() {
		t.Errorf("got %d, %d, %d bytes, want %d, %d, %d", m.Posterior, m.Actor, m.Critic, p.Bytes(), a.Bytes(), c.Bytes())
	}
	if alone := must(MeasureMemory(g, nil, 3))(t); alone.Critic != 0 || alone.Actor >= m.Actor || !strings.Contains(alone.String(), "critic 0") {
		t.Errorf("without critic: got %v, with it %v", alone, m)
	}
	if _, err := MeasureMemory(e, g, 3); err == nil {
		t.Errorf("networks swapped: got no error")
	}
	gs, es := table1(t, 1, 1)
	g, e = must(New(gs, 1))(t), must(New(es, 1))(t)
	for batch, bound := range map[int]int64{16: 1536 << 20, 64: 4096 << 20} {
		m := must(MeasureMemory(g, e, batch))(t)
		t.Logf("[P] table 1, batch %d: %v", batch, m)
		if m.Total() > bound {
			t.Errorf("batch %d: got %v, want at most %d MB", batch, m, bound>>20)
		}
	}
}
