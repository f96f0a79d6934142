package cell

import (
	"fmt"
	"go/ast"
	"go/types"
	"strings"
	"unicode/utf8"
)

// inspect documents the name at a byte offset, or the func whose arguments stand there. detail
// 1 adds the source of what cells declared.
func (s *snapshot) inspect(code string, offset, detail int) (bundle map[string][]byte, found bool) {
	for _, at := range []int{offset, calledName(code, offset)} {
		if at < 0 {
			continue
		}
		if text := s.describe(code, at, detail); text != "" {
			return docBundle(text), true
		}
	}
	return nil, false
}

// docBundle shows the first paragraph as code.
func docBundle(text string) map[string][]byte {
	head, rest, _ := strings.Cut(text, "\n\n")
	md := "```go\n" + head + "\n```"
	if rest != "" {
		md += "\n\n" + rest
	}
	return map[string][]byte{"text/plain": []byte(text), "text/markdown": []byte(md)}
}

// calledName is the offset of the end of the name before the open parenthesis around an
// offset, -1 if there is none.
func calledName(code string, offset int) int {
	depth := 0
	for i := offset - 1; i >= 0; i-- {
		switch code[i] {
		case ')', ']', '}':
			depth++
		case '(', '[', '{':
			if depth > 0 {
				depth--
				continue
			}
			if code[i] == '(' {
				return i
			}
			return -1
		case '\n':
			if depth == 0 {
				return -1
			}
		}
	}
	return -1
}

// describe documents the name at or before a byte offset.
func (s *snapshot) describe(code string, offset, detail int) string {
	start := wordStart(code, offset)
	end := start
	for end < len(code) {
		r, n := utf8.DecodeRuneInString(code[end:])
		if !isWord(r) {
			break
		}
		end += n
	}
	name := code[start:end]
	if name == "" {
		return ""
	}
	v := s.look(code, end, start)
	if v == nil {
		return ""
	}
	defer v.forget()
	if v.selected == nil {
		return s.describeName(v, name, detail)
	}
	if id, ok := v.selected.(*ast.Ident); ok {
		pkg, _ := v.p.info.Uses[id].(*types.PkgName)
		if pkg != nil {
			if o := pkg.Imported().Scope().Lookup(name); o != nil {
				return s.describeObject(o, detail)
			}
			return ""
		}
	}
	t := v.p.info.TypeOf(v.selected)
	if t == nil {
		return ""
	}
	o, _, _ := types.LookupFieldOrMethod(t, true, v.p.pkg, name)
	if o == nil {
		return ""
	}
	return s.describeObject(o, detail)
}

func (s *snapshot) describeName(v *view, name string, detail int) string {
	for i := len(v.path) - 1; i >= 0; i-- {
		nodes := []ast.Node{v.path[i]}
		if f, ok := v.path[i].(*ast.FuncLit); ok {
			nodes = append(nodes, f.Type)
		}
		if f, ok := v.path[i].(*ast.FuncDecl); ok {
			nodes = append(nodes, f.Type)
		}
		for _, n := range nodes {
			if sc := v.p.info.Scopes[n]; sc != nil {
				if o := sc.Lookup(name); o != nil && o.Pos() <= v.at {
					return s.describeObject(o, detail)
				}
			}
		}
	}
	if v.p.pkg != nil {
		if o := v.p.pkg.Scope().Lookup(name); o != nil {
			return s.describeObject(o, detail)
		}
	}
	if d := s.scope.Def(name); d != nil && d.obj != nil {
		return s.describeObject(d.obj, detail)
	}
	if at := v.p.importPath(name); at != "" {
		return fmt.Sprintf("package %s // import %q", s.packages.names[at], at) + s.packages.doc(at, "")
	}
	if o := types.Universe.Lookup(name); o != nil {
		return s.describeObject(o, detail)
	}
	return ""
}

// describeObject is an object's declaration, its documentation, and the value of a
// variable of the session.
func (s *snapshot) describeObject(o types.Object, detail int) string {
	text := declText(o)
	if d := s.scope.Def(o.Name()); d != nil && d.obj == o {
		text += "\n\ndeclared in " + d.cell.name
		if d.unit == nil {
			if value := s.value(d); value != "" {
				text += "\nvalue: " + value
			}
			return text
		}
		if c := d.unit.comment(); c != "" {
			text += "\n\n" + c
		}
		if detail > 0 {
			text += "\n\n" + d.unit.text
		}
		return text
	}
	if o.Pkg() != nil && o.Pkg().Path() != mainPath {
		if f, ok := o.(*types.Func); ok {
			text = "func " + f.Pkg().Name() + "." + docKey(f) + signature(s.packages, f)
		}
		text += s.packages.doc(o.Pkg().Path(), docKey(o))
	}
	return text
}

// declText is a declaration as Go would print it, with the members of a type.
func declText(o types.Object) string {
	q := func(p *types.Package) string {
		if p.Path() == mainPath {
			return ""
		}
		return p.Name()
	}
	t, ok := o.(*types.TypeName)
	if !ok {
		return types.ObjectString(o, q)
	}
	text := "type " + t.Name() + " " + types.TypeString(t.Type().Underlying(), q)
	if st, ok := t.Type().Underlying().(*types.Struct); ok {
		text = "type " + t.Name() + " struct {"
		for i := range st.NumFields() {
			if f := st.Field(i); f.Exported() || t.Pkg() != nil && t.Pkg().Path() == mainPath {
				text += "\n\t" + f.Name() + " " + types.TypeString(f.Type(), q)
			}
		}
		text += "\n}"
	}
	set := types.NewMethodSet(types.NewPointer(t.Type()))
	for i := range set.Len() {
		if m := set.At(i).Obj(); m.Exported() || m.Pkg() != nil && m.Pkg().Path() == mainPath {
			text += "\nfunc (" + t.Name() + ") " + m.Name() + strings.TrimPrefix(types.TypeString(m.Type(), q), "func")
		}
	}
	return text
}

// docKey is the name under which documentation of an object is kept: "Type.Method" for
// methods.
func docKey(o types.Object) string {
	f, ok := o.(*types.Func)
	if !ok {
		return o.Name()
	}
	recv := f.Type().(*types.Signature).Recv()
	if recv == nil {
		return f.Name()
	}
	t := recv.Type()
	if p, ok := t.(*types.Pointer); ok {
		t = p.Elem()
	}
	if n, ok := t.(*types.Named); ok {
		return n.Obj().Name() + "." + f.Name()
	}
	return f.Name()
}
