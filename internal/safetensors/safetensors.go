// Package safetensors reads and writes files of named arrays of real numbers in the format
// of that name (huggingface/safetensors, 0.4): the length of a JSON header in 8 bytes, the
// header, then the values, little-endian and without gaps. A file may be cut off, damaged or
// hostile: every length is checked against the file before memory is taken for it.
//
//	h, err := safetensors.ReadHeader(f, size)     // then f stands at the values
//	x, err := h.Entries["weight"].Floats(data)
//
// It is written out here since the Go package for the format (nlpodyssey/safetensors, last
// released in 2023) does not stream, and is longer.
package safetensors

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
)

// Array is one named array; exactly one of F32 and F64 is set. Shape may be empty: a number.
type Array struct {
	Name  string
	Shape []int
	F32   []float32
	F64   []float64
}

func (a Array) bytes() int { return 4*len(a.F32) + 8*len(a.F64) }

// Entry is an array in the header. Offsets are bytes from the first value on.
type Entry struct {
	Dtype   string `json:"dtype"`
	Shape   []int  `json:"shape"`
	Offsets [2]int `json:"data_offsets"`
}

// Header is all that stands before the values.
type Header struct {
	Meta    map[string]string // nil if the file has none
	Entries map[string]Entry
	Text    []byte // the JSON as it stands in the file
}

const (
	metadata  = "__metadata__"
	maxHeader = 64 << 20 // bytes; some hundred an array are usual
)

// Head is the beginning of a file: the length, and the header padded to a multiple of 8.
func Head(meta map[string]string, arrays []Array) ([]byte, error) {
	header, at := map[string]any{}, 0
	if meta != nil {
		header[metadata] = meta
	}
	for _, a := range arrays {
		e := Entry{Dtype: "F32", Shape: a.Shape, Offsets: [2]int{at, at + a.bytes()}}
		if a.F64 != nil {
			e.Dtype = "F64"
		}
		header[a.Name] = e
		at += a.bytes()
	}
	text, err := json.Marshal(header)
	if err != nil {
		return nil, err
	}
	text = append(text, bytes.Repeat([]byte(" "), (8-len(text)%8)%8)...)
	return append(binary.LittleEndian.AppendUint64(nil, uint64(len(text))), text...), nil
}

// WriteValues writes what follows the head.
func WriteValues(to io.Writer, arrays []Array) error {
	w := bufio.NewWriterSize(to, 1<<18)
	var b [8]byte
	for _, a := range arrays {
		for _, v := range a.F32 {
			binary.LittleEndian.PutUint32(b[:], math.Float32bits(v))
			w.Write(b[:4])
		}
		for _, v := range a.F64 {
			binary.LittleEndian.PutUint64(b[:], math.Float64bits(v))
			w.Write(b[:])
		}
	}
	return w.Flush() // bufio keeps the first error
}

// ReadHeader reads and checks the head of a file of size bytes: entries of other types than
// real numbers are left out, all others lie within the file. in then stands at the values.
func ReadHeader(in io.Reader, size int64) (*Header, error) {
	var length [8]byte
	if _, err := io.ReadFull(in, length[:]); err != nil {
		return nil, fmt.Errorf("the file has %d bytes, too few for safetensors", size)
	}
	n := binary.LittleEndian.Uint64(length[:])
	if n > maxHeader || int64(n) > size-8 {
		return nil, errors.New("the file does not begin as safetensors do, or was cut off in its header")
	}
	h := &Header{Text: make([]byte, n), Entries: map[string]Entry{}}
	if _, err := io.ReadFull(in, h.Text); err != nil {
		return nil, fmt.Errorf("the header: %w", err)
	}
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(h.Text, &raw); err != nil {
		return nil, fmt.Errorf("the header is no JSON: %w", err)
	}
	if m, ok := raw[metadata]; ok {
		if err := json.Unmarshal(m, &h.Meta); err != nil {
			return nil, fmt.Errorf("the header's metadata: %w", err)
		}
		delete(raw, metadata)
	}
	for name, r := range raw {
		var e Entry
		if err := json.Unmarshal(r, &e); err != nil {
			return nil, fmt.Errorf("the header's entry %q: %w", name, err)
		}
		if width[e.Dtype] == 0 {
			continue
		}
		if err := e.check(size - 8 - int64(n)); err != nil {
			return nil, fmt.Errorf("the header's entry %q: %w", name, err)
		}
		h.Entries[name] = e
	}
	return h, nil
}

// width is the bytes of one real number.
var width = map[string]int{"F64": 8, "F32": 4, "F16": 2, "BF16": 2}

// check holds an entry against the bytes of values in the file.
func (e Entry) check(size int64) error {
	n := width[e.Dtype]
	for _, s := range e.Shape {
		if s < 0 || s > 0 && n > math.MaxInt/2/s {
			return fmt.Errorf("got shape %v, want one that fits in memory", e.Shape)
		}
		n *= s
	}
	from, to := e.Offsets[0], e.Offsets[1]
	if from < 0 || to < from || to-from != n {
		return fmt.Errorf("got bytes %d to %d for shape %v of %s, want %d of them", from, to, e.Shape, e.Dtype, n)
	}
	if int64(to) > size {
		return fmt.Errorf("got bytes %d to %d of %d: the file was cut off", from, to, size)
	}
	return nil
}

// Size is the bytes of values up to the last that an entry names.
func (h *Header) Size() int {
	end := 0
	for _, e := range h.Entries {
		end = max(end, e.Offsets[1])
	}
	return end
}

// Floats are the entry's values, in float32 whatever they are stored as; data is all the
// values of the file.
func (e Entry) Floats(data []byte) ([]float32, error) {
	b, err := e.slice(data)
	if err != nil {
		return nil, err
	}
	size, value := width[e.Dtype], floats[e.Dtype]
	out := make([]float32, len(b)/size)
	for i := range out {
		out[i] = value(b[i*size:])
	}
	return out, nil
}

// floats read one real number, chosen once for all the values of an entry.
var floats = map[string]func(b []byte) float32{
	"F64":  func(b []byte) float32 { return float32(math.Float64frombits(binary.LittleEndian.Uint64(b))) },
	"F32":  func(b []byte) float32 { return math.Float32frombits(binary.LittleEndian.Uint32(b)) },
	"F16":  func(b []byte) float32 { return Half(binary.LittleEndian.Uint16(b)) },
	"BF16": func(b []byte) float32 { return BFloat16(binary.LittleEndian.Uint16(b)) },
}

// Doubles are the values of an entry of float64.
func (e Entry) Doubles(data []byte) ([]float64, error) {
	b, err := e.slice(data)
	if err == nil && e.Dtype != "F64" {
		err = fmt.Errorf("got %s, want F64", e.Dtype)
	}
	if err != nil {
		return nil, err
	}
	out := make([]float64, len(b)/8)
	for i := range out {
		out[i] = math.Float64frombits(binary.LittleEndian.Uint64(b[8*i:]))
	}
	return out, nil
}

func (e Entry) slice(data []byte) ([]byte, error) {
	if err := e.check(int64(len(data))); err != nil {
		return nil, err
	}
	return data[e.Offsets[0]:e.Offsets[1]], nil
}

// Half is the value of IEEE 754 binary16, BFloat16 that of the upper half of a float32.
func Half(b uint16) float32 {
	sign, exponent, fraction := uint32(b>>15)<<31, int(b>>10&31), uint32(b&1023)
	switch exponent {
	case 0:
		v := math.Ldexp(float64(fraction), -24)
		if sign != 0 {
			v = -v
		}
		return float32(v)
	case 31:
		return math.Float32frombits(sign | 0xff<<23 | fraction<<13)
	}
	return math.Float32frombits(sign | uint32(exponent+112)<<23 | fraction<<13)
}

func BFloat16(b uint16) float32 { return math.Float32frombits(uint32(b) << 16) }
