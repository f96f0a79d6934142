package andor

import (
	"math"
	"testing"

	"github.com/andor-kernel/andor/stdlib/look/interpret"
	"github.com/andor-kernel/andor/stdlib/look/metric"
	"github.com/andor-kernel/andor/stdlib/tensor"
)

// TestOwnPlace holds Own and Turned against the definition: NCC with the window cut out of
// the image, where there is one placement.
func TestOwnPlace(t *testing.T) {
	r := trained(t, "6")
	m := r.Matching("part")
	if m.Err() != nil {
		t.Fatal(m.Err())
	}
	templates, _, err := r.basis("part", interpret.ByStrength, matchingUnits)
	if err != nil {
		t.Fatal(err)
	}
	index := spread(matchingImages, r.data.Len())
	x, err := batch(r.data.set, index)
	if err != nil {
		t.Fatal(err)
	}
	values := map[interpret.Unit][]float64{}
	err = r.eachActivation("part", index, func(part []int, a *tensor.Tensor) error {
		for _, u := range templates {
			for i := range part {
				values[u.Unit] = append(values[u.Unit], float64(a.Row(i).Data[(u.Unit.Row*a.Shape[2]+u.Unit.Col)*a.Shape[3]+u.Unit.Channel]))
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		turn func(*tensor.Tensor) *tensor.Tensor
		got  float64
	}{
		{"own place", func(t *tensor.Tensor) *tensor.Tensor { return t }, m.Own},
		{"upside down", upsideDown, m.Turned},
	} {
		want, active := 0.0, 0
		for _, u := range templates {
			sum, weight := 0.0, 0.0
			for i, v := range values[u.Unit] {
				if v == 0 {
					continue
				}
				score, err := metric.NCC(c.turn(u.Image), cut(x.Row(i), u.X, u.Y, u.Image.Shape[0], u.Image.Shape[1]))
				if err != nil {
					t.Fatal(err)
				}
				sum, weight = sum+v*score.Score, weight+v // part ends in a relu: v > 0
				active++
			}
			if weight > 0 {
				want += sum / weight / float64(len(templates))
			}
		}
		if active < 10 || math.Abs(c.got-want) > 1e-6 {
			t.Errorf("%s: got %g, want %g over %d active units", c.name, c.got, want, active)
		}
	}
	if math.Abs(m.Own-m.Turned) < 1e-6 {
		t.Errorf("upside down scores %g as well", m.Turned)
	}
}

// cut is a window of an image.
func cut(image *tensor.Tensor, x, y, h, w int) *tensor.Tensor {
	out := tensor.New(h, w, image.Shape[2])
	for r := range h {
		copy(out.Data[r*w*out.Shape[2]:][:w*out.Shape[2]], image.Data[((y+r)*image.Shape[1]+x)*image.Shape[2]:])
	}
	return out
}

// upsideDown turns a picture pixel by pixel.
func upsideDown(p *tensor.Tensor) *tensor.Tensor {
	out, h, row := tensor.New(p.Shape...), p.Shape[0], p.Shape[1]*p.Shape[2]
	for i := range p.Data {
		out.Data[(h-1-i/row)*row+i%row] = p.Data[i]
	}
	return out
}
