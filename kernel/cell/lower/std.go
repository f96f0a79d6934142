package lower

import (
	"go/ast"
	"go/types"
	"strings"

	"github.com/andor-kernel/andor/kernel/cell/facts"
	"github.com/andor-kernel/andor/kernel/cell/names"
)

// Reading os.Stdin.
//
// Go: os.Stdin is a file like any other, and a read of it waits for what the user types.
// In a notebook the process has no terminal, and a file cannot tell that it is read. So a
// file that becomes an interface with a method Read, and a call of Read or WriteTo on a
// file, go through the host, which puts a reader that asks the user in the place of the
// standard input (host/stdin.go). The tests are TestStdin here and in package kernel.

// isFuncMap reports whether a type is that of funcs for templates.
func isFuncMap(t types.Type) bool {
	n, ok := types.Unalias(t).(*types.Named)
	return ok && n.Obj().Name() == "FuncMap" && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == "text/template"
}

// asking are the packages whose funcs look for methods of the values that they are given as
// interfaces, with the host's func that makes those of a cell's type be seen.
var asking = map[string]string{"fmt": "Scanned", "log/slog": "Logged", "database/sql": "Stored"}

// askedFor is the host's func for the arguments of a call, "" if there is none.
func (l *lowerer) askedFor(e *ast.CallExpr) string {
	id := facts.CalledIdent(e.Fun)
	if id == nil {
		return ""
	}
	f, ok := l.info.Uses[id].(*types.Func)
	if !ok || f.Pkg() == nil || f.Pkg().Path() == "fmt" && !strings.Contains(strings.ToLower(f.Name()), "scan") {
		return ""
	}
	return asking[f.Pkg().Path()]
}

// hostReflects are the methods of reflect.Value that the host answers (mirror/value.go).
var hostReflects = map[string]bool{
	"Type": true, "Interface": true, "Elem": true, "NumMethod": true, "Method": true, "MethodByName": true,
	"FieldByName": true, "FieldByNameFunc": true, "Convert": true, "CanConvert": true, "String": true,
	"Field": true, "FieldByIndex": true, "Index": true, "Slice": true, "MapIndex": true, "MapKeys": true, "Addr": true, "Call": true,
}

func isReflectValue(t types.Type) bool {
	n, ok := types.Unalias(t).(*types.Named)
	return ok && n.Obj().Name() == "Value" && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == "reflect"
}

// fileReader rewrites a file that becomes an interface.
func (l *lowerer) fileReader(e ast.Expr, to types.Type) ast.Expr {
	x := l.host("Input", e)
	if l.Erased(to) {
		return x
	}
	return &ast.TypeAssertExpr{X: x, Lparen: l.at, Type: l.typ(to), Rparen: l.at}
}

// compiledMethod rewrites a lowered value of which a method of the standard library is
// selected, where the method is the host's: one that reads a file, or one of a logger that
// leaves the program (host/exit.go).
func (l *lowerer) compiledMethod(x ast.Expr, s *types.Selection) ast.Expr {
	if s.Kind() != types.MethodVal || len(s.Index()) != 1 {
		return x
	}
	as := func(call string, t ast.Expr) ast.Expr {
		return &ast.TypeAssertExpr{X: l.host(call, x), Lparen: l.at, Type: t, Rparen: l.at}
	}
	of := func(pkg, name string) ast.Expr {
		return &ast.SelectorExpr{X: l.ident(l.p.s.alias(pkg)), Sel: l.ident(name)}
	}
	switch name := s.Obj().Name(); {
	case name == "Read" && facts.IsFile(s.Recv()):
		return as("Input", of("io", "Reader"))
	case name == "WriteTo" && facts.IsFile(s.Recv()):
		return as("Input", of("io", "WriterTo"))
	case name == "Encode" && facts.PointsTo(s.Recv(), "encoding/json", "Encoder"):
		return as("Encoder", of(names.HostPath, "JSONEncoder"))
	case (name == "Execute" || name == "ExecuteTemplate") && (facts.PointsTo(s.Recv(), "text/template", "Template") || facts.PointsTo(s.Recv(), "html/template", "Template")):
		return as("Template", of(names.HostPath, "TemplateRunner"))
	case name == "Encode" && facts.PointsTo(s.Recv(), "encoding/gob", "Encoder"):
		return as("ToGob", of(names.HostPath, "GobEncoder"))
	case name == "Decode" && facts.PointsTo(s.Recv(), "encoding/gob", "Decoder"):
		return as("FromGob", of(names.HostPath, "GobDecoder"))
	case (name == "Encode" || name == "EncodeElement") && facts.PointsTo(s.Recv(), "encoding/xml", "Encoder"):
		return as("ToXML", of(names.HostPath, "XMLEncoder"))
	case (name == "Decode" || name == "DecodeElement") && facts.PointsTo(s.Recv(), "encoding/xml", "Decoder"):
		return as("FromXML", of(names.HostPath, "XMLDecoder"))
	case hostReflects[name] && isReflectValue(s.Recv()):
		return as("Reflected", of(names.HostPath, "ReflectValue"))
	case strings.HasPrefix(name, "Fatal") && facts.PointsTo(s.Recv(), "log", "Logger"):
		return as("Logger", of(names.HostPath, "Fataler"))
	}
	return x
}
