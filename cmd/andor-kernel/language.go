package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"go/format"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/andor-kernel/andor/dsl"
)

func newFmt(std streams) *cobra.Command {
	var diff, write bool
	c := &cobra.Command{
		Use:     "fmt FILE...",
		Short:   "lay out scripts",
		Long:    "Fmt prints the files with their net, data, train and let blocks in canonical layout, and the Go\nbetween them as gofmt has it. Go that does not parse on its own is left as it is.",
		Example: "  andor-kernel fmt -d faces.andor\n  andor-kernel fmt -w *.andor",
		Args:    atLeastOne,
		RunE: func(_ *cobra.Command, files []string) error {
			return eachFile(files, func(path, text string) error {
				out, diags := dsl.Format(dsl.Source{Name: path, Text: text})
				if len(diags) > 0 {
					return report(std.err, diags)
				}
				out = gofmt(path, out)
				switch {
				case write && out != text:
					return os.WriteFile(path, []byte(out), 0o644)
				case diff:
					_, err := io.WriteString(std.out, changes(path, text, out))
					return err
				case !write:
					_, err := io.WriteString(std.out, out)
					return err
				}
				return nil
			})
		},
	}
	c.Flags().BoolVarP(&diff, "diff", "d", false, "print what would change instead")
	c.Flags().BoolVarP(&write, "write", "w", false, "write the files instead")
	c.MarkFlagsMutuallyExclusive("diff", "write")
	return c
}

// gofmt lays out the Go between the blocks, each stretch by itself.
func gofmt(path, text string) string {
	file, _ := dsl.Parse(dsl.Source{Name: path, Text: text})
	var out strings.Builder
	for _, c := range file.Chunks {
		if c.Block == nil {
			if b, err := format.Source([]byte(c.Text)); err == nil {
				c.Text = string(b)
			}
		}
		out.WriteString(c.Text)
	}
	return out.String()
}

func newCheck(std streams) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:     "check FILE...",
		Short:   "check the blocks of scripts without running them",
		Long:    "Check reports everything that is wrong with the net, data, train and let blocks of the files. Names\nthat the Go between them declares are taken on trust. With --json each finding is one line on standard\noutput: code, file, line, column, end_line, end_column, message, reason, help.",
		Example: "  andor-kernel check faces.andor\n  andor-kernel check --json *.andor",
		Args:    atLeastOne,
		RunE: func(_ *cobra.Command, files []string) error {
			return eachFile(files, func(path, text string) error {
				_, diags := dsl.ReadAlone(dsl.Source{Name: path, Text: text})
				if !asJSON {
					return report(std.err, diags)
				}
				w := json.NewEncoder(std.out)
				w.SetEscapeHTML(false)
				for _, d := range diags {
					if err := w.Encode(d); err != nil {
						return err
					}
				}
				return found(diags)
			})
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print each finding as a line of JSON")
	return c
}

func newExplain(std streams) *cobra.Command {
	return &cobra.Command{
		Use:     "explain CODE",
		Short:   "explain a diagnostic, such as AO012",
		Example: "  andor-kernel explain AO012",
		Args:    exactly(1, "the code of a diagnostic, such as AO012"),
		RunE: func(_ *cobra.Command, args []string) error {
			page, ok := dsl.Explain(args[0])
			if !ok {
				codes := dsl.Codes()
				return usageError{fmt.Errorf("explain: got %q, want a code from %s to %s", args[0], codes[0], codes[len(codes)-1])}
			}
			fmt.Fprintln(std.out, strings.TrimRight(page, "\n"))
			return nil
		},
	}
}

func atLeastOne(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return usageError{fmt.Errorf("%s: got no files, want at least one (see %s --help)", c.Name(), c.CommandPath())}
	}
	return nil
}

// eachFile goes on after a file that fails.
func eachFile(files []string, do func(path, text string) error) error {
	var all error
	for _, path := range files {
		b, err := os.ReadFile(path)
		if err == nil {
			err = do(path, string(b))
		}
		all = errors.Join(all, err)
	}
	return all
}

// report prints diagnostics as a cell would show them and returns how many there are.
func report(w io.Writer, diags dsl.Diagnostics) error {
	for _, d := range diags {
		text := d.Text()
		if isTerminal(w) {
			text = d.ANSI()
		}
		fmt.Fprintf(w, "%s\n\n", text)
	}
	return found(diags)
}

// found is how many diagnostics there are, as an error; nil for none.
func found(diags dsl.Diagnostics) error {
	things := "errors"
	switch len(diags) {
	case 0:
		return nil
	case 1:
		things = "error"
	}
	return fmt.Errorf("%s: %d %s", diags[0].Source.Name, len(diags), things)
}

// changes is a line-by-line comparison: the lines that differ, marked - and +.
func changes(path, before, after string) string {
	if before == after {
		return ""
	}
	a, b := strings.SplitAfter(before, "\n"), strings.SplitAfter(after, "\n")
	// common[i][j] is the length of the longest common part of a[i:] and b[j:].
	common := make([][]int, len(a)+1)
	for i := range common {
		common[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				common[i][j] = common[i+1][j+1] + 1
			} else {
				common[i][j] = max(common[i+1][j], common[i][j+1])
			}
		}
	}
	var out strings.Builder
	fmt.Fprintf(&out, "--- %s\n+++ %s\n", path, path)
	for i, j := 0, 0; i < len(a) || j < len(b); {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j]:
			i, j = i+1, j+1
		case i < len(a) && (j == len(b) || common[i+1][j] >= common[i][j+1]):
			fmt.Fprintf(&out, "%d: -%s\n", i+1, strings.TrimSuffix(a[i], "\n"))
			i++
		default:
			fmt.Fprintf(&out, "%d: +%s\n", i+1, strings.TrimSuffix(b[j], "\n"))
			j++
		}
	}
	return out.String()
}
