package lower

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/andor-kernel/andor/kernel/cell/facts"
)

// Returns.
//
// Rule of Go: all values of a return are evaluated in order, then the func ends.
// The interpreter: fails to return directly what is received from a channel, and what a func
// in a field returns where there are other results; what a builtin returns becomes the first
// result in every place.
// Rewritten: return <-c becomes v := <-c; return v.
// Pinned by testdata/programs/iterators.go, interfaces.go and returned.go, testdata/loops.txt.

// returned lowers a return. Values that go through a variable take those before them along,
// so that the order stays.
func (l *lowerer) returned(s *ast.ReturnStmt) []ast.Stmt {
	var out []ast.Stmt
	results := l.sig[len(l.sig)-1]
	if results != nil && len(s.Results) == 1 && results.Len() > 1 {
		if from, ok := l.typeOf(s.Results[0]).(*types.Tuple); ok {
			x := l.expr(s.Results[0])
			s.Results[0] = x
			if before, values := l.unpacked(x, from, facts.TupleTypes(results)); before != nil {
				s.Results = values
				out = append(out, before)
			}
			return append(out, s)
		}
	}
	last := -1 // of those that go through a variable
	for i, e := range s.Results {
		if u, ok := ast.Unparen(e).(*ast.UnaryExpr); ok && u.Op == token.ARROW || len(s.Results) > 1 && (l.CallsField(e) || l.callsBuiltin(e)) {
			last = i
		}
	}
	for i, e := range s.Results {
		from := l.typeOf(e)
		through := i <= last && l.info.Types[e].Value == nil && !l.IsNil(e)
		s.Results[i] = l.funcValue(e)
		if results != nil && i < results.Len() {
			s.Results[i] = l.conv(s.Results[i], from, results.At(i).Type())
		}
		if through {
			tmp := l.fresh("v")
			out = append(out, l.assign(token.DEFINE, l.ident(tmp), s.Results[i]))
			s.Results[i] = l.ident(tmp)
		}
	}
	return append(out, s)
}

// callsBuiltin reports whether an expression is a call of len and its like.
func (l *lowerer) callsBuiltin(e ast.Expr) bool {
	c, ok := ast.Unparen(e).(*ast.CallExpr)
	return ok && l.info.Types[c.Fun].IsBuiltin()
}

// funcValue lowers an expression, with a conversion if it is the name of a declared func:
// where a value is returned, sent, appended or put into a new variable, the interpreter fails
// to make one of it.
func (l *lowerer) funcValue(e ast.Expr) ast.Expr {
	f, t := l.CellFunc(ast.Unparen(e)), l.typeOf(e)
	if f == nil || t == nil || f.Type().(*types.Signature).Recv() != nil {
		return l.expr(e)
	}
	return &ast.CallExpr{Fun: &ast.ParenExpr{Lparen: l.at, X: l.typ(t), Rparen: l.at}, Lparen: l.at, Args: []ast.Expr{l.expr(e)}, Rparen: l.at}
}
