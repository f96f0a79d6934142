package main

import "fmt"

// rowRegs hold the row pointers of a gemm tile.
var rowRegs = []string{"AX", "BX", "CX", "DX", "SI", "DI", "R8", "R9", "R10", "R11", "R12", "R13"}

// tile lays out the vector registers of an mr x nv tile: accumulators from the top, the
// nv vectors of the right-hand side from the bottom, and what is left for broadcasts.
func tile(v isa, mr, nv int) (acc [][]string, b, free []string) {
	acc = make([][]string, mr)
	for i := range acc {
		for j := range nv {
			acc[i] = append(acc[i], v.r(v.regs-1-i*nv-j))
		}
	}
	for j := range nv {
		b = append(b, v.r(j))
	}
	for i := nv; i < v.regs-mr*nv; i++ {
		free = append(free, v.r(i))
	}
	return acc, b, free
}

// gemm writes y = act(bias + sum over taps and k of x[row, tap][k] * w[tap][k]) for some
// tiles of mr rows, one below the other, and nv vectors of columns. A row of the left-hand
// side is, for each tap, k contiguous floats somewhere in x: at byte off[tap*ldo + row]. The
// weights are packed: one vector group after the other in the order they are used.
// Meanwhile tiles of two vectors ask for a cache line with every k, from ahead on: what will be
// needed after this call. stride is 128, or 0 to ask for nothing new. Those of one are bound by
// what they load, and their weights are few.
//
// left and at are the function's own: what is left of taps, and the place in off.
func gemm(f *file, v isa, mr, nv int) {
	acc, b, free := tile(v, mr, nv)
	fun := f.begin(v, fmt.Sprintf("gemm%dx%d%s", mr, nv*v.lanes, v.name),
		fmt.Sprintf("%d x %d tiles of an indirect matrix product, see gemm in internal/gen", mr, nv*v.lanes),
		[]param{{"tiles", "int"}, {"taps", "int"}, {"k", "int"}, {"x", "*float32"}, {"off", "*int32"}, {"ldo", "int"}, {"w", "*float32"},
			{"y", "*float32"}, {"ldy", "int"}, {"bias", "*float32"}, {"cols", "int"}, {"slope", "float32"},
			{"ahead", "*float32"}, {"stride", "int"}, {"left", "int"}, {"at", "*int32"}}, "")
	fun.note("the frame pointer is kept in its argument's place while it serves as ahead")
	fun.o("MOVQ", "BP", "AX")
	fun.o("MOVQ", fun.arg("ahead"), "BP")
	fun.o("MOVQ", "AX", fun.arg("ahead"))
	fun.label("tile")
	fun.o("MOVQ", fun.arg("bias"), "AX")
	for j := range nv {
		fun.o("VMOVUPS", mem(j*v.bytes, "AX"), acc[0][j])
		for i := 1; i < mr; i++ {
			fun.o("VMOVAPS", acc[0][j], acc[i][j])
		}
	}
	fun.note("ask for the lines of the result now, so that the stores at the end find them")
	fun.o("MOVQ", fun.arg("y"), "AX")
	fun.o("MOVQ", fun.arg("ldy"), "BX")
	for i := range mr {
		for at := 0; at < nv*v.bytes; at += 64 {
			fun.o("PREFETCHT0", mem(at, "AX"))
		}
		if i < mr-1 {
			fun.o("ADDQ", "BX", "AX")
		}
	}
	fun.o("MOVQ", fun.arg("w"), "R15")
	fun.o("MOVQ", fun.arg("taps"), "AX")
	fun.o("MOVQ", "AX", fun.arg("left"))
	fun.o("MOVQ", fun.arg("off"), "R14")
	fun.label("tap")
	fun.o("MOVQ", "R14", fun.arg("at"))
	fun.o("MOVQ", fun.arg("x"), "R13")
	for i := range mr {
		fun.o("MOVLQSX", mem(4*i, "R14"), rowRegs[i])
		if rowRegs[i] == "R13" {
			fun.o("ADDQ", fun.arg("x"), "R13")
			continue
		}
		fun.o("ADDQ", "R13", rowRegs[i])
	}
	// R14 runs ahead of the index by what the displacement takes back.
	step := func(u, ahead int) {
		for j := range nv {
			fun.o("VMOVUPS", mem((u*nv+j)*v.bytes, "R15"), b[j])
		}
		for i := range mr {
			x := memx(4*(u-ahead), rowRegs[i], "R14", 4)
			if nv == 1 && v.reg == "Z" {
				fun.o("VFMADD231PS.BCST", x, b[0], acc[i][0]) // no instruction of its own for the broadcast
				continue
			}
			t := free[i%len(free)]
			fun.o("VBROADCASTSS", x, t)
			for j := range nv {
				fun.o("VFMADD231PS", b[j], t, acc[i][j])
			}
		}
	}
	const unroll = 2
	fun.o("MOVQ", fmt.Sprintf("$%d", unroll), "R14")
	fun.o("CMPQ", "R14", fun.arg("k"))
	fun.o("JGT", "rest")
	fun.label("loop")
	for u := range unroll {
		if nv == 2 {
			fun.o("PREFETCHT1", mem(64*u, "BP"))
		}
		step(u, unroll)
	}
	fun.o("ADDQ", fun.arg("stride"), "BP")
	fun.o("ADDQ", fmt.Sprintf("$%d", unroll*nv*v.bytes), "R15")
	fun.o("ADDQ", fmt.Sprintf("$%d", unroll), "R14")
	fun.o("CMPQ", "R14", fun.arg("k"))
	fun.o("JLE", "loop")
	fun.label("rest")
	fun.o("DECQ", "R14")
	fun.o("CMPQ", "R14", fun.arg("k"))
	fun.o("JGT", "next")
	step(0, 1)
	fun.o("ADDQ", fmt.Sprintf("$%d", nv*v.bytes), "R15")
	fun.label("next")
	fun.o("MOVQ", fun.arg("ldo"), "R14")
	fun.o("SHLQ", "$2", "R14")
	fun.o("ADDQ", fun.arg("at"), "R14")
	fun.o("DECQ", fun.arg("left"))
	fun.o("JNZ", "tap")
	fun.note("max(v, slope*v): slope 1 is no activation, 0 is relu")
	fun.o("MOVL", fun.arg("slope"), "AX")
	fun.o("CMPL", "AX", "$0x3f800000")
	fun.o("JEQ", "store")
	fun.o("VBROADCASTSS", fun.arg("slope"), b[0])
	for i := range mr {
		for j := range nv {
			fun.o("VMULPS", b[0], acc[i][j], free[0])
			fun.o("VMAXPS", free[0], acc[i][j], acc[i][j])
		}
	}
	fun.label("store")
	fun.o("MOVQ", fun.arg("y"), "AX")
	fun.o("MOVQ", fun.arg("ldy"), "BX")
	fun.o("MOVQ", fun.arg("cols"), "CX")
	rows := func(mask string) {
		for i := range mr {
			for j := range nv {
				m := ""
				if j == nv-1 {
					m = mask
				}
				fun.store(acc[i][j], mem(j*v.bytes, "AX"), m)
			}
			fun.o("ADDQ", "BX", "AX")
		}
	}
	fun.note("whole vectors apart: stores under a mask are slow on some processors")
	fun.o("CMPQ", "CX", fmt.Sprintf("$%d", v.lanes))
	fun.o("JLT", "partial")
	rows("")
	fun.label("stored")
	fun.o("DECQ", fun.arg("tiles"))
	fun.o("JEQ", "done")
	fun.o("MOVQ", "AX", fun.arg("y"))
	fun.o("ADDQ", fmt.Sprintf("$%d", 4*mr), fun.arg("off"))
	fun.o("JMP", "tile")
	fun.label("done")
	fun.o("MOVQ", fun.arg("ahead"), "BP")
	fun.end()
	fun.label("partial")
	fun.maskFrom("CX", b[0])
	rows(b[0])
	fun.o("JMP", "stored")
}

// outer writes c = [c +] sum over n positions of a[pos][0:mr]^T b[pos][columns]: the tile of
// a weight gradient. Position p of a lies at byte aoff[p], of b at boff[p]. Only the last
// vector of the columns may be partial: cols of its lanes are read and written.
func outer(f *file, v isa, mr, nv int) {
	acc, b, free := tile(v, mr, nv)
	// The mask lives in a register of its own on AVX2; a tile that has no register to spare
	// broadcasts into the single other free one.
	mask := free[0]
	if v.reg == "Y" {
		free = free[1:]
	}
	fun := f.begin(v, fmt.Sprintf("outer%dx%d%s", mr, nv*v.lanes, v.name),
		fmt.Sprintf("a %d x %d tile of a sum of outer products, see outer in internal/gen", mr, nv*v.lanes),
		[]param{{"n", "int"}, {"a", "*float32"}, {"aoff", "*int32"}, {"b", "*float32"}, {"boff", "*int32"},
			{"c", "*float32"}, {"ldc", "int"}, {"cols", "int"}, {"add", "int"}}, "")
	fun.o("MOVQ", fun.arg("cols"), "CX")
	fun.maskFrom("CX", mask)
	for i := range mr {
		for j := range nv {
			fun.o(v.xor(), acc[i][j], acc[i][j], acc[i][j])
		}
	}
	for _, p := range []struct{ name, reg string }{{"n", "CX"}, {"a", "SI"}, {"aoff", "R8"}, {"b", "DI"}, {"boff", "R9"}, {"c", "R10"}, {"ldc", "R11"}} {
		fun.o("MOVQ", fun.arg(p.name), p.reg)
	}
	fun.label("loop")
	fun.o("MOVLQSX", mem(0, "R8"), "AX")
	fun.o("MOVLQSX", mem(0, "R9"), "BX")
	for j := range nv {
		m := ""
		if j == nv-1 {
			m = mask
		}
		fun.load(memx(j*v.bytes, "DI", "BX", 1), b[j], m)
	}
	for i := range mr {
		t := free[i%len(free)]
		fun.o("VBROADCASTSS", memx(4*i, "SI", "AX", 1), t)
		for j := range nv {
			fun.o("VFMADD231PS", b[j], t, acc[i][j])
		}
	}
	fun.o("ADDQ", "$4", "R8")
	fun.o("ADDQ", "$4", "R9")
	fun.o("DECQ", "CX")
	fun.o("JNZ", "loop")
	fun.addAndStore(acc, b[0], mask)
	fun.end()
}

// addAndStore ends an outer product: its sums are added to the tile of c at R10, rows R11 bytes
// apart, if add says so, and stored there. Only the last vector of a row may be partial. R10 is
// left at the last row.
func (f *fn) addAndStore(acc [][]string, spare, mask string) {
	each := func(row string, do func(m, reg, mask string)) {
		for i := range acc {
			for j, reg := range acc[i] {
				m := ""
				if j == len(acc[i])-1 {
					m = mask
				}
				do(mem(j*f.v.bytes, row), reg, m)
			}
			if i < len(acc)-1 {
				f.o("ADDQ", "R11", row)
			}
		}
	}
	f.o("CMPQ", f.arg("add"), "$0")
	f.o("JEQ", "store")
	f.o("MOVQ", "R10", "DX")
	each("DX", func(m, reg, mask string) {
		f.load(m, spare, mask)
		f.o("VADDPS", spare, reg, reg)
	})
	f.label("store")
	each("R10", func(m, reg, mask string) { f.store(reg, m, mask) })
}

// stacked writes c = [c +] sum over n positions of a[pos][0:mr]^T b[pos][columns], where a and
// b are kept in groups of as many columns as a vector has lanes, position after position: so
// both are read front to back, without offsets. The groups of a lie across bytes apart, of b apart.
// So many tiles, one below the other, from the first row of a group on. row and from are the
// function's own: the row in the group, and where it begins.
func stacked(f *file, v isa, mr, nv int) {
	acc, b, free := tile(v, mr, nv)
	mask := free[0]
	free = free[1:]
	fun := f.begin(v, fmt.Sprintf("stacked%dx%d%s", mr, nv*v.lanes, v.name),
		fmt.Sprintf("a %d x %d tile of a sum of outer products, see stacked in internal/gen", mr, nv*v.lanes),
		[]param{{"tiles", "int"}, {"n", "int"}, {"a", "*float32"}, {"across", "int"}, {"b", "*float32"}, {"apart", "int"}, {"c", "*float32"}, {"ldc", "int"}, {"cols", "int"}, {"add", "int"}, {"row", "int"}}, "")
	fun.o("MOVQ", fun.arg("cols"), "CX")
	fun.maskFrom("CX", mask)
	fun.o("MOVQ", fun.arg("c"), "R10")
	fun.o("MOVQ", fun.arg("ldc"), "R11")
	fun.label("tile")
	for _, p := range []struct{ name, reg string }{{"n", "CX"}, {"a", "SI"}, {"b", "DI"}} {
		fun.o("MOVQ", fun.arg(p.name), p.reg)
	}
	fun.note("ask for the lines of the sums now, for the end")
	fun.o("MOVQ", "R10", "DX")
	for i := range mr {
		for at := 0; at < nv*v.bytes; at += 64 {
			fun.o("PREFETCHT0", mem(at, "DX"))
		}
		if i < mr-1 {
			fun.o("ADDQ", "R11", "DX")
		}
	}
	groups := []string{"DI"}
	if nv == 2 {
		fun.o("MOVQ", fun.arg("apart"), "R8")
		fun.o("ADDQ", "DI", "R8")
		groups = append(groups, "R8")
	}
	for i := range mr {
		for j := range nv {
			fun.o(v.xor(), acc[i][j], acc[i][j], acc[i][j])
		}
	}
	step := func(u int) {
		for j := range nv {
			fun.o("VMOVUPS", mem(u*v.bytes, groups[j]), b[j])
		}
		for i := range mr {
			t := free[i%len(free)]
			fun.o("VBROADCASTSS", mem(u*v.bytes+4*i, "SI"), t)
			for j := range nv {
				fun.o("VFMADD231PS", b[j], t, acc[i][j])
			}
		}
	}
	const unroll = 4
	fun.o("SUBQ", fmt.Sprintf("$%d", unroll), "CX")
	fun.o("JLT", "rest")
	fun.label("loop")
	for u := range unroll {
		step(u)
	}
	for _, reg := range append([]string{"SI"}, groups...) {
		fun.o("ADDQ", fmt.Sprintf("$%d", unroll*v.bytes), reg)
	}
	fun.o("SUBQ", fmt.Sprintf("$%d", unroll), "CX")
	fun.o("JGE", "loop")
	fun.label("rest")
	fun.o("ADDQ", fmt.Sprintf("$%d", unroll), "CX")
	fun.o("JEQ", "sum")
	fun.label("one")
	step(0)
	for _, reg := range append([]string{"SI"}, groups...) {
		fun.o("ADDQ", fmt.Sprintf("$%d", v.bytes), reg)
	}
	fun.o("DECQ", "CX")
	fun.o("JNZ", "one")
	fun.label("sum")
	fun.addAndStore(acc, b[0], mask)
	fun.o("DECQ", fun.arg("tiles"))
	fun.o("JEQ", "done")
	fun.o("ADDQ", "R11", "R10")
	fun.o("MOVQ", fmt.Sprintf("$%d", 4*mr), "AX")
	fun.o("MOVQ", fun.arg("row"), "BX")
	fun.o("ADDQ", fmt.Sprintf("$%d", mr), "BX")
	fun.o("CMPQ", "BX", fmt.Sprintf("$%d", v.lanes))
	fun.o("JLT", "same")
	fun.o("XORQ", "BX", "BX")
	fun.o("ADDQ", fun.arg("across"), "AX")
	fun.o("SUBQ", fmt.Sprintf("$%d", v.bytes), "AX")
	fun.label("same")
	fun.o("MOVQ", "BX", fun.arg("row"))
	fun.o("ADDQ", "AX", fun.arg("a"))
	fun.o("JMP", "tile")
	fun.label("done")
	fun.end()
}

// peak writes n rounds of independent fused multiply-adds on registers: what the machine
// can do at most.
func peak(f *file, v isa) {
	const chains = 12
	fun := f.begin(v, "peak"+v.name, fmt.Sprintf("n rounds of %d multiply-adds of %d lanes", chains, v.lanes), []param{{"n", "int"}}, "")
	fun.o("MOVQ", fun.arg("n"), "CX")
	for i := range chains + 2 {
		fun.o(v.xor(), v.r(i), v.r(i), v.r(i))
	}
	fun.label("loop")
	for i := range chains {
		fun.o("VFMADD231PS", v.r(chains), v.r(chains+1), v.r(i))
	}
	fun.o("DECQ", "CX")
	fun.o("JNZ", "loop")
	fun.end()
}
