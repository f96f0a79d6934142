package nn

import "github.com/andor-kernel/andor/internal/autodiff"

// lowering turns a declaration's words into units. A word only describes itself (the
// functions in conv.go, fc.go, ...); what may be fused is decided here: an
// enlargement goes into the convolution behind it, a relu or lrelu into the layer
// before it.
type lowering struct {
	units  []unit
	params []param
	sparse autodiff.Sparsity // of the value so far
	fcs    int               // in this stage
	convs  int
}

// previous is the unit before, if it is of this stage.
func (l *lowering) previous(stage string) *unit {
	if n := len(l.units); n > 0 && l.units[n-1].stage == stage {
		return &l.units[n-1]
	}
	return nil
}

// weighted adds a unit with a weight and a bias.
func (l *lowering) weighted(u unit, layer string, weight []int, bias int) {
	u.weight, u.sparse = len(l.params), l.sparse
	l.sparse = autodiff.Sparsity{}
	name := u.stage + "." + layer
	l.params = append(l.params,
		param{name: name + ".weight", shape: weight, unit: len(l.units)},
		param{name: name + ".bias", shape: []int{bias}, unit: len(l.units), bias: true})
	l.units = append(l.units, u)
}
