// Types that lead back to each other, in more than one circle.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"sort"
	"strings"
	"sync"
	"time"
)

// A doubly linked list, as container/list has it.

type Element struct {
	next, prev *Element
	list       *List
	Value      any
}

func (e *Element) Next() *Element {
	if p := e.next; e.list != nil && p != &e.list.root {
		return p
	}
	return nil
}

func (e *Element) Prev() *Element {
	if p := e.prev; e.list != nil && p != &e.list.root {
		return p
	}
	return nil
}

type List struct {
	root Element
	len  int
}

func (l *List) Init() *List {
	l.root.next = &l.root
	l.root.prev = &l.root
	l.len = 0
	return l
}

func NewList() *List { return new(List).Init() }

func (l *List) Len() int { return l.len }

func (l *List) Front() *Element {
	if l.len == 0 {
		return nil
	}
	return l.root.next
}

func (l *List) Back() *Element {
	if l.len == 0 {
		return nil
	}
	return l.root.prev
}

func (l *List) insert(e, at *Element) *Element {
	e.prev = at
	e.next = at.next
	e.prev.next = e
	e.next.prev = e
	e.list = l
	l.len++
	return e
}

func (l *List) insertValue(v any, at *Element) *Element { return l.insert(&Element{Value: v}, at) }

func (l *List) Remove(e *Element) any {
	if e.list == l {
		e.prev.next = e.next
		e.next.prev = e.prev
		e.next, e.prev, e.list = nil, nil, nil
		l.len--
	}
	return e.Value
}

func (l *List) PushFront(v any) *Element { return l.insertValue(v, &l.root) }
func (l *List) PushBack(v any) *Element  { return l.insertValue(v, l.root.prev) }

func (l *List) MoveToFront(e *Element) {
	if e.list != l || l.root.next == e {
		return
	}
	e.prev.next = e.next
	e.next.prev = e.prev
	l.len--
	l.insert(e, &l.root)
}

func lists() {
	l := NewList()
	e4 := l.PushBack(4)
	e1 := l.PushFront(1)
	l.insertValue(3, e1)
	l.insertValue("two", e1)
	for e := l.Front(); e != nil; e = e.Next() {
		fmt.Print(e.Value, " ")
	}
	fmt.Println(l.Len(), e4.Prev().Value, e4.Next() == nil, e1.list == l)
	l.MoveToFront(e4)
	l.Remove(e1)
	for e := l.Back(); e != nil; e = e.Prev() {
		fmt.Print(e.Value, " ")
	}
	fmt.Println(l.Len(), e1.list, e1.next == nil)
}

// An LRU cache with an intrusive list.

type entry[K comparable, V any] struct {
	key        K
	val        V
	prev, next *entry[K, V]
	cache      *LRU[K, V]
}

type LRU[K comparable, V any] struct {
	max        int
	items      map[K]*entry[K, V]
	head, tail *entry[K, V]
	OnEvict    func(*LRU[K, V], *entry[K, V])
}

func NewLRU[K comparable, V any](max int) *LRU[K, V] {
	return &LRU[K, V]{max: max, items: make(map[K]*entry[K, V])}
}

func (e *entry[K, V]) unlink() {
	c := e.cache
	if e.prev == nil {
		c.head = e.next
	} else {
		e.prev.next = e.next
	}
	if e.next == nil {
		c.tail = e.prev
	} else {
		e.next.prev = e.prev
	}
	e.prev, e.next = nil, nil
}

func (c *LRU[K, V]) front(e *entry[K, V]) {
	e.next = c.head
	if c.head != nil {
		c.head.prev = e
	}
	c.head = e
	if c.tail == nil {
		c.tail = e
	}
}

func (c *LRU[K, V]) Put(k K, v V) {
	if e, ok := c.items[k]; ok {
		e.val = v
		e.unlink()
		c.front(e)
		return
	}
	e := &entry[K, V]{key: k, val: v, cache: c}
	c.items[k] = e
	c.front(e)
	if len(c.items) > c.max {
		old := c.tail
		old.unlink()
		delete(c.items, old.key)
		if c.OnEvict != nil {
			c.OnEvict(c, old)
		}
	}
}

func (c *LRU[K, V]) Get(k K) (v V, ok bool) {
	e, ok := c.items[k]
	if !ok {
		return v, false
	}
	e.unlink()
	c.front(e)
	return e.val, true
}

func (c *LRU[K, V]) Keys() []K {
	var out []K
	for e := c.head; e != nil; e = e.next {
		out = append(out, e.key)
	}
	return out
}

func caches() {
	c := NewLRU[string, int](2)
	c.OnEvict = func(c *LRU[string, int], e *entry[string, int]) { fmt.Println("evict", e.key, e.val, len(c.items)) }
	c.Put("a", 1)
	c.Put("b", 2)
	fmt.Println(c.Get("a"))
	c.Put("c", 3)
	v, ok := c.Get("b")
	fmt.Println(v, ok, c.Keys())
	d := NewLRU[int, []string](1)
	d.Put(1, []string{"x"})
	d.Put(1, []string{"y"})
	fmt.Println(d.Keys(), d.head.val, d.head == d.tail)
}

// A planar graph of half-edges.

type Graph struct {
	Vertices []*Vertex
	Edges    []*Edge
	Faces    map[string]*Face
	index    map[string]*Vertex
}

type Vertex struct {
	Name string
	Out  []*Edge
	g    *Graph
	Data struct {
		Seen   bool
		Parent *Vertex
		Via    *Edge
	}
}

type Edge struct {
	From, To   *Vertex
	Twin, Next *Edge
	Left       *Face
	W          float64
}

type Face struct {
	Name  string
	Start *Edge
	g     *Graph
}

func NewGraph() *Graph { return &Graph{Faces: map[string]*Face{}, index: map[string]*Vertex{}} }

func (g *Graph) Vertex(name string) *Vertex {
	if v, ok := g.index[name]; ok {
		return v
	}
	v := &Vertex{Name: name, g: g}
	g.index[name] = v
	g.Vertices = append(g.Vertices, v)
	return v
}

func (g *Graph) Link(a, b string, w float64) *Edge {
	u, v := g.Vertex(a), g.Vertex(b)
	e := &Edge{From: u, To: v, W: w}
	e.Twin = &Edge{v, u, e, nil, nil, w}
	u.Out = append(u.Out, e)
	v.Out = append(v.Out, e.Twin)
	g.Edges = append(g.Edges, e, e.Twin)
	return e
}

func (v *Vertex) BFS(visit func(*Vertex) bool) {
	queue := []*Vertex{v}
	v.Data.Seen = true
	for len(queue) > 0 {
		v := queue[0]
		queue = queue[1:]
		if !visit(v) {
			return
		}
		for _, e := range v.Out {
			if w := e.To; !w.Data.Seen {
				w.Data.Seen, w.Data.Parent, w.Data.Via = true, v, e
				queue = append(queue, w)
			}
		}
	}
}

func (v *Vertex) String() string { return "<" + v.Name + ">" }

func graphs() {
	g := NewGraph()
	ab := g.Link("a", "b", 1)
	bc := g.Link("b", "c", 2.5)
	ca := g.Link("c", "a", 4)
	ab.Next, bc.Next, ca.Next = bc, ca, ab
	f := &Face{"in", ab, g}
	g.Faces[f.Name] = f
	e := f.Start
	for i := 0; ; i++ {
		e.Left = f
		fmt.Print(e.From.Name, "-", e.To, " ")
		if e = e.Next; e == f.Start {
			break
		}
	}
	fmt.Println()
	fmt.Println(ab.Twin.Twin == ab, ab.Twin.Left == nil, bc.Left.Start.From.g == g, *ab.Twin == Edge{bc.From, ca.To, ab, nil, nil, 1})
	g.Link("c", "d", 1)
	var path []string
	g.Vertex("a").BFS(func(v *Vertex) bool { path = append(path, v.Name); return v.Name != "d" })
	fmt.Println(path, g.Vertex("d").Data.Parent, g.Vertex("d").Data.Via.W)
	sort.Slice(g.Edges, func(i, j int) bool {
		return g.Edges[i].W > g.Edges[j].W || g.Edges[i].W == g.Edges[j].W && g.Edges[i].From.Name < g.Edges[j].From.Name
	})
	for _, e := range g.Edges {
		fmt.Print(e.From, e.To, e.W, "; ")
	}
	fmt.Println()
	type pair struct{ a, b *Vertex }
	dist := map[pair]float64{}
	for _, e := range g.Edges {
		dist[pair{e.From, e.To}] = e.W
	}
	fmt.Println(len(dist), dist[pair{g.index["b"], g.index["c"]}])
}

// A document tree.

type Doc struct {
	Root *Elem
	ByID map[string]*Elem
}

type Elem struct {
	Tag                      string
	Attrs                    []Attr
	Parent, First, Last      *Elem
	PrevSibling, NextSibling *Elem
	Owner                    *Doc
	handlers                 map[string][]func(*Event)
}

type Attr struct {
	Key, Val string
	Elem     *Elem
}

type Event struct {
	Name            string
	Target, Current *Elem
	stop            bool
}

func (d *Doc) New(tag string, attrs ...string) *Elem {
	e := &Elem{Tag: tag, Owner: d}
	for i := 0; i+1 < len(attrs); i += 2 {
		e.Attrs = append(e.Attrs, Attr{attrs[i], attrs[i+1], e})
		if attrs[i] == "id" {
			if d.ByID == nil {
				d.ByID = make(map[string]*Elem)
			}
			d.ByID[attrs[i+1]] = e
		}
	}
	return e
}

func (e *Elem) Append(kids ...*Elem) *Elem {
	for _, k := range kids {
		k.Parent, k.PrevSibling = e, e.Last
		if e.Last != nil {
			e.Last.NextSibling = k
		} else {
			e.First = k
		}
		e.Last = k
	}
	return e
}

func (e *Elem) On(name string, f func(*Event)) {
	if e.handlers == nil {
		e.handlers = map[string][]func(*Event){}
	}
	e.handlers[name] = append(e.handlers[name], f)
}

func (e *Elem) Dispatch(name string) {
	ev := &Event{Name: name, Target: e}
	for c := e; c != nil && !ev.stop; c = c.Parent {
		ev.Current = c
		for _, f := range c.handlers[name] {
			f(ev)
		}
	}
}

func (e *Elem) write(b *strings.Builder, depth int) {
	b.WriteString(strings.Repeat("  ", depth) + "<" + e.Tag)
	for _, a := range e.Attrs {
		fmt.Fprintf(b, " %s=%q", a.Key, a.Val)
	}
	b.WriteString(">\n")
	for k := e.First; k != nil; k = k.NextSibling {
		k.write(b, depth+1)
	}
}

func documents() {
	var d Doc
	d.Root = d.New("html").Append(
		d.New("head"),
		d.New("body", "class", "dark").Append(d.New("p", "id", "p1"), d.New("button", "id", "go", "type", "submit")),
	)
	var b strings.Builder
	d.Root.write(&b, 0)
	fmt.Print(b.String())
	btn := d.ByID["go"]
	btn.On("click", func(ev *Event) { fmt.Println("button", ev.Target == ev.Current, ev.Name) })
	btn.Parent.On("click", func(ev *Event) { fmt.Println("body", ev.Target.Tag); ev.stop = true })
	d.Root.On("click", func(ev *Event) { fmt.Println("never") })
	btn.Dispatch("click")
	fmt.Println(btn.PrevSibling.Attrs[0].Elem == d.ByID["p1"], btn.Owner == &d, btn.Parent.Parent.Owner.Root.Tag)
}

// A scheduler with back references.

type State int

const (
	Ready State = iota
	Running
	Done
)

func (s State) String() string { return [...]string{"ready", "running", "done"}[s] }

type Scheduler struct {
	mu      sync.Mutex
	tasks   map[string]*Task
	workers []*Worker
	queue   chan *Task
	wg      sync.WaitGroup
	log     []Record
}

type Task struct {
	Name   string
	Deps   []*Task
	users  []*Task
	wait   int
	sched  *Scheduler
	worker *Worker
	State  State
	run    func(*Task) error
}

type Worker struct {
	ID    int
	sched *Scheduler
	done  []*Task
}

type Record struct {
	Task   *Task
	Worker *Worker
	Err    error
}

func NewScheduler(n int) *Scheduler {
	s := &Scheduler{tasks: map[string]*Task{}, queue: make(chan *Task, 16)}
	for i := 0; i < n; i++ {
		s.workers = append(s.workers, &Worker{ID: i, sched: s})
	}
	return s
}

func (s *Scheduler) Add(name string, run func(*Task) error, deps ...string) *Task {
	t := &Task{Name: name, sched: s, run: run}
	for _, d := range deps {
		dep := s.tasks[d]
		t.Deps = append(t.Deps, dep)
		dep.users = append(dep.users, t)
		t.wait++
	}
	s.tasks[name] = t
	return t
}

func (w *Worker) loop() {
	defer w.sched.wg.Done()
	for t := range w.sched.queue {
		w.do(t)
	}
}

func (w *Worker) do(t *Task) {
	t.worker, t.State = w, Running
	err := t.run(t)
	s := w.sched
	s.mu.Lock()
	defer s.mu.Unlock()
	t.State = Done
	w.done = append(w.done, t)
	s.log = append(s.log, Record{t, w, err})
	for _, u := range t.users {
		if u.wait--; u.wait == 0 {
			s.queue <- u
		}
	}
	if len(s.log) == len(s.tasks) {
		close(s.queue)
	}
}

func (s *Scheduler) Run() []Record {
	for _, t := range s.tasks {
		if t.wait == 0 {
			s.queue <- t
		}
	}
	for _, w := range s.workers {
		s.wg.Add(1)
		go w.loop()
	}
	s.wg.Wait()
	return s.log
}

var errFailed = errors.New("failed")

func schedules() {
	s := NewScheduler(3)
	ok := func(t *Task) error { time.Sleep(time.Millisecond); return nil }
	s.Add("fetch", ok)
	s.Add("parse", ok, "fetch")
	s.Add("check", func(t *Task) error { return fmt.Errorf("%s on %d deps: %w", t.Name, len(t.Deps), errFailed) }, "parse")
	s.Add("report", ok, "parse", "check")
	log := s.Run()
	total := 0
	for _, w := range s.workers {
		total += len(w.done)
	}
	for _, r := range log {
		fmt.Println(r.Task.Name, r.Task.State, r.Err, errors.Is(r.Err, errFailed), r.Worker.sched == s, r.Task.worker == r.Worker)
	}
	fmt.Println(total)
}

// JSON of types that know each other.

type Company struct {
	Name  string   `json:"name"`
	Depts []*Dept  `json:"depts,omitempty"`
	Staff []Person `json:"staff"`
}

type Dept struct {
	Name    string    `json:"name"`
	Company *Company  `json:"-"`
	Head    *Person   `json:"head,omitempty"`
	Members []*Person `json:"members,omitempty"`
}

type Person struct {
	Name   string            `json:"name"`
	Dept   *Dept             `json:"-"`
	Boss   *Person           `json:"boss,omitempty"`
	Past   []Company         `json:"past,omitempty"`
	Extras map[string]Person `json:"extras,omitempty"`
}

func companies() {
	c := &Company{Name: "acme"}
	d := &Dept{Name: "r&d", Company: c}
	p := &Person{Name: "Ann", Dept: d}
	q := &Person{Name: "Bob", Dept: d, Boss: p, Extras: map[string]Person{"twin": {Name: "Rob"}}}
	d.Head, d.Members = p, []*Person{q}
	c.Depts, c.Staff = append(c.Depts, d), append(c.Staff, *p, Person{Name: "Cy"})
	b, err := json.Marshal(c)
	fmt.Println(string(b), err)
	var again Company
	fmt.Println(json.Unmarshal(b, &again))
	fmt.Println(again.Depts[0].Members[0].Boss.Name, again.Depts[0].Members[0].Extras["twin"].Name, again.Staff[1].Name, again.Depts[0].Company)
	fmt.Printf("%v %+v\n", Person{Name: "Ann"}, Person{Name: "Ann", Past: []Company{{Name: "old"}}})
	fmt.Printf("%#v\n", Dept{Name: "x"})
	fmt.Printf("%T %T %T\n", c, again.Staff, q.Extras)
}

func main() {
	lists()
	caches()
	graphs()
	documents()
	schedules()
	companies()
}
