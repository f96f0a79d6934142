package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/andor-kernel/andor/install"
)

// placeFlags are what install and uninstall share.
func placeFlags(c *cobra.Command, o *install.Options) {
	f := c.Flags()
	f.BoolVar(&o.User, "user", false, "in your own Jupyter folder (the default)")
	f.BoolVar(&o.SysPrefix, "sys-prefix", false, "in the active virtual or conda environment")
	f.StringVar(&o.Prefix, "prefix", "", "in `DIR`/share/jupyter/kernels")
	f.StringVar(&o.Name, "name", "andor", "name of the kernelspec")
	c.MarkFlagsMutuallyExclusive("user", "sys-prefix", "prefix")
}

func newInstall(std streams) *cobra.Command {
	var o install.Options
	c := &cobra.Command{
		Use:     "install",
		Short:   "make andor known to Jupyter",
		Long:    "Install writes a kernelspec that starts this very binary, so leave it where it is. An earlier\nkernelspec of the same name is replaced in one step. Beside it goes an extension for JupyterLab 4 and\nNotebook 7 that colours the cells; reload an open page to see it.",
		Example: "  andor-kernel install\n  andor-kernel install --sys-prefix --display-name \"andor (dev)\" --name andor-dev --env GOMAXPROCS=4",
		Args:    exactly(0, "none"),
		RunE: func(*cobra.Command, []string) error {
			exe, err := os.Executable()
			if err != nil {
				return err
			}
			o.Executable = exe
			dir, err := install.Install(o)
			if err != nil {
				return fmt.Errorf("install: %w", err)
			}
			fmt.Fprintf(std.out, "installed kernelspec %q in %s\n", o.Name, dir)
			return nil
		},
	}
	placeFlags(c, &o)
	c.Flags().StringVar(&o.DisplayName, "display-name", "andor", "name that front ends show")
	c.Flags().BoolVar(&o.NoLabExtension, "no-lab-extension", false, "leave out the JupyterLab extension that colours the cells")
	c.Flags().StringArrayVar(&o.Env, "env", nil, "set `NAME=VALUE` for the kernel; may be repeated")
	return c
}

func newUninstall(std streams) *cobra.Command {
	var o install.Options
	c := &cobra.Command{
		Use:     "uninstall",
		Short:   "remove andor from Jupyter",
		Long:    "Uninstall removes the kernelspec from the place that is named, or else from your own Jupyter\nfolder and the active environment.",
		Example: "  andor-kernel uninstall\n  andor-kernel uninstall --prefix .venv --name andor-dev",
		Args:    exactly(0, "none"),
		RunE: func(*cobra.Command, []string) error {
			dirs, err := install.Uninstall(o)
			if err != nil {
				return fmt.Errorf("uninstall: %w", err)
			}
			fmt.Fprintf(std.out, "removed %s\n", strings.Join(dirs, " and "))
			return nil
		},
	}
	placeFlags(c, &o)
	return c
}
