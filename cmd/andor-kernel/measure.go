package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/signal"

	"github.com/spf13/cobra"
)

// progress shows on a terminal how far a measurement is.
type progress func(done, of int, what string)

// measure runs a measurement to its end or to an interrupt and prints its result: of the
// rounds completed if it was interrupted, and nothing if run gives nil.
func measure(c *cobra.Command, std streams, asJSON bool, run func(context.Context, progress) (any, error)) error {
	ctx, stop := signal.NotifyContext(c.Context(), os.Interrupt)
	defer stop()
	show := isTerminal(std.err)
	r, err := run(ctx, func(done, of int, what string) {
		if show {
			fmt.Fprintf(std.err, "\r\x1b[K%d/%d %s", done, of, what)
		}
	})
	if show {
		fmt.Fprint(std.err, "\r\x1b[K")
	}
	switch {
	case r == nil:
	case asJSON:
		text, _ := json.MarshalIndent(r, "", "  ")
		fmt.Fprintf(std.out, "%s\n", text)
	default:
		fmt.Fprint(std.out, r)
	}
	return err
}
