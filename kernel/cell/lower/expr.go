package lower

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"

	"github.com/andor-kernel/andor/kernel/cell/facts"
	"github.com/andor-kernel/andor/kernel/cell/names"
)

// Expressions.
//
// expr goes down a tree and has each kind of expression lowered by its rule. What an
// expression means comes from go/types, so a lowered one must not be lowered again.

// expr lowers an expression (or a type) and returns what takes its place.
func (l *lowerer) expr(e ast.Expr) ast.Expr {
	if e == nil {
		return nil
	}
	defer func(at token.Pos) { l.at = at }(l.at)
	if e.Pos().IsValid() {
		l.at = e.Pos()
	}
	if c := l.constant(e); c != nil {
		return c
	}
	switch e := e.(type) {
	case *ast.Ident:
		return l.name(e)
	case *ast.ParenExpr:
		tv := l.info.Types[e.X]
		if e.X = l.expr(e.X); tv.IsValue() {
			return e.X // the interpreter loses the types of some things in parentheses
		}
	case *ast.SelectorExpr:
		if bound := l.methodValue(e); bound != nil {
			return bound
		}
		return l.selector(e)
	case *ast.StarExpr:
		e.X = l.expr(e.X)
	case *ast.UnaryExpr:
		if e.Op == token.AND {
			if p, ok := ast.Unparen(e.X).(*ast.StarExpr); ok {
				return l.asType(l.host("Pointed", l.expr(p.X)), l.typeOf(p.X)) // nil has no place there
			}
			l.sliceFirst(e.X)
		}
		e.X = l.expr(e.X)
	case *ast.BinaryExpr:
		if eq := l.equality(e); eq != nil {
			return eq
		}
		if one := l.shifted(e); one != nil {
			e.X, e.Y = one, l.shiftCount(e.Y, l.typeOf(e))
			return e
		}
		if e.Op == token.SHL || e.Op == token.SHR {
			e.X, e.Y = l.expr(e.X), l.shiftCount(e.Y, l.typeOf(e))
			return e
		}
		keyed := (e.Op == token.LAND || e.Op == token.LOR) && facts.Keyed(e.X)
		if e.X, e.Y = l.expr(e.X), l.expr(e.Y); keyed { // else the interpreter takes the key for the condition
			e.X = &ast.BinaryExpr{X: l.ident("true"), OpPos: l.at, Op: token.LAND, Y: e.X}
		}
	case *ast.KeyValueExpr:
		e.Key, e.Value = l.expr(e.Key), l.expr(e.Value)
	case *ast.CompositeLit:
		return l.composite(e)
	case *ast.FuncLit:
		l.funcType(e.Type)
		sig, _ := l.typeOf(e).(*types.Signature)
		var results *types.Tuple
		if sig != nil {
			results = sig.Results()
		}
		header := l.header
		l.header = false
		l.enter(e.Type, e.Body, results)
		l.header = header
	case *ast.IndexExpr:
		if g := l.explicit(e, e.X); g != nil {
			return g
		}
		from, m := l.typeOf(e.Index), l.typeOf(e.X)
		e.X, e.Index = l.expr(e.X), l.expr(e.Index)
		if m != nil {
			if m, ok := m.Underlying().(*types.Map); ok {
				e.Index = l.key(e.Index, from, m.Key())
			}
		}
	case *ast.IndexListExpr:
		if g := l.explicit(e, e.X); g != nil {
			return g
		}
		e.X = l.expr(e.X)
		l.exprs(e.Indices)
	case *ast.SliceExpr:
		e.X, e.Low, e.High, e.Max = l.expr(e.X), l.expr(e.Low), l.expr(e.High), l.expr(e.Max)
	case *ast.TypeAssertExpr:
		tv := l.info.Types[e]
		_, commaOk := tv.Type.(*types.Tuple)
		if t := l.typeOf(e.Type); t != nil {
			static := l.typeOf(e.X)
			return l.assertion(l.expr(e.X), static, t, commaOk)
		}
	case *ast.CallExpr:
		return l.call(e)
	case *ast.ArrayType:
		if _, ellipsis := e.Len.(*ast.Ellipsis); !ellipsis {
			e.Len = l.expr(e.Len)
		}
		e.Elt = l.expr(e.Elt)
	case *ast.Ellipsis:
		e.Elt = l.expr(e.Elt)
	case *ast.MapType:
		e.Key, e.Value = l.expr(e.Key), l.expr(e.Value)
	case *ast.ChanType:
		e.Value = l.expr(e.Value)
	case *ast.FuncType:
		l.funcType(e)
	case *ast.StructType:
		l.nameInterfaces(e.Fields)
		l.fields(e.Fields)
		nameBlanks(e.Fields)
	case *ast.InterfaceType:
		return l.ident("any")
	}
	return e
}

func (l *lowerer) exprs(list []ast.Expr) {
	for i, e := range list {
		list[i] = l.expr(e)
	}
}

// name lowers the use of a name.
func (l *lowerer) name(id *ast.Ident) ast.Expr {
	o := l.info.Uses[id]
	if o == nil {
		o = l.info.Defs[id]
	}
	if o == nil {
		return id
	}
	switch o := o.(type) {
	case *types.PkgName:
		if l.absent(o, id.Pos()) {
			return id
		}
		return l.ident(l.p.s.alias(o.Imported().Path()))
	case *types.TypeName:
		if o.Pkg() == nil {
			return id
		}
		if l.Erased(o.Type()) {
			return l.ident("any")
		}
		if !o.IsAlias() {
			break
		}
		if _, ok := l.p.emitName(o); !ok {
			return l.typ(o.Type()) // a type parameter's argument
		}
	}
	if inst, ok := l.info.Instances[id]; ok {
		if f, ok := o.(*types.Func); ok {
			return &ast.Ident{NamePos: id.NamePos, Name: l.instanceName(f.Origin(), inst.TypeArgs)}
		}
	}
	if name, ok := l.p.emitName(o); ok {
		return &ast.Ident{NamePos: id.NamePos, Name: name}
	}
	if v, ok := o.(*types.Var); ok && v.IsField() {
		return &ast.Ident{NamePos: id.NamePos, Name: l.fieldName(v)}
	}
	return id
}

// explicit lowers a generic func or type with its type arguments written out.
func (l *lowerer) explicit(e, x ast.Expr) ast.Expr {
	if tv, ok := l.info.Types[e]; ok && tv.IsType() {
		return l.typ(tv.Type)
	}
	if id := facts.CalledIdent(x); id != nil {
		if _, ok := l.info.Instances[id]; ok {
			return l.expr(x)
		}
	}
	return nil
}

func (l *lowerer) selector(e *ast.SelectorExpr) ast.Expr {
	if s := l.info.Selections[e]; s != nil {
		if s.Kind() == types.MethodExpr {
			return l.methodExpr(e, s)
		}
		if m, ok := s.Obj().(*types.Func); ok && types.IsInterface(m.Type().(*types.Signature).Recv().Type()) {
			return l.method(l.expr(e.X), s.Recv(), s.Index(), m)
		}
		if p, ok := ast.Unparen(e.X).(*ast.StarExpr); ok && s.Kind() == types.FieldVal && len(s.Index()) == 1 && !names.IsPointer(s.Recv()) {
			e.X = p.X // a selector follows a pointer itself
		}
		x := l.expr(e.X)
		if whole, t := l.along(x, s.Recv(), s.Index()[:len(s.Index())-1]); s.Kind() == types.MethodVal {
			if e.X = l.compiledMethod(whole, t, s.Obj()); e.X != nil {
				return e
			}
		}
		if s.Kind() == types.FieldVal && facts.HidesMethod(s) && l.p.failed == nil {
			l.p.failed = Refusal{e.Pos(), fmt.Sprintf("the interpreter of cells takes %s for the method of an embedded type: give the field another name", s.Obj().Name())}
		}
		e.X = l.spelled(x, s)
		if v, ok := s.Obj().(*types.Var); ok && s.Kind() == types.FieldVal {
			e.Sel = &ast.Ident{NamePos: e.Sel.NamePos, Name: l.fieldName(v)}
		}
		return e
	}
	if o := l.info.Uses[e.Sel]; o != nil && names.OfModule(o.Pkg()) {
		if !l.quiet {
			l.p.Reach = e.Pos()
		}
		return l.name(e.Sel)
	}
	if inst, ok := l.info.Instances[e.Sel]; ok {
		if f, ok := l.info.Uses[e.Sel].(*types.Func); ok {
			return &ast.Ident{NamePos: e.Sel.NamePos, Name: l.instanceName(f.Origin(), inst.TypeArgs)}
		}
	}
	e.X = l.expr(e.X)
	return e
}

// composite lowers a composite literal; keys of structs are names of fields.
func (l *lowerer) composite(e *ast.CompositeLit) ast.Expr {
	var key, elem types.Type
	var fields *types.Struct
	if t := l.typeOf(e); t != nil {
		u := t.Underlying()
		if ptr, ok := u.(*types.Pointer); ok {
			u = ptr.Elem().Underlying()
		}
		switch u := u.(type) {
		case *types.Struct:
			fields = u
		case *types.Map:
			key, elem = u.Key(), u.Elem()
		case *types.Slice:
			elem = u.Elem()
		case *types.Array:
			elem = u.Elem()
		}
	}
	t := l.typeOf(e)
	compiled := fields != nil && t != nil && !names.CellType(t)
	into := func(e ast.Expr, to types.Type) ast.Expr {
		from := l.typeOf(e)
		x := l.expr(e)
		if compiled {
			x = l.lasting(e, x)
		}
		if facts.Follows(x) {
			x = l.convert(from, x)
		}
		return l.element(x, from, to)
	}
	elided := e.Type == nil && t != nil && names.IsPointer(t)
	e.Type = l.expr(e.Type)
	if elided { // the interpreter does not find it in the type of a compiled map
		e.Type = l.typ(t.Underlying().(*types.Pointer).Elem())
	}
	l.indices(e, t)
	for i, el := range e.Elts {
		kv, ok := el.(*ast.KeyValueExpr)
		if !ok {
			if fields != nil && i < fields.NumFields() {
				elem = fields.Field(i).Type()
				if zero := l.blankValue(fields.Field(i), el); zero != nil {
					e.Elts[i] = zero
					continue
				}
			}
			e.Elts[i] = into(el, elem)
			continue
		}
		if id, ok := kv.Key.(*ast.Ident); ok && fields != nil {
			if v, ok := l.info.Uses[id].(*types.Var); ok {
				kv.Key, elem = &ast.Ident{NamePos: id.NamePos, Name: l.fieldName(v)}, v.Type()
			}
			kv.Value = into(kv.Value, elem)
			continue
		}
		kv.Key, kv.Value = into(kv.Key, key), into(kv.Value, elem)
	}
	if elided {
		return &ast.UnaryExpr{OpPos: e.Lbrace, Op: token.AND, X: e}
	}
	return e
}

// element is conv for a key or an element of a composite type: a nil of a type that the
// interpreter would not find out gets it.
func (l *lowerer) element(x ast.Expr, from, to types.Type) ast.Expr {
	if from == types.Typ[types.UntypedNil] && to != nil && !types.IsInterface(to) {
		return l.nilOf(to)
	}
	return l.conv(x, from, to)
}

// key is element for the key of a map. One that may have no hash goes by way of the host,
// which then panics with the name of its type: where the map looks, reflection knows a cell's
// type by its parts only. Pinned by testdata/programs/hashes.go.
func (l *lowerer) key(x ast.Expr, from, to types.Type) ast.Expr {
	x = l.element(x, from, to)
	if i, ok := to.Underlying().(*types.Interface); ok && i.Empty() && from != nil && (types.IsInterface(from) || !types.Comparable(from)) {
		return l.host("Key", x)
	}
	return x
}

// sliceFirst rewrites p[i], whose address is taken, to p[:][i] if p points to an array: the
// interpreter finds no place there otherwise. Pinned by testdata/programs/pointers.go.
func (l *lowerer) sliceFirst(e ast.Expr) {
	x, ok := ast.Unparen(e).(*ast.IndexExpr)
	if !ok {
		return
	}
	t := l.typeOf(x.X)
	if !names.IsPointer(t) {
		return
	}
	a, ok := t.Underlying().(*types.Pointer).Elem().Underlying().(*types.Array)
	if !ok {
		return
	}
	all := &ast.SliceExpr{X: x.X, Lbrack: l.at, Rbrack: l.at}
	l.info.Types[all] = types.TypeAndValue{Type: types.NewSlice(a.Elem())}
	x.X = all
}

// indices writes the constant indices of an array or slice literal as plain numbers, and
// the length of an array as a number: the interpreter takes no typed constant there.
// Pinned by testdata/programs/constants.go.
func (l *lowerer) indices(e *ast.CompositeLit, t types.Type) {
	if t == nil {
		return
	}
	switch u := t.Underlying().(type) {
	case *types.Array:
		if a, ok := e.Type.(*ast.ArrayType); ok {
			a.Len = l.int(int(u.Len()))
		}
	case *types.Slice:
	default:
		return
	}
	for _, el := range e.Elts {
		kv, ok := el.(*ast.KeyValueExpr)
		if !ok {
			continue
		}
		if v := constant.ToInt(l.info.Types[kv.Key].Value); v.Kind() == constant.Int {
			kv.Key = &ast.BasicLit{ValuePos: kv.Key.Pos(), Kind: token.INT, Value: v.ExactString()}
		}
	}
}

// nameInterfaces gives embedded interfaces a name: their methods are reached through it.
func (l *lowerer) nameInterfaces(list *ast.FieldList) {
	if list == nil {
		return
	}
	for _, f := range list.List {
		if len(f.Names) > 0 || !types.IsInterface(l.typeOf(f.Type)) {
			continue
		}
		x := f.Type
		switch g := x.(type) {
		case *ast.IndexExpr:
			x = g.X
		case *ast.IndexListExpr:
			x = g.X
		}
		if id := facts.CalledIdent(x); id != nil {
			f.Names = []*ast.Ident{l.ident(id.Name)}
		}
	}
}
