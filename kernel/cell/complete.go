package cell

import (
	"go/ast"
	"go/token"
	"go/types"
	"iter"
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/andor-kernel/andor/dsl"
)

// completion is what may stand between Start and End, in code points of the code.
type completion struct {
	Start, End int
	Items      []proposal
}

// proposal is one proposal. Type is one of function, method, field, type, const, var,
// package, keyword, magic, and what the DSL adds.
type proposal struct {
	Text      string
	Type      string
	Signature string
}

// snapshot is what looking at code needs of a session.
type snapshot struct {
	scope    scope
	packages *packages
	// check reads and checks half-written code.
	check func(code string) *checked
	// imports are the names under which cells know packages, and their paths.
	imports iter.Seq2[string, string]
	// value is the text of a variable's value, empty if it cannot be had now.
	value func(d *def) string
}

// complete proposes what may stand at a byte offset, for the word that begins at start.
func (s *snapshot) complete(code string, offset, start int) []proposal {
	v := s.look(code, offset, start)
	if v == nil {
		return nil
	}
	defer v.forget()
	var items []proposal
	if v.selected != nil {
		items = v.members()
	} else {
		items = v.names()
	}
	return matching(items, code[start:offset])
}

// byteOffset turns a position in code points into one in bytes.
func byteOffset(code string, cursor int) int {
	n := 0
	for i := range code {
		if n == cursor {
			return i
		}
		n++
	}
	return len(code)
}

// wordStart is where the word that ends at offset begins.
func wordStart(code string, offset int) int {
	for offset > 0 {
		r, n := utf8.DecodeLastRuneInString(code[:offset])
		if !isWord(r) {
			break
		}
		offset -= n
	}
	return offset
}

func blockItems(code string, cursor int, list []dsl.Completion) completion {
	c := completion{Start: cursor, End: cursor}
	for i, d := range list {
		if i == 0 {
			c.Start = utf8.RuneCountInString(code[:d.Start])
			c.End = utf8.RuneCountInString(code[:d.End])
		}
		c.Items = append(c.Items, proposal{d.Text, d.Kind, d.Signature})
	}
	return c
}

// matching keeps the items that begin with a prefix, ignoring case if nothing begins
// with it as written; sorted, exported fields and methods before the rest.
func matching(items []proposal, prefix string) []proposal {
	pick := func(fits func(string) bool) []proposal {
		var out []proposal
		seen := map[string]bool{}
		for _, it := range items {
			if fits(it.Text) && !seen[it.Text] && !strings.Contains(it.Text, mark) {
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
	s        *snapshot
	p        *checked
	files    token.Pos // files from this base on are the view's
	at       token.Pos // of the word at the cursor
	selected ast.Expr  // the expression before the dot, nil if there is none
	path     []ast.Node
}

// cursorName stands for the word at the cursor, so that the code around it parses.
const cursorName = "cursor" + mark

// look checks code as far as it goes. The word from start to offset is replaced.
func (s *snapshot) look(code string, offset, start int) *view {
	end := offset
	for end < len(code) {
		r, n := utf8.DecodeRuneInString(code[end:])
		if !isWord(r) {
			break
		}
		end += n
	}
	text := code[:start] + cursorName + closeBrackets(code[:start], code[end:])
	v := &view{s: s, files: token.Pos(s.packages.fset.Base())}
	v.p = s.check(text)
	for _, part := range v.p.parts {
		for _, st := range part.stmts {
			v.find(st)
		}
	}
	for _, w := range v.p.work {
		if w.src == v.p.src {
			v.find(w.decl)
			if w.body != nil && !v.at.IsValid() {
				v.find(w.body)
				v.path = append([]ast.Node{w.decl}, v.path...)
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
		toks, _ := lex(part)
		for _, t := range toks {
			switch t.tok {
			case token.LPAREN, token.LBRACK, token.LBRACE:
				open = append(open, t.tok)
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
	v.s.packages.fset.Iterate(func(f *token.File) bool {
		if token.Pos(f.Base()) >= v.files {
			gone = append(gone, f)
		}
		return true
	})
	for _, f := range gone {
		v.s.packages.fset.RemoveFile(f)
	}
}

// members are what can be selected from the expression before the dot.
func (v *view) members() []proposal {
	if id, ok := v.selected.(*ast.Ident); ok {
		if pkg, ok := v.p.info.Uses[id].(*types.PkgName); ok {
			return packageItems(v.s.packages, pkg.Imported())
		}
		if v.p.info.Uses[id] == nil {
			if at := v.p.importPath(id.Name); at != "" {
				if pkg, err := v.s.packages.Import(at); err == nil {
					return packageItems(v.s.packages, pkg)
				}
			}
		}
	}
	tv := v.p.info.Types[v.selected]
	if tv.Type == nil || tv.Type == types.Typ[types.Invalid] {
		return nil
	}
	return memberItems(v.s.packages, tv.Type)
}

func packageItems(pkgs *packages, pkg *types.Package) []proposal {
	var items []proposal
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

// memberItems are the methods and fields of a type, promoted ones too.
func memberItems(pkgs *packages, t types.Type) []proposal {
	var items []proposal
	visible := func(o types.Object) bool { return o.Exported() || o.Pkg() == nil || o.Pkg().Path() == mainPath }
	sets := []*types.MethodSet{types.NewMethodSet(t)}
	if !types.IsInterface(t) && !isPointer(t) {
		sets = append(sets, types.NewMethodSet(types.NewPointer(t)))
	}
	for _, set := range sets {
		for i := range set.Len() {
			if m := set.At(i).Obj(); visible(m) {
				items = append(items, proposal{m.Name(), "method", signature(pkgs, m)})
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
				items = append(items, proposal{f.Name(), "field", shortType(f.Type())})
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
func (v *view) names() []proposal {
	var items []proposal
	for i := len(v.path) - 1; i >= 0; i-- {
		scopes := []ast.Node{v.path[i]}
		switch n := v.path[i].(type) {
		case *ast.FuncLit:
			scopes = append(scopes, n.Type)
		case *ast.FuncDecl:
			scopes = append(scopes, n.Type)
		}
		for _, n := range scopes {
			if sc := v.p.info.Scopes[n]; sc != nil {
				for _, name := range sc.Names() {
					if o := sc.Lookup(name); o.Pos() < v.at {
						items = append(items, itemOf(o))
					}
				}
			}
		}
	}
	for _, d := range v.p.vars {
		items = append(items, itemOf(d.obj))
	}
	if v.p.pkg != nil {
		for _, name := range v.p.pkg.Scope().Names() {
			if name != bodyName {
				items = append(items, itemOf(v.p.pkg.Scope().Lookup(name)))
			}
		}
	}
	for _, d := range v.s.scope.All() {
		if d.obj != nil {
			items = append(items, itemOf(d.obj))
		}
	}
	return append(items, v.s.universeItems()...)
}

// universeItems are the names that every cell has.
func (s *snapshot) universeItems() []proposal {
	var items []proposal
	for name, at := range s.imports {
		items = append(items, proposal{name, "package", at})
	}
	for _, name := range types.Universe.Names() {
		items = append(items, itemOf(types.Universe.Lookup(name)))
	}
	for t := token.BREAK; t <= token.VAR; t++ {
		if t.IsKeyword() {
			items = append(items, proposal{Text: t.String(), Type: "keyword"})
		}
	}
	for _, w := range []string{"net", "data", "train", "let"} {
		items = append(items, proposal{Text: w, Type: "keyword"})
	}
	return items
}

func itemOf(o types.Object) proposal {
	kind := objectKind(o)
	sig := ""
	switch kind {
	case "func":
		kind = "function"
		sig = signatureText(o.Type())
	case "var", "const":
		sig = shortType(o.Type())
	}
	return proposal{o.Name(), kind, sig}
}

// objectKind is one word for what an object is.
func objectKind(o types.Object) string {
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

func typeOfObject(o types.Object) string {
	if t, ok := o.(*types.TypeName); ok {
		return shortType(t.Type().Underlying())
	}
	return shortType(o.Type())
}

// signature is a func's type with the names of its parameters, if they are known.
func signature(pkgs *packages, o types.Object) string {
	if o.Pkg() != nil && o.Pkg().Path() != mainPath {
		if d := pkgs.docsOf(o.Pkg().Path())[docKey(o)]; d.Sig != "" {
			return d.Sig
		}
	}
	return signatureText(o.Type())
}

// signatureText is a func's type without the word func.
func signatureText(t types.Type) string { return strings.TrimPrefix(shortType(t), "func") }
