package conv

import "github.com/andor-kernel/andor/internal/simd"

// A convolution to a few channels, as the last one to an image, wastes most of a tile of
// columns on each tap. Here all taps are columns of one product: z = x W' with taps*Cout
// columns, each input row read once; an output is then the sum of taps pieces of z around
// it. The same serves the gradient of a convolution from a few channels.
type narrow struct {
	e               engine
	h, w, cin, cout int
	kernel          int
	slope           float32
	flip            bool // weights of the data gradient: (Cin here, taps reversed, Cout here)
	rows, per       int  // output rows of a task, tasks an image
	zrow            int  // floats of z a position
	u, bias, zeros  []float32
	offsets, taps   []int32
	work            [][]float32
}

// narrowFits says whether the outputs of a position fit one vector.
func (e engine) narrowFits(cout int) bool { return cout <= e.Lanes() }

func newNarrow(e engine, n, h, w, cin, cout, kernel int, slope float32, flip bool) *narrow {
	const floats = 40 << 10 // of z: with the rows of x, the second-level cache
	d := &narrow{e: e, h: h, w: w, cin: cin, cout: cout, kernel: kernel, slope: slope, flip: flip}
	d.zrow = e.Padded(kernel * kernel * cout)
	d.rows = max(1, min(h, floats/(d.zrow*(w+kernel-1))-kernel+1))
	d.per = (h + d.rows - 1) / d.rows
	d.rows = (h + d.per - 1) / d.per
	d.per = (h + d.rows - 1) / d.rows
	return d
}

func (d *narrow) columns() int { return d.kernel * d.kernel * d.cout }

func (d *narrow) prepare(w, bias []float32) {
	taps, cols := d.kernel*d.kernel, d.columns()
	if d.u == nil {
		d.u = make([]float32, d.e.PackedLen(d.cin, cols))
		d.bias, d.zeros = make([]float32, d.e.Padded(d.cout)), make([]float32, d.zrow)
		d.offsets = ramp(d.w, d.cin)
		stride := d.w + d.kernel - 1
		for t := range taps {
			d.taps = append(d.taps, int32(4*((t/d.kernel*stride+t%d.kernel)*d.zrow+t*d.cout)))
		}
		d.work = spaces(d.e.threads, (d.rows+d.kernel-1)*stride*d.zrow)
	}
	clear(d.bias[copy(d.bias, bias):])
	temp := make([]float32, d.cin*cols)
	for c := range d.cin {
		for t := range taps {
			for o := range d.cout {
				at := (o*taps+t)*d.cin + c
				if d.flip {
					at = (c*taps+taps-1-t)*d.cout + o
				}
				temp[c*cols+t*d.cout+o] = w[at]
			}
		}
	}
	d.e.pack(d.u, d.cin, cols, temp, cols, 1)
}

func (d *narrow) run(y, x []float32, n int) {
	half, stride := d.kernel/2, d.w+d.kernel-1
	cols := d.columns()
	d.e.parallel(n*d.per, func(worker, i int) {
		z := d.work[worker]
		image, row := i/d.per, i%d.per*d.rows
		rows := min(d.rows, d.h-row)
		for r := range rows + d.kernel - 1 {
			to := z[r*stride*d.zrow:][:stride*d.zrow]
			iy := row + r - half
			if iy < 0 || iy >= d.h { // beside the image z is zero; the columns left and right always are
				clear(to)
				continue
			}
			p := simd.Product{
				Taps: 1, K: d.cin, Cols: cols, X: x[(image*d.h+iy)*d.w*d.cin:], Off: d.offsets, Stride: d.w,
				W: d.u, Bias: d.zeros, Y: to[half*d.zrow:], LDY: d.zrow, Slope: 1,
			}
			d.e.Multiply(&p, d.w, 0, d.e.Panels(cols))
		}
		for r := range rows {
			to := y[((image*d.h+row+r)*d.w)*d.cout:]
			d.e.ShiftSum(to, d.cout, z[r*stride*d.zrow:], d.zrow, d.taps, d.w, d.bias, d.cout, d.slope)
		}
	})
}

func (d *narrow) macs(n int) int64 {
	return int64(n) * int64(d.h*d.w) * int64(d.cin) * int64(d.columns())
}
func (d *narrow) name() string { return "narrow" }
func (d *narrow) bytes() int64 {
	return 4 * int64(d.e.PackedLen(d.cin, d.columns())+d.e.threads*(d.rows+d.kernel-1)*(d.w+d.kernel-1)*d.zrow)
}

// narrowData is the data gradient of a convolution from a few channels.
type narrowData struct{ d *narrow }

func newNarrowData(e engine, g Geometry) narrowData {
	return narrowData{newNarrow(e, g.N, g.H, g.W, g.Cout, g.Cin, g.Kernel, 1, true)}
}

func (d narrowData) prepare(w []float32)           { d.d.prepare(w, nil) }
func (d narrowData) run(dx, dpre []float32, n int) { d.d.run(dx, dpre, n) }
func (d narrowData) bytes() int64                  { return d.d.bytes() }
func (d narrowData) name() string                  { return d.d.name() }
