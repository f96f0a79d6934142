package nn

import (
	"fmt"

	"github.com/andor-kernel/andor/dsl"
)

// net adds all words of a net.
func (l *lowering) net(spec *dsl.Net) error {
	if len(spec.Stages) == 0 || len(spec.Stages[0].Ops) == 0 {
		return fmt.Errorf("got no stages, want an input and at least one layer")
	}
	for _, s := range spec.Stages {
		l.fcs, l.convs = 0, 0
		before := len(l.units)
		for _, op := range s.Ops {
			if err := l.op(s.Name, op); err != nil {
				return fmt.Errorf("stage %q: %s: %w", s.Name, op.Word, err)
			}
		}
		if s.TopK != nil {
			if err := l.topk(s); err != nil {
				return fmt.Errorf("stage %q: topk: %w", s.Name, err)
			}
		}
		if len(l.units) > before {
			l.units[len(l.units)-1].ends = true
		}
	}
	if out := spec.Stages[len(spec.Stages)-1].Out; spec.Kind == dsl.Energy && size(out) != 1 {
		return fmt.Errorf("got %dx%dx%d at the end of an energy network, want one number: end it with fc(1)", out.H, out.W, out.C)
	}
	if len(l.params) == 0 {
		return fmt.Errorf("got no layer with weights, want at least one fc or conv")
	}
	return nil
}

// lowerings are the layers of the language that the engine has code of its own for. Any
// other layer runs if the language describes it by a formula.
var lowerings = map[string]func(l *lowering, stage string, op dsl.Op) error{
	"normal":  (*lowering).pass,
	"image":   (*lowering).pass,
	"linear":  (*lowering).pass,
	"fc":      (*lowering).fc,
	"conv":    (*lowering).conv,
	"up":      (*lowering).resample,
	"down":    (*lowering).resample,
	"relu":    (*lowering).act,
	"lrelu":   (*lowering).act,
	"tanh":    (*lowering).act,
	"sigmoid": (*lowering).act,
}

// op adds one word.
func (l *lowering) op(stage string, op dsl.Op) error {
	if size(op.Out) < 1 {
		return fmt.Errorf("got output %v, want sizes of at least 1", op.Out)
	}
	if lower, ok := lowerings[op.Word]; ok {
		return lower(l, stage, op)
	}
	if f, ok := op.Formula(); ok {
		return l.formula(stage, op, f)
	}
	return fmt.Errorf("there is no such layer")
}

// pass adds nothing: the value stays as it is.
func (l *lowering) pass(string, dsl.Op) error { return nil }
