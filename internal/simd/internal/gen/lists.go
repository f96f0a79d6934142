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

// dotLists takes four entries at a time: four sums in registers, whose lanes are added up
// crosswise to a vector of four. What follows a list's last entry up to a multiple of four
// is computed too.
func dotLists(f *file, v isa) {
	const entries = 4
	r, size := v.r, cellVectors*v.bytes
	sum := func(i int) string { return r(cellVectors + i) }
	low := func(reg string, i int) string { return fmt.Sprintf("%s%d", reg, cellVectors+i) }
	fun := f.begin(v, "dotLists"+v.name, "out of entry e of list i = [+] x[i] . row index[e] of w, both cells; step and apart in bytes, apart a multiple of 16",
		[]param{{"out", "*float32"}, {"x", "*float32"}, {"step", "int"}, {"w", "*float32"}, {"index", "*int32"}, {"apart", "int"},
			{"counts", "*int32"}, {"lists", "int"}, {"add", "int"}}, "")
	for _, p := range []struct{ name, reg string }{{"out", "DI"}, {"x", "R9"}, {"step", "R10"}, {"w", "DX"}, {"index", "R8"}, {"apart", "R11"},
		{"counts", "R12"}, {"lists", "BX"}, {"add", "R13"}} {
		fun.o("MOVQ", fun.arg(p.name), p.reg)
	}
	fun.label("list")
	fun.o("MOVLQSX", "(R12)", "CX")
	fun.o("XORQ", "SI", "SI")
	fun.o("TESTQ", "CX", "CX")
	fun.o("JEQ", "next")
	for j := range cellVectors {
		fun.o("VMOVUPS", mem(j*v.bytes, "R9"), r(j))
	}
	fun.label("four")
	for i := range entries {
		fun.o("IMUL3L", fmt.Sprintf("$%d", size), fmt.Sprintf("%d(R8)(SI*4)", 4*i), "AX")
		fun.o("ADDQ", "DX", "AX")
		fun.o("VMULPS", mem(0, "AX"), r(0), sum(i))
		for j := 1; j < cellVectors; j++ {
			fun.o("VFMADD231PS", mem(j*v.bytes, "AX"), r(j), sum(i))
		}
	}
	t0, t1 := r(cellVectors+entries), r(cellVectors+entries+1)
	for i := 0; i < entries; i += 2 { // of two sums, lanes 0 + 2 and 1 + 3 of each quarter
		fun.o("VUNPCKLPS", sum(i+1), sum(i), t0)
		fun.o("VUNPCKHPS", sum(i+1), sum(i), t1)
		fun.o("VADDPS", t1, t0, sum(i))
	}
	fun.o("VUNPCKLPD", sum(2), sum(0), t0)
	fun.o("VUNPCKHPD", sum(2), sum(0), t1)
	fun.o("VADDPS", t1, t0, sum(0))
	if v.reg == "Z" {
		fun.o("VEXTRACTF64X4", "$1", sum(0), low("Y", entries))
		fun.o("VADDPS", low("Y", entries), low("Y", 0), low("Y", 0))
	}
	fun.o("VEXTRACTF128", "$1", low("Y", 0), low("X", entries))
	fun.o("VADDPS", low("X", entries), low("X", 0), low("X", 0))
	fun.o("TESTQ", "R13", "R13")
	fun.o("JEQ", "store")
	fun.o("VADDPS", "(DI)(SI*4)", low("X", 0), low("X", 0))
	fun.label("store")
	fun.o("VMOVUPS", low("X", 0), "(DI)(SI*4)")
	fun.o("ADDQ", fmt.Sprintf("$%d", entries), "SI")
	fun.o("CMPQ", "SI", "CX")
	fun.o("JLT", "four")
	fun.label("next")
	fun.o("ADDQ", "R10", "R9")
	fun.o("ADDQ", "R11", "R8")
	fun.o("ADDQ", "R11", "DI")
	fun.o("ADDQ", "$4", "R12")
	fun.o("DECQ", "BX")
	fun.o("JNZ", "list")
	fun.end()
}
