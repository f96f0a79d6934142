package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/andor-kernel/andor/install"
	"github.com/andor-kernel/andor/kernel"
)

func newDoctor(std streams) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:     "doctor",
		Short:   "say what is wrong with this machine's Jupyter set-up",
		Long:    "Doctor looks for Jupyter, for kernelspecs of andor that are stale or broken, for folders that cannot\nbe written and for versions that do not go together, and says what to do. It changes nothing. The\nexit status is 1 if something keeps andor from running.",
		Example: "  andor-kernel doctor\n  andor-kernel doctor --json",
		Args:    exactly(0, "none"),
		RunE: func(c *cobra.Command, _ []string) error {
			exe, err := os.Executable()
			if err != nil {
				return err
			}
			look := install.Checkup{Executable: exe, Version: versionLine()}
			if h := kernel.DefaultHistory(); h != "" {
				look.Write = append(look.Write, filepath.Dir(h))
			}
			found := install.Diagnose(c.Context(), look)
			if asJSON {
				text, err := json.MarshalIndent(found, "", "  ")
				if err != nil {
					return err
				}
				fmt.Fprintf(std.out, "%s\n", text)
			}
			bad := 0
			for _, f := range found {
				if f.State == "error" {
					bad++
				}
				if asJSON {
					continue
				}
				fmt.Fprintf(std.out, "%-8s%s: %s\n", f.State, f.Subject, f.Text)
				if f.Remedy != "" {
					fmt.Fprintf(std.out, "        to do: %s\n", f.Remedy)
				}
			}
			switch bad {
			case 0:
				return nil
			case 1:
				return errors.New("doctor: 1 thing keeps andor from running; see above what to do")
			}
			return fmt.Errorf("doctor: %d things keep andor from running; see above what to do", bad)
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return c
}
