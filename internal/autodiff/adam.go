package autodiff

import (
	"github.com/andor-kernel/andor/internal/conv"
	"github.com/andor-kernel/andor/internal/simd"
)

// AdamStep holds what one step of Adam is about, Kingma and Ba 2015, alg. 1: the decays,
// the rate, and Step, counted from 1, for the bias corrections.
type AdamStep = simd.AdamStep

// Adam moves the values w against their gradients g and renews the moments m and v, all
// of equal length, in one pass: every value is treated, also where g is zero.
func Adam(w, g, m, v []float32, a AdamStep, threads int) { conv.Adam(w, g, m, v, a, threads) }

// Finite reports whether no value is NaN or infinite.
func Finite(x []float32, threads int) bool { return conv.Finite(x, threads) }
