package andor_test

import (
	"fmt"

	"github.com/andor-kernel/andor/stdlib/andor"
)

// The lines of a first notebook as an ordinary Go program.
func Example() {
	g := andor.NewNet("G").
		Stage("z", andor.Normal(8)).
		Stage("object", andor.FC(4, 4, 16), andor.TopKPer("4", andor.PerPosition)).
		Stage("part", andor.Up(2), andor.Conv(8), andor.ReLU(), andor.TopK("1/4")).
		Stage("image", andor.Up(4), andor.Conv(3), andor.Tanh())
	run := andor.NewRun("run1", g, nil, andor.Scenes(16, 32, 1), "batch 8", "iterations 3").Train()
	tree := run.Tree(7)
	fmt.Println(run.Iteration(), tree.Root.Kind, tree.Root.Children[0].Kind, tree.Err())
	// Output: 3 OR AND <nil>
}

func ExampleNet_String() {
	g := andor.NewNet("G").
		Stage("z", andor.Normal(100)).
		Stage("object", andor.FC(4, 4, 3200), andor.TopKPer("8", andor.PerPosition)).
		Stage("image", andor.Up(16), andor.Conv(3), andor.Tanh())
	fmt.Println(g)
	// Output:
	// net G {
	//   z      normal(100)
	//   object fc(4x4x3200)    topk(8, per: position)
	//   image  up(16) conv(3) tanh
	// }
}
