package interpret

import (
	"context"
	"fmt"

	"github.com/andor-kernel/andor/stdlib/tensor"
)

// Tail is the rest of a generator from one stage: activations (N, H, W, C) in, images
// (N, h, w, c) out. It need not keep its argument nor its result apart from later
// calls; both are this package's own while a call lasts.
type Tail func(a *tensor.Tensor) (*tensor.Tensor, error)

// TailBatch is the most rows a Tail is given at a time. A Tail that refuses a batch is
// asked again for half as many, down to one.
const TailBatch = 8

// bench runs a Tail over many activations of one stage in batches.
type bench struct {
	tail    Tail
	h, w, c int // of the stage
	rows    int // the largest batch the tail is known to take
}

func newBench(tail Tail, h, w, c int) *bench { return &bench{tail, h, w, c, TailBatch} }

// run evaluates the tail on n activations. fill writes activation i into a zeroed row;
// use gets the image of activation i, in rising order of i, valid during the call.
func (b *bench) run(ctx context.Context, n int, fill func(i int, a []float32), use func(i int, image *tensor.Tensor) error) error {
	size := b.h * b.w * b.c
	var shape []int
	for at := 0; at < n; {
		if err := ctx.Err(); err != nil {
			return err
		}
		m := min(b.rows, n-at)
		a := tensor.New(m, b.h, b.w, b.c)
		for i := 0; i < m; i++ {
			fill(at+i, a.Data[i*size:(i+1)*size])
		}
		images, err := b.tail(a)
		if err != nil && m > 1 && ctx.Err() == nil {
			b.rows = m / 2
			continue
		}
		if err != nil {
			return err
		}
		if err := checkImages(images, m, shape); err != nil {
			return err
		}
		shape = images.Shape
		for i := 0; i < m; i++ {
			if err := use(at+i, images.Row(i)); err != nil {
				return err
			}
		}
		at += m
	}
	return nil
}

// checkImages refuses a tail's answer that is not n finite images of the shape that
// came before.
func checkImages(t *tensor.Tensor, n int, before []int) error {
	if t == nil || len(t.Shape) != 4 || t.Shape[0] != n || t.Len() != len(t.Data) || t.Len() == 0 {
		var got []int
		if t != nil {
			got = t.Shape
		}
		return fmt.Errorf("the tail answered shape %v, want %d images (N, h, w, c)", got, n)
	}
	if before != nil && (t.Shape[1] != before[1] || t.Shape[2] != before[2] || t.Shape[3] != before[3]) {
		return fmt.Errorf("the tail answered shape %v after %v, want images of one size", t.Shape, before)
	}
	for _, v := range t.Data {
		if v-v != 0 {
			return fmt.Errorf("the tail answered %v, want finite pixels; look for a weight that is not finite", v)
		}
	}
	return nil
}
