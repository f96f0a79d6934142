//go:build ignore

// Command generate writes docs.zip: for each package that cells may import, the
// signatures and documentation of its exported names, which reflection does not show.
package main

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"log"
	"os"
	"path"
	"path/filepath"
	"reflect"
	"runtime"
	"sort"
	"strings"

	"github.com/traefik/yaegi/stdlib"
	"github.com/traefik/yaegi/stdlib/syscall"

	"github.com/andor-kernel/andor/kernel/cell/internal/apidoc"
	"github.com/andor-kernel/andor/kernel/cell/std"
)

var ours = []string{"andor", "data", "interpret", "langevin", "metric", "nn", "tensor", "train", "widget"}

// fromSource are packages that cells have as source alone.
var fromSource = []string{"crypto/hkdf", "crypto/pbkdf2", "iter", "unique", "weak"}

func main() {
	log.SetFlags(0)
	dirs := map[string]string{}
	for _, table := range []map[string]map[string]reflect.Value{stdlib.Symbols, syscall.Symbols, std.Symbols} {
		for key := range table {
			p := path.Dir(key)
			if first, _, _ := strings.Cut(p, "/"); p != "." && !strings.Contains(first, ".") {
				dirs[p] = filepath.Join(runtime.GOROOT(), "src", p)
			}
		}
	}
	for _, p := range fromSource {
		dirs[p] = filepath.Join(runtime.GOROOT(), "src", p)
	}
	for _, name := range ours {
		dirs["github.com/andor-kernel/andor/stdlib/"+name] = filepath.Join("..", "..", "..", "stdlib", name)
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
	entries, err := apidoc.Of(fset, files, importPath)
	if err != nil {
		return err
	}
	w, err := z.CreateHeader(&zip.FileHeader{Name: importPath, Method: zip.Deflate})
	if err != nil {
		return err
	}
	return json.NewEncoder(w).Encode(entries)
}
