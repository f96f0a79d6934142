package nn

import (
	"fmt"

	"github.com/andor-kernel/andor/dsl"
	"github.com/andor-kernel/andor/internal/autodiff"
)

// conv is a convolution of stride 1 that keeps the size. An enlargement right before
// it becomes part of it: up to nine products at the low resolution do the work of nine
// at the high one.
func (l *lowering) conv(stage string, op dsl.Op) error {
	if op.Kernel == 0 {
		op.Kernel = 3
	}
	if op.Channels != op.Out.C || op.Kernel < 0 || op.In.H != op.Out.H || op.In.W != op.Out.W {
		return fmt.Errorf("got %d channels from %v to %v with a kernel of %d, want the same height and width and channels as the output says",
			op.Channels, op.In, op.Out, op.Kernel)
	}
	l.convs++
	u := unit{word: "conv", stage: stage, in: op.In, out: op.Out, kernel: op.Kernel, factor: 1}
	if p := l.previous(stage); p != nil && p.word == "up" {
		u.in, u.factor = p.in, p.factor
		l.units = l.units[:len(l.units)-1]
	}
	weight := []int{op.Channels, op.Kernel, op.Kernel, op.In.C}
	l.weighted(u, fmt.Sprintf("conv%d", l.convs), weight, op.Channels)
	return nil
}

func newConv[T autodiff.Float](u unit, threads int) (*autodiff.Layer[T], error) {
	s := autodiff.ConvShape{H: u.in.H, W: u.in.W, Cin: u.in.C, Cout: u.out.C, Kernel: u.kernel, Up: u.factor}
	return autodiff.NewConv[T](s, u.act, u.sparse, threads)
}
