package main

import (
	"cmp"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"sort"
	"strings"
)

// generics with constraints
type Number interface {
	~int | ~int8 | ~int64 | ~float32 | ~float64
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
	for _, e := range s {
		if keep(e) {
			out = append(out, e)
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

type Stack[T any] struct{ items []T }

func (s *Stack[T]) Push(x ...T) *Stack[T] { s.items = append(s.items, x...); return s }
func (s *Stack[T]) Pop() (x T, ok bool) {
	if len(s.items) == 0 {
		return
	}
	x = s.items[len(s.items)-1]
	s.items = s.items[:len(s.items)-1]
	return x, true
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

type Pair[K comparable, V any] struct {
	Key K
	Val V
}

func (p Pair[K, V]) String() string { return fmt.Sprintf("%v=>%v", p.Key, p.Val) }

func Sorted[K cmp.Ordered, V any](m map[K]V) []Pair[K, V] {
	out := make([]Pair[K, V], 0, len(m))
	for k, v := range m {
		out = append(out, Pair[K, V]{k, v})
	}
	slices.SortFunc(out, func(a, b Pair[K, V]) int { return cmp.Compare(a.Key, b.Key) })
	return out
}

type Stringish interface {
	~string
	Len() int
}
type Name string

func (n Name) Len() int { return len(n) }

func Total[T Stringish](xs []T) (n int) {
	for _, x := range xs {
		n += x.Len() + len(string(x))
	}
	return
}

type Tree[T any] struct {
	Left, Right *Tree[T]
	Val         T
}

func (t *Tree[T]) Insert(v T, less func(a, b T) bool) *Tree[T] {
	if t == nil {
		return &Tree[T]{Val: v}
	}
	if less(v, t.Val) {
		t.Left = t.Left.Insert(v, less)
	} else {
		t.Right = t.Right.Insert(v, less)
	}
	return t
}

func (t *Tree[T]) All() iter.Seq[T] {
	return func(yield func(T) bool) { t.push(yield) }
}

func (t *Tree[T]) push(yield func(T) bool) bool {
	if t == nil {
		return true
	}
	return t.Left.push(yield) && yield(t.Val) && t.Right.push(yield)
}

type Opt[T any] struct {
	v  T
	ok bool
}

func Some[T any](v T) Opt[T] { return Opt[T]{v, true} }
func None[T any]() Opt[T]    { return Opt[T]{} }
func (o Opt[T]) Or(d T) T {
	if o.ok {
		return o.v
	}
	return d
}

type Cache[K comparable, V any] struct {
	m    map[K]V
	load func(K) (V, error)
	hits int
}

func (c *Cache[K, V]) Get(k K) (V, error) {
	if v, ok := c.m[k]; ok {
		c.hits++
		return v, nil
	}
	v, err := c.load(k)
	if err != nil {
		var zero V
		return zero, fmt.Errorf("load %v: %w", k, err)
	}
	if c.m == nil {
		c.m = make(map[K]V)
	}
	c.m[k] = v
	return v, nil
}

type Num[T any] interface {
	Add(T) T
	*int | *float64 | any
}

type Vec[T Number] []T

func (v Vec[T]) Dot(w Vec[T]) (s T) {
	for i := range v {
		s += v[i] * w[i]
	}
	return
}

type Adder[T any] interface{ Plus(T) T }
type Money int

func (m Money) Plus(n Money) Money { return m + n }
func AddAll[T Adder[T]](xs ...T) T {
	var t T
	for _, x := range xs {
		t = t.Plus(x)
	}
	return t
}

func Ptr[T any](v T) *T { return &v }

func Keys[M ~map[K]V, K cmp.Ordered, V any](m M) []K { return slices.Sorted(maps.Keys(m)) }

type Setter[T any] interface {
	*T
	Set(string)
}
type Conf struct{ s string }

func (c *Conf) Set(s string) { c.s = s }
func FromStrings[T any, PT Setter[T]](ss []string) []T {
	out := make([]T, len(ss))
	for i, s := range ss {
		p := PT(&out[i])
		p.Set(s)
	}
	return out
}

var ErrNope = errors.New("nope")

type MyInt int

func (m MyInt) String() string { return fmt.Sprintf("<%d>", int(m)) }

func Join[T fmt.Stringer](xs []T) string {
	return strings.Join(Map(xs, func(x T) string { return x.String() }), ",")
}

type List[T any] []T

func (l List[T]) Each(f func(int, T)) {
	for i, x := range l {
		f(i, x)
	}
}

type Alias[T any] = map[string][]T

func main() {
	fmt.Println(Sum(1, 2, 3), Sum(1.5, 2), Sum[MyInt](1, 2), Sum[float32]())
	fmt.Println(Map([]int{1, 2}, func(i int) string { return strings.Repeat("x", i) }))
	type IDs []int
	ids := Filter(IDs{1, 2, 3, 4}, func(i int) bool { return i%2 == 0 })
	fmt.Printf("%T %v\n", ids, ids)
	fmt.Println(Reduce([]string{"a", "bb"}, 0, func(n int, s string) int { return n + len(s) }))
	s := new(Stack[string]).Push("a", "b")
	fmt.Println(s.Pop())
	fmt.Println(s.Pop())
	fmt.Println(s.Pop())
	u := NewSet(1, 2).Union(NewSet(2, 3))
	fmt.Println(len(u), u.Has(3), u.Has(9))
	fmt.Println(Sorted(map[string]int{"b": 2, "a": 1}))
	fmt.Println(Total([]Name{"ab", "c"}))
	var t *Tree[string]
	for _, w := range strings.Fields("the quick brown fox") {
		t = t.Insert(w, func(a, b string) bool { return a < b })
	}
	for w := range t.All() {
		if w == "the" {
			break
		}
		fmt.Print(w, " ")
	}
	fmt.Println(slices.Collect(t.All()))
	fmt.Println(Some(3).Or(4), None[string]().Or("d"))
	c := Cache[string, int]{load: func(s string) (int, error) {
		if s == "" {
			return 0, ErrNope
		}
		return len(s), nil
	}}
	fmt.Println(c.Get("abc"))
	fmt.Println(c.Get("abc"))
	_, err := c.Get("")
	fmt.Println(err, errors.Is(err, ErrNope), c.hits)
	fmt.Println(Vec[float64]{1, 2}.Dot(Vec[float64]{3, 4}))
	fmt.Println(AddAll(Money(1), Money(2)))
	fmt.Println(*Ptr(3), *Ptr("x"))
	fmt.Println(Keys(map[string]bool{"z": true, "y": false}))
	fmt.Println(FromStrings[Conf]([]string{"p", "q"}))
	fmt.Println(Join([]MyInt{1, 2}))
	List[string]{"a", "b"}.Each(func(i int, s string) { fmt.Print(i, s, " ") })
	fmt.Println()
	var al Alias[int] = Alias[int]{"a": {1}}
	al["a"] = append(al["a"], 2)
	fmt.Println(al, len(al["none"]))
	fmt.Printf("%T %T %T\n", Some(1), Pair[string, []int]{}, t)
	fmt.Printf("%v %+v\n", Pair[string, int]{"a", 1}, Some("x"))
	m := map[Pair[string, int]]bool{{"a", 1}: true}
	fmt.Println(m[Pair[string, int]{"a", 1}])
	sort.Slice(ids, func(i, j int) bool { return ids[i] > ids[j] })
	fmt.Println(ids, min(3, 1, 2), max(2.5, 1), min("b", "a"))
	f := Map[int, string]
	fmt.Println(f([]int{65}, func(i int) string { return string(rune(i)) }))
}
