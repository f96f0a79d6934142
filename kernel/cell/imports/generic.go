package imports

import (
	"embed"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"strings"

	"github.com/andor-kernel/andor/kernel/cell/names"
)

//go:embed generic/*.go.txt
var genericSources embed.FS

// GenericPackages exist as source alone.
var GenericPackages = []string{"cmp", "crypto/hkdf", "crypto/pbkdf2", "iter", "maps", "slices", "unique", "weak"}

// genericSource is the source of the generic declarations of a package; ok is false if it
// has none.
func genericSource(path string) (text []byte, ok bool) {
	b, err := genericSources.ReadFile("generic/" + strings.ReplaceAll(path, "/", "_") + ".go.txt")
	return b, err == nil
}

// ParseGeneric parses the source of a package's generic declarations.
func ParseGeneric(fset *token.FileSet, path string) (*ast.File, error) {
	b, ok := genericSource(path)
	if !ok {
		return nil, fmt.Errorf("the generic source of package %s is not known", path)
	}
	f, err := parser.ParseFile(fset, names.FileName, b, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	fset.File(f.Pos()).AddLineColumnInfo(0, names.FileName, 1, 1)
	return f, nil
}

// importGeneric adds to a package what is declared in its generic source.
func (p *Packages) importGeneric(pkg *types.Package) (*types.Package, error) {
	f, err := ParseGeneric(p.Fset, pkg.Path())
	if err != nil {
		return nil, err
	}
	p.built[pkg.Path()] = pkg
	pkg.MarkComplete()
	p.Sources[pkg.Path()] = f
	conf := types.Config{Importer: p, IgnoreFuncBodies: true, Error: func(error) {}}
	types.NewChecker(&conf, p.Fset, pkg, nil).Files([]*ast.File{f})
	pkg.MarkComplete()
	return pkg, nil
}

// FromSource reports whether an object of the standard library is declared in a generic
// source: those of compiled packages have no position.
func (p *Packages) FromSource(o types.Object) bool {
	return o.Pkg() != nil && o.Pos().IsValid() && p.Sources[o.Pkg().Path()] != nil
}
