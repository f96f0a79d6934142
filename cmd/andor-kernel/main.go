// Andor-kernel is andor's one binary: the Jupyter kernel, its installer, and a runner of
// notebooks and scripts that needs no Jupyter.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/andor-kernel/andor/kernel"
)

func main() {
	os.Exit(run(context.Background(), os.Args[1:], streams{os.Stdin, os.Stdout, os.Stderr}))
}

// streams are the program's standard files, so that tests can give their own.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

// Exit statuses.
const (
	ok     = 0
	failed = 1 // it was tried and did not work
	wrong  = 2 // it was asked for wrongly
)

// usageError is a mistake in the command line.
type usageError struct{ error }

// run is the whole program. It returns the exit status; errors have been printed.
func run(ctx context.Context, args []string, std streams) int {
	root := newRoot(std)
	root.SetArgs(args)
	root.SetIn(std.in)
	root.SetOut(std.out)
	root.SetErr(std.err)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return ok
	}
	var exit *kernel.ExitError
	if errors.As(err, &exit) {
		if err.Error() != exit.Error() { // something else went wrong besides
			fmt.Fprintf(std.err, "andor-kernel: %v\n", err)
		}
		return exit.Status
	}
	var cell *kernel.CellError
	if errors.As(err, &cell) {
		for _, line := range cell.Traceback {
			fmt.Fprintln(std.err, uncoloured(line, isTerminal(std.err)))
		}
	}
	fmt.Fprintf(std.err, "andor-kernel: %v\n", err)
	var usage usageError
	if errors.As(err, &usage) {
		return wrong
	}
	return failed
}

func newRoot(std streams) *cobra.Command {
	root := &cobra.Command{
		Use:   "andor-kernel",
		Short: "a Jupyter kernel for sparse AND-OR generator networks",
		Long: "andor-kernel is a Jupyter kernel in which a cell is Go with net, data, train and let blocks\n" +
			"between. It installs itself, and runs notebooks and scripts without Jupyter.",
		Example: "  andor-kernel install\n  andor-kernel run notebooks/01_first_tree.ipynb --html out/01.html",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usageError{fmt.Errorf("got verb %q, want one that andor-kernel --help lists", args[0])}
			}
			return nil
		},
		RunE:          func(c *cobra.Command, _ []string) error { return c.Help() },
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.CompletionOptions.HiddenDefaultCmd = true
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return usageError{fmt.Errorf("%s: %w (see %s --help)", c.Name(), err, c.CommandPath())}
	})
	root.AddCommand(newInstall(std), newUninstall(std), newStart(std), newRun(std), newFmt(std), newCheck(std), newExplain(std), newBench(std), newData(std), newFetch(std), newCache(std), newDoctor(std), newVersion(std), newWorker())
	return root
}

// exactly checks the number of arguments; want names them.
func exactly(n int, want string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) != n {
			return usageError{fmt.Errorf("%s: got %d arguments, want %s (see %s --help)", c.Name(), len(args), want, c.CommandPath())}
		}
		return nil
	}
}
