package train

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
)

// A checkpoint is a safetensors file (huggingface/safetensors, format 0.4): the length of a
// JSON header in 8 bytes, the header, then the tensors' values, little-endian and without
// gaps. Any safetensors reader opens it. Its metadata holds a SHA-256 of the whole file,
// computed with the digits of the sum itself as zeros.
//
// The format is written out here: the Go package for it (nlpodyssey/safetensors,
// last released in 2023) neither streams nor checks sums, and is longer than this file.

const (
	sumField  = "sha256"
	maxHeader = 64 << 20 // bytes; a header of ours is some hundred bytes a tensor
)

// array is one named tensor of a file; exactly one of F32 and F64 is set.
type array struct {
	name  string
	shape []int
	f32   []float32
	f64   []float64
}

func (a array) bytes() int { return 4*len(a.f32) + 8*len(a.f64) }

// entry is a tensor in the header.
type entry struct {
	Dtype   string `json:"dtype"`
	Shape   []int  `json:"shape"`
	Offsets [2]int `json:"data_offsets"`
}

// writeArrays writes the file at path so that at every moment path is either the old file
// or the whole new one: the new one is written beside it, synced, and renamed.
// An old file is kept as path + previousSuffix.
func writeArrays(path string, meta map[string]string, arrays []array) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			f.Close()
			os.Remove(f.Name())
		}
	}()
	if err = encode(f, meta, arrays); err != nil {
		return err
	}
	if err = f.Chmod(0o644); err != nil {
		return err
	}
	if err = f.Sync(); err != nil {
		return err
	}
	if err = f.Close(); err != nil {
		return err
	}
	if _, e := os.Lstat(path); e == nil {
		os.Remove(path + previousSuffix)
		if err = os.Link(path, path+previousSuffix); err != nil {
			err = os.Rename(path, path+previousSuffix) // a file system without hard links
		}
		if err != nil {
			return err
		}
	}
	if err = os.Rename(f.Name(), path); err != nil {
		return err
	}
	if dir, e := os.Open(filepath.Dir(path)); e == nil { // so that the rename survives a power cut
		dir.Sync()
		dir.Close()
	}
	return nil
}

// encode writes header and values, then puts the sum into its place in the header.
func encode(f *os.File, meta map[string]string, arrays []array) error {
	header := map[string]any{}
	withSum := map[string]string{sumField: strings.Repeat("0", 2*sha256.Size)}
	for k, v := range meta {
		withSum[k] = v
	}
	header["__metadata__"] = withSum
	at := 0
	for _, a := range arrays {
		e := entry{Dtype: "F32", Shape: a.shape, Offsets: [2]int{at, at + a.bytes()}}
		if a.f64 != nil {
			e.Dtype = "F64"
		}
		header[a.name] = e
		at += a.bytes()
	}
	text, err := json.Marshal(header)
	if err != nil {
		return err
	}
	text = append(text, bytes.Repeat([]byte(" "), (8-len(text)%8)%8)...)
	sum := sha256.New()
	w := bufio.NewWriterSize(io.MultiWriter(f, sum), 1<<16)
	w.Write(binary.LittleEndian.AppendUint64(nil, uint64(len(text))))
	w.Write(text)
	var b [8]byte
	for _, a := range arrays {
		for _, v := range a.f32 {
			binary.LittleEndian.PutUint32(b[:], math.Float32bits(v))
			w.Write(b[:4])
		}
		for _, v := range a.f64 {
			binary.LittleEndian.PutUint64(b[:], math.Float64bits(v))
			w.Write(b[:])
		}
	}
	if err := w.Flush(); err != nil { // bufio keeps the first error
		return err
	}
	_, err = f.WriteAt([]byte(hex.EncodeToString(sum.Sum(nil))), int64(8+sumAt(text)))
	return err
}

// sumAt is where the sum's digits begin in a header, -1 if it has none.
func sumAt(header []byte) int {
	key := []byte(`"` + sumField + `":"`)
	i := bytes.Index(header, key)
	if i < 0 || i+len(key)+2*sha256.Size > len(header) {
		return -1
	}
	return i + len(key)
}

// readArrays reads a file and checks its sum; the error says what is wrong with it.
func readArrays(path string) (map[string]string, map[string]array, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, nil, err
	}
	sum := sha256.New()
	in := bufio.NewReaderSize(f, 1<<16)
	meta, entries, err := readHeader(in, info.Size(), sum)
	if err != nil {
		return nil, nil, err
	}
	data := make([]byte, dataSize(entries))
	if _, err := io.ReadFull(in, data); err != nil {
		return nil, nil, err
	}
	sum.Write(data)
	if got := hex.EncodeToString(sum.Sum(nil)); got != meta[sumField] {
		return nil, nil, fmt.Errorf("the checksum is %.12s..., want %.12s...: the file was damaged", got, meta[sumField])
	}
	arrays := map[string]array{}
	for name, e := range entries {
		arrays[name] = decode(name, e, data[e.Offsets[0]:e.Offsets[1]])
	}
	return meta, arrays, nil
}

// readHeader reads and checks all that stands before the values; size is the file's.
func readHeader(in io.Reader, size int64, sum hash.Hash) (map[string]string, map[string]entry, error) {
	var length [8]byte
	if _, err := io.ReadFull(in, length[:]); err != nil {
		return nil, nil, fmt.Errorf("the file has %d bytes, too few for a checkpoint", size)
	}
	n := binary.LittleEndian.Uint64(length[:])
	if n > maxHeader || int64(n) > size-8 {
		return nil, nil, errors.New("the file does not begin as a checkpoint does, or was cut off in its header")
	}
	text := make([]byte, n)
	if _, err := io.ReadFull(in, text); err != nil {
		return nil, nil, err
	}
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(text, &raw); err != nil {
		return nil, nil, fmt.Errorf("the header is no JSON: %w", err)
	}
	var meta map[string]string
	if err := json.Unmarshal(raw["__metadata__"], &meta); err != nil || sumAt(text) < 0 || len(meta[sumField]) != 2*sha256.Size {
		return nil, nil, errors.New("the header has no checksum: not a checkpoint of andor")
	}
	delete(raw, "__metadata__")
	entries := map[string]entry{}
	for name, r := range raw {
		var e entry
		if err := json.Unmarshal(r, &e); err != nil {
			return nil, nil, fmt.Errorf("the header's entry %q: %w", name, err)
		}
		if err := e.check(); err != nil {
			return nil, nil, fmt.Errorf("the header's entry %q: %w", name, err)
		}
		entries[name] = e
	}
	if want := int64(dataSize(entries)); size-8-int64(n) != want {
		return nil, nil, fmt.Errorf("the file holds %d bytes of values, want %d: it was cut off", size-8-int64(n), want)
	}
	sum.Write(length[:])
	copy(text[sumAt(text):], strings.Repeat("0", 2*sha256.Size))
	sum.Write(text)
	return meta, entries, nil
}

func (e entry) check() error {
	width := map[string]int{"F32": 4, "F64": 8}[e.Dtype]
	if width == 0 {
		return fmt.Errorf("got dtype %q, want F32 or F64", e.Dtype)
	}
	n := width
	for _, s := range e.Shape {
		if s < 0 || s > 0 && n > math.MaxInt/2/s {
			return fmt.Errorf("got shape %v, want one that fits in memory", e.Shape)
		}
		n *= s
	}
	if e.Offsets[0] < 0 || e.Offsets[1]-e.Offsets[0] != n {
		return fmt.Errorf("got %d bytes for shape %v of %s, want %d", e.Offsets[1]-e.Offsets[0], e.Shape, e.Dtype, n)
	}
	return nil
}

func dataSize(entries map[string]entry) int {
	end := 0
	for _, e := range entries {
		end = max(end, e.Offsets[1])
	}
	return end
}

func decode(name string, e entry, b []byte) array {
	a := array{name: name, shape: e.Shape}
	if e.Dtype == "F64" {
		a.f64 = make([]float64, len(b)/8)
		for i := range a.f64 {
			a.f64[i] = math.Float64frombits(binary.LittleEndian.Uint64(b[8*i:]))
		}
		return a
	}
	a.f32 = make([]float32, len(b)/4)
	for i := range a.f32 {
		a.f32[i] = math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:]))
	}
	return a
}
