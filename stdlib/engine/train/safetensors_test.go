package train

import (
	"encoding/binary"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

func TestArraysRoundTrip(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a")
	in := []array{
		{Name: "x", Shape: []int{2, 2}, F32: []float32{1, float32(math.Inf(-1)), 0x1p-149, float32(math.Copysign(0, -1))}},
		{Name: "history", Shape: []int{1, 2}, F64: []float64{math.Pi, 1 << 53}},
		{Name: "none", Shape: []int{0, 7}, F32: []float32{}},
	}
	if err := writeArrays(path, map[string]string{"note": "\"quoted\" ü"}, in); err != nil {
		t.Fatal(err)
	}
	meta, out, err := readArrays(path)
	if err != nil || meta["note"] != "\"quoted\" ü" {
		t.Fatalf("got metadata %v, %v", meta, err)
	}
	for _, a := range in {
		if !reflect.DeepEqual(out[a.Name], a) {
			t.Errorf("%q: got %+v, want %+v", a.Name, out[a.Name], a)
		}
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o644 {
		t.Errorf("got mode %v, %v, want 0644", info.Mode(), err)
	}
}

// TestSafetensorsLayout reads a file by the format's definition alone, as another program would.
func TestSafetensorsLayout(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a")
	if err := writeArrays(path, nil, []array{{Name: "a", Shape: []int{2}, F32: []float32{1.5, -2}}, {Name: "b", Shape: []int{1}, F64: []float64{3}}}); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	n := binary.LittleEndian.Uint64(b)
	var header map[string]struct {
		Dtype   string
		Shape   []int
		Offsets [2]int `json:"data_offsets"`
	}
	text := strings.Replace(string(b[8:8+n]), `"__metadata__":{`, `"__metadata__":{"dtype":"",`, 1)
	if err := json.Unmarshal([]byte(text), &header); err != nil || n%8 != 0 {
		t.Fatalf("header of %d bytes: %v", n, err)
	}
	at := b[8+n:]
	if e := header["a"]; e.Dtype != "F32" || math.Float32frombits(binary.LittleEndian.Uint32(at[e.Offsets[0]+4:])) != -2 {
		t.Errorf("tensor \"a\" is %+v, want F32 with -2 in second place", e)
	}
	if e := header["b"]; e.Dtype != "F64" || math.Float64frombits(binary.LittleEndian.Uint64(at[e.Offsets[0]:])) != 3 || e.Offsets[1] != len(at) {
		t.Errorf("tensor \"b\" is %+v, want F64 3 at the end", e)
	}
}

// FuzzReadArrays: no file makes the reader panic or ask for memory the file does not have.
func FuzzReadArrays(f *testing.F) {
	file := func(header string, data int) []byte {
		b := binary.LittleEndian.AppendUint64(nil, uint64(len(header)))
		return append(append(b, header...), make([]byte, data)...)
	}
	sum := `"__metadata__":{"sha256":"` + strings.Repeat("0", 64) + `"}`
	f.Add(file(`{`+sum+`}`, 0))
	f.Add(file(`{`+sum+`,"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}`, 8))
	f.Add(file(`{`+sum+`,"x":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}`, 0))
	f.Add(file(`{`+sum+`,"x":{"dtype":"F64","shape":[-1],"data_offsets":[8,0]}}`, 8))
	f.Add([]byte{255, 255, 255, 255, 255, 255, 255, 255})
	path := filepath.Join(f.TempDir(), "a")
	f.Fuzz(func(t *testing.T, b []byte) {
		if err := os.WriteFile(path, b, 0o644); err != nil {
			t.Fatal(err)
		}
		_, arrays, err := readArrays(path)
		if err == nil {
			for name, a := range arrays {
				if size := 4*len(a.F32) + 8*len(a.F64); size > 4*len(b) {
					t.Errorf("%q takes %d bytes, the file has %d", name, size, len(b))
				}
			}
		}
	})
}
