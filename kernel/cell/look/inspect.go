package look

import (
	"fmt"
	"go/ast"
	"go/types"
	"strings"
	"unicode/utf8"

	"github.com/andor-kernel/andor/kernel/cell/names"
)

// Inspect documents the name at a byte offset, or the func whose arguments stand there. detail
// 1 adds the source of what cells declared.
func (s *Snapshot) Inspect(code string, offset, detail int) (bundle map[string][]byte, found bool) {
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
func (s *Snapshot) describe(code string, offset, detail int) string {
	start := WordStart(code, offset)
	end := start
	for end < len(code) {
		r, n := utf8.DecodeRuneInString(code[end:])
		if !names.IsWord(r) {
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
		pkg, _ := v.p.Info.Uses[id].(*types.PkgName)
		if pkg != nil {
			if o := pkg.Imported().Scope().Lookup(name); o != nil {
				return s.describeObject(o, detail)
			}
			return ""
		}
	}
	t := v.p.Info.TypeOf(v.selected)
	if t == nil {
		return ""
	}
	o, _, _ := types.LookupFieldOrMethod(t, true, v.p.Pkg, name)
	if o == nil {
		return ""
	}
	return s.describeObject(o, detail)
}

func (s *Snapshot) describeName(v *view, name string, detail int) string {
	for i := len(v.path) - 1; i >= 0; i-- {
		nodes := []ast.Node{v.path[i]}
		if f, ok := v.path[i].(*ast.FuncLit); ok {
			nodes = append(nodes, f.Type)
		}
		if f, ok := v.path[i].(*ast.FuncDecl); ok {
			nodes = append(nodes, f.Type)
		}
		for _, n := range nodes {
			if sc := v.p.Info.Scopes[n]; sc != nil {
				if o := sc.Lookup(name); o != nil && o.Pos() <= v.at {
					return s.describeObject(o, detail)
				}
			}
		}
	}
	if v.p.Pkg != nil {
		if o := v.p.Pkg.Scope().Lookup(name); o != nil {
			return s.describeObject(o, detail)
		}
	}
	if d := s.Scope.Def(name); d != nil && d.Obj != nil {
		return s.describeObject(d.Obj, detail)
	}
	if at := v.p.ImportPath(name); at != "" {
		return fmt.Sprintf("package %s // import %q", s.Packages.Names[at], at) + s.Packages.Doc(at, "")
	}
	if o := types.Universe.Lookup(name); o != nil {
		return s.describeObject(o, detail)
	}
	return ""
}

// describeObject is an object's declaration, its documentation, and the value of a
// variable of the session.
func (s *Snapshot) describeObject(o types.Object, detail int) string {
	text := declText(o)
	if d := s.Scope.Def(o.Name()); d != nil && d.Obj == o {
		text += "\n\ndeclared in " + d.Cell.Name
		if d.Unit == nil {
			if value := s.Value(d); value != "" {
				text += "\nvalue: " + value
			}
			return text
		}
		if c := d.Unit.Comment(); c != "" {
			text += "\n\n" + c
		}
		if detail > 0 {
			text += "\n\n" + d.Unit.Text
		}
		return text
	}
	if o.Pkg() != nil && o.Pkg().Path() != names.MainPath {
		if f, ok := o.(*types.Func); ok {
			text = "func " + f.Pkg().Name() + "." + docKey(f) + signature(s.Packages, f)
		}
		text += s.Packages.Doc(o.Pkg().Path(), docKey(o))
	}
	return text
}

// declText is a declaration as Go would print it, with the members of a type.
func declText(o types.Object) string {
	q := func(p *types.Package) string {
		if p.Path() == names.MainPath {
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
			if f := st.Field(i); f.Exported() || t.Pkg() != nil && t.Pkg().Path() == names.MainPath {
				text += "\n\t" + f.Name() + " " + types.TypeString(f.Type(), q)
			}
		}
		text += "\n}"
	}
	set := types.NewMethodSet(types.NewPointer(t.Type()))
	for i := range set.Len() {
		if m := set.At(i).Obj(); m.Exported() || m.Pkg() != nil && m.Pkg().Path() == names.MainPath {
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
