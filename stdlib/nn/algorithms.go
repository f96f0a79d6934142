package nn

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/andor-kernel/andor/stdlib/internal/autodiff"
)

// choiceEnv turns measured choices off: ANDOR_CHOICE=model.
const choiceEnv = "ANDOR_CHOICE"

// WithMeasurement has New choose the algorithms of the net's convolutions by measuring them, each
// when a program is first compiled that needs it (a second or two in all for a large net). What was
// found is kept in the file algorithms.jsonl of the folder and not measured again: algorithms
// differ in rounding, and the same seed shall give the same result on the same machine.
// Without this option, or with ANDOR_CHOICE=model in the environment, a model of
// costs chooses.
func WithMeasurement(folder string) Option {
	return func(c *config) {
		switch v := os.Getenv(choiceEnv); v {
		case "", "measure":
			c.chooser = autodiff.NewChooser(filepath.Join(folder, "algorithms.jsonl"))
		case "model":
		default:
			c.err = fmt.Errorf("got %s=%q, want measure or model", choiceEnv, v)
		}
	}
}

// WithAlgorithms has New use the algorithms of another Net of the same declaration, as its
// Algorithms gave them. Layers that are not named there are left to the model.
func WithAlgorithms(a map[string]string) Option { return func(c *config) { c.algorithms = a } }

// Algorithms are those of the convolutions of programs made so far, by layer: forward, data
// gradient and weight gradient, as in "part.conv1": "sparse/sparse/sparse".
func (n *Net) Algorithms() map[string]string {
	n.mu.Lock()
	defer n.mu.Unlock()
	all := map[string]string{}
	for layer, v := range n.net.choices.found {
		all[layer] = v.Choice().String()
	}
	return all
}

// Algorithm is how one direction of a convolution is computed, and why.
type Algorithm struct {
	Layer     string             `json:"layer"`     // "part.conv1"
	Direction string             `json:"direction"` // forward, data or weight
	Name      string             `json:"algorithm"`
	Model     string             `json:"model"`        // what the model of costs would take
	Times     map[string]float64 `json:"ms,omitempty"` // of one thread on a small batch, where it was measured, by algorithm
}

// Chosen are the algorithms of programs made so far, in the order of the net.
func (n *Net) Chosen() []Algorithm {
	n.mu.Lock()
	defer n.mu.Unlock()
	var all []Algorithm
	for i, u := range n.net.units {
		if u.word != "conv" {
			continue
		}
		layer := n.net.layerName(i)
		v, ok := n.net.choices.found[layer]
		if !ok {
			continue
		}
		for d, direction := range autodiff.Directions() {
			all = append(all, Algorithm{Layer: layer, Direction: direction, Name: v[d].Algorithm, Model: v[d].Model, Times: v[d].Times})
		}
	}
	return all
}
