package bench

import (
	"bufio"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"

	"github.com/andor-kernel/andor/internal/safetensors"
	"github.com/andor-kernel/andor/stdlib/engine/nn"
	"github.com/andor-kernel/andor/stdlib/tensor"
)

// tensors are named values on their way to or from the peer.
type tensors map[string]*tensor.Tensor

// weights adds a network's parameters under a role ("generator.", "energy."); n may be nil.
func (t tensors) weights(role string, n *nn.Net) {
	if n == nil {
		return
	}
	for _, p := range n.Params {
		t[role+p.Name] = p.Value
	}
}

// writeTensors writes a safetensors file, float32 alone, tensors in the order of their names.
// Unlike a checkpoint it has no checksum and is not synced: it lives as long as a question
// and its answer.
func writeTensors(path string, set tensors, meta map[string]string) (err error) {
	var arrays []safetensors.Array
	for _, name := range slices.Sorted(maps.Keys(set)) {
		arrays = append(arrays, safetensors.Array{Name: name, Shape: set[name].Shape, F32: set[name].Data})
	}
	head, err := safetensors.Head(meta, arrays)
	if err != nil {
		return err
	}
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() {
		if e := f.Close(); err == nil {
			err = e
		}
	}()
	if _, err := f.Write(head); err != nil {
		return err
	}
	return safetensors.WriteValues(f, arrays)
}

// readTensors reads such a file.
func readTensors(path string) (tensors, map[string]string, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, nil, err
	}
	set, meta, err := decodeTensors(bufio.NewReaderSize(f, 1<<18), info.Size())
	if err != nil {
		return nil, nil, fmt.Errorf("%q: %w", path, err)
	}
	return set, meta, nil
}

func decodeTensors(in io.Reader, size int64) (tensors, map[string]string, error) {
	h, err := safetensors.ReadHeader(in, size)
	if err != nil {
		return nil, nil, err
	}
	data, err := io.ReadAll(in)
	if err != nil {
		return nil, nil, err
	}
	set := tensors{}
	for name, e := range h.Entries {
		values, err := e.Floats(data)
		if err != nil {
			return nil, nil, fmt.Errorf("%q: %w", name, err)
		}
		set[name] = tensor.From(values, e.Shape...)
	}
	return set, h.Meta, nil
}
