package conv

import (
	"fmt"
	"math/rand"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/andor-kernel/andor/internal/simd"
)

// Verdict is the algorithm found for one direction of a layer.
type Verdict struct {
	Algorithm string             // the one to use
	Model     string             // what the model would take
	Times     map[string]float64 // milliseconds of one worker, of each algorithm measured; nil if none was
}

// Verdicts are those of a layer, one a direction.
type Verdicts [3]Verdict

// Choice is what the verdicts come to.
func (v Verdicts) Choice() Choice {
	return Choice{v[Forward].Algorithm, v[Data].Algorithm, v[Weight].Algorithm}
}

// Modelled are the verdicts of the model alone, without measurement.
func Modelled(g Geometry, s Sparsity) (v Verdicts) {
	for d, name := range model(engine{simd.Default(), 1}, g, s) {
		v[d] = Verdict{Algorithm: name, Model: name}
	}
	return v
}

// Chosen are the verdicts of a choice made before; the model has its way where the choice does
// not fit the layer.
func Chosen(g Geometry, s Sparsity, c Choice) Verdicts {
	v := Modelled(g, s)
	for d, name := range c {
		if allowed(engine{simd.Default(), 1}, g, s, Direction(d), name) {
			v[d].Algorithm = name
		}
	}
	return v
}

// Chooser finds the fastest algorithm of each direction of a layer by running its rivals on
// this machine, on random numbers as sparse as the layer's input will be. Algorithms differ
// in rounding, so what was found once stays: in memory for this process, and in a file for
// those to come (see book). Neither the batch nor the number of threads enters: a
// race has its own size and one worker.
type Chooser struct {
	kernels simd.Kernels
	book    *book
	race    func(entries []func(), ask func() error) ([]time.Duration, error)
	mu      sync.Mutex // one race at a time
}

// NewChooser is the chooser that remembers in the given file, whose folder is made when there
// is something to write. If it cannot be written, verdicts last as long as the process.
func NewChooser(path string) *Chooser {
	return &Chooser{kernels: simd.Default(), book: open(path), race: func(entries []func(), ask func() error) ([]time.Duration, error) {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		return race(simd.ThreadTime, entries, ask)
	}}
}

// Choose finds the verdicts of a layer: known ones, or those of a race, which takes up to a
// few hundred milliseconds. ask, which may be nil, is called now and then in a race; an error
// of it ends the race and is returned.
func (c *Chooser) Choose(g Geometry, s Sparsity, ask func() error) (v Verdicts, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for d := range v {
		if v[d], err = c.direction(g, s, Direction(d), ask); err != nil {
			return v, err
		}
	}
	return v, nil
}

func (c *Chooser) direction(g Geometry, s Sparsity, d Direction, ask func() error) (Verdict, error) {
	e := engine{c.kernels, 1}
	names := rivals(e, g, s, d)
	if len(names) == 1 {
		return Verdict{Algorithm: names[0], Model: names[0]}, nil
	}
	k := key{Edition: edition, Processor: simd.Processor(), Path: c.kernels.Path().String(), Layer: described(g, s), Direction: d.String()}
	fits := func(name string) bool { return allowed(e, g, s, d, name) }
	if v, ok := c.book.find(k, fits); ok {
		return v, nil
	}
	times, err := c.race(entries(e, raced(g), s, d, names), ask)
	if err != nil {
		return Verdict{}, err
	}
	v := Verdict{Algorithm: names[winner(times)], Model: names[0], Times: map[string]float64{}}
	for i, t := range times {
		v.Times[names[i]] = float64(t.Nanoseconds()/100) / 1e4
	}
	return c.book.add(k, v, fits), nil
}

// described is what a verdict holds for.
func described(g Geometry, s Sparsity) string {
	active := s.share(g.Cin)
	if active == 0 {
		active = 1
	}
	return fmt.Sprintf("%dx%dx%d up %d conv %dx%d to %d, %.3g active", g.H, g.W, g.Cin, g.Up, g.Kernel, g.Kernel, g.Cout, active)
}

// raced is the geometry with a batch to measure on: enough positions to outweigh what an
// algorithm does once a call.
func raced(g Geometry) Geometry {
	h, w := g.out()
	g.N = max(4, min(8, 4096/(h*w)))
	return g
}

// entries are the rivals' calls, over inputs they share.
func entries(e engine, g Geometry, s Sparsity, d Direction, names []string) []func() {
	r := rand.New(rand.NewSource(1))
	noise := func(n int) []float32 { // uniform: normal numbers would take longer than the race
		x := make([]float32, n)
		for i := range x {
			x[i] = r.Float32() - .5
		}
		return x
	}
	h, w := g.out()
	x, y := noise(g.N*g.H*g.W*g.Cin), noise(g.N*h*w*g.Cout)
	if active := s.share(g.Cin); active > 0 {
		for i := range x {
			if r.Float64() >= active {
				x[i] = 0
			}
		}
	}
	dx, dw, weights := make([]float32, len(x)), make([]float32, g.Cout*g.taps()*g.Cin), noise(g.Cout*g.taps()*g.Cin)
	var all []func()
	for _, name := range names {
		var c Choice
		c[d] = name
		l := choose(e, g, Act{Kind: ReLU}, s, c)
		l.Prepare(weights, nil)
		all = append(all, func() {
			switch d {
			case Forward:
				l.Forward(y, x, g.N)
			case Data:
				if m, ok := l.(Masked); ok {
					m.BackwardDataAt(dx, x, y, g.N)
					return
				}
				l.BackwardData(dx, y, g.N)
			case Weight:
				l.BackwardWeight(dw, nil, x, y, g.N)
			}
		})
	}
	return all
}

const (
	enough   = 0.85 // a rival must take less than this share of the model's time to be preferred
	hopeless = 1.5  // times the best one's after two rounds: not run again
)

// race runs the entries in turn, a first time unmeasured, and returns the least time of each:
// the least, since all that others on the machine do is to add to it; and in turn, so that they
// do it to all. At least five rounds and ten milliseconds, or three rounds and 100.
func race(now func() time.Duration, entries []func(), ask func() error) ([]time.Duration, error) {
	least := make([]time.Duration, len(entries))
	for _, run := range entries {
		if ask != nil {
			if err := ask(); err != nil {
				return nil, err
			}
		}
		run()
	}
	begun := now()
	for round := 0; ; round++ {
		if spent := now() - begun; round >= 5 && spent >= 10*time.Millisecond || round >= 3 && spent >= 100*time.Millisecond || round >= 1000 {
			return least, nil
		}
		for i, run := range entries {
			if i > 0 && round > 1 && float64(least[i]) > hopeless*float64(slices.Min(least)) {
				continue
			}
			if ask != nil {
				if err := ask(); err != nil {
					return nil, err
				}
			}
			start := now()
			run()
			if took := now() - start; round == 0 || took < least[i] {
				least[i] = took
			}
		}
	}
}

// winner is the index of the fastest, unless the first, the model's, is nearly as fast.
func winner(times []time.Duration) int {
	best := 0
	for i, t := range times {
		if t < times[best] {
			best = i
		}
	}
	if float64(times[best]) < enough*float64(times[0]) {
		return best
	}
	return 0
}
