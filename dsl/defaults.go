package dsl

// The defaults of data and training, in one place; those of a layer stand beside it. words.go shows them in completion,
// inspection and the reference; check fills them in. Those of training are values
// measured to work with the nets of the notebooks: docs/training.md has what was tried.
const (
	defaultColours = 3    // data size without a third side
	defaultLow     = -1.0 // data range: tanh's
	defaultHigh    = 1.0
	defaultScenes  = 1000 // data from a procedural set, without take

	defaultSteps      = 5    // langevin steps an iteration
	defaultStep       = 0.1  // langevin step size, delta of [P] eq. 13
	defaultSigma      = 0.3  // sigma of [P] eq. 15; langevin's sigma is the same unless said
	defaultWeight     = 1.0  // of [P] eq. 20 against eq. 15
	defaultActorRate  = 2e-3 // Adam's rate, at the first iteration
	defaultActorLast  = 1e-4 // and at the last
	defaultCriticRate = 1e-4
	defaultActorBeta  = 0.9 // Adam's first decay
	defaultCriticBeta = 0.5
	defaultSquare     = 0.2  // Differs from [P], whose critic is free: its energies ran away within 400 iterations
	defaultBatch      = 16   // images an iteration
	defaultIterations = 1000 // minibatch updates
	defaultSeed       = 1
	defaultMinutes    = 5.0 // between two checkpoints
)

// The defaults of the settings that actor and critic have each.
var (
	defaultRate  = Rates{Actor: defaultActorRate, ActorEnd: defaultActorLast, Critic: defaultCriticRate}
	defaultBeta1 = Rates{Actor: defaultActorBeta, Critic: defaultCriticBeta}
)

// Saving is Save, with the default in a declaration that was written before there was the
// setting.
func (t *Train) Saving() Save {
	if t.Save == nil {
		return Save{Minutes: defaultMinutes}
	}
	return *t.Save
}
