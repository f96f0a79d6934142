package simd

// tanhParts are the limit beyond which Tanh does not grow and its negative, then the coefficients of
// P (seven) and Q (four) in x P(x^2) / Q(x^2), the highest first: the rational approximation of Eigen
// and TensorFlow, within 3e-7 of the value.
var tanhParts = [...]float32{
	7.90531110763549805, -7.90531110763549805,
	-2.76076847742355e-16, 2.00018790482477e-13, -8.60467152213735e-11, 5.12229709037114e-08,
	1.48572235717979e-05, 6.37261928875436e-04, 4.89352455891786e-03,
	1.19825839466702e-06, 1.18534705686654e-04, 2.26843463243900e-03, 4.89352518554385e-03,
}

// Tanh computes y = tanh(x) over len(y) floats. NaN stays NaN. y may be x.
func (k Kernels) Tanh(y, x []float32) {
	n := len(y)
	if n == 0 {
		return
	}
	x = x[:n]
	switch k.path {
	case AVX512:
		tanhAVX512(&y[0], &x[0], n, &tanhParts[0])
		return
	case AVX2:
		tanhAVX2(&y[0], &x[0], n, &tanhParts[0])
		return
	}
	for i, v := range x {
		v = min(max(v, tanhParts[1]), tanhParts[0])
		p, q := tanhParts[2], tanhParts[9]
		for _, c := range tanhParts[3:9] {
			p = v*v*p + c
		}
		for _, c := range tanhParts[10:] {
			q = v*v*q + c
		}
		y[i] = v * p / q
	}
}

// TanhGrad computes dx = dy * (1 - y*y) over len(dx) floats, y the result of Tanh. dx may be dy.
func (k Kernels) TanhGrad(dx, dy, y []float32) {
	n := len(dx)
	if n == 0 {
		return
	}
	dy, y = dy[:n], y[:n]
	switch k.path {
	case AVX512:
		tanhGradAVX512(&dx[0], &dy[0], &y[0], n, 1)
	case AVX2:
		tanhGradAVX2(&dx[0], &dy[0], &y[0], n, 1)
	default:
		for i, v := range y {
			dx[i] = dy[i] * (1 - v*v)
		}
	}
}
