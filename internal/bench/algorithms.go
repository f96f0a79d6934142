package bench

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/andor-kernel/andor/stdlib/engine/nn"
)

// algorithms are those chosen for both networks.
func (r *engine) algorithms() []Algorithm {
	var all []Algorithm
	for _, n := range []*nn.Net{r.g, r.e} {
		if n == nil {
			continue
		}
		for _, a := range n.Chosen() {
			all = append(all, Algorithm{n.Spec.Name, a})
		}
	}
	return all
}

// Choices is a table of the algorithms chosen and the times that decided: milliseconds of one
// thread on a small batch. Where the model of costs left no doubt, nothing was measured.
func (r *Report) Choices() string {
	rows := [][]string{{"network  layer", "direction", "chosen", "ms", "the model's", "ms", "others"}}
	for _, a := range r.Algorithms {
		model, modelTime := "the same", ""
		if a.Model != a.Name {
			model, modelTime = a.Model, measured(a.Times, a.Model)
		}
		rows = append(rows, []string{a.Network + "  " + a.Layer, a.Direction, a.Name, measured(a.Times, a.Name), model, modelTime, others(a)})
	}
	var b strings.Builder
	b.WriteString("\nalgorithms, milliseconds of one thread on a small batch where it was measured\n")
	columns(&b, rows)
	return b.String()
}

func measured(times map[string]float64, name string) string {
	if t, ok := times[name]; ok {
		return ms(t)
	}
	return "-"
}

// others are the algorithms that were slower than both, with their times.
func others(a Algorithm) string {
	var text []string
	for _, name := range slices.Sorted(maps.Keys(a.Times)) {
		if name != a.Name && name != a.Model {
			text = append(text, fmt.Sprintf("%s %s", name, ms(a.Times[name])))
		}
	}
	return strings.Join(text, ", ")
}
