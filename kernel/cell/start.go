package cell

import (
	"context"
	"errors"
	"fmt"
	"go/parser"
	"go/types"
	"io"
	"path"
	"reflect"
	"sort"
	"strings"

	"github.com/traefik/yaegi/interp"
	gostd "github.com/traefik/yaegi/stdlib"
	"github.com/traefik/yaegi/stdlib/syscall"
	"github.com/traefik/yaegi/stdlib/unrestricted"

	"github.com/andor-kernel/andor/kernel/cell/boxes"
	"github.com/andor-kernel/andor/kernel/cell/check"
	"github.com/andor-kernel/andor/kernel/cell/host"
	"github.com/andor-kernel/andor/kernel/cell/imports"
	"github.com/andor-kernel/andor/kernel/cell/lower"
	"github.com/andor-kernel/andor/kernel/cell/names"
	"github.com/andor-kernel/andor/kernel/cell/std"
	"github.com/andor-kernel/andor/kernel/cell/text"
	"github.com/andor-kernel/andor/kernel/cell/yaegi"
	"github.com/andor-kernel/andor/stdlib"
	"github.com/andor-kernel/andor/stdlib/outside"
)

// New starts a session. It fails only if the symbols do not fit the interpreter.
func New(h Host, o Options) (*Session, error) {
	s := &Session{host: h, options: o, patience: patience}
	ask := func(ctx context.Context) (string, error) { return s.host.Input(ctx, "", false) }
	s.calls = host.New(host.Env{Stdout: stream{s, "stdout"}, Stderr: stream{s, "stderr"}, Ask: ask, Types: compiledTypes{s}, Lock: &s.mu, Halt: &s.halt})
	s.clear()
	if err := s.start(); err != nil {
		return nil, fmt.Errorf("cell: %w", err)
	}
	return s, nil
}

// clear forgets everything.
func (s *Session) clear() {
	s.packages = imports.New()
	s.defs, s.units, s.sources, s.gone = map[string]*check.Def{}, nil, map[int]*text.Source{}, map[string]string{}
	s.imports, s.wellKnown = map[string]string{}, map[string]string{}
	s.cellLines, s.fetched = map[int][]int{}, fetched{}
	s.calls.Forget()
	s.names = lower.NewNames(s.packages, s.calls)
	s.names.Without = s.options.Without
}

// start makes the interpreter and gives it its packages.
func (s *Session) start() error {
	s.in = interp.New(interp.Options{
		Stdin:  s.calls.Stdin(),
		Stdout: stream{s, "stdout"},
		Stderr: stream{s, "stderr"},
		// The real environment: a cell is the user's own program.
		Unrestricted: true,
	})
	var err error
	if s.yaegi, err = yaegi.Open(s.in, yaegi.Cells{Package: names.MainPath, Plain: names.PlainName, TypeName: boxes.DynamicName}); err != nil {
		return err
	}
	s.yaegi.LeaveOut(s.options.Without)
	s.fset = s.in.FileSet()
	s.packages.Fset = s.fset
	system := interp.Exports{"syscall/syscall": unrestricted.Symbols["syscall/syscall"]}
	for _, symbols := range []interp.Exports{gostd.Symbols, syscall.Symbols, system, std.Symbols, yaegi.UnsafeSymbols, s.options.symbols(), s.hostSymbols()} {
		if err := s.in.Use(symbols); err != nil {
			return err
		}
		s.packages.Add(symbols)
	}
	s.packages.Remove(std.AbsentNames())
	f, err := parser.ParseFile(s.fset, names.FileName, "package main", 0)
	if err != nil {
		return err
	}
	s.packages.Anchor = f.Package
	s.learnPackages()
	s.connect()
	return nil
}

// learnPackages finds the packages that a cell may use by name without importing them:
// where names collide, the shorter path and then the more usual one wins.
func (s *Session) learnPackages() {
	paths := make([]string, 0, len(s.packages.Symbols))
	for p := range s.packages.Symbols {
		if p != names.HostPath && !strings.Contains(p, "internal") {
			paths = append(paths, p)
		}
	}
	sort.Slice(paths, func(i, j int) bool {
		a, b := strings.Count(paths[i], "/"), strings.Count(paths[j], "/")
		if a != b {
			return a < b
		}
		return paths[i] < paths[j]
	})
	for _, p := range paths {
		name := s.packages.Names[p]
		if _, taken := s.wellKnown[name]; !taken {
			s.wellKnown[name] = p
		}
	}
	for _, p := range imports.GenericPackages {
		s.wellKnown[path.Base(p)] = p
		s.packages.Names[p] = path.Base(p)
	}
	for _, p := range []string{"math/rand", "text/template"} {
		if s.packages.Symbols[p] != nil {
			s.wellKnown[path.Base(p)] = p
		}
	}
}

// compiledTypes answers package host about the types of compiled packages.
type compiledTypes struct{ s *Session }

func (c compiledTypes) Type(t reflect.Type) types.Type { return c.s.packages.Typ(t) }

func (c compiledTypes) Wrapper(t reflect.Type) reflect.Type {
	if w := c.s.packages.Symbols[t.PkgPath()]["_"+t.Name()]; w.IsValid() {
		return w.Type().Elem()
	}
	return nil
}

// symbols are the packages of the options.
func (o Options) symbols() interp.Exports {
	if o.Symbols != nil {
		return o.Symbols
	}
	return interp.Exports(stdlib.Symbols)
}

// connect lets our own packages show things and learn of interrupts, if they are the
// session's.
func (s *Session) connect() {
	if s.options.Symbols != nil {
		return
	}
	outside.Change(func(o *outside.Outside) {
		o.Display = func(bundle map[string][]byte, id string, update bool) {
			s.host.Display(bundle, boxes.Metadata(bundle), id, update)
		}
		o.Bundle = s.bundle
		o.Context = s.Context
		o.Ask = s.ask
	})
}

// ask asks the user for a line on behalf of our packages.
func (s *Session) ask(prompt string, secret bool) (string, error) {
	line, err := s.host.Input(s.Context(), prompt, secret)
	if errors.Is(err, io.EOF) && line != "" {
		err = nil // a last line without an end
	}
	return line, err
}

// bundle returns how a value in the middle of a cell is shown: like one at its end.
func (s *Session) bundle(v any) map[string][]byte {
	r := s.single(&running{texts: map[string]string{}}, types.Universe.Lookup("any").Type(), reflect.ValueOf(v))
	if r.Err != nil {
		return plain(r.Err.Name + ": " + r.Err.Value)
	}
	return r.Value
}
