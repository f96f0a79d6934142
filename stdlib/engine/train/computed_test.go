package train

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"github.com/andor-kernel/andor/stdlib/engine/nn"
)

// TestCheckpointSaysHowItWasComputed: the instruction set and a measured choice are recorded, and
// a run that goes on keeps what was true of its beginning.
func TestCheckpointSaysHowItWasComputed(t *testing.T) {
	gs, _ := tinyNets()
	for _, tt := range []struct {
		opts []nn.Option
		want Computed
	}{
		{nil, Computed{Instructions: nn.Instructions()}},
		{[]nn.Option{nn.WithMeasurement(t.TempDir())}, Computed{Instructions: nn.Instructions(), Measured: true}},
	} {
		g, err := nn.New(gs, 1, tt.opts...)
		if err != nil {
			t.Fatal(err)
		}
		s := settings()
		s.Iterations, s.Batch, s.Langevin.Steps, s.Critic = 1, 8, 3, ""
		r, err := New(s, g, nil, tinyImages())
		if err != nil {
			t.Fatal(err)
		}
		if err := r.Train(context.Background(), nil); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), "run.safetensors")
		if err := r.Save(path, nil); err != nil {
			t.Fatal(err)
		}
		c, err := Open(path)
		if err != nil {
			t.Fatal(err)
		}
		back, err := c.Run(tinyImages())
		if err != nil {
			t.Fatal(err)
		}
		if c.Computed != tt.want || back.Computed() != tt.want {
			t.Errorf("got %+v and, going on, %+v, want %+v", c.Computed, back.Computed(), tt.want)
		}
		if note := back.Computed().Elsewhere(); (note != "") != tt.want.Measured {
			t.Errorf("got %q of %+v", note, tt.want)
		}
	}
	other := Computed{Instructions: nn.Instructions()}
	other.goOn(Computed{Instructions: "neon"})
	if note := other.Elsewhere(); other.Instructions != "neon+"+nn.Instructions() || !strings.Contains(note, "the instruction set "+other.Instructions) {
		t.Errorf("got %+v, %q", other, note)
	}
}
