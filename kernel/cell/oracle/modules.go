package main

import (
	"bufio"
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"go/ast"
	"go/doc"
	"go/format"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Much-used modules. testdata/modules/list.txt names them, go.mod.txt there pins their
// versions. What is run of each are the Examples of its packages that say what they print,
// as go test runs them, and for modules without any a program of testdata/modules, whose
// compiled form says what it prints. Each is one cell in a folder with that go.mod.

//go:embed testdata/modules
var moduleFiles embed.FS

// example is a program that uses a module, and what it is to print.
type example struct {
	module, pkg, name string
	code, want        string
	unordered         bool
	own               bool   // a program of ours: compiled Go says what it prints
	in                string // the package of its test file, which is main in a cell
	why               string // it is not run, and why
}

// tally is what came of the examples of a module.
type tally struct {
	examples, same, refused, differ int
}

// tallies are what came of the examples, by module.
type tallies map[string]*tally

func (all tallies) add(module, state string) {
	t := all[module]
	if t == nil {
		t = &tally{}
		all[module] = t
	}
	t.examples++
	switch state {
	case same:
		t.same++
	case refused:
		t.refused++
	default:
		t.differ++
	}
}

func modulesCommand(args []string) error {
	flags := flag.NewFlagSet("modules", flag.ExitOnError)
	run := flags.String("run", "", "run only modules, packages and examples whose name matches this `regexp`")
	sample := flags.Int("sample", 0, "run only so many modules, others each day")
	limit := flags.Duration("limit", 20*time.Second, "processor time of an example")
	tsv := flags.String("tsv", "", "put the state of each example that is run into this `file` (testdata/modules.tsv holds the recorded ones)")
	workers := flags.Int("j", runtime.NumCPU(), "cells at a time")
	flags.Parse(args)
	match, err := regexp.Compile(*run)
	if err != nil {
		return fmt.Errorf("-run: %w", err)
	}
	dir, err := os.MkdirTemp("", "andor-modules")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	m := &modules{dir: dir}
	if err := m.unpack(); err != nil {
		return err
	}
	if err := m.fetch(); err != nil {
		return err
	}
	list := m.list()
	if n := *sample; n > 0 && n < len(list) {
		day := int(time.Now().Unix()/86400) * n % len(list)
		list = append(list[day:len(list):len(list)], list[:day]...)[:n]
	}
	var examples []example
	for _, line := range list {
		found, err := m.examples(line)
		if err != nil {
			return fmt.Errorf("%s: %w", line[0], err)
		}
		for _, e := range found {
			if match.MatchString(e.module + " " + e.pkg + " " + e.name) {
				examples = append(examples, e)
			}
		}
	}
	tallies, differ, states := m.run(examples, *workers, *limit)
	fmt.Printf("\n%s", m.table(list, tallies))
	if *tsv != "" {
		if err := recordStates(*tsv, states); err != nil {
			return err
		}
	}
	if differ > 0 {
		return fmt.Errorf("%d examples differ", differ)
	}
	return nil
}

// modules is a folder with a go.mod that requires all of them.
type modules struct {
	dir      string
	versions map[string]string
}

// fetch downloads what is not in the module cache.
func (m *modules) fetch() error {
	if out, err := m.goTool("mod", "download"); err != nil {
		return fmt.Errorf("the modules cannot be had: %s", firstOf(out, err))
	}
	return nil
}

// unpack writes go.mod and go.sum into the folder.
func (m *modules) unpack() error {
	for _, name := range []string{"go.mod", "go.sum"} {
		b, err := moduleFiles.ReadFile("testdata/modules/" + name + ".txt")
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(m.dir, name), b, 0o644); err != nil {
			return err
		}
		if name == "go.mod" {
			m.versions = map[string]string{}
			for line := range strings.Lines(string(b)) {
				if f := strings.Fields(line); len(f) == 2 {
					m.versions[f[0]] = f[1]
				}
			}
		}
	}
	return nil
}

func (m *modules) goTool(args ...string) ([]byte, error) {
	cmd := exec.Command("go", args...)
	cmd.Dir = m.dir
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOWORK=off", "GOFLAGS=-mod=mod")
	var failed bytes.Buffer
	cmd.Stderr = &failed
	out, err := cmd.Output()
	if err != nil {
		return append(out, failed.Bytes()...), err
	}
	return out, nil
}

func firstOf(out []byte, err error) string {
	if line, _, _ := strings.Cut(strings.TrimSpace(string(out)), "\n"); line != "" {
		return line
	}
	return err.Error()
}

// list is the lines of list.txt: a module, and which of its packages if not all.
func (m *modules) list() (lines [][]string) {
	b, _ := moduleFiles.ReadFile("testdata/modules/list.txt")
	sc := bufio.NewScanner(bytes.NewReader(b))
	for sc.Scan() {
		if f := strings.Fields(sc.Text()); len(f) > 0 {
			lines = append(lines, f)
		}
	}
	return lines
}

// examples finds what is run of a module.
func (m *modules) examples(line []string) ([]example, error) {
	module := line[0]
	var found []example
	programs, _ := moduleFiles.ReadDir("testdata/modules")
	for _, f := range programs {
		b, _ := moduleFiles.ReadFile("testdata/modules/" + f.Name())
		if strings.HasPrefix(string(b), "package main") && regexp.MustCompile(`"`+regexp.QuoteMeta(module)+`["/]`).Match(b) {
			found = append(found, example{module: module, pkg: module, name: strings.TrimSuffix(f.Name(), ".txt"), code: string(b), own: true})
		}
	}
	patterns := []string{module + "/..."}
	if len(line) > 1 {
		patterns = nil
		for _, p := range line[1:] {
			patterns = append(patterns, module+"/"+p)
		}
	}
	out, err := m.goTool(append([]string{"list", "-e", "-json=ImportPath,Name,Dir,TestGoFiles,XTestGoFiles"}, patterns...)...)
	if err != nil {
		return nil, errors.New(firstOf(out, err))
	}
	for dec := json.NewDecoder(bytes.NewReader(out)); dec.More(); {
		var p struct {
			ImportPath, Name, Dir     string
			TestGoFiles, XTestGoFiles []string
		}
		if err := dec.Decode(&p); err != nil {
			return nil, err
		}
		if strings.Contains(p.ImportPath, "/internal") || p.Name == "main" {
			continue
		}
		for _, files := range [][]string{p.TestGoFiles, p.XTestGoFiles} {
			fset := token.NewFileSet()
			var trees []*ast.File
			for _, name := range files {
				if f, err := parser.ParseFile(fset, filepath.Join(p.Dir, name), nil, parser.ParseComments); err == nil {
					trees = append(trees, f)
				}
			}
			for _, e := range doc.Examples(trees...) {
				if e.Output == "" && !e.EmptyOutput {
					continue // go test only compiles it
				}
				x := example{module: module, pkg: p.ImportPath, name: "Example" + e.Name, want: e.Output, unordered: e.Unordered, in: trees[0].Name.Name}
				x.code, x.why = programOf(fset, e, trees, p.ImportPath)
				found = append(found, x)
			}
		}
	}
	return found, nil
}

// programOf is the program that an example is: the one that Go's documentation shows, or
// its whole test file, or why there is none.
func programOf(fset *token.FileSet, e *doc.Example, trees []*ast.File, pkg string) (code, why string) {
	if e.Play != nil {
		var b bytes.Buffer
		if err := format.Node(&b, token.NewFileSet(), e.Play); err == nil {
			return b.String(), ""
		}
	}
	for _, f := range trees {
		for _, d := range f.Decls {
			fd, ok := d.(*ast.FuncDecl)
			if !ok || fd.Name.Name != "Example"+e.Name {
				continue
			}
			if !strings.HasSuffix(f.Name.Name, "_test") {
				return fromOutside(fset, f, fd, pkg)
			}
			b, err := os.ReadFile(fset.Position(f.Pos()).Filename)
			if err != nil {
				return "", err.Error()
			}
			// The file as it is, but for its package and a main.
			at := fset.Position(f.Name.Pos()).Offset
			text := string(b[:at]) + "main" + string(b[at+len(f.Name.Name):]) + "\nfunc main() { Example" + e.Name + "() }\n"
			return text, ""
		}
	}
	return "", "its source was not found"
}

// fromOutside is the program of an example that stands inside of its package: what it uses
// of the package gets the package's name.
func fromOutside(fset *token.FileSet, f *ast.File, fd *ast.FuncDecl, pkg string) (code, why string) {
	b, err := os.ReadFile(fset.Position(f.Pos()).Filename)
	if err != nil {
		return "", err.Error()
	}
	used := map[string]bool{}
	ast.Inspect(fd.Body, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok {
			if id, ok := s.X.(*ast.Ident); ok {
				used[id.Name] = true
			}
		}
		return true
	})
	var out strings.Builder
	out.WriteString("package main\n\nimport " + strconv.Quote(pkg) + "\n")
	imported := map[string]bool{}
	for _, spec := range f.Imports {
		at, _ := strconv.Unquote(spec.Path.Value)
		name := at[strings.LastIndex(at, "/")+1:]
		if spec.Name != nil {
			name = spec.Name.Name
		}
		if imported[name] = true; used[name] {
			fmt.Fprintf(&out, "import %s %q\n", name, at)
		}
	}
	out.WriteString("\nfunc main() ")
	at := fset.Position(fd.Body.Pos()).Offset
	for _, id := range f.Unresolved {
		switch from := fset.Position(id.Pos()).Offset; {
		case id.Pos() < fd.Body.Pos() || id.Pos() >= fd.Body.End() || imported[id.Name] || types.Universe.Lookup(id.Name) != nil:
		case !id.IsExported():
			return "", "it uses " + id.Name + ", which only its package knows"
		default:
			out.Write(b[at:from])
			out.WriteString(f.Name.Name + ".")
			at = from
		}
	}
	out.Write(b[at:fset.Position(fd.Body.End()).Offset])
	out.WriteString("\n")
	return out.String(), ""
}

// run runs the examples and prints those that are not the same.
func (m *modules) run(examples []example, workers int, limit time.Duration) (tallies tallies, differ int, states map[string]string) {
	tallies, states = map[string]*tally{}, map[string]string{}
	m.each(examples, workers, limit, func(e example, state, why string) {
		states[e.module+"\t"+e.pkg+"\t"+e.name] = state
		if tallies.add(e.module, state); state == same {
			return
		}
		if state != refused {
			differ++
		}
		fmt.Printf("%-8s %s %s: %s\n", state, e.pkg, e.name, oneLine(why))
	})
	return tallies, differ, states
}

// each runs the examples and tells what each came to.
func (m *modules) each(examples []example, workers int, limit time.Duration, tell func(e example, state, why string)) {
	var jobs []job
	var of []int
	for i, e := range examples {
		if e.own {
			out, err := m.compiled(e)
			if err != nil {
				e.why = "it does not compile: " + err.Error()
			}
			examples[i].want = out
		}
		if e.why != "" {
			tell(e, refused, e.why)
			continue
		}
		jobs, of = append(jobs, job{Name: e.name, Cells: []string{e.code}, Limit: limit}), append(of, i)
	}
	p := &pool{workers: workers, dir: m.dir, fine: func(job, outcome) bool { return true }}
	p.run(jobs, nil, func(i int, o outcome) {
		e := examples[of[i]]
		state, why := held(e, o)
		if state != same && !e.own {
			// Go's own word, for an example that fails compiled as well.
			if out, err := m.goTool("test", "-run", "^"+e.name+"$", e.pkg); err != nil {
				state, why = refused, "go test fails on it as well: "+firstOf(out, err)
			}
		}
		tell(e, state, why)
	})
}

// compiled is what a program of ours prints as compiled Go.
func (m *modules) compiled(e example) (string, error) {
	dir := filepath.Join(m.dir, "program")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	defer os.RemoveAll(dir)
	if err := os.WriteFile(filepath.Join(dir, "main.go"), []byte(e.code), 0o644); err != nil {
		return "", err
	}
	out, err := m.goTool("run", "./program")
	if err != nil {
		return "", errors.New(firstOf(out, err))
	}
	return string(out), nil
}

// ownTypes finds the names of types that a program declares.
var ownTypes = regexp.MustCompile(`(^|[^\w./])main\.`)

// held holds an outcome against what the example is to print, as go test does.
func held(e example, o outcome) (state, why string) {
	got, want := strings.TrimSpace(string(o.Stdout)), strings.TrimSpace(e.want)
	plain := strings.NewReplacer("\u00a0", " ") // package cmp writes either, by the build
	got, want = plain.Replace(got), plain.Replace(want)
	if e.in != "" && got != want {
		got = ownTypes.ReplaceAllString(got, "${1}"+e.in+".")
	}
	if e.unordered {
		got, want = sortedLines(got), sortedLines(want)
	}
	switch {
	case o.Failure == "CheckError" || o.Failure == "CompileError" || o.Failure == "Unsupported" || o.Failure == "SyntaxError" || o.Failure == "ImportError":
		return refused, o.Failure + ": " + o.Text
	case o.Failure == "Crash":
		return crash, o.Text
	case o.Failure == "InternalError":
		return internal, o.Text
	case o.Failure == "Interrupted":
		return slow, "out of time"
	case o.Failure == "panic":
		return differ, "panic: " + o.Text
	case o.Failure != "":
		return refused, o.Failure + ": " + o.Text
	case got != want:
		return differ, difference("cell", got, "Go", want, 3)
	}
	return same, ""
}

func sortedLines(s string) string {
	lines := strings.Split(s, "\n")
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// table is what came of the modules, as the docs show it.
func (m *modules) table(list [][]string, tallies tallies) string {
	var b strings.Builder
	b.WriteString("| module | version | examples | same | refused | differ |\n|---|---|---|---|---|---|\n")
	all := tally{}
	for _, line := range list {
		t := tallies[line[0]]
		if t == nil {
			continue
		}
		name := line[0]
		if len(line) > 1 {
			name += " (" + strings.Join(line[1:], ", ") + ")"
		}
		fmt.Fprintf(&b, "| %s | %s | %d | %d | %d | %d |\n", name, m.versions[line[0]], t.examples, t.same, t.refused, t.differ)
		all.examples, all.same, all.refused, all.differ = all.examples+t.examples, all.same+t.same, all.refused+t.refused, all.differ+t.differ
	}
	b.WriteString("| all | | " + strings.Join([]string{strconv.Itoa(all.examples), strconv.Itoa(all.same), strconv.Itoa(all.refused), strconv.Itoa(all.differ)}, " | ") + " |\n")
	return b.String()
}
