package main

import (
	"context"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/andor-kernel/andor/kernel/bench"
)

func newBenchKernel(std streams) *cobra.Command {
	var o bench.Options
	var asJSON bool
	c := &cobra.Command{
		Use:     "kernel",
		Short:   "time the kernel, alone or beside ipykernel",
		Long:    "Kernel starts this kernel, and ipykernel beside it in alternation, and measures both as a front end\nsees them: start, tiny cells, output, memory, idle time and a loop.",
		Example: "  andor-kernel bench kernel\n  .ci/venv && andor-kernel bench kernel --peer .venv/bin/python --json",
		Args:    exactly(0, "none"),
		RunE: func(c *cobra.Command, _ []string) (err error) {
			if o.Rounds < 1 {
				return usageError{fmt.Errorf("bench kernel: --rounds: got %d, want at least 1", o.Rounds)}
			}
			if o.Binary, err = os.Executable(); err != nil {
				return err
			}
			return measure(c, std, asJSON, func(ctx context.Context, show progress) (any, error) {
				r, err := bench.Run(ctx, o, func(round int, kernel string) { show(round, o.Rounds, kernel) })
				if len(r.Measures) == 0 {
					return nil, err
				}
				return r, err
			})
		},
	}
	c.Flags().IntVar(&o.Rounds, "rounds", 5, "times everything is measured")
	c.Flags().StringVar(&o.Peer, "peer", "", "a `python` that has ipykernel, such as .ci/venv makes")
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return c
}
