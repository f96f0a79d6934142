package dsl_test

import (
	"fmt"

	"github.com/andor-kernel/andor/dsl"
)

const toy = `net G {
  z      normal(16)
  object fc(4x4x64)           topk(8)
  part   up(2) conv(16) relu  topk(1/4)
  image  conv(3) tanh
}
`

func ExampleParse() {
	file, diags := dsl.Parse(dsl.Source{Name: "cell 3", Text: "x := 3\n" + toy + "fmt.Println(x)\n"})
	for _, c := range file.Chunks {
		if c.Block == nil {
			fmt.Println("Go from line", c.Pos.Line)
		} else {
			fmt.Println(c.Block.Kind, c.Block.Name, "from line", c.Pos.Line)
		}
	}
	fmt.Println(len(diags), "mistakes")
	// Output:
	// Go from line 1
	// net G from line 2
	// Go from line 8
	// 0 mistakes
}

func ExampleCheck() {
	file, _ := dsl.Parse(dsl.Source{Text: toy})
	decls, _ := dsl.Check(file, nil)
	for _, s := range decls[0].Net.Stages {
		fmt.Print(s.Name, " ", s.Out)
		if s.TopK != nil {
			fmt.Printf(", keeps %d of %d per %s", s.TopK.K, s.TopK.N, s.TopK.Per)
		}
		fmt.Println()
	}
	// Output:
	// z 16
	// object 4x4x64, keeps 8 of 64 per position
	// part 8x8x16, keeps 16 of 64 per channel
	// image 8x8x3
}

func ExampleCheckBlock() {
	file, _ := dsl.Parse(dsl.Source{Text: "let k = 1/4\nlet j = 2*k\n"})
	d, _ := dsl.CheckBlock(file, 1, nil)
	fmt.Println(d.Let)
	// Output: let j = 1/2
}

func ExampleRead() {
	_, diags := dsl.Read(dsl.Source{Name: "cell 3", Text: "net G {\n  z     normal(16)\n  image fc(8x8x3) tanhh\n}\n"}, nil)
	fmt.Println(diags)
	// Output:
	// error AO011: unknown layer "tanhh"
	//  cell 3, line 3
	//  3 |   image fc(8x8x3) tanhh
	//    |                   ^^^^^
	//    = layers are normal, image, fc, conv, up, down, relu, lrelu, elu, tanh, sigmoid, linear and topk
	//    help: tanh
}

func ExampleFormat() {
	text, _ := dsl.Format(dsl.Source{Text: "net G {\nz normal(16) // latent\nimage fc( 8x8x3 )  tanh\n}\n"})
	fmt.Print(text)
	// Output:
	// net G {
	//   z     normal(16)  // latent
	//   image fc(8x8x3) tanh
	// }
}

func ExampleNewNet() {
	net, diags := dsl.NewNet("G", []dsl.StageText{
		{Name: "z", Layers: []string{"normal(16)"}},
		{Name: "image", Layers: []string{"fc(8x8x3)", "tanh"}},
	})
	fmt.Println(net, diags.Err())
	// Output:
	// net G {
	//   z     normal(16)
	//   image fc(8x8x3) tanh
	// } <nil>
}

func ExampleNet_Summary() {
	decls, _ := dsl.Read(dsl.Source{Text: toy}, nil)
	fmt.Print(decls[0].Net.Summary())
	// Output:
	// generator G: 16 to 8x8x3
	// stage   operations           output  parameters   MACs   done  topk                  active   memory  field
	// ───────────────────────────────────────────────────────────────────────────────────────────────────────────
	// z       normal(16)               16           0      0      0                                   64 B  whole
	// object  fc(4x4x64)           4x4x64       17.4k  16.4k  16.4k  8 of 64 per position  12.5 %  4.0 KiB      6
	// part    up(2) conv(16) relu  8x8x16        9232   590k  73.7k  16 of 64 per channel    25 %  4.0 KiB      3
	// image   conv(3) tanh          8x8x3         435  27.6k   6912                                  768 B      1
	// ───────────────────────────────────────────────────────────────────────────────────────────────────────────
	// total                                     27.1k   634k  97.0k                                8.8 KiB
	// 106 KiB of parameters, 8.8 KiB of activations an image; topk leaves 15 % of the multiplications
}

func ExampleNet_Cost() {
	decls, _ := dsl.Read(dsl.Source{Text: toy}, nil)
	c := decls[0].Net.Cost(64)
	fmt.Println(dsl.Count(c.MACs), "multiplications,", dsl.Count(c.MACsDone), "done,", dsl.Bytes(c.Activation))
	// Output: 40.6M multiplications, 6.21M done, 564 KiB
}

func ExampleNet_Field() {
	decls, _ := dsl.Read(dsl.Source{Text: toy}, nil)
	size, stride := decls[0].Net.Field("part")
	fmt.Println(size, "pixels, every", stride)
	// Output: 3 pixels, every 1
}

func ExampleComplete() {
	text := "net G {\n  z normal(16)\n  object fc(4x4x64) to"
	list, _ := dsl.Complete(dsl.Source{Text: text}, len(text), nil)
	for _, c := range list {
		fmt.Println(c.Text, "-", c.Signature)
	}
	// Output: topk - topk(k, per: position|channel)
}

func ExampleInspect() {
	text := "net G {\n  z normal(16)\n  image fc(8x8x3) tanh\n}\n"
	doc, _ := dsl.Inspect(dsl.Source{Text: text}, 33, nil)
	fmt.Println(doc.Plain())
	// Output:
	// fc(HxWxC) or fc(n)
	//
	// Fully connected layer with bias: every output sees every input. fc(4x4x512) lays its outputs out as 4x4 positions of 512 channels; fc(n) makes n numbers; fc(h, w, c) takes expressions.
	//
	// input       16
	// output      8x8x3
	// parameters  3264
	// MACs        3072 an image, 3072 done
	//
	// example: fc(4x4x512)
	// source: [P] table 1
}

func ExampleIncomplete() {
	incomplete, indent := dsl.Incomplete(dsl.Source{Text: "train run1 {\n  langevin {\n"})
	fmt.Printf("%v %q\n", incomplete, indent)
	// Output: true "    "
}

func ExampleMarshal() {
	decls, _ := dsl.Read(dsl.Source{Text: "let k = 1/4\n"}, nil)
	b, _ := dsl.Marshal(decls[0])
	fmt.Println(string(b))
	back, err := dsl.Unmarshal(b)
	fmt.Println(back.Let, err)
	// Output:
	// {"schema":1,"let":{"name":"k","num":1,"den":4,"value":0.25}}
	// let k = 1/4 <nil>
}

func ExampleExplain() {
	page, ok := dsl.Explain("AO014")
	fmt.Println(page[:26], ok)
	// Output: # AO014 topk keeps nothing true
}
