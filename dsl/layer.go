package dsl

// A layer is one value: what the checks, the printer, the readers of checkpoints, the
// costs, the fields of view, completion, the reference and the editor know of it. Each
// stands in a file of its own, layer_NAME.go, and in the table of layers.go. All of it is
// data and pure functions of an Op, so a layer needs nothing of the checker.
//
// What a layer computes is the engine's business (stdlib/engine/nn), with one exception: a layer
// that acts on each value alone is described in full by its formula here, and the engine
// runs any such formula.
type layer struct {
	Word // without Role, which the table gives

	also   []string // what the layer is called elsewhere, in lower case
	begins NetKind  // of a source: the kind of net it begins

	// How the shape of a value changes. changes says what of it does; shape gives the
	// output from o.In and the arguments, or says why they do not fit. An argument that
	// is a shape is in o.Out. Sides that are not known are 0. Without shape it stays.
	changes change
	shape   func(o Op) (Shape, misfit)

	// cost counts weights, biases and the multiplications for one image; none without it.
	cost func(o Op) (weights, biases, macs int64)
	// zeros is the share of values that can be non-zero behind the layer, from the share
	// before it. Without it every value can.
	zeros func(s share, o Op) share
	// ahead and behind widen the field of a unit by one layer: ahead puts the layer in
	// front of those that f describes, behind puts it behind them. Without them a unit
	// has to do with one position only.
	ahead, behind func(f Field, o Op) Field

	topk    Per                // the direction of a topk behind it; empty if it does not matter
	within  [2]float64         // the outputs lie between these; both 0 if they have no bounds
	formula func(o Op) Formula // of a layer that acts on each value alone
}

// change says which sides of a shape a layer sets.
type change uint8

const (
	changesSides    change = 1 << iota // height and width
	changesChannels                    // the channels
)

// misfit says why a layer does not fit the shape before it, and what would. The zero
// value means that it fits.
type misfit struct{ what, help string }

// Formula is a layer that acts on each value alone.
type Formula struct {
	Value func(x float64) float64 // the output for the input x
	Slope func(y float64) float64 // the derivative where the output is y; at a kink the left one
}

// keepsZeros is the zeros of a layer whose zeros stay where they are.
func keepsZeros(s share, _ Op) share { return s }

// unknown is the shape behind a layer whose arguments are wrong: what the layer would
// have set is not known.
func (l *layer) unknown(s Shape) Shape {
	if l.changes&changesSides != 0 {
		s.H, s.W = 0, 0
	}
	if l.changes&changesChannels != 0 {
		s.C = 0
	}
	return s
}
