//go:build ignore

// Command generate writes docs.zip: for each package that cells may import, the
// signatures and documentation of its exported names, which reflection does not show.
package main

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/build"
	"go/doc"
	"go/parser"
	"go/printer"
	"go/token"
	"log"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"sort"
	"strings"

	"github.com/traefik/yaegi/stdlib"
)

// entry is what is kept of one name, under "Func", "Type" or "Type.Method".
type entry struct {
	Sig string `json:"s,omitempty"` // of funcs: "(s string) string"
	Doc string `json:"d,omitempty"`
}

// longest is how much documentation is kept of a name, cut at a sentence or paragraph.
const longest = 700

var ours = []string{"andor", "data", "interpret", "langevin", "metric", "nn", "tensor", "train", "widget"}

func main() {
	log.SetFlags(0)
	dirs := map[string]string{}
	for key := range stdlib.Symbols {
		p := path.Dir(key)
		if first, _, _ := strings.Cut(p, "/"); p != "." && !strings.Contains(first, ".") {
			dirs[p] = filepath.Join(runtime.GOROOT(), "src", p)
		}
	}
	for _, name := range ours {
		dirs["github.com/andor-kernel/andor/stdlib/"+name] = filepath.Join("..", "..", "stdlib", name)
	}
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	paths := make([]string, 0, len(dirs))
	for p := range dirs {
		paths = append(paths, p)
	}
	sort.Strings(paths)
	for _, p := range paths {
		if err := add(z, p, dirs[p]); err != nil {
			log.Fatalf("generate: %s: %v", p, err)
		}
	}
	if err := z.Close(); err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile("docs.zip", out.Bytes(), 0o644); err != nil {
		log.Fatal(err)
	}
}

func add(z *zip.Writer, importPath, dir string) error {
	ctx := build.Default
	ctx.GOOS, ctx.GOARCH, ctx.CgoEnabled = "linux", "amd64", false
	pkg, err := ctx.ImportDir(dir, 0)
	if err != nil {
		return err
	}
	fset := token.NewFileSet()
	var files []*ast.File
	for _, name := range pkg.GoFiles {
		f, err := parser.ParseFile(fset, filepath.Join(dir, name), nil, parser.ParseComments)
		if err != nil {
			return err
		}
		files = append(files, f)
	}
	d, err := doc.NewFromFiles(fset, files, importPath)
	if err != nil {
		return err
	}
	entries := map[string]entry{"": {Doc: cut(d.Doc)}}
	funcs := func(prefix string, list []*doc.Func) {
		for _, f := range list {
			entries[prefix+f.Name] = entry{signature(fset, f.Decl), cut(f.Doc)}
		}
	}
	values := func(list []*doc.Value) {
		for _, v := range list {
			for _, name := range v.Names {
				if ast.IsExported(name) && v.Doc != "" {
					entries[name] = entry{Doc: cut(v.Doc)}
				}
			}
		}
	}
	funcs("", d.Funcs)
	values(d.Consts)
	values(d.Vars)
	for _, t := range d.Types {
		entries[t.Name] = entry{Doc: cut(t.Doc)}
		funcs("", t.Funcs)
		funcs(t.Name+".", t.Methods)
		values(t.Consts)
		values(t.Vars)
		interfaceMethods(fset, t, entries)
	}
	w, err := z.CreateHeader(&zip.FileHeader{Name: importPath, Method: zip.Deflate})
	if err != nil {
		return err
	}
	return json.NewEncoder(w).Encode(entries)
}

func interfaceMethods(fset *token.FileSet, t *doc.Type, entries map[string]entry) {
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
				entries[t.Name+"."+m.Names[0].Name] = entry{strings.TrimPrefix(text(fset, f), "func"), cut(m.Doc.Text())}
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
