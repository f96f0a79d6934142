package train

import (
	"time"

	"github.com/andor-kernel/andor/stdlib/tensor"
)

// Event is something that happened in a run. Consumers ignore kinds they do not know.
type Event interface{ event() }

// Iteration is the record of one finished update of Theta, and one entry of the history.
// Energies are those of the step of alg. 1 that used them; 0 without a critic.
type Iteration struct {
	Index int // iterations finished, from 1
	Of    int // iterations wanted

	Recon       float64 // mean of |y - g(z)|^2 over the batch, summed over pixels, at the z just inferred
	MSE         float64 // Recon per pixel and channel, in units of [-1, 1] squared
	EnergyData  float64 // mean f of the batch's images, before the update of Phi
	EnergySynth float64 // mean f of as many syntheses
	EnergyActor float64 // mean f of the syntheses that taught Theta, after the update of Phi

	// Held is the MSE of a few images that are not trained on, from fresh latents, in the
	// unit of MSE; 0 where it was not measured (Run.HoldOut).
	Held float64

	ZNorm     float64 // root mean square of the batch's z, 1 under the prior
	Moved     float64 // root mean square of what Langevin changed in z
	Stability float64 // (delta^2/2)(1 + lambda_max(J'J)/sigma^2), the batch's median; 0 where not measured

	Waited          time.Duration // for the batch's images: what reading them was not hidden behind the computation
	Elapsed         time.Duration // training time of the run so far, over all calls of Train
	ImagesPerSecond float64       // lately
	ETA             time.Duration // until Of, at that pace
}

// Sampled carries pictures of the run as it stands, when due. Images are (n, H, W, C).
type Sampled struct {
	Index           int            // iterations finished
	Images          *tensor.Tensor // syntheses of the same few z every time
	Originals       *tensor.Tensor // the first images of the set
	Reconstructions *tensor.Tensor // of Originals, from their chains
	Active          []Activity     // of the reconstructions, in the order of the stages
}

// Activity is the share of a stage's values that are not zero.
type Activity struct {
	Stage string
	Share float64
}

// Warning says that something looks wrong while the run goes on.
type Warning struct {
	Index    int    // iterations finished
	Step     string // of alg. 1: "langevin", "critic", "actor"
	Quantity string // "energy gap"
	Text     string // what was seen and which setting to try, for people
}

// Saved says that the run has written a checkpoint of itself (Run.Keep).
type Saved struct {
	Index int // iterations it holds
	Path  string
}

// Unsaved says that a short run has left no checkpoint at its end, since that would be large
// (Keep.Small).
type Unsaved struct {
	Index int
	Bytes int64 // that it would have
}

// Stopped is the last event of each call of Train.
type Stopped struct {
	Index  int
	Reason string // "finished", "interrupted", or the error's text
}

func (Iteration) event() {}
func (Sampled) event()   {}
func (Warning) event()   {}
func (Saved) event()     {}
func (Unsaved) event()   {}
func (Stopped) event()   {}
