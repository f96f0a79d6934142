package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"time"

	"github.com/andor-kernel/andor/kernel/cell/oracle/randgo"
)

// batch is how many random programs are compiled into one executable.
const batch = 100

// randomLimit is the processor time of a random program.
const randomLimit = 10 * time.Second

// finding is a random program whose cells do something else than compiled Go.
type finding struct {
	program *randgo.Program
	why     string
}

func randomCommand(args []string) error {
	flags := flag.NewFlagSet("random", flag.ExitOnError)
	n := flags.Int("n", 1000, "programs to run")
	seed := flags.Int64("seed", time.Now().UnixNano()%1e9, "seed of the first; the others follow")
	workers := flags.Int("j", runtime.NumCPU(), "cells at a time")
	show := flags.Bool("show", false, "print the program of the seed and do nothing else")
	shrunk := flags.Int("shrink", 1, "bring down this many of the programs that differ")
	patience := flags.Duration("patience", time.Minute, "time for bringing down one program")
	most := flags.Int("most", 10, "end after this many programs that differ")
	without := flags.String("without", "", "leave out these lowering `rules` of kernel/cell/core, apart by commas: the programs must notice")
	dir := flags.String("dir", "", "write the programs that differ to this `folder`, brought down where -shrink allows")
	flags.Parse(args)
	if *show {
		fmt.Print(strings.ReplaceAll(randgo.New(*seed, "_q0z").Text("main"), "_q0z", ""))
		return nil
	}
	both := &comparison{workers: *workers, limit: randomLimit, without: rules(*without)}
	began := time.Now()
	ran, bad := 0, 0
	for from := 0; from < *n && bad < *most; from += batch {
		var programs []*randgo.Program
		for i := from; i < min(*n, from+batch); i++ {
			programs = append(programs, randgo.New(*seed+int64(i), fmt.Sprintf("_q%dz", i-from)))
		}
		findings, err := both.run(programs)
		if err != nil {
			return err
		}
		ran += len(programs)
		for _, f := range findings {
			bad++
			fmt.Printf("seed %d differs:\n%s%s", f.program.Seed, f.why, refusedLine(f))
			if bad <= *shrunk {
				if f, err = both.shrink(f, time.Now().Add(*patience)); err != nil {
					return err
				}
				fmt.Printf("brought down:\n%s\n%s", programText(f.program), f.why)
			}
			if *dir != "" {
				text := programText(f.program) + "\n/*\n" + strings.ReplaceAll(f.why, "*/", "* /") + "*/\n"
				if err := os.WriteFile(filepath.Join(*dir, fmt.Sprintf("seed%d.go", f.program.Seed)), []byte(text), 0o644); err != nil {
					return err
				}
			}
		}
	}
	fmt.Printf("%d random programs from seed %d: %d differ; %.0f s\n", ran, *seed, bad, time.Since(began).Seconds())
	if bad > 0 {
		return fmt.Errorf("%d programs differ", bad)
	}
	return nil
}

// refusedAt finds the line of a refusal.
var refusedAt = regexp.MustCompile(`^the cell: \w+: line (\d+): `)

// refusedLine shows the lines that a refusal may speak of: it does not tell which of the
// cells it is in.
func refusedLine(f finding) string {
	m := refusedAt.FindStringSubmatch(f.why)
	if m == nil {
		return ""
	}
	n, _ := strconv.Atoi(m[1])
	out := ""
	for _, c := range bare(f.program) {
		if lines := strings.Split(c, "\n"); n > 0 && n <= len(lines) {
			out += fmt.Sprintf("  line %d is %s\n", n, strings.TrimSpace(lines[n-1]))
		}
	}
	return out
}

// programText is a program as cells: more than one are apart by a comment.
func programText(p *randgo.Program) string {
	return strings.Join(bare(p), "\n// next cell\n")
}

// bare are the cells of a program without the suffix of its names.
func bare(p *randgo.Program) []string {
	cells := p.Cells()
	for i := range cells {
		cells[i] = strings.ReplaceAll(cells[i], p.Suffix, "")
	}
	return cells
}

// comparison runs random programs both ways.
type comparison struct {
	workers int
	limit   time.Duration // processor time of a program
	without []string      // lowering rules that the cells do without
}

// run runs programs both ways. Their suffixes differ: all are compiled into one
// executable, whose argument is the number of one.
func (c *comparison) run(programs []*randgo.Program) ([]finding, error) {
	compiled, err := c.compiled(programs)
	if err != nil {
		return nil, err
	}
	return c.cells(programs, compiled, nil)
}

// compiled compiles programs and runs each.
func (c *comparison) compiled(programs []*randgo.Program) ([]outcome, error) {
	dir, err := os.MkdirTemp("", "andor-oracle")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	files := map[string]string{}
	var cases strings.Builder
	for i, p := range programs {
		files[fmt.Sprintf("p%d.go", i)] = p.Source("main" + p.Suffix)
		fmt.Fprintf(&cases, "case \"%d\":\n\tmain%s()\n", i, p.Suffix)
	}
	files["main.go"] = "package main\n\nimport \"os\"\n\nfunc main() {\n\tswitch os.Args[1] {\n" + cases.String() + "\t}\n}\n"
	exe, err := compile(filepath.Join(dir, "go"), files)
	if err != nil {
		return nil, err
	}
	var all []outcome
	for i, p := range programs {
		o := execute(exe, []string{fmt.Sprint(i)}, c.limit)
		o.Stdout = []byte(strings.ReplaceAll(string(o.Stdout), p.Suffix, ""))
		all = append(all, o)
	}
	return all, nil
}

// cells runs programs as cells and returns those that part from what was compiled. It ends
// early when stop says so after one that parts.
func (c *comparison) cells(programs []*randgo.Program, compiled []outcome, stop func(found []finding) bool) ([]finding, error) {
	dir, err := os.MkdirTemp("", "andor-oracle")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	jobs, byName := make([]job, len(programs)), map[string]outcome{}
	for i, p := range programs {
		jobs[i] = job{Name: fmt.Sprint(i), Cells: bare(p), Limit: c.limit, Without: c.without}
		byName[jobs[i].Name] = compiled[i]
	}
	p := &pool{workers: c.workers, dir: dir, fine: func(j job, o outcome) bool {
		c := byName[j.Name]
		return c.Failure == "Interrupted" || parting(o, c, 1) == ""
	}}
	var found []finding
	p.run(jobs, func() bool { return stop != nil && stop(found) }, func(i int, o outcome) {
		if d := parting(o, compiled[i], 4); d != "" && compiled[i].Failure != "Interrupted" {
			found = append(found, finding{programs[i], d})
		}
	})
	return found, nil
}
