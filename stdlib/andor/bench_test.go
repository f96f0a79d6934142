package andor

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/andor-kernel/andor/dsl"
	"github.com/andor-kernel/andor/stdlib/look/interpret"
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
	r := NewRun("run1", g, nil, Scenes(statsImages, 64, 1), "batch 2", "iterations 1").Train()
	if r.Err() != nil {
		b.Fatal(r.Err())
	}
	return r
}

// saved is the run of the checkpoint that ANDOR_RUN names, nil without. The images are found
// from the folder above the checkpoint's, where notebooks keep them.
func saved(b *testing.B) *Run {
	path := os.Getenv("ANDOR_RUN")
	if path == "" {
		return nil
	}
	b.Chdir(filepath.Dir(filepath.Dir(path)))
	r := Load(path)
	if r.Err() != nil {
		b.Fatal(r.Err())
	}
	return r
}

// BenchmarkLook is what a user waits for who looks inside the full network of [P] table 1:
// a tree, its picture, and the basis functions of 100 units as a picture. The use of the
// units, counted once for all figures of a run, is timed by itself. A
// trained run can be looked into as well:
//
//	ANDOR_RUN=/path/runs/run1.safetensors go test ./stdlib/andor -run '^$' -bench Look
func BenchmarkLook(b *testing.B) {
	b.Run("table 1", func(b *testing.B) { look(b, table1(b)) })
	if r := saved(b); r != nil {
		b.Run(r.spec.Name, func(b *testing.B) { look(b, r) })
	}
}

func look(b *testing.B, r *Run) {
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
	next := func() *Tree {
		i++
		return r.Tree(i % 64)
	}
	b.Run("tree", func(b *testing.B) {
		for b.Loop() {
			if t := next(); t.Err() != nil {
				b.Fatal(t.Err())
			}
		}
	})
	b.Run("tree shown", func(b *testing.B) {
		for b.Loop() {
			shown(b, next().Figure())
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

// BenchmarkTreeChoices reports how far the defaults of a tree, which save time, change what it
// shows, on a short run on scenes and on the run of ANDOR_RUN: the units that a tree shows
// which tries 16 candidates and removes one by one, in per cent, the shares that both
// explain, and the units that one shows which removes one by one and is else as by default.
func BenchmarkTreeChoices(b *testing.B) {
	b.Run("scenes", func(b *testing.B) {
		b.Setenv("ANDOR_RUNS", b.TempDir())
		g := NewNet("G").
			Stage("z", Normal(64)).
			Stage("object", FC(4, 4, 400), TopKPer("8", PerPosition)).
			Stage("part", Up(2), Conv(64), ReLU(), Conv(64), ReLU(), TopK("8*8/4")).
			Stage("subpart", Up(2), Conv(32), ReLU(), Conv(32), ReLU(), TopK("1/4")).
			Stage("pixel", Up(2), Conv(16), ReLU(), Conv(16), ReLU()).
			Stage("image", Conv(3), Tanh())
		treeChoices(b, NewRun("run1", g, nil, Scenes(1000, 32, 1), "iterations 300").Train())
	})
	if r := saved(b); r != nil {
		b.Run(r.spec.Name, func(b *testing.B) { treeChoices(b, r) })
	}
}

func treeChoices(b *testing.B, r *Run) {
	const images = 10
	trees, err := r.reader(func(s dsl.Stage) bool { return s.TopK != nil })
	if err != nil {
		b.Fatal(err)
	}
	grow := func(i int, o interpret.TreeOptions) (map[string]bool, float64) {
		o.Bare = true
		root, _, err := trees.tree(r.run.Latent([]int{i}), o)
		if err != nil {
			b.Fatal(err)
		}
		units, explained, ands := map[string]bool{}, 0.0, 0.0
		root.Walk(func(n *interpret.Node, _ int) {
			if n.Unit.Channel >= 0 {
				units[fmt.Sprint(n.Level, n.Unit)] = true
			}
			if n.Kind == interpret.AND {
				explained, ands = explained+n.Explained, ands+1
			}
		})
		return units, explained / ands
	}
	for b.Loop() {
		var same, of, fast, slow, apart, ofApart float64
		for i := range images {
			got, share := grow(i, interpret.TreeOptions{})
			want, full := grow(i, interpret.TreeOptions{Candidates: 16, OneByOne: true})
			fast, slow, of = fast+share/images, slow+full/images, of+float64(len(want))
			for u := range want {
				if got[u] {
					same++
				}
			}
			alone, _ := grow(i, interpret.TreeOptions{OneByOne: true})
			ofApart += float64(len(alone))
			for u := range alone {
				if got[u] {
					apart++
				}
			}
		}
		b.ReportMetric(100*same/of, "%same")
		b.ReportMetric(100*apart/ofApart, "%same-one-by-one")
		b.ReportMetric(100*fast, "%explained")
		b.ReportMetric(100*slow, "%explained-slow")
	}
}
