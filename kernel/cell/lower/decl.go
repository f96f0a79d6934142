package lower

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"

	"github.com/andor-kernel/andor/kernel/cell/check"
	"github.com/andor-kernel/andor/kernel/cell/core"
	"github.com/andor-kernel/andor/kernel/cell/names"
)

// Declarations: units of cells, and the bodies of funcs. Each func gets a line counter, names
// for all its parameters, and goes through package core before its statements are lowered.

// lowerUnit makes a declaration ready for the interpreter; nil means that it needs none
// there, as constants, which are folded into their uses.
func (l *lowerer) lowerUnit(w *check.Work) []ast.Decl {
	l.own, l.at = w.Unit, w.Decl.Pos()
	if p := l.p; w.Kind == check.MethodUnit && isGeneric(p.Pkg.Scope().Lookup(w.Names[0])) {
		return nil // each copy of the type has a copy of the method
	}
	switch d := w.Decl.(type) {
	case *ast.FuncDecl:
		if d.Type.TypeParams != nil || d.Name.Name == "_" {
			return nil // nothing can call a func of no name
		}
		return []ast.Decl{l.funcDecl(w, d)}
	case *ast.GenDecl:
		if d.Tok == token.CONST {
			return nil
		}
		return l.typeDecl(d)
	}
	return nil
}

func (l *lowerer) funcDecl(w *check.Work, d *ast.FuncDecl) ast.Decl {
	if d.Recv == nil {
		name, _ := l.p.emitName(l.p.Pkg.Scope().Lookup(d.Name.Name))
		d.Name = &ast.Ident{NamePos: d.Name.NamePos, Name: name}
	} else {
		l.fields(d.Recv)
	}
	results := l.results(d.Type)
	l.funcType(d.Type)
	d.Body = w.Body
	l.entering = methodName(d)
	l.enter(d.Type, d.Body, results)
	d.Doc = nil
	return d
}

// methodName is the name of a method, "" of a func.
func methodName(d *ast.FuncDecl) string {
	if d.Recv == nil {
		return ""
	}
	return d.Name.Name
}

// results are the result types of a func type that has been checked.
func (l *lowerer) results(t *ast.FuncType) *types.Tuple {
	var vars []*types.Var
	if t.Results != nil {
		for _, f := range t.Results.List {
			n := max(1, len(f.Names))
			for range n {
				vars = append(vars, types.NewVar(token.NoPos, nil, "", l.typeOf(f.Type)))
			}
		}
	}
	return types.NewTuple(vars...)
}

// enter lowers the body of a func, with a line counter of its own.
func (l *lowerer) enter(t *ast.FuncType, body *ast.BlockStmt, results *types.Tuple) {
	if body == nil {
		return
	}
	if len(l.sig) == 0 {
		l.toCore(body)
	}
	if !l.quiet {
		slot := l.p.s.Lines.Take(l.p.fset(), body, l.p.sourceOf(l.own))
		if l.own != nil {
			l.p.Lines[l.own] = append(l.p.Lines[l.own], slot)
		} else {
			l.p.Slots = append(l.p.Slots, slot)
		}
		l.slot = append(l.slot, slot)
	}
	l.sig = append(l.sig, results)
	l.nameParams(t)
	l.deferring(t, body)
	l.sig = l.sig[:len(l.sig)-1]
	if !l.quiet {
		l.slot = l.slot[:len(l.slot)-1]
	}
}

// toCore rewrites the body of a func that stands in no other to the core.
func (l *lowerer) toCore(body *ast.BlockStmt) {
	core.Rewrite(core.Config{
		Info: l.info, Pkg: l.p.Pkg, Fresh: l.fresh,
		Shared:  func(v *types.Var) bool { return l.p.Local[v] != nil },
		Without: l.p.s.Without,
	}, body)
}

// nameParams gives names to parameters that have none: the interpreter takes their types
// for names.
func (l *lowerer) nameParams(t *ast.FuncType) {
	for _, f := range t.Params.List {
		if len(f.Names) == 0 {
			f.Names = []*ast.Ident{l.ident(l.fresh("a"))}
		}
	}
}

// typeDecl lowers a type declaration, one spec a declaration.
func (l *lowerer) typeDecl(d *ast.GenDecl) []ast.Decl {
	var out []ast.Decl
	for _, spec := range d.Specs {
		s := spec.(*ast.TypeSpec)
		if s.Name.Name == "_" || s.TypeParams != nil || l.Erased(l.typeOf(s.Type)) {
			continue
		}
		l.at = s.Pos()
		l.refuseEndless(s)
		if name, ok := l.p.emitName(l.p.Pkg.Scope().Lookup(s.Name.Name)); ok {
			s.Name = &ast.Ident{NamePos: s.Name.NamePos, Name: name}
		}
		s.Type = l.expr(s.Type)
		s.Doc, s.Comment = nil, nil
		out = append(out, &ast.GenDecl{TokPos: d.TokPos, Tok: token.TYPE, Specs: []ast.Spec{s}})
	}
	return out
}

// refuseEndless refuses a type that mentions itself outside of a struct, func, channel or
// interface: the interpreter never comes to its end.
func (l *lowerer) refuseEndless(s *ast.TypeSpec) {
	o := l.info.Defs[s.Name]
	if o == nil || l.p.failed != nil {
		return
	}
	seen := map[types.Type]bool{}
	var endless func(t types.Type) bool
	endless = func(t types.Type) bool {
		switch t := types.Unalias(t).(type) {
		case *types.Named:
			if t.Obj() == o && len(seen) > 0 {
				return true
			}
			if seen[t] || !names.Interpreted(t.Obj().Pkg()) {
				return false
			}
			seen[t] = true
			return endless(t.Underlying())
		case *types.Map:
			return endless(t.Key()) || endless(t.Elem())
		case *types.Chan:
			return false
		case interface{ Elem() types.Type }:
			return endless(t.Elem())
		}
		return false
	}
	if endless(o.Type()) {
		text := fmt.Sprintf("type %s mentions itself, which cells can do only in a struct, func or channel", o.Name())
		if !l.quiet {
			text += fmt.Sprintf(": write type %s struct{ kids %s }", o.Name(), types.ExprString(s.Type))
		}
		l.p.failed = Refusal{s.Pos(), text}
	}
}

func (l *lowerer) funcType(t *ast.FuncType) {
	l.fields(t.TypeParams)
	l.fields(t.Params)
	l.fields(t.Results)
}

func (l *lowerer) fields(f *ast.FieldList) {
	if f == nil {
		return
	}
	for _, field := range f.List {
		field.Type = l.expr(field.Type)
		field.Doc, field.Comment = nil, nil
	}
}
