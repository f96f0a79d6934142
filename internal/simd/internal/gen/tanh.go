package main

// tanh writes the hyperbolic tangent as a rational function, x P(x^2) / Q(x^2), within the limit from
// which on it does not grow, and its gradient. par holds the limit and its negative, then the
// coefficients of P and of Q, the highest first: see Tanh.
func tanh(f *file, v isa) {
	const first, p, q = 2, 7, 4 // of the coefficients: where they begin, and how many
	r := v.r
	at := func(reg string) string { return memx(0, reg, "CX", 1) }
	fun := f.begin(v, "tanh"+v.name, "y = tanh(x) of n floats by the coefficients par",
		[]param{{"y", "*float32"}, {"x", "*float32"}, {"n", "int"}, {"par", "*float32"}}, "")
	for _, one := range []struct{ name, reg string }{{"y", "DI"}, {"x", "SI"}, {"par", "AX"}} {
		fun.o("MOVQ", fun.arg(one.name), one.reg)
	}
	fun.o("VBROADCASTSS", mem(0, "AX"), r(0))
	fun.o("VBROADCASTSS", mem(4, "AX"), r(1))
	polynomial := func(from, count int, sum string) {
		fun.o("VBROADCASTSS", mem(4*from, "AX"), sum)
		for i := 1; i < count; i++ {
			fun.o("VBROADCASTSS", mem(4*(from+i), "AX"), r(6))
			fun.o("VMULPS", sum, r(3), sum) // and not fused: the same bits as in Go
			fun.o("VADDPS", r(6), sum, sum)
		}
	}
	fun.each(fun.arg("n"), 15, func(mask string) {
		fun.load(at("SI"), r(2), mask)
		fun.note("NaN comes first, which is what both give then")
		fun.o("VMAXPS", r(2), r(1), r(2))
		fun.o("VMINPS", r(2), r(0), r(2))
		fun.o("VMULPS", r(2), r(2), r(3))
		polynomial(first, p, r(4))
		polynomial(first+p, q, r(5))
		fun.o("VMULPS", r(2), r(4), r(4))
		fun.o("VDIVPS", r(5), r(4), r(4))
		fun.store(r(4), at("DI"), mask)
	})
	fun.end()

	grad := f.begin(v, "tanhGrad"+v.name, "dx = dy * (1 - y*y) of n floats; one holds 1",
		[]param{{"dx", "*float32"}, {"dy", "*float32"}, {"y", "*float32"}, {"n", "int"}, {"one", "float32"}}, "")
	for _, one := range []struct{ name, reg string }{{"dx", "DI"}, {"dy", "SI"}, {"y", "R8"}} {
		grad.o("MOVQ", grad.arg(one.name), one.reg)
	}
	grad.o("VBROADCASTSS", grad.arg("one"), r(0))
	grad.each(grad.arg("n"), 15, func(mask string) {
		grad.load(at("R8"), r(1), mask)
		grad.load(at("SI"), r(2), mask)
		grad.o("VMULPS", r(1), r(1), r(1))
		grad.o("VSUBPS", r(1), r(0), r(1))
		grad.o("VMULPS", r(1), r(2), r(2))
		grad.store(r(2), at("DI"), mask)
	})
	grad.end()
}
