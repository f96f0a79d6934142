package main

import (
	"bytes"
	"cmp"
	"container/list"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"maps"
	"math/big"
	"math/rand"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sort"
	"strconv"
	"strings"
	"sync"
	"text/tabwriter"
	"time"
)

// Errors that say how they compare.
type NotFound struct{ Key string }

func (e NotFound) Error() string        { return "no " + e.Key }
func (e NotFound) Is(target error) bool { return target == errMissing }

var errMissing = errors.New("missing")

type opError struct {
	error
	op string
}

func (e opError) Unwrap() error { return e.error }

type validation []error

func (v validation) Error() string   { return fmt.Sprintf("%d problems: %v", len(v), []error(v)) }
func (v validation) Unwrap() []error { return v }

type timeout interface{ Timeout() bool }
type slowErr struct{ d time.Duration }

func (s slowErr) Error() string { return "slow " + s.d.String() }
func (s slowErr) Timeout() bool { return s.d > time.Second }

// Readers and writers.
type rot13 struct{ r io.Reader }

func (r rot13) Read(b []byte) (int, error) {
	n, err := r.r.Read(b)
	for i, c := range b[:n] {
		switch {
		case c >= 'a' && c <= 'z':
			b[i] = 'a' + (c-'a'+13)%26
		case c >= 'A' && c <= 'Z':
			b[i] = 'A' + (c-'A'+13)%26
		}
	}
	return n, err
}

type counter struct {
	n     int64
	lines int
}

func (c *counter) Write(b []byte) (int, error) {
	c.n += int64(len(b))
	c.lines += bytes.Count(b, []byte("\n"))
	return len(b), nil
}

// A least recently used cache.
type LRU[K comparable, V any] struct {
	cap   int
	order *list.List
	items map[K]*list.Element
}
type entry[K comparable, V any] struct {
	key K
	val V
}

func NewLRU[K comparable, V any](n int) *LRU[K, V] {
	return &LRU[K, V]{n, list.New(), map[K]*list.Element{}}
}
func (c *LRU[K, V]) Get(k K) (v V, ok bool) {
	if e, hit := c.items[k]; hit {
		c.order.MoveToFront(e)
		return e.Value.(*entry[K, V]).val, true
	}
	return
}
func (c *LRU[K, V]) Put(k K, v V) {
	if e, hit := c.items[k]; hit {
		e.Value.(*entry[K, V]).val = v
		c.order.MoveToFront(e)
		return
	}
	c.items[k] = c.order.PushFront(&entry[K, V]{k, v})
	if c.order.Len() > c.cap {
		last := c.order.Back()
		delete(c.items, c.order.Remove(last).(*entry[K, V]).key)
	}
}

// Pointer constraints.
type setter[T any] interface {
	*T
	Set(string)
}
type Knob struct{ v string }

func (k *Knob) Set(s string) { k.v = "<" + s + ">" }

func FromStrings[T any, P setter[T]](ss []string) []T {
	out := make([]T, len(ss))
	for i, s := range ss {
		P(&out[i]).Set(s)
	}
	return out
}

// A trie and a heap.
type Trie struct {
	kids map[rune]*Trie
	end  bool
}

func (t *Trie) Add(w string) {
	for _, r := range w {
		if t.kids == nil {
			t.kids = map[rune]*Trie{}
		}
		if t.kids[r] == nil {
			t.kids[r] = &Trie{}
		}
		t = t.kids[r]
	}
	t.end = true
}
func (t *Trie) Words(prefix string) (out []string) {
	if t.end {
		out = append(out, prefix)
	}
	for _, r := range slices.Sorted(maps.Keys(t.kids)) {
		out = append(out, t.kids[r].Words(prefix+string(r))...)
	}
	return
}

type Heap[T any] struct {
	less func(a, b T) bool
	data []T
}

func (h *Heap[T]) Push(v T) {
	h.data = append(h.data, v)
	for i := len(h.data) - 1; i > 0; {
		p := (i - 1) / 2
		if !h.less(h.data[i], h.data[p]) {
			break
		}
		h.data[i], h.data[p] = h.data[p], h.data[i]
		i = p
	}
}
func (h *Heap[T]) Pop() (v T) {
	v = h.data[0]
	n := len(h.data) - 1
	h.data[0] = h.data[n]
	h.data = h.data[:n]
	for i := 0; ; {
		m := i
		for _, c := range [...]int{2*i + 1, 2*i + 2} {
			if c < n && h.less(h.data[c], h.data[m]) {
				m = c
			}
		}
		if m == i {
			return
		}
		h.data[i], h.data[m] = h.data[m], h.data[i]
		i = m
	}
}

// Shortest paths.
type Graph map[string]map[string]int

func (g Graph) Dijkstra(from string) map[string]int {
	type at struct {
		node string
		dist int
	}
	dist := map[string]int{}
	h := &Heap[at]{less: func(a, b at) bool { return a.dist < b.dist }}
	h.Push(at{from, 0})
	for len(h.data) > 0 {
		x := h.Pop()
		if _, done := dist[x.node]; done {
			continue
		}
		dist[x.node] = x.dist
		for to, w := range g[x.node] {
			h.Push(at{to, x.dist + w})
		}
	}
	return dist
}

// The sieve of channels.
func generate(ctx context.Context) <-chan int {
	ch := make(chan int)
	go func() {
		defer close(ch)
		for i := 2; ; i++ {
			select {
			case ch <- i:
			case <-ctx.Done():
				return
			}
		}
	}()
	return ch
}
func sieve(ctx context.Context, in <-chan int, p int) <-chan int {
	out := make(chan int)
	go func() {
		defer close(out)
		for i := range in {
			if i%p == 0 {
				continue
			}
			select {
			case out <- i:
			case <-ctx.Done():
				return
			}
		}
	}()
	return out
}

type Temp float64

func (t *Temp) String() string { return fmt.Sprintf("%.1f°", float64(*t)) }

type Date struct{ time.Time }

func (d Date) MarshalJSON() ([]byte, error) { return []byte(`"` + d.Format("2006-01-02") + `"`), nil }
func (d *Date) UnmarshalJSON(b []byte) error {
	t, err := time.Parse(`"2006-01-02"`, string(b))
	d.Time = t
	return err
}

type Event struct {
	ID    int                `json:"id"`
	When  Date               `json:"when"`
	Kind  string             `json:"kind,omitempty"`
	Extra map[string]any     `json:"extra,omitempty"`
	Refs  []*Event           `json:"refs,omitempty"`
	Meta  struct{ A, B int } `json:"meta"`
	skip  int
}

type Stack []int

func (s *Stack) Push(v int) { *s = append(*s, v) }
func (s *Stack) Pop() int {
	old := *s
	v := old[len(old)-1]
	*s = old[:len(old)-1]
	return v
}

var ops = map[string]func(a, b int) (int, error){
	"+": func(a, b int) (int, error) { return a + b, nil },
	"*": func(a, b int) (int, error) { return a * b, nil },
	"/": func(a, b int) (int, error) {
		if b == 0 {
			return 0, errors.New("division by zero")
		}
		return a / b, nil
	},
}

func rpn(expr string) (result int, err error) {
	defer func() {
		if r := recover(); r != nil {
			if re, ok := r.(runtime.Error); ok {
				err = fmt.Errorf("stack empty (%t)", re != nil)
				return
			}
			panic(r)
		}
	}()
	var s Stack
	for _, tok := range strings.Fields(expr) {
		if n, err := strconv.Atoi(tok); err == nil {
			s.Push(n)
			continue
		}
		op, ok := ops[tok]
		if !ok {
			return 0, fmt.Errorf("unknown %q", tok)
		}
		b, a := s.Pop(), s.Pop()
		v, err := op(a, b)
		if err != nil {
			return 0, fmt.Errorf("%d %s %d: %w", a, tok, b, err)
		}
		s.Push(v)
	}
	return s.Pop(), nil
}

func pipeline[T any](in iter.Seq[T], stages ...func(iter.Seq[T]) iter.Seq[T]) iter.Seq[T] {
	for _, s := range stages {
		in = s(in)
	}
	return in
}
func mapped[T any](f func(T) T) func(iter.Seq[T]) iter.Seq[T] {
	return func(in iter.Seq[T]) iter.Seq[T] {
		return func(yield func(T) bool) {
			for v := range in {
				if !yield(f(v)) {
					return
				}
			}
		}
	}
}
func kept[T any](f func(T) bool) func(iter.Seq[T]) iter.Seq[T] {
	return func(in iter.Seq[T]) iter.Seq[T] {
		return func(yield func(T) bool) {
			in(func(v T) bool { return !f(v) || yield(v) })
		}
	}
}

func search(m [][]int, want int) (int, int, bool) {
rows:
	for i, row := range m {
		for j, v := range row {
			switch {
			case v == want:
				return i, j, true
			case v > want:
				continue rows
			}
		}
	}
	return -1, -1, false
}

func classify(xs ...any) (out []string) {
	for i, x := range xs {
		switch v := x.(type) {
		case nil:
			out = append(out, "nil")
		case int, float64:
			out = append(out, fmt.Sprintf("%d:%v", i, v))
		case error:
			out = append(out, v.Error())
		case []any:
			out = append(out, classify(v...)...)
		case func(int) int:
			out = append(out, strconv.Itoa(v(i)))
		case *Knob:
			v.Set("seen")
			out = append(out, v.v)
		case map[string]any:
			for _, k := range slices.Sorted(maps.Keys(v)) {
				out = append(out, k)
			}
		default:
			if s, ok := v.(fmt.Stringer); ok {
				out = append(out, s.String())
				break
			}
			out = append(out, fmt.Sprintf("%T", v))
		}
	}
	return
}

func main() {
	err := fmt.Errorf("get: %w", opError{NotFound{"k"}, "get"})
	var nf NotFound
	fmt.Println(err, errors.Is(err, errMissing), errors.As(err, &nf), nf.Key)
	v := validation{errors.New("a"), slowErr{2 * time.Second}}
	var to timeout
	fmt.Println(v, errors.As(v, &to), to.Timeout(), errors.Is(v, slowErr{2 * time.Second}))
	_, aerr := strconv.Atoi("12x")
	var ne *strconv.NumError
	fmt.Println(errors.As(aerr, &ne), ne.Func, ne.Num, errors.Is(aerr, strconv.ErrSyntax))
	_, operr := os.Open("/does/not/exist")
	fmt.Println(errors.Is(operr, fs.ErrNotExist), operr)

	b, _ := io.ReadAll(rot13{strings.NewReader("Uryyb, Jbeyq!")})
	c := &counter{}
	n, cerr := io.Copy(io.MultiWriter(c, io.Discard), io.TeeReader(strings.NewReader("a\nb\n"), c))
	fmt.Println(string(b), n, cerr, c.n, c.lines)
	fmt.Fprintf(c, "%d\n", 7)
	tw := tabwriter.NewWriter(c, 0, 4, 1, ' ', 0)
	fmt.Fprintln(tw, "a\tb")
	tw.Flush()
	fmt.Println(*c)
	pr, pw := io.Pipe()
	go func() { defer pw.Close(); fmt.Fprint(pw, "through a pipe") }()
	pb, _ := io.ReadAll(pr)
	fmt.Println(string(pb))

	cache := NewLRU[string, int](2)
	for i, k := range []string{"a", "b", "c"} {
		cache.Put(k, i)
		cache.Get("a")
	}
	_, hasA := cache.Get("a")
	_, hasB := cache.Get("b")
	fmt.Println(hasA, hasB, cache.order.Len())
	fmt.Println(FromStrings[Knob]([]string{"x", "y"}))
	var t Trie
	for _, w := range []string{"to", "tea", "ten", "inn"} {
		t.Add(w)
	}
	fmt.Println(t.Words(""), (&Trie{}).Words("x"))
	g := Graph{"a": {"b": 7, "c": 3}, "c": {"b": 1, "d": 8}, "b": {"d": 2}}
	fmt.Println(g.Dijkstra("a"))
	ctx, cancel := context.WithCancel(context.Background())
	ch := generate(ctx)
	for range 8 {
		p := <-ch
		fmt.Print(p, " ")
		ch = sieve(ctx, ch, p)
	}
	cancel()
	fmt.Println(ctx.Err())

	temp := Temp(36.6)
	fmt.Println(&temp, float64(temp), []*Temp{nil} == nil)
	fmt.Printf("%v %s %.2f %T\n", &temp, &temp, temp, &temp)
	ev := Event{ID: 1, When: Date{time.Date(2024, 2, 29, 0, 0, 0, 0, time.UTC)}, Extra: map[string]any{"n": 1.5, "k": Knob{"v"}}, Refs: []*Event{{ID: 2}}}
	ev.Meta.B = 4
	js, jerr := json.Marshal(ev)
	fmt.Println(string(js), jerr)
	var back Event
	jerr = json.Unmarshal(js, &back)
	fmt.Println(back.ID, back.When.Format(time.DateOnly), back.Extra["n"], back.Refs[0].ID, back.Meta, jerr)
	jerr = json.Unmarshal([]byte(`{"id": "x"}`), &back)
	fmt.Println(jerr != nil)
	var anyv any
	json.Unmarshal([]byte(`{"a":[1,{"b":null}],"c":true}`), &anyv)
	fmt.Println(anyv, anyv.(map[string]any)["a"].([]any)[0])

	for _, e := range []string{"3 4 + 2 *", "1 +", "1 0 /", "1 2 ?"} {
		r, err := rpn(e)
		fmt.Println(r, err)
	}
	fmt.Println(slices.Collect(pipeline(slices.Values([]int{1, 2, 3, 4, 5}), kept(func(i int) bool { return i%2 == 1 }), mapped(func(i int) int { return i * i }))))
	i, j, ok := search([][]int{{1, 4, 7}, {2, 5, 8}}, 5)
	fmt.Println(i, j, ok)
	k := &Knob{}
	fmt.Println(classify(nil, 1, 2.5, errMissing, []any{"s", 3}, func(i int) int { return i * 10 }, k, map[string]any{"z": 1, "y": 2}, time.Second, struct{}{}, Stack{1}), k.v)

	// Copies and aliases.
	type box struct {
		arr [3]int
		sl  []int
		m   map[string]int
	}
	b1 := box{[3]int{1, 2, 3}, []int{1, 2, 3}, map[string]int{"a": 1}}
	b2 := b1
	b2.arr[0], b2.sl[0], b2.m["a"] = 9, 9, 9
	fmt.Println(b1, b2)
	bs := []box{b1, b2}
	for _, b := range bs {
		b.arr[1] = 77
	}
	for i := range bs {
		bs[i].arr[2] = 88
	}
	fmt.Println(bs[0].arr, bs[1].arr)
	mb := map[string]box{"x": b1}
	x := mb["x"]
	x.arr[0] = 5
	mb["y"] = x
	fmt.Println(mb["x"].arr[0], mb["y"].arr[0], len(mb), mb["none"].arr)
	pm := map[string]*box{"p": {arr: [3]int{7}}}
	pm["p"].arr[1]++
	fmt.Println(pm["p"].arr)
	s := []int{1, 2, 3, 4, 5}
	s2 := s[1:3]
	s2 = append(s2, 99)
	s3 := append(s[:1:1], 7)
	fmt.Println(s, s2, s3, len(s2), cap(s2), s[len(s)-1:], copy(s[2:], s))
	s = slices.Delete(s, 1, 3)
	s = slices.Insert(s, 1, 10, 11)
	fmt.Println(s, slices.Index(s, 11))
	matrix := [2][3]int{{1, 2, 3}, {4, 5, 6}}
	var tr [3][2]int
	for i, row := range matrix {
		for j := range row {
			tr[j][i] = row[j]
		}
	}
	fmt.Println(tr, matrix[1][2], len(matrix[0]))
	visited := map[[2]int]struct{}{{0, 0}: {}}
	visited[[2]int{1, 2}] = struct{}{}
	_, seen := visited[[2]int{1, 2}]
	fmt.Println(len(visited), seen)
	counts := map[rune]int{}
	for _, r := range "mississippi" {
		counts[r]++
	}
	type kv struct {
		r rune
		n int
	}
	var kvs []kv
	for r, n := range counts {
		kvs = append(kvs, kv{r, n})
	}
	sort.Slice(kvs, func(i, j int) bool {
		return cmp.Or(cmp.Compare(kvs[j].n, kvs[i].n), cmp.Compare(kvs[i].r, kvs[j].r)) < 0
	})
	fmt.Println(kvs, string(kvs[0].r))
	for k := range counts {
		if k != 'm' {
			delete(counts, k)
		}
	}
	fmt.Println(counts, counts['q'])

	// Channels.
	done, data := make(chan bool), make(chan int, 3)
	go func() {
		defer close(done)
		for v := range data {
			fmt.Print("got ", v, "; ")
		}
	}()
	for i := range 3 {
		data <- i
	}
	close(data)
	<-done
	v2, open := <-data
	fmt.Println(v2, open, len(data), cap(data))
	var nilch chan int
	select {
	case <-nilch:
		fmt.Println("never")
	case <-time.After(time.Millisecond):
		fmt.Println("timeout")
	}
	replies := make(chan chan string, 1)
	go func() { c := <-replies; c <- "reply" }()
	answer := make(chan string)
	replies <- answer
	fmt.Println(<-answer)
	var mu sync.Mutex
	cond := sync.NewCond(&mu)
	ready := false
	go func() { mu.Lock(); ready = true; mu.Unlock(); cond.Broadcast() }()
	mu.Lock()
	for !ready {
		cond.Wait()
	}
	mu.Unlock()
	fmt.Println(ready)
	errs := make(chan error, 3)
	var wg sync.WaitGroup
	for i := range 3 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			defer func() {
				if r := recover(); r != nil {
					errs <- fmt.Errorf("worker %d: %v", i, r)
				}
			}()
			if i == 1 {
				panic("broken")
			}
			errs <- nil
		}()
	}
	wg.Wait()
	close(errs)
	var all []error
	for e := range errs {
		if e != nil {
			all = append(all, e)
		}
	}
	fmt.Println(len(all), all[0])
	cctx, ccancel := context.WithCancelCause(context.Background())
	ccancel(NotFound{"cause"})
	fmt.Println(context.Cause(cctx), cctx.Err())

	// Numbers and text.
	z := complex(1, 2)
	fmt.Println(z*z, real(z), imag(z), 7.0/2, 7/2, 1<<3|1, 0b101, 0o17, 0x1F, 1_000)
	f := new(big.Int).Exp(big.NewInt(2), big.NewInt(100), nil)
	fmt.Println(f, f.Cmp(big.NewInt(5)), big.NewRat(3, 6))
	r := rand.New(rand.NewSource(42))
	r2 := rand.New(rand.NewSource(42))
	fmt.Println(r.Intn(1000) == r2.Intn(1000), r.Perm(4)[0] < 4)
	fmt.Printf("|%5d|%-5d|%05d|%+d|%x|%X|%o|%b|%c|%U|%q|\n", 42, 42, 42, 42, 255, 255, 8, 5, 'A', 'A', 'A')
	fmt.Printf("|%8.3f|%-8.2f|%e|%g|%10s|%-10s|%.2s|%t|%v|%p|\n", 3.14159, 2.5, 12345.678, 1e-7, "hi", "hi", "hello", true, nil, nil)
	fmt.Printf("%*d|%[2]*[1]d|%v|%+v|%#v\n", 5, 7, []string{"a"}, struct{ A *int }{}, []byte("hi"))
	fmt.Printf("%d %s\n", []int{1, 2}, []string{"a", "b"})
	var d1, d2 int
	var w string
	cnt, serr := fmt.Sscanf("10-20 word", "%d-%d %s", &d1, &d2, &w)
	fmt.Println(cnt, serr, d1, d2, w)
	fmt.Println(strings.NewReplacer("<", "&lt;", ">", "&gt;").Replace("<b>"), strings.EqualFold("Go", "GO"), strings.TrimFunc("  x1 ", func(r rune) bool { return r == ' ' }))
	before, after, found := strings.Cut("k=v", "=")
	fmt.Println(before, after, found, strings.Title("ab cd"), strings.Fields(" a  b "), strings.SplitN("a,b,c", ",", 2), strings.TrimSuffix("a.go", ".go"))
	fmt.Println(filepath.Join("a", "..", "b", "c.txt"), filepath.Ext("x.tar.gz"), filepath.Base("/a/b"))
	dir, _ := os.MkdirTemp("", "cells")
	defer os.RemoveAll(dir)
	os.WriteFile(filepath.Join(dir, "f.txt"), []byte("content"), 0o600)
	filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		fmt.Println(d.Name(), string(b), err)
		return nil
	})
	for i, w := range strings.Split("héé", "") {
		fmt.Print(i, w, len(w), " ")
	}
	for i := range "héy" {
		fmt.Print(i, " ")
	}
	fmt.Println(min(3, 1, 2), max(2.5, 1), min("b", "a"))
	goto end
end:
	fmt.Println(slices.Collect(maps.Values(map[string]int{"a": 1})), slices.SortedFunc(maps.Keys(map[string]int{"a": 1, "b": 2}), func(a, b string) int { return cmp.Compare(b, a) }))
	for chunk := range slices.Chunk([]int{1, 2, 3, 4, 5}, 2) {
		fmt.Print(chunk)
	}
	fmt.Println()
}
