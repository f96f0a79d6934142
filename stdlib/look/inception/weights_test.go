package inception

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/andor-kernel/andor/stdlib/tensor"
)

func TestTorchFiles(t *testing.T) {
	for _, name := range []string{"small.pth", "small-legacy.pth"} {
		w, err := Open(filepath.Join("testdata", name))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for key, want := range map[string][]float32{"a": {0, 1, 2, 3, 4, 5}, "b": {0, 3, 1, 4, 2, 5}, "c": {3, 4, 5}, "d": {0, 1, 2, 3, 4, 5}} {
			if x := w.Tensors[key]; x == nil || !slices.Equal(x.Data, want) {
				t.Errorf("%s: %q is %v, want %v", name, key, x, want)
			}
		}
		if len(w.Tensors) != 4 || w.Published() {
			t.Errorf("%s: got %d tensors, published %v; want 4, not published", name, len(w.Tensors), w.Published())
		}
	}
	_, err := Open("testdata/hostile.pth")
	if err == nil || !strings.Contains(err.Error(), "system") || !strings.Contains(err.Error(), "nothing was run") {
		t.Errorf("a file that calls a shell: got %v", err)
	}
}

func TestOpenErrors(t *testing.T) {
	b, err := os.ReadFile("testdata/small.pth")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, tt := range []struct {
		name    string
		content []byte
		want    string
	}{
		{"net-00000000.pth", b, "the name says 00000000: the file is damaged or another; fetch it again"},
		{"cut.pth", b[:len(b)/2], "zip"},
		{"text.pth", []byte("hello"), "is neither a zip nor a pickle of torch.save"},
		{"empty.pth", nil, "is neither a zip nor a pickle of torch.save"},
		{"empty.safetensors", nil, "too few for safetensors"},
	} {
		path := filepath.Join(dir, tt.name)
		if err := os.WriteFile(path, tt.content, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(path); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want %s", tt.name, err, tt.want)
		}
	}
	if _, err := Open(dir); err == nil || !strings.Contains(err.Error(), "holds neither model.json nor model.min.js") {
		t.Errorf("a folder of something else: got %v", err)
	}
}

// TestExpandedTensor: a stride of 0 must not make a large tensor of a small storage.
func TestExpandedTensor(t *testing.T) {
	x := tensorRef{storage: storageRef{kind: "FloatStorage"}, shape: []int{1 << 27}, strides: []int{0}}
	if _, err := x.read(make([]byte, 4)); err == nil || !strings.Contains(err.Error(), "want one that fits its storage") {
		t.Errorf("got %v", err)
	}
}

func stored(header string, data ...byte) []byte {
	b := binary.LittleEndian.AppendUint64(nil, uint64(len(header)))
	return append(append(b, header...), data...)
}

func TestSafetensors(t *testing.T) {
	x, err := readSafetensors(stored(`{"a":{"dtype":"BF16","shape":[2],"data_offsets":[0,4]}}`, 0x80, 0x3f, 0, 0xc0))
	if err != nil || !slices.Equal(x["a"].Data, []float32{1, -2}) {
		t.Errorf("got %v, %v, want 1, -2", x["a"], err)
	}
	if _, err := readSafetensors(stored(`{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}`, 1)); err == nil || !strings.Contains(err.Error(), "cut off") {
		t.Errorf("got %v", err)
	}
}

// TestKeras reads 8-bit weights in both forms that TensorFlow.js models come in.
func TestKeras(t *testing.T) {
	plain, bundled := t.TempDir(), t.TempDir()
	write := func(dir, name, content string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(plain, "model.json", `{"weightsManifest":[{"paths":["s1"],"weights":[{"name":"k","shape":[3],"dtype":"float32","quantization":{"min":-0.5,"scale":0.25,"dtype":"uint8"}}]}]}`)
	write(plain, "s1", "\x00\x02\x04")
	write(bundled, "model.min.js", `!function(){x.exports={modelTopology:{a:[1]},weightsManifest:[{paths:["s1"],weights:[{name:"k",shape:[3],dtype:"float32",quantization:{min:-.5,scale:.25,dtype:"uint8"}}]}]}}()`)
	write(bundled, "s1.min.js", `!function(d){x.exports="`+base64.StdEncoding.EncodeToString([]byte{0, 2, 4})+`"}()`)
	packed := filepath.Join(t.TempDir(), "models.tgz")
	pack(t, packed, bundled, "package/dist/models/inception_v3/")
	for _, dir := range []string{plain, bundled, packed} {
		w, err := Open(dir)
		if err != nil {
			t.Fatal(err)
		}
		if got := w.Tensors["k"].Data; !slices.Equal(got, []float32{-0.5, 0, 0.5}) {
			t.Errorf("got %v, want -0.5, 0, 0.5", got)
		}
	}
}

// pack writes the files of dir into a .tgz file, under prefix.
func pack(t *testing.T, file, dir, prefix string) {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	w := tar.NewWriter(z)
	entries, err := os.ReadDir(dir)
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		w.WriteHeader(&tar.Header{Name: prefix + e.Name(), Mode: 0o600, Size: int64(len(text))})
		w.Write(text)
	}
	if err := errors.Join(err, w.Close(), z.Close(), os.WriteFile(file, b.Bytes(), 0o600)); err != nil {
		t.Fatal(err)
	}
}

// TestNSFWJS holds the Keras variant with real weights against TensorFlow.js, where the
// package is there.
func TestNSFWJS(t *testing.T) {
	text, err := os.ReadFile("testdata/nsfwjs.json")
	if err != nil {
		t.Fatal(err)
	}
	var want struct {
		Input  []float64
		Blocks map[string][]float64
	}
	if err := json.Unmarshal(text, &want); err != nil || len(want.Input) < 50 || len(want.Blocks) != 5 {
		t.Fatalf("got %d inputs and %d blocks, %v", len(want.Input), len(want.Blocks), err)
	}
	input := make([]float32, side*side*3)
	newResizer(NSFWJS, 64, 48).run(input, picture(9400, 64, 48))
	for i, v := range want.Input {
		if g := float64(input[i*3701]); math.Abs(g-v) > 1e-5 {
			t.Fatalf("input %d is %g, want %g", i, g, v)
		}
	}
	file := os.Getenv("ANDOR_NSFWJS")
	if file == "" {
		t.Skip("ANDOR_NSFWJS does not name nsfwjs-4.3.0.tgz, which andor-kernel fetch nsfwjs downloads")
	}
	w, err := Open(file)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range want.Blocks {
		e, err := New(w, Keras).Extractor(name, NSFWJS, 0)
		if err != nil {
			t.Fatal(err)
		}
		f, err := e.Features(t.Context(), Memory{tensor.From(picture(9400, 64, 48), 1, 64, 48, 3)}, 0, 255, nil)
		if err != nil {
			t.Fatal(err)
		}
		largest := 0.0
		for _, v := range want {
			largest = max(largest, math.Abs(v))
		}
		for i, v := range want {
			if g := float64(f.Data[i*(e.Dim()/16)]); math.Abs(g-v) > 1e-4*largest {
				t.Errorf("%s: value %d is %g, want %g", name, i, g, v)
				break
			}
		}
	}
}

func FuzzReadTorch(f *testing.F) {
	for _, name := range []string{"small.pth", "small-legacy.pth", "hostile.pth"} {
		b, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		x, err := readTorch(b)
		if err == nil && len(x) == 0 {
			t.Error("got no tensors and no error")
		}
	})
}
