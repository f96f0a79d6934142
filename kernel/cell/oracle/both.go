package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// bothCommand runs files compiled and as cells and shows where they part.
func bothCommand(args []string) error {
	flags := flag.NewFlagSet("both", flag.ExitOnError)
	flags.Usage = func() {
		fmt.Fprintln(flags.Output(), "usage: oracle both [flags] FILE.go ...\n\nA file is a program (package main) or the text of a cell; - is standard input.")
		flags.PrintDefaults()
	}
	record := flags.String("record", "", "add the program to kernel/cell/testdata/programs under this `name` (in the folder of the repository)")
	most := flags.Int("lines", 10, "lines of difference to show")
	show := flags.Bool("show", false, "show the program that is compiled, and all it prints")
	limit := flags.Duration("limit", suiteLimit, "processor time of the cell")
	without := flags.String("without", "", "leave out these lowering `rules` of kernel/cell/core, apart by commas")
	flags.Parse(args)
	if flags.NArg() == 0 {
		flags.Usage()
		os.Exit(2)
	}
	if *record != "" && flags.NArg() != 1 {
		return fmt.Errorf("-record wants one file, got %d", flags.NArg())
	}
	parted := 0
	for _, file := range flags.Args() {
		code, err := readProgram(file)
		if err != nil {
			return err
		}
		if flags.NArg() > 1 {
			fmt.Printf("== %s\n", file)
		}
		program, compiled, inCell, err := bothWays(code, *limit, rules(*without)...)
		if *show {
			fmt.Printf("-- compiled\n%s\n", program)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		if *show {
			fmt.Printf("-- printed by Go\n%s%s-- by the cell\n%s%s", compiled.Stdout, compiled.Stderr, inCell.Stdout, inCell.Stderr)
		}
		if d := parting(inCell, compiled, *most); d != "" {
			parted++
			fmt.Print(d)
		} else {
			fmt.Printf("same: %d lines, exit status %d\n", strings.Count(string(compiled.Stdout), "\n"), compiled.Exit)
		}
		if *record != "" {
			if err := recordProgram(*record, program, compiled); err != nil {
				return err
			}
		}
	}
	if parted > 0 {
		return fmt.Errorf("%d of %d files differ", parted, flags.NArg())
	}
	return nil
}

// rules are the names of a flag, apart by commas.
func rules(names string) []string {
	return strings.FieldsFunc(names, func(r rune) bool { return r == ',' })
}

func readProgram(file string) (string, error) {
	if file == "-" {
		b, err := io.ReadAll(os.Stdin)
		return string(b), err
	}
	b, err := os.ReadFile(file)
	return string(b), err
}

// bothWays runs a program or the text of a cell both ways. It fails if the program does
// not compile, since then there is nothing to hold the cell against.
func bothWays(code string, limit time.Duration, without ...string) (program string, compiled, inCell outcome, err error) {
	program, err = asProgram(code)
	if err != nil {
		return program, compiled, inCell, err
	}
	dir, err := os.MkdirTemp("", "andor-oracle")
	if err != nil {
		return program, compiled, inCell, err
	}
	defer os.RemoveAll(dir)
	exe, err := compile(filepath.Join(dir, "go"), map[string]string{"program.go": program})
	if err != nil {
		return program, compiled, inCell, err
	}
	compiled = execute(exe, nil, 2*limit)
	p := &pool{workers: 1, dir: dir, fine: func(job, outcome) bool { return true }}
	p.run([]job{{Name: "program", Cells: []string{code}, Limit: limit, Without: without}}, nil, func(_ int, o outcome) { inCell = o })
	return program, compiled, inCell, nil
}

// parting says in what the two differ, "" if in nothing.
func parting(inCell, compiled outcome, most int) string {
	var b strings.Builder
	if inCell.Failure != "" && inCell.Failure != "panic" {
		fmt.Fprintf(&b, "the cell: %s: %s\n", inCell.Failure, inCell.Text)
	}
	if inCell.Exit != compiled.Exit {
		fmt.Fprintf(&b, "exit status: cell %d, Go %d\n", inCell.Exit, compiled.Exit)
	}
	if x, y := panicWords(inCell), panicWords(compiled); x != y {
		fmt.Fprintf(&b, "panic: cell %q, Go %q\n", x, y)
	}
	for _, stream := range []struct {
		name       string
		cell, goes []byte
	}{{"standard output", inCell.Stdout, compiled.Stdout}, {"standard error", inCell.Stderr, compiled.Stderr}} {
		if d := difference("cell", string(stream.cell), "Go", string(stream.goes), most); d != "" {
			fmt.Fprintf(&b, "%s:\n%s", stream.name, d)
		}
	}
	return b.String()
}

// panicWords is what the panic that ended a program says.
func panicWords(o outcome) string {
	if o.Failure == "panic" {
		return o.Text
	}
	return ""
}

// recordProgram adds a program and what Go prints for it to the tests of kernel/cell.
func recordProgram(name, program string, compiled outcome) error {
	if compiled.Exit != 0 || len(compiled.Stderr) > 0 {
		return fmt.Errorf("-record wants a program that ends with status 0 and nothing on standard error: recover its panics and print them")
	}
	base := filepath.Join("kernel", "cell", "testdata", "programs", strings.TrimSuffix(name, ".go"))
	if _, err := os.Stat(filepath.Dir(base)); err != nil {
		return fmt.Errorf("-record works in the folder of the repository: %w", err)
	}
	if _, err := os.Stat(base + ".go"); err == nil {
		return fmt.Errorf("%s.go is there already: choose another name", base)
	}
	if err := os.WriteFile(base+".go", []byte(program), 0o644); err != nil {
		return err
	}
	return os.WriteFile(base+".out", compiled.Stdout, 0o644)
}
