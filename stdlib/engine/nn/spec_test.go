package nn

import (
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"github.com/andor-kernel/andor/dsl"
	"github.com/andor-kernel/andor/stdlib/tensor"
)

// declare builds a net from one line a stage, in the words of the language, with the
// shapes filled in as the checker does. Sizes: normal:D, image:HxWxC, fc:HxWxC,
// conv:C or conv:CxK, up:F, down:F, lrelu:S, topk:K (per channel), topk:K@ (per position).
func declare(t testing.TB, kind dsl.NetKind, lines ...string) *dsl.Net {
	t.Helper()
	n := &dsl.Net{Name: "N", Kind: kind}
	var at dsl.Shape
	for _, line := range lines {
		words := strings.Fields(line)
		s := dsl.Stage{Name: words[0], In: at}
		for _, w := range words[1:] {
			word, arg, _ := strings.Cut(w, ":")
			if word == "topk" {
				s.TopK = topkOf(arg, at)
				continue
			}
			op := dsl.Op{Word: word, In: at}
			v := numbers(arg)
			switch word {
			case "normal":
				at = dsl.Shape{H: 1, W: 1, C: v[0]}
			case "image", "fc":
				at = dsl.Shape{H: 1, W: 1, C: v[0]}
				if len(v) == 3 {
					at = dsl.Shape{H: v[0], W: v[1], C: v[2]}
				}
			case "conv":
				op.Channels, op.Kernel = v[0], 3
				if len(v) == 2 {
					op.Kernel = v[1]
				}
				at.C = v[0]
			case "up":
				op.Factor = v[0]
				at.H, at.W = at.H*v[0], at.W*v[0]
			case "down":
				op.Factor = v[0]
				at.H, at.W = at.H/v[0], at.W/v[0]
			case "lrelu":
				op.Slope = 0.2
			}
			op.Out = at
			if len(n.Stages) == 0 { // an input takes what it gives
				op.In, s.In = at, at
			}
			s.Ops = append(s.Ops, op)
		}
		s.Out = at
		n.Stages = append(n.Stages, s)
	}
	return n
}

func topkOf(arg string, at dsl.Shape) *dsl.TopK {
	per, of := dsl.PerChannel, at.H*at.W
	if strings.HasSuffix(arg, "@") {
		per, of = dsl.PerPosition, at.C
	}
	return &dsl.TopK{K: numbers(strings.TrimSuffix(arg, "@"))[0], N: of, Per: per, Text: arg}
}

func numbers(s string) []int {
	var v []int
	for _, part := range strings.Split(s, "x") {
		n := 0
		for _, r := range part {
			n = 10*n + int(r-'0')
		}
		v = append(v, n)
	}
	return v
}

// smallGenerator has every kind of layer of a generator, odd sizes among them.
func smallGenerator(t testing.TB) *dsl.Net {
	return declare(t, dsl.Generator,
		"z normal:5",
		"object fc:3x2x12 topk:4@",
		"part up:2 conv:6 relu conv:5 lrelu topk:7",
		"prim up:2 conv:4 sigmoid conv:3x1 relu topk:24",
		"image conv:3 tanh",
	)
}

func smallEnergy(t testing.TB) *dsl.Net {
	return declare(t, dsl.Energy,
		"y image:12x8x3",
		"e1 conv:4 lrelu",
		"e2 down:2 conv:5 lrelu conv:6 tanh",
		"energy fc:1",
	)
}

// table1 is the pair of networks of [P] table 1, widths divided by shrink, images of
// 64/small pixels.
func table1(t testing.TB, shrink, small int) (g, e *dsl.Net) {
	c := func(n int) string { return strconv.Itoa(max(n/shrink, 1)) }
	lines := []string{
		"z normal:100",
		"object fc:4x4x" + c(3200) + " topk:8@",
		"part up:2 conv:" + c(512) + " relu conv:" + c(512) + " relu topk:16",
		"subpart up:2 conv:" + c(256) + " relu conv:" + c(256) + " relu topk:64",
		"prim up:2 conv:" + c(128) + " relu conv:" + c(128) + " relu topk:256",
		"pixel up:2 conv:" + c(64) + " relu conv:" + c(64) + " relu",
		"image conv:3 tanh",
	}
	energy := []string{"y image:64x64x3", "e2 conv:" + c(64) + " lrelu"}
	for i, w := range []int{64, 128, 256, 512} {
		energy = append(energy, "e"+strconv.Itoa(i+3)+" down:2 conv:"+c(w)+" lrelu conv:"+c(w)+" lrelu")
	}
	energy = append(energy, "energy fc:1")
	if small == 2 { // one doubling less
		lines = append(lines[:5], lines[6])
		energy[0] = "y image:32x32x3"
		energy = append(energy[:5], energy[6])
	}
	return declare(t, dsl.Generator, lines...), declare(t, dsl.Energy, energy...)
}

func must[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// normal is a tensor of standard normals.
func normal(seed uint64, shape ...int) *tensor.Tensor {
	r := rand.New(rand.NewPCG(seed, 7))
	x := tensor.New(shape...)
	for i := range x.Data {
		x.Data[i] = float32(r.NormFloat64())
	}
	return x
}
