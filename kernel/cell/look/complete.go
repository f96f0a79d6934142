package look

import (
	"go/ast"
	"go/token"
	"go/types"
	"iter"
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/andor-kernel/andor/dsl"
	"github.com/andor-kernel/andor/kernel/cell/check"
	"github.com/andor-kernel/andor/kernel/cell/imports"
	"github.com/andor-kernel/andor/kernel/cell/names"
	"github.com/andor-kernel/andor/kernel/cell/text"
	"github.com/andor-kernel/andor/kernel/code"
)

// Completion and Item are package code's.
type (
	Completion = code.Completion
	Item       = code.Item
)

// Snapshot is what looking at code needs of a session.
type Snapshot struct {
	Scope    check.Scope
	Packages *imports.Packages
	// Check reads and checks half-written code.
	Check func(code string) *check.Checked
	// Imports are the names under which cells know packages, and their paths.
	Imports iter.Seq2[string, string]
	// Value is the text of a variable's value, empty if it cannot be had now.
	Value func(d *check.Def) string
}

// Complete proposes what may stand at a byte offset, for the word that begins at start.
func (s *Snapshot) Complete(code string, offset, start int) []Item {
	v := s.look(code, offset, start)
	if v == nil {
		return nil
	}
	defer v.forget()
	var items []Item
	if v.selected != nil {
		items = v.members()
	} else {
		items = v.names()
	}
	return matching(items, code[start:offset])
}

// ByteOffset turns a position in code points into one in bytes.
func ByteOffset(code string, cursor int) int {
	n := 0
	for i := range code {
		if n == cursor {
			return i
		}
		n++
	}
	return len(code)
}

// WordStart is where the word that ends at offset begins.
func WordStart(code string, offset int) int {
	for offset > 0 {
		r, n := utf8.DecodeLastRuneInString(code[:offset])
		if !names.IsWord(r) {
			break
		}
		offset -= n
	}
	return offset
}

func BlockItems(code string, cursor int, list []dsl.Completion) Completion {
	c := Completion{Start: cursor, End: cursor}
	for i, d := range list {
		if i == 0 {
			c.Start = utf8.RuneCountInString(code[:d.Start])
			c.End = utf8.RuneCountInString(code[:d.End])
		}
		c.Items = append(c.Items, Item{Text: d.Text, Type: d.Kind, Signature: d.Signature})
	}
	return c
}

// matching keeps the items that begin with a prefix, ignoring case if nothing begins
// with it as written; sorted, exported fields and methods before the rest.
func matching(items []Item, prefix string) []Item {
	pick := func(fits func(string) bool) []Item {
		var out []Item
		seen := map[string]bool{}
		for _, it := range items {
			if fits(it.Text) && !seen[it.Text] && !strings.Contains(it.Text, names.Mark) {
				seen[it.Text] = true
				out = append(out, it)
			}
		}
		return out
	}
	out := pick(func(t string) bool { return strings.HasPrefix(t, prefix) })
	if len(out) == 0 {
		low := strings.ToLower(prefix)
		out = pick(func(t string) bool { return strings.HasPrefix(strings.ToLower(t), low) })
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].Text < out[j].Text })
	return out
}

// view is half-written code as go/types sees it, around one place.
type view struct {
	s        *Snapshot
	p        *check.Checked
	files    token.Pos // files from this base on are the view's
	at       token.Pos // of the word at the cursor
	selected ast.Expr  // the expression before the dot, nil if there is none
	path     []ast.Node
}

// cursorName stands for the word at the cursor, so that the code around it parses.
const cursorName = "cursor" + names.Mark

// look checks code as far as it goes. The word from start to offset is replaced.
func (s *Snapshot) look(code string, offset, start int) *view {
	end := offset
	for end < len(code) {
		r, n := utf8.DecodeRuneInString(code[end:])
		if !names.IsWord(r) {
			break
		}
		end += n
	}
	text := code[:start] + cursorName + closeBrackets(code[:start], code[end:])
	v := &view{s: s, files: token.Pos(s.Packages.Fset.Base())}
	v.p = s.Check(text)
	for _, part := range v.p.Parts {
		for _, st := range part.Stmts {
			v.find(st)
		}
	}
	for _, w := range v.p.Work {
		if w.Src == v.p.Src {
			v.find(w.Decl)
			if w.Body != nil && !v.at.IsValid() {
				v.find(w.Body)
				v.path = append([]ast.Node{w.Decl}, v.path...)
			}
		}
	}
	if !v.at.IsValid() {
		v.forget()
		return nil
	}
	return v
}

// closeBrackets is rest with the brackets closed that before and rest leave open, so
// that the statements around the cursor keep their shape.
func closeBrackets(before, rest string) string {
	var open []token.Token
	for _, part := range []string{before, rest} {
		toks, _ := text.Lex(part)
		for _, t := range toks {
			switch t.Tok {
			case token.LPAREN, token.LBRACK, token.LBRACE:
				open = append(open, t.Tok)
			case token.RPAREN, token.RBRACK, token.RBRACE:
				if len(open) > 0 {
					open = open[:len(open)-1]
				}
			}
		}
	}
	closing := map[token.Token]string{token.LPAREN: ")", token.LBRACK: "]", token.LBRACE: "\n}"}
	for i := len(open) - 1; i >= 0; i-- {
		rest += closing[open[i]]
	}
	return rest
}

// find looks for the cursor in a tree and keeps the nodes around it.
func (v *view) find(root ast.Node) {
	var stack []ast.Node
	ast.Inspect(root, func(n ast.Node) bool {
		if n == nil {
			stack = stack[:len(stack)-1]
			return true
		}
		stack = append(stack, n)
		id, ok := n.(*ast.Ident)
		if !ok || id.Name != cursorName || v.at.IsValid() {
			return true
		}
		v.at = id.Pos()
		v.path = append([]ast.Node(nil), stack...)
		if len(stack) > 1 {
			if sel, ok := stack[len(stack)-2].(*ast.SelectorExpr); ok && sel.Sel == id {
				v.selected = sel.X
			}
		}
		return true
	})
}

// forget removes the view's files from the interpreter's file set.
func (v *view) forget() {
	var gone []*token.File
	v.s.Packages.Fset.Iterate(func(f *token.File) bool {
		if token.Pos(f.Base()) >= v.files {
			gone = append(gone, f)
		}
		return true
	})
	for _, f := range gone {
		v.s.Packages.Fset.RemoveFile(f)
	}
}

// members are what can be selected from the expression before the dot.
func (v *view) members() []Item {
	if id, ok := v.selected.(*ast.Ident); ok {
		if pkg, ok := v.p.Info.Uses[id].(*types.PkgName); ok {
			return packageItems(v.s.Packages, pkg.Imported())
		}
		if v.p.Info.Uses[id] == nil {
			if at := v.p.ImportPath(id.Name); at != "" {
				if pkg, err := v.s.Packages.Import(at); err == nil {
					return packageItems(v.s.Packages, pkg)
				}
			}
		}
	}
	tv := v.p.Info.Types[v.selected]
	if tv.Type == nil || tv.Type == types.Typ[types.Invalid] {
		return nil
	}
	return MemberItems(v.s.Packages, tv.Type)
}

func packageItems(pkgs *imports.Packages, pkg *types.Package) []Item {
	var items []Item
	for _, name := range pkg.Scope().Names() {
		if o := pkg.Scope().Lookup(name); o.Exported() {
			it := itemOf(o)
			if it.Type == "function" {
				it.Signature = signature(pkgs, o)
			}
			items = append(items, it)
		}
	}
	return items
}

// MemberItems are the methods and fields of a type, promoted ones too.
func MemberItems(pkgs *imports.Packages, t types.Type) []Item {
	var items []Item
	visible := func(o types.Object) bool { return o.Exported() || o.Pkg() == nil || o.Pkg().Path() == names.MainPath }
	sets := []*types.MethodSet{types.NewMethodSet(t)}
	if !types.IsInterface(t) && !names.IsPointer(t) {
		sets = append(sets, types.NewMethodSet(types.NewPointer(t)))
	}
	for _, set := range sets {
		for i := range set.Len() {
			if m := set.At(i).Obj(); visible(m) {
				items = append(items, Item{Text: m.Name(), Type: "method", Signature: signature(pkgs, m)})
			}
		}
	}
	seen := map[types.Type]bool{}
	var fields func(t types.Type)
	fields = func(t types.Type) {
		if p, ok := t.Underlying().(*types.Pointer); ok {
			t = p.Elem()
		}
		st, ok := t.Underlying().(*types.Struct)
		if !ok || seen[t] {
			return
		}
		seen[t] = true
		for i := range st.NumFields() {
			f := st.Field(i)
			if visible(f) {
				items = append(items, Item{Text: f.Name(), Type: "field", Signature: names.ShortType(f.Type())})
			}
			if f.Embedded() {
				fields(f.Type())
			}
		}
	}
	fields(t)
	return items
}

// names are all names in scope at the cursor.
func (v *view) names() []Item {
	var items []Item
	for i := len(v.path) - 1; i >= 0; i-- {
		scopes := []ast.Node{v.path[i]}
		switch n := v.path[i].(type) {
		case *ast.FuncLit:
			scopes = append(scopes, n.Type)
		case *ast.FuncDecl:
			scopes = append(scopes, n.Type)
		}
		for _, n := range scopes {
			if sc := v.p.Info.Scopes[n]; sc != nil {
				for _, name := range sc.Names() {
					if o := sc.Lookup(name); o.Pos() < v.at {
						items = append(items, itemOf(o))
					}
				}
			}
		}
	}
	for _, d := range v.p.Vars {
		items = append(items, itemOf(d.Obj))
	}
	if v.p.Pkg != nil {
		for _, name := range v.p.Pkg.Scope().Names() {
			if name != names.BodyName {
				items = append(items, itemOf(v.p.Pkg.Scope().Lookup(name)))
			}
		}
	}
	for _, d := range v.s.Scope.All() {
		if d.Obj != nil {
			items = append(items, itemOf(d.Obj))
		}
	}
	return append(items, v.s.universeItems()...)
}

// universeItems are the names that every cell has.
func (s *Snapshot) universeItems() []Item {
	var items []Item
	for name, at := range s.Imports {
		items = append(items, Item{Text: name, Type: "package", Signature: at})
	}
	for _, name := range types.Universe.Names() {
		items = append(items, itemOf(types.Universe.Lookup(name)))
	}
	for t := token.BREAK; t <= token.VAR; t++ {
		if t.IsKeyword() {
			items = append(items, Item{Text: t.String(), Type: "keyword"})
		}
	}
	for _, w := range []string{"net", "data", "train", "let"} {
		items = append(items, Item{Text: w, Type: "keyword"})
	}
	return items
}

func itemOf(o types.Object) Item {
	kind := ObjectKind(o)
	sig := ""
	switch kind {
	case "func":
		kind = "function"
		sig = signatureText(o.Type())
	case "var", "const":
		sig = names.ShortType(o.Type())
	}
	return Item{Text: o.Name(), Type: kind, Signature: sig}
}

// ObjectKind is one word for what an object is.
func ObjectKind(o types.Object) string {
	switch o := o.(type) {
	case *types.Func, *types.Builtin:
		return "func"
	case *types.TypeName:
		return "type"
	case *types.Const:
		return "const"
	case *types.PkgName:
		return "package"
	case *types.Var:
		if o.IsField() {
			return "field"
		}
	}
	return "var"
}

func TypeOfObject(o types.Object) string {
	if t, ok := o.(*types.TypeName); ok {
		return names.ShortType(t.Type().Underlying())
	}
	return names.ShortType(o.Type())
}

// signature is a func's type with the names of its parameters, if they are known.
func signature(pkgs *imports.Packages, o types.Object) string {
	if o.Pkg() != nil && o.Pkg().Path() != names.MainPath {
		if d := pkgs.DocsOf(o.Pkg().Path())[docKey(o)]; d.Sig != "" {
			return d.Sig
		}
	}
	return signatureText(o.Type())
}

// signatureText is a func's type without the word func.
func signatureText(t types.Type) string { return strings.TrimPrefix(names.ShortType(t), "func") }
