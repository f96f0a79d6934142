package cell

import (
	"go/ast"
	"go/token"
	"go/types"
	"strconv"
)

// typeSpeller writes a type as a syntax tree. name answers how the name of a type is
// written; it may return nil to have the type behind the name spelled out.
type typeSpeller struct {
	pos  token.Pos
	name func(*types.TypeName) ast.Expr
	// instance, if set, answers how a generic type with its arguments is written.
	instance func(*types.Named) ast.Expr
	// erased, if set, names the types that are written as any.
	erased func(types.Type) bool
}

func (s typeSpeller) ident(name string) *ast.Ident { return &ast.Ident{NamePos: s.pos, Name: name} }

func (s typeSpeller) expr(t types.Type) ast.Expr {
	if s.erased != nil && s.erased(t) {
		return s.ident("any")
	}
	switch t := t.(type) {
	case *types.Basic:
		if t.Kind() == types.UnsafePointer {
			return &ast.SelectorExpr{X: s.ident("unsafe"), Sel: s.ident("Pointer")}
		}
		return s.ident(t.Name())
	case *types.Alias:
		if t.Obj().Pkg() == nil || t.TypeArgs().Len() > 0 {
			return s.expr(types.Unalias(t))
		}
		return s.expr(types.Unalias(t))
	case *types.Named:
		return s.named(t)
	case *types.TypeParam:
		return s.name(t.Obj())
	case *types.Pointer:
		return &ast.StarExpr{Star: s.pos, X: s.expr(t.Elem())}
	case *types.Slice:
		return &ast.ArrayType{Lbrack: s.pos, Elt: s.expr(t.Elem())}
	case *types.Array:
		return &ast.ArrayType{Lbrack: s.pos, Len: s.number(t.Len()), Elt: s.expr(t.Elem())}
	case *types.Map:
		return &ast.MapType{Map: s.pos, Key: s.expr(t.Key()), Value: s.expr(t.Elem())}
	case *types.Chan:
		return s.channel(t)
	case *types.Signature:
		return s.signature(t)
	case *types.Struct:
		return s.structType(t)
	case *types.Interface:
		return s.interfaceType(t)
	case *types.Union:
		var e ast.Expr
		for i := range t.Len() {
			term := s.expr(t.Term(i).Type())
			if t.Term(i).Tilde() {
				term = &ast.UnaryExpr{OpPos: s.pos, Op: token.TILDE, X: term}
			}
			if e == nil {
				e = term
			} else {
				e = &ast.BinaryExpr{X: e, OpPos: s.pos, Op: token.OR, Y: term}
			}
		}
		return e
	}
	return s.ident("any")
}

func (s typeSpeller) number(n int64) ast.Expr {
	return &ast.BasicLit{ValuePos: s.pos, Kind: token.INT, Value: strconv.FormatInt(n, 10)}
}

func (s typeSpeller) named(t *types.Named) ast.Expr {
	if t.TypeArgs().Len() == 0 {
		if e := s.name(t.Obj()); e != nil {
			return e
		}
		return s.expr(t.Underlying())
	}
	if s.instance != nil {
		return s.instance(t)
	}
	base := s.name(t.Obj())
	if base == nil {
		return s.expr(t.Underlying())
	}
	args := make([]ast.Expr, t.TypeArgs().Len())
	for i := range args {
		args[i] = s.expr(t.TypeArgs().At(i))
	}
	if len(args) == 1 {
		return &ast.IndexExpr{X: base, Lbrack: s.pos, Index: args[0], Rbrack: s.pos}
	}
	return &ast.IndexListExpr{X: base, Lbrack: s.pos, Indices: args, Rbrack: s.pos}
}

// emptyFunc is the type of a func without parameters and results.
func (s typeSpeller) emptyFunc() *ast.FuncType {
	return &ast.FuncType{Func: s.pos, Params: &ast.FieldList{Opening: s.pos, Closing: s.pos}}
}

func (s typeSpeller) channel(t *types.Chan) ast.Expr {
	c := &ast.ChanType{Begin: s.pos, Dir: ast.SEND | ast.RECV, Value: s.expr(t.Elem())}
	switch t.Dir() {
	case types.SendOnly:
		c.Dir, c.Arrow = ast.SEND, s.pos
	case types.RecvOnly:
		c.Dir, c.Arrow = ast.RECV, s.pos
	default:
		if inner, ok := t.Elem().(*types.Chan); ok && inner.Dir() == types.RecvOnly {
			c.Value = &ast.ParenExpr{Lparen: s.pos, X: c.Value, Rparen: s.pos}
		}
	}
	return c
}

func (s typeSpeller) signature(t *types.Signature) *ast.FuncType {
	return &ast.FuncType{Func: s.pos, Params: s.tuple(t.Params(), t.Variadic()), Results: s.tuple(t.Results(), false)}
}

func (s typeSpeller) tuple(t *types.Tuple, variadic bool) *ast.FieldList {
	list := &ast.FieldList{Opening: s.pos, Closing: s.pos}
	for i := range t.Len() {
		typ := t.At(i).Type()
		var e ast.Expr
		if variadic && i == t.Len()-1 {
			elem := typ
			if slice, ok := typ.(*types.Slice); ok {
				elem = slice.Elem()
			}
			e = &ast.Ellipsis{Ellipsis: s.pos, Elt: s.expr(elem)}
		} else {
			e = s.expr(typ)
		}
		list.List = append(list.List, &ast.Field{Type: e})
	}
	return list
}

func (s typeSpeller) structType(t *types.Struct) ast.Expr {
	list := &ast.FieldList{Opening: s.pos, Closing: s.pos}
	for i := range t.NumFields() {
		f := t.Field(i)
		field := &ast.Field{Type: s.expr(f.Type())}
		if !f.Embedded() || s.erased != nil && types.IsInterface(f.Type()) {
			field.Names = []*ast.Ident{s.ident(f.Name())}
		}
		if tag := t.Tag(i); tag != "" {
			field.Tag = &ast.BasicLit{ValuePos: s.pos, Kind: token.STRING, Value: strconv.Quote(tag)}
		}
		list.List = append(list.List, field)
	}
	return &ast.StructType{Struct: s.pos, Fields: list}
}

func (s typeSpeller) interfaceType(t *types.Interface) ast.Expr {
	list := &ast.FieldList{Opening: s.pos, Closing: s.pos}
	for i := range t.NumExplicitMethods() {
		m := t.ExplicitMethod(i)
		list.List = append(list.List, &ast.Field{Names: []*ast.Ident{s.ident(m.Name())}, Type: s.signature(m.Type().(*types.Signature))})
	}
	for i := range t.NumEmbeddeds() {
		list.List = append(list.List, &ast.Field{Type: s.expr(t.EmbeddedType(i))})
	}
	return &ast.InterfaceType{Interface: s.pos, Methods: list}
}
