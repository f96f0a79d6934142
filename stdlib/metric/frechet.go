package metric

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/andor-kernel/andor/stdlib/tensor"
)

// Gaussian is a normal distribution over d features.
type Gaussian struct {
	Mean []float64     // d
	Cov  *mat.SymDense // (d, d), unbiased: divided by N-1
}

// Moments gathers the mean and the covariance of features that come in pieces. The zero
// value is empty. Sums are kept about the first row, so a large common offset costs no digits.
type Moments struct {
	n      int
	origin []float64
	sum    []float64
	outer  *mat.SymDense
}

// Add takes in features (N, d). All calls must agree on d, and every value must be finite.
func (m *Moments) Add(features *tensor.Tensor) error {
	if len(features.Shape) != 2 || features.Shape[1] == 0 {
		return fmt.Errorf("metric: got features of shape %v, want (N, d)", features.Shape)
	}
	d := features.Shape[1]
	if m.origin != nil && d != len(m.origin) {
		return fmt.Errorf("metric: got %d features, want %d as before", d, len(m.origin))
	}
	for i, v := range features.Data {
		if v-v != 0 {
			return fmt.Errorf("metric: got %g as feature %d of row %d, want finite numbers", v, i%d, i/d)
		}
	}
	row := mat.NewVecDense(d, nil)
	for i := range features.Shape[0] {
		v := features.Row(i).Data
		if m.origin == nil {
			m.origin, m.sum, m.outer = make([]float64, d), make([]float64, d), mat.NewSymDense(d, nil)
			for k, x := range v {
				m.origin[k] = float64(x)
			}
		}
		for k, x := range v {
			row.SetVec(k, float64(x)-m.origin[k])
			m.sum[k] += row.AtVec(k)
		}
		m.outer.SymRankOne(m.outer, 1, row)
	}
	m.n += features.Shape[0]
	return nil
}

// Gaussian is the normal distribution with the moments gathered; it needs two rows or more.
func (m *Moments) Gaussian() (Gaussian, error) {
	if m.n < 2 {
		return Gaussian{}, fmt.Errorf("metric: got %d rows of features, want at least 2", m.n)
	}
	d, n := len(m.sum), float64(m.n)
	g := Gaussian{Mean: make([]float64, d), Cov: mat.NewSymDense(d, nil)}
	for i := range d {
		g.Mean[i] = m.origin[i] + m.sum[i]/n
		for j := i; j < d; j++ {
			g.Cov.SetSym(i, j, (m.outer.At(i, j)-m.sum[i]*m.sum[j]/n)/(n-1))
		}
	}
	return g, nil
}

// Fit is the Gaussian of one tensor of features (N, d), N >= 2.
func Fit(features *tensor.Tensor) (Gaussian, error) {
	var m Moments
	if err := m.Add(features); err != nil {
		return Gaussian{}, err
	}
	return m.Gaussian()
}

// Frechet is the squared Frechet distance between two Gaussians (Dowson and Landau 1982),
//
//	|m1 - m2|^2 + tr(C1 + C2 - 2 (C1^(1/2) C2 C1^(1/2))^(1/2)),
//
// the formula of Heusel et al. 2017, eq. 6, in the square of the features' unit. It is FID
// only when the features are those of Inception-v3's pool3; name the features otherwise. The symmetric
// form under the root has real eigenvalues, so a rank-deficient covariance (fewer rows than
// features) needs neither an offset nor complex numbers. The result is at least 0.
func Frechet(a, b Gaussian) (float64, error) {
	d := len(a.Mean)
	if len(b.Mean) != d || a.Cov == nil || b.Cov == nil || a.Cov.SymmetricDim() != d || b.Cov.SymmetricDim() != d {
		return 0, fmt.Errorf("metric: got Gaussians over %d and %d features, want as many in both, with covariances", d, len(b.Mean))
	}
	root, err := sqrtSym(a.Cov)
	if err != nil {
		return 0, err
	}
	var half, inner mat.Dense
	half.Mul(root, b.Cov)
	inner.Mul(&half, root)
	values, err := eigenvalues(symmetric(&inner))
	if err != nil {
		return 0, err
	}
	sum := mat.Trace(a.Cov) + mat.Trace(b.Cov)
	for i, m := range a.Mean {
		sum += (m - b.Mean[i]) * (m - b.Mean[i])
	}
	for _, v := range values {
		sum -= 2 * math.Sqrt(max(v, 0)) // rounding leaves tiny negative ones
	}
	return max(sum, 0), nil
}

// FrechetFeatures fits a Gaussian to each of two sets of features (N, d) and (M, d) and
// gives their Frechet distance.
func FrechetFeatures(x, y *tensor.Tensor) (float64, error) {
	a, err := Fit(x)
	if err != nil {
		return 0, err
	}
	b, err := Fit(y)
	if err != nil {
		return 0, err
	}
	return Frechet(a, b)
}

// sqrtSym is the symmetric square root of a positive semidefinite matrix.
func sqrtSym(c *mat.SymDense) (*mat.Dense, error) {
	var eig mat.EigenSym
	if !eig.Factorize(c, true) {
		return nil, errEigen
	}
	values := eig.Values(nil)
	var v, scaled, root mat.Dense
	eig.VectorsTo(&v)
	scaled.Apply(func(i, j int, x float64) float64 { return x * math.Sqrt(max(values[j], 0)) }, &v)
	root.Mul(&scaled, v.T())
	return &root, nil
}

func eigenvalues(c *mat.SymDense) ([]float64, error) {
	var eig mat.EigenSym
	if !eig.Factorize(c, false) {
		return nil, errEigen
	}
	return eig.Values(nil), nil
}

var errEigen = errors.New("metric: the eigenvalues of a covariance did not converge; look for NaN or huge features")

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
