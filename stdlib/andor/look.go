package andor

import (
	"fmt"
	"image"

	"github.com/andor-kernel/andor/plots"
	"github.com/andor-kernel/andor/stdlib/engine/train"
	"github.com/andor-kernel/andor/stdlib/look/metric"
	"github.com/andor-kernel/andor/stdlib/outside"
)

// Samples draws n images at fresh z ~ N(0, I), the same z for the same seed of the run.
func (r *Run) Samples(n int) *Figure {
	if _, err := r.trained(); err != nil {
		return failed(err)
	}
	defer working("samples of " + r.spec.Name)()
	if n < 1 {
		return failed(fmt.Errorf("run %q: Samples got %d images, want at least 1", r.spec.Name, n))
	}
	x, err := r.run.SamplesUntil(outside.Context(), n, r.spec.Seed)
	if err != nil {
		return failed(err)
	}
	f, err := plots.NewGrid(plots.Grid{
		Title: fmt.Sprintf("%s: samples after %s", r.spec.Name, iterations(r.Iteration())),
		Rows:  [][]image.Image{toImages(x)}, Columns: 12,
	})
	return figure(f, err).described(fmt.Sprintf("%d samples of %s", n, r.spec.Name))
}

// Reconstruct draws n training images, spread evenly over the set, above their
// reconstructions from the inferred z.
func (r *Run) Reconstruct(n int) *Figure {
	if _, err := r.trained(); err != nil {
		return failed(err)
	}
	defer working("reconstructions of " + r.spec.Name)()
	if n < 1 {
		return failed(fmt.Errorf("run %q: Reconstruct got %d images, want at least 1", r.spec.Name, n))
	}
	index := spread(n, r.data.Len())
	y, err := batch(r.data.set, index)
	if err != nil {
		return failed(err)
	}
	x, err := r.run.Reconstruct(index)
	if err != nil {
		return failed(err)
	}
	f, err := plots.NewGrid(plots.Grid{
		Title:     fmt.Sprintf("%s: reconstruction after %s", r.spec.Name, iterations(r.Iteration())),
		Rows:      [][]image.Image{toImages(y), toImages(x)},
		RowLabels: []string{"image", "g(z)"}, Columns: 12,
	})
	return figure(f, err).described(fmt.Sprintf("%d images of %s and their reconstructions", len(index), r.spec.Data))
}

func iterations(n int) string {
	if n == 1 {
		return "1 iteration"
	}
	return fmt.Sprintf("%d iterations", n)
}

// Score is how well a run reconstructs its own training set.
type Score struct {
	train.Reconstruction
	// Seeds has one entry for each seed of a run with `repeat`, the first included.
	Seeds []train.Reconstruction

	run    string
	images int
	of     string // "training images"
	err    error
}

// Score measures the reconstruction of every training image from its inferred z,
// beside the mean image, which is the best guess that knows nothing of the image.
func (r *Run) Score() *Score {
	if _, err := r.trained(); err != nil {
		return &Score{err: err}
	}
	return r.score(&Score{images: r.data.Len(), of: "training images"}, func(one *Run) (train.Reconstruction, error) {
		return one.run.MSE(outside.Context())
	})
}

// one is the Score of the run alone, without its other seeds.
func (r *Run) one() *Score {
	m, err := r.run.MSE(outside.Context())
	return &Score{Reconstruction: m, err: err}
}

// score measures all seeds that have been trained.
func (r *Run) score(s *Score, measure func(*Run) (train.Reconstruction, error)) *Score {
	defer working("score of " + r.spec.Name)()
	s.run = r.spec.Name
	for _, one := range r.Seeds() {
		if one.Iteration() == 0 {
			continue
		}
		m, err := measure(one)
		if err != nil {
			return &Score{err: fmt.Errorf("run %q: %w", one.spec.Name, err)}
		}
		s.Seeds = append(s.Seeds, m)
	}
	s.Reconstruction = s.Seeds[0]
	return s
}

// ScoreOn measures the reconstruction of images the run has not been trained on, each
// from a z inferred by so many Langevin steps from the prior; 300 steps are about what the
// persistent chain of a training image has had after sixty visits.
func (r *Run) ScoreOn(d *Data, steps int) *Score {
	if _, err := r.trained(); err != nil {
		return &Score{err: err}
	}
	if err := d.Err(); err != nil {
		return &Score{err: fmt.Errorf("run %q: %w", r.spec.Name, err)}
	}
	of := fmt.Sprintf("images of %s, not trained on, after %d Langevin steps each", d.spec.Name, steps)
	return r.score(&Score{images: d.Len(), of: of}, func(one *Run) (train.Reconstruction, error) {
		return one.run.Judge(outside.Context(), d.set, steps)
	})
}

// Err is why there is no score, nil if there is one.
func (s *Score) Err() error { return s.err }

// Ratio is how many times the reconstruction's error is below that of the mean image.
func (s *Score) Ratio() float64 { return s.MeanImage / s.PerPixel }

// remark says in words what a score that is no better than a guess means.
func (s *Score) remark() string {
	if s.Ratio() >= 1 {
		return ""
	}
	return "\n  a ratio below 1 is worse than the mean image: the run has diverged or has hardly begun; Curves() shows which, and a smaller actor rate is the first to try"
}

// String gives both errors in both units: per pixel and channel with pixels in
// [-1, 1], and with pixels in [0, 1] (a quarter of it). Of several seeds it also gives the
// mean error with half the width of its 95 % confidence interval.
func (s *Score) String() string {
	if s.err != nil {
		return s.err.Error()
	}
	text := fmt.Sprintf("%s, mean squared error per pixel and channel over %d %s\n"+
		"                   pixels in [-1, 1]   in [0, 1]\n"+
		"  reconstruction   %17.5f   %9.5f\n"+
		"  mean image       %17.5f   %9.5f\n"+
		"  ratio            %17.2f",
		s.run, s.images, s.of, s.PerPixel, s.PerPixel/4, s.MeanImage, s.MeanImage/4, s.Ratio())
	if len(s.Seeds) > 1 {
		errors := make([]float64, len(s.Seeds))
		for i, one := range s.Seeds {
			errors[i] = one.PerPixel
		}
		mean, half := metric.Interval(errors)
		text += fmt.Sprintf("\n  %-14s   %.5f ± %.5f   %.5f ± %.5f", fmt.Sprintf("%d seeds", len(s.Seeds)), mean, half, mean/4, half/4)
	}
	return text + s.remark()
}

// MIMEBundle shows String.
func (s *Score) MIMEBundle() map[string][]byte {
	if s.err != nil {
		return errorBundle(s.err)
	}
	return map[string][]byte{"text/plain": []byte(s.String())}
}
