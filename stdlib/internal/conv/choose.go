package conv

// The choice of algorithms compares modelled costs in vector multiply-adds per output
// position. The fixed parts were fitted to BenchmarkAlgorithms (Zen 4, AVX-512 and AVX2,
// which agree, since both do 16 multiply-adds a cycle). It is a model and not a measurement
// at run time because the algorithms round differently: timing noise would make a run
// irreproducible. Where it errs it costs some time in a close race.

// lane is the multiply-adds of one unit of cost.
const lane = 16

// columns is the padded number of columns, in what they cost: a panel of 8 is too narrow to
// keep the multipliers busy and takes the time of 13.
func columns(e engine, n int) int {
	p := e.Padded(n)
	if p%16 == 8 {
		p += 5
	}
	return p
}

// directCost is the textbook product: all taps of Cin inputs.
func directCost(e engine, taps, cin, cout int) int { return taps * cin * columns(e, cout) / lane }

// winogradCost is a quarter of a tile: 16 products, the transforms, and a fixed part.
func winogradCost(e engine, cin, cout int) int {
	return 4*cin*columns(e, cout)/lane + (cin+cout)/2 + 80
}

// nineCost is a quarter of the nine products of one input.
func nineCost(e engine, cin, cout int) int {
	return 9*cin*columns(e, cout)/(4*lane) + (cin+cout)/2 + 40
}

// narrowCost is the product to all taps' columns and the sum over taps.
func narrowCost(e engine, taps, cin, cout int) int {
	return cin*columns(e, taps*cout)/lane + 2*taps + 20
}

// choose picks the algorithm of each direction.
func choose(e engine, g Geometry, a Act, s Sparsity) Layer {
	l := &layer{g: g, e: e, bias: newBiasGrad(e, g.N, g.Cout)}
	l.forward = chooseForward(e, g, a)
	l.data = chooseData(e, g)
	l.weight = chooseWeight(e, g)
	if density := s.share(g.Cin); density > 0 && sparseRows(g) {
		pays := s.PerPosition > 0 && density <= .25 || sparsePays(e, g, density)
		switch {
		case pays && celledFits(e, g, density):
			cells := newCelled(e, g, a, density)
			l.forward, l.weight = cells, newCelledWeight(cells)
			return &maskedLayer{l, cells}
		case pays:
			rows := newSparse(e, g, a, density)
			l.forward, l.weight = rows, newSparseWeight(rows)
			return &maskedLayer{l, rows}
		}
	}
	return l
}

// share is the expected share of non-zero inputs, 0 if nothing is known.
func (s Sparsity) share(cin int) float64 {
	if s.PerPosition > 0 {
		return min(1, float64(s.PerPosition)/float64(cin))
	}
	return s.Density
}

// sparsePays says whether gathering costs less than the nine products. A gathered
// multiply-add waits for its weights, from the second-level cache or at the ends of short
// lists, and costs two.
func sparsePays(e engine, g Geometry, density float64) bool {
	if g.Kernel != 3 || g.Up != 2 {
		return false
	}
	gathered := 2*density*float64(9*g.Cin*g.Cout)/lane + 4*float64(g.Cout) + 2*float64(g.Cin)
	return gathered < 4*float64(nineCost(e, g.Cin, g.Cout))
}

func chooseForward(e engine, g Geometry, a Act) forward {
	direct := directCost(e, g.taps(), g.Cin, g.Cout)
	switch {
	case g.Up == 1 && e.narrowFits(g.Cout) && narrowCost(e, g.taps(), g.Cin, g.Cout) < direct:
		return newNarrow(e, g.N, g.H, g.W, g.Cin, g.Cout, g.Kernel, a.slope(), false)
	case g.Kernel == 3 && g.Up == 1 && winogradCost(e, g.Cin, g.Cout) < direct:
		return newWinograd(e, g.N, g.H, g.W, g.Cin, g.Cout, a.slope(), false)
	case g.Kernel == 3 && g.Up == 2 && nineCost(e, g.Cin, g.Cout) < direct:
		return newNine(e, g, a)
	}
	return newDirectForward(e, g, a)
}

func chooseData(e engine, g Geometry) backwardData {
	direct := directCost(e, g.taps(), g.Cout, g.Cin)
	switch {
	case g.Up == 1 && e.narrowFits(g.Cin) && narrowCost(e, g.taps(), g.Cout, g.Cin) < direct:
		return newNarrowData(e, g)
	case g.Kernel == 3 && g.Up == 1 && winogradCost(e, g.Cout, g.Cin) < direct:
		return newWinogradData(e, g)
	case g.Kernel == 3 && g.Up == 2:
		return newNineData(e, g)
	}
	return newDirectData(e, g)
}

func chooseWeight(e engine, g Geometry) backwardWeight {
	direct := directCost(e, g.taps(), g.Cout, g.Cin) // inputs are the columns here
	switch {
	case narrowWeightPays(e, g):
		return newNarrowWeight(e, g)
	case g.Kernel == 3 && g.Up == 1 && winogradCost(e, g.Cout, g.Cin) < direct:
		return newWinogradWeight(e, g)
	case g.Kernel == 3 && g.Up == 2 && nineCost(e, g.Cout, g.Cin) < direct:
		return newNineWeight(e, g)
	}
	return newDirectWeight(e, g)
}
