package lower

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/andor-kernel/andor/kernel/cell/facts"
	"github.com/andor-kernel/andor/kernel/cell/names"
)

// Reading os.Stdin.
//
// Go: os.Stdin is a file like any other, and a read of it waits for what the user types.
// In a notebook the process has no terminal, and a file cannot tell that it is read. So a
// file that becomes an interface with a method Read, and a call of Read or WriteTo on a
// file, go through the host, which puts a reader that asks the user in the place of the
// standard input (host/stdin.go). The tests are TestStdin here and in package kernel.

// isFuncMap reports whether a type is that of funcs for templates.
func isFuncMap(t types.Type) bool {
	return facts.PointsTo(types.NewPointer(t), "text/template", "FuncMap")
}

// askedFor is the host's func for the arguments of a call, "" if there is none.
func (l *lowerer) askedFor(e *ast.CallExpr) string {
	if id := facts.CalledIdent(e.Fun); id != nil {
		if f, ok := l.info.Uses[id].(*types.Func); ok {
			return facts.AskedFor(f)
		}
	}
	return ""
}

// fileReader rewrites a file that becomes an interface.
func (l *lowerer) fileReader(e ast.Expr, to types.Type) ast.Expr {
	x := l.host("Input", e)
	if l.Erased(to) {
		return x
	}
	return &ast.TypeAssertExpr{X: x, Lparen: l.at, Type: l.typ(to), Rparen: l.at}
}

// compiledMethod rewrites a lowered value of type t of which a method is selected, where the
// method is the host's. Nil if it is another.
func (l *lowerer) compiledMethod(x ast.Expr, t types.Type, m types.Object) ast.Expr {
	if m.Pkg() == nil || names.Interpreted(m.Pkg()) {
		return nil
	}
	as := func(call, pkg, face string) ast.Expr {
		typ := &ast.SelectorExpr{X: l.ident(l.p.s.alias(pkg)), Sel: l.ident(face)}
		return &ast.TypeAssertExpr{X: l.host(call, x), Lparen: l.at, Type: typ, Rparen: l.at}
	}
	if to := map[string]string{"Read": "Reader", "WriteTo": "WriterTo"}[m.Name()]; to != "" && facts.IsFile(t) {
		return as("Input", "io", to)
	}
	ptr, isPointer := types.Unalias(t).(*types.Pointer)
	if isPointer {
		t = ptr.Elem()
	}
	call, face, byValue := facts.Hosted(t, m.Name())
	switch {
	case call == "":
		return nil
	case byValue && isPointer:
		x = &ast.StarExpr{Star: l.at, X: x}
	case !byValue && !isPointer:
		x = &ast.UnaryExpr{OpPos: l.at, Op: token.AND, X: x}
	}
	return as(call, names.HostPath, face)
}
