package cell

import (
	"embed"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"strings"
)

//go:embed generic/*.go.txt
var genericSources embed.FS

// genericPackages exist as source alone.
var genericPackages = []string{"cmp", "crypto/hkdf", "crypto/pbkdf2", "iter", "maps", "slices", "unique", "weak"}

// genericSource is the source of the generic declarations of a package; ok is false if it
// has none.
func genericSource(path string) (text []byte, ok bool) {
	b, err := genericSources.ReadFile("generic/" + strings.ReplaceAll(path, "/", "_") + ".go.txt")
	return b, err == nil
}

// parseGeneric parses the source of a package's generic declarations.
func parseGeneric(fset *token.FileSet, path string) (*ast.File, error) {
	b, ok := genericSource(path)
	if !ok {
		return nil, fmt.Errorf("the generic source of package %s is not known", path)
	}
	f, err := parser.ParseFile(fset, fileName, b, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	fset.File(f.Pos()).AddLineColumnInfo(0, fileName, 1, 1)
	return f, nil
}

// importGeneric adds to a package what is declared in its generic source.
func (p *packages) importGeneric(pkg *types.Package) (*types.Package, error) {
	f, err := parseGeneric(p.fset, pkg.Path())
	if err != nil {
		return nil, err
	}
	p.built[pkg.Path()] = pkg
	pkg.MarkComplete()
	p.sources[pkg.Path()] = f
	conf := types.Config{Importer: p, IgnoreFuncBodies: true, Error: func(error) {}}
	types.NewChecker(&conf, p.fset, pkg, nil).Files([]*ast.File{f})
	pkg.MarkComplete()
	return pkg, nil
}

// fromSource reports whether an object of the standard library is declared in a generic
// source: those of compiled packages have no position.
func (p *packages) fromSource(o types.Object) bool {
	return o.Pkg() != nil && o.Pos().IsValid() && p.sources[o.Pkg().Path()] != nil
}
