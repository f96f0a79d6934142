package bench

import (
	"strings"
	"testing"

	"github.com/andor-kernel/andor/dsl"
)

// peerLacks are the layers that the peer program cannot run, with the reason. Networks with
// them are not compared with PyTorch.
var peerLacks = map[string]string{}

// TestEveryLayerHasAPeer: the peer program knows each layer, or peerLacks says why not.
// topk is no layer there but an entry of a stage.
func TestEveryLayerHasAPeer(t *testing.T) {
	_, apply, _ := strings.Cut(peerProgram, "def apply(self, op, x, params):")
	apply, _, ok := strings.Cut(apply, "raise ValueError(")
	if !ok {
		t.Fatal("peer.py has no apply that ends in an error for unknown layers")
	}
	words := map[string]bool{"topk": strings.Contains(peerProgram, `stage.get("topk")`)}
	for line := range strings.Lines(apply) {
		if condition, is := strings.CutPrefix(strings.TrimSpace(line), "if word "); is {
			for i, part := range strings.Split(condition, `"`) {
				words[part] = words[part] || i%2 == 1
			}
		}
	}
	for _, w := range dsl.Words() {
		if w.Role != dsl.LayerRole {
			continue
		}
		reason, lacks := peerLacks[w.Name]
		switch known := words[w.Name]; {
		case !known && reason == "":
			t.Errorf("layer %q: apply in internal/bench/peer.py does not know it; add it there, or to peerLacks with the reason", w.Name)
		case known && lacks:
			t.Errorf("layer %q: the peer knows it, but peerLacks says that it does not", w.Name)
		}
	}
}
