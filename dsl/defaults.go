package dsl

import (
	"math"
	"strconv"
	"strings"
)

// The defaults of all settings, in one place. words.go shows them in completion,
// inspection and the reference; check fills them in. Those of training are values
// measured to work with the nets of the notebooks; MODEL.md's table of what its
// relatives use is where they started.
const (
	defaultKernel = 3   // conv: side of the kernel ([P] table 1)
	defaultSlope  = 0.2 // lrelu: negative slope ([P] table 1)

	defaultColours = 3    // data size without a third side
	defaultLow     = -1.0 // data range: tanh's
	defaultHigh    = 1.0
	defaultScenes  = 1000 // data from a procedural set, without take

	defaultSteps      = 10   // langevin steps an iteration
	defaultStep       = 0.1  // langevin step size, delta of [P] eq. 13
	defaultSigma      = 0.3  // sigma of [P] eq. 15; langevin's sigma is the same unless said
	defaultWeight     = 1.0  // of [P] eq. 20 against eq. 15
	defaultRate       = 1e-4 // Adam's rate, actor and critic
	defaultBeta1      = 0.5  // Adam's first decay, actor and critic
	defaultBatch      = 64   // images an iteration
	defaultIterations = 1000 // minibatch updates
	defaultSeed       = 1
)

// text is a number as a user would write it: 0.3, 64, and 1e-4 where that is shorter.
func text(v float64) string {
	plain := strconv.FormatFloat(v, 'f', -1, 64)
	short := strconv.FormatFloat(v, 'e', -1, 64)
	mantissa, exponent, _ := strings.Cut(short, "e")
	if n, err := strconv.Atoi(exponent); err == nil {
		short = mantissa + "e" + strconv.Itoa(n)
	}
	if len(short) < len(plain) && (math.Abs(v) < 1 || len(plain) > 12) {
		return short
	}
	return plain
}
