package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/andor-kernel/andor/kernel"
)

func newRun(std streams) *cobra.Command {
	var o kernel.RunOptions
	var params []string
	c := &cobra.Command{
		Use:   "run FILE.andor | FILE.go | NOTEBOOK.ipynb",
		Short: "run a script or a notebook, without Jupyter",
		Long: "Run executes a file in the language of cells and prints what it says, or all cells of a notebook\n" +
			"in their order, in the same kernel that Jupyter would use. It stops at the first error with its\n" +
			"traceback and exit status 1; what there is by then is written. Ctrl-C interrupts the cell that\n" +
			"runs; once more kills it.\n\n" +
			"A parameter's value is a number or bool where it reads as one, else a string. In a notebook it\n" +
			"is set in a cell behind the one tagged \"parameters\"; in a script it takes the place of the value on\n" +
			"the line that begins with NAME := VALUE or let NAME = VALUE.",
		Example: "  andor-kernel run faces.andor --out figures --param width=32\n" +
			"  andor-kernel run notebooks/02_faces.ipynb --param data=faces.zip --param iterations=500 \\\n" +
			"      --out out/02_faces.ipynb --html out/02_faces.html --timeout 30m",
		Args: exactly(1, "a .andor, .go or .ipynb file"),
		RunE: func(c *cobra.Command, args []string) error {
			for _, p := range params {
				v, err := kernel.ParseParameter(p)
				if err != nil {
					return usageError{fmt.Errorf("run: --param: %w", err)}
				}
				o.Params = append(o.Params, v)
			}
			return runFile(c.Context(), args[0], o, std)
		},
	}
	f := c.Flags()
	f.StringVar(&o.Out, "out", "", "write the executed notebook to `FILE`; for a script: its figures to this folder")
	f.StringVar(&o.HTML, "html", "", "write the executed notebook as one HTML page to `FILE`")
	f.DurationVar(&o.Timeout, "timeout", 0, "time limit of each cell, such as 90s or 30m (default none)")
	f.StringArrayVar(&params, "param", nil, "set the parameter `NAME=VALUE`; may be repeated")
	return c
}

func runFile(ctx context.Context, path string, o kernel.RunOptions, std streams) error {
	execute := kernel.RunScript
	switch strings.ToLower(filepath.Ext(path)) {
	case ".ipynb":
		execute = kernel.RunNotebook
	case ".andor", ".go":
		if o.HTML != "" {
			return usageError{errors.New("run: --html is for notebooks, got a script")}
		}
	default:
		return usageError{fmt.Errorf("run: got %q, want a file that ends in .andor, .go or .ipynb", path)}
	}
	if o.Timeout < 0 {
		return usageError{fmt.Errorf("run: --timeout: got %v, want a positive time", o.Timeout)}
	}
	k, err := kernelOptions(std)
	if err != nil {
		return err
	}
	interrupts := make(chan os.Signal, 8)
	signal.Notify(interrupts, os.Interrupt)
	defer signal.Stop(interrupts)
	o.Stdin, o.Stdout, o.Stderr, o.Interrupts = std.in, std.out, std.err, interrupts
	o.Terminal = isTerminal(std.err)
	began := time.Now()
	if err := execute(ctx, path, o, k); err != nil {
		return err
	}
	if o.Out != "" && strings.HasSuffix(path, ".ipynb") {
		fmt.Fprintf(std.err, "executed in %v: %s\n", time.Since(began).Round(100*time.Millisecond), o.Out)
	}
	return nil
}
