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

	"github.com/andor-kernel/andor/kernel/cell/host"
	"github.com/andor-kernel/andor/kernel/cell/std"
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
	packages *packages

	mu        sync.Mutex // guards what follows against Complete and Inspect
	defs      map[string]*def
	units     []*unit
	imports   map[string]string // name -> path, as cells imported them
	wellKnown map[string]string // name -> path, imported where a cell uses them
	names     *nameTable
	fetched   fetched
	cellLines map[int][]int // line counters of recent cells' own funcs, by serial
	sources   map[int]*source
	gone      map[string]string // variables that were dropped: name -> why
	serial    int

	patience time.Duration // see the constant
	run      *running      // the cell that runs, or the one that would not stop

	halt  yaegi.Halt
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

func (c compiledTypes) Type(t reflect.Type) types.Type { return c.s.packages.typ(t) }

func (c compiledTypes) Wrapper(t reflect.Type) reflect.Type {
	if w := c.s.packages.symbols[t.PkgPath()]["_"+t.Name()]; w.IsValid() {
		return w.Type().Elem()
	}
	return nil
}

// clear forgets everything.
func (s *Session) clear() {
	s.packages = newPackages()
	s.defs, s.units, s.sources, s.gone = map[string]*def{}, nil, map[int]*source{}, map[string]string{}
	s.imports, s.wellKnown = map[string]string{}, map[string]string{}
	s.cellLines, s.fetched = map[int][]int{}, fetched{}
	s.calls.Forget()
	s.names = newNameTable(s.packages, s.calls)
	s.names.without = s.options.Without
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
	if s.yaegi, err = yaegi.Open(s.in, yaegi.Cells{Package: mainPath, Plain: plainName, TypeName: host.DynamicName}); err != nil {
		return err
	}
	s.fset = s.in.FileSet()
	s.packages.fset = s.fset
	system := interp.Exports{"syscall/syscall": unrestricted.Symbols["syscall/syscall"]}
	for _, symbols := range []interp.Exports{gostd.Symbols, syscall.Symbols, system, std.Symbols, s.options.symbols(), s.hostSymbols()} {
		if err := s.in.Use(symbols); err != nil {
			return err
		}
		s.packages.add(symbols)
	}
	f, err := parser.ParseFile(s.fset, fileName, "package main", 0)
	if err != nil {
		return err
	}
	s.packages.anchor = f.Package
	s.learnPackages()
	s.connect()
	return nil
}

// learnPackages finds the packages that a cell may use by name without importing them:
// where names collide, the shorter path and then the more usual one wins.
func (s *Session) learnPackages() {
	paths := make([]string, 0, len(s.packages.symbols))
	for p := range s.packages.symbols {
		if p != hostPath && !strings.Contains(p, "internal") {
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
		name := s.packages.names[p]
		if _, taken := s.wellKnown[name]; !taken {
			s.wellKnown[name] = p
		}
	}
	for _, p := range genericPackages {
		s.wellKnown[path.Base(p)] = p
		s.packages.names[p] = path.Base(p)
	}
	for _, p := range []string{"math/rand", "text/template"} {
		if s.packages.symbols[p] != nil {
			s.wellKnown[path.Base(p)] = p
		}
	}
}

// Run checks a cell and runs it. Errors of any kind are in the result; it does not panic.
func (s *Session) Run(ctx context.Context, c Cell) Result {
	if err := s.stuck(); err != nil {
		return Result{Err: err}
	}
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
	s.mu.Lock()
	src := s.newSource(c)
	p, err := s.prepare(src)
	s.mu.Unlock()
	if err != nil {
		return Result{Err: err}
	}
	return s.execute(ctx, p, c)
}

func (s *Session) newSource(c Cell) *source {
	s.serial++
	name := c.Name
	if name == "" {
		name = fmt.Sprintf("cell %d", c.Number)
	}
	return &source{serial: s.serial, name: name, code: c.Code, magic: magicText}
}

// prepare takes a cell from text to a program of the interpreter, through values that each
// pass returns: parsedCell, checked, lowered. Only commit writes the session.
func (s *Session) prepare(src *source) (p *program, failed *Error) {
	var l *lowered
	defer func() {
		if r := recover(); r != nil {
			l.undo()
			p, failed = nil, internalError(src)
		}
	}()
	in := s.reading(src)
	problems, found := in.read()
	if len(problems) > 0 {
		return nil, s.report(src, "SyntaxError", problems, found)
	}
	c, problems := check(sessionScope{s}, s.packages, in.parsedCell)
	if problems, found = in.ownGo(problems, found); len(problems)+len(found) > 0 {
		return nil, s.report(src, "CheckError", c.explain(problems), found)
	}
	l = newLowered(c, s.names)
	err := l.lower()
	if err == nil {
		p, err = s.compile(c, l)
	}
	if err != nil {
		l.undo()
		return nil, s.refused(src, err, l.reach)
	}
	s.commit(c, l, p)
	return p, nil
}
