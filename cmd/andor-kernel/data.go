package main

import (
	"archive/zip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io"
	"io/fs"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/andor-kernel/andor/plots"
	"github.com/andor-kernel/andor/stdlib/data"
	"github.com/andor-kernel/andor/stdlib/data/fetch"
)

func newData(std streams) *cobra.Command {
	c := &cobra.Command{
		Use:     "data",
		Short:   "list, look at, verify, fetch and make data sets",
		Example: "  andor-kernel data list\n  andor-kernel data info celeba-first10k.zip --sheet faces.png",
		Args:    exactly(0, "one of its verbs: list, info, verify, fetch, make"),
		RunE:    func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(newDataList(std), newDataInfo(std), newDataVerify(std), newDataFetch(std), newDataMake(std))
	return c
}

// setsDir is where fetch puts the set of a name unless told otherwise.
func setsDir(name string) (string, error) {
	cache, err := data.CacheDir()
	return filepath.Join(cache, "sets", name), err
}

func newDataList(std streams) *cobra.Command {
	return &cobra.Command{
		Use:     "list",
		Short:   "list the published sets that andor reads, and where they are",
		Example: "  andor-kernel data list",
		Args:    exactly(0, "none"),
		RunE: func(*cobra.Command, []string) error {
			w := tabwriter.NewWriter(std.out, 0, 0, 2, ' ', 0)
			fmt.Fprintln(w, "name\timages\tin a data block\tfiles\twhere")
			for _, s := range fetch.Sources() {
				dir, err := setsDir(s.Name)
				if err != nil {
					return err
				}
				where, have := "not fetched", 0
				for _, f := range s.Files {
					if _, err := os.Stat(filepath.Join(dir, f.Name)); err == nil {
						have++
					}
				}
				switch {
				case have > 0:
					where = fmt.Sprintf("%s (%d of %d files)", dir, have, len(s.Files))
				case s.ByHand != "":
					where = "by hand, from " + s.Page
				}
				fmt.Fprintf(w, "%s\t%d\tfrom %s(\"DIR\")\t%d\t%s\n", s.Name, s.Images, s.Loader, len(s.Files), where)
			}
			return w.Flush()
		},
	}
}

// sourceFlags are what info and verify share.
func sourceFlags(c *cobra.Command, s *data.Spec) {
	c.Flags().StringVar(&s.Loader, "loader", "", "the official layout of a published set: "+strings.Join(data.Loaders(), ", "))
	c.Flags().StringVar(&s.Split, "split", "", "train, val or test of a published set")
}

// bar shows a count on a terminal; its second function wipes it.
func (s streams) bar() (update func(done, total int), end func()) {
	if !isTerminal(s.err) {
		return nil, func() {}
	}
	return func(done, total int) { fmt.Fprintf(s.err, "\r\x1b[K%d/%d", done, total) }, func() { fmt.Fprint(s.err, "\r\x1b[K") }
}

func newDataInfo(std streams) *cobra.Command {
	var s data.Spec
	var sheet string
	var tiles int
	c := &cobra.Command{
		Use:     "info PATH",
		Short:   "say how many images there are, of which sizes and classes",
		Long:    "Info says what a folder, an archive or a published set holds. Sizes are those of a few hundred images,\nspread over all; verify looks at every one.",
		Example: "  andor-kernel data info clothing.zip\n  andor-kernel data info ~/celeba --loader celeba --split test --sheet faces.png",
		Args:    exactly(1, "the folder or archive to look at"),
		RunE: func(c *cobra.Command, args []string) error {
			ctx, stop := signal.NotifyContext(c.Context(), os.Interrupt)
			defer stop()
			s.From = args[0]
			update, end := std.bar()
			survey, err := data.Look(ctx, s, false, update)
			end()
			if err != nil {
				return err
			}
			describe(std.out, survey)
			if sheet == "" {
				return nil
			}
			return contactSheet(ctx, s, sheet, tiles)
		},
	}
	sourceFlags(c, &s)
	c.Flags().StringVar(&sheet, "sheet", "", "write a contact sheet of the first images to this `FILE`, .png, .svg or .pdf")
	c.Flags().IntVar(&tiles, "tiles", 48, "images on the sheet")
	return c
}

// describe prints a survey.
func describe(w io.Writer, s *data.Survey) {
	fmt.Fprintf(w, "%d images in %s\n", s.Images, s.From)
	for i, z := range s.Sizes {
		if i == 5 {
			fmt.Fprintf(w, "  and %d other sizes\n", len(s.Sizes)-i)
			break
		}
		fmt.Fprintf(w, "  %dx%d pixels: %d of %d looked at\n", z.W, z.H, z.N, s.Looked)
	}
	if len(s.Classes) > 0 {
		fmt.Fprintf(w, "%d classes\n", len(s.Classes))
	}
	for i, c := range s.Classes {
		if i == 20 {
			fmt.Fprintf(w, "  and %d others\n", len(s.Classes)-i)
			break
		}
		fmt.Fprintf(w, "  %s: %d\n", c.Class, c.N)
	}
	listSkips(w, "left out", s.Skipped)
	listSkips(w, "unreadable", s.Bad)
}

// listSkips names files and reasons, all of them: what is wrong is what one came for.
func listSkips(w io.Writer, title string, skips []data.Skip) {
	if len(skips) > 0 {
		fmt.Fprintf(w, "%s: %d\n", title, len(skips))
	}
	for _, k := range skips {
		fmt.Fprintf(w, "  %s: %s\n", k.File, k.Reason)
	}
}

// contactSheet writes the first images, as a loader crops them, to a PNG file.
func contactSheet(ctx context.Context, s data.Spec, file string, tiles int) error {
	if tiles < 1 || tiles > 1000 {
		return usageError{fmt.Errorf("info: got %d tiles, want 1 to 1000", tiles)}
	}
	s.H, s.W, s.Take, s.Lo, s.Hi = 64, 64, tiles, 0, 255
	set, err := data.Open(ctx, s, nil)
	if err != nil {
		return err
	}
	row := make([]image.Image, set.Len())
	for i := range row {
		row[i] = picture(set, i)
	}
	grid, err := plots.NewGrid(plots.Grid{Rows: [][]image.Image{row}, Columns: 12})
	if err != nil {
		return err
	}
	return plots.Save(grid, file)
}

// picture is image i of a set in the range 0..255 as an image file has it.
func picture(set *data.Set, i int) image.Image {
	x := set.Image(i)
	h, w, c := set.Shape()
	if c == 1 {
		out := image.NewGray(image.Rect(0, 0, w, h))
		for k, v := range x.Data {
			out.Pix[k] = uint8(v)
		}
		return out
	}
	out := image.NewNRGBA(image.Rect(0, 0, w, h))
	for k := range w * h {
		p := out.Pix[4*k:]
		p[0], p[1], p[2], p[3] = uint8(x.Data[3*k]), uint8(x.Data[3*k+1]), uint8(x.Data[3*k+2]), 255
	}
	return out
}

func newDataVerify(std streams) *cobra.Command {
	var s data.Spec
	c := &cobra.Command{
		Use:     "verify PATH",
		Short:   "compare checksums and read every image",
		Long:    "Verify compares files of a known name with their published checksums, then decodes every image and\nlists those that cannot be read. The exit status is 1 if anything is wrong.",
		Example: "  andor-kernel data verify ~/celeba --loader celeba\n  andor-kernel data verify /usr/share/datasets/fashion-mnist --loader mnist",
		Args:    exactly(1, "the folder or archive to verify"),
		RunE: func(c *cobra.Command, args []string) error {
			ctx, stop := signal.NotifyContext(c.Context(), os.Interrupt)
			defer stop()
			wrong, err := checksums(ctx, std.out, args[0])
			if err != nil {
				return err
			}
			s.From = args[0]
			update, end := std.bar()
			survey, err := data.Look(ctx, s, true, update)
			end()
			if err != nil {
				return err
			}
			fmt.Fprintf(std.out, "%d of %d images read\n", survey.Looked-len(survey.Bad), survey.Images)
			listSkips(std.out, "left out", survey.Skipped)
			listSkips(std.out, "unreadable", survey.Bad)
			if n := len(survey.Bad); n+wrong > 0 {
				return fmt.Errorf("data: verify: %d unreadable images and %d files of a wrong checksum in %s", n, wrong, args[0])
			}
			return nil
		},
	}
	sourceFlags(c, &s)
	return c
}

// checksums compares the files of known names at a path, and in the folder below it, with
// what is published.
func checksums(ctx context.Context, w io.Writer, root string) (wrong int, err error) {
	err = filepath.WalkDir(root, func(p string, e fs.DirEntry, err error) error {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		known := fetch.Known(filepath.Base(p))
		if err != nil || !e.Type().IsRegular() || len(known) == 0 {
			return nil // what cannot be read at all is found when the images are
		}
		var bad error
		for _, f := range known {
			if bad = fetch.Verify(p, f); bad == nil {
				fmt.Fprintf(w, "%s: the checksum is right\n", p)
				return nil
			}
		}
		wrong++
		if len(known) > 1 {
			bad = fmt.Errorf("no published file of this name has its checksum; %w", bad)
		}
		fmt.Fprintf(w, "%s: %v\n", p, bad)
		return nil
	})
	return wrong, err
}

func newDataMake(std streams) *cobra.Command {
	s := data.Spec{From: "scenes", Loader: "scenes"}
	var out, objects string
	var size int
	c := &cobra.Command{
		Use:     "make --out FILE.zip",
		Short:   "draw the procedural set of scenes into a zip file",
		Long:    "Make writes scenes drawn from a known AND-OR grammar as PNG images, with the true parse tree of each\nin parse.json. The same seed draws the same scenes.",
		Example: "  andor-kernel data make --take 1000 --size 32 --seed 1 --out scenes.zip",
		Args:    exactly(0, "none"),
		RunE: func(c *cobra.Command, _ []string) error {
			if out == "" {
				return usageError{errors.New("make: got no file, want --out FILE.zip")}
			}
			ctx, stop := signal.NotifyContext(c.Context(), os.Interrupt)
			defer stop()
			s.H, s.W, s.Lo, s.Hi = size, size, 0, 255
			s.From = objects
			if objects == "" {
				s.Loader, s.From = "", "scenes"
			}
			update, end := std.bar()
			set, err := data.Open(ctx, s, update)
			end()
			if err != nil {
				return err
			}
			if err := writeScenes(out, set); err != nil {
				return err
			}
			fmt.Fprintf(std.out, "%d scenes in %s\n", set.Len(), out)
			return nil
		},
	}
	c.Flags().StringVar(&out, "out", "", "the `FILE.zip` to write")
	c.Flags().StringVar(&objects, "objects", "", "which objects, e.g. \"face, car\" (all if empty)")
	c.Flags().IntVar(&s.Take, "take", data.DefaultScenes, "how many")
	c.Flags().IntVar(&size, "size", 32, "pixels a side")
	c.Flags().Uint64Var(&s.Seed, "seed", 1, "which draw")
	return c
}

// writeScenes writes images and parse trees; a file that could not be finished is removed.
func writeScenes(path string, set *data.Set) (err error) {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() {
		if err2 := f.Close(); err == nil {
			err = err2
		}
		if err != nil {
			os.Remove(path)
		}
	}()
	z := zip.NewWriter(f)
	for i := range set.Len() {
		w, err := z.CreateHeader(&zip.FileHeader{Name: fmt.Sprintf("scenes/%06d.png", i), Method: zip.Store})
		if err != nil {
			return err
		}
		if err := png.Encode(w, picture(set, i)); err != nil {
			return err
		}
	}
	w, err := z.Create("scenes/parse.json")
	if err != nil {
		return err
	}
	if err := json.NewEncoder(w).Encode(set.Parse); err != nil {
		return err
	}
	return z.Close()
}
