package main

import (
	"cmp"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"sort"
	"strconv"
	"strings"
	"sync"
)

type Number interface {
	~int | ~int64 | ~float64
}

func Sum[T Number](xs ...T) (s T) {
	for _, x := range xs {
		s += x
	}
	return
}

func Map[T, U any](xs []T, f func(T) U) []U {
	out := make([]U, 0, len(xs))
	for _, x := range xs {
		out = append(out, f(x))
	}
	return out
}

func Filter[S ~[]E, E any](s S, keep func(E) bool) S {
	var out S
	for _, v := range s {
		if keep(v) {
			out = append(out, v)
		}
	}
	return out
}

func Reduce[T, A any](xs []T, init A, f func(A, T) A) A {
	for _, x := range xs {
		init = f(init, x)
	}
	return init
}

func Keys[M ~map[K]V, K cmp.Ordered, V any](m M) []K {
	return slices.Sorted(maps.Keys(m))
}

type Stack[T any] struct{ items []T }

func (s *Stack[T]) Push(v ...T) *Stack[T] { s.items = append(s.items, v...); return s }
func (s *Stack[T]) Pop() (v T, ok bool) {
	if len(s.items) == 0 {
		return v, false
	}
	v = s.items[len(s.items)-1]
	s.items = s.items[:len(s.items)-1]
	return v, true
}
func (s Stack[T]) String() string { return fmt.Sprintf("Stack%v", s.items) }
func (s *Stack[T]) All() iter.Seq2[int, T] {
	return func(yield func(int, T) bool) {
		for i, v := range s.items {
			if !yield(i, v) {
				return
			}
		}
	}
}

type Pair[K comparable, V any] struct {
	Key K
	Val V
}

func Pairs[K cmp.Ordered, V any](m map[K]V) []Pair[K, V] {
	var out []Pair[K, V]
	for _, k := range Keys(m) {
		out = append(out, Pair[K, V]{k, m[k]})
	}
	return out
}

type Option[T any] struct {
	v  T
	ok bool
}

func Some[T any](v T) Option[T] { return Option[T]{v, true} }
func None[T any]() Option[T]    { return Option[T]{} }
func (o Option[T]) OrElse(d T) T {
	if o.ok {
		return o.v
	}
	return d
}

type Set[T comparable] map[T]struct{}

func NewSet[T comparable](xs ...T) Set[T] {
	s := Set[T]{}
	for _, x := range xs {
		s[x] = struct{}{}
	}
	return s
}
func (s Set[T]) Has(x T) bool { _, ok := s[x]; return ok }
func (s Set[T]) Union(o Set[T]) Set[T] {
	out := maps.Clone(s)
	for k := range o {
		out[k] = struct{}{}
	}
	return out
}

type Stringish interface {
	~string
	fmt.Stringer
}
type Name string

func (n Name) String() string { return "<" + string(n) + ">" }

func JoinAll[T Stringish](xs []T) string {
	return strings.Join(Map(xs, func(x T) string { return x.String() + string(x) }), "+")
}

type Tree[T any] struct {
	root *node[T]
	less func(a, b T) int
	n    int
}
type node[T any] struct {
	v           T
	left, right *node[T]
}

func NewTree[T cmp.Ordered]() *Tree[T] { return &Tree[T]{less: cmp.Compare[T]} }
func (t *Tree[T]) Insert(v T) bool {
	p := &t.root
	for *p != nil {
		switch c := t.less(v, (*p).v); {
		case c < 0:
			p = &(*p).left
		case c > 0:
			p = &(*p).right
		default:
			return false
		}
	}
	*p = &node[T]{v: v}
	t.n++
	return true
}
func (t *Tree[T]) Walk() iter.Seq[T] {
	return func(yield func(T) bool) { t.root.walk(yield) }
}
func (n *node[T]) walk(yield func(T) bool) bool {
	return n == nil || n.left.walk(yield) && yield(n.v) && n.right.walk(yield)
}

type Cache[K comparable, V any] struct {
	mu    sync.Mutex
	m     map[K]V
	miss  int
	limit int
}

func NewCache[K comparable, V any](limit int) *Cache[K, V] {
	return &Cache[K, V]{m: make(map[K]V), limit: limit}
}
func (c *Cache[K, V]) Get(k K, load func(K) (V, error)) (V, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if v, ok := c.m[k]; ok {
		return v, nil
	}
	v, err := load(k)
	if err != nil {
		var zero V
		return zero, fmt.Errorf("load %v: %w", k, err)
	}
	c.miss++
	c.m[k] = v
	return v, nil
}

func TypeName[T any](v T) string {
	switch any(v).(type) {
	case int:
		return "int"
	case string:
		return "string"
	case fmt.Stringer:
		return "stringer"
	case []T:
		return "slice of itself"
	}
	return fmt.Sprintf("%T", v)
}

func Zero[T any]() T { var z T; return z }

func Ptr[T any](v T) *T { return &v }

type List[T any] struct {
	head *item[T]
	size int
}
type item[T any] struct {
	val  T
	next *item[T]
}

func (l *List[T]) Prepend(v T) { l.head = &item[T]{v, l.head}; l.size++ }
func (l *List[T]) Each(f func(T)) {
	for n := l.head; n != nil; n = n.next {
		f(n.val)
	}
}

func MapErr[T, U any](xs []T, f func(T) (U, error)) ([]U, error) {
	var out []U
	for i, x := range xs {
		u, err := f(x)
		if err != nil {
			return nil, fmt.Errorf("item %d: %w", i, err)
		}
		out = append(out, u)
	}
	return out, nil
}

type Matrix[T Number] [][]T

func (m Matrix[T]) Mul(o Matrix[T]) Matrix[T] {
	out := make(Matrix[T], len(m))
	for i := range m {
		out[i] = make([]T, len(o[0]))
		for j := range o[0] {
			for k := range o {
				out[i][j] += m[i][k] * o[k][j]
			}
		}
	}
	return out
}

func Zip[A, B any](as []A, bs []B) iter.Seq2[A, B] {
	return func(yield func(A, B) bool) {
		for i := range min(len(as), len(bs)) {
			if !yield(as[i], bs[i]) {
				return
			}
		}
	}
}

func Take[T any](seq iter.Seq[T], n int) iter.Seq[T] {
	return func(yield func(T) bool) {
		if n <= 0 {
			return
		}
		i := 0
		for v := range seq {
			if !yield(v) {
				return
			}
			if i++; i == n {
				return
			}
		}
	}
}

func Naturals() iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := 0; yield(i); i++ {
		}
	}
}

type Event[T any] struct {
	handlers []func(T)
}

func (e *Event[T]) On(f func(T)) { e.handlers = append(e.handlers, f) }
func (e *Event[T]) Fire(v T) {
	for _, h := range e.handlers {
		h(v)
	}
}

func main() {
	fmt.Println(Sum(1, 2, 3), Sum(1.5, 2), Sum[int64]())
	fmt.Println(Map([]int{1, 2}, strconv.Itoa), Map([]string{"a"}, func(s string) Option[string] { return Some(s) }))
	fmt.Println(Filter([]Name{"a", "bb"}, func(n Name) bool { return len(n) > 1 }))
	fmt.Println(Reduce([]int{1, 2, 3}, "", func(a string, x int) string { return a + strconv.Itoa(x) }))
	var st Stack[int]
	st.Push(1, 2).Push(3)
	fmt.Println(st, &st, st.String())
	for i, v := range st.All() {
		if i == 1 {
			continue
		}
		fmt.Print(i, "=", v, " ")
	}
	v, ok := st.Pop()
	fmt.Println(v, ok)
	fmt.Println(Pairs(map[string]int{"b": 2, "a": 1}))
	fmt.Printf("%T %T %T %+v\n", Pair[string, int]{}, &st, Some(Name("x")), Pair[Name, []int]{"k", []int{1}})
	fmt.Println(Some(3).OrElse(4), None[string]().OrElse("d"))
	a, b := NewSet(1, 2), NewSet(2, 3)
	fmt.Println(len(a.Union(b)), a.Has(2), a.Has(3))
	fmt.Println(JoinAll([]Name{"x", "y"}))
	t := NewTree[string]()
	for _, w := range strings.Fields("the quick brown fox jumps over the lazy dog") {
		t.Insert(w)
	}
	fmt.Println(t.n, slices.Collect(t.Walk()))
	c := NewCache[string, int](2)
	for _, k := range []string{"1", "2", "1", "x"} {
		n, err := c.Get(k, strconv.Atoi)
		fmt.Println(n, err, errors.Is(err, strconv.ErrSyntax))
	}
	fmt.Println(c.miss)
	fmt.Println(TypeName(1), TypeName("s"), TypeName(Name("n")), TypeName(2.5), TypeName(st), TypeName([]int{}))
	fmt.Println(Zero[int](), Zero[string]() == "", Zero[*int]() == nil, Zero[Pair[string, int]](), *Ptr(7), Zero[error]() == nil)
	var l List[Pair[string, int]]
	l.Prepend(Pair[string, int]{"a", 1})
	l.Prepend(Pair[string, int]{"b", 2})
	l.Each(func(p Pair[string, int]) { fmt.Print(p.Key, p.Val, ";") })
	fmt.Println(l.size)
	fmt.Println(MapErr([]string{"1", "2"}, strconv.Atoi))
	fmt.Println(MapErr([]string{"1", "z"}, strconv.Atoi))
	fmt.Println(Matrix[int]{{1, 2}, {3, 4}}.Mul(Matrix[int]{{0, 1}, {1, 0}}))
	for x, y := range Zip([]int{1, 2, 3}, []string{"x", "y"}) {
		fmt.Print(x, y, " ")
	}
	fmt.Println(slices.Collect(Take(Naturals(), 5)))
	var ev Event[Name]
	ev.On(func(n Name) { fmt.Println("first", n) })
	ev.On(func(n Name) { fmt.Println("second", len(n)) })
	ev.Fire("go")
	people := []Pair[string, int]{{"Al", 30}, {"Bo", 25}, {"Cy", 30}}
	slices.SortFunc(people, func(a, b Pair[string, int]) int {
		return cmp.Or(-cmp.Compare(a.Val, b.Val), cmp.Compare(a.Key, b.Key))
	})
	fmt.Println(people, slices.IndexFunc(people, func(p Pair[string, int]) bool { return p.Key == "Bo" }))
	sort.Slice(people, func(i, j int) bool { return people[i].Key > people[j].Key })
	fmt.Println(people, slices.MaxFunc(people, func(a, b Pair[string, int]) int { return cmp.Compare(a.Val, b.Val) }))
	groups := map[bool][]int{}
	for i := range 6 {
		groups[i%2 == 0] = append(groups[i%2 == 0], i)
	}
	fmt.Println(groups, slices.Contains(groups[true], 4), slices.Equal([]Name{"a"}, []Name{"a"}))
	next, stop := iter.Pull(Take(Naturals(), 2))
	defer stop()
	for {
		v, ok := next()
		if !ok {
			break
		}
		fmt.Print(v, " ")
	}
	fmt.Println(slices.Compact([]int{1, 1, 2, 2, 1}), slices.Insert([]int{1, 4}, 1, 2, 3))
}
