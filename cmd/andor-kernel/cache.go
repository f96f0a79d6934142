package main

import (
	"fmt"
	"path/filepath"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/andor-kernel/andor/stdlib/data"
)

// newCache lists and cleans the cache of unpacked and decoded images.
func newCache(std streams) *cobra.Command {
	c := &cobra.Command{
		Use:   "cache",
		Short: "list or clean what was unpacked and decoded from data sets",
		Long: "The cache ($ANDOR_CACHE, else andor in the user's cache folder) holds archives that were unpacked\n" +
			"and sets that were decoded. They are made again when they are needed. Beyond 20 GiB, or\n" +
			"$ANDOR_CACHE_GIB, those used longest ago go by themselves.",
		Args: exactly(0, "list or clean"),
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(&cobra.Command{
		Use:   "list",
		Short: "list the files of the cache, those used last first",
		Args:  exactly(0, "none"),
		RunE:  func(*cobra.Command, []string) error { return listCache(std) },
	}, &cobra.Command{
		Use:   "clean",
		Short: "remove what is made again when it is needed; weights that were fetched stay",
		Args:  exactly(0, "none"),
		RunE: func(*cobra.Command, []string) error {
			free, err := data.CleanCache(false)
			fmt.Fprintf(std.out, "%s removed\n", inBytes(free))
			return err
		},
	})
	return c
}

func listCache(std streams) error {
	dir, err := data.CacheDir()
	if err != nil {
		return err
	}
	bound, err := data.CacheBound()
	if err != nil {
		return err
	}
	entries, err := data.ListCache()
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(std.out, 0, 0, 2, ' ', 0)
	var clean, stay int64
	for _, e := range entries {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", e.Kind, inBytes(e.Bytes), e.Used.Format(time.DateTime), filepath.Base(e.Path))
		if e.Cleanable() {
			clean += e.Bytes
		} else {
			stay += e.Bytes
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	_, err = fmt.Fprintf(std.out, "%s: %s of at most %s that cache clean removes, %s that it leaves\n", dir, inBytes(clean), inBytes(bound), inBytes(stay))
	return err
}

// inBytes is a size for people.
func inBytes(n int64) string {
	switch {
	case n >= 1<<30:
		return fmt.Sprintf("%.1f GiB", float64(n)/(1<<30))
	case n >= 1<<20:
		return fmt.Sprintf("%.1f MiB", float64(n)/(1<<20))
	case n >= 1<<10:
		return fmt.Sprintf("%.1f KiB", float64(n)/(1<<10))
	}
	return fmt.Sprintf("%d bytes", n)
}
