package bench

import (
	"strings"
	"testing"

	"github.com/andor-kernel/andor/stdlib/engine/nn"
)

func TestChoices(t *testing.T) {
	r := Report{Algorithms: []Algorithm{
		{"G", nn.Algorithm{Layer: "part.conv1", Direction: "forward", Name: "sparse", Model: "sparse"}},
		{"G", nn.Algorithm{Layer: "prim.conv1", Direction: "data", Name: "nine", Model: "cells", Times: map[string]float64{"nine": 4.25, "cells": 6, "sparse": 12}}},
	}}
	want := []string{
		"network layer direction chosen ms the model's ms others",
		"G part.conv1 forward sparse - the same",
		"G prim.conv1 data nine 4.25 cells 6.00 sparse 12.0",
	}
	lines := strings.Split(strings.TrimSpace(r.Choices()), "\n")[1:]
	for i, line := range lines {
		if got := strings.Join(strings.Fields(line), " "); i >= len(want) || got != want[i] {
			t.Errorf("line %d: got %q, want %q", i, got, want[min(i, len(want)-1)])
		}
	}
	if len(lines) != len(want) {
		t.Errorf("got %d lines, want %d:\n%s", len(lines), len(want), r.Choices())
	}
}
