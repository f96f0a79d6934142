package lower

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strconv"

	"github.com/andor-kernel/andor/kernel/cell/check"
	"github.com/andor-kernel/andor/kernel/cell/core"
	"github.com/andor-kernel/andor/kernel/cell/names"
	"github.com/andor-kernel/andor/kernel/cell/text"
)

// lowerer rewrites checked syntax trees, in place, into Go that the interpreter runs
// correctly. What it knows comes from go/types; what it makes new takes the position of
// what it replaces, since the interpreter finds imports by position.
type lowerer struct {
	p      *Lowered
	info   *types.Info
	temp   int            // numbers temporary variables of the cell
	slot   []int          // line counters of the funcs around, innermost last
	quiet  bool           // no line counters: code of the standard library
	header bool           // the statement stands in the header of another
	own    *check.Unit    // the unit being lowered, nil for the cell's statements
	at     token.Pos      // position for new nodes
	sig    []*types.Tuple // result types of the funcs around, innermost last
	label  string         // of the statement being lowered
	defers []deferring    // of the funcs around, innermost last
	// deferred is the list of the func that defers the literal about to be lowered.
	deferred string
	// entering is the name of the method about to be lowered.
	entering string
}

func (l *lowerer) ident(name string) *ast.Ident { return &ast.Ident{NamePos: l.at, Name: name} }

// fresh is a new name for a temporary variable.
func (l *lowerer) fresh(hint string) string {
	l.temp++
	return hint + names.Mark + strconv.Itoa(l.temp)
}

// host is a call of one of the session's own functions.
func (l *lowerer) host(name string, args ...ast.Expr) *ast.CallExpr {
	return &ast.CallExpr{Fun: l.hostName(name), Lparen: l.at, Args: args, Rparen: l.at}
}

func (l *lowerer) hostName(name string) ast.Expr {
	return &ast.SelectorExpr{X: l.ident(names.HostName), Sel: l.ident(name)}
}

func (l *lowerer) int(n int) ast.Expr {
	return &ast.BasicLit{ValuePos: l.at, Kind: token.INT, Value: strconv.Itoa(n)}
}

func (l *lowerer) assign(tok token.Token, lhs, rhs ast.Expr) *ast.AssignStmt {
	return &ast.AssignStmt{Lhs: []ast.Expr{lhs}, TokPos: l.at, Tok: tok, Rhs: []ast.Expr{rhs}}
}

func (l *lowerer) varDecl(name string, t types.Type) *ast.GenDecl {
	return &ast.GenDecl{TokPos: l.at, Tok: token.VAR, Specs: []ast.Spec{
		&ast.ValueSpec{Names: []*ast.Ident{l.ident(name)}, Type: l.typ(t)},
	}}
}

func (l *lowerer) expr1(e ast.Expr) ast.Stmt { return &ast.ExprStmt{X: e} }

// typ writes a type in the interpreter's names.
func (l *lowerer) typ(t types.Type) ast.Expr {
	return names.Speller{Pos: l.at, Name: l.typeName, Instance: l.genericType, Erased: l.erased}.Expr(t)
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

// typeOf is the type of an expression, nil if there is none.
func (l *lowerer) typeOf(e ast.Expr) types.Type { return l.info.TypeOf(e) }

// lowerUnit makes a declaration ready for the interpreter; nil means that it needs none
// there, as constants, which are folded into their uses.
func (l *lowerer) lowerUnit(w *check.Work) []ast.Decl {
	l.own, l.at = w.Unit, w.Decl.Pos()
	if p := l.p; w.Kind == check.MethodUnit && isGeneric(p.Pkg.Scope().Lookup(w.Names[0])) {
		return nil // each copy of the type has a copy of the method
	}
	switch d := w.Decl.(type) {
	case *ast.FuncDecl:
		if d.Type.TypeParams != nil {
			return nil
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

// isGeneric says whether an object is a generic type.
func isGeneric(o types.Object) bool {
	t, ok := o.(*types.TypeName)
	if !ok {
		return false
	}
	n, ok := t.Type().(*types.Named)
	return ok && n.TypeParams().Len() > 0
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

func (p *Lowered) fset() *token.FileSet { return p.Packages.Fset }

func (p *Lowered) sourceOf(u *check.Unit) *text.Source {
	if u != nil {
		return u.Src
	}
	return p.Src
}

// typeDecl lowers a type declaration, one spec a declaration.
func (l *lowerer) typeDecl(d *ast.GenDecl) []ast.Decl {
	var out []ast.Decl
	for _, spec := range d.Specs {
		s := spec.(*ast.TypeSpec)
		if s.Name.Name == "_" || s.TypeParams != nil || l.erased(l.typeOf(s.Type)) {
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
