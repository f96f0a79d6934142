package facts

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/andor-kernel/andor/kernel/cell/imports"
	"github.com/andor-kernel/andor/kernel/cell/names"
)

// Asking about trees that are not lowered yet.

// Facts answers questions about trees that are checked and not lowered yet.
type Facts struct {
	Info     *types.Info
	Packages *imports.Packages
	Shared   func(types.Object) bool // whether a variable is the session's
}

// CalledIdent is the name in f or pkg.f.
func CalledIdent(e ast.Expr) *ast.Ident {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		return e
	case *ast.SelectorExpr:
		return e.Sel
	}
	return nil
}

// instancedIdent returns the name in f or pkg.f, with type arguments behind it or without.
func instancedIdent(e ast.Expr) *ast.Ident {
	switch x := ast.Unparen(e).(type) {
	case *ast.IndexExpr:
		e = x.X
	case *ast.IndexListExpr:
		e = x.X
	}
	return CalledIdent(e)
}

// LooksUp says whether the func that is called is taken out of an interface.
func (l *Facts) LooksUp(e *ast.CallExpr) bool {
	switch f := ast.Unparen(e.Fun).(type) {
	case *ast.TypeAssertExpr:
		return true
	case *ast.SelectorExpr:
		if s := l.Info.Selections[f]; s != nil && s.Kind() == types.MethodVal {
			m, ok := s.Obj().(*types.Func)
			return ok && types.IsInterface(m.Type().(*types.Signature).Recv().Type())
		}
	}
	return false
}

// HasMembers says whether a type, or what it points to, is a cell's own with fields or
// methods.
func HasMembers(t types.Type) bool {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	_, named := types.Unalias(t).(*types.Named)
	return named && names.CellType(t) && !types.IsInterface(t)
}

// CellFunc is the func declared in cells that an expression names, with type arguments or
// without; nil if it names none.
func (l *Facts) CellFunc(e ast.Expr) *types.Func {
	id := instancedIdent(e)
	if id == nil {
		return nil
	}
	f, ok := l.Info.Uses[id].(*types.Func)
	if !ok || !names.Interpreted(f.Pkg()) && !l.Packages.FromSource(f) {
		return nil
	}
	return f
}

// CallsCell says whether a call is of a func that is declared in cells.
func (l *Facts) CallsCell(e *ast.CallExpr) bool { return l.CellFunc(ast.Unparen(e.Fun)) != nil }

// Instanced says whether an expression names a generic func.
func (l *Facts) Instanced(e ast.Expr) bool {
	id := instancedIdent(e)
	if id == nil {
		return false
	}
	_, ok := l.Info.Instances[id]
	return ok
}

// IsNil reports whether an expression is the predeclared nil.
func (l *Facts) IsNil(e ast.Expr) bool {
	id, ok := ast.Unparen(e).(*ast.Ident)
	return ok && id.Name == "nil" && l.Info.Uses[id] == types.Universe.Lookup("nil")
}

// TupleArgs are the results of the one call that gives a call all its arguments.
func (l *Facts) TupleArgs(c *ast.CallExpr) (*types.Tuple, bool) {
	if len(c.Args) != 1 {
		return nil, false
	}
	t, ok := l.Info.TypeOf(c.Args[0]).(*types.Tuple)
	return t, ok
}

// TupleTypes are the types of several results.
func TupleTypes(t *types.Tuple) []types.Type {
	out := make([]types.Type, t.Len())
	for i := range out {
		out[i] = t.At(i).Type()
	}
	return out
}

// SignatureOf is the type of the func that a call calls, nil for conversions and builtins.
func (l *Facts) SignatureOf(c *ast.CallExpr) *types.Signature {
	tv, ok := l.Info.Types[c.Fun]
	if !ok || tv.IsType() || tv.IsBuiltin() {
		return nil
	}
	sig, _ := tv.Type.Underlying().(*types.Signature)
	return sig
}

// ParamType is the type of argument i of a call.
func ParamType(sig *types.Signature, i int, spread bool) types.Type {
	n := sig.Params().Len()
	if sig.Variadic() && i >= n-1 {
		s, ok := sig.Params().At(n - 1).Type().(*types.Slice)
		switch {
		case spread:
			return sig.Params().At(n - 1).Type()
		case ok:
			return s.Elem()
		}
		return nil
	}
	if i >= n {
		return nil
	}
	return sig.Params().At(i).Type()
}

// CallsField says whether an expression is a call of a func that a field holds.
func (l *Facts) CallsField(e ast.Expr) bool {
	c, ok := ast.Unparen(e).(*ast.CallExpr)
	if !ok {
		return false
	}
	sel, ok := ast.Unparen(c.Fun).(*ast.SelectorExpr)
	return ok && l.Info.Selections[sel] != nil && l.Info.Selections[sel].Kind() == types.FieldVal
}

// MayHoldBoxes says whether a value of the type holds interfaces that hostBare looks into.
func MayHoldBoxes(t types.Type) bool {
	switch u := t.Underlying().(type) {
	case *types.Interface:
		return true
	case *types.Slice:
		return types.IsInterface(u.Elem())
	case *types.Map:
		return types.IsInterface(u.Elem())
	}
	return false
}

// PointsTo reports whether a type is a pointer to a type of a compiled package.
func PointsTo(t types.Type, path, name string) bool {
	ptr, ok := types.Unalias(t).(*types.Pointer)
	if !ok {
		return false
	}
	n, ok := types.Unalias(ptr.Elem()).(*types.Named)
	return ok && n.Obj().Name() == name && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == path
}

// IsFile reports whether a type is *os.File.
func IsFile(t types.Type) bool { return PointsTo(t, "os", "File") }

// ArrayLen is the length of the array that a type points to, -1 for another type.
func ArrayLen(t types.Type) int64 {
	if t == nil {
		return -1
	}
	if ptr, ok := t.Underlying().(*types.Pointer); ok {
		if a, ok := ptr.Elem().Underlying().(*types.Array); ok {
			return a.Len()
		}
	}
	return -1
}

// HasBlank reports whether a type points to a struct with blank fields, in it or in what it
// holds.
func HasBlank(t types.Type) bool {
	ptr, ok := t.Underlying().(*types.Pointer)
	return ok && blankFields(ptr.Elem())
}

func blankFields(t types.Type) bool {
	switch u := t.Underlying().(type) {
	case *types.Array:
		return blankFields(u.Elem())
	case *types.Struct:
		for f := range u.Fields() {
			if f.Name() == "_" || blankFields(f.Type()) {
				return true
			}
		}
	}
	return false
}

// ReadsFile reports whether a conversion makes a file an interface that reads.
func ReadsFile(from, to types.Type) bool {
	if from == nil || to == nil || !IsFile(from) {
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

// Compiled says whether a type is one of the compiled packages', whose methods are seen
// by reflection.
func (l *Facts) Compiled(t types.Type) bool {
	if p, ok := t.(*types.Pointer); ok {
		t = p.Elem()
	}
	n, ok := types.Unalias(t).(*types.Named)
	return !ok || !names.Interpreted(n.Obj().Pkg())
}

// TopLevel says whether the names to define are the session's.
func (l *Facts) TopLevel(lhs []ast.Expr) bool {
	for _, e := range lhs {
		if id, ok := e.(*ast.Ident); ok {
			if o := l.Info.Defs[id]; o != nil && l.Shared(o) {
				return true
			}
		}
	}
	return false
}

// mentions reports whether a tree names an object.
func (l *Facts) mentions(n ast.Node, v types.Object) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && l.Info.Uses[id] == v {
			found = true
		}
		return !found
	})
	return found
}

// BodyMentions says whether a name occurs in statements.
func BodyMentions(list []ast.Stmt, name string) bool {
	found := false
	for _, s := range list {
		ast.Inspect(s, func(n ast.Node) bool {
			id, ok := n.(*ast.Ident)
			found = found || ok && id.Name == name
			return !found
		})
	}
	return found
}

// Named says whether results have names.
func Named(list *ast.FieldList) bool {
	return list != nil && len(list.List) > 0 && len(list.List[0].Names) > 0
}

// HasDefer says whether a func defers calls itself, not in a func literal of its own.
func HasDefer(body *ast.BlockStmt) bool {
	found := false
	ast.Inspect(body, func(n ast.Node) bool {
		switch n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.DeferStmt:
			found = true
		}
		return !found
	})
	return found
}

// Converts says whether a conversion takes more than the interpreter does itself.
func (l *Facts) Converts(from, to types.Type) bool {
	if from == nil || to == nil || !types.IsInterface(to) {
		return false
	}
	if !types.IsInterface(from) {
		if _, tuple := from.(*types.Tuple); tuple {
			return false
		}
		return names.CellType(from) || ReadsFile(from, to)
	}
	if types.Identical(from, to) || l.Erased(from) && l.Erased(to) {
		return false
	}
	return l.Erased(from) || l.Erased(to) && !names.IsError(from) || names.IsError(to)
}

// Common is the interface that a concrete value is compared as.
func (l *Facts) Common(t types.Type) types.Type {
	if names.IsError(t) {
		return t
	}
	return types.Universe.Lookup("any").Type()
}

// LookedUp is the method of an interface that is called, "" for another func.
func (l *Facts) LookedUp(c *ast.CallExpr) string {
	sel, ok := ast.Unparen(c.Fun).(*ast.SelectorExpr)
	if !ok || l.Info.Selections[sel] == nil || !l.LooksUp(c) {
		return ""
	}
	return sel.Sel.Name
}

// Erased says whether a type is an interface that is any in the interpreter.
func (l *Facts) Erased(t types.Type) bool {
	if t == nil || !types.IsInterface(t) {
		return false
	}
	n, ok := types.Unalias(t).(*types.Named)
	if !ok {
		return true
	}
	o := n.Obj()
	if o.Pkg() == nil {
		return o.Name() != "error"
	}
	if o.Pkg().Path() == names.MainPath || n.TypeArgs().Len() > 0 {
		return true
	}
	_, known := l.Packages.Symbols[o.Pkg().Path()][o.Name()]
	return !known
}

// Outlives says whether v may be reached after the body's iteration has ended.
func (l *Facts) Outlives(v types.Object, body ast.Node) bool {
	found := false
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			found = found || l.mentions(n, v)
			return false
		case *ast.UnaryExpr:
			found = found || n.Op == token.AND && l.mentions(n.X, v)
		case *ast.SelectorExpr:
			// A method with a pointer receiver takes the address.
			if sel := l.Info.Selections[n]; sel != nil && sel.Kind() == types.MethodVal && l.mentions(n.X, v) {
				found = true
			}
		case *ast.SliceExpr:
			found = found || l.mentions(n.X, v)
		}
		return !found
	})
	return found
}

// Assigned says whether the body changes v by name.
func (l *Facts) Assigned(v types.Object, body ast.Node) bool {
	found := false
	check := func(e ast.Expr) {
		if id, ok := e.(*ast.Ident); ok && l.Info.Uses[id] == v {
			found = true
		}
	}
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for _, e := range n.Lhs {
				check(e)
			}
		case *ast.IncDecStmt:
			check(n.X)
		case *ast.RangeStmt:
			check(n.Key)
			check(n.Value)
		}
		return !found
	})
	return found
}

// CountMembers returns how many fields and methods of a name a type has, at any depth.
func CountMembers(t types.Type, name string, seen map[types.Type]bool) int {
	if ptr, ok := t.Underlying().(*types.Pointer); ok {
		t = ptr.Elem()
	}
	if seen[t] {
		return 0
	}
	seen[t] = true
	defer delete(seen, t) // it may stand in other places too
	n := 0
	if named, ok := types.Unalias(t).(*types.Named); ok {
		for m := range named.Methods() {
			if m.Name() == name {
				n++
			}
		}
	}
	switch u := t.Underlying().(type) {
	case *types.Interface:
		for m := range u.Methods() {
			if m.Name() == name {
				n++
			}
		}
	case *types.Struct:
		for f := range u.Fields() {
			if f.Name() == name {
				n++
			}
			if f.Embedded() {
				n += CountMembers(f.Type(), name, seen)
			}
		}
	}
	return n
}

// HidesMethod reports whether a selected field has the name of a method that its struct gets
// from an embedded type.
func HidesMethod(s *types.Selection) bool {
	t := s.Recv()
	for _, i := range s.Index() {
		if ptr, ok := t.Underlying().(*types.Pointer); ok {
			t = ptr.Elem()
		}
		u, ok := t.Underlying().(*types.Struct)
		if !ok {
			return false
		}
		for f := range u.Fields() {
			if o, _, _ := types.LookupFieldOrMethod(f.Type(), true, s.Obj().Pkg(), s.Obj().Name()); f.Embedded() {
				if _, method := o.(*types.Func); method {
					return true
				}
			}
		}
		t = u.Field(i).Type()
	}
	return false
}
