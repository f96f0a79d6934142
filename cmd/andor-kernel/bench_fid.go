package main

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/andor-kernel/andor/internal/bench"
)

func newBenchFID(std streams) *cobra.Command {
	var o bench.FIDOptions
	var asJSON bool
	c := &cobra.Command{
		Use:     "fid",
		Short:   "time the features of FID, alone or beside PyTorch",
		Long:    "Fid computes Inception-v3 features of random images on untrained weights, and the network of pytorch-fid\nin PyTorch beside it in alternation, on the same weights, images and threads.",
		Example: "  andor-kernel bench fid\n  .ci/torch && andor-kernel bench fid --peer .venv-torch/bin/python --json",
		Args:    exactly(0, "none"),
		RunE: func(c *cobra.Command, _ []string) error {
			return measure(c, std, asJSON, func(ctx context.Context, show progress) (any, error) {
				r, err := bench.FID(ctx, o, func(p bench.Progress) { show(p.Done, p.Of, p.Text) })
				if r == nil {
					return nil, err
				}
				return r, err
			})
		},
	}
	c.Flags().IntVar(&o.Images, "images", 48, "images in a round")
	c.Flags().IntVar(&o.Size, "size", 64, "pixels a side")
	c.Flags().IntVar(&o.Rounds, "rounds", 10, "times everything is measured")
	c.Flags().IntVar(&o.Threads, "threads", 0, "threads of both sides (all if 0)")
	c.Flags().StringVar(&o.Peer, "peer", "", "a `python` that has torch, torchvision and pytorch-fid, such as .ci/torch makes")
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return c
}
