package boxes

import (
	"fmt"
	"go/types"
	htmltemplate "html/template"
	"io"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"text/template"
	"text/template/parse"

	"github.com/andor-kernel/andor/kernel/cell/names"
)

// Templates and the types of cells.
//
// A template finds fields and methods by reflection, which knows neither the methods of
// cells' types nor what those methods return. So where the data is of a cell's type, every
// selection in the template's tree (.Name, $x.Name, (pipe).Name) is rewritten to a call of a
// func of ours, which knows both. Values go between such calls as view makes them.

// TemplateRunner is what is called of a template to execute it.
type TemplateRunner interface {
	Execute(io.Writer, any) error
	ExecuteTemplate(io.Writer, string, any) error
}

// The names under which a rewritten template calls the host.
const (
	selectFunc = "andorSelect"
	rawFunc    = "andorRaw"
	truthFunc  = "andorTruth"
)

// templates are the trees that are rewritten already.
type templates struct {
	mu   sync.Mutex
	done map[*parse.Tree]bool
}

type textTemplate struct {
	*template.Template
	s *Registry
}

type htmlTemplate struct {
	*htmltemplate.Template
	s *Registry
}

// HostTemplate is a template of which Execute or ExecuteTemplate is called.
func (s *Registry) HostTemplate(t any) any {
	switch t := t.(type) {
	case *template.Template:
		return textTemplate{t, s}
	case *htmltemplate.Template:
		return htmlTemplate{t, s}
	}
	return t
}

// HostFuncs is a map of funcs for templates, of which those that take or return values of
// cells' types are made fit for templates.
func (s *Registry) HostFuncs(funcs map[string]any) map[string]any {
	out := make(map[string]any, len(funcs))
	for name, f := range funcs {
		if b, ok := Unbox(f); ok {
			f = s.viewFunc(b.T.t, reflect.ValueOf(b.v))
		} else if v := reflect.ValueOf(f); takesInterfaces(v) {
			f = func(args ...any) (any, error) { return s.callCompiled(name, v, args) }
		}
		out[name] = f
	}
	return out
}

// takesInterfaces reports whether a func has a parameter that may be given a view.
func takesInterfaces(f reflect.Value) bool {
	if f.Kind() != reflect.Func || f.IsNil() {
		return false
	}
	for i := range f.Type().NumIn() {
		t := f.Type().In(i)
		if t.Kind() == reflect.Interface || t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Interface {
			return true
		}
	}
	return false
}

// prepared makes a template, and all that belong to it, fit for values of cells' types, and
// returns the data to execute it with; tree gives the tree of a template.
func prepared[T interface {
	Funcs(template.FuncMap) T
	Templates() []T
}](s *Registry, t T, tree func(T) *parse.Tree, data any) any {
	if !HoldsBoxes(data) {
		return data
	}
	t.Funcs(s.templateFuncs())
	for _, one := range t.Templates() {
		s.rewrite(tree(one))
	}
	s.rewrite(tree(t))
	return s.view(data)
}

func textTree(t *template.Template) *parse.Tree { return t.Tree }

func htmlTree(t *htmltemplate.Template) *parse.Tree { return t.Tree }

func (t textTemplate) Execute(w io.Writer, data any) error {
	return templateError(t.Template.Execute(w, prepared(t.s, t.Template, textTree, data)))
}

func (t textTemplate) ExecuteTemplate(w io.Writer, name string, data any) error {
	return templateError(t.Template.ExecuteTemplate(w, name, prepared(t.s, t.Template, textTree, data)))
}

func (t htmlTemplate) Execute(w io.Writer, data any) error {
	return templateError(t.Template.Execute(w, prepared(t.s, t.Template, htmlTree, data)))
}

func (t htmlTemplate) ExecuteTemplate(w io.Writer, name string, data any) error {
	return templateError(t.Template.ExecuteTemplate(w, name, prepared(t.s, t.Template, htmlTree, data)))
}

// HoldsBoxes reports whether data is of a cell's type, or may hold such values.
func HoldsBoxes(data any) bool {
	if data == nil {
		return false
	}
	if _, ok := Unbox(data); ok {
		return true
	}
	t := reflect.TypeOf(data)
	switch t.Kind() {
	case reflect.Map, reflect.Slice, reflect.Array:
		return t.Elem().Kind() == reflect.Interface
	}
	return false
}

func (s *Registry) templateFuncs() map[string]any {
	return map[string]any{selectFunc: s.templateSelect, rawFunc: HostRaw, truthFunc: truth}
}

// truth is whether a value counts as true in a template.
func truth(x any) bool {
	yes, _ := template.IsTrue(HostRaw(x))
	return yes
}

// ourCall is what an error says of a rewritten selection, and selected the parts of that.
var (
	ourCall  = regexp.MustCompile(`at <\(*` + selectFunc + ` .*?>: error calling ` + selectFunc + `: `)
	selected = regexp.MustCompile(`\$\w*|"\w+"`)
)

// templateError puts the selection that stood in the template into an error.
func templateError(err error) error {
	if err == nil {
		return nil
	}
	text := ourCall.ReplaceAllStringFunc(err.Error(), func(call string) string {
		was := ""
		for _, part := range selected.FindAllString(call, -1) {
			if name, quoted := strings.CutPrefix(part, `"`); quoted {
				part = "." + strings.TrimSuffix(name, `"`)
			}
			was += part
		}
		return "at <" + was + ">: "
	})
	if text == err.Error() {
		return err
	}
	return reworded{err, text}
}

type reworded struct {
	error
	text string
}

func (e reworded) Error() string { return e.text }
func (e reworded) Unwrap() error { return e.error }

// rewrite rewrites the selections of a tree, once.
func (s *Registry) rewrite(tree *parse.Tree) {
	if tree == nil || tree.Root == nil {
		return
	}
	s.templates.mu.Lock()
	defer s.templates.mu.Unlock()
	if s.templates.done[tree] {
		return
	}
	if s.templates.done == nil {
		s.templates.done = map[*parse.Tree]bool{}
	}
	s.templates.done[tree] = true
	rewriteList(tree.Root)
}

func rewriteList(list *parse.ListNode) {
	if list == nil {
		return
	}
	for _, n := range list.Nodes {
		switch n := n.(type) {
		case *parse.ActionNode:
			rewritePipe(n.Pipe)
		case *parse.TemplateNode:
			rewritePipe(n.Pipe)
		case *parse.IfNode:
			rewritePipe(n.Pipe)
			if len(n.Pipe.Decl) == 0 {
				n.Pipe.Cmds = append(n.Pipe.Cmds, command(n.Pipe.Pos, identifier(truthFunc, n.Pipe.Pos)))
			}
			rewriteList(n.List)
			rewriteList(n.ElseList)
		case *parse.RangeNode:
			rewritePipe(n.Pipe)
			rewriteList(n.List)
			rewriteList(n.ElseList)
		case *parse.WithNode:
			rewritePipe(n.Pipe)
			rewriteList(n.List)
			rewriteList(n.ElseList)
		case *parse.ListNode:
			rewriteList(n)
		}
	}
}

func rewritePipe(p *parse.PipeNode) {
	if p == nil {
		return
	}
	for _, c := range p.Cmds {
		rewriteCommand(c)
	}
}

// comparing are the funcs of templates that want bare values.
var comparing = map[string]bool{"eq": true, "ne": true, "lt": true, "le": true, "gt": true, "ge": true}

func rewriteCommand(c *parse.CommandNode) {
	compare := false
	if id, ok := c.Args[0].(*parse.IdentifierNode); ok {
		compare = comparing[id.Ident]
	}
	for i, a := range c.Args {
		if i == 0 {
			continue
		}
		c.Args[i] = rewriteArg(a)
		if compare {
			c.Args[i] = pipe(a.Position(), command(a.Position(), identifier(rawFunc, a.Position()), c.Args[i]))
		}
	}
	base, fields := selection(c.Args[0])
	if len(fields) == 0 {
		if p, ok := c.Args[0].(*parse.PipeNode); ok {
			rewritePipe(p)
		}
		return
	}
	call := selectCall(c.Args[0].Position(), base, fields)
	c.Pos, c.Args = call.Pos, append(call.Args, c.Args[1:]...)
}

// selection takes a node apart that selects fields of something.
func selection(n parse.Node) (base parse.Node, fields []string) {
	switch n := n.(type) {
	case *parse.FieldNode:
		return &parse.DotNode{NodeType: parse.NodeDot, Pos: n.Pos}, n.Ident
	case *parse.VariableNode:
		if len(n.Ident) > 1 {
			return &parse.VariableNode{NodeType: parse.NodeVariable, Pos: n.Pos, Ident: n.Ident[:1]}, n.Ident[1:]
		}
	case *parse.ChainNode:
		return rewriteArg(n.Node), fieldsOf(n)
	}
	return n, nil
}

func fieldsOf(n *parse.ChainNode) []string { return n.Field }

func rewriteArg(n parse.Node) parse.Node {
	if p, ok := n.(*parse.PipeNode); ok {
		rewritePipe(p)
		return p
	}
	base, fields := selection(n)
	if len(fields) == 0 {
		return n
	}
	return pipe(n.Position(), selectCall(n.Position(), base, fields))
}

func selectCall(pos parse.Pos, base parse.Node, fields []string) *parse.CommandNode {
	var c *parse.CommandNode
	for i, name := range fields {
		if i > 0 {
			base = pipe(pos, c)
		}
		text := &parse.StringNode{NodeType: parse.NodeString, Pos: pos, Quoted: strconv.Quote(name), Text: name}
		c = command(pos, identifier(selectFunc, pos), base, text)
	}
	return c
}

func identifier(name string, pos parse.Pos) parse.Node { return parse.NewIdentifier(name).SetPos(pos) }

func command(pos parse.Pos, args ...parse.Node) *parse.CommandNode {
	return &parse.CommandNode{NodeType: parse.NodeCommand, Pos: pos, Args: args}
}

func pipe(pos parse.Pos, c *parse.CommandNode) *parse.PipeNode {
	return &parse.PipeNode{NodeType: parse.NodePipe, Pos: pos, Cmds: []*parse.CommandNode{c}}
}

// addressed is a value of a cell's type with its place, by which methods of pointers are
// called.
type addressed struct {
	boxed
	place boxed
}

// nilPointer is a nil pointer to a cell's type: a list without elements, so that it counts as
// false, with the pointer behind its end.
type nilPointer []boxed

func (n nilPointer) box() any { return n[:1][0].T.Box(n[:1][0].v) }

// Format is fmt.Formatter.
func (n nilPointer) Format(f fmt.State, verb rune) { n[:1][0].Format(f, verb) }

// view is an interface's value as templates get it.
func (s *Registry) view(x any) any {
	if b, ok := Unbox(x); ok {
		return s.typedView(b.T.t, reflect.ValueOf(b.v))
	}
	if !HoldsBoxes(x) {
		return x
	}
	v := reflect.ValueOf(x)
	if v.Kind() == reflect.Map {
		out := reflect.MakeMapWithSize(v.Type(), v.Len())
		for it := v.MapRange(); it.Next(); {
			out.SetMapIndex(it.Key(), settable(s.view(it.Value().Interface()), v.Type().Elem()))
		}
		return out.Interface()
	}
	out := make([]any, v.Len())
	for i := range out {
		out[i] = s.view(v.Index(i).Interface())
	}
	return out
}

// settable is a value for a place of an interface type.
func settable(x any, t reflect.Type) reflect.Value {
	if x == nil {
		return reflect.Zero(t)
	}
	return reflect.ValueOf(x)
}

// typedView is a value of a known type as templates get it: in a box if methods or fields of
// it matter, else without its type; lists and maps with the views of their elements.
func (s *Registry) typedView(t types.Type, v reflect.Value) any {
	if !v.IsValid() {
		return nil
	}
	if types.IsInterface(t) {
		if v.Kind() == reflect.Interface {
			v = v.Elem()
		}
		if !v.IsValid() {
			return nil
		}
		return s.view(v.Interface())
	}
	if !names.CellType(t) {
		return v.Interface()
	}
	b := s.boxOf(t)
	if b == nil {
		b = &boxType{s: s, t: t, kind: kindOf(t)}
	}
	if v.Kind() == reflect.Pointer && v.IsNil() {
		return nilPointer{{b, v.Interface()}}[:0]
	}
	if v.CanAddr() && !names.IsPointer(t) && v.Kind() != reflect.Interface {
		if p := s.boxOf(types.NewPointer(t)); p != nil && len(p.methods) > 0 {
			return addressed{boxed{b, v.Interface()}, boxed{p, v.Addr().Interface()}}
		}
	}
	if types.NewMethodSet(t).Len() > 0 {
		return b.Box(v.Interface())
	}
	switch u := t.Underlying().(type) {
	case *types.Slice, *types.Array:
		elem := u.(interface{ Elem() types.Type }).Elem()
		if v.Kind() == reflect.Slice && v.IsNil() {
			return []any(nil)
		}
		out := make([]any, v.Len())
		for i := range out {
			out[i] = s.typedView(elem, v.Index(i))
		}
		return out
	case *types.Map:
		out := reflect.MakeMap(reflect.MapOf(v.Type().Key(), reflect.TypeFor[any]()))
		for it := v.MapRange(); it.Next(); {
			out.SetMapIndex(it.Key(), settable(s.typedView(u.Elem(), it.Value()), reflect.TypeFor[any]()))
		}
		return out.Interface()
	case *types.Signature:
		return s.viewFunc(t, v)
	case *types.Basic:
		return v.Interface()
	}
	return b.Box(v.Interface())
}
