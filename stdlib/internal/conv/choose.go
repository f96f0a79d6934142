package conv

// choose picks the algorithms of a convolution.
func choose(e engine, g Geometry, a Act, s Sparsity) Layer {
	l := &layer{g: g, e: e, bias: newBiasGrad(e, g.N, g.Cout)}
	fast := g.Kernel == 3 && min(g.Cin, g.Cout) >= 8
	switch {
	case fast && g.Up == 1:
		l.forward, l.data, l.weight = newWinograd(e, g.N, g.H, g.W, g.Cin, g.Cout, a.slope(), false), newWinogradData(e, g), newWinogradWeight(e, g)
	case fast && g.Up == 2:
		l.forward, l.data, l.weight = newNine(e, g, a), newNineData(e, g), newNineWeight(e, g)
	default:
		l.forward, l.data, l.weight = newDirectForward(e, g, a), newDirectData(e, g), newDirectWeight(e, g)
	}
	if g.Up == 1 && narrowPays(e.Kernels, g.taps(), g.Cout) {
		l.forward = newNarrow(e, g.N, g.H, g.W, g.Cin, g.Cout, g.Kernel, a.slope(), false)
	}
	if g.Up == 1 && narrowPays(e.Kernels, g.taps(), g.Cin) {
		l.data = newNarrowData(e, g)
	}
	if narrowWeightPays(e.Kernels, g) {
		l.weight = newNarrowWeight(e, g)
	}
	if s.PerPosition > 0 && s.PerPosition*4 <= g.Cin && sparseRows(g) {
		sparse := newSparse(e, g, a, s.PerPosition)
		l.forward, l.weight = sparse, sparseWeight{sparse}
		return &maskedLayer{l, sparse}
	}
	return l
}
