// Package apidoc collects what reflection does not show of a package: the signatures of its
// exported names, with the names of parameters, and their documentation.
package apidoc

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/doc"
	"go/printer"
	"go/token"
	"strings"
)

// Entry is what is kept of one name, under "Func", "Type" or "Type.Method"; "" is the package.
type Entry struct {
	Sig string `json:"s,omitempty"` // of funcs: "(s string) string"
	Doc string `json:"d,omitempty"`
}

// longest is how much documentation is kept of a name, in bytes, cut at a sentence or paragraph.
const longest = 700

// Of are the entries of the package that files, parsed with their comments, make up. The
// trees may not be used for anything else afterwards.
func Of(fset *token.FileSet, files []*ast.File, importPath string) (map[string]Entry, error) {
	d, err := doc.NewFromFiles(fset, files, importPath)
	if err != nil {
		return nil, err
	}
	entries := map[string]Entry{"": {Doc: cut(d.Doc)}}
	funcs := func(prefix string, list []*doc.Func) {
		for _, f := range list {
			entries[prefix+f.Name] = Entry{signature(fset, f.Decl), cut(f.Doc)}
		}
	}
	values := func(list []*doc.Value) {
		for _, v := range list {
			for _, name := range v.Names {
				if ast.IsExported(name) && v.Doc != "" {
					entries[name] = Entry{Doc: cut(v.Doc)}
				}
			}
		}
	}
	funcs("", d.Funcs)
	values(d.Consts)
	values(d.Vars)
	for _, t := range d.Types {
		entries[t.Name] = Entry{Doc: cut(t.Doc)}
		funcs("", t.Funcs)
		funcs(t.Name+".", t.Methods)
		values(t.Consts)
		values(t.Vars)
		interfaceMethods(fset, t, entries)
	}
	return entries, nil
}

func interfaceMethods(fset *token.FileSet, t *doc.Type, entries map[string]Entry) {
	for _, spec := range t.Decl.Specs {
		s, ok := spec.(*ast.TypeSpec)
		if !ok {
			continue
		}
		i, ok := s.Type.(*ast.InterfaceType)
		if !ok {
			continue
		}
		for _, m := range i.Methods.List {
			if f, ok := m.Type.(*ast.FuncType); ok && len(m.Names) == 1 {
				entries[t.Name+"."+m.Names[0].Name] = Entry{strings.TrimPrefix(text(fset, f), "func"), cut(m.Doc.Text())}
			}
		}
	}
}

func signature(fset *token.FileSet, d *ast.FuncDecl) string {
	return strings.TrimPrefix(text(fset, d.Type), "func")
}

func text(fset *token.FileSet, n ast.Node) string {
	var b bytes.Buffer
	if err := printer.Fprint(&b, fset, n); err != nil {
		return fmt.Sprint(err)
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

func cut(s string) string {
	s = strings.TrimSpace(s)
	if len(s) <= longest {
		return s
	}
	for _, end := range []string{"\n\n", ". ", ".\n"} {
		if i := strings.LastIndex(s[:longest], end); i > longest/3 {
			return strings.TrimSpace(s[:i+1])
		}
	}
	return s[:longest] + "…"
}
