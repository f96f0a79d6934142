package inception

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/andor-kernel/andor/internal/safetensors"
	"github.com/andor-kernel/andor/stdlib/tensor"
)

// storageWidth is the bytes of one element of PyTorch's storages.
var storageWidth = map[string]int{"FloatStorage": 4, "DoubleStorage": 8, "HalfStorage": 2, "BFloat16Storage": 2, "LongStorage": 8, "IntStorage": 4, "ShortStorage": 2, "CharStorage": 1, "ByteStorage": 1, "BoolStorage": 1}

// readTorch reads a state dictionary as torch.save writes it: since PyTorch 1.6 a zip of data.pkl
// and one file a storage; before, and in the published FID weights, pickles one after the
// other and then the storages.
func readTorch(b []byte) (map[string]*tensor.Tensor, error) {
	if bytes.HasPrefix(b, []byte("PK")) {
		return readTorchZip(b)
	}
	return readTorchLegacy(b)
}

func readTorchZip(b []byte) (map[string]*tensor.Tensor, error) {
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return nil, err
	}
	storages := map[string][]byte{}
	var root any
	for _, f := range z.File {
		_, name, _ := strings.Cut(f.Name, "/")
		key, isData := strings.CutPrefix(name, "data/")
		if name != "data.pkl" && name != "byteorder" && !isData {
			continue
		}
		content, err := readEntry(f, b)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.Name, err)
		}
		switch {
		case isData:
			storages[key] = content
		case name == "byteorder":
			if string(content) != "little" {
				return nil, fmt.Errorf("the values are stored in byte order %.10q, want \"little\"", content)
			}
		default:
			if root, _, err = unpickle(content); err != nil {
				return nil, err
			}
		}
	}
	if root == nil {
		return nil, errors.New("the zip holds no data.pkl: not a file of torch.save")
	}
	return resolve(root, storages)
}

// readEntry is one file of the zip. PyTorch stores without compression, so what is larger
// than the zip itself is refused.
func readEntry(f *zip.File, whole []byte) ([]byte, error) {
	if f.UncompressedSize64 > uint64(len(whole)) {
		return nil, fmt.Errorf("claims %d bytes in a zip of %d", f.UncompressedSize64, len(whole))
	}
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	content := make([]byte, f.UncompressedSize64)
	if _, err := io.ReadFull(r, content); err != nil {
		return nil, err
	}
	if n, err := r.Read(make([]byte, 1)); n > 0 || err != io.EOF { // the end checks the CRC
		return nil, fmt.Errorf("is damaged: %w", err)
	}
	return content, nil
}

// legacyMagic is what LONG1 makes of the number that the older form begins with: the low 64
// bits of 0x1950a86a20f9469cfc6c.
const legacyMagic = int64(-6311195672802689940)

func readTorchLegacy(b []byte) (map[string]*tensor.Tensor, error) {
	at := 0
	next := func() (any, error) {
		v, n, err := unpickle(b[at:])
		at += n
		return v, err
	}
	var head [5]any // magic number, protocol version, system, state dictionary, keys of storages
	for i := range head {
		v, err := next()
		if err != nil {
			if i == 0 {
				return nil, fmt.Errorf("is neither a zip nor a pickle of torch.save: %w", err)
			}
			return nil, err
		}
		if head[i] = v; i == 0 && v != legacyMagic {
			return nil, errors.New("is neither a zip nor a pickle of torch.save")
		}
	}
	keys, ok := head[4].(*list)
	if !ok {
		return nil, errors.New("has no list of storages")
	}
	kinds := map[string]storageRef{}
	collect(head[3], kinds)
	storages := map[string][]byte{}
	for _, k := range keys.items {
		key, ok := k.(string)
		ref, known := kinds[key]
		if !ok || !known {
			return nil, fmt.Errorf("lists a storage %v that no tensor uses", k)
		}
		if len(b)-at < 8 {
			return nil, errShort
		}
		n := binary.LittleEndian.Uint64(b[at:])
		at += 8
		width := storageWidth[ref.kind]
		if n > uint64((len(b)-at)/width) {
			return nil, fmt.Errorf("storage %q: got %d bytes, want %d elements of %d: the file is cut off", key, len(b)-at, n, width)
		}
		storages[key] = b[at : at+int(n)*width]
		at += int(n) * width
	}
	return resolve(head[3], storages)
}

// collect finds the storages that a dictionary refers to.
func collect(v any, into map[string]storageRef) {
	d, ok := v.(*dict)
	if !ok {
		return
	}
	for _, k := range d.keys {
		if t, ok := d.values[k].(*tensorRef); ok {
			into[t.storage.key] = t.storage
		}
	}
}

// resolve reads the tensors of a state dictionary out of their storages. Tensors of whole
// numbers (counters of batch normalisation) are left out.
func resolve(root any, storages map[string][]byte) (map[string]*tensor.Tensor, error) {
	d, ok := root.(*dict)
	if !ok {
		return nil, errors.New("holds no dictionary of tensors; want a state dictionary")
	}
	out := map[string]*tensor.Tensor{}
	total := 0
	for _, name := range d.keys {
		t, ok := d.values[name].(*tensorRef)
		if !ok {
			continue
		}
		s, ok := storages[t.storage.key]
		if !ok {
			return nil, fmt.Errorf("tensor %q: its storage %q is missing", name, t.storage.key)
		}
		x, err := t.read(s)
		if err != nil {
			return nil, fmt.Errorf("tensor %q: %w", name, err)
		}
		if x != nil {
			out[name] = x
			if total += len(x.Data); total > maxFile/4 {
				return nil, fmt.Errorf("the tensors have more than %d values", maxFile/4)
			}
		}
	}
	if len(out) == 0 {
		return nil, errors.New("holds no tensors")
	}
	return out, nil
}

// read gathers a strided tensor; nil for whole numbers.
func (t *tensorRef) read(s []byte) (*tensor.Tensor, error) {
	width := storageWidth[t.storage.kind]
	value, ok := decoders[t.storage.kind]
	if !ok {
		return nil, nil
	}
	n, last := 1, t.offset
	for i, d := range t.shape {
		if d == 0 || n > len(s)/width/d { // strides of 0 would let a few bytes fill the memory
			return nil, fmt.Errorf("got shape %v, want one that fits its storage", t.shape)
		}
		n *= d
		last += int64(d-1) * int64(t.strides[i])
	}
	if t.offset < 0 || last < 0 || last >= int64(len(s)/width) {
		return nil, fmt.Errorf("shape %v with strides %v reaches element %d of a storage of %d", t.shape, t.strides, last, len(s)/width)
	}
	out := tensor.New(t.shape...)
	index := make([]int, len(t.shape))
	at := int(t.offset)
	for i := range out.Data {
		out.Data[i] = value(s[at*width:])
		for k := len(index) - 1; k >= 0; k-- {
			index[k]++
			at += t.strides[k]
			if index[k] < t.shape[k] {
				break
			}
			at -= index[k] * t.strides[k]
			index[k] = 0
		}
	}
	return out, nil
}

var decoders = map[string]func([]byte) float32{
	"FloatStorage":    float32At,
	"DoubleStorage":   func(b []byte) float32 { return float32(math.Float64frombits(binary.LittleEndian.Uint64(b))) },
	"HalfStorage":     func(b []byte) float32 { return safetensors.Half(binary.LittleEndian.Uint16(b)) },
	"BFloat16Storage": func(b []byte) float32 { return safetensors.BFloat16(binary.LittleEndian.Uint16(b)) },
}

func float32At(b []byte) float32 { return math.Float32frombits(binary.LittleEndian.Uint32(b)) }
