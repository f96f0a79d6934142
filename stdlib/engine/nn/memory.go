package nn

import (
	"fmt"

	"github.com/andor-kernel/andor/dsl"
)

// Memory says how many bytes a training run will hold, before it starts.
type Memory struct {
	Weights   int64 // of both networks
	Optimiser int64 // the two moments of each weight
	Layers    int64 // weights transformed for running, and the layers' work space
	Forward   int64 // activations of the program that makes syntheses
	Posterior int64 // activations and gradients of each program
	Actor     int64 // with the gradients of Theta
	Critic    int64 // with the gradients of Phi
}

// Total is the sum.
func (m Memory) Total() int64 {
	return m.Weights + m.Optimiser + m.Layers + m.Forward + m.Posterior + m.Actor + m.Critic
}

// String is the sum and its parts in megabytes.
func (m Memory) String() string {
	mb := func(n int64) int64 { return (n + 1<<19) >> 20 }
	return fmt.Sprintf("%d MB: weights %d, optimiser %d, layers %d, forward %d, posterior %d, actor %d, critic %d",
		mb(m.Total()), mb(m.Weights), mb(m.Optimiser), mb(m.Layers), mb(m.Forward), mb(m.Posterior), mb(m.Actor), mb(m.Critic))
}

// MeasureMemory plans the programs of a training run, a Forward, a Posterior, an Actor
// and a Critic of the given batch, without making them. e is nil for a run without critic.
func MeasureMemory(g, e *Net, batch int, opts ...Option) (Memory, error) {
	var m Memory
	err := guard("memory", []*Net{g, e}, func() error {
		if err := usable(g, dsl.Generator); err != nil {
			return err
		}
		f := configure(opts).frame(batch)
		f.dry = true
		nets := []*network[float32]{g.net.empty()}
		var energy *network[float32]
		if e != nil {
			if err := usable(e, dsl.Energy); err != nil {
				return err
			}
			energy = e.net.empty()
			nets = append(nets, energy)
			c, err := newCritic(energy, CriticOptions{}, f)
			if err != nil {
				return err
			}
			m.Critic = c.bytes
		}
		a, err := newActor(nets[0], energy, f)
		if err != nil {
			return err
		}
		p, err := newPosterior(nets[0], f)
		if err != nil {
			return err
		}
		r, err := newForward(nets[0], 0, f)
		if err != nil {
			return err
		}
		m.Actor, m.Posterior, m.Forward = a.bytes, p.bytes, r.bytes
		for _, n := range nets {
			for _, v := range n.values {
				m.Weights += 4 * int64(len(v))
				m.Optimiser += 8 * int64(len(v))
			}
			for _, l := range n.layers {
				m.Layers += l.Bytes()
			}
		}
		return nil
	})
	return m, err
}

// empty is the network without its layers, over the same weights.
func (n *network[T]) empty() *network[T] {
	return &network[T]{spec: n.spec, units: n.units, params: n.params, values: n.values, layers: map[layerKey]*prepared[T]{}, choices: n.choices}
}
