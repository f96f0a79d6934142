package bench

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math"
	"os"
	"slices"

	"github.com/andor-kernel/andor/stdlib/nn"
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

// entry is a tensor in the header of a safetensors file.
type entry struct {
	Dtype   string `json:"dtype"`
	Shape   []int  `json:"shape"`
	Offsets [2]int `json:"data_offsets"`
}

const metadata = "__metadata__"

// writeTensors writes a safetensors file (huggingface/safetensors, format 0.4), float32
// alone, tensors in the order of their names. Unlike a checkpoint it has no checksum and
// is not synced: it lives as long as a question and its answer.
func writeTensors(path string, set tensors, meta map[string]string) (err error) {
	header, at := map[string]any{}, 0
	if meta != nil {
		header[metadata] = meta
	}
	names := slices.Sorted(maps.Keys(set))
	for _, name := range names {
		size := 4 * len(set[name].Data)
		header[name] = entry{"F32", set[name].Shape, [2]int{at, at + size}}
		at += size
	}
	text, err := json.Marshal(header)
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
	w := bufio.NewWriterSize(f, 1<<18)
	w.Write(binary.LittleEndian.AppendUint64(nil, uint64(len(text))))
	w.Write(text)
	var b [4]byte
	for _, name := range names {
		for _, v := range set[name].Data {
			binary.LittleEndian.PutUint32(b[:], math.Float32bits(v))
			w.Write(b[:])
		}
	}
	return w.Flush() // bufio keeps the first error
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
	var length [8]byte
	if _, err := io.ReadFull(in, length[:]); err != nil {
		return nil, nil, fmt.Errorf("no safetensors file: %w", err)
	}
	n := binary.LittleEndian.Uint64(length[:])
	if n > uint64(size) {
		return nil, nil, fmt.Errorf("no safetensors file: got a header of %d bytes in %d", n, size)
	}
	text := make([]byte, n)
	if _, err := io.ReadFull(in, text); err != nil {
		return nil, nil, fmt.Errorf("header: %w", err)
	}
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(text, &raw); err != nil {
		return nil, nil, fmt.Errorf("header: %w", err)
	}
	var meta map[string]string
	if m, ok := raw[metadata]; ok {
		if err := json.Unmarshal(m, &meta); err != nil {
			return nil, nil, fmt.Errorf("header: metadata: %w", err)
		}
		delete(raw, metadata)
	}
	data, err := io.ReadAll(in)
	if err != nil {
		return nil, nil, err
	}
	set := tensors{}
	for name, r := range raw {
		var e entry
		if err := json.Unmarshal(r, &e); err != nil {
			return nil, nil, fmt.Errorf("header: %q: %w", name, err)
		}
		if set[name], err = e.tensor(data); err != nil {
			return nil, nil, fmt.Errorf("%q: %w", name, err)
		}
	}
	return set, meta, nil
}

// tensor takes an entry's values out of the file's data.
func (e entry) tensor(data []byte) (*tensor.Tensor, error) {
	from, to := e.Offsets[0], e.Offsets[1]
	if e.Dtype != "F32" || from < 0 || to < from || to > len(data) {
		return nil, fmt.Errorf("got %s at bytes %d to %d of %d, want F32 within them", e.Dtype, from, to, len(data))
	}
	n := 1
	for _, s := range e.Shape {
		if s < 0 || n > len(data) {
			return nil, fmt.Errorf("got shape %v", e.Shape)
		}
		n *= s
	}
	if 4*n != to-from {
		return nil, fmt.Errorf("got %d bytes for shape %v, want %d", to-from, e.Shape, 4*n)
	}
	values := make([]float32, n)
	for i := range values {
		values[i] = math.Float32frombits(binary.LittleEndian.Uint32(data[from+4*i:]))
	}
	return tensor.From(values, e.Shape...), nil
}
