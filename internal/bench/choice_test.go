//go:build unix

package bench

import (
	"context"
	"os"
	"slices"
	"syscall"
	"testing"
	"time"

	"github.com/andor-kernel/andor/dsl"
	"github.com/andor-kernel/andor/stdlib/engine/nn"
)

// demo is the networks of the shipped demonstration, without a critic.
const demo = `net G {
  z       normal(32)
  object  fc(4x4x256)                        topk(4, per: position)
  part    up(2) conv(64) relu conv(64) relu  topk(8*8/4)
  image   up(4) conv(3) tanh
}`

// used returns the processor time of the process so far.
func used() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkChoice times an iteration by the algorithms of the model and by measured ones, in
// alternation, and reports the least processor time of each in milliseconds of one thread, and
// the ratio. Processor time, since other processes may run beside.
func BenchmarkChoice(b *testing.B) {
	small, err := os.ReadFile("testdata/small.andor")
	if err != nil {
		b.Fatal(err)
	}
	for _, one := range []struct{ name, text string }{{"table1", table1}, {"small", string(small)}, {"demo", demo}} {
		b.Run(one.name, func(b *testing.B) {
			g, e, err := Nets(dsl.Source{Name: one.name, Text: one.text})
			if err != nil {
				b.Fatal(err)
			}
			o, err := Options{Generator: g, Energy: e, Threads: 1}.complete()
			if err != nil {
				b.Fatal(err)
			}
			var engines [2]*engine
			for i, opts := range [][]nn.Option{nil, {nn.WithMeasurement(b.TempDir())}} {
				if engines[i], err = newEngine(g, e, o.Batch, o.Threads, timed(o.Steps), opts...); err != nil {
					b.Fatal(err)
				}
			}
			var took [2][]float64
			for round := range b.N + 1 {
				for i := range engines {
					start := used()
					if err := engines[i].iteration(context.Background()); err != nil {
						b.Fatal(err)
					}
					if round > 0 { // the first warms up
						took[i] = append(took[i], float64((used()-start).Microseconds())/1e3)
					}
				}
			}
			model, measured := slices.Min(took[0]), slices.Min(took[1])
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(model, "model-ms")
			b.ReportMetric(measured, "measured-ms")
			b.ReportMetric(model/measured, "model/measured")
		})
	}
}
