package train

import (
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"

	"github.com/andor-kernel/andor/stdlib/engine/langevin"
	"github.com/andor-kernel/andor/stdlib/tensor"
)

// TestMappedChains: chains in a file are as those in memory, also while others are
// collected, and as many images as may come are room for them.
func TestMappedChains(t *testing.T) {
	const n, d = 100_000, 100
	key := langevin.Key{Seed: 1, Stream: streamChains}
	in := newChains(n, d)
	if in.Shape[0] != n || in.Shape[1] != d || len(in.Data) != n*d || in.Data[0] != 0 || in.Data[n*d-1] != 0 {
		t.Fatalf("got %v with %d numbers", in.Shape, len(in.Data))
	}
	newChains(n, d) // dropped at once
	runtime.GC()
	index := []int{0, 7, n - 1}
	z := normal(tensor.New(len(index), d), index, key)
	scatter(in, z, index)
	runtime.GC()
	if got := gather(in, index); !slices.Equal(got.Data, z.Data) {
		t.Error("got other latents back than were put in")
	}
	if got := gather(in, []int{1}); slices.Max(got.Data) != 0 {
		t.Error("a chain changed that was not written")
	}
	file := filepath.Join(t.TempDir(), "file") // below a file no folder can be made
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	t.Setenv("XDG_CACHE_HOME", file+"/nowhere")
	t.Setenv("HOME", file+"/nowhere")
	t.Setenv("TMPDIR", file+"/nowhere")
	if other := newChains(n, d); len(other.Data) != n*d {
		t.Error("no chains without a writable folder")
	}
}
