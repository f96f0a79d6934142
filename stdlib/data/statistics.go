package data

import (
	"context"
	"fmt"

	"github.com/andor-kernel/andor/stdlib/tensor"
)

// Source is what statistics, and a training loop, need of a set. *Set is one.
type Source interface {
	Len() int
	Shape() (h, w, c int)
	Batch(index []int, dst *tensor.Tensor) error
}

// Statistics are the first two moments of a set, pixel by pixel.
type Statistics struct {
	N        int
	Mean     *tensor.Tensor // (H, W, C): the mean image
	Variance *tensor.Tensor // (H, W, C): of each pixel and channel over the set, divided by N
	// MeanSquare is the mean of Variance: the mean squared error, per pixel and
	// channel, of answering every image with the mean image.
	MeanSquare float64
}

// statisticsBatch images are fetched at a time: enough to make a call worth its
// while, small beside a network's activations.
const statisticsBatch = 64

// Measure goes once through s and returns its statistics, summed in float64 by
// Welford's update, so that a large mean does not swallow a small variance.
func Measure(ctx context.Context, s Source) (Statistics, error) {
	h, w, c := s.Shape()
	n := s.Len()
	if n == 0 {
		return Statistics{}, fmt.Errorf("data: statistics: got a set without images, want at least one")
	}
	mean, square := make([]float64, h*w*c), make([]float64, h*w*c)
	batch := tensor.New(statisticsBatch, h, w, c)
	var index []int
	for at := 0; at < n; at += len(index) {
		if err := ctx.Err(); err != nil {
			return Statistics{}, err
		}
		index = index[:0]
		for i := at; i < min(n, at+statisticsBatch); i++ {
			index = append(index, i)
		}
		if err := s.Batch(index, batch); err != nil {
			return Statistics{}, fmt.Errorf("data: statistics: %w", err)
		}
		for row := range index {
			welford(mean, square, batch.Row(row).Data, at+row+1)
		}
	}
	out := Statistics{N: n, Mean: tensor.New(h, w, c), Variance: tensor.New(h, w, c)}
	for i := range mean {
		v := square[i] / float64(n)
		out.Mean.Data[i], out.Variance.Data[i] = float32(mean[i]), float32(v)
		out.MeanSquare += v / float64(len(mean))
	}
	return out, nil
}

// welford takes the n-th example x into the running mean and sum of squared
// deviations (Welford 1962).
func welford(mean, square []float64, x []float32, n int) {
	for i, v := range x {
		d := float64(v) - mean[i]
		mean[i] += d / float64(n)
		square[i] += d * (float64(v) - mean[i])
	}
}
