package nn

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/andor-kernel/andor/internal/autodiff"
)

// choiceEnv asks for measured choices: ANDOR_CHOICE=measure.
const choiceEnv = "ANDOR_CHOICE"

// MeasurementAsked reports whether ANDOR_CHOICE in the environment asks for WithMeasurement.
// Unset or "model" asks for the model of costs, "measure" for measuring; anything else is an error.
func MeasurementAsked() (bool, error) {
	switch v := os.Getenv(choiceEnv); v {
	case "", "model":
		return false, nil
	case "measure":
		return true, nil
	default:
		return false, fmt.Errorf("got %s=%q, want model (which it is when unset) or measure", choiceEnv, v)
	}
}

// WithMeasurement has New choose the algorithms of the net's convolutions by measuring them, each
// when a program is first compiled that needs it (a second or two in all for a large net). Without
// this option a model of costs chooses, which is the same on every machine of one instruction set.
// What was found is kept in the file algorithms.jsonl of the folder and not measured again.
// Algorithms differ in rounding, so a measured choice ties a seed's result to that file.
func WithMeasurement(folder string) Option {
	return func(c *config) { c.chooser = autodiff.NewChooser(filepath.Join(folder, "algorithms.jsonl")) }
}

// Measured reports whether the net chooses its algorithms by measuring.
func (n *Net) Measured() bool { return n.net.choices.chooser != nil }

// Instructions names the instruction set that networks compute by on this machine: avx512, avx2 or
// go. ANDOR_SIMD in the environment takes another than the fastest.
func Instructions() string { return autodiff.Instructions() }

// InstructionSets lists what ANDOR_SIMD may name on this machine, the fastest first.
func InstructionSets() []string { return autodiff.InstructionSets() }

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
