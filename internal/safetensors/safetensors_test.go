package safetensors

import (
	"bytes"
	"encoding/binary"
	"math"
	"strings"
	"testing"
)

func file(header string, data ...byte) []byte {
	return append(append(binary.LittleEndian.AppendUint64(nil, uint64(len(header))), header...), data...)
}

func TestRoundTrip(t *testing.T) {
	in := []Array{
		{Name: "x", Shape: []int{2, 2}, F32: []float32{1, float32(math.Inf(-1)), 0x1p-149, float32(math.Copysign(0, -1))}},
		{Name: "history", Shape: []int{1, 2}, F64: []float64{math.Pi, 1 << 53}},
		{Name: "none", Shape: []int{0, 7}, F32: []float32{}},
		{Name: "number", Shape: []int{}, F32: []float32{7}},
	}
	head, err := Head(map[string]string{"note": "\"quoted\" ü"}, in)
	if err != nil || len(head)%8 != 0 {
		t.Fatalf("a head of %d bytes, %v", len(head), err)
	}
	out := bytes.NewBuffer(head)
	if err := WriteValues(out, in); err != nil {
		t.Fatal(err)
	}
	whole := out.Bytes()
	h, err := ReadHeader(bytes.NewReader(whole), int64(len(whole)))
	if err != nil || h.Meta["note"] != "\"quoted\" ü" || h.Size() != len(whole)-len(head) {
		t.Fatalf("got %+v, %v", h, err)
	}
	data := whole[8+len(h.Text):]
	for _, a := range in {
		x, err := h.Entries[a.Name].Floats(data)
		if err != nil || len(x) != len(a.F32)+len(a.F64) {
			t.Errorf("%s: got %v, %v", a.Name, x, err)
			continue
		}
		for i, v := range a.F32 {
			if math.Float32bits(x[i]) != math.Float32bits(v) {
				t.Errorf("%s: got %v, want %v", a.Name, x, a.F32)
			}
		}
	}
	if x, err := h.Entries["history"].Doubles(data); err != nil || x[0] != math.Pi {
		t.Errorf("got %v, %v", x, err)
	}
	if _, err := h.Entries["x"].Doubles(data); err == nil || !strings.Contains(err.Error(), "got F32, want F64") {
		t.Errorf("got %v", err)
	}
	for n := range len(whole) { // cut off anywhere
		if _, err := ReadHeader(bytes.NewReader(whole[:n]), int64(n)); err == nil {
			t.Fatalf("got no error for the first %d of %d bytes", n, len(whole))
		}
	}
}

func TestReadHeaderErrors(t *testing.T) {
	for _, tt := range []struct {
		name string
		b    []byte
		want string
	}{
		{"nothing", nil, "0 bytes, too few"},
		{"another format", []byte("PK\x03\x04 and so on, a zip"), "does not begin as safetensors do"},
		{"no JSON", file("{"), "is no JSON"},
		{"metadata of another kind", file(`{"__metadata__":[1]}`), "metadata"},
		{"cut off", file(`{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}`, 1), "got bytes 0 to 8 of 1: the file was cut off"},
		{"overflow", file(`{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}`), "fits in memory"},
		{"backwards", file(`{"a":{"dtype":"F32","shape":[1],"data_offsets":[8,4]}}`, make([]byte, 8)...), "want 4 of them"},
		{"too few bytes", file(`{"a":{"dtype":"F64","shape":[2],"data_offsets":[0,8]}}`, make([]byte, 8)...), "want 16 of them"},
	} {
		if _, err := ReadHeader(bytes.NewReader(tt.b), int64(len(tt.b))); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want %q", tt.name, err, tt.want)
		}
	}
	h, err := ReadHeader(bytes.NewReader(file(`{"a":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}`)), 80)
	if err != nil || len(h.Entries) != 0 {
		t.Errorf("whole numbers are not left out: %+v, %v", h, err)
	}
}

// TestHalf checks the ends of each range of binary16 against their values.
func TestHalf(t *testing.T) {
	for b, want := range map[uint16]float64{
		0: 0, 1: 0x1p-24, 0x3ff: 1023 * 0x1p-24, 0x400: 0x1p-14, 0x3c00: 1, 0xc000: -2, 0x7bff: 65504, 0x7c00: math.Inf(1), 0xfc00: math.Inf(-1), 0x8001: -0x1p-24,
	} {
		if got := Half(b); float64(got) != want {
			t.Errorf("%#x: got %g, want %g", b, got, want)
		}
	}
	if v := Half(0x7e00); v == v {
		t.Errorf("got %g, want NaN", v)
	}
	if v := Half(0x8000); v != 0 || !math.Signbit(float64(v)) {
		t.Errorf("got %g, want -0", v)
	}
	if v := BFloat16(0xc000); v != -2 {
		t.Errorf("got %g, want -2", v)
	}
}

// FuzzReadHeader: no file makes the reader panic, or ask for more memory than four times
// what the file has.
func FuzzReadHeader(f *testing.F) {
	f.Add(file(`{}`))
	f.Add(file(`{"__metadata__":{"a":"b"},"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}`, 1, 2, 3, 4, 5, 6, 7, 8))
	f.Add(file(`{"x":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}`))
	f.Add(file(`{"x":{"dtype":"F64","shape":[-1],"data_offsets":[8,0]},"y":{"dtype":"BF16","shape":[],"data_offsets":[0,2]}}`, 1, 2))
	f.Add([]byte{255, 255, 255, 255, 255, 255, 255, 255})
	f.Fuzz(func(t *testing.T, b []byte) {
		h, err := ReadHeader(bytes.NewReader(b), int64(len(b)))
		if err != nil {
			return
		}
		for name, e := range h.Entries {
			x, err := e.Floats(b[8+len(h.Text):])
			if err != nil || len(x) > len(b) {
				t.Errorf("%q: %d values of %d bytes, %v", name, len(x), len(b), err)
			}
		}
	})
}
