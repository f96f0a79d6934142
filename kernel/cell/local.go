package cell

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/scanner"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/andor-kernel/andor/kernel/cell/imports"
)

// Packages in the user's own folders.
//
// A folder that %get or an import names ("./mylib") is listed by the go command where it
// lies, so go.mod, replace, vendor and go.work count as they do for go build. A folder
// without a go.mod above it gets one for the time of the command, by an overlay: nothing
// is written beside the user's files. Where the working folder lies in a module, cells
// import its packages, and those that it requires, by their paths.
//
// The files are looked at before each cell. Packages whose files have changed are read
// again, and the declarations of cells that use them are checked and evaluated again.

// isFolder reports whether an argument of %get, or an import, is a folder.
func isFolder(at string) bool {
	return at == "." || at == ".." || strings.HasPrefix(at, "./") || strings.HasPrefix(at, "../") || filepath.IsAbs(at)
}

// getFolder learns the packages of a folder, and returns the path of the one in it, empty
// if the folder itself holds none.
func (s *Session) getFolder(ctx context.Context, at string) (path string, err error) {
	dir, err := filepath.Abs(at)
	if err != nil {
		return "", err
	}
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		dir = real
	}
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return "", fmt.Errorf("%s is no folder", at)
	}
	found, err := s.list(ctx, dir, "./...")
	if err != nil {
		return "", err
	}
	if len(found) == 0 {
		return "", fmt.Errorf("%s has no Go files", at)
	}
	return s.packageIn(dir), nil
}

// packageIn is the path of the local package in a folder, empty if none is known.
func (s *Session) packageIn(dir string) string {
	for path := range s.fetched.roots {
		if m := s.packages.Modules[path]; m != nil && m.Dir == dir {
			return path
		}
	}
	return ""
}

// list has the go command tell of packages where they lie, and returns the paths of local
// ones.
func (s *Session) list(ctx context.Context, dir string, patterns ...string) ([]string, error) {
	if why := noGo(); why != "" {
		return nil, errors.New(why)
	}
	args, work := []string{"list", "-deps", "-e", "-tags", pureTags, listFields}, workOn
	if moduleRoot(dir) == "" {
		temp, err := os.MkdirTemp("", "andor-local-")
		if err != nil {
			return nil, err
		}
		defer os.RemoveAll(temp)
		mod := "module " + moduleName(dir) + "\n\ngo 1.21\n"
		if s.fetched.mod != nil { // what cells have fetched, it may import too
			mod = strings.Replace(string(s.fetched.mod), "module cells\n", "module "+moduleName(dir)+"\n", 1)
		}
		overlay, err := json.Marshal(map[string]map[string]string{"Replace": {
			filepath.Join(dir, "go.mod"): filepath.Join(temp, "go.mod"), filepath.Join(dir, "go.sum"): filepath.Join(temp, "go.sum"),
		}})
		if err != nil {
			return nil, err
		}
		for name, text := range map[string][]byte{"go.mod": []byte(mod), "go.sum": s.fetched.sum, "overlay.json": overlay} {
			if err := os.WriteFile(filepath.Join(temp, name), text, 0o600); err != nil {
				return nil, err
			}
		}
		args, work = append(args, "-overlay", filepath.Join(temp, "overlay.json")), workOff
	}
	if s.fetched.stamps == nil {
		s.fetched.stamps, s.fetched.roots = map[string]string{}, map[string]string{}
	}
	var out bytes.Buffer
	if err := s.goCommand(ctx, dir, &out, work, append(args, patterns...)...); err != nil {
		return nil, err
	}
	return s.learn(&out, dir)
}

// moduleRoot is the folder with the go.mod that a folder lies under, empty if there is none.
func moduleRoot(dir string) string {
	for {
		if info, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil && info.Mode().IsRegular() {
			return dir
		}
		up := filepath.Dir(dir)
		if up == dir {
			return ""
		}
		dir = up
	}
}

// moduleName is the path of a package in a folder that is in no module.
func moduleName(dir string) string {
	name := regexp.MustCompile(`[^A-Za-z0-9._~-]+`).ReplaceAllString(filepath.Base(dir), "-")
	if name = strings.Trim(name, ".-"); name == "" {
		return "local"
	}
	return name
}

// findImports learns the packages of the user's own that a cell imports, and gives those that
// it names by their folder the paths that they have.
func (s *Session) findImports(ctx context.Context, code string) (string, error) {
	if err := s.refresh(ctx); err != nil {
		return code, err
	}
	if !strings.Contains(code, "import") {
		return code, nil
	}
	wd, err := os.Getwd()
	if err != nil {
		return code, err
	}
	var ask []string
	specs := importSpecs(code)
	slices.Reverse(specs) // from the end, so that offsets stay
	for _, spec := range specs {
		known := s.packages.Symbols[spec.path] != nil || s.packages.Modules[spec.path] != nil || slices.Contains(imports.GenericPackages, spec.path)
		switch {
		case isFolder(spec.path):
			dir, _ := filepath.Abs(spec.path)
			if real, err := filepath.EvalSymlinks(dir); err == nil {
				dir = real
			}
			path := s.packageIn(dir)
			if path == "" {
				if path, err = s.getFolder(ctx, spec.path); err != nil {
					return code, err
				}
			}
			if path == "" {
				return code, fmt.Errorf("%s has no Go files of its own: import one of the folders in it", spec.path)
			}
			code = code[:spec.from] + strconv.Quote(path) + code[spec.to:]
		case !known && spec.path != "C" && moduleRoot(wd) != "" && !s.fetched.asked[wd+" "+spec.path] && noGo() == "":
			if s.fetched.asked == nil {
				s.fetched.asked = map[string]bool{}
			}
			s.fetched.asked[wd+" "+spec.path] = true
			ask = append(ask, spec.path)
		}
	}
	if len(ask) > 0 {
		if _, err := s.list(ctx, wd, ask...); err != nil {
			return code, err
		}
	}
	return code, nil
}

// importSpec is an import path in a cell, with its quotes.
type importSpec struct {
	path     string
	from, to int
}

// importSpecs are the imports of a cell, whatever else stands in it.
func importSpecs(code string) (specs []importSpec) {
	fset := token.NewFileSet()
	file := fset.AddFile("", -1, len(code))
	var sc scanner.Scanner
	sc.Init(file, []byte(code), func(token.Position, string) {}, 0)
	inside, group := false, false
	for {
		pos, tok, lit := sc.Scan()
		switch tok {
		case token.EOF:
			return specs
		case token.IMPORT:
			inside, group = true, false
		case token.LPAREN:
			group = inside
		case token.RPAREN:
			inside, group = false, false
		case token.SEMICOLON:
			inside = inside && group
		case token.STRING:
			if path, err := strconv.Unquote(lit); inside && err == nil {
				from := file.Offset(pos)
				specs = append(specs, importSpec{path, from, from + len(lit)})
			}
		}
	}
}

// stamp changes with the Go files of a folder.
func stamp(dir string) string {
	var b strings.Builder
	files, _ := os.ReadDir(dir)
	for _, f := range files {
		if name := f.Name(); strings.HasSuffix(name, ".go") || !f.IsDir() && !strings.HasPrefix(name, ".") {
			if info, err := f.Info(); err == nil {
				fmt.Fprintln(&b, name, info.Size(), info.ModTime().UnixNano())
			}
		}
	}
	return b.String()
}

// refresh reads local packages again whose files have changed, and says so.
func (s *Session) refresh(ctx context.Context) error {
	changed, roots := map[string]bool{}, map[string]bool{}
	for path, was := range s.fetched.stamps {
		if m := s.packages.Modules[path]; m != nil && stamp(m.Dir) != was {
			changed[path], roots[s.fetched.roots[path]] = true, true
		}
	}
	if len(changed) == 0 {
		return nil
	}
	s.fetched.asked = nil
	s.mu.Lock()
	read := s.packages.Drop(changed)
	s.mu.Unlock()
	for root := range roots {
		var patterns []string
		for path, of := range s.fetched.roots {
			if of == root {
				patterns = append(patterns, path)
			}
		}
		slices.Sort(patterns)
		if _, err := s.list(ctx, root, patterns...); err != nil {
			return err
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fetched.reread == nil {
		s.fetched.reread = map[string]bool{}
	}
	for name, at := range s.imports {
		if !slices.Contains(read, at) {
			continue
		}
		s.fetched.reread[name] = true
		use := regexp.MustCompile(`\b` + regexp.QuoteMeta(name) + `\s*\.`)
		for _, u := range s.units {
			if use.MatchString(u.Text) {
				u.Uses[name] = true // so that it is checked again
			}
		}
	}
	if len(read) > 0 {
		s.host.Stream("stdout", strings.Join(read, ", ")+": read again, since files have changed; funcs and types of cells that use it are declared again, variables keep their values, of the types as they were\n")
	}
	return nil
}
