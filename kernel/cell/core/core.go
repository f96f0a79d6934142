package core

import (
	"go/ast"
	"go/token"
	"go/types"
)

// Config says what a rewrite works with.
type Config struct {
	Info *types.Info    // of the tree; what is made new is entered here
	Pkg  *types.Package // of new variables
	// Fresh returns a name that nothing else in the func has.
	Fresh func(hint string) string
	// Type writes a type. If it is nil, a type is written as a name that stands for it
	// in Info alone.
	Type func(at token.Pos, t types.Type) ast.Expr
	// Shared reports whether a variable that is declared in the body may be read or
	// written from elsewhere while the body runs. It may be nil.
	Shared func(v *types.Var) bool
	// Without names rules to leave out. Only tests set it, to show that a rule is needed.
	Without map[string]bool
}

// Rewrite rewrites the body of a func, and those of the func literals inside it, to the
// core, in place.
func Rewrite(c Config, body *ast.BlockStmt) {
	if body == nil {
		return
	}
	r := &rewriter{Config: c, own: map[*types.Var]bool{}}
	r.findShared(body)
	var bodies []*ast.BlockStmt
	ast.Inspect(body, func(n ast.Node) bool {
		if lit, ok := n.(*ast.FuncLit); ok {
			bodies = append(bodies, lit.Body)
		}
		return true
	})
	for _, b := range append(bodies, body) {
		r.fn(b)
	}
}

// rewriter rewrites one func and its literals.
type rewriter struct {
	Config
	own    map[*types.Var]bool // variables that it made, which nothing else names
	shared map[*types.Var]bool // variables that literals use, or whose address is taken
	at     token.Pos           // of the statement that is rewritten, and of new nodes
	jumps  map[string]bool     // labels of the func that a goto names
}

// on reports whether a rule is in force.
func (r *rewriter) on(rule string) bool { return !r.Without[rule] }

// fn rewrites the body of one func, not of the literals inside it.
func (r *rewriter) fn(body *ast.BlockStmt) {
	r.jumps = r.renameLabels(body)
	r.block(body)
}

func (r *rewriter) block(b *ast.BlockStmt) {
	if b != nil {
		b.List = r.stmts(b.List)
	}
}

// stmts rewrites a list of statements.
func (r *rewriter) stmts(list []ast.Stmt) []ast.Stmt {
	out := make([]ast.Stmt, 0, len(list))
	for _, s := range list {
		out = append(out, r.stmt(s)...)
	}
	return out
}

// stmt rewrites one statement to one or more. Where they are several and come out of a
// statement that can bear a label, the last is the one to bear it.
func (r *rewriter) stmt(s ast.Stmt) []ast.Stmt {
	if s.Pos().IsValid() {
		r.at = s.Pos()
	}
	switch s := s.(type) {
	case *ast.AssignStmt:
		return r.assignStmt(s)
	case *ast.IncDecStmt:
		return r.incDec(s)
	case *ast.DeclStmt:
		return r.declStmt(s)
	case *ast.SendStmt:
		return r.send(s)
	case *ast.ReturnStmt:
		return r.returnStmt(s)
	case *ast.BlockStmt:
		r.block(s)
	case *ast.IfStmt:
		return r.ifStmt(s)
	case *ast.SwitchStmt:
		return r.switchStmt(s)
	case *ast.TypeSwitchStmt:
		return r.typeSwitch(s)
	case *ast.SelectStmt:
		return r.selectStmt(s)
	case *ast.ForStmt:
		return r.forStmt(s)
	case *ast.RangeStmt:
		return r.rangeStmt(s)
	case *ast.LabeledStmt:
		return r.labeled(s)
	}
	return []ast.Stmt{s}
}

// scoped puts statements with new variables into a block of their own, where a goto
// could jump over them otherwise.
func (r *rewriter) scoped(list []ast.Stmt) []ast.Stmt {
	if len(list) > 1 && len(r.jumps) > 0 {
		return []ast.Stmt{r.blockOf(list...)}
	}
	return list
}
