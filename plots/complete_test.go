package plots

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestComplete asks of every figure for all that belongs to it. No list names the figures:
// whatever exported type can be drawn, or has a constructor that returns it with an error, is one.
func TestComplete(t *testing.T) {
	p := readPackage(t)
	page, err := os.ReadFile("../docs/figures.md")
	if err != nil {
		t.Fatal(err)
	}
	figures := p.figures()
	if len(figures) < 9 {
		t.Fatalf("got the figures %v, want the nine of the first release and those since", figures)
	}
	for _, f := range figures {
		for _, m := range p.missing(f, string(page)) {
			t.Errorf("the figure %s has no %s", f, m)
		}
	}
	pictures, err := filepath.Glob("testdata/*.png")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range pictures {
		if !slices.ContainsFunc(figures, func(f string) bool { return goldenOf(f) == filepath.ToSlash(path) }) {
			t.Errorf("%s is the picture of no figure", path)
		}
	}
}

// TestMissing shows that leaving out any one thing is seen, and named.
func TestMissing(t *testing.T) {
	const page = "`plots.NewCurves` (../plots/testdata/curves.png)"
	whole := readPackage(t)
	if m := whole.missing("Curves", page); m != nil {
		t.Fatalf("got %q of a whole figure, want nothing", m)
	}
	for _, c := range []struct{ leftOut, want string }{
		{"NewCurves", "func NewCurves"},
		{"Curves.check", "method check"},
		{"Curves.Size", "method Size"},
		{"Curves.Draw", "method Draw"},
		{"ExampleCurves", "func ExampleCurves"},
		{"ExampleCurves.Output", "// Output:"},
		{"testFigure NewCurves", "testFigure(t, NewCurves"},
	} {
		if !whole.has[c.leftOut] {
			t.Errorf("%s: was not found in the package", c.leftOut)
		}
		part := parsed{types: whole.types, has: map[string]bool{}}
		for name := range whole.has {
			part.has[name] = name != c.leftOut
		}
		if m := part.missing("Curves", page); len(m) != 1 || !strings.Contains(m[0], c.want) {
			t.Errorf("without %s: got %q, want one sentence with %q", c.leftOut, m, c.want)
		}
		if !slices.Contains(part.figures(), "Curves") {
			t.Errorf("without %s: Curves is not known as a figure any more", c.leftOut)
		}
	}
	if m := whole.missing("Curves", "an empty page"); len(m) != 2 {
		t.Errorf("without a page: got %q, want two sentences", m)
	}
	whole.types["Gone"], whole.has["Gone.Draw"] = true, true
	if m := whole.missing("Gone", page); len(m) != 8 || !slices.Contains(whole.figures(), "Gone") {
		t.Errorf("of a type with Draw alone: got %q, want eight sentences", m)
	}
}

// parsed is what the files of the package declare.
type parsed struct {
	types map[string]bool // exported
	// has are the funcs, as Name or Type.Name, examples that are run as ExampleX.Output, and
	// the constructors that tests check, as testFigure NAME.
	has map[string]bool
}

// readPackage reads the folder of the package, its tests with it.
func readPackage(t *testing.T) parsed {
	t.Helper()
	paths, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	p := parsed{types: map[string]bool{}, has: map[string]bool{}}
	for _, path := range paths {
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		test := strings.HasSuffix(path, "_test.go")
		for _, d := range f.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				p.addFunc(f, d, test)
			case *ast.GenDecl:
				for _, s := range d.Specs {
					if s, ok := s.(*ast.TypeSpec); ok && !test && s.Name.IsExported() {
						_, other := s.Type.(*ast.InterfaceType)
						p.types[s.Name.Name] = !other
					}
				}
			}
		}
	}
	return p
}

func (p parsed) addFunc(f *ast.File, d *ast.FuncDecl, test bool) {
	name := d.Name.Name
	switch {
	case !test && d.Recv != nil:
		of := d.Recv.List[0].Type
		if s, ok := of.(*ast.StarExpr); ok {
			of = s.X
		}
		p.has[fmt.Sprint(of, ".", name)] = true
	case !test && d.Recv == nil:
		if returns(d.Type, strings.TrimPrefix(name, "New")) {
			p.has[name] = true
		}
	case strings.HasPrefix(name, "Example"):
		p.has[name] = true
		for _, c := range f.Comments {
			if d.Pos() < c.Pos() && c.End() < d.End() && strings.HasPrefix(c.Text(), "Output:") {
				p.has[name+".Output"] = true
			}
		}
	case strings.HasPrefix(name, "Test"):
		ast.Inspect(d, func(n ast.Node) bool {
			if c, ok := n.(*ast.CallExpr); ok && len(c.Args) > 1 && fmt.Sprint(c.Fun) == "testFigure" {
				p.has["testFigure "+fmt.Sprint(c.Args[1])] = true
			}
			return true
		})
	}
}

// returns reports whether a func returns (*name, error).
func returns(f *ast.FuncType, name string) bool {
	if f.Results == nil || len(f.Results.List) != 2 {
		return false
	}
	s, ok := f.Results.List[0].Type.(*ast.StarExpr)
	return ok && fmt.Sprint(s.X) == name && fmt.Sprint(f.Results.List[1].Type) == "error"
}

// figures returns the names of all figures, in order.
func (p parsed) figures() []string {
	var out []string
	for name, concrete := range p.types {
		if concrete && (p.has["New"+name] || p.has[name+".Size"] || p.has[name+".Draw"]) {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

// missing returns what a figure lacks, a line each.
func (p parsed) missing(f, page string) []string {
	var out []string
	want := func(ok bool, format string, args ...any) {
		if !ok {
			out = append(out, fmt.Sprintf(format, args...))
		}
	}
	file := strings.ToLower(f)
	want(p.has["New"+f], "func New%s(%s) (*%s, error) in %s.go", f, f, f, file)
	want(p.has[f+".check"], "method check in %s.go, by which Save refuses what cannot be drawn", file)
	want(p.has[f+".Size"], "method Size in %s.go", file)
	want(p.has[f+".Draw"], "method Draw in %s.go", file)
	want(p.has["testFigure New"+f], "call testFigure(t, New%s, ...) in a test of %s_test.go, with awkward pages and with settings that New%s must refuse", f, file, f)
	if !p.has["Example"+f] {
		want(false, "func Example%s in %s_example_test.go that saves %s.png", f, file, file)
	} else {
		want(p.has["Example"+f+".Output"], "comment // Output: at the end of Example%s, without which nothing runs it", f)
	}
	_, err := os.Stat(goldenOf(f))
	want(err == nil, "golden picture %s: look at what go test ./plots -run TestExamples/%s -update makes", goldenOf(f), f)
	want(strings.Contains(page, "`plots.New"+f+"`"), "sentence with `plots.New%s` on docs/figures.md", f)
	want(strings.Contains(page, "(../plots/"+goldenOf(f)+")"), "picture ../plots/%s on docs/figures.md", goldenOf(f))
	return out
}

// goldenOf returns the path of the golden picture of a figure.
func goldenOf(f string) string { return "testdata/" + strings.ToLower(f) + ".png" }
