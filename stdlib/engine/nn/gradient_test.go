package nn

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/andor-kernel/andor/dsl"
)

// step of the central differences and the largest relative error let pass.
const (
	step      = 1e-5
	tolerance = 1e-4
)

// compare checks analytic gradients of loss by the values of x against central
// differences at up to 60 places. Places where the two one-sided differences disagree
// lie at a kink or a tie and are passed over; most must not.
func compare(t *testing.T, name string, x, gradient []float64, loss func() float64) {
	t.Helper()
	base, scale := loss(), 0.0
	for _, g := range gradient {
		scale = math.Max(scale, math.Abs(g))
	}
	if scale == 0 {
		t.Errorf("%s: the gradient is zero everywhere", name)
		return
	}
	r := rand.New(rand.NewPCG(3, uint64(len(x))))
	checked, passed := 0, 0
	for range min(60, len(x)) {
		i := r.IntN(len(x))
		old := x[i]
		x[i] = old + step
		up := loss()
		x[i] = old - step
		down := loss()
		x[i] = old
		if math.Abs((up-base)-(base-down))/step > 1e-2*scale {
			passed++
			continue
		}
		checked++
		want := (up - down) / (2 * step)
		if err := math.Abs(want-gradient[i]) / math.Max(scale*1e-3, math.Abs(want)); err > tolerance {
			t.Errorf("%s[%d]: got %.9g, want %.9g", name, i, gradient[i], want)
		}
	}
	if checked < passed*4 {
		t.Errorf("%s: only %d of %d places could be checked", name, checked, checked+passed)
	}
}

// random64 is a network of width float64 with random weights and biases.
func random64(t *testing.T, spec *dsl.Net) *network[float64] {
	t.Helper()
	n, err := newNetwork[float64](spec)
	if err != nil {
		t.Fatal(err)
	}
	n.initialise(5, Init{})
	r := rand.New(rand.NewPCG(1, 2))
	for i, p := range n.params {
		if p.bias {
			for j := range n.values[i] {
				n.values[i][j] = 0.1 * r.NormFloat64()
			}
		}
	}
	return n
}

func scatter(x []float64, seed uint64) {
	r := rand.New(rand.NewPCG(seed, 11))
	for i := range x {
		x[i] = r.NormFloat64()
	}
}

func sum(x []float64) float64 {
	s := 0.0
	for _, v := range x {
		s += v
	}
	return s
}

func TestPosteriorGradient(t *testing.T) {
	g := random64(t, smallGenerator(t))
	p, err := newPosterior(g, frame{batch: 3, threads: 2})
	if err != nil {
		t.Fatal(err)
	}
	scatter(p.z.Data(), 1)
	scatter(p.y.Data(), 2)
	for _, n := range []int{3, 2} {
		loss := func() float64 {
			if err := p.forRows(n); err != nil {
				t.Fatal(err)
			}
			return -0.5 * sum(p.sse.Data()[:n])
		}
		loss()
		dz := append([]float64(nil), p.dz.Data()[:n*5]...)
		compare(t, "dz", p.z.Data()[:n*5], dz, loss)
	}
}

func TestPullbackGradient(t *testing.T) {
	g := random64(t, smallGenerator(t))
	p, _, err := newPullback(g, "part", frame{batch: 2, threads: 2})
	if err != nil {
		t.Fatal(err)
	}
	scatter(p.z.Data(), 1)
	scatter(p.v.Data(), 2)
	loss := func() float64 {
		if err := p.forRows(2); err != nil {
			t.Fatal(err)
		}
		s := 0.0
		for i, v := range p.v.Data() {
			s += v * p.a.Data()[i]
		}
		return s
	}
	loss()
	compare(t, "dz", p.z.Data(), append([]float64(nil), p.dz.Data()...), loss)
}

func TestActorGradient(t *testing.T) {
	for _, critic := range []bool{false, true} {
		g := random64(t, smallGenerator(t))
		var e *network[float64]
		if critic {
			e = random64(t, smallEnergy(t))
		}
		p, err := newActor(g, e, frame{batch: 3, threads: 2})
		if err != nil {
			t.Fatal(err)
		}
		scatter(p.z.Data(), 1)
		scatter(p.y.Data(), 2)
		o := ActorOptions{Sigma: 0.7, Weight: 1.5}
		const n = 2
		loss := func() float64 {
			g.version++
			l, err := p.gradient(n, o)
			if err != nil {
				t.Fatal(err)
			}
			return sum(l.SSE)/(2*o.Sigma*o.Sigma*n) + o.Weight*sum(l.Energy)/n
		}
		loss()
		var grads [][]float64
		for _, d := range p.grads {
			grads = append(grads, append([]float64(nil), d.Data()...))
		}
		for i, d := range grads {
			compare(t, g.params[i].name, g.values[i], d, loss)
		}
	}
}

func TestCriticGradient(t *testing.T) {
	for _, square := range []float64{0, 0.8} {
		e := random64(t, smallEnergy(t))
		p, err := newCritic(e, CriticOptions{Square: square}, frame{batch: 3, threads: 2})
		if err != nil {
			t.Fatal(err)
		}
		scatter(p.y.Data(), 2)
		const n = 2
		loss := func() float64 {
			e.version++
			if err := p.forRows(n); err != nil {
				t.Fatal(err)
			}
			f := p.f.Data()[:2*n]
			l := (sum(f[:n]) - sum(f[n:])) / n
			for _, v := range f {
				l += square * v * v / (2 * n)
			}
			return l
		}
		loss()
		var grads [][]float64
		for _, d := range p.grads {
			grads = append(grads, append([]float64(nil), d.Data()...))
		}
		for i, d := range grads {
			if last := len(grads) - 1; i == last && square == 0 {
				if d[0] != 0 { // the last bias cancels between data and syntheses
					t.Errorf("%s: got %g, want 0", e.params[i].name, d[0])
				}
				continue
			}
			compare(t, e.params[i].name, e.values[i], d, loss)
		}
	}
}
