package andor

import (
	"fmt"
	"testing"
)

// table1 is the generator of [P] table 1, after one iteration: its weights do not matter to
// how long looking inside takes.
func table1(b *testing.B) *Run {
	g := NewNet("G").
		Stage("z", Normal(100)).
		Stage("object", FC(4, 4, 3200), TopKPer("8", PerPosition)).
		Stage("part", Up(2), Conv(512), ReLU(), Conv(512), ReLU(), TopK("8*8/4")).
		Stage("subpart", Up(2), Conv(256), ReLU(), Conv(256), ReLU(), TopK("1/4")).
		Stage("prim", Up(2), Conv(128), ReLU(), Conv(128), ReLU(), TopK("1/4")).
		Stage("pixel", Up(2), Conv(64), ReLU(), Conv(64), ReLU()).
		Stage("image", Conv(3), Tanh())
	r := NewRun("run1", g, nil, Scenes(64, 64, 1), "batch 2", "iterations 1").Train()
	if r.Err() != nil {
		b.Fatal(r.Err())
	}
	return r
}

// BenchmarkLook is what a user waits for who looks inside the full network of [P] table 1:
// a tree with its picture, and the basis functions of 100 units as a picture. The use of
// the units, counted once for all figures of a run, is timed by itself, for 64 images.
func BenchmarkLook(b *testing.B) {
	r := table1(b)
	b.Run("use", func(b *testing.B) {
		for b.Loop() {
			clear(r.stats)
			if _, err := r.useOf("part"); err != nil {
				b.Fatal(err)
			}
		}
	})
	shown := func(b *testing.B, f *Figure) {
		if _, err := f.PNG(); err != nil {
			b.Fatal(err)
		}
	}
	i := 0
	b.Run("tree", func(b *testing.B) {
		for b.Loop() {
			t := r.Tree(i % 64)
			if t.Err() != nil {
				b.Fatal(t.Err())
			}
			i++
		}
	})
	b.Run("tree shown", func(b *testing.B) {
		for b.Loop() {
			shown(b, r.Tree(i%64).Figure())
			i++
		}
	})
	for _, stage := range []string{"object", "part", "subpart", "prim"} {
		b.Run(fmt.Sprintf("100 of %s shown", stage), func(b *testing.B) {
			for b.Loop() {
				shown(b, r.Basis(stage))
			}
		})
	}
}
