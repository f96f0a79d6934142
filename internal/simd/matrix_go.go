package simd

// The pure Go tiles. They keep the order of the assembly's sums (k fastest within a tap),
// though without fused rounding.

// gemmGo is a tile of at most four rows and one panel.
func gemmGo(mr, width, used int, p *Product, m, c0 int) {
	var acc [4][8]float32
	for i := range mr {
		copy(acc[i][:used], p.Bias[c0:c0+used])
	}
	w := p.W[p.Taps*p.K*c0:]
	for t := range p.Taps {
		if mr == 4 && width == 8 {
			var x [4][]float32
			for i := range x {
				at := int(p.Off[t*p.Stride+m+i]) / 4
				x[i] = p.X[at : at+p.K]
			}
			for k := range p.K {
				b := (*[8]float32)(w[:8])
				w = w[8:]
				x0, x1, x2, x3 := x[0][k], x[1][k], x[2][k], x[3][k]
				for c, v := range b {
					acc[0][c] += x0 * v
					acc[1][c] += x1 * v
					acc[2][c] += x2 * v
					acc[3][c] += x3 * v
				}
			}
			continue
		}
		for k := range p.K {
			for i := range mr {
				x := p.X[int(p.Off[t*p.Stride+m+i])/4+k]
				for c := range used {
					acc[i][c] += x * w[c]
				}
			}
			w = w[width:]
		}
	}
	for i := range mr {
		y := p.Y[(m+i)*p.LDY+c0:]
		for c := range used {
			y[c] = max(acc[i][c], p.Slope*acc[i][c])
		}
	}
}

// outerGo is a tile of at most four rows and one panel.
func outerGo(mr, used int, o *Outer, n0, n, r, c0 int, add bool) {
	var acc [4][8]float32
	for p := n0; p < n0+n; p++ {
		a := o.A[int(o.AOff[p])/4+r:]
		b := o.B[int(o.BOff[p])/4+c0:]
		if mr == 4 && used == 8 {
			a4, b8 := (*[4]float32)(a[:4]), (*[8]float32)(b[:8])
			for c, v := range b8 {
				acc[0][c] += a4[0] * v
				acc[1][c] += a4[1] * v
				acc[2][c] += a4[2] * v
				acc[3][c] += a4[3] * v
			}
			continue
		}
		for i := range mr {
			for c := range used {
				acc[i][c] += a[i] * b[c]
			}
		}
	}
	for i := range mr {
		c := o.C[(r+i)*o.LDC+c0:]
		for j := range used {
			if add {
				acc[i][j] += c[j]
			}
			c[j] = acc[i][j]
		}
	}
}

// stackedGo is a tile of at most four rows and two groups of columns.
func stackedGo(mr, used, n int, a, b []float32, apart int, c []float32, ldc int, add bool) {
	const lanes = 4
	var acc [4][2 * lanes]float32
	for p := range n {
		for i, x := range a[p*lanes:][:mr] {
			for j := range used {
				acc[i][j] += x * b[j/lanes*apart+p*lanes+j%lanes]
			}
		}
	}
	for i := range mr {
		for j, v := range acc[i][:used] {
			if add {
				v += c[i*ldc+j]
			}
			c[i*ldc+j] = v
		}
	}
}
