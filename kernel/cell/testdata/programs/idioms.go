package main

import (
	"bufio"
	"bytes"
	"container/heap"
	"container/list"
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"text/template"
	"time"
	"unicode"
	"unicode/utf8"
)

// Embedding, promotion and shadowed methods.
type Animal interface {
	Sound() string
	Legs() int
}
type base struct {
	name string
	legs int
}

func (b *base) Rename(n string) { b.name = n }
func (b base) Legs() int        { return b.legs }
func (b base) Sound() string    { return b.name + " is silent" }

type Dog struct {
	base
	tricks []string
}

func (d Dog) Sound() string { return d.name + " barks; " + d.base.Sound() }

type Puppy struct {
	*Dog
	Age int
}

type loud struct{ Animal }

func (l loud) Sound() string { return strings.ToUpper(l.Animal.Sound()) }

type reverse struct{ sort.Interface }

func (r reverse) Less(i, j int) bool { return r.Interface.Less(j, i) }

// A state machine without goto.
type State int

const (
	Start State = iota
	InWord
	InNumber
	Done
)

func (s State) String() string { return [...]string{"Start", "InWord", "InNumber", "Done"}[s] }

type stateFn struct{ run func(*lexer) stateFn }
type lexer struct {
	in    string
	pos   int
	items []string
}

func lexStart(l *lexer) stateFn {
	for l.pos < len(l.in) {
		switch c := rune(l.in[l.pos]); {
		case unicode.IsDigit(c):
			return stateFn{lexNumber}
		case unicode.IsLetter(c):
			return stateFn{lexWord}
		}
		l.pos++
	}
	return stateFn{}
}
func (l *lexer) take(ok func(rune) bool, kind State) stateFn {
	from := l.pos
	for l.pos < len(l.in) && ok(rune(l.in[l.pos])) {
		l.pos++
	}
	l.items = append(l.items, fmt.Sprintf("%v:%s", kind, l.in[from:l.pos]))
	return stateFn{lexStart}
}
func lexNumber(l *lexer) stateFn { return l.take(unicode.IsDigit, InNumber) }
func lexWord(l *lexer) stateFn   { return l.take(unicode.IsLetter, InWord) }

// A priority queue.
type Task struct {
	Name     string
	Priority int
	index    int
}
type Queue []*Task

func (q Queue) Len() int            { return len(q) }
func (q Queue) Less(i, j int) bool  { return q[i].Priority > q[j].Priority }
func (q Queue) Swap(i, j int)       { q[i], q[j] = q[j], q[i]; q[i].index, q[j].index = i, j }
func (q *Queue) Push(x interface{}) { t := x.(*Task); t.index = len(*q); *q = append(*q, t) }
func (q *Queue) Pop() interface{} {
	old := *q
	n := len(old)
	t := old[n-1]
	*q = old[:n-1]
	return t
}

// Options, errors, bits.
type server struct {
	addr    string
	timeout time.Duration
	tls     bool
}
type Option func(*server) error

func WithTimeout(d time.Duration) Option {
	return func(s *server) error {
		if d < 0 {
			return fmt.Errorf("timeout %v: %w", d, errNegative)
		}
		s.timeout = d
		return nil
	}
}
func WithTLS() Option { return func(s *server) error { s.tls = true; return nil } }

var errNegative = errors.New("negative")

func newServer(addr string, opts ...Option) (*server, error) {
	s := &server{addr: addr, timeout: time.Second}
	var errs []error
	for _, o := range opts {
		if err := o(s); err != nil {
			errs = append(errs, err)
		}
	}
	return s, errors.Join(errs...)
}

type Perm uint8

const (
	Read Perm = 1 << iota
	Write
	Exec
)

func (p Perm) String() string {
	var parts []string
	for i, n := range []string{"r", "w", "x"} {
		if p&(1<<i) != 0 {
			parts = append(parts, n)
		}
	}
	return strings.Join(parts, "|")
}

const (
	_  = iota
	KB = 1 << (10 * iota)
	MB
)

type Money int64

func (m Money) Add(o Money) Money { return m + o }
func (m Money) String() string    { return fmt.Sprintf("%d.%02d", int64(m)/100, int64(m)%100) }

type Visitor func(depth int, n *Node) bool
type Node struct {
	Val  int
	Kids []*Node
}

func (n *Node) Walk(v Visitor) { n.walk(0, v) }
func (n *Node) walk(d int, v Visitor) {
	if n == nil || !v(d, n) {
		return
	}
	for _, k := range n.Kids {
		k.walk(d+1, v)
	}
}

func worker(id int, jobs <-chan int, out chan<- [2]int, wg *sync.WaitGroup) {
	defer wg.Done()
	for j := range jobs {
		out <- [2]int{j, j * j}
	}
}

func divmod(a, b int) (q, r int, err error) {
	defer func() {
		if e := recover(); e != nil {
			err = fmt.Errorf("divmod(%d, %d): %v", a, b, e)
		}
	}()
	q = a / b
	r = a % b
	return
}

func variadic(sep string, xs ...any) string {
	parts := make([]string, len(xs))
	for i, x := range xs {
		parts[i] = fmt.Sprint(x)
	}
	return strings.Join(parts, sep)
}

func swap(a, b *int) { *a, *b = *b, *a }

func main() {
	d := Dog{base{"Rex", 4}, nil}
	d.Rename("Max")
	p := Puppy{&d, 1}
	p.Rename("Bo")
	p.tricks = append(p.tricks, "sit")
	var a Animal = p
	fmt.Println(a.Sound(), a.Legs(), d.name, len(d.tricks))
	a = loud{a}
	fmt.Println(a.Sound(), a.Legs())
	if l, ok := a.(loud); ok {
		_, isPuppy := l.Animal.(Puppy)
		fmt.Println(isPuppy)
	}
	xs := []int{3, 1, 2}
	sort.Sort(reverse{sort.IntSlice(xs)})
	fmt.Println(xs)

	l := &lexer{in: "ab 12 c3"}
	for f := (stateFn{lexStart}); f.run != nil; {
		f = f.run(l)
	}
	fmt.Println(l.items, Done)
	state, word := Start, 0
loop:
	for i, c := range "go 123 stop" {
		switch {
		case c == ' ':
			state = Start
			continue loop
		case unicode.IsDigit(c):
			state = InNumber
		case i > 9:
			state = Done
			break loop
		default:
			if state != InWord {
				word++
			}
			state = InWord
		}
	}
	fmt.Println(state, word)

	q := &Queue{}
	heap.Init(q)
	for i, n := range []string{"low", "high", "mid"} {
		heap.Push(q, &Task{Name: n, Priority: []int{1, 9, 5}[i]})
	}
	(*q)[2].Priority = 10
	heap.Fix(q, 2)
	for q.Len() > 0 {
		t := heap.Pop(q).(*Task)
		fmt.Print(t.Name, ":", t.Priority, " ")
	}
	fmt.Println()

	s, err := newServer("x", WithTimeout(2*time.Second), WithTLS())
	fmt.Println(*s, err)
	_, err = newServer("x", WithTimeout(-1), WithTLS())
	fmt.Println(err, errors.Is(err, errNegative))
	fmt.Println(Read|Exec, Perm(7), KB, MB, Money(1234).Add(66), []Money{5, 250})
	fmt.Printf("%v %d %s %08b %x\n", Write, Write, Read|Write, Exec, Perm(255))

	root := &Node{1, []*Node{{2, []*Node{{4, nil}}}, {3, nil}}}
	var sb strings.Builder
	root.Walk(func(depth int, n *Node) bool {
		fmt.Fprintf(&sb, "%s%d;", strings.Repeat(" ", depth), n.Val)
		return n.Val != 2
	})
	fmt.Println(sb.String())

	jobs, out := make(chan int), make(chan [2]int)
	var wg sync.WaitGroup
	for i := range 3 {
		wg.Add(1)
		go worker(i, jobs, out, &wg)
	}
	go func() {
		for i := range 10 {
			jobs <- i
		}
		close(jobs)
		wg.Wait()
		close(out)
	}()
	squares := map[int]int{}
	for r := range out {
		squares[r[0]] = r[1]
	}
	fmt.Println(squares)
	var hits atomic.Int64
	var once sync.Once
	var mu sync.RWMutex
	shared := map[string]int{}
	for i := range 20 {
		wg.Add(1)
		go func(key string) {
			defer wg.Done()
			once.Do(func() { hits.Add(100) })
			hits.Add(1)
			mu.Lock()
			defer mu.Unlock()
			shared[key] += i
		}(strconv.Itoa(i % 2))
	}
	wg.Wait()
	mu.RLock()
	fmt.Println(hits.Load(), shared)
	mu.RUnlock()
	ctx, cancel := context.WithTimeout(context.WithValue(context.Background(), Perm(1), Money(7)), 10*time.Millisecond)
	defer cancel()
	ticks, stop := 0, time.After(time.Second)
	tick := time.NewTicker(time.Millisecond)
wait:
	for {
		select {
		case <-tick.C:
			ticks++
		case <-ctx.Done():
			break wait
		case <-stop:
			fmt.Println("too late")
		}
	}
	tick.Stop()
	fmt.Println(ticks >= 0, ctx.Err(), errors.Is(ctx.Err(), context.DeadlineExceeded), ctx.Value(Perm(1)), ctx.Value(1))
	sem := make(chan struct{}, 2)
	results := make([]int, 5)
	for i := range results {
		wg.Add(1)
		go func() {
			sem <- struct{}{}
			defer func() { <-sem; wg.Done() }()
			results[i] = i * i
		}()
	}
	wg.Wait()
	fmt.Println(results)
	errc := make(chan error, 1)
	go func() { errc <- &os.PathError{Op: "open", Path: "x", Err: os.ErrNotExist} }()
	e := <-errc
	var pe *os.PathError
	fmt.Println(errors.As(e, &pe), pe.Op, errors.Is(e, os.ErrNotExist))
	select {
	case v, ok := <-errc:
		fmt.Println(v, ok)
	default:
		fmt.Println("nothing")
	}

	fmt.Println(divmod(7, 2))
	fmt.Println(divmod(7, 0))
	fmt.Println(variadic("-"), variadic("-", 1, "a", nil, 2.5), variadic("+", []any{1, 2}...))
	i, j := 1, 2
	i, j = j, i
	swap(&i, &j)
	arr := []int{0, 1, 2}
	i = 0
	i, arr[i] = 2, 9
	fmt.Println(i, j, arr)
	a1 := [3]int{1, 2, 3}
	a2 := a1
	a2[0] = 9
	pa := &a1
	pa[1] = 7
	for i, v := range a1 {
		a1[2] = 50
		fmt.Print(i, v, " ")
	}
	fmt.Println(a1, a2, a1 == [3]int{1, 7, 50}, len(pa))
	type key struct {
		x, y int
		s    string
	}
	grid := map[key]*Node{{1, 2, "a"}: root}
	k := key{1, 2, "a"}
	fmt.Println(grid[k] == root, grid[key{}] == nil, k == key{1, 2, "a"}, struct{ A int }{1} == struct{ A int }{1})
	x := 1
	{
		x := x + 1
		x++
		if x := x * 2; x > 5 {
			fmt.Println("inner", x)
		}
	}
	fmt.Println(x)
	var fs []func() int
	for i := range 3 {
		fs = append(fs, func() int { i += 10; return i })
	}
	for _, f := range fs {
		fmt.Print(f(), f(), " ")
	}
	fib := func() func() int {
		a, b := 0, 1
		return func() int { defer func() { a, b = b, a+b }(); return a }
	}()
	for range 6 {
		fmt.Print(fib(), " ")
	}
	fmt.Println()

	sc := bufio.NewScanner(strings.NewReader("one two\nthree"))
	sc.Split(bufio.ScanWords)
	for sc.Scan() {
		fmt.Print(strings.ToUpper(sc.Text()[:1]), sc.Text()[1:], " ")
	}
	r := bufio.NewReader(strings.NewReader("line 1\nline 2"))
	for {
		line, err := r.ReadString('\n')
		fmt.Printf("%q %v ", line, err)
		if err != nil {
			break
		}
	}
	fmt.Println()
	tm := template.Must(template.New("t").Parse("{{range .}}<{{.Val}}{{with .Kids}} {{len .}}{{end}}>{{end}}\n"))
	var buf bytes.Buffer
	if err := tm.Execute(&buf, []*Node{root, {Val: 9}}); err != nil {
		fmt.Println(err)
	}
	fmt.Print(buf.String())
	t0 := time.Date(2024, time.February, 28, 23, 30, 0, 0, time.UTC)
	t1 := t0.Add(90 * time.Minute)
	fmt.Println(t1.Format(time.RFC1123), t1.Sub(t0), t1.After(t0), t1.Weekday(), t0.YearDay(), t1.Truncate(time.Hour).Format("15:04"))
	dur, err := time.ParseDuration("1h15m30.5s")
	fmt.Println(dur, err, dur.Minutes(), time.Duration(1500)*time.Microsecond)
	fmt.Println(utf8.RuneCountInString("héllo"), []rune("héllo")[1], string([]rune{104, 233}), []byte("é"), strings.Map(func(r rune) rune {
		if r > 127 {
			return -1
		}
		return unicode.ToUpper(r)
	}, "héllo"))
	re := regexp.MustCompile(`(?P<user>\w+)@(\w+)\.com`)
	fmt.Println(re.FindAllStringSubmatch("a@b.com, cc@dd.com", -1), re.ReplaceAllStringFunc("x a@b.com", strings.ToUpper))
	ll := list.New()
	ll.PushBack(Money(1))
	ll.PushFront(State(2))
	for e := ll.Front(); e != nil; e = e.Next() {
		switch v := e.Value.(type) {
		case Money:
			fmt.Print("money ", v, " ")
		case State:
			fmt.Print("state ", v, " ")
		}
	}
	fmt.Println(ll.Len())
	var sm sync.Map
	sm.Store(Perm(1), Money(3))
	v, ok := sm.Load(Perm(1))
	_, no := sm.Load(1)
	fmt.Println(v.(Money)+1, ok, no)
	fmt.Println(math.MaxInt64, math.Inf(1), math.Sqrt(2), math.Round(-2.5), -7/2, -7%3, 7&^2, 1<<10>>3, ^5)
	var u8 uint8 = 250
	u8 += 10
	var i8 int8 = 127
	i8++
	fmt.Println(u8, i8, 0.1+0.2, float32(0.1), 1e21, 'x', "\u00e9", `raw\n`)
	words := strings.Fields("b a c a b a")
	freq := map[string]int{}
	for _, w := range words {
		freq[w]++
	}
	keys := make([]string, 0, len(freq))
	for k := range freq {
		keys = append(keys, k)
	}
	sort.Slice(keys, func(i, j int) bool {
		return freq[keys[i]] > freq[keys[j]] || freq[keys[i]] == freq[keys[j]] && keys[i] < keys[j]
	})
	fmt.Println(keys, freq, slices.IndexFunc(keys, func(s string) bool { return s == "c" }))
	switch x := 5; {
	case x > 3:
		fmt.Print("big ")
		fallthrough
	case x > 10:
		fmt.Print("fell ")
	default:
		fmt.Print("no")
	}
	switch c := any(Money(3)); c {
	case 3:
		fmt.Println("int")
	case Money(3):
		fmt.Println("money")
	}
}
