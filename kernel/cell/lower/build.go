package lower

import (
	"go/ast"
	"go/token"
	"strconv"

	"github.com/andor-kernel/andor/kernel/cell/lines"
	"github.com/andor-kernel/andor/kernel/cell/names"
)

// Making trees: short forms of what rules write. New nodes stand at the position l.at.

func (l *lowerer) ident(name string) *ast.Ident { return &ast.Ident{NamePos: l.at, Name: name} }

// fresh is a new name for a temporary variable.
func (l *lowerer) fresh(hint string) string {
	l.temp++
	return hint + names.Mark + strconv.Itoa(l.temp)
}

func (l *lowerer) int(n int) ast.Expr {
	return &ast.BasicLit{ValuePos: l.at, Kind: token.INT, Value: strconv.Itoa(n)}
}

func (l *lowerer) text(s string) ast.Expr {
	return &ast.BasicLit{ValuePos: l.at, Kind: token.STRING, Value: strconv.Quote(s)}
}

// host is a call of one of the session's own functions.
func (l *lowerer) host(name string, args ...ast.Expr) *ast.CallExpr {
	return &ast.CallExpr{Fun: l.hostName(name), Lparen: l.at, Args: args, Rparen: l.at}
}

func (l *lowerer) hostName(name string) ast.Expr {
	return &ast.SelectorExpr{X: l.ident(names.HostName), Sel: l.ident(name)}
}

func (l *lowerer) assign(tok token.Token, lhs, rhs ast.Expr) *ast.AssignStmt {
	return &ast.AssignStmt{Lhs: []ast.Expr{lhs}, TokPos: l.at, Tok: tok, Rhs: []ast.Expr{rhs}}
}

func (l *lowerer) expr1(e ast.Expr) ast.Stmt { return &ast.ExprStmt{X: e} }

func (l *lowerer) blockOf(list ...ast.Stmt) *ast.BlockStmt {
	return &ast.BlockStmt{Lbrace: l.at, List: list, Rbrace: l.at}
}

// literal0 is a func literal without parameters and results.
func (l *lowerer) literal0(body ...ast.Stmt) *ast.FuncLit {
	none := &ast.FieldList{Opening: l.at, Closing: l.at}
	return &ast.FuncLit{Type: &ast.FuncType{Func: l.at, Params: none}, Body: l.blockOf(body...)}
}

// anyFunc is the type of a func of one parameter, of type any.
func (l *lowerer) anyFunc(param string, results ...*ast.Field) *ast.FuncType {
	return &ast.FuncType{
		Func:    l.at,
		Params:  &ast.FieldList{Opening: l.at, Closing: l.at, List: []*ast.Field{{Names: []*ast.Ident{l.ident(param)}, Type: l.ident("any")}}},
		Results: &ast.FieldList{Opening: l.at, Closing: l.at, List: results},
	}
}

func callOf(name string, at token.Pos) ast.Stmt {
	return &ast.ExprStmt{X: &ast.CallExpr{Fun: &ast.Ident{NamePos: at, Name: name}, Lparen: at, Rparen: at}}
}

// count sets the line counter to the line of the current position.
func (l *lowerer) count() ast.Stmt {
	line := l.p.Packages.Fset.Position(l.at).Line
	return l.assign(token.ASSIGN, l.ident(lines.Var(l.slot[len(l.slot)-1])), l.int(line))
}

// counted puts a statement at its line, and the line counter back when it is done: what
// panicked before stays where it was.
func (l *lowerer) counted(s ast.Stmt) []ast.Stmt {
	if l.quiet {
		return []ast.Stmt{s}
	}
	counter, was := lines.Var(l.slot[len(l.slot)-1]), l.fresh("line")
	return []ast.Stmt{
		l.assign(token.DEFINE, l.ident(was), l.ident(counter)), l.count(), s,
		l.assign(token.ASSIGN, l.ident(counter), l.ident(was)),
	}
}
