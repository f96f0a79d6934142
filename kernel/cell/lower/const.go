package lower

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"strconv"

	"github.com/andor-kernel/andor/kernel/cell/facts"
	"github.com/andor-kernel/andor/kernel/cell/std"
)

// Constants.
//
// Rule of Go: constant expressions are exact, and become values of their type only in the end.
// The interpreter: computes them in int and float64, and does not know those of cells.
// Rewritten: the value that go/types has found, as a literal of its type.
// Pinned by testdata/programs/constants.go, counts.go, shifts.go and bounds.go.

// constant folds a constant expression that is more than a literal: the interpreter's
// own constant arithmetic is not exact, and constants of the session live only here.
func (l *lowerer) constant(e ast.Expr) ast.Expr {
	tv, ok := l.info.Types[e]
	if id, is := e.(*ast.Ident); is && !ok {
		if c, is := l.info.Uses[id].(*types.Const); is {
			tv, ok = types.TypeAndValue{Type: c.Type(), Value: c.Val()}, true
		}
	}
	if !ok || tv.Value == nil {
		return nil
	}
	switch x := e.(type) {
	case *ast.BasicLit:
		if facts.PlainLiteral(x, tv) {
			return nil
		}
	case *ast.Ident:
		if o := l.info.Uses[x]; o != nil && o.Pkg() == nil {
			return nil // true, false
		}
	case *ast.SelectorExpr:
		if id, ok := x.X.(*ast.Ident); ok {
			if pkg, ok := l.info.Uses[id].(*types.PkgName); ok {
				at := pkg.Imported().Path()
				if l.p.s.packages.Symbols[at][x.Sel.Name].IsValid() && !std.Runes[at+"."+x.Sel.Name] {
					return nil // the interpreter has it
				}
			}
		}
	}
	return l.literal(tv.Value, tv.Type)
}

// shifted is the constant that a shift moves by a number that is none, with its type: to
// the interpreter it would be an int. Nil if e is something else.
func (l *lowerer) shifted(e *ast.BinaryExpr) ast.Expr {
	tv := l.info.Types[e.X]
	if e.Op != token.SHL && e.Op != token.SHR || tv.Value == nil || tv.Type == nil {
		return nil
	}
	t := tv.Type
	if b, ok := t.Underlying().(*types.Basic); ok && b.Info()&types.IsUntyped != 0 {
		t = types.Default(l.typeOf(e))
	}
	one := l.literal(constant.ToInt(tv.Value), t)
	if lit, ok := one.(*ast.BasicLit); ok && t == types.Typ[types.Int] {
		return &ast.CallExpr{Fun: l.ident("int"), Lparen: l.at, Args: []ast.Expr{lit}, Rparen: l.at}
	}
	return one
}

// shiftCount lowers the count of a shift; a constant one may be written as a float. One that
// is computed gets its type, which the interpreter takes for that of what is shifted.
func (l *lowerer) shiftCount(e ast.Expr, shifted types.Type) ast.Expr {
	tv := l.info.Types[e]
	if tv.Value == nil {
		e = l.expr(e)
		switch e.(type) {
		case *ast.BinaryExpr, *ast.UnaryExpr:
			if t := types.Default(tv.Type); !types.Identical(t, shifted) {
				return l.convert(t, e)
			}
		}
		return e
	}
	v := constant.ToInt(tv.Value)
	if v.Kind() != constant.Int {
		return l.expr(e)
	}
	lit := &ast.BasicLit{ValuePos: l.at, Kind: token.INT, Value: v.ExactString()}
	return &ast.CallExpr{Fun: l.ident("uint64"), Lparen: l.at, Args: []ast.Expr{lit}, Rparen: l.at}
}

// literal writes a constant of a type.
func (l *lowerer) literal(v constant.Value, t types.Type) ast.Expr {
	basic, _ := t.Underlying().(*types.Basic)
	if basic == nil {
		return nil
	}
	e := l.bareLiteral(v, basic)
	if e == nil || basic.Info()&types.IsUntyped != 0 {
		return e
	}
	if t == types.Typ[types.Int] || t == types.Typ[types.String] || t == types.Typ[types.Bool] || t == types.Typ[types.Float64] && basic.Kind() == types.Float64 && v.Kind() != constant.Int {
		return e
	}
	return &ast.CallExpr{Fun: l.typ(t), Lparen: l.at, Args: []ast.Expr{e}, Rparen: l.at}
}

func (l *lowerer) bareLiteral(v constant.Value, basic *types.Basic) ast.Expr {
	lit := func(kind token.Token, text string) ast.Expr {
		return &ast.BasicLit{ValuePos: l.at, Kind: kind, Value: text}
	}
	negative := func(e ast.Expr, sign int) ast.Expr {
		if sign < 0 {
			return &ast.ParenExpr{Lparen: l.at, X: &ast.UnaryExpr{OpPos: l.at, Op: token.SUB, X: e}, Rparen: l.at}
		}
		return e
	}
	abs := func(v constant.Value) constant.Value {
		if constant.Sign(v) < 0 {
			return constant.UnaryOp(token.SUB, v, 0)
		}
		return v
	}
	switch {
	case basic.Info()&types.IsBoolean != 0:
		return l.ident(strconv.FormatBool(constant.BoolVal(v)))
	case basic.Info()&types.IsString != 0:
		return lit(token.STRING, strconv.Quote(constant.StringVal(v)))
	case basic.Info()&types.IsInteger != 0:
		v = constant.ToInt(v)
		if v.Kind() != constant.Int {
			return nil
		}
		return negative(lit(token.INT, abs(v).ExactString()), constant.Sign(v))
	case basic.Info()&types.IsFloat != 0:
		v = constant.ToFloat(v)
		if v.Kind() != constant.Float && v.Kind() != constant.Int {
			return nil
		}
		return negative(lit(token.FLOAT, facts.FloatText(abs(v), facts.Single(basic))), constant.Sign(v))
	case basic.Info()&types.IsComplex != 0:
		return l.complexLiteral(v, basic)
	}
	return nil
}

// complexLiteral writes a complex constant as complex(re, im), since the interpreter knows
// no untyped ones: its parts are typed.
// Pinned by testdata/programs/complexes.go.
func (l *lowerer) complexLiteral(v constant.Value, basic *types.Basic) ast.Expr {
	part, as := types.Typ[types.Float64], types.Typ[types.Complex128]
	if facts.Single(basic) {
		part, as = types.Typ[types.Float32], types.Typ[types.Complex64]
	}
	v = constant.ToComplex(v)
	if v.Kind() != constant.Complex && v.Kind() != constant.Float && v.Kind() != constant.Int {
		return nil
	}
	call := func(name string, args ...ast.Expr) ast.Expr {
		return &ast.CallExpr{Fun: l.ident(name), Lparen: l.at, Args: args, Rparen: l.at}
	}
	number := func(v constant.Value) ast.Expr {
		return call(part.Name(), l.bareLiteral(v, part))
	}
	return call(as.Name(), call("complex", number(constant.Real(v)), number(constant.Imag(v))))
}
