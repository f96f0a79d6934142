package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/andor-kernel/andor/kernel"
	"github.com/andor-kernel/andor/kernel/session"
)

// kernelOptions are the same for all ways to run cells: workers are this binary.
func kernelOptions(std streams) (kernel.Options, error) {
	exe, err := os.Executable()
	if err != nil {
		return kernel.Options{}, err
	}
	return kernel.Options{
		Worker:  kernel.WorkerOptions{Command: []string{exe, workerVerb}},
		Version: version(),
		Log:     func(line string) { fmt.Fprintln(std.err, "andor-kernel:", line) },
	}, nil
}

func newStart(std streams) *cobra.Command {
	var file string
	c := &cobra.Command{
		Use:     "start --connection-file FILE",
		Short:   "serve a Jupyter client (what the kernelspec calls)",
		Long:    "Start reads the ports and the key from a connection file that Jupyter has written, and serves\nuntil it is told to shut down. An interrupt signal interrupts the running cell.",
		Example: "  andor-kernel start --connection-file ~/.local/share/jupyter/runtime/kernel-1.json",
		Args:    exactly(0, "none"),
		RunE: func(c *cobra.Command, _ []string) error {
			if file == "" {
				return usageError{fmt.Errorf("start: got no --connection-file, want the file that Jupyter writes (see andor-kernel start --help)")}
			}
			return serve(c.Context(), file, std)
		},
	}
	c.Flags().StringVarP(&file, "connection-file", "f", "", "connection `FILE`")
	return c
}

func serve(ctx context.Context, file string, std streams) error {
	o, err := kernelOptions(std)
	if err != nil {
		return err
	}
	o.History = kernel.DefaultHistory()
	// The front forwards and waits: of a large heap most is on its way.
	o.Garbage = kernel.NewCollector(50)
	ctx, stop := signal.NotifyContext(ctx, syscall.SIGTERM)
	defer stop()
	k, err := kernel.StartFile(ctx, file, o)
	if err != nil {
		return err
	}
	interrupts := make(chan os.Signal, 8)
	signal.Notify(interrupts, os.Interrupt)
	go func() {
		for range interrupts {
			k.Interrupt()
		}
	}()
	go kernel.WatchParent(ctx, k.Stop)
	return k.Wait()
}

// workerVerb is hidden: only andor-kernel itself starts workers.
const workerVerb = "worker"

func newWorker() *cobra.Command {
	return &cobra.Command{
		Use:    workerVerb,
		Hidden: true,
		Args:   exactly(0, "none"),
		RunE:   func(*cobra.Command, []string) error { return session.Work() },
	}
}
