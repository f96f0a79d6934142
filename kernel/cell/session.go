package cell

import (
	"go/token"
	"sync"
	"time"

	"github.com/traefik/yaegi/interp"

	"github.com/andor-kernel/andor/kernel/cell/check"
	"github.com/andor-kernel/andor/kernel/cell/host"
	"github.com/andor-kernel/andor/kernel/cell/imports"
	"github.com/andor-kernel/andor/kernel/cell/lower"
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

// reading makes a parsedCell: it reads a cell's Go and its blocks, which it turns into Go.
type reading struct {
	s *Session
	text.Parsed
}

func (s *Session) reading(src *text.Source) *reading {
	return &reading{s: s, Parsed: text.Parsed{Src: src, Reread: s.fetched.reread}}
}

// fetched is what a session knows of other modules.
type fetched struct {
	mod, sum []byte            // go.mod and go.sum
	dirs     map[string]string // folders of modules, by path

	stamps map[string]string // of the files of local packages, by path
	roots  map[string]string // where go list told of local packages, by path
	asked  map[string]bool   // paths that the module around the working folder was asked for
	reread map[string]bool   // names of packages that are read again, until a cell has run
}
