// More types that lead back to each other, and to themselves without a struct.
package main

import (
	"cmp"
	"errors"
	"fmt"
	"iter"
	"maps"
	"math"
	"slices"
	"sort"
	"strings"
	"unicode"
)

// A generic doubly linked list.

type node[T any] struct {
	val        T
	prev, next *node[T]
	list       *Deque[T]
}

type Deque[T any] struct {
	head, tail *node[T]
	n          int
}

func (d *Deque[T]) PushBack(v T) *node[T] {
	n := &node[T]{val: v, prev: d.tail, list: d}
	if d.tail == nil {
		d.head = n
	} else {
		d.tail.next = n
	}
	d.tail = n
	d.n++
	return n
}

func (n *node[T]) Remove() T {
	d := n.list
	if n.prev == nil {
		d.head = n.next
	} else {
		n.prev.next = n.next
	}
	if n.next == nil {
		d.tail = n.prev
	} else {
		n.next.prev = n.prev
	}
	n.list, n.prev, n.next = nil, nil, nil
	d.n--
	return n.val
}

func (d *Deque[T]) All() iter.Seq2[int, T] {
	return func(yield func(int, T) bool) {
		i := 0
		for n := d.head; n != nil; n = n.next {
			if !yield(i, n.val) {
				return
			}
			i++
		}
	}
}

func (d *Deque[T]) Backward() iter.Seq[T] {
	return func(yield func(T) bool) {
		for n := d.tail; n != nil; n = n.prev {
			if !yield(n.val) {
				return
			}
		}
	}
}

func deques() {
	var d Deque[string]
	var second *node[string]
	for i, s := range strings.Fields("a b c d") {
		n := d.PushBack(s)
		if i == 1 {
			second = n
		}
	}
	fmt.Println(second.Remove(), second.list == nil, d.n)
	for i, s := range d.All() {
		if i == 2 {
			break
		}
		fmt.Print(i, s, " ")
	}
	fmt.Println(slices.Collect(d.Backward()))
	var e Deque[*Deque[string]]
	e.PushBack(&d)
	fmt.Println(e.head.val.head.val, e.tail.list == &e)
}

// A skip list.

const maxLevel = 4

type skipNode struct {
	key   int
	next  [maxLevel]*skipNode
	owner *SkipList
}

type SkipList struct {
	head  skipNode
	level int
	size  int
	seed  uint32
	last  *skipNode
}

func (s *SkipList) rand() uint32 {
	s.seed = s.seed*1664525 + 1013904223
	return s.seed >> 16
}

func (s *SkipList) Insert(key int) *skipNode {
	var update [maxLevel]*skipNode
	x := &s.head
	for i := s.level; i >= 0; i-- {
		for x.next[i] != nil && x.next[i].key < key {
			x = x.next[i]
		}
		update[i] = x
	}
	lvl := 0
	for lvl < maxLevel-1 && s.rand()&1 == 1 {
		lvl++
	}
	for s.level < lvl {
		s.level++
		update[s.level] = &s.head
	}
	n := &skipNode{key: key, owner: s}
	for i := 0; i <= lvl; i++ {
		n.next[i], update[i].next[i] = update[i].next[i], n
	}
	s.size++
	s.last = n
	return n
}

func (s *SkipList) Contains(key int) bool {
	x := &s.head
	for i := s.level; i >= 0; i-- {
		for x.next[i] != nil && x.next[i].key < key {
			x = x.next[i]
		}
	}
	x = x.next[0]
	return x != nil && x.key == key
}

func skips() {
	s := &SkipList{seed: 42}
	for _, k := range []int{5, 1, 9, 3, 7, 2, 8} {
		s.Insert(k)
	}
	for n := s.head.next[0]; n != nil; n = n.next[0] {
		fmt.Print(n.key, " ")
	}
	fmt.Println(s.size, s.Contains(7), s.Contains(4), s.last.owner == s)
}

// A B-tree of pages that know their tree.

type Tree[K cmp.Ordered, V any] struct {
	root  *page[K, V]
	Len   int
	stats struct{ splits int }
}

type item[K cmp.Ordered, V any] struct {
	key K
	val V
}

type page[K cmp.Ordered, V any] struct {
	items  []item[K, V]
	kids   []*page[K, V]
	parent *page[K, V]
	tree   *Tree[K, V]
}

func (t *Tree[K, V]) Set(k K, v V) {
	if t.root == nil {
		t.root = &page[K, V]{tree: t}
	}
	p := t.root
	for {
		i, found := slices.BinarySearchFunc(p.items, k, func(it item[K, V], k K) int { return cmp.Compare(it.key, k) })
		if found {
			p.items[i].val = v
			return
		}
		if len(p.kids) == 0 {
			p.items = slices.Insert(p.items, i, item[K, V]{k, v})
			t.Len++
			p.split()
			return
		}
		p = p.kids[i]
	}
}

func (p *page[K, V]) split() {
	if len(p.items) < 4 {
		return
	}
	t := p.tree
	t.stats.splits++
	mid := p.items[2]
	right := &page[K, V]{items: slices.Clone(p.items[3:]), tree: t, parent: p.parent}
	if len(p.kids) > 0 {
		right.kids = slices.Clone(p.kids[3:])
		for _, k := range right.kids {
			k.parent = right
		}
		p.kids = p.kids[:3]
	}
	p.items = p.items[:2]
	if p.parent == nil {
		t.root = &page[K, V]{tree: t, items: []item[K, V]{mid}, kids: []*page[K, V]{p, right}}
		p.parent, right.parent = t.root, t.root
		return
	}
	up := p.parent
	i := slices.Index(up.kids, p)
	up.items = slices.Insert(up.items, i, mid)
	up.kids = slices.Insert(up.kids, i+1, right)
	up.split()
}

func (p *page[K, V]) walk(yield func(K, V) bool) bool {
	for i, it := range p.items {
		if len(p.kids) > 0 && !p.kids[i].walk(yield) {
			return false
		}
		if !yield(it.key, it.val) {
			return false
		}
	}
	return len(p.kids) == 0 || p.kids[len(p.items)].walk(yield)
}

func (t *Tree[K, V]) All() iter.Seq2[K, V] {
	return func(yield func(K, V) bool) {
		if t.root != nil {
			t.root.walk(yield)
		}
	}
}

func trees() {
	var t Tree[string, int]
	for i, w := range strings.Fields("the quick brown fox jumps over the lazy dog and runs far away from it") {
		t.Set(w, i)
	}
	for k, v := range t.All() {
		if k > "l" {
			break
		}
		fmt.Print(k, "=", v, " ")
	}
	fmt.Println(t.Len, t.stats.splits, t.root.kids[0].parent == t.root, len(maps.Collect(t.All())))
}

// An interpreter: expressions, environments and closures.

type Value interface{ String() string }

type Env struct {
	vars  map[string]Value
	outer *Env
	depth int
}

type Lambda struct {
	params []string
	body   Expr
	env    *Env
}

type Number float64

type Native func(env *Env, args ...Value) (Value, error)

type Expr interface {
	Eval(*Env) (Value, error)
}

type (
	Lit struct{ v Value }
	Ref struct{ name string }
	Fn  struct {
		params []string
		body   Expr
	}
	Call struct {
		fn   Expr
		args []Expr
	}
	Let struct {
		name  string
		v, in Expr
	}
)

func (n Number) String() string { return fmt.Sprintf("%g", float64(n)) }
func (l *Lambda) String() string {
	return fmt.Sprintf("fn(%s)@%d", strings.Join(l.params, ","), l.env.depth)
}
func (Native) String() string { return "native" }

func (e *Env) lookup(name string) (Value, error) {
	for ; e != nil; e = e.outer {
		if v, ok := e.vars[name]; ok {
			return v, nil
		}
	}
	return nil, fmt.Errorf("undefined: %s", name)
}

func (e Lit) Eval(*Env) (Value, error)     { return e.v, nil }
func (e Ref) Eval(env *Env) (Value, error) { return env.lookup(e.name) }
func (e Fn) Eval(env *Env) (Value, error)  { return &Lambda{e.params, e.body, env}, nil }
func (e Let) Eval(env *Env) (Value, error) {
	inner := &Env{map[string]Value{}, env, env.depth + 1}
	v, err := e.v.Eval(inner)
	if err != nil {
		return nil, err
	}
	inner.vars[e.name] = v
	return e.in.Eval(inner)
}

func (e Call) Eval(env *Env) (Value, error) {
	f, err := e.fn.Eval(env)
	if err != nil {
		return nil, err
	}
	args := make([]Value, len(e.args))
	for i, a := range e.args {
		if args[i], err = a.Eval(env); err != nil {
			return nil, err
		}
	}
	switch f := f.(type) {
	case Native:
		return f(env, args...)
	case *Lambda:
		inner := &Env{map[string]Value{}, f.env, f.env.depth + 1}
		for i, p := range f.params {
			inner.vars[p] = args[i]
		}
		return f.body.Eval(inner)
	default:
		return nil, fmt.Errorf("cannot call %v", f)
	}
}

func interpreters() {
	num := func(f func(a, b float64) float64) Native {
		return func(env *Env, args ...Value) (Value, error) {
			a, ok1 := args[0].(Number)
			b, ok2 := args[1].(Number)
			if !ok1 || !ok2 {
				return nil, errors.New("not numbers")
			}
			return Number(f(float64(a), float64(b))), nil
		}
	}
	global := &Env{vars: map[string]Value{
		"+": num(func(a, b float64) float64 { return a + b }),
		"^": num(math.Pow),
	}}
	add := Fn{[]string{"x"}, Fn{[]string{"y"}, Call{Ref{"+"}, []Expr{Ref{"x"}, Ref{"y"}}}}}
	prog := Let{"add", add, Let{"inc", Call{Ref{"add"}, []Expr{Lit{Number(1)}}}, Call{Ref{"inc"}, []Expr{Call{Ref{"^"}, []Expr{Lit{Number(2)}, Lit{Number(5)}}}}}}}
	fmt.Println(prog.Eval(global))
	fmt.Println(add.Eval(global))
	fmt.Println(Call{Ref{"+"}, []Expr{Ref{"+"}, Lit{Number(1)}}}.Eval(global))
	fmt.Println(Call{Lit{Number(1)}, nil}.Eval(global))
	fmt.Println(Ref{"nope"}.Eval(global))
}

// State functions, as in text/template's lexer.

type stateFn func(*lexer) stateFn

type lexer struct {
	in    string
	pos   int
	start int
	out   []string
	state stateFn
}

func (l *lexer) emit(kind string) {
	l.out = append(l.out, kind+":"+l.in[l.start:l.pos])
	l.start = l.pos
}

func lexText(l *lexer) stateFn {
	for l.pos < len(l.in) {
		switch c := rune(l.in[l.pos]); {
		case unicode.IsDigit(c):
			return lexNumber
		case unicode.IsLetter(c):
			return lexWord
		}
		l.pos++
		l.start = l.pos
	}
	return nil
}

func lexRun(kind string, is func(rune) bool) stateFn {
	return func(l *lexer) stateFn {
		for l.pos < len(l.in) && is(rune(l.in[l.pos])) {
			l.pos++
		}
		l.emit(kind)
		return lexText
	}
}

func lexNumber(l *lexer) stateFn { return lexRun("num", unicode.IsDigit)(l) }
func lexWord(l *lexer) stateFn   { return lexRun("word", unicode.IsLetter) }

func lexers() {
	l := &lexer{in: "let x1 = 42 + foo"}
	for l.state = lexText; l.state != nil; {
		l.state = l.state(l)
	}
	fmt.Println(strings.Join(l.out, " "))
	var s stateFn = lexText
	n := 0
	m := &lexer{in: "a b 3"}
	for s != nil {
		s = s(m)
		n++
	}
	fmt.Println(n, m.out)
}

// Types that are made of themselves.

type Church func(Church) Church

type Handler func(ctx map[string]string, next Handler) error

type Chan chan Chan

type Option func(*Server) Option

type Server struct {
	port int
	opts []Option
}

func Port(p int) Option {
	return func(s *Server) Option {
		old := s.port
		s.port = p
		return Port(old)
	}
}

func selves() {
	id := Church(func(c Church) Church { return c })
	fmt.Println(id(id)(id)(id) != nil)
	var h Handler = func(ctx map[string]string, next Handler) error {
		ctx["a"] = "1"
		return next(ctx, nil)
	}
	ctx := map[string]string{}
	fmt.Println(h(ctx, func(ctx map[string]string, next Handler) error {
		ctx["b"] = fmt.Sprint(next == nil)
		return errors.New("end")
	}), ctx)
	c := make(Chan, 1)
	c <- c
	fmt.Println(<-c == c)
	s := &Server{port: 80}
	undo := Port(8080)(s)
	fmt.Print(s.port, " ")
	undo = undo(s)
	s.opts = append(s.opts, undo)
	fmt.Print(s.port, " ")
	s.opts[0](s)
	fmt.Println(s.port)
}

// Union-find, a trie and a ring, whose members know where they belong.

type Set struct {
	rep  *Member
	size int
}

type Member struct {
	name string
	set  *Set
	next *Member
}

func union(a, b *Member) {
	if a.set == b.set {
		return
	}
	if a.set.size < b.set.size {
		a, b = b, a
	}
	old := b.set
	last := old.rep
	for m := old.rep; m != nil; m = m.next {
		m.set = a.set
		last = m
	}
	last.next, a.set.rep.next = a.set.rep.next, old.rep
	a.set.size += old.size
}

type Trie struct {
	root trieNode
	n    int
}

type trieNode struct {
	kids   map[rune]*trieNode
	parent *trieNode
	trie   *Trie
	end    bool
	r      rune
}

func (t *Trie) Add(w string) *trieNode {
	n := &t.root
	n.trie = t
	for _, r := range w {
		k := n.kids[r]
		if k == nil {
			k = &trieNode{parent: n, trie: t, r: r}
			if n.kids == nil {
				n.kids = map[rune]*trieNode{}
			}
			n.kids[r] = k
		}
		n = k
	}
	if !n.end {
		n.end = true
		t.n++
	}
	return n
}

func (n *trieNode) Word() string {
	if n.parent == nil {
		return ""
	}
	return n.parent.Word() + string(n.r)
}

func (n *trieNode) words(yield func(string) bool) bool {
	if n.end && !yield(n.Word()) {
		return false
	}
	keys := make([]rune, 0, len(n.kids))
	for r := range n.kids {
		keys = append(keys, r)
	}
	sort.Slice(keys, func(i, j int) bool { return keys[i] < keys[j] })
	for _, r := range keys {
		if !n.kids[r].words(yield) {
			return false
		}
	}
	return true
}

func members() {
	mk := func(name string) *Member { m := &Member{name: name}; m.set = &Set{m, 1}; return m }
	var ms []*Member
	for _, n := range strings.Split("abcdef", "") {
		ms = append(ms, mk(n))
	}
	union(ms[0], ms[1])
	union(ms[2], ms[3])
	union(ms[3], ms[1])
	union(ms[0], ms[2])
	fmt.Println(ms[0].set == ms[3].set, ms[4].set == ms[0].set, ms[1].set.size)
	var t Trie
	for _, w := range []string{"tea", "ten", "té", "to", "in", "inn"} {
		t.Add(w)
	}
	leaf := t.Add("ten")
	for w := range func(yield func(string) bool) { t.root.words(yield) } {
		if w == "to" {
			break
		}
		fmt.Print(w, " ")
	}
	fmt.Println(t.n, leaf.Word(), leaf.trie == &t)
}

// Embedding: a base that knows what embeds it.

type Widget struct {
	*Base
	Kids []*Widget
	Name string
}

type Base struct {
	self   *Widget
	parent *Base
	theme  *Theme
	pos    [2]int
}

type Theme struct {
	name string
	used []*Base
	def  *Widget
}

func (b *Base) Path() string {
	if b.parent == nil {
		return b.self.Name
	}
	return b.parent.Path() + "." + b.self.Name
}

func (t *Theme) New(name string, parent *Widget) *Widget {
	w := &Widget{Base: &Base{theme: t}, Name: name}
	w.self = w
	if parent != nil {
		w.parent = parent.Base
		parent.Kids = append(parent.Kids, w)
	}
	t.used = append(t.used, w.Base)
	if t.def == nil {
		t.def = w
	}
	return w
}

type Outer struct {
	Inner
	n int
}

type Inner struct {
	up   *Outer
	peer *Inner
}

func (i *Inner) Up() int { return i.up.n }

func embeds() {
	t := &Theme{name: "dark"}
	root := t.New("root", nil)
	w := t.New("pane", root)
	b := t.New("ok", w)
	p := &b.pos[1]
	*p = 7
	fmt.Println(b.Path(), w.theme.name, len(t.used), t.def == root, b.self.Kids == nil, b.pos)
	o := Outer{n: 3}
	o.up = &o
	o.peer = &o.Inner
	o.n++
	f := o.Up
	g := (*Inner).Up
	copied := o
	copied.n = 9
	fmt.Println(o.Up(), f(), g(o.peer), o.peer.peer == &o.Inner, copied.Up(), copied.up.n, copied == o)
	pp := &o.peer.peer
	*pp = nil
	fmt.Println(o.peer == nil, o.Inner == Inner{up: &o})
	list := []Outer{o, copied}
	list[0].n++
	for i := range list {
		list[i].up = &list[i]
	}
	fmt.Println(list[0].Up(), list[1].up.n, o.n)
	byUp := map[Inner]string{o.Inner: "o"}
	fmt.Println(byUp[Inner{&o, nil}], byUp[list[0].Inner] == "")
	fmt.Printf("%v %+v\n", Inner{}, Outer{n: 1})
	fmt.Printf("%T %T\n", o, list)
	var e any = o.Inner
	if in, ok := e.(Inner); ok {
		fmt.Println(in.up.n, e == any(Inner{up: &o}))
	}
}

func main() {
	deques()
	skips()
	trees()
	interpreters()
	lexers()
	selves()
	members()
	embeds()
}
