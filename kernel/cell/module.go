package cell

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/andor-kernel/andor/internal/spell"
	"github.com/andor-kernel/andor/kernel/cell/imports"
	"github.com/andor-kernel/andor/kernel/cell/std"
	"github.com/andor-kernel/andor/kernel/cell/text"
	"github.com/andor-kernel/andor/kernel/code"
)

var getMagic = magic{
	Command:   code.Command{Name: text.GetCommand, Args: "MODULE[@V]|FOLDER", Text: "fetch a module, or read a folder of yours, to import below"},
	elsewhere: "at the top of its cell: the imports below it are checked before anything runs",
}

// Packages of other modules.
//
// `%get module@version` has the Go toolchain fetch a module into the user's own module
// cache and list its packages with the files that make them up. The requirements of a
// session are a go.mod of its own, which lives in memory and for the time of a command in
// a temporary folder; nothing is written beside the user's files. An import then reads
// the package's source, checks it (imports/module.go), and what a cell uses of it is lowered
// and given to the interpreter like the cell's own code (lower/module.go).

// pureTags select, in packages that have the choice, the files without assembly and
// package unsafe.
const pureTags = "purego,noasm,appengine,safe"

// noGo is why modules cannot be fetched, empty if they can.
func noGo() string {
	if _, err := exec.LookPath("go"); err != nil {
		return `fetching modules takes a Go toolchain, and there is no "go" on PATH: install Go from https://go.dev/dl and start the kernel again`
	}
	return ""
}

// fetch runs the %get lines at the top of a cell, and blanks them.
func (s *Session) fetch(ctx context.Context, c Cell) (Cell, *Error) {
	lines := strings.Split(c.Code, "\n")
	for i, line := range lines {
		trimmed := strings.TrimSpace(line)
		arg, ok := strings.CutPrefix(trimmed, text.GetCommand)
		switch {
		case ok && (arg == "" || arg[0] == ' ' || arg[0] == '\t'):
			if err := s.getAll(ctx, strings.Fields(arg)); err != nil {
				if ctx.Err() != nil {
					return c, interrupted(&text.Source{Name: c.Name, Code: c.Code})
				}
				return c, newError("MagicError", err.Error())
			}
			lines[i] = ""
		case trimmed != "" && !strings.HasPrefix(trimmed, "//"):
			c.Code = strings.Join(lines, "\n")
			return c, nil
		}
	}
	c.Code = strings.Join(lines, "\n")
	return c, nil
}

// getAll is %get: folders and paths of modules.
func (s *Session) getAll(ctx context.Context, args []string) error {
	var paths []string
	for _, a := range args {
		if !isFolder(a) {
			paths = append(paths, a)
			continue
		}
		if _, err := s.getFolder(ctx, a); err != nil {
			return err
		}
	}
	if len(paths) == 0 && len(args) > 0 {
		return nil
	}
	return s.get(ctx, paths)
}

// get fetches modules and learns their packages.
func (s *Session) get(ctx context.Context, args []string) error {
	if len(args) == 0 {
		return errors.New("%get needs the path of a module: %get github.com/google/uuid@latest")
	}
	for _, a := range args {
		at, _, _ := strings.Cut(a, "@")
		if host, _, _ := strings.Cut(at, "/"); !strings.Contains(host, ".") || strings.HasPrefix(host, "-") {
			return fmt.Errorf("%q is no path of a module: want one like github.com/google/uuid@v1.6.0, or a folder like ./mylib", a)
		}
	}
	if why := noGo(); why != "" {
		return errors.New(why)
	}
	dir, err := os.MkdirTemp("", "andor-get-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	mod, sum := s.fetched.mod, s.fetched.sum
	if mod == nil {
		mod = []byte("module cells\n\ngo 1.21\n")
	}
	if err := errors.Join(os.WriteFile(filepath.Join(dir, "go.mod"), mod, 0o600), os.WriteFile(filepath.Join(dir, "go.sum"), sum, 0o600)); err != nil {
		return err
	}
	if err := s.goCommand(ctx, dir, shellStream{s, "stdout"}, workOff, append([]string{"get"}, args...)...); err != nil {
		return err
	}
	list := []string{"list", "-mod=mod", "-deps", "-e", "-tags", pureTags, listFields}
	for _, a := range args {
		at, _, _ := strings.Cut(a, "@")
		list = append(list, at+"/...")
	}
	var out bytes.Buffer
	if err := s.goCommand(ctx, dir, &out, workOff, list...); err != nil {
		return err
	}
	mod, err = os.ReadFile(filepath.Join(dir, "go.mod"))
	if err != nil {
		return err
	}
	if sum, err = os.ReadFile(filepath.Join(dir, "go.sum")); err != nil {
		return err
	}
	if _, err := s.learn(&out, ""); err != nil {
		return err
	}
	s.fetched.mod, s.fetched.sum = mod, sum
	return nil
}

// listFields are what go list is asked for.
const listFields = "-json=ImportPath,Name,Dir,GoFiles,Standard,Module,Imports,Error"

// Whether a go.work above a folder counts.
const (
	workOff = "GOWORK=off"
	workOn  = "ANDOR_WORK=on" // as the environment says
)

// goCommand runs the go command in a folder. What it says goes to the notebook as it
// comes; out takes what it prints.
func (s *Session) goCommand(ctx context.Context, dir string, out io.Writer, work string, args ...string) error {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = dir
	// Without cgo, since cells cannot use it: packages that have a choice take pure Go.
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", work, "PWD="+dir)
	cmd.Stdout, cmd.Stderr = out, shellStream{s, "stdout"}
	cmd.WaitDelay = 100 * time.Millisecond
	if err := cmd.Run(); err != nil {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		return fmt.Errorf("go %s: %w, for the reason above", args[0], err)
	}
	return nil
}

// listed is what go list says of a package.
type listed struct {
	ImportPath, Name, Dir string
	GoFiles, Imports      []string
	Standard              bool
	Module                *struct {
		Path, Version, Dir string
		Replace            *struct{ Version string }
	}
	Error *struct{ Pos, Err string }
}

// local reports whether the files are the user's own: of the main module, of a workspace,
// or of a folder that stands for a module.
func (l listed) local() bool {
	return l.Module.Version == "" || l.Module.Replace != nil && l.Module.Replace.Version == ""
}

// learn takes in what go list says of packages, and returns the paths of local ones. Packages
// that cells have imported stay as they are: their types are in use. The root is the folder
// that go list was asked in for local ones.
func (s *Session) learn(r io.Reader, root string) (local []string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var kept []string
	for dec := json.NewDecoder(r); ; {
		var l listed
		if err := dec.Decode(&l); err == io.EOF {
			break
		} else if err != nil {
			return nil, fmt.Errorf("go list: %w", err)
		}
		if l.Standard || l.Module == nil {
			continue
		}
		if s.fetched.dirs == nil {
			s.fetched.dirs = map[string]string{}
		}
		s.fetched.dirs[l.Module.Path] = l.Module.Dir
		m := &imports.Module{Path: l.ImportPath, Name: l.Name, Dir: l.Dir, Files: l.GoFiles, Version: l.Module.Version, Imports: l.Imports, Local: l.local()}
		if l.Error != nil {
			m.Trouble = firstLine(l.Error.Err)
			if l.Error.Pos != "" && m.Local {
				m.Trouble = l.Error.Pos + ": " + m.Trouble
			}
		}
		if was := s.packages.Modules[m.Path]; was != nil && was.Pkg != nil {
			if was.Version != m.Version {
				kept = append(kept, fmt.Sprintf("%s stays at %s: cells have imported it already; %%reset forgets them\n", was.Path, was.Version))
			}
			continue
		}
		s.packages.Modules[m.Path] = m
		s.packages.Names[m.Path] = m.Name
		if m.Local && root != "" {
			local = append(local, m.Path)
			s.fetched.stamps[m.Path], s.fetched.roots[m.Path] = stamp(m.Dir), root
		}
	}
	slices.Sort(kept)
	for _, text := range kept {
		s.host.Stream("stdout", text)
	}
	return local, nil
}

func firstLine(s string) string {
	s, _, _ = strings.Cut(strings.TrimSpace(s), "\n")
	return s
}

// missing says why a package cannot be imported, and what to do.
func (s *Session) missing(at string, err error) text.Problem {
	if at == "C" {
		return text.Problem{Text: `import "C" is not possible: cells are interpreted`}
	}
	if why := std.Absent(at); why != "" {
		return text.Problem{Text: fmt.Sprintf("package %q is not there for cells: %s", at, why)}
	}
	if m := s.packages.Modules[at]; m != nil {
		return text.Problem{Text: fmt.Sprintf("package %q cannot be used in cells: %v", at, err)}
	}
	if strings.Contains(strings.Split(at, "/")[0], ".") {
		for path, dir := range s.fetched.dirs {
			inside, ok := strings.CutPrefix(at, path+"/")
			if files, _ := filepath.Glob(filepath.Join(dir, inside, "*.go")); ok && len(files) > 0 {
				return text.Problem{Text: fmt.Sprintf("package %q cannot be used in cells: all its files need cgo, assembly or another machine, and cells are interpreted Go", at)}
			}
		}
		if why := noGo(); why != "" {
			return text.Problem{Text: fmt.Sprintf("package %q is not part of this kernel, and %s", at, why)}
		}
		return text.Problem{Text: fmt.Sprintf("package %q is not part of this kernel", at), Help: text.GetCommand + " " + at + " above the import fetches its module"}
	}
	q := text.Problem{Text: fmt.Sprintf("package %q is no package of the standard library", at)}
	paths := append(slices.Collect(maps.Keys(s.packages.Symbols)), imports.GenericPackages...)
	if near := spell.Nearest(at, paths); near != "" {
		q.Help = "did you mean " + near + "?"
	}
	return q
}
