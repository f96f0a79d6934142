package yaegi

import (
	"fmt"
	"go/ast"
	"go/token"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
	"unsafe"
)

// Types that mention themselves.
//
// The interpreter makes the reflected types of structs that lead back to themselves out
// of a stand-in that all of them share, and fails on all but plain circles. So they are
// made here: a cell that declares such types is compiled in two parts, its types before
// the rest, and in between each of them is given its reflected type. A struct is made with
// stand-ins of its own in place of those that are not there yet, which has its true size
// and layout, since it can hold itself only behind a pointer; then the types of its fields
// are put in their places.

// Circles returns the groups of type declarations that lead to each other, or to themselves,
// each after those that it leads to.
func Circles(decls []ast.Decl) [][]string {
	mentions := map[string][]string{}
	var names []string
	for _, d := range decls {
		if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.TYPE {
			for _, s := range g.Specs {
				name := s.(*ast.TypeSpec).Name.Name
				names, mentions[name] = append(names, name), nil
			}
		}
	}
	for _, d := range decls {
		if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.TYPE {
			for _, s := range g.Specs {
				s := s.(*ast.TypeSpec)
				ast.Inspect(s.Type, func(n ast.Node) bool {
					if id, ok := n.(*ast.Ident); ok {
						if _, declared := mentions[id.Name]; declared {
							mentions[s.Name.Name] = append(mentions[s.Name.Name], id.Name)
						}
					}
					return true
				})
			}
		}
	}
	return groups(names, mentions)
}

// groups are the strongly connected components of a graph that have an edge (Tarjan's
// algorithm).
func groups(names []string, edges map[string][]string) [][]string {
	var out [][]string
	var stack []string
	index, low, on := map[string]int{}, map[string]int{}, map[string]bool{}
	var visit func(v string)
	visit = func(v string) {
		index[v] = len(index) + 1
		low[v] = index[v]
		stack, on[v] = append(stack, v), true
		for _, w := range edges[v] {
			if index[w] == 0 {
				visit(w)
				low[v] = min(low[v], low[w])
			} else if on[w] {
				low[v] = min(low[v], index[w])
			}
		}
		if low[v] != index[v] {
			return
		}
		at := slices.Index(stack, v)
		group := slices.Clone(stack[at:])
		stack = stack[:at]
		for _, w := range group {
			on[w] = false
		}
		if len(group) > 1 || slices.Contains(edges[v], v) {
			out = append(out, group)
		}
	}
	for _, v := range names {
		if index[v] == 0 {
			visit(v)
		}
	}
	return out
}

// CloseCircle gives the types of a group, which the interpreter knows by these names,
// their reflected types.
func (y Internals) CloseCircle(names []string) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the types %s cannot be made: %s", strings.Join(y.cells.plainNames(names), ", "), r)
		}
	}()
	// In an order that is the same when they are declared anew.
	names = slices.Clone(names)
	slices.SortStableFunc(names, func(a, b string) int { return strings.Compare(y.cells.Plain(a), y.cells.Plain(b)) })
	c := &circle{cells: y.cells, symbols: y.packages.MapIndex(reflect.ValueOf(y.cells.Package)), names: map[string]bool{}, place: map[itype]int{}}
	for _, name := range names {
		c.names[name] = true
	}
	for _, name := range names {
		c.walk(c.symbol(name), map[itype]bool{}, c.settle)
	}
	c.choose(names, "structT")
	c.choose(c.endless(names), "funcT", "chanT", "chanSendT", "chanRecvT")
	return c.close()
}

// choose makes the types of some kinds members.
func (c *circle) choose(names []string, kinds ...string) {
	for _, name := range names {
		if t := c.symbol(name); slices.Contains(kinds, t.kind()) {
			c.place[t] = len(c.members)
			c.members = append(c.members, t)
		}
	}
}

// endless are the types that lead back to themselves other than by way of a member.
func (c *circle) endless(names []string) []string {
	edges := map[string][]string{}
	var rest []string
	for _, name := range names {
		t := c.symbol(name)
		if _, member := c.place[t]; member {
			continue
		}
		rest = append(rest, name)
		c.walk(t, map[itype]bool{}, func(slot reflect.Value) {
			if to := pointed(slot).name(); c.names[to] {
				edges[name] = append(edges[name], to)
			}
		})
	}
	var out []string
	for _, g := range groups(rest, edges) {
		out = append(out, g...)
	}
	slices.SortFunc(out, func(a, b string) int { return slices.Index(names, a) - slices.Index(names, b) })
	return out
}

func (c Cells) plainNames(names []string) []string {
	out := make([]string, len(names))
	for i, name := range names {
		out[i] = c.Plain(name)
	}
	return out
}

// circle is a group of types whose reflected types are being made. Its members are structs,
// and the funcs and channels that lead back to themselves without one; the types between
// them follow from theirs.
type circle struct {
	cells   Cells
	symbols reflect.Value   // of the package of cells: map[string]*symbol
	names   map[string]bool // of the group
	members []itype
	place   map[itype]int // in members
}

// itype is the interpreter's own description of a type: a *itype.
type itype struct{ p unsafe.Pointer }

// itypeFields are the fields of the interpreter's descriptions, learned from the first that
// circle.symbol sees; sessions may be at that at once.
var (
	itypeFields reflect.Type
	learnFields sync.Once
)

func (t itype) value() reflect.Value { return reflect.NewAt(itypeFields, t.p).Elem() }

func (t itype) field(name string) reflect.Value {
	return openField(t.value().FieldByName(name))
}

// openField is a field that may be set.
func openField(f reflect.Value) reflect.Value {
	return reflect.NewAt(f.Type(), unsafe.Pointer(f.UnsafeAddr())).Elem()
}

func (t itype) kind() string { return t.field("cat").Interface().(fmt.Stringer).String() }

func (t itype) name() string { return t.field("name").String() }

// reflected is the reflected type, as far as the interpreter can make it.
func (t itype) reflected() reflect.Type {
	rt, _ := t.value().Addr().MethodByName("TypeOf").Call(nil)[0].Interface().(reflect.Type)
	return rt
}

func (t itype) setReflected(rt reflect.Type) {
	f := t.field("rtype")
	if rt == nil {
		f.SetZero()
		return
	}
	f.Set(reflect.ValueOf(rt))
}

// structField is a field of a struct as the interpreter makes it.
func (t itype) structField(i int) reflect.StructField {
	list := t.field("field")
	f := list.Index(i)
	name := openField(f.FieldByName("name")).String()
	if r, _ := utf8.DecodeRuneInString(name); !unicode.IsUpper(r) {
		name = "X" + name
	}
	return reflect.StructField{
		Name:      name,
		Type:      t.fieldType(i).reflected(),
		Tag:       reflect.StructTag(openField(f.FieldByName("tag")).String()),
		Anonymous: list.Len() == 1 && openField(f.FieldByName("embed")).Bool(),
	}
}

func (t itype) fieldType(i int) itype {
	return pointed(openField(t.field("field").Index(i).FieldByName("typ")))
}

func (t itype) numField() int { return t.field("field").Len() }

func pointed(v reflect.Value) itype { return itype{v.UnsafePointer()} }

func (c *circle) symbol(name string) itype {
	s := c.symbols.MapIndex(reflect.ValueOf(name))
	if !s.IsValid() || s.IsNil() {
		return itype{}
	}
	t := openField(s.Elem().FieldByName("typ"))
	learnFields.Do(func() { itypeFields = t.Type().Elem() })
	return pointed(t)
}

// walk calls see for each place in t where another type stands, and goes on into those
// between the members.
func (c *circle) walk(t itype, seen map[itype]bool, see func(slot reflect.Value)) {
	if seen[t] {
		return
	}
	seen[t] = true
	visit := func(slot reflect.Value) {
		if slot.IsNil() {
			return
		}
		see(slot)
		next := pointed(slot)
		if c.between(next) {
			c.walk(next, seen, see)
		}
	}
	visit(t.field("key"))
	visit(t.field("val"))
	visit(t.field("ptr"))
	for _, list := range []string{"arg", "ret"} {
		l := t.field(list)
		for i := range l.Len() {
			visit(l.Index(i))
		}
	}
	for i := range t.numField() {
		visit(openField(t.field("field").Index(i).FieldByName("typ")))
	}
}

// between says whether the reflected type of t follows from those of the members.
func (c *circle) between(t itype) bool {
	if _, member := c.place[t]; member || t.name() != "" && !c.names[t.name()] {
		return false
	}
	switch t.kind() {
	case "arrayT", "chanT", "chanSendT", "chanRecvT", "funcT", "linkedT", "mapT", "ptrT", "sliceT", "structT", "variadicT":
		return true
	}
	return false
}

// settle puts the type that is meant where the interpreter has kept one that it met
// before its declaration.
func (c *circle) settle(slot reflect.Value) {
	t := pointed(slot)
	if !c.names[t.name()] && t.kind() != "nilT" && !t.field("incomplete").Bool() {
		return
	}
	if now := c.symbol(t.name()); now.p != nil {
		slot.Set(reflect.NewAt(itypeFields, now.p))
	}
}

// forget drops the reflected types that were made of others.
func (c *circle) forget() {
	for _, t := range c.members {
		c.walk(t, map[itype]bool{}, func(slot reflect.Value) {
			if next := pointed(slot); c.between(next) {
				next.setReflected(nil)
			}
		})
	}
}

// closed keeps the circles made so far, by what they are made of: types are never freed,
// and variables keep their values when a method is added to their type.
var closed = struct {
	mu   sync.Mutex
	by   map[string][]reflect.Type
	used int // stand-ins
}{by: map[string][]reflect.Type{}}

// standIn takes the place of a type that is not there yet.
type standIn struct{}

// standIns gives the members types that stand for them, and no others from a number on.
func (c *circle) standIns(from int) {
	for i, t := range c.members {
		in := reflect.ArrayOf(from+i, reflect.TypeFor[standIn]())
		switch t.kind() {
		case "funcT":
			in = reflect.FuncOf([]reflect.Type{in}, nil, false)
		case "chanT", "chanSendT", "chanRecvT":
			in = reflect.ChanOf(reflect.BothDir, in)
		}
		t.setReflected(in)
	}
	c.forget()
}

// close makes the types.
func (c *circle) close() error {
	closed.mu.Lock()
	defer closed.mu.Unlock()
	c.standIns(0)
	key := c.key()
	list := closed.by[key]
	if list == nil {
		closed.used += len(c.members)
		c.standIns(maxMembers + closed.used)
		list = make([]reflect.Type, len(c.members))
		for i := range list {
			c.build(i, list)
		}
	}
	for i, t := range c.members {
		t.setReflected(list[i])
	}
	c.forget()
	for i, t := range c.members {
		for j, part := range t.parts() {
			want := part.reflected()
			if partOf(list[i], j) == want {
				continue
			}
			setPart(list[i], j, want)
			if got := partOf(list[i], j); got != want {
				return fmt.Errorf("the type %s cannot be made: got %s for its part %d; reflection works otherwise in this version of Go", c.cells.Plain(t.name()), got, j)
			}
		}
	}
	closed.by[key] = list
	return nil
}

// maxMembers is more than a circle has.
const maxMembers = 1 << 20

// key tells circles apart; their stand-ins are numbered from 0.
func (c *circle) key() string {
	var b strings.Builder
	for _, t := range c.members {
		fmt.Fprintf(&b, "%s %t\n", t.kind(), t.variadic())
		for i, part := range t.parts() {
			if t.kind() == "structT" {
				f := t.structField(i)
				fmt.Fprintf(&b, "%s %s %t ", f.Name, strconv.Quote(string(f.Tag)), f.Anonymous)
			}
			fmt.Fprintf(&b, "%p\n", part.reflected())
		}
		fmt.Fprintln(&b, t.field("arg").Len())
	}
	return b.String()
}

// parts are the types that a member is made of, in the order of its reflected type.
func (t itype) parts() []itype {
	var out []itype
	switch t.kind() {
	case "structT":
		for i := range t.numField() {
			out = append(out, t.fieldType(i))
		}
	case "funcT":
		for _, name := range []string{"arg", "ret"} {
			for list, i := t.field(name), 0; i < list.Len(); i++ {
				out = append(out, pointed(list.Index(i)))
			}
		}
	default:
		out = append(out, pointed(t.field("val")))
	}
	return out
}

func (t itype) variadic() bool {
	args := t.field("arg")
	return args.Len() > 0 && pointed(args.Index(args.Len()-1)).kind() == "variadicT"
}

// build makes a member, after the structs that it holds.
func (c *circle) build(i int, list []reflect.Type) {
	if list[i] != nil {
		return
	}
	t := c.members[i]
	var inner func(t itype)
	inner = func(t itype) {
		if j, member := c.place[t]; member {
			if t.kind() == "structT" {
				c.build(j, list)
			}
			return
		}
		switch t.kind() {
		case "arrayT", "linkedT":
			inner(pointed(t.field("val")))
		case "structT":
			for _, part := range t.parts() {
				inner(part)
			}
		}
	}
	switch t.kind() {
	case "structT":
		fields := make([]reflect.StructField, t.numField())
		for _, part := range t.parts() {
			inner(part)
		}
		for j := range fields {
			fields[j] = t.structField(j)
		}
		list[i] = reflect.StructOf(fields)
	case "funcT":
		var parts []reflect.Type
		for _, part := range t.parts() {
			parts = append(parts, part.reflected())
		}
		in := t.field("arg").Len()
		list[i] = reflect.FuncOf(parts[:in], parts[in:], t.variadic())
	default:
		dir := map[string]reflect.ChanDir{"chanT": reflect.BothDir, "chanSendT": reflect.SendDir, "chanRecvT": reflect.RecvDir}[t.kind()]
		list[i] = reflect.ChanOf(dir, t.parts()[0].reflected())
	}
	t.setReflected(list[i])
	c.forget()
}
