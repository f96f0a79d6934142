package nn

import (
	"fmt"
	"testing"

	"github.com/andor-kernel/andor/stdlib/tensor"
)

// bench is one iteration's programs over the networks of [P] table 1.
type bench struct {
	g, e    *Net
	p       *Posterior
	a       *Actor
	c       *Critic
	adam    [2]*Adam
	z, zhat *tensor.Tensor
	y, dz   *tensor.Tensor
}

func newBench(b testing.TB, shrink, small, batch int) *bench {
	gs, es := table1(b, shrink, small)
	g, e := must(New(gs, 1))(b), must(New(es, 1))(b)
	out := g.net.output()
	r := &bench{
		g: g, e: e,
		p: must(NewPosterior(g, batch))(b),
		a: must(NewActor(g, e, batch, ActorOptions{Sigma: 0.3, Weight: 1}))(b),
		c: must(NewCritic(e, batch, CriticOptions{}))(b),
		z: normal(1, batch, 100), zhat: normal(2, batch, 100), dz: tensor.New(batch, 100),
		y: normal(3, batch, out.H, out.W, out.C),
	}
	r.adam = [2]*Adam{NewAdam(g, AdamOptions{}), NewAdam(e, AdamOptions{})}
	return r
}

func (r *bench) langevin(b testing.TB) {
	if err := r.p.Gradient(r.z, r.y, r.dz, nil); err != nil {
		b.Fatal(err)
	}
	for i, d := range r.dz.Data {
		r.z.Data[i] += 1e-4 * d
	}
}

func (r *bench) actor(b testing.TB) {
	must(r.a.Gradient(r.z, r.y, r.zhat))(b)
	if err := r.adam[0].Step(r.a.Grads(), 1e-4); err != nil {
		b.Fatal(err)
	}
}

func (r *bench) critic(b testing.TB) {
	must(r.c.Gradient(r.y, r.y))(b)
	if err := r.adam[1].Step(r.c.Grads(), 1e-4); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkTable1 times the parts of a training iteration and the whole of ten Langevin
// steps and both updates, on the networks of [P] and on an eighth of their width.
func BenchmarkTable1(b *testing.B) {
	for _, size := range []struct{ shrink, small, batch int }{{1, 1, 16}, {8, 2, 64}} {
		r := newBench(b, size.shrink, size.small, size.batch)
		name := fmt.Sprintf("width 1 by %d batch %d/", size.shrink, size.batch)
		run := func(part string, f func(testing.TB)) {
			b.Run(name+part, func(b *testing.B) {
				b.ReportAllocs()
				f(b)
				for b.Loop() {
					f(b)
				}
			})
		}
		run("langevin step", r.langevin)
		run("actor update", r.actor)
		run("critic update", r.critic)
		run("iteration", func(b testing.TB) {
			for range 10 {
				r.langevin(b)
			}
			r.actor(b)
			r.critic(b)
		})
		b.Logf("%s posterior %d MB, actor %d MB, critic %d MB", name, r.p.Bytes()>>20, r.a.Bytes()>>20, r.c.Bytes()>>20)
	}
}
