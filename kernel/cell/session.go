package cell

import (
	"context"
	"fmt"
	"go/ast"
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

	"github.com/andor-kernel/andor/dsl"
	"github.com/andor-kernel/andor/kernel/cell/host"
	"github.com/andor-kernel/andor/kernel/cell/names"
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
	anchor   token.Pos // a position in the interpreter's file, for trees we make
	packages *packages

	mu        sync.Mutex // guards what follows against Complete and Inspect
	defs      map[string]*def
	units     []*unit
	imports   map[string]string // name -> path, as cells imported them
	wellKnown map[string]string // name -> path, imported where a cell uses them
	versions  names.Versions
	aliases   map[string]string // path -> the interpreter's name
	imported  map[string]bool   // paths the interpreter has imported
	instances map[string]string // copies of generic funcs and types: key -> the interpreter's name
	fetched   fetched
	foreign   map[types.Object]string // of other modules, in the interpreter
	begun     map[*modulePackage]bool // packages whose variables have their values
	lines     lineTable
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
	s.calls = host.New(host.Env{Stdout: stream{s, "stdout"}, Types: compiledTypes{s}, Lock: &s.mu, Halt: &s.halt})
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
	s.imports, s.wellKnown, s.imported = map[string]string{}, map[string]string{}, map[string]bool{}
	s.versions, s.aliases, s.instances = names.Versions{}, map[string]string{}, map[string]string{}
	s.lines, s.cellLines = lineTable{}, map[int][]int{}
	s.fetched, s.foreign, s.begun = fetched{}, map[types.Object]string{}, map[*modulePackage]bool{}
	s.calls.Forget()
}

// start makes the interpreter and gives it its packages.
func (s *Session) start() error {
	s.in = interp.New(interp.Options{
		Stdin:  &input{s: s},
		Stdout: stream{s, "stdout"},
		Stderr: stream{s, "stderr"},
		// The real environment: a cell is the user's own program.
		Unrestricted: true,
	})
	var err error
	if s.yaegi, err = yaegi.Open(s.in, yaegi.Cells{Package: mainPath, Plain: plainName}); err != nil {
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
	s.anchor = f.Package
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

// alias is the interpreter's name of an imported package.
func (s *Session) alias(at string) string {
	if a := s.aliases[at]; a != "" {
		return a
	}
	name := s.packages.names[at]
	if name == "" {
		name = path.Base(at)
	}
	a := s.versions.Next(name + mark)
	if at == hostPath {
		a = hostName
	}
	s.aliases[at] = a
	return a
}

// qualifier is the name by which the session's files import a package.
func (s *Session) qualifier(p *types.Package) string {
	for name, at := range s.imports {
		if at == plainPath(p.Path()) {
			return name
		}
	}
	if s.wellKnown[p.Name()] == plainPath(p.Path()) {
		return p.Name()
	}
	// No cell's name: imported under the interpreter's.
	if ofModule(p) {
		name := s.versions.Next(p.Name() + mark)
		s.wellKnown[name] = plainPath(p.Path())
		return name
	}
	name := s.alias(p.Path())
	s.wellKnown[name] = p.Path()
	return name
}

// source is the cell of a serial number, if it is still known.
func (s *Session) source(serial int) *source { return s.sources[serial] }

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
	return s.execute(ctx, p, c.Silent)
}

func (s *Session) newSource(c Cell) *source {
	s.serial++
	name := c.Name
	if name == "" {
		name = fmt.Sprintf("cell %d", c.Number)
	}
	return &source{serial: s.serial, name: name, code: c.Code}
}

func (s *Session) newPlan(src *source) *plan {
	return &plan{
		s: s, src: src, imports: map[string]string{}, changed: map[string]bool{},
		broken: map[*unit]problem{}, dropped: map[string]string{}, made: map[string]string{},
		foreign: map[types.Object]string{}, begun: map[*modulePackage]bool{},
	}
}

// prepare takes a cell from text to a program of the interpreter.
func (s *Session) prepare(src *source) (p *plan, failed *Error) {
	defer func() {
		if r := recover(); r != nil {
			p.undo()
			failed = internalError(src)
		}
	}()
	p = s.newPlan(src)
	problems, found := p.read()
	if len(problems) > 0 {
		return nil, s.report(src, "SyntaxError", problems, found)
	}
	if problems = p.sort(); len(problems) == 0 {
		problems = p.check()
	}
	if problems, found = p.ownGo(problems, found); len(problems)+len(found) > 0 {
		return nil, s.report(src, "CheckError", p.explain(problems), found)
	}
	if err := p.compile(); err != nil {
		p.undo()
		return nil, s.refused(src, err, p.reach)
	}
	p.commit()
	return p, nil
}

// read parses the cell: Go and blocks. What it finds wrong with blocks does not keep the
// Go from being checked, so that all mistakes of a cell come at once.
func (p *plan) read() (problems []problem, found dsl.Diagnostics) {
	f, found := dsl.Parse(dsl.Source{Name: p.src.name, Text: p.src.code, FirstLine: 1, FirstCol: 1})
	p.file = f
	from := 0
	ahead := map[int][]parsed{} // the Go of each chunk
	var all []parsed
	for i, c := range f.Chunks {
		if c.Block == nil {
			items := splitGo(p.src.code, from, from+len(c.Text))
			for i := range items {
				items[i].loose = p.loose
			}
			parts, bad := parseItems(p.s.fset, p.src, items)
			problems = append(problems, bad...)
			ahead[i] = parts
			all = append(all, parts...)
		}
		from += len(c.Text)
	}
	decls, more := dsl.Check(f, blockEnv{s: p.s, pending: assignedNames(all)})
	found = append(found, more...)
	found.Sort()
	if problems = p.unspoilt(problems, found); len(problems) > 0 && !p.loose {
		return problems, found
	}
	from = 0
	for i, c := range f.Chunks {
		if c.Block == nil {
			p.parts = append(p.parts, ahead[i]...)
		} else {
			d := dsl.Decl{}
			if len(decls) > 0 {
				d, decls = decls[0], decls[1:]
			}
			part, bad := p.lowerBlock(i, from, d)
			problems = append(problems, bad...)
			p.parts = append(p.parts, part)
			p.showBlock(i, from)
		}
		from += len(c.Text)
	}
	return problems, found
}

// sort takes the items of a cell apart: imports, declarations, statements.
func (p *plan) sort() (problems []problem) {
	p.addMain()
	seen := map[string]*unit{}
	for i, part := range p.parts {
		for _, spec := range part.imports {
			if q := p.addImport(part, spec); q != nil {
				problems = append(problems, *q)
			}
		}
		for _, d := range part.decls {
			u := newUnit(p.src, parsed{item: part.item, decls: []ast.Decl{d}})
			if f, ok := d.(*ast.FuncDecl); ok {
				if q := p.funcForm(part, f); q != nil {
					problems = append(problems, *q)
					continue
				}
			}
			if seen[u.key()] != nil && u.key() != "_" {
				problems = append(problems, problem{place: p.src.at(part.start), text: u.title() + " is declared twice in this cell"})
				continue
			}
			seen[u.key()] = u
			if old := p.s.unitOf(u.key()); old != nil && old.text == u.text && old.broken == "" {
				p.same = append(p.same, old)
				continue
			}
			p.fresh = append(p.fresh, u)
		}
		if i == len(p.parts)-1 && len(part.stmts) > 0 {
			if e, ok := part.stmts[len(part.stmts)-1].(*ast.ExprStmt); ok {
				p.value, p.muted = e.X, part.semicolon
			}
		}
	}
	return problems
}

// addMain calls main in a cell that is a whole program, with a package clause.
func (p *plan) addMain() {
	program, declared := false, false
	for _, part := range p.parts {
		program = program || part.kind == packageItem
		for _, d := range part.decls {
			f, ok := d.(*ast.FuncDecl)
			declared = declared || ok && f.Recv == nil && f.Name.Name == "main"
		}
	}
	if !program || !declared {
		return
	}
	it := item{kind: stmtItem, start: len(p.src.code), end: len(p.src.code), text: "main()"}
	if part, bad := parseItem(p.s.fset, p.src, it); len(bad) == 0 {
		p.parts = append(p.parts, part)
	}
}

// title names a unit in messages.
func (u *unit) title() string {
	if u.kind == methodUnit {
		return "method " + u.names[0] + "." + u.meth
	}
	return strings.Join(u.names, ", ")
}

func (p *plan) funcForm(part parsed, f *ast.FuncDecl) *problem {
	at := p.src.at(part.start)
	switch {
	case f.Recv != nil && len(f.Recv.List) != 1:
		return &problem{place: at, text: fmt.Sprintf("method %s has %d receivers, want one: func (t T) %s() is a method, func %s() a func", f.Name.Name, len(f.Recv.List), f.Name.Name, f.Name.Name)}
	case f.Body == nil:
		return &problem{place: at, text: "func " + f.Name.Name + " has no body"}
	case f.Recv == nil && f.Name.Name == "init":
		return &problem{place: at, text: "func init never runs in a cell: write its statements outside of a func"}
	}
	return nil
}

func (p *plan) addImport(part parsed, spec *ast.ImportSpec) *problem {
	at := strings.Trim(spec.Path.Value, "`\"")
	pos := p.s.fset.Position(spec.Pos())
	_, line := decodeLine(pos.Line)
	where := place{p.src, line, pos.Column}
	pkg, err := p.s.packages.Import(at)
	if err != nil {
		q := p.s.missing(at, err)
		q.place = where
		return &q
	}
	name := pkg.Name()
	if spec.Name != nil {
		name = spec.Name.Name
	}
	switch name {
	case "_":
		if m := p.s.packages.modules[at]; m != nil {
			p.blank = append(p.blank, m)
		}
	case ".":
		return &problem{place: where, text: "import . is not possible in a cell: import " + spec.Path.Value + " by name"}
	default:
		p.imports[name] = at
	}
	return nil
}

func (s *Session) unitOf(key string) *unit {
	for _, u := range s.units {
		if u.key() == key {
			return u
		}
	}
	return nil
}
