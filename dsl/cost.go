package dsl

// Cost is what one pass of a batch through a net takes, stage by stage and in sum.
type Cost struct {
	Batch  int
	Stages []StageCost
	Params int64 // weights and biases
	// MACs counts multiply-accumulate operations of the convolutions and fully connected
	// layers, all inputs taken as non-zero; bias, activations, pooling and topk are not
	// counted. Where a product of sizes exceeds an int64 the count stays at its maximum.
	MACs int64
	// MACsDone counts those whose input topk leaves non-zero: the work the sparse model
	// needs. Savings by the engine's algorithms (Winograd, products shared by enlarged
	// pixels) come on top and are not counted, nor are the further zeros of relu.
	MACsDone   int64
	Activation int64 // bytes of the stages' outputs in float32, for the whole batch
}

// StageCost is the share of one stage. Active is the share of its output that topk
// leaves: 1 without topk.
type StageCost struct {
	Name       string
	Params     int64
	MACs       int64
	MACsDone   int64
	Activation int64
	Active     float64
}

// Cost counts parameters, multiplications and memory of one pass of batch images. A
// batch below 1 counts as 1.
func (n *Net) Cost(batch int) Cost {
	c := Cost{Batch: max(batch, 1)}
	in := share{1, 1}
	for _, s := range n.Stages {
		sc := StageCost{Name: s.Name, Active: 1}
		for _, o := range s.Ops {
			params, macs := o.cost()
			sc.Params = plus(sc.Params, params)
			macs = times(macs, int64(c.Batch))
			sc.MACs = plus(sc.MACs, macs)
			if macs > 0 {
				sc.MACsDone = plus(sc.MACsDone, in.part(macs))
			}
			in = in.through(o)
		}
		sc.Activation = times(4*int64(c.Batch), int64(s.Out.Size()))
		if k := s.TopK; k != nil && k.N > 0 {
			in = share{int64(k.K), int64(k.N)}
			sc.Active = float64(k.K) / float64(k.N)
		}
		c.Stages = append(c.Stages, sc)
		c.Params = plus(c.Params, sc.Params)
		c.MACs = plus(c.MACs, sc.MACs)
		c.MACsDone = plus(c.MACsDone, sc.MACsDone)
		c.Activation = plus(c.Activation, sc.Activation)
	}
	return c
}

// opCost is the cost of one layer for one image; in is what topk before it leaves.
func (n *Net) opCost(stage, op int) (params, macs, done int64) {
	in := share{1, 1}
	for i, s := range n.Stages {
		for j, o := range s.Ops {
			if i == stage && j == op {
				params, macs = o.cost()
				return params, macs, in.part(macs)
			}
			in = in.through(o)
		}
		if k := s.TopK; k != nil && k.N > 0 {
			in = share{int64(k.K), int64(k.N)}
		}
	}
	return 0, 0, 0
}

// cost is a layer's parameters and its multiplications for one image.
func (o Op) cost() (params, macs int64) {
	l := layerOf(o.Word)
	if l == nil || l.cost == nil {
		return 0, 0
	}
	weights, biases, macs := l.cost(o)
	return plus(weights, biases), macs
}

// through is the share after a layer. Where the layer does not say, it fills in.
func (s share) through(o Op) share {
	if l := layerOf(o.Word); l != nil && l.zeros != nil {
		return l.zeros(s, o)
	}
	return share{1, 1}
}
