package lower

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"

	"github.com/andor-kernel/andor/kernel/cell/names"
)

// Types and names as the interpreter knows them.

// typeOf is the type of an expression, nil if there is none.
func (l *lowerer) typeOf(e ast.Expr) types.Type { return l.info.TypeOf(e) }

// typ writes a type in the interpreter's names.
func (l *lowerer) typ(t types.Type) ast.Expr {
	return names.Speller{Pos: l.at, Name: l.typeName, Instance: l.genericType, Erased: l.Erased}.Expr(t)
}

// typeName is the interpreter's spelling of a type's name, nil for what has none there.
func (l *lowerer) typeName(t *types.TypeName) ast.Expr {
	if t.Pkg() == nil {
		return l.ident(t.Name())
	}
	if name, ok := l.p.emitName(t); ok {
		return l.ident(name)
	}
	if names.Interpreted(t.Pkg()) {
		return l.ident(t.Name()) // local to a func
	}
	if _, ok := l.p.s.packages.Symbols[t.Pkg().Path()][t.Name()]; !ok {
		return nil
	}
	return &ast.SelectorExpr{X: l.ident(l.p.s.alias(t.Pkg().Path())), Sel: l.ident(t.Name())}
}

// genericType is the interpreter's spelling of a generic type with its arguments.
func (l *lowerer) genericType(t *types.Named) ast.Expr {
	o := t.Origin().Obj()
	if o.Pkg() != nil && !names.Interpreted(o.Pkg()) {
		if _, ok := t.Underlying().(*types.Signature); ok || l.p.s.packages.Sources[o.Pkg().Path()] == nil {
			return l.typ(t.Underlying())
		}
	}
	return l.ident(l.instanceName(o, t.TypeArgs()))
}

// fieldName is the interpreter's name of a field: that of an embedded type follows the
// type's.
func (l *lowerer) fieldName(v *types.Var) string {
	if !v.Embedded() || types.IsInterface(v.Type()) {
		return v.Name()
	}
	t := v.Type()
	if ptr, ok := t.(*types.Pointer); ok {
		t = ptr.Elem()
	}
	if n, ok := t.(*types.Named); ok {
		if id, ok := l.typ(n).(*ast.Ident); ok && names.Interpreted(n.Obj().Pkg()) {
			return id.Name
		}
	}
	return v.Name()
}

func (l *lowerer) varDecl(name string, t types.Type) *ast.GenDecl {
	return &ast.GenDecl{TokPos: l.at, Tok: token.VAR, Specs: []ast.Spec{
		&ast.ValueSpec{Names: []*ast.Ident{l.ident(name)}, Type: l.typ(t)},
	}}
}

func (l *lowerer) convert(t types.Type, e ast.Expr) ast.Expr {
	return &ast.CallExpr{Fun: l.typ(t), Lparen: l.at, Args: []ast.Expr{e}, Rparen: l.at}
}

// isGeneric says whether an object is a generic type.
func isGeneric(o types.Object) bool {
	t, ok := o.(*types.TypeName)
	if !ok {
		return false
	}
	n, ok := t.Type().(*types.Named)
	return ok && n.TypeParams().Len() > 0
}

// instanceName is the interpreter's name of a generic object with type arguments; the
// copy is made if there is none yet.
func (l *lowerer) instanceName(o types.Object, args *types.TypeList) string {
	key := l.instanceKey(o, args)
	if name := l.p.s.Instances[key]; name != "" {
		return name
	}
	if name := l.p.Made[key]; name != "" {
		return name
	}
	name := l.p.s.versions.Next(o.Name() + names.Mark)
	l.p.Made[key] = name
	var err error
	switch o := o.(type) {
	case *types.Func:
		err = l.instanceFunc(o, args, name)
	case *types.TypeName:
		err = l.instanceType(o, args, name)
	}
	if err != nil && l.p.failed == nil {
		l.p.failed = err
	}
	return name
}

// instanceKey tells copies apart: by the object, which is another one after each
// redefinition, and the interpreter's names of the arguments.
func (l *lowerer) instanceKey(o types.Object, args *types.TypeList) string {
	key := fmt.Sprintf("%p", o)
	for i := range args.Len() {
		spell := names.Speller{Pos: l.at, Name: l.typeName, Instance: func(n *types.Named) ast.Expr {
			return l.ident(l.instanceKey(n.Origin().Obj(), n.TypeArgs()))
		}}
		key += "," + types.ExprString(spell.Expr(args.At(i)))
	}
	return key
}

// emitName is the interpreter's name of an object of the session.
func (p *Lowered) emitName(o types.Object) (string, bool) {
	if d := p.Local[o]; d != nil {
		return d.Emit, true
	}
	if name, ok := p.emit[o]; ok {
		return name, true
	}
	if d := p.Scope.Def(o.Name()); d != nil && d.Obj == o {
		return d.Emit, true
	}
	for _, v := range p.Vars {
		if v.Obj == o {
			return v.Emit, true
		}
	}
	return p.moduleName(o)
}
