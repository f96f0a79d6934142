package metric

import (
	"math"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
)

// Interval is the mean of a few independent measurements, one a seed say, and half the
// width of its 95 % confidence interval by Student's t. The half width is infinite for a
// single value, and both are NaN for none.
func Interval(values []float64) (mean, half float64) {
	n := float64(len(values))
	mean = stat.Mean(values, nil)
	if n == 0 {
		return math.NaN(), math.NaN()
	}
	if n == 1 {
		return mean, math.Inf(1)
	}
	t := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: n - 1}.Quantile(0.975)
	return mean, t * stat.StdDev(values, nil) / math.Sqrt(n)
}
