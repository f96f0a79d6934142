package bench

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/andor-kernel/andor/stdlib/data"
	"github.com/andor-kernel/andor/stdlib/look/inception"
	"github.com/andor-kernel/andor/stdlib/look/metric"
	"github.com/andor-kernel/andor/stdlib/tensor"
)

func TestFIDAlone(t *testing.T) {
	steps := 0
	r, err := FID(t.Context(), FIDOptions{Images: 2, Size: 16, Rounds: 2}, func(Progress) { steps++ })
	if err != nil || r.Rounds != 2 || !(r.PerSecond > 0) || r.MACs < 5e9 || r.Peer != nil || steps < 3 {
		t.Fatalf("got %+v, %v after %d steps of progress", r, err, steps)
	}
	for _, want := range []string{"2 of 16x16 a round, 2 rounds", "5.71 GMAC an image", "images/s", "resident"} {
		if !strings.Contains(r.String(), want) {
			t.Errorf("no %q in\n%s", want, r)
		}
	}
	if text, err := json.Marshal(r); err != nil || strings.Contains(string(text), `"peer"`) {
		t.Errorf("got %s, %v", text, err)
	}
	if _, err := FID(t.Context(), FIDOptions{Images: -1}, nil); err == nil || err.Error() != "bench: fid: got images -1, want 1 to 65536" {
		t.Errorf("got %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if r, err := FID(ctx, FIDOptions{Images: 2}, nil); r != nil || !errors.Is(err, context.Canceled) {
		t.Errorf("interrupted: got %v, %v", r, err)
	}
}

// TestFIDPeer: on the same weights features are PyTorch's, and FID of the same image files is
// pytorch-fid's, the whole way from PNG files.
func TestFIDPeer(t *testing.T) {
	python := python(t)
	r, err := FID(t.Context(), FIDOptions{Images: 4, Rounds: 1, Peer: python, quick: true}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if !(r.Difference > 0 && r.Difference < 1e-4) || r.Ratio <= 0 {
		t.Errorf("features differ by %g, ratio %g", r.Difference, r.Ratio)
	}
	t.Logf("\n%s", r)

	w := inception.Untrained(2)
	e, err := inception.New(w, inception.FID).Extractor("pool3", inception.PyTorchFID, 0)
	if err != nil {
		t.Fatal(err)
	}
	var fits [2]metric.Gaussian
	var dirs [2]string
	for k, x := range []*tensor.Tensor{colours(5, 40), colours(6, 40)} {
		dirs[k] = t.TempDir()
		for i := range x.Shape[0] {
			m := image.NewNRGBA(image.Rect(0, 0, 40, 40))
			for p, v := range x.Row(i).Data {
				m.Pix[p/3*4+p%3] = uint8(int(v) >> (k * (i % 3))) // sets that differ
				m.Pix[p/3*4+3] = 255
			}
			f, err := os.Create(filepath.Join(dirs[k], fmt.Sprintf("%02d.png", i)))
			if err != nil {
				t.Fatal(err)
			}
			if err := errors.Join(png.Encode(f, m), f.Close()); err != nil {
				t.Fatal(err)
			}
		}
		set, err := data.Open(t.Context(), data.Spec{From: dirs[k], H: 40, W: 40, C: 3, Lo: -1, Hi: 1}, nil)
		if err != nil {
			t.Fatal(err)
		}
		features, err := e.Features(t.Context(), set, -1, 1, nil)
		if err != nil {
			t.Fatal(err)
		}
		if fits[k], err = metric.Fit(features); err != nil {
			t.Fatal(err)
		}
		var square float64
		for _, v := range features.Data {
			square += float64(v) * float64(v) / float64(len(features.Data))
		}
		if rms := math.Sqrt(square); !(rms > 0.1 && rms < 10) {
			t.Errorf("features of root mean square %g, want some of a usual size", rms)
		}
	}
	got, err := metric.Frechet(fits[0], fits[1])
	if err != nil {
		t.Fatal(err)
	}
	p, err := startProgram(t.Context(), python, "peer_fid.py")
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	weights, inputs := p.file("weights"), ""
	if err := writeTensors(weights, w.Tensors, nil); err != nil {
		t.Fatal(err)
	}
	if inputs, err = p.put("inputs", tensors{"images": colours(1, 8)}); err != nil {
		t.Fatal(err)
	}
	if err := p.ask("setup", map[string]any{"op": "setup", "weights": weights, "threads": 2, "inputs": inputs, "quick": true}, &FIDPeer{}); err != nil {
		t.Fatal(err)
	}
	var want struct{ Distance float64 }
	if err := p.ask("distance", map[string]any{"op": "distance", "what": dirs[0] + "," + dirs[1], "dims": e.Dim()}, &want); err != nil {
		t.Fatal(err)
	}
	if !(want.Distance > 0) || math.Abs(got-want.Distance) > 1e-3*want.Distance {
		t.Errorf("got %.8g, want pytorch-fid's %.8g", got, want.Distance)
	}
	t.Logf("distance at pool3 of untrained weights %.8g, pytorch-fid's %.8g", got, want.Distance)
}
