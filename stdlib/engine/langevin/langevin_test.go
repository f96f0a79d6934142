package langevin

import (
	"context"
	"errors"
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/andor-kernel/andor/stdlib/tensor"
)

// keyed draws noise by the chain's row alone.
func keyed(seed uint64, from int) Noise {
	return func(step int, dst *tensor.Tensor) {
		for i := range dst.Shape[0] {
			Normal(dst.Row(i).Data, Key{Seed: seed, Image: uint64(i), Step: uint64(from + step)})
		}
	}
}

func TestStep(t *testing.T) {
	tests := []struct {
		name         string
		z, dz, noise float32
		delta, sigma float64
		want         float64
	}{
		{"prior alone", 2, 0, 0, 0.2, 1, 2 - 0.02*2},
		{"data term over sigma squared", 1, 3, 0, 0.2, 0.5, 1 + 0.02*(3/0.25-1)},
		{"noise times delta", 1, 0, -2, 0.2, 1, 1 - 0.02 - 0.4},
	}
	for _, tt := range tests {
		z := []float32{tt.z}
		Step(z, []float32{tt.dz}, []float32{tt.noise}, tt.delta, tt.sigma)
		if math.Abs(float64(z[0])-tt.want) > 1e-6 {
			t.Errorf("%s: got %g, want %g", tt.name, z[0], tt.want)
		}
	}
	z := []float32{1}
	if Step(z, []float32{3}, nil, 0.2, 0.5); math.Abs(float64(z[0])-1.22) > 1e-6 {
		t.Errorf("no noise: got %g, want 1.22", z[0])
	}
}

// moments runs chains chains from 0 and returns mean and covariance of all draws after
// a burn-in, and the number of effectively independent ones.
func moments(t *testing.T, d, chains, burn, keep, thin int, o Options, grad Gradient) ([]float64, *mat.Dense) {
	t.Helper()
	z := tensor.New(chains, d)
	mean, second := make([]float64, d), mat.NewDense(d, d, nil)
	run := func(steps, from int) {
		o.Steps = steps
		if err := Chain(context.Background(), z, o, grad, keyed(3, from)); err != nil {
			t.Fatal(err)
		}
	}
	run(burn, 0)
	n := float64(keep * chains)
	for s := range keep {
		run(thin, burn+s*thin)
		for i := range chains {
			v := z.Row(i).Data
			for a := range d {
				mean[a] += float64(v[a]) / n
				for b := range d {
					second.Set(a, b, second.At(a, b)+float64(v[a])*float64(v[b])/n)
				}
			}
		}
	}
	for a := range d {
		for b := range d {
			second.Set(a, b, second.At(a, b)-mean[a]*mean[b])
		}
	}
	return mean, second
}

// TestGaussianEnergy: with the data term p*(m - z) at sigma 1 the target is
// N(p m/(1+p), 1/(1+p)). Eq. 13 without a rejection step has the variance
// 1/(a (1 - delta^2 a/4)) with a = 1 + p, which the draws must match.
func TestGaussianEnergy(t *testing.T) {
	const chains, keep = 500, 40
	for _, tt := range []struct{ p, m, delta float64 }{{0, 0, 0.5}, {3, 2, 0.2}, {3, 2, 0.6}, {15, -1, 0.2}} {
		grad := func(z, dz *tensor.Tensor) error {
			for i, v := range z.Data {
				dz.Data[i] = float32(tt.p * (tt.m - float64(v)))
			}
			return nil
		}
		a := 1 + tt.p
		thin := int(math.Ceil(4 / (tt.delta * tt.delta / 2 * a))) // the correlation falls to exp(-4) between draws
		o := Options{StepSize: tt.delta, Sigma: 1, Noise: true}
		mean, cov := moments(t, 1, chains, 3*thin, keep, thin, o, grad)
		wantMean, wantVar := tt.p*tt.m/a, 1/(a*(1-tt.delta*tt.delta*a/4))
		n := float64(chains * keep)
		if se := math.Sqrt(wantVar / n); math.Abs(mean[0]-wantMean) > 5*se {
			t.Errorf("p %g, delta %g: mean %g, want %g within %g", tt.p, tt.delta, mean[0], wantMean, 5*se)
		}
		if se := wantVar * math.Sqrt(2/n); math.Abs(cov.At(0, 0)-wantVar) > 5*se {
			t.Errorf("p %g, delta %g: variance %g, want %g within %g", tt.p, tt.delta, cov.At(0, 0), wantVar, 5*se)
		}
	}
}

// linear is g(z) = W z + b with one observation y: factor analysis.
type linear struct {
	w *mat.Dense // (D, d)
	r []float64  // y - b
}

func (l linear) gradient(z, dz *tensor.Tensor) error {
	D, d := l.w.Dims()
	for i := range z.Shape[0] {
		v, out := z.Row(i).Data, dz.Row(i).Data
		clear(out)
		for p := range D {
			e := l.r[p]
			for k := range d {
				e -= l.w.At(p, k) * float64(v[k])
			}
			for k := range d {
				out[k] += float32(l.w.At(p, k) * e)
			}
		}
	}
	return nil
}

func newLinear() linear {
	return linear{
		w: mat.NewDense(6, 3, []float64{
			0.9, 0.1, 0, -0.3, 0.8, 0.2, 0.4, 0.5, -0.6, 0, -0.7, 0.3, 0.2, 0, 1.1, -0.5, 0.3, 0.4,
		}),
		r: []float64{0.5, -0.2, 0.9, 0.1, -0.7, 0.3},
	}
}

// TestLinearGeneratorPosterior: for g(z) = W z + b the posterior of [P] eq. 14 is normal
// with precision A = I + W'W/sigma^2 and mean A^-1 W'(y - b)/sigma^2; the covariance
// of the discrete chain is A^-1 (I - delta^2 A/4)^-1.
func TestLinearGeneratorPosterior(t *testing.T) {
	l := newLinear()
	const sigma, delta, chains, keep, thin = 0.6, 0.15, 400, 50, 60
	var a, inv mat.Dense
	a.Mul(l.w.T(), l.w)
	a.Scale(1/(sigma*sigma), &a)
	for k := range 3 {
		a.Set(k, k, a.At(k, k)+1)
	}
	if err := inv.Inverse(&a); err != nil {
		t.Fatal(err)
	}
	var wr, want mat.VecDense
	wr.MulVec(l.w.T(), mat.NewVecDense(6, l.r))
	want.MulVec(&inv, &wr)
	want.ScaleVec(1/(sigma*sigma), &want)
	var bias, cov mat.Dense
	bias.Scale(-delta*delta/4, &a)
	for k := range 3 {
		bias.Set(k, k, bias.At(k, k)+1)
	}
	if err := bias.Inverse(&bias); err != nil {
		t.Fatal(err)
	}
	cov.Mul(&inv, &bias)

	mean, got := moments(t, 3, chains, 300, keep, thin, Options{StepSize: delta, Sigma: sigma, Noise: true}, l.gradient)
	n := float64(chains * keep)
	for i := range 3 {
		if se := math.Sqrt(cov.At(i, i) / n); math.Abs(mean[i]-want.AtVec(i)) > 6*se {
			t.Errorf("mean[%d] = %.4f, want %.4f within %.4f", i, mean[i], want.AtVec(i), 6*se)
		}
		for j := range 3 {
			se := math.Sqrt((cov.At(i, i)*cov.At(j, j) + cov.At(i, j)*cov.At(i, j)) / n)
			if math.Abs(got.At(i, j)-cov.At(i, j)) > 6*se {
				t.Errorf("covariance[%d,%d] = %.4f, want %.4f within %.4f", i, j, got.At(i, j), cov.At(i, j), 6*se)
			}
		}
	}
}

func TestCurvature(t *testing.T) {
	l := newLinear()
	var a mat.Dense
	a.Mul(l.w.T(), l.w)
	var eig mat.EigenSym
	if !eig.Factorize(mat.NewSymDense(3, a.RawMatrix().Data), false) {
		t.Fatal("eigenvalues of W'W did not converge")
	}
	want := eig.Values(nil)[2]
	start := tensor.New(4, 3)
	keyed(1, 0)(0, start)
	got, err := Curvature(tensor.New(4, 3), l.gradient, start, 30)
	if err != nil {
		t.Fatal(err)
	}
	for i, g := range got {
		if math.Abs(g-want) > 0.01*want {
			t.Errorf("chain %d: lambda_max is %g, want %g", i, g, want)
		}
	}
	o := Options{StepSize: 0.2, Sigma: 0.5}
	if got, want := o.Stability(4), 0.02*(1+16); math.Abs(got-want) > 1e-12 {
		t.Errorf("Stability(4) = %g, want %g", got, want)
	}
}

// TestStabilityBound: just under Stability 2 a chain without noise converges, just over it diverges.
func TestStabilityBound(t *testing.T) {
	const lambda, sigma = 8.0, 0.5
	grad := func(z, dz *tensor.Tensor) error {
		for i, v := range z.Data {
			dz.Data[i] = -lambda * v
		}
		return nil
	}
	for _, tt := range []struct {
		bound float64
		grows bool
	}{{1.95, false}, {2.05, true}} {
		o := Options{Steps: 100, Sigma: sigma}
		o.StepSize = math.Sqrt(2 * tt.bound / (1 + lambda/(sigma*sigma)))
		z := tensor.From([]float32{1, -1}, 2, 1)
		if err := Chain(context.Background(), z, o, grad, nil); err != nil {
			t.Fatal(err)
		}
		if grew := math.Abs(float64(z.Data[0])) > 1; grew != tt.grows {
			t.Errorf("stability %g: |z| went from 1 to %g", o.Stability(lambda), z.Data[0])
		}
	}
}

func TestChainStops(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	calls := 0
	grad := func(z, dz *tensor.Tensor) error {
		if calls++; calls == 3 {
			cancel()
		}
		return nil
	}
	z := tensor.From([]float32{1}, 1, 1)
	err := Chain(ctx, z, Options{Steps: 50, StepSize: 0.1, Sigma: 1}, grad, nil)
	if !errors.Is(err, context.Canceled) || calls != 3 {
		t.Errorf("got %v after %d steps, want %v after 3", err, calls, context.Canceled)
	}
}

func TestChainErrors(t *testing.T) {
	nan := func(z, dz *tensor.Tensor) error { dz.Data[2] = float32(math.NaN()); return nil }
	good := Options{Steps: 2, StepSize: 0.1, Sigma: 1}
	tests := []struct {
		name string
		z    *tensor.Tensor
		edit func(*Options)
		want string
	}{
		{"NaN", tensor.New(2, 2), func(o *Options) {}, "langevin: step 1 of 2: z of chain 1 is NaN or infinite; try a smaller step size than 0.1 or a larger langevin sigma than 1"},
		{"shape", tensor.New(4), func(o *Options) {}, "langevin: got z of shape [4], want (N, d)"},
		{"steps", tensor.New(2, 2), func(o *Options) { o.Steps = -1 }, "langevin: got -1 steps, want 0 or more"},
		{"step size", tensor.New(2, 2), func(o *Options) { o.StepSize = math.NaN() }, "langevin: got step size NaN, want a positive number"},
		{"sigma", tensor.New(2, 2), func(o *Options) { o.Sigma = 0 }, "langevin: got sigma 0, want a positive number"},
		{"noise", tensor.New(2, 2), func(o *Options) { o.Noise = true }, "langevin: noise is on, got no source of it"},
	}
	for _, tt := range tests {
		o := good
		tt.edit(&o)
		if err := Chain(context.Background(), tt.z, o, nan, nil); err == nil || err.Error() != tt.want {
			t.Errorf("%s: got %v, want %s", tt.name, err, tt.want)
		}
	}
}

func BenchmarkStep(b *testing.B) {
	z, dz, eps := make([]float32, 64*100), make([]float32, 64*100), make([]float32, 64*100)
	Normal(dz, Key{Seed: 1})
	Normal(eps, Key{Seed: 2})
	b.ReportAllocs()
	b.SetBytes(int64(4 * len(z)))
	for b.Loop() {
		Step(z, dz, eps, 0.1, 0.3)
	}
}
