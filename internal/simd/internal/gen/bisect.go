package main

import "fmt"

// bisect finds, in each of cols lanes, a bound that splits off the k largest of n keys, bit by bit from
// the sign down: the largest that at least k keys reach, or, as soon as exactly k keys reach a bound in
// every lane, that one. It also writes how many of the keys equal to it belong to the k.
func bisect(f *file, v isa) {
	r := v.r
	fun := f.begin(v, "bisect"+v.name, "per lane: a bound of the k largest of n keys, and how many equal to it are among the k",
		[]param{{"key", "*int32"}, {"n", "int"}, {"k", "int"}, {"bound", "*int32"}, {"equal", "*int32"}, {"cols", "int"}}, "")
	const lowest, kept, bit, candidate, count, other, one, spare, reached, total, least = 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
	fun.o("MOVQ", fun.arg("key"), "SI")
	fun.o("MOVQ", fun.arg("n"), "R8")
	fun.note("lanes that are not used are done from the start")
	fun.o("MOVQ", fun.arg("cols"), "CX")
	fun.o("MOVL", "$-1", "R10")
	fun.o("SHLL", "CX", "R10")
	fun.o("ANDL", fmt.Sprintf("$%d", 1<<v.lanes-1), "R10")
	fun.o("MOVQ", fun.arg("k"), "R11")
	all := func(reg, register string, dst int) {
		fun.o("VMOVQ", reg, register)
		fun.o("VPBROADCASTD", register, r(dst))
	}
	all("R11", "X1", kept)
	fun.o("DECQ", "R11")
	all("R11", "X10", least)
	all("R8", "X9", total)
	fun.o("MOVL", "$0x80000000", "AX")
	all("AX", "X0", lowest)
	fun.o("VMOVAPS", r(lowest), r(bit))
	fun.o("MOVL", "$1", "AX")
	all("AX", "X6", one)
	fun.o("VMOVAPS", r(total), r(reached))
	c := counter{fun, r(one), r(spare), []string{r(count), r(other)}}
	fun.o("MOVQ", "$32", "CX")
	fun.label("bit")
	fun.o("VPADDD", r(bit), r(lowest), r(candidate))
	c.keys("count", r(candidate), false)
	if v.reg == "Z" {
		fun.o("VPCMPD", "$6", r(least), r(count), "K1")
		fun.o("VMOVAPS", r(candidate), "K1", r(lowest))
		fun.o("VMOVAPS", r(count), "K1", r(reached))
		fun.o("VPCMPEQD", r(kept), r(reached), "K2")
		fun.o("KMOVW", "K2", "AX")
	} else {
		fun.o("VPSUBD", r(count), r(total), r(count)) // what was counted is below
		fun.o("VPCMPGTD", r(least), r(count), r(spare))
		fun.o("VBLENDVPS", r(spare), r(candidate), r(lowest), r(lowest))
		fun.o("VBLENDVPS", r(spare), r(count), r(reached), r(reached))
		fun.o("VPCMPEQD", r(kept), r(reached), r(spare))
		fun.o("VMOVMSKPS", r(spare), "AX")
	}
	fun.o("ORL", "R10", "AX")
	fun.o("CMPL", "AX", fmt.Sprintf("$%d", 1<<v.lanes-1))
	fun.o("JEQ", "found")
	fun.o("VPSRLD", "$1", r(bit), r(bit))
	fun.o("DECQ", "CX")
	fun.o("JNZ", "bit")
	fun.label("found")
	c.keys("above", r(lowest), true)
	fun.o("VPSUBD", r(count), r(kept), r(kept))
	fun.o("MOVQ", fun.arg("bound"), "DI")
	fun.o("VMOVUPS", r(lowest), mem(0, "DI"))
	fun.o("MOVQ", fun.arg("equal"), "DI")
	fun.o("VMOVUPS", r(kept), mem(0, "DI"))
	fun.end()
}

// counter counts keys: R8 vectors of them from SI on.
type counter struct {
	*fn
	one, spare string
	sums       []string
}

// keys leaves in the first of the sums how many keys of each lane are greater than bound, or, if greater
// is false, how many are not less; on AVX2 those that are less.
func (c counter) keys(label, bound string, greater bool) {
	const unroll = 4
	v := c.v
	for _, sum := range c.sums {
		c.o(v.xor(), sum, sum, sum)
	}
	key := func(i int) {
		at, sum := mem(i*v.bytes, "DI"), c.sums[i%2]
		switch {
		case v.reg == "Z":
			compare := "$2" // bound <= key
			if greater {
				compare = "$1"
			}
			c.o("VPCMPD", compare, at, bound, "K1")
			c.o("VPADDD", c.one, sum, "K1", sum)
			return
		case greater:
			c.o("VMOVUPS", at, c.spare)
			c.o("VPCMPGTD", bound, c.spare, c.spare)
		default:
			c.o("VPCMPGTD", at, bound, c.spare)
		}
		c.o("VPSUBD", c.spare, sum, sum)
	}
	c.o("MOVQ", "SI", "DI")
	c.o("MOVQ", "R8", "BX")
	c.o("SUBQ", fmt.Sprintf("$%d", unroll), "BX")
	c.o("JLT", label+"rest")
	c.label(label)
	for i := range unroll {
		key(i)
	}
	c.o("ADDQ", fmt.Sprintf("$%d", unroll*v.bytes), "DI")
	c.o("SUBQ", fmt.Sprintf("$%d", unroll), "BX")
	c.o("JGE", label)
	c.label(label + "rest")
	c.o("ADDQ", fmt.Sprintf("$%d", unroll), "BX")
	c.o("JEQ", label+"end")
	c.label(label + "one")
	key(0)
	c.o("ADDQ", fmt.Sprintf("$%d", v.bytes), "DI")
	c.o("DECQ", "BX")
	c.o("JNZ", label+"one")
	c.label(label + "end")
	c.o("VPADDD", c.sums[1], c.sums[0], c.sums[0])
}

// splitOff finds a bound of the k largest of n floats as bisect does, one bit at a time: integers in the
// order of floats, turned into floats to be compared. NaN is no number.
func splitOff(f *file, v isa) {
	fun := f.begin(v, "splitOff"+v.name, "a bound that the k largest of n floats reach: exactly they, or it is the smallest of them",
		[]param{{"x", "*float32"}, {"n", "int"}, {"k", "int"}}, "float32")
	fun.o("MOVQ", fun.arg("x"), "SI")
	fun.o("MOVQ", fun.arg("k"), "DI")
	fun.o("MOVL", "$0x80000000", "R8")
	fun.o("MOVL", "R8", "R10")
	float := func(from string) {
		fun.o("MOVL", from, "AX")
		fun.o("SARL", "$31", "AX")
		fun.o("SHRL", "$1", "AX")
		fun.o("XORL", from, "AX")
	}
	fun.label("bit")
	fun.o("LEAL", "(R8)(R10*1)", "R11")
	fun.note("below the infinities lie only NaN, which nothing is compared to")
	fun.o("CMPL", "R11", "$0x807fffff")
	fun.o("JLE", "accept")
	float("R11")
	fun.o("VMOVQ", "AX", "X0")
	fun.o("VPBROADCASTD", "X0", v.r(0))
	fun.o("XORQ", "R9", "R9")
	fun.countReached(fun.arg("n"))
	fun.o("CMPQ", "R9", "DI")
	fun.o("JLT", "next")
	fun.o("JGT", "accept")
	fun.o("MOVL", "R11", "R8")
	fun.o("JMP", "found")
	fun.label("accept")
	fun.o("MOVL", "R11", "R8")
	fun.label("next")
	fun.o("SHRL", "$1", "R10")
	fun.o("JNZ", "bit")
	fun.label("found")
	float("R8")
	fun.o("MOVL", "AX", fun.arg("ret"))
	fun.end()
}
