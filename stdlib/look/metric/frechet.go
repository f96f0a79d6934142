package metric

import (
	"errors"
	"fmt"

	"gonum.org/v1/gonum/mat"

	"github.com/andor-kernel/andor/stdlib/tensor"
)

// Frechet is the squared Frechet distance between two Gaussians (Dowson and Landau 1982),
//
//	|m1 - m2|^2 + tr(C1 + C2 - 2 (C1^(1/2) C2 C1^(1/2))^(1/2)),
//
// the formula of Heusel et al. 2017, eq. 6, in the square of the features' unit. It is FID
// only when the features are those of Inception-v3's pool3; name the features otherwise. The
// result is at least 0.
//
// With any factors C1 = F1^T F1 and C2 = F2^T F2 the trace of that root is the sum of the
// singular values of F1 F2^T: real, and with twice the digits that a root of eigenvalues of
// the product C1 C2 has, so a rank-deficient covariance (fewer rows than features) needs neither
// an offset nor complex numbers. Up to d rows are their own factor, so small samples are exact
// and cost the singular values of an (N, M) matrix.
func Frechet(a, b Gaussian) (float64, error) {
	d := len(a.Mean)
	if len(b.Mean) != d || a.Cov == nil || b.Cov == nil || a.Cov.SymmetricDim() != d || b.Cov.SymmetricDim() != d {
		return 0, fmt.Errorf("metric: got Gaussians over %d and %d features, want as many in both, with covariances", d, len(b.Mean))
	}
	sum := mat.Trace(a.Cov) + mat.Trace(b.Cov)
	for i, m := range a.Mean {
		sum += (m - b.Mean[i]) * (m - b.Mean[i])
	}
	fa, err := a.factor()
	if err != nil {
		return 0, err
	}
	fb, err := b.factor()
	if err != nil {
		return 0, err
	}
	var product mat.Dense
	product.Mul(fa, fb.T())
	var svd mat.SVD
	if !svd.Factorize(&product, mat.SVDNone) {
		return 0, errors.New("metric: the singular values of two covariances did not converge; look for NaN or huge features")
	}
	for _, v := range svd.Values(nil) {
		sum -= 2 * v
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
