//go:build ignore

// Command generate writes the signatures and documentation of exported names, which
// reflection does not show, of each package that cells may import: those of Go's standard
// library to std.zip, which changes with the version of Go alone, and those of our own
// packages to own/NAME.json, one line a name.
package main

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"log"
	"maps"
	"os"
	"path"
	"path/filepath"
	"reflect"
	"regexp"
	"runtime"
	"slices"
	"strings"

	"github.com/traefik/yaegi/stdlib"
	"github.com/traefik/yaegi/stdlib/syscall"

	"github.com/andor-kernel/andor/kernel/cell/internal/apidoc"
	"github.com/andor-kernel/andor/kernel/cell/std"
)

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
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, p := range slices.Sorted(maps.Keys(dirs)) {
		entries, err := docs(p, dirs[p])
		if err != nil {
			log.Fatalf("generate: %s: %v", p, err)
		}
		w, err := z.CreateHeader(&zip.FileHeader{Name: p, Method: zip.Deflate})
		if err == nil {
			err = json.NewEncoder(w).Encode(entries)
		}
		if err != nil {
			log.Fatalf("generate: %s: %v", p, err)
		}
	}
	if err := z.Close(); err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile("std.zip", out.Bytes(), 0o644); err != nil {
		log.Fatal(err)
	}
	ours, err := filepath.Glob("../../../stdlib/gen_*.go") // what cells see of our packages
	if err != nil || len(ours) == 0 {
		log.Fatalf("generate: no stdlib/gen_*.go (%v): go generate ./stdlib makes them", err)
	}
	for _, file := range ours {
		name := strings.TrimSuffix(strings.TrimPrefix(filepath.Base(file), "gen_"), ".go")
		if err := own(name, file); err != nil {
			log.Fatalf("generate: %s: %v", name, err)
		}
	}
}

// own writes the documentation of one of our packages: of the names that its symbols in
// stdlib have, and of what belongs to them.
func own(name, symbols string) error {
	table, err := os.ReadFile(symbols)
	if err != nil {
		return err
	}
	key := regexp.MustCompile(`Symbols\["(github.com/andor-kernel/andor/)(stdlib/.+)/\w+"\]`).FindSubmatch(table)
	if key == nil {
		return fmt.Errorf("%s names no package", symbols)
	}
	entries, err := docs(string(key[1])+string(key[2]), filepath.Join("../../..", string(key[2])))
	if err != nil {
		return err
	}
	lines := []string{}
	for _, key := range slices.Sorted(maps.Keys(entries)) {
		first, _, _ := strings.Cut(key, ".")
		if first != "" && !bytes.Contains(table, []byte(`"`+first+`":`)) {
			continue
		}
		var line bytes.Buffer
		e := json.NewEncoder(&line)
		e.SetEscapeHTML(false)
		if err := e.Encode(entries[key]); err != nil {
			return err
		}
		lines = append(lines, fmt.Sprintf("%q: %s", key, bytes.TrimSpace(line.Bytes())))
	}
	return os.WriteFile(filepath.Join("own", name+".json"), []byte("{\n"+strings.Join(lines, ",\n")+"\n}\n"), 0o644)
}

// docs returns the entries of the package in a folder.
func docs(importPath, dir string) (map[string]apidoc.Entry, error) {
	ctx := build.Default
	ctx.GOOS, ctx.GOARCH, ctx.CgoEnabled = "linux", "amd64", false
	pkg, err := ctx.ImportDir(dir, 0)
	if err != nil {
		return nil, err
	}
	fset := token.NewFileSet()
	var files []*ast.File
	for _, name := range pkg.GoFiles {
		f, err := parser.ParseFile(fset, filepath.Join(dir, name), nil, parser.ParseComments)
		if err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	return apidoc.Of(fset, files, importPath)
}
