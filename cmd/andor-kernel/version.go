package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// release is the version between tags; a build by `go install ...@v1.2.3` knows better.
const release = "0.1.0"

// version is the module's version, with the commit where the build knows it.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return release
	}
	if v := info.Main.Version; len(v) > 1 && v[0] == 'v' && v[:3] != "v0.0" {
		return v[1:]
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= 7 {
			return release + "+" + s.Value[:7]
		}
	}
	return release
}

// versionLine is what the verb prints.
func versionLine() string {
	return fmt.Sprintf("andor %s (%s %s/%s)", version(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
}

func newVersion(std streams) *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "print the version",
		Example: "  andor-kernel version",
		Args:    exactly(0, "none"),
		RunE: func(*cobra.Command, []string) error {
			fmt.Fprintln(std.out, versionLine())
			return nil
		},
	}
}
