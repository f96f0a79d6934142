package main

import "fmt"

// cellVectors is the vectors of a cell: one for each tap of a 3x3 kernel.
const cellVectors = 9

// lists writes the products of many short lists with the same few rows, which stay in the
// first-level cache meanwhile. A row is a cell of nine vectors: the nine taps of as many
// output channels as a vector has lanes.
func lists(f *file, v isa) {
	gatherLists(f, v)
	dotLists(f, v)
	sumLists(f, v)
}

// entry leaves the address of the row of the entry SI in AX.
func (f *fn) entry(size int) {
	f.o("IMUL3L", fmt.Sprintf("$%d", size), "(R8)(SI*4)", "AX")
	f.o("ADDQ", "DX", "AX")
}

func gatherLists(f *file, v isa) {
	r, size := v.r, cellVectors*v.bytes
	value := r(cellVectors)
	fun := f.begin(v, "gatherLists"+v.name, "y[i] = [y[i] +] sum over list i of values[e] * row index[e] of w, all of them cells; step and apart in bytes",
		[]param{{"y", "*float32"}, {"step", "int"}, {"w", "*float32"}, {"index", "*int32"}, {"values", "*float32"}, {"apart", "int"},
			{"counts", "*int32"}, {"lists", "int"}, {"add", "int"}}, "")
	for _, p := range []struct{ name, reg string }{{"y", "DI"}, {"step", "R10"}, {"w", "DX"}, {"index", "R8"}, {"values", "R9"}, {"apart", "R11"},
		{"counts", "R12"}, {"lists", "BX"}, {"add", "R13"}} {
		fun.o("MOVQ", fun.arg(p.name), p.reg)
	}
	fun.label("list")
	fun.o("MOVLQSX", "(R12)", "CX")
	fun.o("XORQ", "SI", "SI")
	fun.o("TESTQ", "R13", "R13")
	fun.o("JNE", "load")
	for j := range cellVectors {
		fun.o(v.xor(), r(j), r(j), r(j))
	}
	fun.o("JMP", "start")
	fun.label("load")
	for j := range cellVectors {
		fun.o("VMOVUPS", mem(j*v.bytes, "DI"), r(j))
	}
	fun.label("start")
	fun.o("TESTQ", "CX", "CX")
	fun.o("JEQ", "store")
	fun.label("entry")
	fun.entry(size)
	fun.o("VBROADCASTSS", "(R9)(SI*4)", value)
	for j := range cellVectors {
		fun.o("VFMADD231PS", mem(j*v.bytes, "AX"), value, r(j))
	}
	fun.o("INCQ", "SI")
	fun.o("CMPQ", "SI", "CX")
	fun.o("JLT", "entry")
	fun.label("store")
	for j := range cellVectors {
		fun.o("VMOVUPS", r(j), mem(j*v.bytes, "DI"))
	}
	fun.o("ADDQ", "R10", "DI")
	fun.o("ADDQ", "R11", "R8")
	fun.o("ADDQ", "R11", "R9")
	fun.o("ADDQ", "$4", "R12")
	fun.o("DECQ", "BX")
	fun.o("JNZ", "list")
	fun.end()
}

// dotLists keeps the sums of an inner product's lanes apart, a vector for each entry, since
// the product is continued with the next cell of both sides.
func dotLists(f *file, v isa) {
	r, size := v.r, cellVectors*v.bytes
	sum := r(cellVectors)
	fun := f.begin(v, "dotLists"+v.name, "sums of entry e of list i = [+] the lanes of x[i] . row index[e] of w, both cells; step and apart in bytes",
		[]param{{"sums", "*float32"}, {"x", "*float32"}, {"step", "int"}, {"w", "*float32"}, {"index", "*int32"}, {"apart", "int"},
			{"counts", "*int32"}, {"lists", "int"}, {"add", "int"}}, "")
	for _, p := range []struct{ name, reg string }{{"sums", "DI"}, {"x", "R9"}, {"step", "R10"}, {"w", "DX"}, {"index", "R8"}, {"apart", "R11"},
		{"counts", "R12"}, {"lists", "BX"}, {"add", "R13"}} {
		fun.o("MOVQ", fun.arg(p.name), p.reg)
	}
	fun.label("list")
	fun.o("MOVLQSX", "(R12)", "CX")
	fun.o("XORQ", "SI", "SI")
	fun.o("MOVQ", "DI", "R14")
	for j := range cellVectors {
		fun.o("VMOVUPS", mem(j*v.bytes, "R9"), r(j))
	}
	fun.o("TESTQ", "CX", "CX")
	fun.o("JEQ", "next")
	fun.o("TESTQ", "R13", "R13")
	fun.o("JEQ", "first")
	for _, first := range []bool{false, true} {
		label, j0 := "entry", 0
		if first {
			label, j0 = "first", 1
		}
		fun.label(label)
		fun.entry(size)
		if first {
			fun.o("VMULPS", mem(0, "AX"), r(0), sum)
		} else {
			fun.o("VMOVUPS", "(R14)", sum)
		}
		for j := j0; j < cellVectors; j++ {
			fun.o("VFMADD231PS", mem(j*v.bytes, "AX"), r(j), sum)
		}
		fun.o("VMOVUPS", sum, "(R14)")
		fun.o("ADDQ", fmt.Sprintf("$%d", v.bytes), "R14")
		fun.o("INCQ", "SI")
		fun.o("CMPQ", "SI", "CX")
		fun.o("JLT", label)
		if !first {
			fun.o("JMP", "next")
		}
	}
	fun.label("next")
	fun.o("ADDQ", "R10", "R9")
	fun.o("ADDQ", "R11", "R8")
	fun.o("MOVQ", "R11", "AX")
	fun.o("IMULQ", fmt.Sprintf("$%d", v.lanes), "AX")
	fun.o("ADDQ", "AX", "DI")
	fun.o("ADDQ", "$4", "R12")
	fun.o("DECQ", "BX")
	fun.o("JNZ", "list")
	fun.end()
}

// sumLists ends what dotLists began.
func sumLists(f *file, v isa) {
	r := v.r
	fun := f.begin(v, "sumLists"+v.name, "out of entry e of list i = the sum of its lanes, up to three more a list; apart in bytes of out, a multiple of 16",
		[]param{{"out", "*float32"}, {"sums", "*float32"}, {"apart", "int"}, {"counts", "*int32"}, {"lists", "int"}}, "")
	for _, p := range []struct{ name, reg string }{{"out", "DI"}, {"sums", "SI"}, {"apart", "R11"}, {"counts", "R12"}, {"lists", "BX"}} {
		fun.o("MOVQ", fun.arg(p.name), p.reg)
	}
	fun.o("MOVQ", "R11", "R10")
	fun.o("IMULQ", fmt.Sprintf("$%d", v.lanes), "R10")
	fun.label("list")
	fun.o("MOVLQSX", "(R12)", "CX")
	fun.o("MOVQ", "SI", "R8")
	fun.o("MOVQ", "DI", "R9")
	fun.o("TESTQ", "CX", "CX")
	fun.o("JEQ", "next")
	fun.label("four")
	for i := range 4 {
		x, y := fmt.Sprintf("X%d", i), fmt.Sprintf("Y%d", i)
		fun.o("VMOVUPS", mem(i*v.bytes, "R8"), r(i))
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
	fun.o("VMOVUPS", "X0", "(R9)")
	fun.o("ADDQ", "$16", "R9")
	fun.o("ADDQ", fmt.Sprintf("$%d", 4*v.bytes), "R8")
	fun.o("SUBQ", "$4", "CX")
	fun.o("JGT", "four")
	fun.label("next")
	fun.o("ADDQ", "R10", "SI")
	fun.o("ADDQ", "R11", "DI")
	fun.o("ADDQ", "$4", "R12")
	fun.o("DECQ", "BX")
	fun.o("JNZ", "list")
	fun.end()
}
