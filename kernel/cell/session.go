package cell

import (
	"context"
	"fmt"
	"go/parser"
	"go/token"
	"go/types"
	"path"
	"reflect"
	"sort"
	"strings"
	"sync"
	"time"

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
)

// Session is one interpreter with everything its cells have declared. Run and Eval are
// for one goroutine at a time; Complete, Inspect and IsComplete may be called while a
// cell runs.
type Session struct {
	host     Host
	options  Options
	in       *interp.Interpreter
	yaegi    yaegi.Internals
	fset     *token.FileSet
	packages *imports.Packages

	mu        sync.Mutex // guards what follows against Complete and Inspect
	defs      map[string]*check.Def
	units     []*check.Unit
	imports   map[string]string // name -> path, as cells imported them
	wellKnown map[string]string // name -> path, imported where a cell uses them
	names     *lower.Names
	fetched   fetched
	cellLines map[int][]int // line counters of recent cells' own funcs, by serial
	sources   map[int]*text.Source
	gone      map[string]string // variables that were dropped: name -> why
	serial    int

	patience time.Duration // see the constant
	run      *running      // the cell that runs

	halt  yaegi.Halt
	left  leftOutput
	calls *host.Runtime // what lowered code calls
}

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

// compiledTypes answers package host about the types of compiled packages.
type compiledTypes struct{ s *Session }

func (c compiledTypes) Type(t reflect.Type) types.Type { return c.s.packages.Typ(t) }

func (c compiledTypes) Wrapper(t reflect.Type) reflect.Type {
	if w := c.s.packages.Symbols[t.PkgPath()]["_"+t.Name()]; w.IsValid() {
		return w.Type().Elem()
	}
	return nil
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
	s.fset = s.in.FileSet()
	s.packages.Fset = s.fset
	system := interp.Exports{"syscall/syscall": unrestricted.Symbols["syscall/syscall"]}
	for _, symbols := range []interp.Exports{gostd.Symbols, syscall.Symbols, system, std.Symbols, s.options.symbols(), s.hostSymbols()} {
		if err := s.in.Use(symbols); err != nil {
			return err
		}
		s.packages.Add(symbols)
	}
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

// Run checks a cell and runs it. Errors of any kind are in the result; it does not panic.
func (s *Session) Run(ctx context.Context, c Cell) Result {
	c, failed := s.fetch(ctx, c)
	if failed != nil {
		return Result{Err: failed}
	}
	c, done, err2 := s.expand(c)
	if err2 != nil {
		return Result{Err: newError("MagicError", err2.Error())}
	}
	if done && c.Code == "" {
		return Result{}
	}
	code, err3 := s.findImports(ctx, c.Code)
	if err3 != nil {
		if ctx.Err() != nil {
			return Result{Err: interrupted(&text.Source{Name: c.Name, Code: c.Code})}
		}
		return Result{Err: newError("ImportError", err3.Error())}
	}
	c.Code = code
	s.mu.Lock()
	src := s.newSource(c)
	p, err := s.prepare(src)
	s.mu.Unlock()
	if err != nil {
		return Result{Err: err}
	}
	return s.execute(ctx, p, c)
}

func (s *Session) newSource(c Cell) *text.Source {
	s.serial++
	name := c.Name
	if name == "" {
		name = fmt.Sprintf("cell %d", c.Number)
	}
	return &text.Source{Serial: s.serial, Name: name, Code: c.Code, Magic: magicText}
}

// prepare takes a cell from text to a program of the interpreter, through values that each
// pass returns: parsedCell, checked, lowered. Only commit writes the session.
func (s *Session) prepare(src *text.Source) (p *program, failed *Error) {
	var l *lower.Lowered
	defer func() {
		if r := recover(); r != nil {
			l.Undo()
			p, failed = nil, internalError(src)
		}
	}()
	if failed := s.embed(src); failed != nil {
		return nil, failed
	}
	in := s.reading(src)
	problems, found := in.read()
	if len(problems) > 0 {
		return nil, s.report(src, "SyntaxError", problems, found)
	}
	c, problems := check.Check(sessionScope{s}, s.packages, in.Parsed)
	if problems, found = in.ownGo(problems, found); len(problems)+len(found) > 0 {
		return nil, s.report(src, "CheckError", c.Explain(problems), found)
	}
	l = lower.New(c, s.names)
	err := l.Lower()
	if err == nil {
		p, err = s.compile(c, l)
	}
	if err != nil {
		l.Undo()
		return nil, s.refused(src, err, l.Reach)
	}
	s.commit(c, l, p)
	return p, nil
}
