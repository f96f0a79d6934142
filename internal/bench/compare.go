package bench

import (
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/andor-kernel/andor/stdlib/engine/nn"
	"github.com/andor-kernel/andor/stdlib/tensor"
)

// Difference is how far a tensor of ours is from the peer's.
type Difference struct {
	Group    string  `json:"group"`    // "images", "dz", "generator gradient", ...
	Tensor   string  `json:"tensor"`   // the parameter, where the group has several
	Largest  float64 `json:"largest"`  // |ours - peer's| of one value
	Scale    float64 `json:"scale"`    // the largest |peer's|, but see below
	Relative float64 `json:"relative"` // Largest / Scale
}

// Decision is what both sides' topks of a stage kept, for the inferred latents.
type Decision struct {
	Stage  string  `json:"stage"`
	Kept   int     `json:"kept"`   // values that either side kept and that are not zero
	Apart  int     `json:"apart"`  // of these, kept by one side only
	Margin float64 `json:"margin"` // the peer's nearest decision: the gap between a value kept and one dropped, relative to the stage's largest
}

// A tensor that cancels to (almost) nothing, such as the gradient of a last bias, is
// measured by the scale of its group: its rounding errors are those of what cancelled.
const leastScale = 1e-6

// compare holds two sets of tensors of one group against each other. It is an error if
// they are not of the same names and sizes.
func compare(group string, ours, theirs tensors) ([]Difference, error) {
	floor := 0.0
	for _, t := range theirs {
		floor = max(floor, leastScale*largest(t.Data))
	}
	var all []Difference
	for _, name := range slices.Sorted(maps.Keys(ours)) {
		a, b := ours[name], theirs[name]
		if b == nil || len(a.Data) != len(b.Data) {
			return nil, fmt.Errorf("bench: %s: %q: got a tensor of another shape from the peer than ours, %v", group, name, a.Shape)
		}
		d := Difference{Group: group, Tensor: name, Scale: max(floor, largest(b.Data), math.SmallestNonzeroFloat32)}
		for i, v := range a.Data {
			d.Largest = max(d.Largest, apart(float64(v), float64(b.Data[i])))
		}
		d.Relative = d.Largest / d.Scale
		all = append(all, d)
	}
	if len(ours) != len(theirs) {
		return nil, fmt.Errorf("bench: %s: got %d tensors from the peer, want %d", group, len(theirs), len(ours))
	}
	return all, nil
}

// apart is |a - b|, and the largest float32 where that is no number.
func apart(a, b float64) float64 {
	if d := math.Abs(a - b); d <= math.MaxFloat32 {
		return d
	}
	return math.MaxFloat32
}

func largest(x []float32) float64 {
	m := 0.0
	for _, v := range x {
		m = max(m, apart(float64(v), 0))
	}
	return m
}

// worst is the difference with the largest Relative of each group, in the order in which
// groups first appear.
func worst(all []Difference) []Difference {
	var out []Difference
	for _, d := range all {
		i := slices.IndexFunc(out, func(o Difference) bool { return o.Group == d.Group })
		switch {
		case i < 0:
			out = append(out, d)
		case d.Relative > out[i].Relative:
			out[i] = d
		}
	}
	return out
}

// question is something both sides compute from equal weights and inputs.
type question struct {
	what   string
	in     tensors
	groups []group
}

// group is a part of the answer, ours.
type group struct {
	name string
	ours tensors
}

// questions computes our side of everything that is compared.
func (r *engine) questions() ([]question, error) {
	in := r.in
	images, err := r.forward.Run(in.z)
	if err != nil {
		return nil, err
	}
	n := in.z.Shape[0]
	dz, sse := tensor.New(in.z.Shape...), make([]float64, n)
	if err := r.posterior.Gradient(in.z, in.y, dz, sse); err != nil {
		return nil, err
	}
	loss, err := r.actor.Gradient(in.z, in.y, in.zhat)
	if err != nil {
		return nil, err
	}
	q := []question{
		{"forward", tensors{"z": in.z}, []group{{"images", tensors{"images": images}}}},
		{"langevin", tensors{"z": in.z, "y": in.y}, []group{{"dz", tensors{"dz": dz}}, {"squared error", tensors{"sse": vector(sse)}}}},
		{"actor", tensors{"z": in.z, "y": in.y, "zhat": in.zhat}, []group{
			{"generator loss", tensors{"sse": vector(loss.SSE), "energy": vector(loss.Energy)}},
			{"generator gradient", gradients(r.g, r.actor.Grads())},
		}},
	}
	if r.critic == nil {
		return q, nil
	}
	f, err := r.critic.Gradient(in.y, in.yhat)
	if err != nil {
		return nil, err
	}
	return append(q, question{"critic", tensors{"y": in.y, "yhat": in.yhat}, []group{
		{"energy", tensors{"data": vector(f.Data), "synth": vector(f.Synth)}},
		{"energy gradient", gradients(r.e, r.critic.Grads())},
	}}), nil
}

// answers asks the peer all questions. Its topks choose for themselves, or keep what is not
// zero in kept (see choices): where two values are nearer to each other than rounding is
// exact, the two sides may keep different ones, and all that comes after differs.
func answers(p *peer, qs []question, kept tensors) ([]tensors, error) {
	var all []tensors
	for _, q := range qs {
		in := maps.Clone(q.in)
		if q.what != "critic" {
			maps.Copy(in, kept)
		}
		out, err := p.compute(q.what, in)
		if err != nil {
			return nil, err
		}
		all = append(all, out)
	}
	return all, nil
}

// differences holds our side of the questions, or instead the given one, against answers.
func differences(qs []question, instead, answers []tensors) ([]Difference, error) {
	var all []Difference
	for i, q := range qs {
		if instead != nil {
			q = q.with(instead[i])
		}
		d, err := q.compare(maps.Clone(answers[i]))
		if err != nil {
			return nil, err
		}
		all = append(all, d...)
	}
	return all, nil
}

// with is the question with an answer in the place of ours.
func (q question) with(out tensors) question {
	q.groups = slices.Clone(q.groups)
	for i, g := range q.groups {
		q.groups[i].ours = tensors{}
		for name := range g.ours {
			q.groups[i].ours[name] = out[name]
		}
	}
	return q
}

// choices are the values of every stage with a topk, of z and of zhat: what is not zero was
// kept.
func (r *engine) choices() (tensors, error) {
	kept := tensors{}
	for name, z := range map[string]*tensor.Tensor{"z": r.in.z, "zhat": r.in.zhat} {
		if _, err := r.forward.Run(z); err != nil {
			return nil, err
		}
		for _, s := range r.g.Spec.Stages {
			if s.TopK == nil {
				continue
			}
			a, err := r.forward.Activation(s.Name)
			if err != nil {
				return nil, err
			}
			kept[name+"."+s.Name] = a
		}
	}
	return kept, nil
}

// decisions compares what the topks of every stage keep of z on both sides.
func (r *engine) decisions(p *peer, kept tensors) ([]Decision, error) {
	theirs, err := p.compute("stages", tensors{"z": r.in.z})
	if err != nil {
		return nil, err
	}
	var all []Decision
	for _, s := range r.g.Spec.Stages {
		if s.TopK == nil {
			continue
		}
		a, b := kept["z."+s.Name], theirs[s.Name]
		if b == nil || len(a.Data) != len(b.Data) {
			return nil, fmt.Errorf("bench: stage %q: got a tensor of another shape from the peer than ours, %v", s.Name, a.Shape)
		}
		d := Decision{Stage: s.Name, Margin: float64(theirs["margin."+s.Name].Data[0])}
		for i, v := range a.Data {
			if v == 0 && b.Data[i] == 0 {
				continue
			}
			d.Kept++
			if v == 0 || b.Data[i] == 0 {
				d.Apart++
			}
		}
		all = append(all, d)
	}
	return all, nil
}

// compare splits an answer of the peer into the question's groups. The last group takes
// what the others leave, so that nothing goes unseen.
func (q question) compare(out tensors) ([]Difference, error) {
	var all []Difference
	for i, g := range q.groups {
		theirs := out
		if i < len(q.groups)-1 {
			theirs = tensors{}
			for name := range g.ours {
				if t := out[name]; t != nil {
					theirs[name] = t
					delete(out, name)
				}
			}
		}
		d, err := compare(g.name, g.ours, theirs)
		if err != nil {
			return nil, err
		}
		all = append(all, d...)
	}
	return all, nil
}

// gradients names the gradients of a net like its parameters. Not copied.
func gradients(n *nn.Net, grads []*tensor.Tensor) tensors {
	t := tensors{}
	for i, p := range n.Params {
		t[p.Name] = grads[i]
	}
	return t
}

func vector(x []float64) *tensor.Tensor {
	t := tensor.New(len(x))
	for i, v := range x {
		t.Data[i] = float32(v)
	}
	return t
}
