package main

import (
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/scanner"
	"go/token"
	"os/exec"
	"path"
	"slices"
	"strings"
)

// asProgram makes a program of the text of a cell; a program it returns as it is. Imports,
// types, consts and funcs of a cell go to the top level, and so do variables ahead of the
// first statement; all else is the body of main, in its order.
func asProgram(code string) (string, error) {
	if f, err := parser.ParseFile(token.NewFileSet(), "", code, parser.PackageClauseOnly); err == nil {
		if f.Name.Name != "main" {
			return "", fmt.Errorf("package %s is no program: want package main, or the text of a cell", f.Name.Name)
		}
		return code, nil
	}
	var top, body strings.Builder
	for _, item := range topItems(code) {
		kind, _, _ := strings.Cut(strings.TrimLeft(item, " \t\n"), " ")
		_, err := parser.ParseFile(token.NewFileSet(), "", "package main\n"+item, 0)
		isTop := err == nil && (kind != "var" || body.Len() == 0)
		if isTop {
			top.WriteString(item + "\n")
			continue
		}
		body.WriteString(statement(item))
	}
	text := top.String() + "\nfunc main() {\n" + body.String() + "}\n"
	text = "package main\n\n" + missingImports(text) + text
	if b, err := format.Source([]byte(text)); err == nil {
		return string(b), nil
	}
	return text, nil
}

// topItems takes a cell's text apart where a statement or declaration ends that is not
// inside of another.
func topItems(code string) []string {
	fset := token.NewFileSet()
	file := fset.AddFile("", -1, len(code))
	var s scanner.Scanner
	s.Init(file, []byte(code), func(token.Position, string) {}, 0)
	var items []string
	depth, from := 0, 0
	for {
		pos, tok, lit := s.Scan()
		switch tok {
		case token.LBRACE, token.LPAREN, token.LBRACK:
			depth++
		case token.RBRACE, token.RPAREN, token.RBRACK:
			depth--
		}
		if tok == token.SEMICOLON && depth == 0 || tok == token.EOF {
			end := file.Offset(pos)
			if item := strings.TrimSpace(code[from:min(end, len(code))]); item != "" {
				items = append(items, item)
			}
			from = min(end+len(lit), len(code))
			if lit != ";" {
				from = min(end, len(code))
			}
		}
		if tok == token.EOF {
			return items
		}
	}
}

// statement is an item of a cell as a statement of main: names that it defines count as
// used, and so does a value.
func statement(item string) string {
	const head = "package main\nfunc main() {\n"
	f, err := parser.ParseFile(token.NewFileSet(), "", head+item+"\n}", 0)
	if err != nil || len(f.Decls) == 0 {
		return item + "\n"
	}
	list := f.Decls[0].(*ast.FuncDecl).Body.List
	if len(list) != 1 {
		return item + "\n"
	}
	var names []string
	switch s := list[0].(type) {
	case *ast.AssignStmt:
		if s.Tok == token.DEFINE {
			for _, x := range s.Lhs {
				names = append(names, x.(*ast.Ident).Name)
			}
		}
	case *ast.DeclStmt:
		for _, spec := range s.Decl.(*ast.GenDecl).Specs {
			if v, ok := spec.(*ast.ValueSpec); ok && s.Decl.(*ast.GenDecl).Tok == token.VAR {
				for _, n := range v.Names {
					names = append(names, n.Name)
				}
			}
		}
	case *ast.ExprStmt:
		if isValue(s.X) {
			return "_ = " + item + "\n"
		}
	}
	out := item + "\n"
	for _, n := range names {
		if n != "_" {
			out += "_ = " + n + "\n"
		}
	}
	return out
}

// valueFuncs are the built-in funcs that cannot be called for their effect.
var valueFuncs = []string{"append", "cap", "complex", "imag", "len", "make", "max", "min", "new", "real"}

// isValue reports whether an expression cannot stand as a statement.
func isValue(x ast.Expr) bool {
	switch x := x.(type) {
	case *ast.CallExpr:
		id, ok := x.Fun.(*ast.Ident)
		return ok && slices.Contains(valueFuncs, id.Name)
	case *ast.UnaryExpr:
		return x.Op != token.ARROW
	}
	return true
}

// missingImports imports the packages of the standard library that a text uses by name, as
// a cell does.
func missingImports(text string) string {
	f, err := parser.ParseFile(token.NewFileSet(), "", "package main\n"+text, 0)
	if f == nil || err != nil && len(f.Unresolved) == 0 {
		return ""
	}
	imported := map[string]bool{}
	for _, spec := range f.Imports {
		imported[path.Base(strings.Trim(spec.Path.Value, `"`))] = true
	}
	wanted := map[string]bool{}
	for _, id := range f.Unresolved {
		wanted[id.Name] = !imported[id.Name]
	}
	used := map[string]bool{}
	ast.Inspect(f, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok {
			if id, ok := sel.X.(*ast.Ident); ok && wanted[id.Name] {
				used[id.Name] = true
			}
		}
		return true
	})
	if len(used) == 0 {
		return ""
	}
	out, _ := exec.Command("go", "list", "std").Output()
	paths := strings.Fields(string(out))
	slices.SortStableFunc(paths, func(a, b string) int { return strings.Count(a, "/") - strings.Count(b, "/") })
	slices.SortStableFunc(paths, func(a, b string) int { return preferred(b) - preferred(a) })
	var b strings.Builder
	for _, p := range paths {
		if name := path.Base(p); used[name] && !strings.Contains(p, "internal") && !strings.Contains(p, "vendor/") {
			fmt.Fprintf(&b, "import %q\n", p)
			used[name] = false
		}
	}
	return b.String()
}

// preferred marks the paths that a cell takes where names collide.
func preferred(p string) int {
	if p == "math/rand" || p == "text/template" {
		return 1
	}
	return 0
}
