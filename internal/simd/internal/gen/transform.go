package main

import "fmt"

// A transform is a small two-dimensional linear map applied to each channel: outputs
// (r, c) = sum over i, j of side[r][i] * side[c][j] * input (i, j), with coefficients 0, 1
// and 1/2 and their negatives. Inputs and outputs are rows of channels given by pointers,
// so edges are a matter of pointing to zeros (or to waste). The list is shared with the
// pure Go path through transforms.go of package simd, which this program writes too.
type transform struct {
	name, doc  string
	side       [][]float64
	accumulate bool // add to what the outputs hold
	bias       bool // add a bias and apply max(v, slope*v)
	apart      side // the side whose vectors lie step bytes apart
	grid       bool // there is a kernel for rows at equal distances too
}

// side is the inputs or the outputs of a transform.
type side int

const (
	inputs side = iota + 1
	outputs
)

var transforms = []transform{
	{name: "WinogradInput", doc: "is B^T d B of F(2x2,3x3): a 4x4 patch of the input to 4x4 products", grid: true,
		side: [][]float64{{1, 0, -1, 0}, {0, 1, 1, 0}, {0, -1, 1, 0}, {0, 1, 0, -1}}},
	{name: "WinogradOutput", doc: "is A^T m A of F(2x2,3x3), with bias and activation: 4x4 products to 2x2 outputs", bias: true, grid: true,
		side: [][]float64{{1, 1, 1, 0}, {0, 1, -1, -1}}},
	{name: "WinogradGrad", doc: "is A d A^T of F(2x2,3x3): 2x2 output gradients to 4x4 products", grid: true,
		side: [][]float64{{1, 0}, {1, 1}, {1, -1}, {0, -1}}},
	{name: "WinogradWeight", doc: "is G w G^T of F(2x2,3x3): 3x3 weights to 4x4 products",
		side: [][]float64{{1, 0, 0}, {.5, .5, .5}, {.5, -.5, .5}, {0, 0, 1}}},
	{name: "WinogradWeightGrad", doc: "is G^T m G of F(2x2,3x3): 4x4 products to 3x3 weight gradients",
		side: [][]float64{{1, .5, .5, 0}, {0, .5, -.5, 0}, {0, .5, .5, 1}}},
	{name: "NineInput", doc: "makes the nine products' left sides of upsample-by-two plus 3x3 from a 3x3 patch: centre and differences to it", grid: true,
		side: [][]float64{{1, -1, 0}, {0, 1, 0}, {0, -1, 1}}},
	{name: "NineOutput", doc: "makes 2x2 outputs from the nine products, with bias and activation", bias: true, grid: true,
		side: [][]float64{{1, 1, 0}, {0, 1, 1}}},
	{name: "NineGrad", doc: "makes nine right sides of the weight gradient from 2x2 output gradients", grid: true,
		side: [][]float64{{1, 0}, {1, 1}, {0, 1}}},
	{name: "NineData", doc: "makes nine left sides of the data gradient from a 4x4 patch of output gradients", grid: true,
		side: [][]float64{{0, -1, 0, 1}, {0, 1, 1, 0}, {1, 0, -1, 0}}},
	{name: "NineWeight", doc: "makes the weights of the nine products from 3x3 weights",
		side: [][]float64{{1, 0, 0}, {1, 1, 1}, {0, 0, 1}}},
	{name: "NineWeightGrad", doc: "makes 3x3 weight gradients from those of the nine products",
		side: [][]float64{{1, 1, 0}, {0, 1, 0}, {0, 1, 1}}},
	{name: "Spread", grid: true, doc: "adds the nine tap products of one input position to the 4x4 outputs it reaches through upsample-by-two plus 3x3", accumulate: true, apart: inputs,
		side: [][]float64{{0, 0, 1}, {0, 1, 1}, {1, 1, 0}, {1, 0, 0}}},
	{name: "Collect", grid: true, doc: "sums a 4x4 patch of output gradients into the nine tap gradients of one input position: the transpose of Spread", apart: outputs,
		side: [][]float64{{0, 0, 1, 1}, {0, 1, 1, 0}, {1, 1, 0, 0}}},
	{name: "Mean", doc: "is the mean of 2x2 inputs", grid: true, side: [][]float64{{.5, .5}}},
	{name: "Quarter", doc: "gives each of 2x2 outputs a quarter of the input", grid: true, side: [][]float64{{.5}, {.5}}},
}

// term is a register times a coefficient of -1, -1/2, 1/2 or 1.
type term struct {
	coef float64
	reg  string
}

// combiner sums terms. zero and half are constant registers, spare is clobbered.
type combiner struct {
	*fn
	zero, half, spare string
}

// sum leaves the signed sum of terms (all of the same magnitude) in dst.
func (c combiner) sum(dst string, terms []term) {
	var order []term
	for _, positive := range []bool{true, false} {
		for _, t := range terms {
			if (t.coef > 0) == positive {
				order = append(order, t)
			}
		}
	}
	first := order[0]
	switch {
	case first.coef < 0:
		c.o("VSUBPS", first.reg, c.zero, dst)
	case len(order) == 1:
		c.o("VMOVAPS", first.reg, dst)
		return
	}
	for i, t := range order[1:] {
		left := dst
		if i == 0 && first.coef > 0 {
			left = first.reg
		}
		op := "VADDPS"
		if t.coef < 0 {
			op = "VSUBPS"
		}
		c.o(op, t.reg, left, dst)
	}
}

// combine leaves the sum of terms of both magnitudes and returns the register that holds
// it: dst, or the single register of a plain copy.
func (c combiner) combine(dst string, terms []term) string {
	var ones, halves []term
	for _, t := range terms {
		switch t.coef {
		case 1, -1:
			ones = append(ones, t)
		case .5, -.5:
			halves = append(halves, t)
		default:
			panic(fmt.Sprintf("gen: coefficient %g", t.coef))
		}
	}
	if len(halves) == 0 {
		if len(ones) == 1 && ones[0].coef == 1 {
			return ones[0].reg
		}
		c.sum(dst, ones)
		return dst
	}
	if len(ones) == 0 {
		c.sum(dst, halves)
		c.o("VMULPS", c.half, dst, dst)
		return dst
	}
	c.sum(c.spare, halves)
	c.sum(dst, ones)
	c.o("VFMADD231PS", c.half, c.spare, dst)
	return dst
}

// sandwich writes a transform: for every output row the columns are combined first, from
// memory, then the outputs of that row from the combined columns. So few registers do.
func sandwich(f *file, v isa, t transform) {
	n := len(t.side[0])
	params := []param{{"dst", "**float32"}, {"src", "**float32"}, {"n", "int"}}
	if t.bias {
		params = append(params, param{"bias", "*float32"}, param{"slope", "float32"})
	}
	if t.apart != 0 {
		params = append(params, param{"step", "int"})
	}
	fun := f.begin(v, "transform"+t.name+v.name, t.name+" "+t.doc, params, "")
	if t.apart != 0 {
		fun.o("MOVQ", fun.arg("step"), "R14")
		fun.o("XORQ", "R15", "R15")
	}
	// Registers: 0-3 columns, 4-8 loads, 9 output, 10 spare, 11 slope, 12 bias, 13 half, 14 zero, 15 mask.
	c := combiner{fun, v.r(14), v.r(13), v.r(10)}
	fun.o(v.xor(), v.r(14), v.r(14), v.r(14))
	fun.o("MOVL", "$0x3f000000", "AX")
	fun.o("VMOVQ", "AX", "X13")
	fun.o("VBROADCASTSS", "X13", v.r(13))
	fun.o("MOVQ", fun.arg("src"), "SI")
	fun.o("MOVQ", fun.arg("dst"), "DI")
	if t.bias {
		fun.o("MOVQ", fun.arg("bias"), "R8")
		fun.o("VBROADCASTSS", fun.arg("slope"), v.r(11))
	}
	pointers := []string{"AX", "BX", "DX", "R9", "R10", "R11"}
	used := 0
	at := func(of side, i int) string {
		p := pointers[used%len(pointers)]
		used++
		array, index := "SI", "CX"
		if of == outputs {
			array = "DI"
		}
		if of == t.apart {
			index = "R15"
		}
		fun.o("MOVQ", mem(8*i, array), p)
		return memx(0, p, index, 1)
	}
	fun.each(fun.arg("n"), 15, func(mask string) {
		if t.bias {
			fun.load(memx(0, "R8", "CX", 1), v.r(12), mask)
		}
		for r, row := range t.side {
			cols := make([]string, n)
			for j := range n {
				var terms []term
				for i, coef := range row {
					if coef == 0 {
						continue
					}
					reg := v.r(4 + len(terms))
					if len(terms) == 0 {
						reg = v.r(j)
					}
					fun.load(at(inputs, i*n+j), reg, mask)
					terms = append(terms, term{coef, reg})
				}
				cols[j] = c.combine(v.r(j), terms)
			}
			for o, side := range t.side {
				var terms []term
				for j, coef := range side {
					if coef != 0 {
						terms = append(terms, term{coef, cols[j]})
					}
				}
				out := c.combine(v.r(9), terms)
				place := at(outputs, r*len(t.side)+o)
				if t.accumulate {
					fun.load(place, v.r(4), mask)
					fun.o("VADDPS", v.r(4), out, v.r(9))
					out = v.r(9)
				}
				if t.bias {
					fun.o("VADDPS", v.r(12), out, v.r(9))
					fun.o("VMULPS", v.r(11), v.r(9), v.r(10))
					fun.o("VMAXPS", v.r(10), v.r(9), v.r(9))
					out = v.r(9)
				}
				fun.store(out, place, mask)
			}
		}
		if t.apart != 0 {
			fun.o("ADDQ", "R14", "R15")
		}
	})
	fun.end()
}

// gridded writes a transform of some squares, one after the other, whose inputs, and whose outputs,
// lie at equal distances: columns of each square col bytes apart, an output's rows row and its vectors
// step bytes, and squares tile bytes. The rows of the first square's inputs are listed: a row outside
// of an image may lie elsewhere. So there is no list of pointers to walk, half of what sandwich reads,
// and no call for each square. With 32 registers all columns are combined first, each input read once;
// with 16, as in sandwich, an output row at a time. Sums are the same, bit for bit.
//
// at is the function's own: where the inputs of a square lie from those of the first.
func gridded(f *file, v isa, t transform) {
	in, out := len(t.side[0]), len(t.side)
	params := []param{{"tiles", "int"}, {"dst", "*float32"}, {"dstRow", "int"}, {"dstCol", "int"}, {"dstStep", "int"}, {"dstTile", "int"},
		{"src", "**float32"}, {"srcCol", "int"}, {"srcTile", "int"}, {"n", "int"}, {"at", "int"}}
	if t.bias {
		params = append(params, param{"bias", "*float32"}, param{"slope", "float32"})
	}
	fun := f.begin(v, "grid"+t.name+v.name, t.name+" "+t.doc, params, "")
	srcRows, dstRows := []string{"R8", "R9", "R10", "R11"}[:in], []string{"SI", "DI", "R14", "R15"}[:out]
	fun.o("MOVQ", fun.arg("srcCol"), "AX")
	fun.o("LEAQ", memx(0, "AX", "AX", 2), "BX")
	fun.o("MOVQ", fun.arg("dstCol"), "DX")
	fun.o("LEAQ", memx(0, "DX", "DX", 2), "CX")
	moving := srcRows
	place := func(rows []string, i, j int, col, thrice string) string {
		switch j {
		case 0:
			return mem(0, rows[i])
		case 3:
			return memx(0, rows[i], thrice, 1)
		}
		return memx(0, rows[i], col, j)
	}
	// The constants and the last sums keep sandwich's registers; with 32 the columns lie above.
	c := combiner{fun, v.r(14), v.r(13), v.r(10)}
	fun.o(v.xor(), v.r(14), v.r(14), v.r(14))
	fun.o("MOVL", "$0x3f000000", "R13")
	fun.o("VMOVQ", "R13", "X13")
	fun.o("VBROADCASTSS", "X13", v.r(13))
	if t.bias {
		fun.o("VBROADCASTSS", fun.arg("slope"), v.r(11))
		moving = append([]string{"R15"}, moving...) // two rows of outputs leave it free
	}
	column := func(r, j int, load func(i, at int) string, dst string) string {
		var terms []term
		for i, coef := range t.side[r] {
			if coef != 0 {
				terms = append(terms, term{coef, load(i, len(terms))})
			}
		}
		return c.combine(dst, terms)
	}
	finish := func(r int, cols []string, mask string) {
		for o, side := range t.side {
			var terms []term
			for j, coef := range side {
				if coef != 0 {
					terms = append(terms, term{coef, cols[j]})
				}
			}
			sum := c.combine(v.r(9), terms)
			if t.accumulate {
				fun.load(place(dstRows, r, o, "DX", "CX"), v.r(4), mask)
				fun.o("VADDPS", v.r(4), sum, v.r(9))
				sum = v.r(9)
			}
			if t.bias {
				fun.o("VADDPS", v.r(12), sum, v.r(9))
				fun.o("VMULPS", v.r(11), v.r(9), v.r(10))
				fun.o("VMAXPS", v.r(10), v.r(9), v.r(9))
				sum = v.r(9)
			}
			fun.store(sum, place(dstRows, r, o, "DX", "CX"), mask)
		}
	}
	body := func(mask string) {
		if t.bias {
			fun.load(mem(0, "R15"), v.r(12), mask)
		}
		cols := make([]string, in)
		if v.regs == 32 {
			const above = 16
			for j := range in {
				for i := range in {
					fun.load(place(srcRows, i, j, "AX", "BX"), v.r(i), mask)
				}
				for r := range out {
					dst := v.r(above + r*in + j)
					if got := column(r, j, func(i, _ int) string { return v.r(i) }, dst); got != dst {
						fun.o("VMOVAPS", got, dst)
					}
				}
			}
			for r := range out {
				for j := range in {
					cols[j] = v.r(above + r*in + j)
				}
				finish(r, cols, mask)
			}
			return
		}
		for r := range out {
			for j := range in {
				cols[j] = column(r, j, func(i, at int) string {
					reg := v.r(4 + at)
					if at == 0 {
						reg = v.r(j)
					}
					fun.load(place(srcRows, i, j, "AX", "BX"), reg, mask)
					return reg
				}, v.r(j))
			}
			finish(r, cols, mask)
		}
	}
	fun.label("tile")
	fun.o("MOVQ", fun.arg("src"), "R12")
	fun.o("MOVQ", fun.arg("at"), "R13")
	for i, reg := range srcRows {
		fun.o("MOVQ", mem(8*i, "R12"), reg)
		fun.o("ADDQ", "R13", reg)
	}
	fun.o("MOVQ", fun.arg("dst"), dstRows[0])
	fun.o("MOVQ", fun.arg("dstRow"), "R13")
	for i := 1; i < out; i++ {
		fun.o("LEAQ", memx(0, dstRows[i-1], "R13", 1), dstRows[i])
	}
	if t.bias {
		fun.o("MOVQ", fun.arg("bias"), "R15")
	}
	fun.o("MOVQ", fun.arg("dstStep"), "R13")
	fun.o("MOVQ", fun.arg("n"), "R12")
	fun.o("SUBQ", fmt.Sprintf("$%d", v.lanes), "R12")
	fun.o("JLT", "tail")
	fun.label("whole")
	body("")
	for _, reg := range dstRows {
		fun.o("ADDQ", "R13", reg)
	}
	for _, reg := range moving {
		fun.o("ADDQ", fmt.Sprintf("$%d", v.bytes), reg)
	}
	fun.o("SUBQ", fmt.Sprintf("$%d", v.lanes), "R12")
	fun.o("JGE", "whole")
	fun.label("tail")
	fun.o("ADDQ", fmt.Sprintf("$%d", v.lanes), "R12")
	fun.o("JEQ", "done")
	fun.maskFrom("R12", v.r(15))
	body(v.r(15))
	fun.label("done")
	for _, p := range []struct{ by, at string }{{"dstTile", "dst"}, {"srcTile", "at"}} {
		fun.o("MOVQ", fun.arg(p.by), "R13")
		fun.o("ADDQ", "R13", fun.arg(p.at))
	}
	fun.o("DECQ", fun.arg("tiles"))
	fun.o("JNZ", "tile")
	fun.end()
}
