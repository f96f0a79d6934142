package names

import (
	"go/ast"
	"go/token"
	"go/types"
	"strconv"
)

// Speller writes a type as a syntax tree. Name answers how the name of a type is
// written; it may return nil to have the type behind the name spelled out.
type Speller struct {
	Pos  token.Pos
	Name func(*types.TypeName) ast.Expr
	// Instance, if set, answers how a generic type with its arguments is written.
	Instance func(*types.Named) ast.Expr
	// Erased, if set, names the types that are written as any.
	Erased func(types.Type) bool
}

func (s Speller) ident(name string) *ast.Ident { return &ast.Ident{NamePos: s.Pos, Name: name} }

func (s Speller) Expr(t types.Type) ast.Expr {
	if s.Erased != nil && s.Erased(t) {
		return s.ident("any")
	}
	switch t := t.(type) {
	case *types.Basic:
		if t.Kind() == types.UnsafePointer {
			if o, ok := types.Unsafe.Scope().Lookup("Pointer").(*types.TypeName); ok && s.Name != nil {
				if e := s.Name(o); e != nil {
					return e
				}
			}
			return &ast.SelectorExpr{X: s.ident("unsafe"), Sel: s.ident("Pointer")}
		}
		return s.ident(t.Name())
	case *types.Alias:
		if t.Obj().Pkg() == nil || t.TypeArgs().Len() > 0 {
			return s.Expr(types.Unalias(t))
		}
		return s.Expr(types.Unalias(t))
	case *types.Named:
		return s.named(t)
	case *types.TypeParam:
		return s.Name(t.Obj())
	case *types.Pointer:
		return &ast.StarExpr{Star: s.Pos, X: s.Expr(t.Elem())}
	case *types.Slice:
		return &ast.ArrayType{Lbrack: s.Pos, Elt: s.Expr(t.Elem())}
	case *types.Array:
		return &ast.ArrayType{Lbrack: s.Pos, Len: s.number(t.Len()), Elt: s.Expr(t.Elem())}
	case *types.Map:
		return &ast.MapType{Map: s.Pos, Key: s.Expr(t.Key()), Value: s.Expr(t.Elem())}
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
			term := s.Expr(t.Term(i).Type())
			if t.Term(i).Tilde() {
				term = &ast.UnaryExpr{OpPos: s.Pos, Op: token.TILDE, X: term}
			}
			if e == nil {
				e = term
			} else {
				e = &ast.BinaryExpr{X: e, OpPos: s.Pos, Op: token.OR, Y: term}
			}
		}
		return e
	}
	return s.ident("any")
}

func (s Speller) number(n int64) ast.Expr {
	return &ast.BasicLit{ValuePos: s.Pos, Kind: token.INT, Value: strconv.FormatInt(n, 10)}
}

func (s Speller) named(t *types.Named) ast.Expr {
	if t.TypeArgs().Len() == 0 {
		if e := s.Name(t.Obj()); e != nil {
			return e
		}
		return s.Expr(t.Underlying())
	}
	if s.Instance != nil {
		return s.Instance(t)
	}
	base := s.Name(t.Obj())
	if base == nil {
		return s.Expr(t.Underlying())
	}
	args := make([]ast.Expr, t.TypeArgs().Len())
	for i := range args {
		args[i] = s.Expr(t.TypeArgs().At(i))
	}
	if len(args) == 1 {
		return &ast.IndexExpr{X: base, Lbrack: s.Pos, Index: args[0], Rbrack: s.Pos}
	}
	return &ast.IndexListExpr{X: base, Lbrack: s.Pos, Indices: args, Rbrack: s.Pos}
}

// emptyFunc is the type of a func without parameters and results.
func (s Speller) EmptyFunc() *ast.FuncType {
	return &ast.FuncType{Func: s.Pos, Params: &ast.FieldList{Opening: s.Pos, Closing: s.Pos}}
}

func (s Speller) channel(t *types.Chan) ast.Expr {
	c := &ast.ChanType{Begin: s.Pos, Dir: ast.SEND | ast.RECV, Value: s.Expr(t.Elem())}
	switch t.Dir() {
	case types.SendOnly:
		c.Dir, c.Arrow = ast.SEND, s.Pos
	case types.RecvOnly:
		c.Dir, c.Arrow = ast.RECV, s.Pos
	default:
		if inner, ok := t.Elem().(*types.Chan); ok && inner.Dir() == types.RecvOnly {
			c.Value = &ast.ParenExpr{Lparen: s.Pos, X: c.Value, Rparen: s.Pos}
		}
	}
	return c
}

func (s Speller) signature(t *types.Signature) *ast.FuncType {
	return &ast.FuncType{Func: s.Pos, Params: s.tuple(t.Params(), t.Variadic()), Results: s.tuple(t.Results(), false)}
}

func (s Speller) tuple(t *types.Tuple, variadic bool) *ast.FieldList {
	list := &ast.FieldList{Opening: s.Pos, Closing: s.Pos}
	for i := range t.Len() {
		typ := t.At(i).Type()
		var e ast.Expr
		if variadic && i == t.Len()-1 {
			elem := typ
			if slice, ok := typ.(*types.Slice); ok {
				elem = slice.Elem()
			}
			e = &ast.Ellipsis{Ellipsis: s.Pos, Elt: s.Expr(elem)}
		} else {
			e = s.Expr(typ)
		}
		list.List = append(list.List, &ast.Field{Type: e})
	}
	return list
}

func (s Speller) structType(t *types.Struct) ast.Expr {
	list := &ast.FieldList{Opening: s.Pos, Closing: s.Pos}
	for i := range t.NumFields() {
		f := t.Field(i)
		field := &ast.Field{Type: s.Expr(f.Type())}
		if !f.Embedded() || s.Erased != nil && types.IsInterface(f.Type()) {
			field.Names = []*ast.Ident{s.ident(FieldName(f.Name(), i))}
		}
		if tag := t.Tag(i); tag != "" {
			field.Tag = &ast.BasicLit{ValuePos: s.Pos, Kind: token.STRING, Value: strconv.Quote(tag)}
		}
		list.List = append(list.List, field)
	}
	return &ast.StructType{Struct: s.Pos, Fields: list}
}

func (s Speller) interfaceType(t *types.Interface) ast.Expr {
	list := &ast.FieldList{Opening: s.Pos, Closing: s.Pos}
	for i := range t.NumExplicitMethods() {
		m := t.ExplicitMethod(i)
		list.List = append(list.List, &ast.Field{Names: []*ast.Ident{s.ident(m.Name())}, Type: s.signature(m.Type().(*types.Signature))})
	}
	for i := range t.NumEmbeddeds() {
		list.List = append(list.List, &ast.Field{Type: s.Expr(t.EmbeddedType(i))})
	}
	return &ast.InterfaceType{Interface: s.Pos, Methods: list}
}
