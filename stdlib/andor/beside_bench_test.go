//go:build unix

package andor

import (
	"os"
	"runtime"
	"slices"
	"syscall"
	"testing"
	"time"

	"github.com/andor-kernel/andor/dsl"
)

// BenchmarkBeside trains eight seeds of the small networks of the benchmark, side by side and one after another in
// alternation, and reports the least time of each, the least ratio of two that followed each other, and how many
// processors were busy. Side by side uses what GOMAXPROCS allows, one after another too.
func BenchmarkBeside(b *testing.B) {
	text, err := os.ReadFile("../../internal/bench/testdata/small.andor")
	if err != nil {
		b.Fatal(err)
	}
	decls, diags := dsl.Read(dsl.Source{Name: "small.andor", Text: string(text)}, nil)
	if len(diags) > 0 {
		b.Fatal(diags)
	}
	b.Setenv("ANDOR_RUNS", b.TempDir())
	d := Scenes(64, 32, 1)
	nets := map[dsl.NetKind]*Net{}
	for _, one := range decls {
		nets[one.Net.Kind] = &Net{name: one.Net.Name, spec: one.Net}
	}
	var took, busy [2][]float64
	for range b.N {
		for side := range 2 {
			r := NewRun("run1", nets[dsl.Generator], nets[dsl.Energy], d, "batch 16", "iterations 12", "repeat 8", "langevin { steps 10 }")
			seeds, err := r.seeds()
			if err != nil {
				b.Fatal(err)
			}
			for _, one := range seeds { // memory is there, and algorithms are chosen
				one.run.Aim(2)
				if err := one.run.Train(b.Context(), nil); err != nil {
					b.Fatal(err)
				}
				one.run.Resume()
			}
			runtime.GC()
			start, processor := time.Now(), processorTime()
			if side == 0 {
				newBeside("run1", seeds).train(sideBySide(seeds), false)
			} else {
				for _, one := range seeds {
					trainEach("run1", []*Run{one}, false)
				}
			}
			wall := time.Since(start).Seconds()
			took[side], busy[side] = append(took[side], wall), append(busy[side], (processorTime()-processor).Seconds()/wall)
		}
	}
	ratios := make([]float64, b.N)
	for i := range ratios {
		ratios[i] = took[0][i] / took[1][i]
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(slices.Min(took[0]), "beside-s")
	b.ReportMetric(slices.Min(took[1]), "after-s")
	b.ReportMetric(slices.Min(took[0])/slices.Min(took[1]), "beside/after")
	b.ReportMetric(slices.Min(ratios), "least-ratio")
	b.ReportMetric(slices.Max(busy[0]), "beside-busy")
	b.ReportMetric(slices.Max(busy[1]), "after-busy")
}

// processorTime is what the process has used so far.
func processorTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
