package core_test

import (
	"bytes"
	"errors"
	"fmt"
	"go/ast"
	"go/format"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/andor-kernel/andor/kernel/cell/core"
)

// program is a checked Go program of one file.
type program struct {
	fset *token.FileSet
	file *ast.File
	info *types.Info
	pkg  *types.Package
}

var (
	fset     = token.NewFileSet()
	packages = importer.ForCompiler(fset, "source", nil) // each is read once
)

// check checks a program.
func check(text string) (*program, error) {
	f, err := parser.ParseFile(fset, "p.go", text, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	info := &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{},
		Implicits: map[ast.Node]types.Object{}, Selections: map[*ast.SelectorExpr]*types.Selection{}, Instances: map[*ast.Ident]types.Instance{},
	}
	conf := types.Config{Importer: packages, Error: func(error) {}}
	pkg, err := conf.Check("main", fset, []*ast.File{f}, info)
	if err != nil && !strings.Contains(err.Error(), "declared and not used") {
		return nil, err
	}
	return &program{fset, f, info, pkg}, nil
}

// rewrite brings a program to the core and returns its text, and what is not core in it.
func (p *program) rewrite(without map[string]bool) (text string, left []string) {
	n := 0
	qualify := func(other *types.Package) string {
		if other == p.pkg {
			return ""
		}
		return other.Name()
	}
	c := core.Config{
		Info: p.info, Pkg: p.pkg, Without: without,
		Fresh: func(hint string) string { n++; return fmt.Sprintf("%sꞏ%d", hint, n) },
		Type: func(at token.Pos, t types.Type) ast.Expr {
			e, err := parser.ParseExpr(types.TypeString(t, qualify))
			if err != nil {
				panic(err)
			}
			return e
		},
	}
	for _, d := range p.file.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			core.Rewrite(c, d.Body)
			if d.Body != nil {
				left = append(left, core.Verify(p.fset, p.info, d.Body)...)
			}
		case *ast.GenDecl:
			ast.Inspect(d, func(n ast.Node) bool {
				if lit, ok := n.(*ast.FuncLit); ok {
					core.Rewrite(c, lit.Body)
					left = append(left, core.Verify(p.fset, p.info, lit.Body)...)
					return false
				}
				return true
			})
		}
	}
	p.file.Comments = nil
	var b bytes.Buffer
	if err := format.Node(&b, token.NewFileSet(), p.file); err != nil {
		return err.Error(), left
	}
	return b.String(), left
}

// goRun compiles and runs a program, and returns what it says and how it ends.
func goRun(t *testing.T, text string) string {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, "p.go")
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	bin := filepath.Join(dir, "p")
	build := exec.Command("go", "build", "-o", bin, file)
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return "build: " + string(out)
	}
	run := exec.Command(bin)
	run.Dir = dir
	out, err := run.Output()
	end := ""
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		end = fmt.Sprintf("exit %d\n", exit.ExitCode())
	}
	return string(out) + end
}

func numbered(text string) string {
	var b strings.Builder
	for i, l := range strings.Split(text, "\n") {
		fmt.Fprintf(&b, "%4d %s\n", i+1, l)
	}
	return b.String()
}

// TestPrograms rewrites programs of the cells' tests that are about statements, and runs
// them compiled: the output is that of the originals, which is recorded beside them.
func TestPrograms(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes longer than a quick run may")
	}
	for _, name := range []string{
		"assignments", "places", "definitions", "returns", "headers", "switches", "loops", "ranges", "selects", "labels",
		"language", "defers", "iterators",
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join("../testdata/programs", name)
			text, err := os.ReadFile(file + ".go")
			if err != nil {
				t.Fatal(err)
			}
			want, err := os.ReadFile(file + ".out")
			if err != nil {
				t.Fatal(err)
			}
			p, err := check(string(text))
			if err != nil {
				t.Fatal(err)
			}
			again, left := p.rewrite(nil)
			for _, l := range left {
				t.Errorf("not core: %s", l)
			}
			if got := goRun(t, again); got != string(want) {
				t.Errorf("got %s, want %s, of\n%s", got, want, numbered(again))
			}
		})
	}
}
