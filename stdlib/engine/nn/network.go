package nn

import (
	"fmt"
	"strings"

	"github.com/andor-kernel/andor/dsl"
	"github.com/andor-kernel/andor/internal/autodiff"
)

// network is a declaration lowered to units, with weights of one width: float32 for
// the exported programs, float64 where gradients are checked.
type network[T autodiff.Float] struct {
	spec    *dsl.Net
	units   []unit
	params  []param
	values  [][]T
	version int // of the values
	layers  map[layerKey]*prepared[T]
	choices *choices
}

// choices are the algorithms of a network's convolutions, by layer ("part.conv1"), the same for
// all its programs whatever their batch and threads.
type choices struct {
	saved   map[string]string // what WithAlgorithms gave
	chooser *autodiff.Chooser // nil: the model chooses
	found   map[string]autodiff.Verdicts
}

type layerKey struct{ unit, threads int }

// prepared is a layer with the version of the weights it was prepared for.
type prepared[T autodiff.Float] struct {
	*autodiff.Layer[T]
	unit    int
	version int
}

func newNetwork[T autodiff.Float](spec *dsl.Net) (*network[T], error) {
	n := &network[T]{spec: spec, version: 1, layers: map[layerKey]*prepared[T]{}, choices: &choices{found: map[string]autodiff.Verdicts{}}}
	l := lowering{}
	if err := l.net(spec); err != nil {
		return nil, err
	}
	n.units, n.params = l.units, l.params
	for _, p := range n.params {
		n.values = append(n.values, make([]T, volume(p.shape)))
	}
	return n, nil
}

// input is the shape that enters the network.
func (n *network[T]) input() dsl.Shape { return n.spec.Stages[0].Out }

// output is the shape that leaves it.
func (n *network[T]) output() dsl.Shape { return n.spec.Stages[len(n.spec.Stages)-1].Out }

// after is the index of the first unit behind the named stage, and its output shape.
func (n *network[T]) after(stage string) (int, dsl.Shape, error) {
	at := 0
	for _, s := range n.spec.Stages {
		for at < len(n.units) && n.units[at].stage == s.Name {
			at++
		}
		if s.Name == stage {
			return at, s.Out, nil
		}
	}
	return 0, dsl.Shape{}, fmt.Errorf("net %q has no stage %q, want one of %v", n.spec.Name, stage, stageNames(n.spec))
}

// body is a network, or its end, inside a graph.
type body[T autodiff.Float] struct {
	out    autodiff.Node[T]
	params []autodiff.Node[T] // weight and bias of each unit in order
	stages map[string]autodiff.Node[T]
	layers []*prepared[T]
}

// use is how a program uses the units of a network it builds.
type use struct {
	first   int  // unit
	end     int  // the unit to stop before; 0 for all
	rows    int  // at most this many come at once
	weights bool // gradients by weights will be asked for
	threads int
	ask     func() error // see WithInterrupt
}

// build adds the units from the first on to the graph, over x.
func (n *network[T]) build(g *autodiff.Graph[T], x autodiff.Node[T], o use) (body[T], error) {
	b := body[T]{stages: map[string]autodiff.Node[T]{}}
	if o.rows < 1 {
		return b, fmt.Errorf("got a batch of %d, want at least 1", o.rows)
	}
	end := len(n.units)
	if o.end > 0 {
		end = o.end
	}
	for i := o.first; i < end; i++ {
		u := n.units[i]
		switch u.word {
		case "fc", "conv":
			l, err := n.layer(i, o)
			if err != nil {
				return b, err
			}
			w := g.Param(n.params[u.weight].name, n.values[u.weight], n.params[u.weight].shape...)
			bias := g.Param(n.params[u.weight+1].name, n.values[u.weight+1], n.params[u.weight+1].shape...)
			b.params = append(b.params, w, bias)
			b.layers = append(b.layers, l)
			var k autodiff.TopK
			if !u.ends && n.units[i+1].word == "topk" {
				i++
				k, u = n.units[i].keeps(), n.units[i]
			}
			x = g.Run(l.Layer, k, x, w, bias)
		default:
			x = addUnit(u, g, x)
		}
		if u.ends {
			b.stages[u.stage] = x
		}
	}
	b.out = x
	return b, nil
}

// layer is the unit's layer, shared by all programs of as many threads.
func (n *network[T]) layer(i int, o use) (*prepared[T], error) {
	key := layerKey{i, o.threads}
	l, ok := n.layers[key]
	if !ok {
		made, err := newLayer[T](n.units[i], o.threads)
		if err != nil {
			return nil, fmt.Errorf("stage %q: %w", n.units[i].stage, err)
		}
		if err := n.choose(i, made, o.ask); err != nil {
			return nil, fmt.Errorf("stage %q: %w", n.units[i].stage, err)
		}
		l = &prepared[T]{Layer: made, unit: i}
		n.layers[key] = l
	}
	u := n.units[i]
	if largest := max(size(u.in), size(u.out)); o.rows > maxValues/largest {
		return nil, fmt.Errorf("stage %q: got %d rows of up to %d values, want at most %d in all: use a smaller batch", u.stage, o.rows, largest, maxValues)
	}
	if l.Reserve(o.rows, o.weights) {
		l.version = 0
	}
	return l, nil
}

// layerName is the unit's layer as Param names it.
func (n *network[T]) layerName(unit int) string {
	return strings.TrimSuffix(n.params[n.units[unit].weight].name, ".weight")
}

// choose settles the algorithms of a unit's layer, once for all programs.
func (n *network[T]) choose(unit int, l *autodiff.Layer[T], ask func() error) error {
	c, name := n.choices, n.layerName(unit)
	v, ok := c.found[name]
	if !ok {
		var err error
		if v, ok, err = l.Choose(c.saved[name], c.chooser, ask); err != nil || !ok {
			return err
		}
		c.found[name] = v
	}
	l.Use(v)
	return nil
}

// maxValues is what the kernels' 32-bit byte offsets reach.
const maxValues = 1<<29 - 1

// newLayer makes the layer of a unit that has weights.
func newLayer[T autodiff.Float](u unit, threads int) (*autodiff.Layer[T], error) {
	if u.word == "fc" {
		return newFC[T](u, threads)
	}
	return newConv[T](u, threads)
}

// prepare brings the layers up to the present weights, once a version.
func (n *network[T]) prepare(layers []*prepared[T]) {
	for _, l := range layers {
		if l.version != n.version {
			at := n.units[l.unit].weight
			l.Prepare(n.values[at], n.values[at+1])
			l.version = n.version
		}
	}
}

func stageNames(spec *dsl.Net) []string {
	var names []string
	for _, s := range spec.Stages {
		names = append(names, s.Name)
	}
	return names
}

func volume(shape []int) int {
	n := 1
	for _, s := range shape {
		n *= s
	}
	return n
}
