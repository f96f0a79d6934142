package main

import "fmt"

// unary writes the elementwise kernels: each reads and writes rows of n floats.
func elementwise(f *file, v isa) {
	r := v.r
	at := func(reg string) string { return memx(0, reg, "CX", 1) }

	axpy := f.begin(v, "axpy"+v.name, "y += alpha * x", []param{{"y", "*float32"}, {"x", "*float32"}, {"n", "int"}, {"alpha", "float32"}}, "")
	axpy.o("MOVQ", axpy.arg("y"), "DI")
	axpy.o("MOVQ", axpy.arg("x"), "SI")
	axpy.o("VBROADCASTSS", axpy.arg("alpha"), r(0))
	axpy.each(axpy.arg("n"), 15, func(mask string) {
		axpy.load(at("SI"), r(1), mask)
		axpy.load(at("DI"), r(2), mask)
		axpy.o("VFMADD231PS", r(1), r(0), r(2))
		axpy.store(r(2), at("DI"), mask)
	})
	axpy.end()

	larger := f.begin(v, "larger"+v.name, "y = max(a, b)", []param{{"y", "*float32"}, {"a", "*float32"}, {"b", "*float32"}, {"n", "int"}}, "")
	larger.o("MOVQ", larger.arg("y"), "DI")
	larger.o("MOVQ", larger.arg("a"), "SI")
	larger.o("MOVQ", larger.arg("b"), "R8")
	larger.each(larger.arg("n"), 15, func(mask string) {
		larger.load(at("SI"), r(1), mask)
		larger.load(at("R8"), r(2), mask)
		larger.o("VMAXPS", r(2), r(1), r(1))
		larger.store(r(1), at("DI"), mask)
	})
	larger.end()

	bias := f.begin(v, "biasAct"+v.name, "y = max(x + bias, slope*(x + bias))",
		[]param{{"y", "*float32"}, {"x", "*float32"}, {"bias", "*float32"}, {"n", "int"}, {"slope", "float32"}}, "")
	bias.o("MOVQ", bias.arg("y"), "DI")
	bias.o("MOVQ", bias.arg("x"), "SI")
	bias.o("MOVQ", bias.arg("bias"), "R8")
	bias.o("VBROADCASTSS", bias.arg("slope"), r(0))
	bias.each(bias.arg("n"), 15, func(mask string) {
		bias.load(at("SI"), r(1), mask)
		bias.load(at("R8"), r(2), mask)
		bias.o("VADDPS", r(1), r(2), r(1))
		bias.o("VMULPS", r(1), r(0), r(2))
		bias.o("VMAXPS", r(2), r(1), r(1))
		bias.store(r(1), at("DI"), mask)
	})
	bias.end()

	grad := f.begin(v, "actGrad"+v.name, "dx = dy where y > 0, slope*dy elsewhere",
		[]param{{"dx", "*float32"}, {"dy", "*float32"}, {"y", "*float32"}, {"n", "int"}, {"slope", "float32"}}, "")
	grad.o("MOVQ", grad.arg("dx"), "DI")
	grad.o("MOVQ", grad.arg("dy"), "SI")
	grad.o("MOVQ", grad.arg("y"), "R8")
	grad.o("VBROADCASTSS", grad.arg("slope"), r(0))
	grad.o(v.xor(), r(3), r(3), r(3))
	grad.each(grad.arg("n"), 15, func(mask string) {
		grad.load(at("SI"), r(1), mask)
		grad.load(at("R8"), r(2), mask)
		grad.o("VMULPS", r(1), r(0), r(4))
		if v.reg == "Z" {
			grad.o("VCMPPS", "$30", r(3), r(2), "K2") // greater, quiet
			grad.o("VMOVAPS", r(1), "K2", r(4))
		} else {
			grad.o("VCMPPS", "$30", r(3), r(2), r(5))
			grad.o("VBLENDVPS", r(5), r(1), r(4), r(4))
		}
		grad.store(r(4), at("DI"), mask)
	})
	grad.end()

	tanh(f, v)
	colsum(f, v)
	shiftSum(f, v)
	gather(f, v)
	dot(f, v)
	dots(f, v)
	adam(f, v)
	finite(f, v)
	transpose8(f, v)
}

// colsum adds rows of n columns, ld bytes apart: the gradient of a bias. Four vectors of a row
// are added at a time, so that rows are read in whole cache lines and sums do not wait for
// each other.
func colsum(f *file, v isa) {
	r := v.r
	fun := f.begin(v, "colsum"+v.name, "y += sum of rows of x, ld bytes apart",
		[]param{{"y", "*float32"}, {"x", "*float32"}, {"rows", "int"}, {"ld", "int"}, {"n", "int"}}, "")
	fun.o("MOVQ", fun.arg("y"), "DI")
	fun.o("MOVQ", fun.arg("x"), "SI")
	fun.o("MOVQ", fun.arg("ld"), "R8")
	fun.o("MOVQ", fun.arg("n"), "R9")
	walk := func(label string, nv int, mask string) {
		fun.o("MOVQ", "SI", "AX")
		fun.o("MOVQ", fun.arg("rows"), "BX")
		for j := range nv {
			fun.o(v.xor(), r(j), r(j), r(j))
		}
		fun.label(label)
		for j := range nv {
			fun.load(mem(j*v.bytes, "AX"), r(4+j), mask)
			fun.o("VADDPS", r(4+j), r(j), r(j))
		}
		fun.o("ADDQ", "R8", "AX")
		fun.o("DECQ", "BX")
		fun.o("JNZ", label)
		for j := range nv {
			fun.load(mem(j*v.bytes, "DI"), r(4), mask)
			fun.o("VADDPS", r(4), r(j), r(j))
			fun.store(r(j), mem(j*v.bytes, "DI"), mask)
		}
	}
	for _, nv := range []int{4, 1} {
		label, size := fmt.Sprintf("group%d", nv), nv*v.lanes
		fun.o("SUBQ", fmt.Sprintf("$%d", size), "R9")
		fun.o("JLT", label+"end")
		fun.label(label)
		walk(label+"rows", nv, "")
		fun.o("ADDQ", fmt.Sprintf("$%d", nv*v.bytes), "DI")
		fun.o("ADDQ", fmt.Sprintf("$%d", nv*v.bytes), "SI")
		fun.o("SUBQ", fmt.Sprintf("$%d", size), "R9")
		fun.o("JGE", label)
		fun.label(label + "end")
		fun.o("ADDQ", fmt.Sprintf("$%d", size), "R9")
	}
	fun.o("CMPQ", "R9", "$0")
	fun.o("JEQ", "done")
	fun.maskFrom("R9", r(15))
	walk("masked", 1, r(15))
	fun.label("done")
	fun.end()
}

// shiftSum writes, for n positions, y = max(v, slope*v) with v = bias + the sum over taps of
// the cols floats at byte off[tap] of z; z moves by zrow bytes a position and y by yrow.
// It ends a convolution to a few channels that has been computed as one product to
// taps*cols columns.
func shiftSum(f *file, v isa) {
	r := v.r
	fun := f.begin(v, "shiftSum"+v.name, "per position: activation of bias plus cols floats of z at each of the taps' offsets",
		[]param{{"y", "*float32"}, {"yrow", "int"}, {"z", "*float32"}, {"zrow", "int"}, {"off", "*int32"}, {"taps", "int"},
			{"n", "int"}, {"bias", "*float32"}, {"cols", "int"}, {"slope", "float32"}}, "")
	for _, p := range []struct{ name, reg string }{{"y", "DI"}, {"yrow", "R10"}, {"z", "SI"}, {"zrow", "R11"}, {"off", "R8"}, {"n", "R9"}, {"bias", "AX"}, {"cols", "CX"}} {
		fun.o("MOVQ", fun.arg(p.name), p.reg)
	}
	fun.maskFrom("CX", r(15))
	fun.load(mem(0, "AX"), r(0), r(15))
	fun.o("VBROADCASTSS", fun.arg("slope"), r(1))
	fun.label("position")
	fun.o("VMOVAPS", r(0), r(2))
	fun.o("MOVQ", "R8", "DX")
	fun.o("MOVQ", fun.arg("taps"), "CX")
	fun.label("tap")
	fun.o("MOVLQSX", mem(0, "DX"), "AX")
	fun.load(memx(0, "SI", "AX", 1), r(3), r(15))
	fun.o("VADDPS", r(3), r(2), r(2))
	fun.o("ADDQ", "$4", "DX")
	fun.o("DECQ", "CX")
	fun.o("JNZ", "tap")
	fun.o("VMULPS", r(1), r(2), r(3))
	fun.o("VMAXPS", r(3), r(2), r(2))
	fun.store(r(2), mem(0, "DI"), r(15))
	fun.o("ADDQ", "R10", "DI")
	fun.o("ADDQ", "R11", "SI")
	fun.o("DECQ", "R9")
	fun.o("JNZ", "position")
	fun.end()
}

// gather writes y += sum over the listed rows of value * w[row]: the product of a sparse
// vector and a matrix. Some vectors of y stay in registers while the list is walked; groups
// of nine and multiples suit rows of 3x3 weights.
func gather(f *file, v isa) {
	groups := []int{18, 9, 3, 1}
	if v.reg == "Y" {
		groups = groups[1:]
	}
	r := v.r
	value, spare, maskReg := r(v.regs-1), r(v.regs-2), r(v.regs-3)
	fun := f.begin(v, "gather"+v.name, "y += sum of count rows, values[s] times the n floats at byte off[s] of w",
		[]param{{"y", "*float32"}, {"w", "*float32"}, {"off", "*int32"}, {"values", "*float32"}, {"count", "int"}, {"n", "int"}}, "")
	fun.o("MOVQ", fun.arg("y"), "DI")
	fun.o("MOVQ", fun.arg("w"), "DX")
	fun.o("MOVQ", fun.arg("n"), "R12")
	walk := func(label string, nv int, mask string) {
		for j := range nv {
			fun.load(mem(j*v.bytes, "DI"), r(j), mask)
		}
		fun.o("MOVQ", fun.arg("off"), "R8")
		fun.o("MOVQ", fun.arg("values"), "R9")
		fun.o("MOVQ", fun.arg("count"), "BX")
		fun.label(label)
		fun.o("MOVLQSX", mem(0, "R8"), "AX")
		fun.o("VBROADCASTSS", mem(0, "R9"), value)
		for j := range nv {
			if mask == "" {
				fun.o("VFMADD231PS", memx(j*v.bytes, "DX", "AX", 1), value, r(j))
				continue
			}
			fun.load(memx(j*v.bytes, "DX", "AX", 1), spare, mask)
			fun.o("VFMADD231PS", spare, value, r(j))
		}
		fun.o("ADDQ", "$4", "R8")
		fun.o("ADDQ", "$4", "R9")
		fun.o("DECQ", "BX")
		fun.o("JNZ", label)
		for j := range nv {
			fun.store(r(j), mem(j*v.bytes, "DI"), mask)
		}
	}
	for _, nv := range groups {
		label, size := fmt.Sprintf("group%d", nv), nv*v.lanes
		fun.o("SUBQ", fmt.Sprintf("$%d", size), "R12")
		fun.o("JLT", label+"end")
		fun.label(label)
		walk(label+"list", nv, "")
		fun.o("ADDQ", fmt.Sprintf("$%d", nv*v.bytes), "DI")
		fun.o("ADDQ", fmt.Sprintf("$%d", nv*v.bytes), "DX")
		fun.o("SUBQ", fmt.Sprintf("$%d", size), "R12")
		fun.o("JGE", label)
		fun.label(label + "end")
		fun.o("ADDQ", fmt.Sprintf("$%d", size), "R12")
	}
	fun.o("CMPQ", "R12", "$0")
	fun.o("JEQ", "done")
	fun.maskFrom("R12", maskReg)
	walk("masked", 1, maskReg)
	fun.label("done")
	fun.end()
}

// dots writes the inner products of one vector with listed rows of a matrix, four rows at a
// time so that the vector is read once for them and the lanes are summed together.
func dots(f *file, v isa) {
	r := v.r
	fun := f.begin(v, "dots"+v.name, "out[s] = x . the n floats at byte off[s] of w; count is a multiple of four",
		[]param{{"out", "*float32"}, {"x", "*float32"}, {"w", "*float32"}, {"off", "*int32"}, {"count", "int"}, {"n", "int"}}, "")
	rows := []string{"AX", "BX", "DX", "R9"}
	fun.o("MOVQ", fun.arg("out"), "DI")
	fun.o("MOVQ", fun.arg("x"), "SI")
	fun.o("MOVQ", fun.arg("off"), "R8")
	fun.label("four")
	for i, reg := range rows {
		fun.o("MOVLQSX", mem(4*i, "R8"), reg)
		fun.o("ADDQ", fun.arg("w"), reg)
		fun.o(v.xor(), r(i), r(i), r(i))
	}
	fun.each(fun.arg("n"), 15, func(mask string) {
		fun.load(memx(0, "SI", "CX", 1), r(4), mask)
		for i, reg := range rows {
			if mask == "" {
				fun.o("VFMADD231PS", memx(0, reg, "CX", 1), r(4), r(i))
				continue
			}
			fun.load(memx(0, reg, "CX", 1), r(5), mask)
			fun.o("VFMADD231PS", r(5), r(4), r(i))
		}
	})
	for i := range rows {
		x, y := fmt.Sprintf("X%d", i), fmt.Sprintf("Y%d", i)
		if v.reg == "Z" {
			fun.o("VEXTRACTF64X4", "$1", r(i), "Y5")
			fun.o("VADDPS", "Y5", y, y)
		}
		fun.o("VEXTRACTF128", "$1", y, "X5")
		fun.o("VADDPS", "X5", x, x)
	}
	fun.o("VHADDPS", "X1", "X0", "X0")
	fun.o("VHADDPS", "X3", "X2", "X2")
	fun.o("VHADDPS", "X2", "X0", "X0")
	fun.o("VMOVUPS", "X0", "(DI)")
	fun.o("ADDQ", "$16", "DI")
	fun.o("ADDQ", "$16", "R8")
	fun.o("SUBQ", "$4", fun.arg("count"))
	fun.o("JNE", "four")
	fun.end()
}

// dot writes the inner product in four partial sums, added at the end.
func dot(f *file, v isa) {
	r := v.r
	fun := f.begin(v, "dot"+v.name, "the inner product of x and y",
		[]param{{"x", "*float32"}, {"y", "*float32"}, {"n", "int"}}, "float32")
	fun.o("MOVQ", fun.arg("x"), "SI")
	fun.o("MOVQ", fun.arg("y"), "DI")
	for j := range 4 {
		fun.o(v.xor(), r(j), r(j), r(j))
	}
	fun.o("MOVQ", fun.arg("n"), "R8")
	fun.o("SUBQ", fmt.Sprintf("$%d", 4*v.lanes), "R8")
	fun.o("JLT", "few")
	fun.label("four")
	for j := range 4 {
		fun.o("VMOVUPS", mem(j*v.bytes, "SI"), r(4+j))
		fun.o("VFMADD231PS", mem(j*v.bytes, "DI"), r(4+j), r(j))
	}
	fun.o("ADDQ", fmt.Sprintf("$%d", 4*v.bytes), "SI")
	fun.o("ADDQ", fmt.Sprintf("$%d", 4*v.bytes), "DI")
	fun.o("SUBQ", fmt.Sprintf("$%d", 4*v.lanes), "R8")
	fun.o("JGE", "four")
	fun.label("few")
	fun.o("ADDQ", fmt.Sprintf("$%d", 4*v.lanes), "R8")
	fun.each("R8", 15, func(mask string) {
		fun.load(memx(0, "SI", "CX", 1), r(4), mask)
		fun.load(memx(0, "DI", "CX", 1), r(5), mask)
		fun.o("VFMADD231PS", r(4), r(5), r(0))
	})
	fun.o("VADDPS", r(1), r(0), r(0))
	fun.o("VADDPS", r(3), r(2), r(2))
	fun.o("VADDPS", r(2), r(0), r(0))
	if v.reg == "Z" {
		fun.o("VEXTRACTF64X4", "$1", "Z0", "Y1")
		fun.o("VADDPS", "Y1", "Y0", "Y0")
	}
	fun.o("VEXTRACTF128", "$1", "Y0", "X1")
	fun.o("VADDPS", "X1", "X0", "X0")
	fun.o("VHADDPS", "X0", "X0", "X0")
	fun.o("VHADDPS", "X0", "X0", "X0")
	fun.o("VMOVSS", "X0", fun.arg("ret"))
	fun.end()
}

// adam writes the fused update of Kingma and Ba 2015, algorithm 1:
// m = b1 m + (1-b1) g, v = b2 v + (1-b2) g^2, w -= rate*m / (sqrt(v*c2) + eps),
// where rate holds 1/(1-b1^t) and c2 is 1/(1-b2^t).
func adam(f *file, v isa) {
	r := v.r
	fun := f.begin(v, "adam"+v.name, "one Adam update of n weights; par holds b1, 1-b1, b2, 1-b2, rate, c2, eps",
		[]param{{"w", "*float32"}, {"grad", "*float32"}, {"mean", "*float32"}, {"square", "*float32"}, {"n", "int"}, {"par", "*float32"}}, "")
	fun.o("MOVQ", fun.arg("par"), "AX")
	for i := range 7 {
		fun.o("VBROADCASTSS", mem(4*i, "AX"), r(i))
	}
	for _, p := range []struct{ name, reg string }{{"w", "DI"}, {"grad", "SI"}, {"mean", "R8"}, {"square", "R9"}} {
		fun.o("MOVQ", fun.arg(p.name), p.reg)
	}
	at := func(reg string) string { return memx(0, reg, "CX", 1) }
	fun.each(fun.arg("n"), 15, func(mask string) {
		fun.load(at("SI"), r(7), mask)
		fun.load(at("R8"), r(8), mask)
		fun.load(at("R9"), r(9), mask)
		fun.load(at("DI"), r(10), mask)
		fun.o("VMULPS", r(0), r(8), r(8))
		fun.o("VFMADD231PS", r(1), r(7), r(8))
		fun.o("VMULPS", r(7), r(7), r(7))
		fun.o("VMULPS", r(2), r(9), r(9))
		fun.o("VFMADD231PS", r(3), r(7), r(9))
		fun.store(r(8), at("R8"), mask)
		fun.store(r(9), at("R9"), mask)
		fun.o("VMULPS", r(5), r(9), r(9))
		fun.o("VSQRTPS", r(9), r(9))
		fun.o("VADDPS", r(6), r(9), r(9))
		fun.o("VMULPS", r(4), r(8), r(8))
		fun.o("VDIVPS", r(9), r(8), r(8))
		fun.o("VSUBPS", r(8), r(10), r(10))
		fun.store(r(10), at("DI"), mask)
	})
	fun.end()
}

// finite writes a sum that is zero unless a value is infinite or not a number (0*x is
// NaN then).
func finite(f *file, v isa) {
	r := v.r
	fun := f.begin(v, "nonfinite"+v.name, "zero if all n values are finite, NaN otherwise",
		[]param{{"x", "*float32"}, {"n", "int"}}, "float32")
	fun.o("MOVQ", fun.arg("x"), "SI")
	for j := range 5 {
		fun.o(v.xor(), r(j), r(j), r(j))
	}
	fun.o("MOVQ", fun.arg("n"), "R8")
	fun.o("SUBQ", fmt.Sprintf("$%d", 4*v.lanes), "R8")
	fun.o("JLT", "few")
	fun.label("four")
	for j := range 4 {
		fun.o("VFMADD231PS", mem(j*v.bytes, "SI"), r(4), r(j))
	}
	fun.o("ADDQ", fmt.Sprintf("$%d", 4*v.bytes), "SI")
	fun.o("SUBQ", fmt.Sprintf("$%d", 4*v.lanes), "R8")
	fun.o("JGE", "four")
	fun.label("few")
	fun.o("ADDQ", fmt.Sprintf("$%d", 4*v.lanes), "R8")
	fun.each("R8", 15, func(mask string) {
		fun.load(memx(0, "SI", "CX", 1), r(5), mask)
		fun.o("VFMADD231PS", r(5), r(4), r(0))
	})
	fun.o("VADDPS", r(1), r(0), r(0))
	fun.o("VADDPS", r(3), r(2), r(2))
	fun.o("VADDPS", r(2), r(0), r(0))
	if v.reg == "Z" {
		fun.o("VEXTRACTF64X4", "$1", "Z0", "Y1")
		fun.o("VADDPS", "Y1", "Y0", "Y0")
	}
	fun.o("VEXTRACTF128", "$1", "Y0", "X1")
	fun.o("VADDPS", "X1", "X0", "X0")
	fun.o("VHADDPS", "X0", "X0", "X0")
	fun.o("VHADDPS", "X0", "X0", "X0")
	fun.o("VMOVSS", "X0", fun.arg("ret"))
	fun.end()
}

// transpose8 writes the transpose of an 8 x 8 block, the building stone of Transpose. It is
// the same on both instruction sets.
func transpose8(f *file, v isa) {
	fun := f.begin(v, "transpose8"+v.name, "dst[c*dstStride+r] = src[r*srcStride+c] for 8 x 8; strides in bytes",
		[]param{{"dst", "*float32"}, {"dstStride", "int"}, {"src", "*float32"}, {"srcStride", "int"}}, "")
	fun.o("MOVQ", fun.arg("dst"), "DI")
	fun.o("MOVQ", fun.arg("dstStride"), "R8")
	fun.o("MOVQ", fun.arg("src"), "SI")
	fun.o("MOVQ", fun.arg("srcStride"), "R9")
	for i := range 8 {
		fun.o("VMOVUPS", "(SI)", fmt.Sprintf("Y%d", i))
		if i < 7 {
			fun.o("ADDQ", "R9", "SI")
		}
	}
	y := func(i int) string { return fmt.Sprintf("Y%d", i) }
	fun.note("pairs of rows, interleaved")
	for i := 0; i < 8; i += 2 {
		fun.o("VUNPCKLPS", y(i+1), y(i), y(8+i))
		fun.o("VUNPCKHPS", y(i+1), y(i), y(9+i))
	}
	fun.note("four rows: columns 0 and 4, 1 and 5, 2 and 6, 3 and 7")
	for h := range 2 {
		a, b := 8+4*h, 10+4*h
		for j := range 2 {
			fun.o("VSHUFPS", "$0x44", y(b+j), y(a+j), y(4*h+2*j))
			fun.o("VSHUFPS", "$0xee", y(b+j), y(a+j), y(4*h+2*j+1))
		}
	}
	fun.note("eight rows")
	for j := range 4 {
		fun.o("VPERM2F128", "$0x20", y(4+j), y(j), y(8+j))
		fun.o("VPERM2F128", "$0x31", y(4+j), y(j), y(12+j))
	}
	for i := range 8 {
		fun.o("VMOVUPS", y(8+i), "(DI)")
		if i < 7 {
			fun.o("ADDQ", "R8", "DI")
		}
	}
	fun.end()
}
