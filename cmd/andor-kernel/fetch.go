package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/andor-kernel/andor/stdlib/data"
	"github.com/andor-kernel/andor/stdlib/data/fetch"
)

// newFetch downloads weights; data fetch downloads sets.
func newFetch(std streams) *cobra.Command {
	var dir string
	var accept bool
	c := &cobra.Command{
		Use:   "fetch NAME",
		Short: "download the weights of a network that images are judged with",
		Long: "Fetch shows the terms of published weights and, when they are accepted, downloads them, goes on with what\n" +
			"an earlier attempt left, and compares the checksum. " + names(fetch.Weights(), " and ") + " are known: FID needs the\n" +
			"first; distances over the second are not called FID. Data sets are fetched by andor-kernel data fetch.",
		Example: "  andor-kernel fetch inception\n  andor-kernel fetch nsfwjs --accept-terms",
		Args:    exactly(1, "the name of weights: "+names(fetch.Weights(), " or ")),
		RunE: func(c *cobra.Command, args []string) error {
			s, ok := fetch.FindWeights(args[0])
			if !ok {
				hint := ""
				if _, set := fetch.Find(args[0]); set {
					hint = "; it is a data set: andor-kernel data fetch " + args[0]
				}
				return usageError{fmt.Errorf("fetch: got %q, want %s%s", args[0], names(fetch.Weights(), " or "), hint)}
			}
			ctx, stop := signal.NotifyContext(c.Context(), os.Interrupt)
			defer stop()
			if dir == "" {
				cache, err := data.CacheDir()
				if err != nil {
					return err
				}
				dir = filepath.Join(cache, "weights")
			}
			return fetchSource(ctx, std, s, dir, accept)
		},
	}
	fetchFlags(c, &dir, &accept)
	return c
}

func newDataFetch(std streams) *cobra.Command {
	var dir string
	var accept bool
	c := &cobra.Command{
		Use:     "fetch NAME",
		Short:   "download a published set",
		Long:    "Fetch shows the terms of a set and, when they are accepted, downloads its files from where its authors\nput them, goes on with what an earlier attempt left, and compares checksums.",
		Example: "  andor-kernel data fetch cifar10\n  andor-kernel data fetch celeba --dir ~/celeba --accept-terms",
		Args:    exactly(1, "the name of a set; see andor-kernel data list"),
		RunE: func(c *cobra.Command, args []string) error {
			s, ok := fetch.Find(args[0])
			if !ok {
				return usageError{fmt.Errorf("fetch: got %q, want one of %s", args[0], names(fetch.Sources(), ", "))}
			}
			ctx, stop := signal.NotifyContext(c.Context(), os.Interrupt)
			defer stop()
			if dir == "" {
				var err error
				if dir, err = setsDir(s.Name); err != nil {
					return err
				}
			}
			return fetchSource(ctx, std, s, dir, accept)
		},
	}
	fetchFlags(c, &dir, &accept)
	return c
}

func fetchFlags(c *cobra.Command, dir *string, accept *bool) {
	c.Flags().StringVar(dir, "dir", "", "put the files here (default: andor's folder in your cache)")
	c.Flags().BoolVar(accept, "accept-terms", false, "you have read the terms and accept them")
}

// names are those of sources, in a list.
func names(sources []fetch.Source, between string) string {
	var all []string
	for _, s := range sources {
		all = append(all, s.Name)
	}
	return strings.Join(all, between)
}

// fetchSource shows the terms, waits for a yes, and downloads.
func fetchSource(ctx context.Context, std streams, s fetch.Source, dir string, accept bool) error {
	title := s.Title
	if s.Images > 0 {
		title = fmt.Sprintf("%s, %d images", title, s.Images)
	}
	fmt.Fprintf(std.out, "%s\n%s\n\n%s\n\n", title, s.Page, s.Licence)
	if s.ByHand != "" {
		return fmt.Errorf("fetch: %s cannot be downloaded by itself: %s", s.Name, s.ByHand)
	}
	if !accept {
		fmt.Fprint(std.out, "Do you accept these terms? Type yes: ")
		line, _ := bufio.NewReader(std.in).ReadString('\n')
		fmt.Fprintln(std.out)
		if strings.TrimSpace(line) != "yes" {
			return errors.New("fetch: the terms were not accepted; nothing was downloaded (a script says --accept-terms)")
		}
	}
	for _, f := range s.Files {
		path, err := fetch.Get(ctx, http.DefaultClient, f, dir, func(done, total int64) {
			if isTerminal(std.err) {
				fmt.Fprintf(std.err, "\r\x1b[K%s: %d of %d MB", f.Name, done/1e6, total/1e6)
			}
		})
		if isTerminal(std.err) {
			fmt.Fprint(std.err, "\r\x1b[K")
		}
		if err != nil {
			if ctx.Err() == nil {
				err = fmt.Errorf("%w\na copy from elsewhere may be put there as %s", err, filepath.Join(dir, f.Name))
			}
			return err
		}
		verified := "; its checksum is right"
		if f.MD5+f.SHA256 == "" {
			verified = "; no checksum is published"
		}
		fmt.Fprintln(std.out, path+verified)
	}
	if s.Loader != "" {
		fmt.Fprintf(std.out, "\ndata NAME { from %s(%q)  size 64x64 }\n", s.Loader, dir)
	}
	return nil
}
