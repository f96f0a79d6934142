package train

import (
	"errors"
	"fmt"
	"math"

	"github.com/andor-kernel/andor/stdlib/engine/langevin"
	"github.com/andor-kernel/andor/stdlib/tensor"
)

// NotFinite says that a number of the run became NaN or infinite. The weights are those
// before the step that would have used it.
type NotFinite struct {
	Iteration int    // counted from 1
	Step      string // of alg. 1: "langevin", "critic", "actor"
	Quantity  string
	Value     float64
	Try       string // a setting to change
	err       error
}

func (e *NotFinite) Error() string {
	return fmt.Sprintf("train: iteration %d, step %q: %s is %g; try %s", e.Iteration, e.Step, e.Quantity, e.Value, e.Try)
}

func (e *NotFinite) Unwrap() error { return e.err }

// advice is the setting to try when a step of alg. 1 diverges.
func advice(step string) string {
	switch step {
	case "langevin":
		return "a smaller langevin step or a larger langevin sigma"
	case "critic":
		return "guard { square 1e-3 }, guard { clip 1 } or a smaller critic rate"
	default:
		return "a smaller actor rate or a smaller weight of the critic"
	}
}

type quantity struct {
	name  string
	value float64
}

// finite is a *NotFinite for the first quantity that is NaN or infinite.
func finite(t int, step string, qs []quantity) error {
	for _, q := range qs {
		if math.IsNaN(q.value) || math.IsInf(q.value, 0) {
			return &NotFinite{Iteration: t + 1, Step: step, Quantity: q.name, Value: q.value, Try: advice(step)}
		}
	}
	return nil
}

// failed says in which iteration and step of alg. 1 an error came up.
func (r *Run) failed(t int, step string, err error) error {
	var d *langevin.Diverged
	if errors.As(err, &d) {
		image := r.order.at(t)[d.Row]
		return &NotFinite{
			Iteration: t + 1, Step: step, Quantity: fmt.Sprintf("z of image %d after Langevin step %d", image, d.Step),
			Value: math.NaN(), Try: advice(step), err: err,
		}
	}
	return fmt.Errorf("train: iteration %d, step %q: %w", t+1, step, err)
}

// refused says that Adam would not take a gradient.
func (r *Run) refused(t int, step string, err error) error {
	return fmt.Errorf("train: iteration %d, step %q: %w; try %s", t+1, step, err, advice(step))
}

// reason returns the end of a call of Train as Stopped tells it; err is nil if it came to
// its end.
func reason(err error) string {
	if err == nil {
		return "finished"
	}
	if errors.Is(err, ErrInterrupted) {
		return "interrupted"
	}
	return err.Error()
}

// clip scales gradients so that their joint norm is at most limit; 0 leaves them alone.
func clip(grads []*tensor.Tensor, limit float64) {
	if limit <= 0 {
		return
	}
	sum := 0.0
	for _, g := range grads {
		for _, v := range g.Data {
			sum += float64(v) * float64(v)
		}
	}
	norm := math.Sqrt(sum)
	if !(norm > limit) { // NaN is left for Adam to refuse by name
		return
	}
	scale := float32(limit / norm)
	for _, g := range grads {
		for i := range g.Data {
			g.Data[i] *= scale
		}
	}
}

func mean(x []float64) float64 {
	if len(x) == 0 {
		return 0
	}
	s := 0.0
	for _, v := range x {
		s += v
	}
	return s / float64(len(x))
}

func rms(x []float32) float64 {
	s := 0.0
	for _, v := range x {
		s += float64(v) * float64(v)
	}
	return math.Sqrt(s / float64(max(1, len(x))))
}

// moved is the root mean square difference between z and the rows of chains it came from.
func moved(chains, z *tensor.Tensor, index []int) float64 {
	s := 0.0
	for row, i := range index {
		old := chains.Row(i).Data
		for k, v := range z.Row(row).Data {
			d := float64(v) - float64(old[k])
			s += d * d
		}
	}
	return math.Sqrt(s / float64(max(1, len(z.Data))))
}
