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
	N    int           // rows it was fitted to, 0 where not known

	rows *mat.Dense // (N, d) with Cov = rows^T rows; nil where N > d or not known
}

// Moments gathers the mean and the covariance of features that come in pieces. The zero
// value is empty. Sums are kept about the first row, so a large common offset costs no digits.
// The first d rows are kept as they are, for the exact distance of small samples; after that
// memory is 16 d^2 bytes, whatever the number of rows.
type Moments struct {
	n      int
	origin []float64
	sum    []float64
	rows   []float64     // about origin, not yet in outer
	outer  *mat.SymDense // nil while all rows are in rows
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
	row := make([]float64, d)
	for i := range features.Shape[0] {
		for k, x := range features.Row(i).Data {
			row[k] = float64(x)
		}
		m.add(row)
	}
	return nil
}

// add takes in one row.
func (m *Moments) add(v []float64) {
	d := len(v)
	if m.origin == nil {
		m.origin, m.sum = append([]float64(nil), v...), make([]float64, d)
	}
	if len(m.rows) == d*d {
		m.flush()
	}
	for k, x := range v {
		m.rows = append(m.rows, x-m.origin[k])
		m.sum[k] += x - m.origin[k]
	}
	m.n++
}

// flush moves the rows kept into the sum of outer products.
func (m *Moments) flush() {
	d := len(m.origin)
	if m.outer == nil {
		m.outer = mat.NewSymDense(d, nil)
	}
	if len(m.rows) > 0 {
		x := mat.NewDense(len(m.rows)/d, d, m.rows)
		var part mat.SymDense
		part.SymOuterK(1, x.T())
		m.outer.AddSym(m.outer, &part)
		m.rows = m.rows[:0]
	}
}

// Merge takes in what other gathered, as if its rows had been added here; other is not changed.
func (m *Moments) Merge(other *Moments) error {
	if other.n == 0 {
		return nil
	}
	d := len(other.origin)
	if m.origin != nil && len(m.origin) != d {
		return fmt.Errorf("metric: got moments of %d features to merge, want %d", d, len(m.origin))
	}
	kept := len(other.rows) / d
	if m.origin == nil {
		m.origin, m.sum = append([]float64(nil), other.origin...), make([]float64, d)
	}
	if other.outer != nil {
		// The flushed rows: their number, their sum and their outer products about other's origin.
		rest := append([]float64(nil), other.sum...)
		for i := range kept {
			for k := range d {
				rest[k] -= other.rows[i*d+k]
			}
		}
		n := float64(other.n - kept)
		m.flush()
		for i := range d {
			si := other.origin[i] - m.origin[i]
			for j := i; j < d; j++ {
				sj := other.origin[j] - m.origin[j]
				m.outer.SetSym(i, j, m.outer.At(i, j)+other.outer.At(i, j)+si*rest[j]+sj*rest[i]+n*si*sj)
			}
			m.sum[i] += rest[i] + n*si
		}
		m.n += other.n - kept
	}
	row := make([]float64, d)
	for i := range kept {
		for k := range d {
			row[k] = other.rows[i*d+k] + other.origin[k]
		}
		m.add(row)
	}
	return nil
}

// Gaussian is the normal distribution with the moments gathered; it needs two rows or more.
func (m *Moments) Gaussian() (Gaussian, error) {
	if m.n < 2 {
		return Gaussian{}, fmt.Errorf("metric: got %d rows of features, want at least 2", m.n)
	}
	d, n := len(m.sum), float64(m.n)
	g := Gaussian{Mean: make([]float64, d), Cov: mat.NewSymDense(d, nil), N: m.n}
	for i := range d {
		g.Mean[i] = m.origin[i] + m.sum[i]/n
	}
	if m.outer == nil { // N <= d: exact, about the mean itself
		g.rows = mat.NewDense(m.n, d, nil)
		for i := range m.n {
			for k := range d {
				g.rows.Set(i, k, (m.rows[i*d+k]-m.sum[k]/n)/math.Sqrt(n-1))
			}
		}
		g.Cov.SymOuterK(1, g.rows.T())
		return g, nil
	}
	m.flush()
	for i := range d {
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

// factor is F, (r, d), with Cov = F^T F: the centred rows themselves where there are no more than
// d of them, else the Cholesky factor with pivoting, which stops at the rank and so leaves
// rounding errors of a deficient covariance out.
func (g Gaussian) factor() (*mat.Dense, error) {
	if g.rows != nil {
		return g.rows, nil
	}
	d := g.Cov.SymmetricDim()
	for i := range d {
		for j := i; j < d; j++ {
			if v := g.Cov.At(i, j); math.IsNaN(v) || math.IsInf(v, 0) {
				return nil, errors.New("metric: a covariance holds NaN or infinite values; look for huge features")
			}
		}
	}
	var c mat.PivotedCholesky
	c.Factorize(g.Cov, -1)
	rank := c.Rank()
	if rank == 0 {
		return mat.NewDense(1, d, nil), nil // all features are constant
	}
	var u mat.TriDense
	c.UTo(&u)
	f, pivots := mat.NewDense(rank, d, nil), c.ColumnPivots(nil)
	for i := range rank {
		for k := i; k < d; k++ {
			f.Set(i, pivots[k], u.At(i, k))
		}
	}
	return f, nil
}
