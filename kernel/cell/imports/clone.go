package imports

import (
	"go/ast"
	"go/types"
	"reflect"
)

// cloner copies syntax trees together with what go/types knows of them. The lowerer
// rewrites trees in place; a package of another module is checked once and its
// declarations are lowered one by one, possibly more than once if a cell fails.
type cloner struct {
	from, To *types.Info
	done     map[any]reflect.Value // by the pointer that was copied
}

func NewCloner(from *types.Info) *cloner {
	return &cloner{from: from, To: NewInfo(), done: map[any]reflect.Value{}}
}

// Clone copies a tree without its comments.
func Clone[N ast.Node](c *cloner, n N) N { return c.value(reflect.ValueOf(n)).Interface().(N) }

func (c *cloner) value(v reflect.Value) reflect.Value {
	switch v.Kind() {
	case reflect.Interface:
		if v.IsNil() {
			return v
		}
		out := reflect.New(v.Type()).Elem()
		out.Set(c.value(v.Elem()))
		return out
	case reflect.Slice:
		if v.IsNil() {
			return v
		}
		out := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		for i := range v.Len() {
			out.Index(i).Set(c.value(v.Index(i)))
		}
		return out
	case reflect.Pointer:
		return c.pointer(v)
	}
	return v
}

func (c *cloner) pointer(v reflect.Value) reflect.Value {
	if v.IsNil() {
		return v
	}
	switch v.Interface().(type) {
	case *ast.Object, *ast.Scope, *ast.CommentGroup:
		return reflect.Zero(v.Type())
	}
	if out, ok := c.done[v.Interface()]; ok {
		return out
	}
	out := reflect.New(v.Type().Elem())
	c.done[v.Interface()] = out
	for i := range v.Elem().NumField() {
		out.Elem().Field(i).Set(c.value(v.Elem().Field(i)))
	}
	c.learn(v.Interface(), out.Interface())
	return out
}

// learn gives the copy of a node what is known of the node.
func (c *cloner) learn(was, now any) {
	if c.from == nil {
		return
	}
	if e, ok := was.(ast.Expr); ok {
		if tv, ok := c.from.Types[e]; ok {
			c.To.Types[now.(ast.Expr)] = tv
		}
	}
	if n, ok := was.(ast.Node); ok {
		if o, ok := c.from.Implicits[n]; ok {
			c.To.Implicits[now.(ast.Node)] = o
		}
	}
	switch was := was.(type) {
	case *ast.Ident:
		now := now.(*ast.Ident)
		if o, ok := c.from.Defs[was]; ok {
			c.To.Defs[now] = o
		}
		if o, ok := c.from.Uses[was]; ok {
			c.To.Uses[now] = o
		}
		if inst, ok := c.from.Instances[was]; ok {
			c.To.Instances[now] = inst
		}
	case *ast.SelectorExpr:
		if s, ok := c.from.Selections[was]; ok {
			c.To.Selections[now.(*ast.SelectorExpr)] = s
		}
	}
}
