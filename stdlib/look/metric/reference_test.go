package metric

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/andor-kernel/andor/internal/golden"
	"github.com/andor-kernel/andor/stdlib/tensor"
)

func mixed(seed uint64, n, d int) *tensor.Tensor {
	x, mix, shift := golden.Uniform(seed, n*d), golden.Uniform(seed+1000, d*d), golden.Uniform(seed+2000, d)
	out := tensor.New(n, d)
	for i := range n {
		for j := range d {
			s := 0.0
			for k := range d {
				s += float64(x[i*d+k]) * float64(mix[k*d+j])
			}
			out.Data[i*d+j] = float32(s + float64(shift[j]))
		}
	}
	return out
}

// TestFrechetReference holds 20 cases, ten of them rank deficient, against SciPy's.
func TestFrechetReference(t *testing.T) {
	text, err := os.ReadFile("testdata/frechet.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Seed     uint64
		N, M, D  int
		Distance float64
	}
	if err := json.Unmarshal(text, &cases); err != nil || len(cases) != 20 {
		t.Fatalf("got %d cases, %v, want 20", len(cases), err)
	}
	for _, c := range cases {
		x, y := mixed(c.Seed, c.N, c.D), mixed(c.Seed+1, c.M, c.D)
		got, err := FrechetFeatures(x, y)
		if err != nil || math.Abs(got-c.Distance) > 1e-6*c.Distance {
			t.Errorf("seed %d, %d and %d rows of %d: got %.9g, %v, want SciPy's %.9g", c.Seed, c.N, c.M, c.D, got, err, c.Distance)
		}
		// The same from covariances alone, as a file of statistics gives them.
		a, _ := Fit(x)
		b, _ := Fit(y)
		a.rows, b.rows = nil, nil
		if got, err := Frechet(a, b); err != nil || math.Abs(got-c.Distance) > 1e-6*c.Distance {
			t.Errorf("seed %d from covariances: got %.9g, %v, want SciPy's %.9g", c.Seed, got, err, c.Distance)
		}
	}
}

func TestMomentsMerge(t *testing.T) {
	x := mixed(1, 60, 5)
	want, err := Fit(x)
	if err != nil {
		t.Fatal(err)
	}
	for _, cut := range []int{0, 1, 3, 9, 30, 58} {
		var a, b Moments
		if err := a.Add(tensor.From(x.Data[:cut*5], cut, 5)); err != nil {
			t.Fatal(err)
		}
		if err := b.Add(tensor.From(x.Data[cut*5:], 60-cut, 5)); err != nil {
			t.Fatal(err)
		}
		if err := a.Merge(&b); err != nil {
			t.Fatal(err)
		}
		got, err := a.Gaussian()
		if err != nil || got.N != 60 || !mat.EqualApprox(got.Cov, want.Cov, 1e-12) {
			t.Errorf("cut at %d: got N %d, %v, or another covariance, want those of the whole", cut, got.N, err)
		}
		for k, v := range want.Mean {
			if math.Abs(got.Mean[k]-v) > 1e-12 {
				t.Errorf("cut at %d: mean %d is %g, want %g", cut, k, got.Mean[k], v)
			}
		}
	}
	var a, b Moments
	a.Add(tensor.New(2, 3))
	b.Add(tensor.New(2, 4))
	if err := a.Merge(&b); err == nil {
		t.Error("merging 4 features into 3: got no error")
	}
}

func TestNPZ(t *testing.T) {
	want, err := Fit(mixed(7, 40, 5))
	if err != nil {
		t.Fatal(err)
	}
	numpy, err := os.ReadFile("testdata/stats.npz")
	if err != nil {
		t.Fatal(err)
	}
	var own bytes.Buffer
	if err := want.WriteNPZ(&own); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		b []byte
		n int
	}{"NumPy's": {numpy, 0}, "our own": {own.Bytes(), 40}} {
		got, err := ReadNPZ(bytes.NewReader(c.b), int64(len(c.b)))
		if err != nil || got.N != c.n || !mat.EqualApprox(got.Cov, want.Cov, 1e-9) || math.Abs(got.Mean[2]-want.Mean[2]) > 1e-9 {
			t.Errorf("%s: got N %d, %v, or other statistics; want N %d", name, got.N, err, c.n)
		}
	}
	for n := range len(numpy) {
		if _, err := ReadNPZ(bytes.NewReader(numpy[:n]), int64(n)); err == nil {
			t.Errorf("cut to %d of %d bytes: got no error", n, len(numpy))
		}
	}
	nan := Gaussian{Mean: []float64{math.NaN()}, Cov: mat.NewSymDense(1, nil)}
	own.Reset()
	if err := nan.WriteNPZ(&own); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadNPZ(bytes.NewReader(own.Bytes()), int64(own.Len())); err == nil || !strings.Contains(err.Error(), "mu[0] is NaN") {
		t.Errorf("NaN: got %v", err)
	}
}

// TestNPZOfOthers: n in integers of 32 bits is passed over, as pytorch-fid does, and what is no
// covariance is refused.
func TestNPZOfOthers(t *testing.T) {
	npy := func(kind, shape string, values any) []byte {
		var b bytes.Buffer
		head := fmt.Sprintf("{'descr': '%s', 'fortran_order': False, 'shape': (%s), }", kind, shape)
		head += strings.Repeat(" ", 117-len(head)) + "\n"
		b.WriteString("\x93NUMPY\x01\x00")
		binary.Write(&b, binary.LittleEndian, uint16(len(head)))
		b.WriteString(head)
		binary.Write(&b, binary.LittleEndian, values)
		return b.Bytes()
	}
	for _, c := range []struct {
		name  string
		sigma []float64
		want  string
	}{
		{"right", []float64{2, 0.5, 0.5, 1}, ""},
		{"negative", []float64{-2, 0, 0, 1}, "sigma[0, 0] is -2, but no variance is negative"},
		{"unequal", []float64{2, 0.5, 0.7, 1}, "sigma[0, 1] is 0.5 and sigma[1, 0] is 0.7, but a covariance is symmetric"},
		{"rounded", []float64{2, 0.5, 0.5000001, 1}, ""},
	} {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		for name, content := range map[string][]byte{"mu.npy": npy("<f8", "2,", []float64{1, 2}), "sigma.npy": npy("<f8", "2, 2", c.sigma), "n.npy": npy("<i4", "1,", []int32{50})} {
			w, err := z.Create(name)
			if err != nil {
				t.Fatal(err)
			}
			w.Write(content)
		}
		z.Close()
		got, err := ReadNPZ(bytes.NewReader(b.Bytes()), int64(b.Len()))
		if c.want == "" && (err != nil || got.N != 0 || got.Mean[1] != 2) {
			t.Errorf("%s: got %+v, %v", c.name, got, err)
		}
		if c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: got error %v, want %q", c.name, err, c.want)
		}
	}
}

func FuzzReadNPZ(f *testing.F) {
	b, err := os.ReadFile("testdata/stats.npz")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Fuzz(func(t *testing.T, b []byte) {
		g, err := ReadNPZ(bytes.NewReader(b), int64(len(b)))
		if err == nil && (len(g.Mean) == 0 || g.Cov == nil) {
			t.Error(fmt.Sprint("got statistics without values: ", g))
		}
	})
}
