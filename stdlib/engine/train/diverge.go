package train

import "math"

// seen gathers what the error of the mean image takes, from the images that training reads
// anyway: their number, the sum of each pixel, and the sum of all squares.
type seen struct {
	n      int
	sum    []float64
	square float64
	known  float64 // from a checkpoint, until enough images were seen
}

// enoughSeen is how many images make the estimate better than one of a few percent.
const enoughSeen = 256

// add counts a batch of so many values an image.
func (s *seen) add(y []float32, size int) {
	if s.n >= 1<<20 { // it does not get better
		return
	}
	if s.sum == nil {
		s.sum = make([]float64, size)
	}
	for from := 0; from < len(y); from += size {
		for i, v := range y[from : from+size] {
			p := float64(v)
			s.sum[i] += p
			s.square += p * p
		}
	}
	s.n += len(y) / size
}

// meanImage is the mean squared error of the mean image, the best guess that knows nothing of
// an image; 0 while too little is known.
func (s *seen) meanImage() float64 {
	if s.n < enoughSeen && s.known > 0 {
		return s.known
	}
	if s.n < 2 {
		return 0
	}
	between := s.square
	for _, v := range s.sum {
		between -= v * v / float64(s.n)
	}
	return max(0, between/float64(len(s.sum))/float64(s.n-1))
}

const (
	divergesFrom  = 20  // iterations before an error is judged at all
	divergesOver  = 10  // records that must all be above
	divergesAfter = 500 // iterations by which a run that learns is below the mean image's error
	saturated     = 0.99
)

// lately is the mean MSE of the last n records, of fewer if there are no more.
func (r *Run) lately(n int) float64 {
	h := r.history[max(0, len(r.history)-n):]
	sum := 0.0
	for _, it := range h {
		sum += it.MSE
	}
	return sum / float64(max(1, len(h)))
}

// Lately is the mean MSE of the last records, and that of the mean image as far as it is known;
// 0 where there is nothing to tell.
func (r *Run) Lately() (mse, meanImage float64) { return r.lately(watchEvery), r.seen.meanImage() }

// diverges reports whether the run does worse than the mean image and does not get better: all
// of the last records are above it and above where the run began, or it is above it after
// many iterations.
func (r *Run) diverges() bool {
	bound := r.seen.meanImage()
	if len(r.history) < divergesFrom || bound == 0 {
		return false
	}
	if r.iteration >= divergesAfter {
		return r.lately(watchEvery) > bound
	}
	bound = max(bound, r.history[0].MSE)
	for _, it := range r.history[len(r.history)-divergesOver:] {
		if it.MSE <= bound {
			return false
		}
	}
	return true
}

// saturates is a warning if most values of the reconstructions stand at the ends of their
// range, while those of the images do not.
func (r *Run) saturates(s Sampled) bool {
	made, real := atEnds(s.Reconstructions.Data), atEnds(s.Originals.Data)
	return len(r.history) >= divergesFrom && made > 0.5 && made > 2*real
}

// atEnds is the share of values at the ends of [-1, 1].
func atEnds(x []float32) float64 {
	n := 0
	for _, v := range x {
		if math.Abs(float64(v)) > saturated {
			n++
		}
	}
	return float64(n) / float64(max(1, len(x)))
}
