package metric

import (
	"context"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/andor-kernel/andor/stdlib/tensor"
)

// pair holds two sets of features, (N, d) and (M, d), about the mean of the second, where
// squared distances lose the fewest digits, and the squared length of each row.
type pair struct {
	x, y   *mat.Dense
	nx, ny []float64
}

// agree refuses features that cannot be compared.
func agree(x, y *tensor.Tensor) error {
	for _, t := range []*tensor.Tensor{x, y} {
		if len(t.Shape) != 2 || t.Shape[0] == 0 || t.Shape[1] == 0 {
			return fmt.Errorf("metric: got features of shape %v, want (N, d)", t.Shape)
		}
		for i, v := range t.Data {
			if v-v != 0 {
				return fmt.Errorf("metric: got %g as feature %d of row %d, want finite numbers", v, i%t.Shape[1], i/t.Shape[1])
			}
		}
	}
	if x.Shape[1] != y.Shape[1] {
		return fmt.Errorf("metric: got %d and %d features, want as many in both", x.Shape[1], y.Shape[1])
	}
	return nil
}

func newPair(x, y *tensor.Tensor) (*pair, error) {
	if err := agree(x, y); err != nil {
		return nil, err
	}
	d := y.Shape[1]
	mean := make([]float64, d)
	for i, v := range y.Data {
		mean[i%d] += float64(v) / float64(y.Shape[0])
	}
	p := &pair{}
	p.x, p.nx = centred(x, mean)
	p.y, p.ny = p.x, p.nx
	if x != y {
		p.y, p.ny = centred(y, mean)
	}
	return p, nil
}

func centred(t *tensor.Tensor, mean []float64) (*mat.Dense, []float64) {
	n, d := t.Shape[0], t.Shape[1]
	m, norms := mat.NewDense(n, d, nil), make([]float64, n)
	for i := range n {
		row := m.RawRowView(i)
		for k, v := range t.Row(i).Data {
			row[k] = float64(v) - mean[k]
			norms[i] += row[k] * row[k]
		}
	}
	return m, norms
}

// distanceRows is the rows of x that are compared with all of y at once.
const distanceRows = 256

// each calls use with every row of x and its squared distances from all rows of y, in order.
func (p *pair) each(ctx context.Context, use func(i int, squared []float64)) error {
	n, d := p.x.Dims()
	m := len(p.ny)
	product := mat.NewDense(min(n, distanceRows), m, nil)
	for from := 0; from < n; from += distanceRows {
		if err := ctx.Err(); err != nil {
			return err
		}
		to := min(n, from+distanceRows)
		out := product.Slice(0, to-from, 0, m).(*mat.Dense)
		out.Mul(p.x.Slice(from, to, 0, d), p.y.T())
		for i := from; i < to; i++ {
			row := out.RawRowView(i - from)
			for j, v := range row {
				row[j] = max(0, p.nx[i]+p.ny[j]-2*v)
			}
			use(i, row)
		}
	}
	return nil
}

// Neighbours are the k nearest rows of one row of features, nearest first.
type Neighbours struct {
	Index    []int
	Distance []float64 // Euclidean, in the features' unit
}

// Nearest finds, for each row of x (N, d), the k nearest rows of y (M, d). Where x and y are
// the same tensor a row is not its own neighbour. Of rows as near as each other the first wins.
func Nearest(ctx context.Context, x, y *tensor.Tensor, k int) ([]Neighbours, error) {
	p, err := newPair(x, y)
	if err != nil {
		return nil, err
	}
	others := y.Shape[0]
	if x == y {
		others--
	}
	if k < 1 || k > others {
		return nil, fmt.Errorf("metric: got %d neighbours to find among %d rows, want 1 to %d", k, others, others)
	}
	out := make([]Neighbours, x.Shape[0])
	err = p.each(ctx, func(i int, squared []float64) {
		n := Neighbours{Index: make([]int, 0, k+1), Distance: make([]float64, 0, k+1)}
		for j, v := range squared {
			if x == y && i == j || len(n.Index) == k && v >= n.Distance[k-1] {
				continue
			}
			at := len(n.Index)
			for at > 0 && v < n.Distance[at-1] {
				at--
			}
			n.Index = append(n.Index, 0)
			n.Distance = append(n.Distance, 0)
			copy(n.Index[at+1:], n.Index[at:])
			copy(n.Distance[at+1:], n.Distance[at:])
			n.Index[at], n.Distance[at] = j, v
			n.Index, n.Distance = n.Index[:min(k, len(n.Index))], n.Distance[:min(k, len(n.Distance))]
		}
		for at, v := range n.Distance {
			n.Distance[at] = math.Sqrt(v)
		}
		out[i] = n
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}
