package simd

import "unsafe"

// transformGo interprets the table of transforms, a few channels at a time.
func transformGo(t Transform, dst, src []*float32, n int, bias *float32, slope float32, step int) {
	const block, lanes = 16, 4
	spec := &specs[t]
	width := block
	if spec.apartIn || spec.apartOut {
		width = lanes
	}
	inputs, outputs := len(spec.side[0]), len(spec.side)
	var cols [4][block]float32
	for c0 := 0; c0 < n; c0 += width {
		m := min(width, n-c0)
		in, out := c0, c0
		if spec.apartIn {
			in = c0 / lanes * step
		}
		if spec.apartOut {
			out = c0 / lanes * step
		}
		for r := range outputs {
			for j := range inputs {
				col := cols[j][:m]
				clear(col)
				for i, coef := range spec.side[r] {
					addScaled(col, row(src[i*inputs+j], in+m)[in:], coef)
				}
			}
			for o := range outputs {
				var sum [block]float32
				for j, coef := range spec.side[o] {
					addScaled(sum[:m], cols[j][:m], coef)
				}
				y := row(dst[r*outputs+o], out+m)[out:]
				switch {
				case spec.accumulate:
					addScaled(y, sum[:m], 1)
				case spec.bias:
					for c, b := range row(bias, n)[c0 : c0+m] {
						v := sum[c] + b
						y[c] = max(v, slope*v)
					}
				default:
					copy(y, sum[:m])
				}
			}
		}
	}
}

func row(p *float32, n int) []float32 { return unsafe.Slice(p, n) }

func addScaled(y, x []float32, coef float32) {
	switch coef {
	case 0:
	case 1:
		for i, v := range x {
			y[i] += v
		}
	case -1:
		for i, v := range x {
			y[i] -= v
		}
	default:
		for i, v := range x {
			y[i] += coef * v
		}
	}
}
