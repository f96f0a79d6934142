package main

import "fmt"

// selection writes the kernels behind top-k and sparse lists.
func selection(f *file, v isa) {
	list(f, v, false)
	list(f, v, true)
	countAtLeast(f, v)
	keys(f, v)
	bisect(f, v)
	splitOff(f, v)
	keep(f, v)
	maskGrad(f, v)
}

// list writes the indices and values of the non-zero floats, or of those that are not below a bound,
// in order. Whole vectors of both are compressed, on AVX2 by a table; what a store writes too much the
// next one overwrites, and it never reaches past n. Vectors of zeros, nearly all of them in the sparsest
// layers, cost a compare and a branch. At the end a round of a loop finds each float.
func list(f *file, v isa, bounded bool) {
	r := v.r
	name, doc, compare := "nonzero", "index and value of each non-zero of n floats; their number", "$4" // not equal, also for NaN
	params := []param{{"index", "*int32"}, {"values", "*float32"}, {"x", "*float32"}, {"n", "int"}}
	if bounded {
		name, doc, compare = "notBelow", "index and value of each of n floats that is not below bound; their number", "$21" // NaN is not
		params = append(params, param{"bound", "float32"})
	}
	fun := f.begin(v, name+v.name, doc, params, "int")
	fun.o("MOVQ", fun.arg("index"), "DI")
	fun.o("MOVQ", fun.arg("values"), "R8")
	fun.o("MOVQ", fun.arg("x"), "SI")
	fun.o("XORQ", "R9", "R9") // found
	if bounded {
		fun.o("VBROADCASTSS", fun.arg("bound"), r(0))
	} else {
		fun.o(v.xor(), r(0), r(0), r(0))
	}
	if v.reg == "Z" {
		fun.o("VMOVDQU32", "laneIndex<>(SB)", r(5))
		fun.o("MOVL", "$16", "AX")
		fun.o("VPBROADCASTD", "AX", r(6))
	} else {
		fun.o("VMOVDQU", "laneIndex<>(SB)", r(5))
		fun.o("MOVL", "$8", "AX")
		fun.o("VMOVQ", "AX", "X6")
		fun.o("VPBROADCASTD", "X6", r(6))
		fun.o("LEAQ", "compress<>(SB)", "R11")
	}
	one := func(label string) {
		fun.label(label)
		fun.o("BSFL", "AX", "BX")
		fun.o("LEAQ", "(CX)(BX*4)", "R10")
		fun.o("MOVL", "(SI)(R10*1)", "DX")
		fun.o("MOVL", "DX", "(R8)(R9*4)")
		fun.o("SHRQ", "$2", "R10")
		fun.o("MOVL", "R10", "(DI)(R9*4)")
		fun.o("INCQ", "R9")
		fun.o("LEAL", "-1(AX)", "BX")
		fun.o("ANDL", "BX", "AX")
		fun.o("JNE", label)
	}
	part := 0
	fun.each(fun.arg("n"), 15, func(mask string) {
		part++
		next := fmt.Sprintf("next%d", part)
		fun.load(memx(0, "SI", "CX", 1), r(1), mask)
		partly := bounded && mask != "" // the zeros of a partial vector may reach the bound
		if v.reg == "Z" {
			fun.o("VCMPPS", compare, r(0), r(1), "K2")
			if partly {
				fun.o("KANDW", "K1", "K2", "K2")
			}
			fun.o("KMOVW", "K2", "AX")
		} else {
			fun.o("VCMPPS", compare, r(0), r(1), r(2))
			if partly {
				fun.o("VANDPS", mask, r(2), r(2))
			}
			fun.o("VMOVMSKPS", r(2), "AX")
		}
		fun.o("TESTL", "AX", "AX")
		fun.o("JEQ", next)
		if mask == "" {
			if v.reg == "Z" {
				fun.o("VCOMPRESSPS", r(1), "K2", r(3))
				fun.o("VPCOMPRESSD", r(5), "K2", r(4))
			} else {
				fun.o("VPMOVZXBD", "(R11)(AX*8)", r(7))
				fun.o("VPERMPS", r(1), r(7), r(3))
				fun.o("VPERMD", r(5), r(7), r(4))
			}
			fun.o("VMOVUPS", r(3), "(R8)(R9*4)")
			fun.o("VMOVUPS", r(4), "(DI)(R9*4)")
			fun.o("POPCNTL", "AX", "AX")
			fun.o("ADDQ", "AX", "R9")
		} else {
			one(fmt.Sprintf("again%d", part))
		}
		fun.label(next)
		fun.o("VPADDD", r(6), r(5), r(5))
	})
	fun.o("MOVQ", "R9", fun.arg("ret"))
	fun.end()
}

// compression writes the table that compresses a vector of AVX2: for each set of its lanes, as bits,
// which lanes are in it, the lowest first, a byte each.
func compression(f *file) {
	f.asm.WriteString("\n// The lanes of each set of lanes.\n")
	for set := range 256 {
		lanes, at := uint64(0), 0
		for lane := range 8 {
			if set>>lane&1 == 1 {
				lanes |= uint64(lane) << (8 * at)
				at++
			}
		}
		fmt.Fprintf(&f.asm, "DATA compress<>+%d(SB)/8, $%#x\n", 8*set, lanes)
	}
	f.asm.WriteString("GLOBL compress<>(SB), RODATA|NOPTR, $2048\n")
}

// countAtLeast counts the floats that are not below a bound.
func countAtLeast(f *file, v isa) {
	fun := f.begin(v, "countAtLeast"+v.name, "how many of n floats are >= bound",
		[]param{{"x", "*float32"}, {"n", "int"}, {"bound", "float32"}}, "int")
	fun.o("MOVQ", fun.arg("x"), "SI")
	fun.o("XORQ", "R9", "R9")
	fun.o("VBROADCASTSS", fun.arg("bound"), v.r(0))
	fun.countReached(fun.arg("n"))
	fun.o("MOVQ", "R9", fun.arg("ret"))
	fun.end()
}

// countReached adds to R9 how many of n floats at SI are at least register 0.
func (f *fn) countReached(n string) {
	v := f.v
	f.each(n, 15, func(mask string) {
		f.load(memx(0, "SI", "CX", 1), v.r(1), mask)
		switch {
		case v.reg == "Z" && mask == "":
			f.o("VCMPPS", "$29", v.r(0), v.r(1), "K2")
			f.o("KMOVW", "K2", "AX")
		case v.reg == "Z":
			f.o("VCMPPS", "$29", v.r(0), v.r(1), "K2")
			f.o("KANDW", "K1", "K2", "K2") // the zeros of a partial vector do not count
			f.o("KMOVW", "K2", "AX")
		default:
			f.o("VCMPPS", "$29", v.r(0), v.r(1), v.r(2))
			if mask != "" {
				f.o("VANDPS", mask, v.r(2), v.r(2))
			}
			f.o("VMOVMSKPS", v.r(2), "AX")
		}
		f.o("POPCNTL", "AX", "AX")
		f.o("ADDQ", "AX", "R9")
	})
}

// keys maps a column of vectors of floats to integers in the same order (both zeros to 0),
// packed for bisect. Lanes from cols on get the lowest key.
func keys(f *file, v isa) {
	r := v.r
	fun := f.begin(v, "keys"+v.name, "integer keys of n vectors of x, ld bytes apart",
		[]param{{"key", "*int32"}, {"x", "*float32"}, {"n", "int"}, {"ld", "int"}, {"cols", "int"}}, "")
	fun.o("MOVQ", fun.arg("key"), "DI")
	fun.o("MOVQ", fun.arg("x"), "SI")
	fun.o("MOVQ", fun.arg("ld"), "R8")
	fun.o("MOVQ", fun.arg("n"), "BX")
	fun.o("MOVQ", fun.arg("cols"), "CX")
	fun.maskFrom("CX", r(15))
	fun.o(v.xor(), r(0), r(0), r(0))
	fun.label("loop")
	fun.load(mem(0, "SI"), r(1), r(15))
	fun.o("VADDPS", r(0), r(1), r(1)) // -0 becomes +0
	fun.o("VPSRAD", "$31", r(1), r(2))
	fun.o("VPSRLD", "$1", r(2), r(2))
	if v.reg == "Z" {
		fun.o("VPXORD", r(2), r(1), r(1))
	} else {
		fun.o("VPXOR", r(2), r(1), r(1))
	}
	fun.o("VMOVUPS", r(1), mem(0, "DI"))
	fun.o("ADDQ", "R8", "SI")
	fun.o("ADDQ", fmt.Sprintf("$%d", v.bytes), "DI")
	fun.o("DECQ", "BX")
	fun.o("JNZ", "loop")
	fun.end()
}

// keep writes y = x where the key is above kth, or among the first "equal" keys that equal
// it, else 0; and the mask, 255 or 0.
func keep(f *file, v isa) {
	r := v.r
	fun := f.begin(v, "keep"+v.name, "y = x and mask = 255 where the key is kept, 0 elsewhere: n vectors, ld floats apart",
		[]param{{"y", "*float32"}, {"mask", "*uint8"}, {"x", "*float32"}, {"key", "*int32"}, {"n", "int"}, {"ld", "int"},
			{"kth", "*int32"}, {"equal", "*int32"}, {"cols", "int"}}, "")
	for _, p := range []struct{ name, reg string }{{"y", "DI"}, {"mask", "R8"}, {"x", "SI"}, {"key", "R9"}, {"n", "BX"}, {"ld", "R10"}, {"kth", "AX"}, {"equal", "DX"}, {"cols", "CX"}} {
		fun.o("MOVQ", fun.arg(p.name), p.reg)
	}
	fun.o("VMOVUPS", mem(0, "AX"), r(0))
	fun.o("VMOVUPS", mem(0, "DX"), r(1))
	fun.o(v.xor(), r(2), r(2), r(2))
	if v.reg == "Z" {
		fun.o("MOVL", "$1", "AX")
		fun.o("VMOVQ", "AX", "X3")
		fun.o("VPBROADCASTD", "X3", r(3))
		fun.o("MOVL", "$-1", "AX")
		fun.o("VMOVQ", "AX", "X4")
		fun.o("VPBROADCASTD", "X4", "X4")
	}
	fun.maskFrom("CX", r(15))
	fun.label("loop")
	fun.o("VMOVUPS", mem(0, "R9"), r(5))
	if v.reg == "Z" {
		fun.o("VPCMPD", "$6", r(0), r(5), "K2")
		fun.o("VPCMPEQD", r(0), r(5), "K3")
		fun.o("VPCMPD", "$6", r(2), r(1), "K4")
		fun.o("KANDW", "K3", "K4", "K3")
		fun.o("VPSUBD", r(3), r(1), "K3", r(1))
		fun.o("KORW", "K2", "K3", "K2")
		fun.o("KANDW", "K1", "K2", "K2")
		fun.o("VMOVUPS.Z", mem(0, "SI"), "K2", r(6))
		fun.store(r(6), mem(0, "DI"), r(15))
		fun.o("VMOVDQU8.Z", "X4", "K2", "X7")
		fun.o("VMOVDQU8", "X7", "K1", mem(0, "R8"))
	} else {
		fun.o("VPCMPGTD", r(0), r(5), r(6))
		fun.o("VPCMPEQD", r(0), r(5), r(7))
		fun.o("VPCMPGTD", r(2), r(1), r(8))
		fun.o("VPAND", r(7), r(8), r(7))
		fun.o("VPADDD", r(7), r(1), r(1))
		fun.o("VPOR", r(7), r(6), r(6))
		fun.load(mem(0, "SI"), r(9), r(15))
		fun.o("VANDPS", r(6), r(9), r(9))
		fun.store(r(9), mem(0, "DI"), r(15))
		fun.o("VEXTRACTI128", "$1", r(6), "X7")
		fun.o("VPACKSSDW", "X7", "X6", "X6")
		fun.o("VPACKSSWB", "X6", "X6", "X6")
		fun.o("MOVQ", fun.arg("cols"), "CX")
		fun.o("CMPQ", "CX", "$8")
		fun.o("JNE", "partial")
		fun.o("VMOVQ", "X6", mem(0, "R8"))
		fun.o("JMP", "next")
		fun.label("partial")
		fun.o("VMOVQ", "X6", "AX")
		fun.o("MOVQ", "R8", "DX")
		fun.label("byte")
		fun.o("MOVB", "AX", mem(0, "DX"))
		fun.o("SHRQ", "$8", "AX")
		fun.o("INCQ", "DX")
		fun.o("DECQ", "CX")
		fun.o("JNZ", "byte")
		fun.label("next")
	}
	fun.o("ADDQ", fmt.Sprintf("$%d", v.bytes), "R9")
	fun.o("ADDQ", "R10", "R8")
	fun.o("LEAQ", "(DI)(R10*4)", "DI")
	fun.o("LEAQ", "(SI)(R10*4)", "SI")
	fun.o("DECQ", "BX")
	fun.o("JNZ", "loop")
	fun.end()
}

// maskGrad writes dx = dy where the mask is 255, 0 where it is 0, for n a multiple of the
// lanes.
func maskGrad(f *file, v isa) {
	r := v.r
	fun := f.begin(v, "maskGrad"+v.name, "dx = dy and mask; n is a multiple of the lanes",
		[]param{{"dx", "*float32"}, {"dy", "*float32"}, {"mask", "*uint8"}, {"n", "int"}}, "")
	fun.o("MOVQ", fun.arg("dx"), "DI")
	fun.o("MOVQ", fun.arg("dy"), "SI")
	fun.o("MOVQ", fun.arg("mask"), "R8")
	fun.o("MOVQ", fun.arg("n"), "BX")
	fun.o("XORQ", "CX", "CX")
	fun.label("loop")
	fun.o("VPMOVSXBD", "(R8)(CX*1)", r(0))
	fun.o("VANDPS", "(SI)(CX*4)", r(0), r(0))
	fun.o("VMOVUPS", r(0), "(DI)(CX*4)")
	fun.o("ADDQ", fmt.Sprintf("$%d", v.lanes), "CX")
	fun.o("CMPQ", "CX", "BX")
	fun.o("JLT", "loop")
	fun.end()
}
