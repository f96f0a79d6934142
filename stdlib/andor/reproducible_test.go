package andor

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/andor-kernel/andor/stdlib/engine/nn"
	"github.com/andor-kernel/andor/stdlib/engine/train"
)

// reproducible is the script whose results the docs state (docs/engine.md, "What changes a result").
const reproducible = "ANDOR_TEST_REPRODUCE"

// netOf returns the net that a block declares.
func netOf(t *testing.T, text string) *Net {
	t.Helper()
	d, err := declare(text, scope{})
	if err != nil {
		t.Fatal(err)
	}
	return &Net{name: d.Net.Name, spec: d.Net}
}

// TestReproduceAlone is not a test: it is what each process of TestSameBits runs.
func TestReproduceAlone(t *testing.T) {
	out := os.Getenv(reproducible)
	if out == "" {
		t.Skip("run by TestSameBits")
	}
	g := netOf(t, `net G {
		z       normal(16)
		object  fc(4x4x64)                         topk(4, per: position)
		part    up(2) conv(24) relu conv(24) relu  topk(8*8/4)
		subpart up(2) conv(12) relu conv(12) relu  topk(1/4)
		image   up(2) conv(3) tanh }`)
	e := netOf(t, `net E {
		y       image(32x32x3)
		e2      conv(8) lrelu(0.2)
		e3      down(2) conv(16) lrelu
		energy  fc(1) }`)
	r := NewRun("r1", g, e, Scenes(72, 32, 1), "iterations 60", "seed 1").Train()
	if r.Err() != nil {
		t.Fatal(r.Err())
	}
	if err := r.Save(out); err != nil {
		t.Fatal(err)
	}
	h := sha256.New()
	a, c := r.run.Networks()
	for _, p := range append(slices.Clone(a.Params), c.Params...) {
		binary.Write(h, binary.LittleEndian, p.Value.Data)
	}
	history := r.run.History()
	fmt.Printf("\nresult %x %.1f\n", h.Sum(nil)[:6], history[len(history)-1].Recon)
}

// reproduce trains in a process of its own with an empty cache and returns the bits of its
// weights and what the docs say of its error.
func reproduce(t *testing.T, env ...string) (weights, sse string, run *train.Checkpoint) {
	t.Helper()
	out := t.TempDir() + "/r.safetensors"
	cmd := exec.Command(os.Args[0], "-test.run", "^TestReproduceAlone$")
	cmd.Env = slices.DeleteFunc(os.Environ(), func(v string) bool {
		return strings.HasPrefix(v, "ANDOR_CHOICE=") || strings.HasPrefix(v, "ANDOR_SIMD=") || strings.HasPrefix(v, "GOMAXPROCS=")
	})
	cmd.Env = append(cmd.Env, reproducible+"="+out, "ANDOR_CACHE="+t.TempDir())
	cmd.Env = append(cmd.Env, env...)
	text, err := cmd.CombinedOutput()
	m := regexp.MustCompile(`(?m)^result (\w+) (\S+)$`).FindSubmatch(text)
	if err != nil || m == nil {
		t.Fatalf("%v: %v\n%s", env, err, text)
	}
	run, err = train.Open(out)
	if err != nil {
		t.Fatal(err)
	}
	return string(m[1]), string(m[2]), run
}

// TestSameBits: four empty caches give the same run, on one processor and on two, and each
// instruction set gives the result that the docs state.
func TestSameBits(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes longer than a quick run may")
	}
	if runtime.GOARCH != "amd64" {
		t.Skip("the docs state the results of amd64")
	}
	doc, err := os.ReadFile("../../docs/engine.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"avx512", "avx2", "go"} {
		row := regexp.MustCompile("(?m)^\\| `ANDOR_SIMD=" + path + "` \\| `(\\w+)` \\| (\\S+) \\|").FindSubmatch(doc)
		if row == nil {
			t.Errorf("docs/engine.md states no result of %s", path)
			continue
		}
		at := slices.Index(nn.InstructionSets(), path)
		if at < 0 {
			t.Logf("not checked: this machine has no %s", path)
			continue
		}
		times := 1
		if at == 0 {
			times = 4
		}
		for i := range times {
			weights, sse, c := reproduce(t, "ANDOR_SIMD="+path, fmt.Sprintf("GOMAXPROCS=%d", 1+i%2))
			if weights != string(row[1]) || sse != string(row[2]) {
				t.Errorf("%s, cache %d: got weights %s and error %s, docs/engine.md says %s and %s", path, i, weights, sse, row[1], row[2])
			}
			if c.Computed.Instructions != path || c.Computed.Measured {
				t.Errorf("%s: the checkpoint says %+v", path, c.Computed)
			}
		}
	}
}
