package metric

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/andor-kernel/andor/stdlib/tensor"
)

func features(r *rand.Rand, n, d int, scale, shift float64) *tensor.Tensor {
	x := tensor.New(n, d)
	for i := range x.Data {
		x.Data[i] = float32(shift + scale*float64(1+i%d)*r.NormFloat64())
		if i%d > 0 {
			x.Data[i] += 0.5 * x.Data[i-1] // correlated
		}
	}
	return x
}

func diagonal(mean, variance []float64) Gaussian {
	g := Gaussian{Mean: mean, Cov: mat.NewSymDense(len(mean), nil)}
	for i, v := range variance {
		g.Cov.SetSym(i, i, v)
	}
	return g
}

// TestFrechetClosedForm: for commuting covariances the distance is |m1 - m2|^2 plus the
// squared differences of the standard deviations along the common axes.
func TestFrechetClosedForm(t *testing.T) {
	a := diagonal([]float64{0, 1, -2}, []float64{4, 1, 0})
	b := diagonal([]float64{3, 1, 0}, []float64{1, 9, 0.25})
	want := 9 + 0 + 4 + (2-1.0)*(2-1) + (1-3.0)*(1-3) + 0.25
	if got, err := Frechet(a, b); err != nil || math.Abs(got-want) > 1e-12 {
		t.Errorf("diagonal: got %g, %v, want %g", got, err, want)
	}

	// The same in rotated axes: no distance changes when both are rotated alike.
	c, s := math.Cos(0.7), math.Sin(0.7)
	rot := mat.NewDense(3, 3, []float64{c, -s, 0, s, c, 0, 0, 0, 1})
	turn := func(g Gaussian) Gaussian {
		var m mat.VecDense
		m.MulVec(rot, mat.NewVecDense(3, g.Mean))
		var half, cov mat.Dense
		half.Mul(rot, g.Cov)
		cov.Mul(&half, rot.T())
		return Gaussian{Mean: m.RawVector().Data, Cov: symmetric(&cov)}
	}
	if got, err := Frechet(turn(a), turn(b)); err != nil || math.Abs(got-want) > 1e-9 {
		t.Errorf("rotated: got %g, %v, want %g", got, err, want)
	}

	// Two that do not commute, in closed form for 2x2:
	// tr((C1 C2)^(1/2)) = sqrt(tr(C1 C2) + 2 sqrt(det C1 det C2)).
	p := Gaussian{Mean: []float64{0, 0}, Cov: mat.NewSymDense(2, []float64{2, 0.8, 0.8, 1})}
	q := Gaussian{Mean: []float64{1, 0}, Cov: mat.NewSymDense(2, []float64{1, -0.6, -0.6, 3})}
	var prod mat.Dense
	prod.Mul(p.Cov, q.Cov)
	want = 1 + 3 + 4 - 2*math.Sqrt(mat.Trace(&prod)+2*math.Sqrt(mat.Det(p.Cov)*mat.Det(q.Cov)))
	if got, err := Frechet(p, q); err != nil || math.Abs(got-want) > 1e-10 {
		t.Errorf("2x2: got %g, %v, want %g", got, err, want)
	}
}

func TestFrechetOfFeatures(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{5, 400} { // fewer rows than features: a covariance of deficient rank
		x, y := features(r, n, 12, 1, 0), features(r, n, 12, 1.3, 0.4)
		self, err := FrechetFeatures(x, x)
		if err != nil || self > 1e-5 {
			t.Errorf("n %d: distance to itself is %g, %v, want about 0", n, self, err)
		}
		xy, err := FrechetFeatures(x, y)
		if err != nil {
			t.Fatal(err)
		}
		yx, err := FrechetFeatures(y, x)
		if err != nil || math.Abs(xy-yx) > 1e-6*xy || !(xy > 1) {
			t.Errorf("n %d: got %g one way and %g, %v the other, want the same, above 1", n, xy, yx, err)
		}
	}
}

// TestFrechetConverges: samples of two known Gaussians approach their distance.
func TestFrechetConverges(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	draw := func(m, s float64) *tensor.Tensor {
		x := tensor.New(20000, 3)
		for i := range x.Data {
			x.Data[i] = float32(m + s*r.NormFloat64())
		}
		return x
	}
	got, err := FrechetFeatures(draw(0, 1), draw(2, 3))
	if want := 3 * (4 + 4.0); err != nil || math.Abs(got-want) > 0.5 {
		t.Errorf("got %g, %v, want %g", got, err, want)
	}
}

func TestMomentsInPieces(t *testing.T) {
	x := features(rand.New(rand.NewPCG(5, 6)), 50, 4, 1, 1000) // a large common offset
	whole, err := Fit(x)
	if err != nil {
		t.Fatal(err)
	}
	var m Moments
	for _, cut := range [][2]int{{0, 7}, {7, 8}, {8, 50}} {
		if err := m.Add(tensor.From(x.Data[cut[0]*4:cut[1]*4], cut[1]-cut[0], 4)); err != nil {
			t.Fatal(err)
		}
	}
	parts, err := m.Gaussian()
	if err != nil || !mat.EqualApprox(whole.Cov, parts.Cov, 1e-9) {
		t.Errorf("covariance in pieces is %v, %v, want %v", mat.Formatted(parts.Cov), err, mat.Formatted(whole.Cov))
	}
	// Against the plain two-pass formula.
	for i := range 4 {
		for j := range 4 {
			s := 0.0
			for k := range 50 {
				s += (float64(x.Data[k*4+i]) - whole.Mean[i]) * (float64(x.Data[k*4+j]) - whole.Mean[j]) / 49
			}
			if math.Abs(s-whole.Cov.At(i, j)) > 1e-8*math.Abs(s)+1e-9 {
				t.Errorf("covariance[%d,%d] = %g, want %g", i, j, whole.Cov.At(i, j), s)
			}
		}
	}
}

func TestFrechetErrors(t *testing.T) {
	nan := tensor.New(3, 2)
	nan.Data[3] = float32(math.NaN())
	tests := []struct {
		x    *tensor.Tensor
		want string
	}{
		{tensor.New(3, 2, 2), "metric: got features of shape [3 2 2], want (N, d)"},
		{tensor.New(1, 2), "metric: got 1 rows of features, want at least 2"},
		{nan, "metric: got NaN as feature 1 of row 1, want finite numbers"},
	}
	for _, tt := range tests {
		if _, err := Fit(tt.x); err == nil || err.Error() != tt.want {
			t.Errorf("got %v, want %s", err, tt.want)
		}
	}
	if _, err := Frechet(diagonal([]float64{1}, []float64{1}), diagonal([]float64{1, 2}, []float64{1, 1})); err == nil {
		t.Error("Gaussians over 1 and 2 features: got no error")
	}
}

func BenchmarkFrechet(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	x, err := Fit(features(r, 600, 256, 1, 0))
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Frechet(x, x); err != nil {
			b.Fatal(err)
		}
	}
}

// symmetric is the symmetric part of m.
func symmetric(m *mat.Dense) *mat.SymDense {
	n, _ := m.Dims()
	s := mat.NewSymDense(n, nil)
	for i := range n {
		for j := i; j < n; j++ {
			s.SetSym(i, j, (m.At(i, j)+m.At(j, i))/2)
		}
	}
	return s
}
