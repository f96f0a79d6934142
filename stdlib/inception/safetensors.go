package inception

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/andor-kernel/andor/stdlib/tensor"
)

// readSafetensors reads the tensors of a safetensors file (format 0.4) that hold real numbers.
func readSafetensors(b []byte) (map[string]*tensor.Tensor, error) {
	if len(b) < 8 {
		return nil, errors.New("is too short for a safetensors file")
	}
	n := binary.LittleEndian.Uint64(b)
	if n > uint64(len(b)-8) {
		return nil, errors.New("is no safetensors file, or was cut off in its header")
	}
	var header map[string]json.RawMessage
	if err := json.Unmarshal(b[8:8+n], &header); err != nil {
		return nil, fmt.Errorf("the header is no JSON: %w", err)
	}
	data := b[8+n:]
	kinds := map[string]string{"F32": "FloatStorage", "F64": "DoubleStorage", "F16": "HalfStorage", "BF16": "BFloat16Storage"}
	out := map[string]*tensor.Tensor{}
	for name, raw := range header {
		var e struct {
			Dtype   string `json:"dtype"`
			Shape   []int  `json:"shape"`
			Offsets [2]int `json:"data_offsets"`
		}
		if name == "__metadata__" {
			continue
		}
		if err := json.Unmarshal(raw, &e); err != nil {
			return nil, fmt.Errorf("tensor %q: %w", name, err)
		}
		kind, ok := kinds[e.Dtype]
		if !ok {
			continue
		}
		from, to := e.Offsets[0], e.Offsets[1]
		if from < 0 || to < from || to > len(data) {
			return nil, fmt.Errorf("tensor %q: got bytes %d to %d of %d: the file was cut off", name, from, to, len(data))
		}
		t := tensorRef{storage: storageRef{kind: kind}, shape: e.Shape, strides: make([]int, len(e.Shape))}
		size := 1
		for i := len(e.Shape) - 1; i >= 0; i-- {
			t.strides[i] = size
			if e.Shape[i] < 1 || size > maxFile/e.Shape[i] {
				return nil, fmt.Errorf("tensor %q: got shape %v, want one that fits", name, e.Shape)
			}
			size *= e.Shape[i]
		}
		if size*storageWidth[kind] != to-from {
			return nil, fmt.Errorf("tensor %q: got %d bytes for shape %v of %s, want %d", name, to-from, e.Shape, e.Dtype, size*storageWidth[kind])
		}
		x, err := t.read(data[from:to])
		if err != nil {
			return nil, fmt.Errorf("tensor %q: %w", name, err)
		}
		out[name] = x
	}
	if len(out) == 0 {
		return nil, errors.New("holds no tensors of real numbers")
	}
	return out, nil
}
