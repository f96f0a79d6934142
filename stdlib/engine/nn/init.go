package nn

import (
	"hash/fnv"
	"math"
	"math/rand/v2"

	"github.com/andor-kernel/andor/internal/autodiff"
)

// Init says how New draws the weights. The zero value is the default: normal weights
// that give every layer's sums unit variance, biases zero.
//
// The default is He et al. 2015 with the sparsity taken into account. A layer whose
// inputs have the mean square q gets weights of variance 1/(fan-in * q), so its sums
// have variance 1 again; q is 1/2 after relu, which is He's rule, and follows from the
// normal distribution's tail after topk: 8 of 3200 channels at a position leave
// q = 0.022.
//
// Differs from [P]: it does not say how weights start. Its relatives draw truncated
// normals of 0.1 for fc and small normals for conv, which behind top-8 of 3200 channels
// leave the image almost constant for long. Measured on 512 faces at 32x32, [P]'s widths
// divided by 8, 150 updates of 32 faces with 10 Langevin steps each, rate 1e-3, one seed;
// mean squared error a value:
//
//	                           first   30th    90th    150th
//	default                    0.511   0.294   0.226   0.170
//	Output 0.3                 0.340   0.278   0.202   0.167
//	Gain 0.7                   0.292   0.279   0.204   0.166
//	FC 0.1, Conv 0.05          0.291   0.277   0.207   0.162
//	FC 0.1, Conv 0.01          0.289   0.285   0.261   0.239
type Init struct {
	Gain   float64 // factor on the default standard deviation; 0 means 1
	Output float64 // the same for the last layer only, on top of Gain; 0 means 1
	FC     float64 // a fixed standard deviation for fc weights instead, where > 0
	Conv   float64 // a fixed standard deviation for conv weights instead, where > 0
}

// initialise draws all weights; a parameter's values depend on the seed and its name
// alone.
func (n *network[T]) initialise(seed uint64, init Init) {
	spread := n.spreads(init)
	for i, p := range n.params {
		if p.bias {
			clear(n.values[i])
			continue
		}
		h := fnv.New64a()
		h.Write([]byte(p.name))
		r, deviation := rand.New(rand.NewPCG(seed, h.Sum64())), spread[p.unit]
		for j := range n.values[i] {
			n.values[i][j] = T(r.NormFloat64() * deviation)
		}
	}
}

// spreads is the standard deviation of each unit's weights.
func (n *network[T]) spreads(init Init) map[int]float64 {
	spread := map[int]float64{}
	q, threshold, last := 1.0, math.Inf(-1), 0 // mean square so far; values below threshold are zero
	for i, u := range n.units {
		switch u.word {
		case "fc", "conv":
			fan := size(u.in)
			fixed := init.FC
			if u.word == "conv" {
				fan = u.kernel * u.kernel * u.in.C
				fixed = init.Conv
			}
			spread[i] = orOne(init.Gain) / math.Sqrt(float64(fan)*q)
			if fixed > 0 {
				spread[i] = fixed
			}
			last, q, threshold = i, meanSquare(u.act), floor(u.act)
		case "act":
			q, threshold = meanSquare(u.act), floor(u.act)
		case "formula":
			q, threshold = meanSquareOf(u.formula.Value), math.Inf(-1)
		case "topk":
			q = tailSquare(math.Max(threshold, quantile(1-float64(u.topk.K)/float64(u.topk.N))))
		}
	}
	spread[last] *= orOne(init.Output)
	return spread
}

// meanSquare is the mean square of an activation of a standard normal.
func meanSquare(a autodiff.Activation) float64 {
	switch a.Kind {
	case autodiff.ReLU:
		return 0.5
	case autodiff.LeakyReLU:
		return (1 + a.Slope*a.Slope) / 2
	case autodiff.Tanh:
		return 0.394
	case autodiff.Sigmoid:
		return 0.293
	}
	return 1
}

// floor is the value of a normal below which an activation leaves nothing.
func floor(a autodiff.Activation) float64 {
	if a.Kind == autodiff.ReLU {
		return 0
	}
	return math.Inf(-1)
}

// tailSquare is the integral of x^2 over the standard normal density from t on.
func tailSquare(t float64) float64 {
	if math.IsInf(t, -1) {
		return 1
	}
	density := math.Exp(-t*t/2) / math.Sqrt(2*math.Pi)
	return t*density + math.Erfc(t/math.Sqrt2)/2
}

// quantile of the standard normal distribution.
func quantile(p float64) float64 {
	if p <= 0 {
		return math.Inf(-1)
	}
	return math.Sqrt2 * math.Erfinv(2*p-1)
}

func orOne(x float64) float64 {
	if x == 0 {
		return 1
	}
	return x
}
