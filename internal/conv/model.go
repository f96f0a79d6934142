package conv

// The model compares costs in vector multiply-adds per output position. The fixed parts were
// fitted to BenchmarkAlgorithms and `bench --measure --choices` (Zen 4 and Sapphire Rapids, AVX-512 and AVX2, which agree, since both do 16
// multiply-adds a cycle). It decides where nothing is measured, says which algorithms are worth
// measuring (see Chooser), and wins where measurement finds no clear difference.

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

// winogradCost is a quarter of a tile: 16 products, the transforms, and a fixed part that small
// images have fewer tiles to share by.
func winogradCost(e engine, g Geometry, cin, cout int) int {
	return 4*cin*columns(e, cout)/lane + (cin+cout)/2 + 50 + 2048/(g.H*g.W)
}

// nineCost is a quarter of the nine products of one input.
func nineCost(e engine, cin, cout int) int {
	return 9*cin*columns(e, cout)/(4*lane) + (cin+cout)/2 + 40
}

// narrowCost is the product to all taps' columns and the sum over taps.
func narrowCost(e engine, taps, cin, cout int) int {
	return cin*columns(e, taps*cout)/lane + 2*taps + 20
}

// gatherCost is adding the rows of active inputs. A gathered multiply-add waits for its
// weights, from the second-level cache or at the ends of short lists, and costs two; the fixed
// part is what lists cost that are too short to keep the multipliers busy.
func gatherCost(g Geometry, density float64) float64 {
	input := 2*density*float64(g.taps()*g.Cin*g.Cout)/lane + 4*float64(g.Cout) + 2*float64(g.Cin)
	return input/float64(g.Up*g.Up) + float64(g.Cin+g.Cout)/2 + 115
}

// cellsCost is adding the cells of active inputs, which are at hand, and spreading what comes out. The
// gradient of the input adds up the lanes of its inner products too.
func cellsCost(g Geometry, density float64, d Direction) float64 {
	cells := 2*density*float64(g.taps()*g.Cin*g.Cout)/(4*lane) + .75*float64(g.Cin+g.Cout)
	if d == Data {
		cells += 40
	}
	return cells
}

// model is the choice by modelled cost.
func model(e engine, g Geometry, s Sparsity) Choice {
	c := Choice{dense(e, g, Forward), dense(e, g, Data), dense(e, g, Weight)}
	density := s.share(g.Cin)
	if density == 0 || !sparseRows(g) {
		return c
	}
	name := bySparse
	if celledFits(e, g, density) {
		name = byCells
	}
	for d := range c {
		if s.PerPosition > 0 && density <= .25 || sparsePays(e, g, density, Direction(d), name) {
			c[d] = name
		}
	}
	return c
}

// sparsePays reports whether gathering by cells or by whole rows costs less than what is best without
// it. Beside the nine products lists lose in the gradient of the input and gain a fifth in that of the
// weights.
func sparsePays(e engine, g Geometry, density float64, d Direction, name string) bool {
	gather := cost(e, g, Sparsity{Density: density}, d, name)
	if g.Up > 2 {
		return d == Forward && density <= .25 && gather < cost(e, g, Sparsity{}, d, byDirect)
	}
	against := [...]float64{Forward: 1, Data: 0.9, Weight: 1.2}[d]
	if name == byCells && d == Data {
		against = 0.75
	}
	return g.Kernel == 3 && g.Up == 2 && gather < against*cost(e, g, Sparsity{}, d, byNine)
}

// dense is the model's choice for inputs of which nothing is known: the first that costs less than
// the textbook's sum. Two need no comparison: narrow weights are allowed only where they pay, and the
// textbook's data gradient of an enlarged image reads four times as much.
func dense(e engine, g Geometry, d Direction) string {
	direct := cost(e, g, Sparsity{}, d, byDirect)
	for _, name := range []string{byNarrow, byWinograd, byNine} {
		sure := d == Weight && name == byNarrow || d == Data && name == byNine
		if allowed(e, g, Sparsity{}, d, name) && (sure || cost(e, g, Sparsity{}, d, name) < direct) {
			return name
		}
	}
	return byDirect
}

// cost is what the model says of an allowed algorithm.
func cost(e engine, g Geometry, s Sparsity, d Direction, name string) float64 {
	from, to := g.Cin, g.Cout
	if d != Forward {
		from, to = to, from
	}
	switch name {
	case byCells:
		return cellsCost(g, s.share(g.Cin), d)
	case bySparse:
		return gatherCost(g, s.share(g.Cin))
	case byNarrow:
		if d == Weight {
			return float64(e.Padded(g.taps()*g.Cin)*g.Cout) / lane
		}
		return float64(narrowCost(e, g.taps(), from, to))
	case byWinograd:
		return float64(winogradCost(e, g, from, to))
	case byNine:
		return float64(nineCost(e, from, to))
	}
	return float64(directCost(e, g.taps(), from, to))
}

// rivals are the algorithms a direction is worth measuring by, the model's choice first. What
// the model says costs twice the least, or three times where the input is sparse and the model
// knows less, has never been found to be the fastest.
func rivals(e engine, g Geometry, s Sparsity, d Direction) []string {
	first := model(e, g, s)[d]
	all := []string{first}
	least := cost(e, g, s, d, first)
	for _, name := range []string{byDirect, byNarrow, byWinograd, byNine, byCells, bySparse} {
		if name != first && allowed(e, g, s, d, name) {
			all = append(all, name)
			least = min(least, cost(e, g, s, d, name))
		}
	}
	most := 2 * least
	if s.share(g.Cin) > 0 {
		most = 3 * least
	}
	kept := all[:1]
	for _, name := range all[1:] {
		if cost(e, g, s, d, name) <= most {
			kept = append(kept, name)
		}
	}
	return kept
}
