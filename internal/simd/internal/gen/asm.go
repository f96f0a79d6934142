package main

import (
	"bytes"
	"fmt"
	"strings"
)

// isa is one of the two instruction sets the kernels are written for. Both share the
// three-operand VEX/EVEX mnemonics, so most of the generator does not care which it is.
type isa struct {
	name  string // suffix of the function names
	reg   string // "Z" or "Y"
	bytes int    // of a vector
	lanes int    // float32 in a vector
	regs  int    // vector registers
	rows  []int  // heights of the matrix tiles, highest first, ending in 1
	gemms []int  // widths of the product tiles in vectors
	// heights of the tiles of a stacked outer product, which divide the lanes: half of the registers
	// suffice for the sums, since nothing but broadcasts stands between a tile and its peak
	stacks []int
}

var (
	avx512 = isa{name: "AVX512", reg: "Z", bytes: 64, lanes: 16, regs: 32, rows: []int{12, 8, 4, 2, 1}, gemms: []int{2, 1}, stacks: []int{8, 4, 2, 1}}
	avx2   = isa{name: "AVX2", reg: "Y", bytes: 32, lanes: 8, regs: 16, rows: []int{6, 4, 2, 1}, gemms: []int{2, 1}, stacks: []int{4, 2, 1}}
)

func (v isa) r(i int) string {
	if i < 0 || i >= v.regs {
		panic(fmt.Sprintf("gen: vector register %d of %d", i, v.regs))
	}
	return fmt.Sprintf("%s%d", v.reg, i)
}

// xor is the mnemonic that zeroes a register without AVX-512DQ.
func (v isa) xor() string {
	if v.reg == "Z" {
		return "VPXORQ"
	}
	return "VXORPS"
}

// file collects the assembly, the Go declarations that go with it, and the empty functions
// that stand for the elementwise ones on machines without it.
type file struct {
	asm, stubs, absent bytes.Buffer
}

// fn is one assembly function being written.
type fn struct {
	*file
	v     isa
	slots map[string]string
}

// param is a Go parameter: its name, its Go type.
type param struct{ name, typ string }

// begin opens a function with the given parameters and result (result may be empty) and
// writes its Go declaration. Arguments are read from the stack (ABI0), where g need not be
// kept: R14, R15 and every vector register are free, BP is not touched.
func (f *file) begin(v isa, name, doc string, params []param, result string) *fn {
	size := map[string]int{"int": 8, "*float32": 8, "*int32": 8, "*uint8": 8, "**float32": 8, "float32": 4, "int32": 4, "uint32": 4}
	fun := &fn{file: f, v: v, slots: map[string]string{}}
	offset, decl := 0, []string{}
	place := func(name, typ string) {
		n, ok := size[typ]
		if !ok {
			panic("gen: no size for " + typ)
		}
		offset = (offset + n - 1) / n * n
		fun.slots[name] = fmt.Sprintf("%s+%d(FP)", name, offset)
		offset += n
	}
	for _, p := range params {
		place(p.name, p.typ)
		decl = append(decl, p.name+" "+p.typ)
	}
	if result != "" {
		offset = (offset + 7) / 8 * 8
		place("ret", result)
	}
	fmt.Fprintf(&f.asm, "\n// %s\nTEXT ·%s(SB), NOSPLIT, $0-%d\n", doc, name, offset)
	fmt.Fprintf(&f.stubs, "\n//go:noescape\nfunc %s(%s)", name, strings.Join(decl, ", "))
	if result != "" {
		fmt.Fprintf(&f.stubs, " %s", result)
	}
	f.stubs.WriteString("\n")
	if !strings.HasPrefix(name, "gemm") && !strings.HasPrefix(name, "outer") && !strings.HasPrefix(name, "stacked") && !strings.HasPrefix(name, "transform") && !strings.HasPrefix(name, "grid") && !strings.HasPrefix(name, "peak") {
		missing(&f.absent, name, strings.Join(decl, ", "), result)
	}
	return fun
}

// missing writes a function that stands for name where there is no assembly.
func missing(b *bytes.Buffer, name, params, result string) {
	fmt.Fprintf(b, "\nfunc %s(%s) %s { panic(absent) }\n", name, params, result)
}

// arg is the stack slot of a parameter.
func (f *fn) arg(name string) string {
	s, ok := f.slots[name]
	if !ok {
		panic("gen: no parameter " + name)
	}
	return s
}

// o writes one instruction.
func (f *fn) o(op string, args ...any) {
	if len(args) == 0 {
		fmt.Fprintf(&f.asm, "\t%s\n", op)
		return
	}
	s := make([]string, len(args))
	for i, a := range args {
		s[i] = fmt.Sprint(a)
	}
	fmt.Fprintf(&f.asm, "\t%s %s\n", op, strings.Join(s, ", "))
}

func (f *fn) label(name string) { fmt.Fprintf(&f.asm, "%s:\n", name) }
func (f *fn) note(text string)  { fmt.Fprintf(&f.asm, "\t// %s\n", text) }

// end leaves the function; the upper halves are cleared so that the SSE code of the Go
// compiler that follows pays no transition penalty.
func (f *fn) end() {
	f.o("VZEROUPPER")
	f.o("RET")
}

// mem is a memory operand: base register, displacement, optional index of scale 1 or 4.
func mem(disp int, base string) string { return fmt.Sprintf("%d(%s)", disp, base) }
func memx(disp int, base, index string, scale int) string {
	return fmt.Sprintf("%d(%s)(%s*%d)", disp, base, index, scale)
}

// maskFrom prepares partial vectors of count lanes (a general register, 0 to lanes):
// K1 on AVX-512, the given vector register on AVX2, where a window of the table
// laneMask is loaded. It clobbers the count and R13.
func (f *fn) maskFrom(count, vector string) {
	if f.v.reg == "Z" {
		f.o("MOVL", "$1", "R13")
		f.o("SHLXL", count, "R13", "R13")
		f.o("DECL", "R13")
		f.o("KMOVW", "R13", "K1")
		return
	}
	f.o("NEGQ", count)
	f.o("LEAQ", "laneMask<>+32(SB)", "R13")
	f.o("VMOVUPS", memx(0, "R13", count, 4), vector)
}

// load and store move a vector, partially if vector mask is given ("" means whole).
func (f *fn) load(m, dst, mask string) {
	switch {
	case mask == "":
		f.o("VMOVUPS", m, dst)
	case f.v.reg == "Z":
		f.o("VMOVUPS.Z", m, "K1", dst)
	default:
		f.o("VMASKMOVPS", m, mask, dst)
	}
}

func (f *fn) store(src, m, mask string) {
	switch {
	case mask == "":
		f.o("VMOVUPS", src, m)
	case f.v.reg == "Z":
		f.o("VMOVUPS", src, "K1", m)
	default:
		f.o("VMASKMOVPS", src, mask, m)
	}
}

// each writes a loop over n floats, a vector at a time: the body is written once for whole
// vectors and once for the rest. CX is the byte offset, R12 the bytes left. maskReg is the
// vector register that may hold the mask on AVX2 (it must survive the body).
func (f *fn) each(n string, maskReg int, body func(mask string)) {
	f.o("MOVQ", n, "R12")
	f.o("XORQ", "CX", "CX")
	f.o("SUBQ", fmt.Sprintf("$%d", f.v.lanes), "R12")
	f.o("JLT", "tail")
	f.label("whole")
	body("")
	f.o("ADDQ", fmt.Sprintf("$%d", f.v.bytes), "CX")
	f.o("SUBQ", fmt.Sprintf("$%d", f.v.lanes), "R12")
	f.o("JGE", "whole")
	f.label("tail")
	f.o("ADDQ", fmt.Sprintf("$%d", f.v.lanes), "R12")
	f.o("JEQ", "done")
	f.maskFrom("R12", f.v.r(maskReg))
	body(f.v.r(maskReg))
	f.label("done")
}
