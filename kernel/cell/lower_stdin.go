package cell

import (
	"go/ast"
	"go/types"
)

// Reading os.Stdin.
//
// Go: os.Stdin is a file like any other, and a read of it waits for what the user types.
// In a notebook the process has no terminal, and a file cannot tell that it is read. So a
// file that becomes an interface with a method Read, and a call of Read or WriteTo on a
// file, go through the host, which puts a reader that asks the user in the place of the
// standard input (host/stdin.go). The tests are TestStdin here and in package kernel.

// isFile reports whether a type is *os.File.
func isFile(t types.Type) bool {
	ptr, ok := types.Unalias(t).(*types.Pointer)
	if !ok {
		return false
	}
	n, ok := types.Unalias(ptr.Elem()).(*types.Named)
	return ok && n.Obj().Name() == "File" && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == "os"
}

// readsFile reports whether a conversion makes a file an interface that reads.
func readsFile(from, to types.Type) bool {
	if from == nil || to == nil || !isFile(from) {
		return false
	}
	i, ok := to.Underlying().(*types.Interface)
	if !ok {
		return false
	}
	for m := range i.Methods() {
		if m.Name() == "Read" {
			return true
		}
	}
	return false
}

// fileReader rewrites a file that becomes an interface.
func (l *lowerer) fileReader(e ast.Expr, to types.Type) ast.Expr {
	x := l.host("Input", e)
	if l.erased(to) {
		return x
	}
	return &ast.TypeAssertExpr{X: x, Lparen: l.at, Type: l.typ(to), Rparen: l.at}
}

// fileMethod rewrites a lowered file of which a method is selected, if that method reads.
func (l *lowerer) fileMethod(x ast.Expr, s *types.Selection) ast.Expr {
	if s.Kind() != types.MethodVal || len(s.Index()) != 1 || !isFile(s.Recv()) {
		return x
	}
	as := map[string]string{"Read": "Reader", "WriteTo": "WriterTo"}[s.Obj().Name()]
	if as == "" {
		return x
	}
	t := &ast.SelectorExpr{X: l.ident(l.p.s.alias("io")), Sel: l.ident(as)}
	return &ast.TypeAssertExpr{X: l.host("Input", x), Lparen: l.at, Type: t, Rparen: l.at}
}
