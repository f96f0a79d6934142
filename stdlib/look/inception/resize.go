package inception

import (
	"fmt"
	"math"
	"strings"
)

// Resize is a way to bring an image to the network's 299 x 299 pixels and into its range. The
// choice moves FID by more than many differences between models (Parmar et al. 2022), so it is named
// wherever the number is.
type Resize int

const (
	PyTorchFID Resize = iota // bilinear, pixel centres aligned, no antialiasing; pytorch-fid 0.3
	TensorFlow               // bilinear of TensorFlow 1, pixel corners aligned; the 2015-12-05 graph itself
	CleanFID                 // Pillow's antialiased bicubic in floating point; clean-fid 0.1
	NSFWJS                   // bilinear, the corner pixels' centres aligned, pixels in [0, 1]; nsfwjs 4.3
)

// String is the name Resizes lists.
func (r Resize) String() string {
	switch r {
	case TensorFlow:
		return "tensorflow"
	case CleanFID:
		return "clean-fid"
	case NSFWJS:
		return "nsfwjs"
	}
	return "pytorch-fid"
}

// Resizes are the names ParseResize understands.
func Resizes() []string {
	return []string{PyTorchFID.String(), TensorFlow.String(), CleanFID.String(), NSFWJS.String()}
}

// ParseResize finds a variant by name; "" is pytorch-fid.
func ParseResize(name string) (Resize, error) {
	for r := PyTorchFID; r <= NSFWJS; r++ {
		if name == r.String() || name == "" {
			return r, nil
		}
	}
	return 0, fmt.Errorf("inception: got resizing %q, want %s", name, strings.Join(Resizes(), ", "))
}

// filter is one axis of a separable resizing: output i is the sum of the inputs from first[i]
// on times weights[i].
type filter struct {
	first   []int
	weights [][]float32
}

// newFilter makes the filter from in to out positions; nil where nothing changes.
func newFilter(r Resize, in, out int) *filter {
	if in == out {
		return nil
	}
	f := &filter{}
	scale := float64(in) / float64(out)
	for i := range out {
		if r == CleanFID {
			first, w := bicubic(i, in, scale)
			f.first, f.weights = append(f.first, first), append(f.weights, w)
			continue
		}
		at := float64(i) * scale
		switch r {
		case PyTorchFID:
			at = max(0, (float64(i)+0.5)*scale-0.5)
		case NSFWJS:
			at = float64(i) * float64(in-1) / float64(out-1)
		}
		first := min(int(at), in-1)
		t := float32(at - float64(first))
		w := []float32{1 - t, t}
		if first == in-1 {
			w = []float32{1}
		}
		f.first, f.weights = append(f.first, first), append(f.weights, w)
	}
	return f
}

// bicubic is Pillow's filter: Keys' cubic with a = -1/2, widened when shrinking.
func bicubic(i, in int, scale float64) (first int, weights []float32) {
	wide := max(scale, 1)
	centre := (float64(i) + 0.5) * scale
	first = max(0, int(centre-2*wide+0.5))
	last := min(in, int(centre+2*wide+0.5))
	w, sum := make([]float64, last-first), 0.0
	for k := range w {
		w[k] = cubic((float64(first+k) - centre + 0.5) / wide)
		sum += w[k]
	}
	weights = make([]float32, len(w))
	for k := range w {
		weights[k] = float32(w[k] / sum)
	}
	return first, weights
}

func cubic(x float64) float64 {
	const a = -0.5
	x = math.Abs(x)
	switch {
	case x < 1:
		return ((a+2)*x-(a+3))*x*x + 1
	case x < 2:
		return (((x-5)*x+8)*x - 4) * a
	}
	return 0
}

// resizer turns images of one size into the network's input.
type resizer struct {
	variant    Resize
	h, w       int
	rows, cols *filter
	wide       []float32 // rows of the input at the output's width
}

func newResizer(r Resize, h, w int) *resizer {
	return &resizer{variant: r, h: h, w: w, rows: newFilter(r, h, side), cols: newFilter(r, w, side), wide: make([]float32, h*side*3)}
}

// run resizes src, (h, w, 3) in grey levels 0..255, into dst, (299, 299, 3) in the network's
// range, about [-1, 1], or [0, 1] for nsfwjs.
func (r *resizer) run(dst, src []float32) {
	wide := src
	if r.cols != nil {
		wide = r.wide
		for y := range r.h {
			row := src[y*r.w*3:]
			for x, w := range r.cols.weights {
				p := row[r.cols.first[x]*3:]
				var a, b, c float32
				for k, v := range w {
					a, b, c = a+v*p[3*k], b+v*p[3*k+1], c+v*p[3*k+2]
				}
				to := wide[(y*side+x)*3:]
				to[0], to[1], to[2] = a, b, c
			}
		}
	}
	const line = side * 3
	for y := range side {
		to := dst[y*line : (y+1)*line]
		if r.rows == nil {
			copy(to, wide[y*line:])
		} else {
			clear(to)
			for k, v := range r.rows.weights[y] {
				from := wide[(r.rows.first[y]+k)*line:][:line]
				for i, p := range from {
					to[i] += v * p
				}
			}
		}
		r.normalise(to)
	}
}

// normalise maps grey levels to the network's range: 2v/255 - 1 in pytorch-fid, v/255 in
// nsfwjs, and (v - 128)/128 in the graph that the weights of FID were trained with.
func (r *resizer) normalise(x []float32) {
	switch r.variant {
	case PyTorchFID:
		for i, v := range x {
			x[i] = 2*(v/255) - 1
		}
		return
	case NSFWJS:
		for i, v := range x {
			x[i] = v / 255
		}
		return
	}
	for i, v := range x {
		if r.variant == CleanFID {
			v = max(0, min(255, v))
		}
		x[i] = (v - 128) / 128
	}
}
