package imports

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/andor-kernel/andor/kernel/cell/internal/apidoc"
	"github.com/andor-kernel/andor/kernel/cell/names"
	"github.com/andor-kernel/andor/kernel/cell/text"
)

// Module is a package of another module: its source, and once it is imported what
// go/types knows of it.
type Module struct {
	Path, Name, Version string
	Dir                 string
	Files               []string // base names
	Trouble             string   // why it cannot be imported, empty if it can
	Imports             []string // paths
	Local               bool     // its files are the user's own, and may change

	Fset  *token.FileSet
	Pkg   *types.Package
	Info  *types.Info
	Trees []*ast.File
	Where map[types.Object]TopLevel
	Meths map[string][]*ast.FuncDecl // by the receiver's type
	Inits []*ast.FuncDecl
	bad   []types.Error // what does not check: mostly names that the interpreter lacks
}

// TopLevel is where an object of a package is declared.
type TopLevel struct {
	File *ast.File
	Node ast.Node // a FuncDecl, or a spec
	Doc  *ast.CommentGroup
}

// load reads and checks the package. What does not check in it is an error only where a
// cell uses it.
func (m *Module) load(p *Packages) (*types.Package, error) {
	if m.Pkg != nil {
		return m.Pkg, nil
	}
	if m.Trouble != "" {
		return nil, errors.New(m.Trouble)
	}
	if m.Name == "main" {
		return nil, errors.New("it is a program, not a package to import")
	}
	m.Fset = p.Fset
	var trees []*ast.File
	for _, name := range m.Files {
		f, err := m.parse(p, name)
		if err != nil {
			return nil, err
		}
		trees = append(trees, f)
	}
	if len(trees) == 0 {
		return nil, errors.New("it has no Go files")
	}
	pkg, info := types.NewPackage(names.ModuleMark+m.Path, m.Name), NewInfo()
	m.bad = nil
	conf := types.Config{
		Importer: p, GoVersion: names.GoVersion, Sizes: types.SizesFor("gc", runtime.GOARCH),
		Error: func(err error) {
			var e types.Error
			if errors.As(err, &e) && !e.Soft {
				m.bad = append(m.bad, e)
			}
		},
	}
	types.NewChecker(&conf, p.Fset, pkg, info).Files(trees)
	pkg.MarkComplete()
	m.Pkg, m.Info, m.Trees = pkg, info, trees
	p.built[pkg.Path()], p.built[m.Path] = pkg, pkg
	m.index()
	return pkg, nil
}

// parse reads a file. Positions are under the name that the interpreter ties imports to;
// PositionFor without adjustment gives the file's own.
func (m *Module) parse(p *Packages, name string) (*ast.File, error) {
	f, err := parser.ParseFile(m.Fset, filepath.Join(m.Dir, name), nil, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, fmt.Errorf("%w", err)
	}
	file := m.Fset.File(f.Pos())
	file.AddLineColumnInfo(0, names.FileName, p.numberLines(m, file), 1)
	return f, nil
}

// numbered are the line numbers, of no cell, under which the interpreter knows a file.
type numbered struct {
	from, to int
	m        *Module
	name     string
}

// numberLines gives a file's lines numbers of its own, and returns the first.
func (p *Packages) numberLines(m *Module, file *token.File) int {
	from := 1
	if n := len(p.lines); n > 0 {
		from = p.lines[n-1].to
	}
	to := from + file.LineCount() + 1
	if to > text.LineLimit {
		return 1 // more than a million lines: their places are not told any more
	}
	p.lines = append(p.lines, numbered{from, to, m, filepath.Base(file.Name())})
	return from
}

// Numbered is the package and the place behind a line number of no cell.
func (p *Packages) Numbered(line int) (m *Module, place string) {
	for _, n := range p.lines {
		if n.from <= line && line < n.to {
			return n.m, fmt.Sprintf("%s:%d", n.name, line-n.from+1)
		}
	}
	return nil, ""
}

func (m *Module) index() {
	m.Where, m.Meths, m.Inits = map[types.Object]TopLevel{}, map[string][]*ast.FuncDecl{}, nil
	for _, f := range m.Trees {
		for _, d := range f.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				switch {
				case d.Recv != nil:
					m.Meths[text.ReceiverName(d)] = append(m.Meths[text.ReceiverName(d)], d)
				case d.Name.Name == "init":
					m.Inits = append(m.Inits, d)
				default:
					m.Where[m.Info.Defs[d.Name]] = TopLevel{f, d, d.Doc}
				}
			case *ast.GenDecl:
				for _, s := range d.Specs {
					switch s := s.(type) {
					case *ast.TypeSpec:
						m.Where[m.Info.Defs[s.Name]] = TopLevel{f, s, d.Doc}
					case *ast.ValueSpec:
						doc := s.Doc
						if doc == nil {
							doc = d.Doc
						}
						for _, id := range s.Names {
							m.Where[m.Info.Defs[id]] = TopLevel{f, s, doc}
						}
					}
				}
			}
		}
	}
}

// Flaw is what does not check between two positions, nil if all does.
func (m *Module) Flaw(from, to token.Pos) *types.Error {
	for i, e := range m.bad {
		if from <= e.Pos && e.Pos <= to {
			return &m.bad[i]
		}
	}
	return nil
}

// Place is a position in the package's own files.
func (m *Module) Place(at token.Pos) string {
	pos := m.Fset.PositionFor(at, false)
	return fmt.Sprintf("%s:%d", filepath.Base(pos.Filename), pos.Line)
}

// documentation is read from the source again, since what makes it takes the trees apart.
func (m *Module) documentation() map[string]apidoc.Entry {
	fset := token.NewFileSet()
	var files []*ast.File
	for _, name := range m.Files {
		if f, err := parser.ParseFile(fset, filepath.Join(m.Dir, name), nil, parser.ParseComments); err == nil {
			files = append(files, f)
		}
	}
	entries, err := apidoc.Of(fset, files, m.Path)
	if err != nil {
		return nil
	}
	return entries
}

// ImportsFor are the imports of a file, as specs of their own under the names it uses.
func (m *Module) ImportsFor(of *ast.File, at token.Pos) []*ast.ImportSpec {
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

// ModuleOf is the package of another module that an object belongs to, nil if none.
func (p *Packages) ModuleOf(o types.Object) *Module {
	if o == nil || !names.OfModule(o.Pkg()) {
		return nil
	}
	m := p.Modules[strings.TrimPrefix(o.Pkg().Path(), names.ModuleMark)]
	if m == nil || m.Pkg != o.Pkg() {
		if old := p.replaced[o.Pkg()]; old != nil {
			return old
		}
	}
	return m
}

// Drop forgets packages whose files have changed, with all that import them, and returns
// the paths of those that had been read. What cells have made with them stays.
func (p *Packages) Drop(changed map[string]bool) (read []string) {
	for grown := true; grown; {
		grown = false
		for at, m := range p.Modules {
			if !changed[at] && slices.ContainsFunc(m.Imports, func(of string) bool { return changed[of] }) {
				changed[at], grown = true, true
			}
		}
	}
	for at := range changed {
		m := p.Modules[at]
		if m == nil {
			continue
		}
		if m.Pkg != nil {
			p.replaced[m.Pkg] = m
			read = append(read, at)
			delete(p.built, m.Pkg.Path())
			delete(p.docs, m.Pkg.Path())
		}
		delete(p.built, at)
		delete(p.docs, at)
		again := *m
		again.Pkg, again.Info, again.Trees, again.Where, again.Meths, again.Inits, again.bad = nil, nil, nil, nil, nil, nil, nil
		p.Modules[at] = &again
	}
	slices.Sort(read)
	return read
}

// FileOf is the file that a node stands in.
func (m *Module) FileOf(n ast.Node) *ast.File {
	for _, f := range m.Trees {
		if f.Pos() <= n.Pos() && n.Pos() <= f.End() {
			return f
		}
	}
	return m.Trees[0]
}
