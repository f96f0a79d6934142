package bench

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/andor-kernel/andor/dsl"
	"github.com/andor-kernel/andor/stdlib/tensor"
)

// TestReport: the table of made-up numbers.
func TestReport(t *testing.T) {
	step := timing([]float64{190, 188.4, 250})
	peer := timing([]float64{800, 810, 820})
	r := &Report{
		Machine:   Machine{CPU: "Zen", OS: "linux", Arch: "amd64", Go: "go1.26", Cores: 4, Threads: 2, SIMD: "avx512", Peak: 233, Most: 240, Load: 1.234},
		Generator: &Network{Name: "G", Params: 24_600_000}, Energy: &Network{Name: "E", Params: 4_700_000},
		Batch: 16, Steps: 10, Rounds: 3,
		Lines: []Line{
			{Name: "Langevin step", Ours: step, Dense: 78_800e6, Done: 16_200e6, GFLOPS: 170.5, OfPeak: 0.732, Peer: &peer, Ratio: 810. / 190},
			{Name: "iteration", Ours: timing([]float64{9.5}), Dense: 12e6, Done: 12e6, GFLOPS: 2.5, Peer: &Timing{Min: 1, Median: 2, Max: 3}, Ratio: 0.21},
		},
		Memory:      Memory{Planned: 1 << 30, Resident: 1100 << 20, Rounds: []int64{1101 << 20, 1103 << 20, 1102 << 20, 1104 << 20, 1102 << 20}},
		Peer:        &PeerInfo{Torch: "2.7.1", Threads: 2, Layout: "channels-last", OneDNN: true, Resident: 2 << 30},
		Differences: []Difference{{Group: "images", Tensor: "images", Relative: 1.23e-6}, {Group: "generator gradient", Tensor: "part.conv1.bias", Relative: 4e-6}},
		Ours64:      []Difference{{Group: "images", Tensor: "images", Relative: 1e-7}, {Group: "generator gradient", Tensor: "part.conv1.bias", Relative: 3e-6}},
		Peers64:     []Difference{{Group: "images", Tensor: "images", Relative: 2e-7}, {Group: "generator gradient", Tensor: "object.fc.bias", Relative: 2e-6}},
		Decisions:   []Decision{{Stage: "object", Kept: 2048, Apart: 2, Margin: 3e-8}},
	}
	want := strings.TrimPrefix(`
machine   Zen, linux/amd64, go1.26, 2 of 4 threads
          load 1.2 before the start: others were at work, so the times are too long
peak      233 GF/s measured between the rounds (median; most 240), multiply-adds on registers, path avx512
networks  G 24.60 M parameters, E 4.70 M; batch 16, 10 Langevin steps, 3 rounds
memory    1024 MiB planned, 1100 MiB resident after a first iteration, at most 1103 MiB in rounds 1 to 2, 1104 MiB in 3 to 5, 1102 MiB after the last
peer      PyTorch 2.7.1, 2 threads, channels-last, oneDNN, 2048 MiB resident

milliseconds    min  median   max  GMAC dense  done  GF/s  of peak  peer min  median   max  ratio
Langevin step   188     190   250        78.8  16.2   170     73 %       800     810   820  4.26x
iteration      9.50    9.50  9.50        0.01  0.01     2        -      1.00    2.00  3.00  0.21x

largest difference, relative to the largest value of the tensor
                     ours from the peer's              ours from float64                 the peer's from float64
images               1.2e-06                           1.0e-07                           2.0e-07
generator gradient   4.0e-06  part.conv1.bias          3.0e-06  part.conv1.bias          2.0e-06  object.fc.bias
topk of object       2 of 2048 values kept by one side only; nearest decision 3.0e-08 of the largest value
`, "\n")
	if got := r.String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	text, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	var back Report
	if err := json.Unmarshal(text, &back); err != nil || back.String() != want {
		t.Errorf("got %v and another report after JSON:\n%s", err, back.String())
	}
}

func TestMedian(t *testing.T) {
	for _, c := range []struct {
		in   []float64
		want float64
	}{{[]float64{3}, 3}, {[]float64{4, 1}, 2.5}, {[]float64{9, 1, 2}, 2}, {[]float64{4, 1, 3, 2}, 2.5}} {
		if got := median(c.in); got != c.want {
			t.Errorf("median of %v: got %g, want %g", c.in, got, c.want)
		}
	}
}

func TestCompare(t *testing.T) {
	of := func(v ...float32) *tensor.Tensor { return tensor.From(v, len(v)) }
	nan := float32(math.NaN())
	for _, c := range []struct {
		name string
		a, b tensors
		want float64 // largest Relative; -1 for an error
	}{
		{"equal", tensors{"x": of(1, 2)}, tensors{"x": of(1, 2)}, 0},
		{"relative to the largest", tensors{"x": of(1.5, -4)}, tensors{"x": of(1, -4)}, 0.125},
		{"zeros", tensors{"x": of(0)}, tensors{"x": of(0)}, 0},
		{"cancelled beside large", tensors{"x": of(8), "y": of(8e-8)}, tensors{"x": of(8), "y": of(0)}, 0.01},
		{"not a number", tensors{"x": of(nan)}, tensors{"x": of(1)}, math.MaxFloat32},
		{"another name", tensors{"x": of(1)}, tensors{"y": of(1)}, -1},
		{"another size", tensors{"x": of(1)}, tensors{"x": of(1, 2)}, -1},
		{"more", tensors{"x": of(1)}, tensors{"x": of(1), "y": of(1)}, -1},
	} {
		all, err := compare("g", c.a, c.b)
		if (err != nil) != (c.want < 0) {
			t.Errorf("%s: got error %v", c.name, err)
			continue
		}
		if err == nil && math.Abs(worst(all)[0].Relative-c.want) > 1e-6*(1+c.want) {
			t.Errorf("%s: got %+v, want a relative difference of %g", c.name, all, c.want)
		}
	}
}

func TestNets(t *testing.T) {
	const g, e = "net G {\n z normal(2)\n o fc(2x2x3)\n i conv(3) tanh\n}\n", "net E {\n y image(2x2x3)\n f fc(1)\n}\n"
	for _, c := range []struct{ name, text, want string }{
		{"both, and Go", "x := 1\n" + e + g, ""},
		{"no critic", g, ""},
		{"no generator", e, "declares no generator"},
		{"two", g + strings.Replace(g, "net G", "net H", 1), `"G" and "H"`},
		{"mistake", strings.Replace(g, "conv(3)", "cnv(3)", 1), "AO011"},
	} {
		got, energy, err := Nets(dsl.Source{Name: "file", Text: c.text})
		if c.want == "" {
			if err != nil || got == nil || (energy != nil) != strings.Contains(c.text, "net E") {
				t.Errorf("%s: got %v, %v, %v", c.name, got, energy, err)
			}
			continue
		}
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got error %v, want one that says %q", c.name, err, c.want)
		}
	}
}

func TestTensors(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x")
	set := tensors{"a": tensor.From([]float32{1, float32(math.Inf(-1)), 1e-40}, 3, 1), "empty": tensor.New(0), "b": tensor.From([]float32{-2}, 1)}
	if err := writeTensors(path, set, map[string]string{"k": "v"}); err != nil {
		t.Fatal(err)
	}
	got, meta, err := readTensors(path)
	if err != nil || meta["k"] != "v" || len(got) != 3 {
		t.Fatalf("got %v, %v, %v", got, meta, err)
	}
	for name, want := range set {
		if d, err := compare(name, tensors{name: got[name]}, tensors{name: want}); err != nil || d[0].Largest != 0 && name != "a" {
			t.Errorf("%q: got %v, want %v", name, got[name], want)
		}
	}
	if a := got["a"]; a.Shape[0] != 3 || a.Shape[1] != 1 || !math.IsInf(float64(a.Data[1]), -1) || a.Data[2] != 1e-40 {
		t.Errorf("got %v", a)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for n := range len(whole) { // cut off anywhere
		if _, _, err := decodeTensors(bytes.NewReader(whole[:n]), int64(n)); err == nil {
			t.Fatalf("got no error for the first %d of %d bytes", n, len(whole))
		}
	}
	for _, c := range []struct{ old, new string }{
		{`"F32"`, `"F64"`}, {`[3,1]`, `[4,1]`}, {`[3,1]`, `[-3]`}, {`{"k":"v"}`, `["k","v"]`}, {`[0,12]`, `[12,0]`},
	} {
		text := bytes.Replace(whole, []byte(c.old), []byte(c.new), 1)
		text[0] += byte(len(c.new) - len(c.old))
		if _, _, err := decodeTensors(bytes.NewReader(text), int64(len(text))); err == nil {
			t.Errorf("got no error with %s for %s", c.new, c.old)
		}
	}
}
