package train

import (
	"fmt"
	"slices"
	"strings"

	"github.com/andor-kernel/andor/stdlib/engine/nn"
)

// Computed says by which arithmetic a run was trained. Two runs of one version with the same
// settings, images and Computed have the same bits, unless the algorithms were measured.
type Computed struct {
	Instructions string `json:"instructions"`       // avx512, avx2 or go; all that were used, with + between them
	Measured     bool   `json:"measured,omitempty"` // the algorithms were chosen by measuring, not by the model of costs
}

// computedHere returns how networks made on this machine compute.
func computedHere(nets ...*nn.Net) Computed {
	c := Computed{Instructions: nn.Instructions()}
	for _, n := range nets {
		c.Measured = c.Measured || n != nil && n.Measured()
	}
	return c
}

// goOn adds how the part of the run before this one was computed.
func (c *Computed) goOn(before Computed) {
	if before.Instructions == "" {
		return
	}
	all := strings.Split(before.Instructions, "+")
	if !slices.Contains(all, c.Instructions) {
		all = append(all, c.Instructions)
	}
	c.Instructions = strings.Join(all, "+")
	c.Measured = c.Measured || before.Measured
}

// Elsewhere returns a sentence about what makes this run end otherwise than one trained
// from its beginning here by default, "" if nothing does.
func (c Computed) Elsewhere() string {
	var why []string
	if here := nn.Instructions(); c.Instructions != "" && c.Instructions != here {
		why = append(why, fmt.Sprintf("with the instruction set %s, and this machine computes with %s", c.Instructions, here))
	}
	if c.Measured {
		why = append(why, "with algorithms chosen by measuring (ANDOR_CHOICE=measure)")
	}
	if why == nil {
		return ""
	}
	return "trained " + strings.Join(why, ", ") + ": the same seed trained anew gives other bits"
}

// Computed returns by which arithmetic the run was trained so far.
func (r *Run) Computed() Computed { return r.computed }
