package train

import (
	"context"
	"maps"
	"path/filepath"
	"testing"

	"github.com/andor-kernel/andor/stdlib/engine/nn"
)

// TestCheckpointKeepsAlgorithms: a run that goes on computes as it began, whatever a measurement
// or the model would choose now.
func TestCheckpointKeepsAlgorithms(t *testing.T) {
	gs, es := tinyNets()
	sparse := map[string]string{"part.conv1": "nine/sparse/direct", "image.conv1": "winograd/direct/winograd"}
	g, err := nn.New(gs, 1, nn.WithAlgorithms(sparse))
	if err != nil {
		t.Fatal(err)
	}
	e, err := nn.New(es, 1, nn.WithAlgorithms(map[string]string{"e1.conv1": "direct/winograd/direct"}))
	if err != nil {
		t.Fatal(err)
	}
	s := settings()
	s.Iterations, s.Batch, s.Langevin.Steps, s.Critic = 2, 8, 3, "E"
	images := tinyImages()
	r, err := New(s, g, e, images)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Train(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	if !maps.Equal(g.Algorithms(), sparse) {
		t.Fatalf("got %v, want %v", g.Algorithms(), sparse)
	}
	path := filepath.Join(t.TempDir(), "run.safetensors")
	if err := r.Save(path, nil); err != nil {
		t.Fatal(err)
	}
	c, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	back, err := c.Run(images)
	if err != nil {
		t.Fatal(err)
	}
	g2, e2 := back.Networks()
	if !maps.Equal(g2.Algorithms(), sparse) || !maps.Equal(e2.Algorithms(), e.Algorithms()) {
		t.Errorf("got %v and %v, want %v and %v", g2.Algorithms(), e2.Algorithms(), sparse, e.Algorithms())
	}
	c.state.Algorithms = nil // as builds before wrote it
	if back, err = c.Run(images); err != nil {
		t.Fatal(err)
	}
	if g2, _ = back.Networks(); maps.Equal(g2.Algorithms(), sparse) {
		t.Error("a checkpoint without algorithms got those of another")
	}
}
