package main

import (
	"context"
	"os"

	"github.com/spf13/cobra"

	"github.com/andor-kernel/andor/dsl"
	"github.com/andor-kernel/andor/internal/bench"
	"github.com/andor-kernel/andor/stdlib/data"
)

func newBench(std streams) *cobra.Command {
	var o bench.Options
	var file string
	var asJSON, choices bool
	c := &cobra.Command{
		Use:     "bench",
		Short:   "time a training iteration, alone or beside PyTorch",
		Example: "  andor-kernel bench\n  andor-kernel bench --net faces.andor --batch 64 --peer .venv-torch/bin/python",
		Args:    exactly(0, "none"),
		RunE: func(c *cobra.Command, _ []string) error {
			if file != "" {
				text, err := os.ReadFile(file)
				if err != nil {
					return err
				}
				if o.Generator, o.Energy, err = bench.Nets(dsl.Source{Name: file, Text: string(text)}); err != nil {
					return err
				}
			}
			return measure(c, std, asJSON, func(ctx context.Context, show progress) (any, error) {
				var err error
				if o.Cache, err = data.CacheDir(); err != nil {
					return nil, err
				}
				r, err := bench.Run(ctx, o, func(p bench.Progress) { show(p.Done, p.Of, p.Text) })
				if r == nil {
					return nil, err
				}
				if choices && !asJSON {
					return chosen{r}, err
				}
				return r, err
			})
		},
	}
	c.AddCommand(newBenchKernel(std), newBenchFID(std))
	c.Flags().StringVar(&file, "net", "", "a file with the networks (those of [P] table 1 if not given)")
	c.Flags().IntVar(&o.Batch, "batch", 16, "images in a batch")
	c.Flags().IntVar(&o.Steps, "steps", 10, "Langevin steps in an iteration")
	c.Flags().IntVar(&o.Rounds, "rounds", 10, "times everything is measured")
	c.Flags().IntVar(&o.Threads, "threads", 0, "threads of both sides (all if 0)")
	c.Flags().StringVar(&o.Peer, "peer", "", "a python that can import torch, such as .ci/torch makes")
	c.Flags().BoolVar(&choices, "choices", false, "print which algorithm computes each layer, and the times that decided (always in JSON)")
	c.Flags().BoolVar(&o.Measure, "measure", false, "choose the algorithms by measuring them, as runs do with ANDOR_CHOICE=measure, not by the model of costs")
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return c
}

// chosen is a report with its table of algorithms.
type chosen struct{ *bench.Report }

func (c chosen) String() string { return c.Report.String() + c.Choices() }
