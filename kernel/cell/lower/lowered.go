package lower

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/andor-kernel/andor/kernel/cell/check"
	"github.com/andor-kernel/andor/kernel/cell/facts"
	"github.com/andor-kernel/andor/kernel/cell/imports"
	"github.com/andor-kernel/andor/kernel/cell/text"
)

// Lowered is a checked cell as Go that the interpreter runs, with what the session has to
// keep of it once that is compiled. Until then nothing of the session has changed but the
// numbers that Names has given out; Undo gives back those of line counters.
type Lowered struct {
	*check.Checked
	s *Names

	Files    []File                // to compile, in this order
	Imports  map[string]bool       // paths that the files import
	Defs     map[string]*check.Def // what the cell's names stand for after it
	carry    []*check.Def          // as checked's, with their new names in the interpreter
	Lines    map[*check.Unit][]int // line counters of units' funcs
	Slots    []int                 // those of the cell's own funcs
	Fixed    string                // the text of what is shown, if it is known without running
	Reach    token.Pos             // where the cell last reached into a package of another module
	Recovers bool                  // some func that is no deferred literal calls recover

	emit    map[types.Object]string  // names in the interpreter, of all session objects in use
	Made    map[string]string        // copies of generics made for this cell
	Foreign map[types.Object]string  // what it declares of other modules, in the interpreter
	Begun   map[*imports.Module]bool // modules whose variables it gives their values

	extra  []ast.Decl         // declarations of copies, and of what is reached in modules
	starts []ast.Stmt         // which run before the cell's statements
	boxed  map[int]types.Type // whose methods the interpreter is to be told
	failed error              // why it cannot run: the first reason found
}

// File is one file for the interpreter. After it is compiled, each circle of types is to
// be closed.
type File struct {
	Decls   []ast.Decl
	Circles [][]string
}

// New begins the lowering of a checked cell.
func New(c *check.Checked, names *Names) *Lowered {
	return &Lowered{
		Checked: c, s: names, Imports: map[string]bool{}, Lines: map[*check.Unit][]int{}, Made: map[string]string{},
		Foreign: map[types.Object]string{}, Begun: map[*imports.Module]bool{}, boxed: map[int]types.Type{},
	}
}

// Undo gives back the line counters of a cell that is not run.
func (p *Lowered) Undo() {
	if p == nil {
		return
	}
	p.s.Lines.Release(p.Slots)
	for _, slots := range p.Lines {
		p.s.Lines.Release(slots)
	}
}

func (p *Lowered) fset() *token.FileSet { return p.Packages.Fset }

func (p *Lowered) sourceOf(u *check.Unit) *text.Source {
	if u != nil {
		return u.Src
	}
	return p.Src
}

// Refusal is why a checked cell cannot run.
type Refusal struct {
	At   token.Pos
	Text string
}

func (r Refusal) Error() string { return r.Text }

// lowerer rewrites checked syntax trees, in place, into Go that the interpreter runs
// correctly. What it knows comes from go/types; what it makes new takes the position of
// what it replaces, since the interpreter finds imports by position.
type lowerer struct {
	facts.Facts
	p      *Lowered
	info   *types.Info
	temp   int            // numbers temporary variables of the cell
	slot   []int          // line counters of the funcs around, innermost last
	quiet  bool           // no line counters: code of the standard library
	header bool           // the statement stands in the header of another
	own    *check.Unit    // the unit being lowered, nil for the cell's statements
	at     token.Pos      // position for new nodes
	sig    []*types.Tuple // result types of the funcs around, innermost last
	label  string         // of the statement being lowered
	defers []deferring    // of the funcs around, innermost last
	// deferred is the list of the func that defers the literal about to be lowered.
	deferred string
	// recovers says that a builtin is deferred itself.
	recovers bool
	// entering is the name of the method about to be lowered.
	entering string
}

// deferring is what the lowerer knows of a func's deferred calls.
type deferring struct {
	list    string // variable of the func's own list, "" if it defers nothing
	recover string // variable of the list that recover in this func means, "" if it calls none
	body    *ast.BlockStmt
	kept    map[types.Object]bool // see kept
}

// generic is the source of a generic declaration.
type generic struct {
	src  *text.Source // nil for the standard library's
	decl ast.Decl
	body *ast.BlockStmt
	unit *check.Unit
	// imports of the file that it stands in; of a cell's, those of the session.
	imports []*ast.ImportSpec
}

// lowerer makes a lowerer of trees that info knows. New nodes stand at a position; quiet
// ones count no lines.
func (p *Lowered) lowerer(info *types.Info, at token.Pos, quiet bool) *lowerer {
	f := facts.Facts{Info: info, Packages: p.Packages, Shared: func(o types.Object) bool { return p.Local[o] != nil }}
	return &lowerer{Facts: f, p: p, info: info, at: at, quiet: quiet}
}
