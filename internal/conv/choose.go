package conv

import (
	"fmt"
	"strings"
)

// The algorithms a direction of a convolution can be computed by.
const (
	byDirect   = "direct"   // the textbook's sum
	byNarrow   = "narrow"   // all taps as columns of one product
	byWinograd = "winograd" // F(2x2, 3x3)
	byNine     = "nine"     // nine products for upsampling by two and 3x3
	byCells    = "cells"    // active inputs, a vector of output channels at a time
	bySparse   = "sparse"   // active inputs, whole rows of weights
)

// Direction is one of the three things a layer computes.
type Direction int

const (
	Forward Direction = iota
	Data              // gradient of the input
	Weight            // gradient of the weights
)

func (d Direction) String() string { return [...]string{"forward", "data", "weight"}[d] }

// Choice names the algorithm of each direction. An empty name, or one that the layer's shape
// does not allow, leaves the direction to the model.
type Choice [3]string

// String is the three names, as ParseChoice reads them.
func (c Choice) String() string { return strings.Join(c[:], "/") }

// ParseChoice reads a choice back: "cells/nine/cells".
func ParseChoice(text string) (c Choice, err error) {
	parts := strings.Split(text, "/")
	if len(parts) != len(c) {
		return c, fmt.Errorf("conv: got choice %q, want three names with / between them", text)
	}
	copy(c[:], parts)
	return c, nil
}

// share is the expected share of non-zero inputs, 0 if nothing is known.
func (s Sparsity) share(cin int) float64 {
	if s.PerPosition > 0 {
		return min(1, float64(s.PerPosition)/float64(cin))
	}
	return s.Density
}

// allowed says whether the algorithm computes this direction of the layer.
func allowed(e engine, g Geometry, s Sparsity, d Direction, name string) bool {
	density := s.share(g.Cin)
	switch name {
	case byDirect:
		return true
	case byNarrow:
		return d == Forward && g.Up == 1 && e.narrowFits(g.Cout) || d == Data && g.Up == 1 && e.narrowFits(g.Cin) || d == Weight && narrowWeightPays(e, g)
	case byWinograd:
		return g.Kernel == 3 && g.Up == 1
	case byNine:
		return g.Kernel == 3 && g.Up == 2
	case byCells:
		return density > 0 && sparseRows(g) && celledFits(e, g, density)
	case bySparse:
		return density > 0 && sparseRows(g)
	}
	return false
}

// choose makes the layer of a choice.
func choose(e engine, g Geometry, a Act, s Sparsity, c Choice) Layer {
	unsaid := model(e, g, s)
	for d := range c {
		if !allowed(e, g, s, Direction(d), c[d]) {
			c[d] = unsaid[d]
		}
	}
	density := s.share(g.Cin)
	var cells *celledConv // packed weights that directions share
	if c[Forward] == byCells || c[Data] == byCells || c[Weight] == byCells {
		cells = newCelled(e, g, a, density)
	}
	var rows *sparseConv
	if c[Forward] == bySparse || c[Data] == bySparse || c[Weight] == bySparse {
		rows = newSparse(e, g, a, density)
	}
	l := &layer{g: g, e: e, bias: newBiasGrad(e, g.N, g.Cout)}
	switch c[Forward] {
	case byCells:
		l.forward = cells
	case bySparse:
		l.forward = rows
	default:
		l.forward = newForward(e, g, a, c[Forward])
	}
	switch c[Weight] {
	case byCells:
		l.weight = newCelledWeight(cells)
	case bySparse:
		l.weight = newSparseWeight(rows)
	default:
		l.weight = newWeight(e, g, c[Weight])
	}
	switch c[Data] {
	case byCells:
		l.data = newData(e, g, dense(e, g, Data))
		return &maskedLayer{layer: l, at: cells, shared: c[Forward] == byCells}
	case bySparse:
		l.data = newData(e, g, dense(e, g, Data))
		return &maskedLayer{layer: l, at: rows, shared: c[Forward] == bySparse}
	}
	l.data = newData(e, g, c[Data])
	return l
}

func newForward(e engine, g Geometry, a Act, name string) forward {
	switch name {
	case byNarrow:
		return newNarrow(e, g.N, g.H, g.W, g.Cin, g.Cout, g.Kernel, a.slope(), false)
	case byWinograd:
		return newWinograd(e, g.N, g.H, g.W, g.Cin, g.Cout, a.slope(), false)
	case byNine:
		return newNine(e, g, a)
	}
	return newDirectForward(e, g, a)
}

func newData(e engine, g Geometry, name string) backwardData {
	switch name {
	case byNarrow:
		return newNarrowData(e, g)
	case byWinograd:
		return newWinogradData(e, g)
	case byNine:
		return newNineData(e, g)
	}
	return newDirectData(e, g)
}

func newWeight(e engine, g Geometry, name string) backwardWeight {
	switch name {
	case byNarrow:
		return newNarrowWeight(e, g)
	case byWinograd:
		return newWinogradWeight(e, g)
	case byNine:
		return newNineWeight(e, g)
	}
	return newDirectWeight(e, g)
}
