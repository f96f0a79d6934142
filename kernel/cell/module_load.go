package cell

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/andor-kernel/andor/kernel/cell/internal/apidoc"
)

// modulePackage is a package of another module: its source, and once it is imported what
// go/types knows of it.
type modulePackage struct {
	path, name, version string
	dir                 string
	files               []string // base names
	trouble             string   // why it cannot be imported, empty if it can

	fset  *token.FileSet
	pkg   *types.Package
	info  *types.Info
	trees []*ast.File
	where map[types.Object]topLevel
	meths map[string][]*ast.FuncDecl // by the receiver's type
	inits []*ast.FuncDecl
	bad   []types.Error // what does not check: mostly names that the interpreter lacks
}

// topLevel is where an object of a package is declared.
type topLevel struct {
	file *ast.File
	node ast.Node // a FuncDecl, or a spec
	doc  *ast.CommentGroup
}

// load reads and checks the package. What does not check in it is an error only where a
// cell uses it.
func (m *modulePackage) load(p *packages) (*types.Package, error) {
	if m.pkg != nil {
		return m.pkg, nil
	}
	if m.trouble != "" {
		return nil, errors.New(m.trouble)
	}
	if m.name == "main" {
		return nil, errors.New("it is a program, not a package to import")
	}
	m.fset = p.fset
	var trees []*ast.File
	for _, name := range m.files {
		f, err := m.parse(p, name)
		if err != nil {
			return nil, err
		}
		trees = append(trees, f)
	}
	if len(trees) == 0 {
		return nil, errors.New("it has no Go files")
	}
	pkg, info := types.NewPackage(moduleMark+m.path, m.name), newInfo()
	m.bad = nil
	conf := types.Config{
		Importer: p, GoVersion: goVersion, Sizes: types.SizesFor("gc", runtime.GOARCH),
		Error: func(err error) {
			var e types.Error
			if errors.As(err, &e) && !e.Soft {
				m.bad = append(m.bad, e)
			}
		},
	}
	types.NewChecker(&conf, p.fset, pkg, info).Files(trees)
	pkg.MarkComplete()
	m.pkg, m.info, m.trees = pkg, info, trees
	p.built[pkg.Path()], p.built[m.path] = pkg, pkg
	m.index()
	return pkg, nil
}

// parse reads a file. Positions are under the name that the interpreter ties imports to;
// PositionFor without adjustment gives the file's own.
func (m *modulePackage) parse(p *packages, name string) (*ast.File, error) {
	f, err := parser.ParseFile(m.fset, filepath.Join(m.dir, name), nil, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, fmt.Errorf("%w", err)
	}
	file := m.fset.File(f.Pos())
	file.AddLineColumnInfo(0, fileName, p.numberLines(m, file), 1)
	return f, nil
}

// numbered are the line numbers, of no cell, under which the interpreter knows a file.
type numbered struct {
	from, to int
	m        *modulePackage
	name     string
}

// numberLines gives a file's lines numbers of its own, and returns the first.
func (p *packages) numberLines(m *modulePackage, file *token.File) int {
	from := 1
	if n := len(p.lines); n > 0 {
		from = p.lines[n-1].to
	}
	to := from + file.LineCount() + 1
	if to > lineLimit {
		return 1 // more than a million lines: their places are not told any more
	}
	p.lines = append(p.lines, numbered{from, to, m, filepath.Base(file.Name())})
	return from
}

// numbered is the package and the place behind a line number of no cell.
func (p *packages) numbered(line int) (m *modulePackage, place string) {
	for _, n := range p.lines {
		if n.from <= line && line < n.to {
			return n.m, fmt.Sprintf("%s:%d", n.name, line-n.from+1)
		}
	}
	return nil, ""
}

func (m *modulePackage) index() {
	m.where, m.meths, m.inits = map[types.Object]topLevel{}, map[string][]*ast.FuncDecl{}, nil
	for _, f := range m.trees {
		for _, d := range f.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				switch {
				case d.Recv != nil:
					m.meths[receiverName(d)] = append(m.meths[receiverName(d)], d)
				case d.Name.Name == "init":
					m.inits = append(m.inits, d)
				default:
					m.where[m.info.Defs[d.Name]] = topLevel{f, d, d.Doc}
				}
			case *ast.GenDecl:
				for _, s := range d.Specs {
					switch s := s.(type) {
					case *ast.TypeSpec:
						m.where[m.info.Defs[s.Name]] = topLevel{f, s, d.Doc}
					case *ast.ValueSpec:
						doc := s.Doc
						if doc == nil {
							doc = d.Doc
						}
						for _, id := range s.Names {
							m.where[m.info.Defs[id]] = topLevel{f, s, doc}
						}
					}
				}
			}
		}
	}
}

// flaw is what does not check between two positions, nil if all does.
func (m *modulePackage) flaw(from, to token.Pos) *types.Error {
	for i, e := range m.bad {
		if from <= e.Pos && e.Pos <= to {
			return &m.bad[i]
		}
	}
	return nil
}

// place is a position in the package's own files.
func (m *modulePackage) place(at token.Pos) string {
	pos := m.fset.PositionFor(at, false)
	return fmt.Sprintf("%s:%d", filepath.Base(pos.Filename), pos.Line)
}

// documentation is read from the source again, since what makes it takes the trees apart.
func (m *modulePackage) documentation() map[string]apidoc.Entry {
	fset := token.NewFileSet()
	var files []*ast.File
	for _, name := range m.files {
		if f, err := parser.ParseFile(fset, filepath.Join(m.dir, name), nil, parser.ParseComments); err == nil {
			files = append(files, f)
		}
	}
	entries, err := apidoc.Of(fset, files, m.path)
	if err != nil {
		return nil
	}
	return entries
}

// importsFor are the imports of a file, as specs of their own under the names it uses.
func (m *modulePackage) importsFor(of *ast.File, at token.Pos) []*ast.ImportSpec {
	var out []*ast.ImportSpec
	for _, spec := range of.Imports {
		if spec.Name != nil && spec.Name.Name == "_" {
			continue
		}
		var name *ast.Ident
		if spec.Name != nil {
			name = &ast.Ident{NamePos: at, Name: spec.Name.Name}
		}
		out = append(out, &ast.ImportSpec{Name: name, Path: &ast.BasicLit{ValuePos: at, Kind: token.STRING, Value: spec.Path.Value}})
	}
	return out
}

// moduleOf is the package of another module that an object belongs to, nil if none.
func (p *packages) moduleOf(o types.Object) *modulePackage {
	if o == nil || !ofModule(o.Pkg()) {
		return nil
	}
	return p.modules[strings.TrimPrefix(o.Pkg().Path(), moduleMark)]
}

// fileOf is the file that a node stands in.
func (m *modulePackage) fileOf(n ast.Node) *ast.File {
	for _, f := range m.trees {
		if f.Pos() <= n.Pos() && n.Pos() <= f.End() {
			return f
		}
	}
	return m.trees[0]
}
