package train

import (
	"context"
	"fmt"
	"slices"

	"github.com/andor-kernel/andor/stdlib/engine/langevin"
	"github.com/andor-kernel/andor/stdlib/tensor"
)

const shownImages = 8 // in a Sampled event

// Latent is the current z of the named images, (len(index), d), a copy. It panics if an
// index is not in 0..N-1.
func (r *Run) Latent(index []int) *tensor.Tensor { return gather(r.chains, index) }

// Reconstruct is g(z_i) of the named images, (len(index), H, W, C).
func (r *Run) Reconstruct(index []int) (*tensor.Tensor, error) {
	for _, i := range index {
		if n := r.chains.Shape[0]; i < 0 || i >= n {
			return nil, fmt.Errorf("train: got image %d, want 0..%d", i, n-1)
		}
	}
	return r.generate(r.Latent(index))
}

// Samples are n syntheses g(z), z ~ N(0, I), (n, H, W, C): the same for the same seed
// and weights, and the first of more are those of fewer.
func (r *Run) Samples(n int, seed uint64) (*tensor.Tensor, error) {
	return r.SamplesUntil(context.Background(), n, seed)
}

// SamplesUntil is Samples that ends with ctx's error when ctx does.
func (r *Run) SamplesUntil(ctx context.Context, n int, seed uint64) (*tensor.Tensor, error) {
	if n < 0 {
		return nil, fmt.Errorf("train: got %d samples, want 0 or more", n)
	}
	return r.generateUntil(ctx, normal(tensor.New(n, r.nets.latent), nil, langevin.Key{Seed: seed, Stream: streamSamples}))
}

// Syntheses are those of Samples, made when they are asked for: a set of any size in the
// memory of a batch. They follow the run while it is trained.
func (r *Run) Syntheses(n int, seed uint64) Images { return &syntheses{r, n, seed} }

type syntheses struct {
	run  *Run
	n    int
	seed uint64
}

func (s *syntheses) Len() int { return s.n }

func (s *syntheses) Shape() (h, w, c int) {
	return s.run.y.Shape[1], s.run.y.Shape[2], s.run.y.Shape[3]
}

func (s *syntheses) Batch(index []int, dst *tensor.Tensor) error {
	z := normal(tensor.New(len(index), s.run.nets.latent), index, langevin.Key{Seed: s.seed, Stream: streamSamples})
	x, err := s.run.generate(z)
	if err != nil {
		return err
	}
	copy(dst.Data, x.Data)
	return nil
}

// Infer runs steps of eq. 13 from z ~ N(0, I) for images outside the set, y (n, H, W, C),
// and gives their z (n, d). It changes nothing in the run; ctx ends it with ctx's error.
func (r *Run) Infer(ctx context.Context, y *tensor.Tensor, steps int) (*tensor.Tensor, error) {
	if len(y.Shape) != 4 || !slices.Equal(y.Shape[1:], r.y.Shape[1:]) {
		return nil, fmt.Errorf("train: got images of shape %v, want (n, %d, %d, %d)", y.Shape, r.y.Shape[1], r.y.Shape[2], r.y.Shape[3])
	}
	return r.infer(ctx, y, 0, steps)
}

// infer is Infer for images whose numbers, which key the noise, begin at first.
func (r *Run) infer(ctx context.Context, y *tensor.Tensor, first, steps int) (*tensor.Tensor, error) {
	n := y.Shape[0]
	key := langevin.Key{Seed: r.set.Seed, Stream: streamInfer}
	numbers := make([]int, n)
	for i := range numbers {
		numbers[i] = first + i
	}
	z := normal(tensor.New(n, r.nets.latent), numbers, key)
	o := r.dynamics(r.iteration)
	o.Steps = steps
	for from := 0; from < n; from += r.batch {
		to := min(n, from+r.batch)
		part := slice(y, from, to)
		grad := func(z, dz *tensor.Tensor) error { return r.nets.posterior.Gradient(z, part, dz, nil) }
		noise := func(step int, dst *tensor.Tensor) {
			key.Step = uint64(step + 1)
			normal(dst, numbers[from:to], key)
		}
		if err := langevin.Chain(ctx, slice(z, from, to), o, grad, noise); err != nil {
			return nil, fmt.Errorf("train: infer: %w", err)
		}
	}
	return z, nil
}

// Reconstruction compares the run's reconstructions with the best guess that knows nothing
// about an image, the mean of all. Both are per pixel and channel over the whole set, in
// units of [-1, 1] squared.
type Reconstruction struct {
	PerPixel  float64 // mean (y - g(z))^2
	MeanImage float64 // mean (y - mean y)^2: the variance of the set
}

// MSE measures the reconstruction of every image from its current chain, streaming
// through the set once.
func (r *Run) MSE(ctx context.Context) (Reconstruction, error) {
	return r.judge(ctx, r.images, func(index []int, _ *tensor.Tensor) (*tensor.Tensor, error) { return gather(r.chains, index), nil })
}

// Judge measures the reconstruction of images the run has not been trained on, of the
// same shape, each from z ~ N(0, I) by so many steps of eq. 13. MeanImage is of these
// images. It changes nothing in the run.
func (r *Run) Judge(ctx context.Context, images Images, steps int) (Reconstruction, error) {
	if err := r.judges(images); err != nil {
		return Reconstruction{}, err
	}
	return r.judge(ctx, images, func(index []int, y *tensor.Tensor) (*tensor.Tensor, error) {
		return r.infer(ctx, slice(y, 0, len(index)), index[0], steps)
	})
}

// judges checks that images are of the run's shape.
func (r *Run) judges(images Images) error {
	if h, w, c := images.Shape(); images.Len() == 0 || !slices.Equal([]int{h, w, c}, r.y.Shape[1:]) {
		return fmt.Errorf("train: judge: got %d images of %dx%dx%d, want at least one of %dx%dx%d", images.Len(), h, w, c, r.y.Shape[1], r.y.Shape[2], r.y.Shape[3])
	}
	return nil
}

func (r *Run) judge(ctx context.Context, images Images, latent func(index []int, y *tensor.Tensor) (*tensor.Tensor, error)) (Reconstruction, error) {
	n, size := images.Len(), len(r.y.Data)/r.batch
	sum, square := make([]float64, size), 0.0
	sse := 0.0
	y := tensor.New(r.y.Shape...)
	for from := 0; from < n; from += r.batch {
		if err := ctx.Err(); err != nil {
			return Reconstruction{}, err
		}
		index := make([]int, 0, r.batch)
		for i := from; i < min(n, from+r.batch); i++ {
			index = append(index, i)
		}
		if err := images.Batch(index, y); err != nil {
			return Reconstruction{}, fmt.Errorf("train: mse: %w", err)
		}
		z, err := latent(index, y)
		if err != nil {
			return Reconstruction{}, err
		}
		x, err := r.generate(z)
		if err != nil {
			return Reconstruction{}, fmt.Errorf("train: mse: %w", err)
		}
		for i, v := range x.Data {
			p := float64(y.Data[i])
			sse += (p - float64(v)) * (p - float64(v))
			sum[i%size] += p
			square += p * p
		}
	}
	between := square
	for _, s := range sum {
		between -= s * s / float64(n)
	}
	all := float64(n) * float64(size)
	return Reconstruction{PerPixel: sse / all, MeanImage: between / all}, nil
}

// generate runs the generator over any number of rows, a batch at a time.
func (r *Run) generate(z *tensor.Tensor) (*tensor.Tensor, error) {
	return r.generateUntil(context.Background(), z)
}

func (r *Run) generateUntil(ctx context.Context, z *tensor.Tensor) (*tensor.Tensor, error) {
	n := z.Shape[0]
	out := tensor.New(append([]int{n}, r.y.Shape[1:]...)...)
	size := len(r.y.Data) / r.batch
	for from := 0; from < n; from += r.batch {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		x, err := r.nets.generator.Run(slice(z, from, min(n, from+r.batch)))
		if err != nil {
			return nil, fmt.Errorf("train: %w", err)
		}
		copy(out.Data[from*size:], x.Data)
	}
	return out, nil
}

// sample makes the pictures of a Sampled event.
func (r *Run) sample() (Sampled, error) {
	s := Sampled{Index: r.iteration}
	var err error
	if s.Images, err = r.Samples(shownImages, r.set.Seed); err != nil {
		return s, err
	}
	n := min(shownImages, r.images.Len(), r.batch)
	index := make([]int, n)
	for i := range index {
		index[i] = i
	}
	s.Originals = tensor.New(append([]int{n}, r.y.Shape[1:]...)...)
	if err := r.images.Batch(index, s.Originals); err != nil {
		return s, err
	}
	if s.Reconstructions, err = r.nets.generator.Run(gather(r.chains, index)); err != nil {
		return s, err
	}
	for _, stage := range r.nets.stages {
		a, err := r.nets.generator.Activation(stage) // of the run just made
		if err != nil {
			return s, err
		}
		s.Active = append(s.Active, Activity{Stage: stage, Share: share(a)})
	}
	return s, nil
}

// share is the part of a's values that are not zero.
func share(a *tensor.Tensor) float64 {
	n := 0
	for _, v := range a.Data {
		if v != 0 {
			n++
		}
	}
	return float64(n) / float64(max(1, len(a.Data)))
}

// slice is rows from..to of x, sharing memory.
func slice(x *tensor.Tensor, from, to int) *tensor.Tensor {
	size := len(x.Data) / x.Shape[0]
	return tensor.From(x.Data[from*size:to*size], append([]int{to - from}, x.Shape[1:]...)...)
}
