package inception

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/andor-kernel/andor/internal/golden"
	"github.com/andor-kernel/andor/internal/simd"
	"github.com/andor-kernel/andor/stdlib/look/metric"
	"github.com/andor-kernel/andor/stdlib/tensor"
)

// reference is what testdata/reference.py recorded.
type reference struct {
	Layers      [][2]any
	FID         map[string][]float64
	Torchvision map[string][]float64
	Distance    float64
	Resize      map[string][]float64
}

var recorded = sync.OnceValues(func() (*reference, error) {
	text, err := os.ReadFile("testdata/reference.json")
	if err != nil {
		return nil, err
	}
	r := &reference{}
	return r, json.Unmarshal(text, r)
})

func readReference(t *testing.T) *reference {
	t.Helper()
	r, err := recorded()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

var madeWeights = sync.OnceValues(func() (*Weights, error) {
	r, err := recorded()
	if err != nil {
		return nil, err
	}
	w := &Weights{Tensors: map[string]*tensor.Tensor{}, From: "a generator"}
	for i, l := range r.Layers {
		var shape []int
		n, name := 1, l[0].(string)
		for _, s := range l[1].([]any) {
			shape = append(shape, int(s.(float64)))
			n *= shape[len(shape)-1]
		}
		x := golden.Uniform(uint64(5*i), n)
		scale := float32(math.Sqrt(6 / float64(n/shape[0])))
		for k := range x {
			x[k] *= scale
		}
		w.Tensors[name+".conv.weight"] = tensor.From(x, shape...)
		for k, part := range []string{"weight", "bias", "running_mean", "running_var"} {
			v, a := golden.Uniform(uint64(5*i+1+k), shape[0]), float32(1)
			if k == 1 || k == 2 {
				a = 0
			}
			for c := range v {
				v[c] = a + float32(0.2*v[c])
			}
			w.Tensors[name+".bn."+part] = tensor.From(v, shape[0])
		}
	}
	return w, nil
})

func readWeights(t *testing.T) *Weights {
	t.Helper()
	w, err := madeWeights()
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func picture(seed uint64, h, w int) []float32 {
	x := golden.Uniform(seed, h*w*3)
	for i, v := range x {
		x[i] = float32(math.RoundToEven(float64((v + 1) * 127.5)))
	}
	return x
}

// TestBlocks holds the mean of every block's channels against PyTorch's.
func TestBlocks(t *testing.T) {
	ref := readReference(t)
	for _, tt := range []struct {
		name    string
		variant Variant
		want    map[string][]float64
	}{{"fid", FID, ref.FID}, {"torchvision", Torchvision, ref.Torchvision}} {
		p, err := New(readWeights(t), tt.variant).plan(simd.Default(), "pool3")
		if err != nil {
			t.Fatal(err)
		}
		arena := make([]float32, p.floats)
		newResizer(PyTorchFID, 64, 48).run(arena[p.input.at:][:side*side*3], picture(9000, 64, 48))
		done := 0
		for _, end := range p.ends {
			for ; done < end.steps; done++ {
				if done == p.early {
					p.join(arena, 0)
				}
				p.steps[done].run(p.e, arena, 1)
			}
			want := tt.want[end.name]
			if len(want) < 16 {
				t.Fatalf("%s: %s: the reference has %d values", tt.name, end.name, len(want))
			}
			got, largest := make([]float32, end.out.c), 0.0
			globalAverage(arena, end.out, got)
			for _, v := range want {
				largest = max(largest, math.Abs(v))
			}
			for i, v := range want {
				if g := float64(got[i*max(1, end.out.c/16)]); math.Abs(g-v) > 1e-4*largest {
					t.Errorf("%s: %s: value %d is %g, want %g", tt.name, end.name, i, g, v)
					break
				}
			}
		}
		if len(p.ends) != len(tt.want) {
			t.Errorf("%s: got %d blocks, want %d", tt.name, len(p.ends), len(tt.want))
		}
	}
}

// TestDistance: the Frechet distance of two sets of images agrees with that of pytorch-fid on
// the same weights, and neither threads nor order of work change a bit of the features.
func TestDistance(t *testing.T) {
	var sets [2]*tensor.Tensor
	net := New(readWeights(t), FID)
	e, err := net.Extractor("pool3", PyTorchFID, 2)
	if err != nil {
		t.Fatal(err)
	}
	for k, seed := range []uint64{9100, 9200} {
		x := tensor.New(6, 64, 64, 3)
		for i := range 6 {
			for j, v := range picture(seed+uint64(i), 64, 64) {
				if k == 1 {
					v = float32(math.RoundToEven(float64(v / 2)))
				}
				x.Row(i).Data[j] = v
			}
		}
		last := 0
		if sets[k], err = e.Features(t.Context(), Memory{x}, 0, 255, func(done, of int) { last = done }); err != nil || last != 6 {
			t.Fatalf("got %v after %d images, want 6", err, last)
		}
		if k == 0 {
			single, err := net.Extractor("pool3", PyTorchFID, 1)
			if err != nil {
				t.Fatal(err)
			}
			y, err := single.Features(t.Context(), Memory{tensor.From(x.Row(5).Data, 1, 64, 64, 3)}, 0, 255, nil)
			if err != nil || !slices.Equal(y.Data, sets[0].Row(5).Data) {
				t.Errorf("one image on one thread: got other features, %v", err)
			}
		}
	}
	got, err := metric.FrechetFeatures(sets[0], sets[1])
	want := readReference(t).Distance
	if err != nil || math.Abs(got-want) > 1e-3*want {
		t.Errorf("got %.8g, %v, want pytorch-fid's %.8g", got, err, want)
	}
	t.Logf("distance %.9g, pytorch-fid's %.9g", got, want)
	if e.IsFID() || strings.Contains(e.Name(), "FID ") {
		t.Errorf("weights of a test are called FID: %q", e.Name())
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := e.Features(ctx, Memory{tensor.New(3, 8, 8, 3)}, 0, 255, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: got %v", err)
	}
}

// TestResize: every variant within a hundredth of a grey level of its original.
func TestResize(t *testing.T) {
	for name, want := range readReference(t).Resize {
		var h, w int
		variant, size, _ := strings.Cut(name, " ")
		if _, err := fmt.Sscanf(size, "%dx%d", &h, &w); err != nil {
			t.Fatal(err)
		}
		r, err := ParseResize(variant)
		if err != nil {
			t.Fatal(err)
		}
		got := make([]float32, side*side*3)
		newResizer(r, h, w).run(got, picture(9300, h, w))
		for i, v := range want {
			g := float64(got[i*3701]+1) * 127.5
			if r == CleanFID {
				g = float64(got[i*3701])*128 + 128
			}
			if math.Abs(g-v) > 0.01 {
				t.Errorf("%s: value %d is %g, want %g", name, i, g, v)
				break
			}
		}
	}
	// TensorFlow 1 maps output i to input i*in/out: of 0, 100 at width 2, output 149 of 299 is 100*298/299.
	got, two := make([]float32, side*side*3), make([]float32, 2*2*3)
	for y := range 2 {
		for c := range 3 {
			two[(y*2+1)*3+c] = 100
		}
	}
	newResizer(TensorFlow, 2, 2).run(got, two)
	for x, want := range map[int]float64{0: 0, 149: 100 * 298 / 299.0, 298: 100} {
		if g := float64(got[x*3])*128 + 128; math.Abs(g-want) > 1e-3 {
			t.Errorf("tensorflow: x %d is %g, want %g", x, g, want)
		}
	}
	if _, err := ParseResize("lanczos"); err == nil || !strings.Contains(err.Error(), `got resizing "lanczos", want pytorch-fid`) {
		t.Errorf("got %v", err)
	}
}

func TestExtractorErrors(t *testing.T) {
	w := readWeights(t)
	if _, err := New(w, FID).Extractor("pool4", PyTorchFID, 0); err == nil || !strings.Contains(err.Error(), `got tap "pool4", want one of Conv2d_1a_3x3`) {
		t.Errorf("got %v", err)
	}
	missing := &Weights{Tensors: map[string]*tensor.Tensor{}, From: "empty.pth"}
	if _, err := New(missing, FID).Extractor("pool3", PyTorchFID, 0); err == nil || !strings.Contains(err.Error(), `empty.pth: Conv2d_1a_3x3: has no tensor "Conv2d_1a_3x3.conv.weight"`) {
		t.Errorf("got %v", err)
	}
	e, err := New(w, FID).Extractor("pool1", PyTorchFID, 0)
	if err != nil || e.Dim() != 64 {
		t.Fatalf("got %d features, %v, want 64", e.Dim(), err)
	}
	if _, err := e.Features(t.Context(), Memory{tensor.New(1, 8, 8, 2)}, 0, 255, nil); err == nil {
		t.Error("images of two channels: got no error")
	}
	nan := tensor.New(1, 8, 8, 1)
	nan.Data[5] = float32(math.NaN())
	if _, err := e.Features(t.Context(), Memory{nan}, 0, 255, nil); err == nil || !strings.Contains(err.Error(), "image 0: got a pixel that is not a number") {
		t.Errorf("got %v", err)
	}
}

func BenchmarkFeatures(b *testing.B) {
	w, err := madeWeights()
	if err != nil {
		b.Fatal(err)
	}
	e, err := New(w, FID).Extractor("pool3", PyTorchFID, 0)
	if err != nil {
		b.Fatal(err)
	}
	x := tensor.From(picture(1, 64*24, 64), 24, 64, 64, 3)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := e.Features(b.Context(), Memory{x}, 0, 255, nil); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(24*float64(b.N)/b.Elapsed().Seconds(), "images/s")
}
