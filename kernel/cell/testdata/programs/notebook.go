package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"sort"
	"strings"
	"sync"
	"time"
)

type Matrix [][]float64

func NewMatrix(r, c int) Matrix {
	m := make(Matrix, r)
	for i := range m {
		m[i] = make([]float64, c)
	}
	return m
}

func (m Matrix) Mul(n Matrix) (Matrix, error) {
	if len(m[0]) != len(n) {
		return nil, fmt.Errorf("shapes %dx%d and %dx%d", len(m), len(m[0]), len(n), len(n[0]))
	}
	out := NewMatrix(len(m), len(n[0]))
	for i := range out {
		for j := range out[i] {
			for k := range n {
				out[i][j] += m[i][k] * n[k][j]
			}
		}
	}
	return out, nil
}

type Color struct{ R, G, B uint8 }

func (c Color) MarshalJSON() ([]byte, error) {
	return json.Marshal(fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B))
}

func (c *Color) UnmarshalJSON(b []byte) error {
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return err
	}
	_, err := fmt.Sscanf(s, "#%02x%02x%02x", &c.R, &c.G, &c.B)
	return err
}

type Shape struct {
	Kind   string            `json:"kind"`
	Fill   Color             `json:"fill"`
	Stroke *Color            `json:"stroke,omitempty"`
	Extra  map[string]any    `json:"extra,omitempty"`
	Kids   []Shape           `json:"kids,omitempty"`
	Named  map[string]*Color `json:"named,omitempty"`
	hidden int
}

type Employee struct {
	Name   string
	Age    int
	Salary float64
	Dept   string
}

type ByDept []Employee

func (b ByDept) Len() int           { return len(b) }
func (b ByDept) Swap(i, j int)      { b[i], b[j] = b[j], b[i] }
func (b ByDept) Less(i, j int) bool { return b[i].Dept < b[j].Dept }

type Account struct {
	sync.Mutex
	Balance float64
	History []struct {
		Op  string
		Amt float64
	}
}

func (a *Account) Deposit(x float64) {
	a.Lock()
	defer a.Unlock()
	a.Balance += x
	a.History = append(a.History, struct {
		Op  string
		Amt float64
	}{"dep", x})
}

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

type upper struct{ w io.Writer }

func (u upper) Write(p []byte) (int, error) { return u.w.Write(bytes.ToUpper(p)) }

type Stack []int

func (s *Stack) Push(x int) { *s = append(*s, x) }
func (s *Stack) Pop() (x int) {
	old := *s
	x, *s = old[len(old)-1], old[:len(old)-1]
	return
}
func (s Stack) Peek() int { return s[len(s)-1] }

func rpn(expr string) (v int, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("bad expression %q", expr)
		}
	}()
	var s Stack
	ops := map[string]func(a, b int) int{
		"+": func(a, b int) int { return a + b },
		"-": func(a, b int) int { return a - b },
		"*": func(a, b int) int { return a * b },
		"/": func(a, b int) int { return a / b },
	}
	for _, tok := range strings.Fields(expr) {
		if op, ok := ops[tok]; ok {
			b, a := s.Pop(), s.Pop()
			s.Push(op(a, b))
			continue
		}
		var n int
		if _, err := fmt.Sscan(tok, &n); err != nil {
			return 0, fmt.Errorf("token %q: %w", tok, err)
		}
		s.Push(n)
	}
	return s.Pop(), nil
}

type Ev struct {
	At   time.Duration
	Name string
}

type Bus struct {
	mu   sync.RWMutex
	subs map[string][]chan<- Ev
	done chan struct{}
}

func (b *Bus) Sub(name string) <-chan Ev {
	b.mu.Lock()
	defer b.mu.Unlock()
	c := make(chan Ev, 4)
	if b.subs == nil {
		b.subs = map[string][]chan<- Ev{}
	}
	b.subs[name] = append(b.subs[name], c)
	return c
}

func (b *Bus) Pub(e Ev) (n int) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	for _, c := range b.subs[e.Name] {
		select {
		case c <- e:
			n++
		default:
		}
	}
	return
}

func wordFreq(text string) []string {
	freq := map[string]int{}
	for _, w := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !('a' <= r && r <= 'z') }) {
		freq[w]++
	}
	words := slices.Collect(maps.Keys(freq))
	sort.Slice(words, func(i, j int) bool {
		if a, b := freq[words[i]], freq[words[j]]; a != b {
			return a > b
		}
		return words[i] < words[j]
	})
	out := make([]string, 0, 3)
	for _, w := range words[:3] {
		out = append(out, fmt.Sprintf("%s:%d", w, freq[w]))
	}
	return out
}

func primes(n int) []int {
	sieve := make([]bool, n+1)
	var out []int
	for i := 2; i <= n; i++ {
		if sieve[i] {
			continue
		}
		out = append(out, i)
		for j := i * i; j <= n; j += i {
			sieve[j] = true
		}
	}
	return out
}

func permutations[T any](xs []T) [][]T {
	if len(xs) <= 1 {
		return [][]T{slices.Clone(xs)}
	}
	var out [][]T
	for i := range xs {
		rest := slices.Concat(xs[:i], xs[i+1:])
		for _, p := range permutations(rest) {
			out = append(out, append([]T{xs[i]}, p...))
		}
	}
	return out
}

func memo[K comparable, V any](f func(K) V) func(K) V {
	cache := map[K]V{}
	return func(k K) V {
		if v, ok := cache[k]; ok {
			return v
		}
		v := f(k)
		cache[k] = v
		return v
	}
}

func life(g [5][5]bool) (out [5][5]bool) {
	for y := range g {
		for x := range g[y] {
			n := 0
			for dy := -1; dy <= 1; dy++ {
				for dx := -1; dx <= 1; dx++ {
					if (dx != 0 || dy != 0) && g[(y+dy+5)%5][(x+dx+5)%5] {
						n++
					}
				}
			}
			out[y][x] = n == 3 || n == 2 && g[y][x]
		}
	}
	return
}

func main() {
	p, err := Matrix{{1, 2}, {3, 4}}.Mul(Matrix{{5}, {6}})
	fmt.Println(p, err)
	_, err = NewMatrix(1, 2).Mul(NewMatrix(3, 1))
	fmt.Println(err)
	sh := Shape{Kind: "g", Fill: Color{255, 0, 16}, Stroke: &Color{1, 2, 3}, Extra: map[string]any{"w": 2.5, "c": Color{9, 9, 9}}, Kids: []Shape{{Kind: "leaf"}}, Named: map[string]*Color{"x": {R: 1}}}
	b, err := json.Marshal(sh)
	fmt.Println(string(b), err)
	var back Shape
	fmt.Println(json.Unmarshal(b, &back), back.Fill, *back.Stroke, back.Kids[0].Kind, *back.Named["x"], back.Extra["c"])
	fmt.Println(json.Unmarshal([]byte(`{"kind": 3}`), &back))
	emps := []Employee{{"Ann", 30, 5000, "eng"}, {"Bob", 25, 4000.5, "ops"}, {"Cy", 35, 6000, "eng"}, {"Di", 25, 4500, "ops"}}
	sort.Stable(ByDept(emps))
	groups := map[string][]Employee{}
	for _, e := range emps {
		groups[e.Dept] = append(groups[e.Dept], e)
	}
	for _, d := range slices.Sorted(maps.Keys(groups)) {
		sum := 0.0
		for _, e := range groups[d] {
			sum += e.Salary
		}
		fmt.Printf("%-5s|%3d|%8.2f|%v\n", d, len(groups[d]), sum/float64(len(groups[d])), groups[d][0].Name)
	}
	oldest := slices.MaxFunc(emps, func(a, b Employee) int { return a.Age - b.Age })
	fmt.Printf("%v %+v %s\n", oldest, oldest, strings.Repeat("=", 5))
	var acc Account
	var wg sync.WaitGroup
	for i := range 10 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			acc.Deposit(float64(i))
		}()
	}
	wg.Wait()
	fmt.Println(acc.Balance, len(acc.History), acc.History[0].Op)
	io.Copy(upper{os.Stdout}, rot13{strings.NewReader("")})
	var buf bytes.Buffer
	io.Copy(upper{&buf}, rot13{strings.NewReader("Uryyb, jbeyq!\n")})
	fmt.Fprintf(upper{&buf}, "%s %d\n", "abc", 5)
	fmt.Print(buf.String())
	fmt.Println(rpn("3 4 + 2 *"))
	fmt.Println(rpn("1 +"))
	fmt.Println(rpn("1 x +"))
	_, err = rpn("1 0 /")
	fmt.Println(err)
	bus := &Bus{done: make(chan struct{})}
	c1, c2 := bus.Sub("a"), bus.Sub("a")
	fmt.Println(bus.Pub(Ev{time.Second, "a"}), bus.Pub(Ev{Name: "b"}), <-c1, (<-c2).At)
	fmt.Println(wordFreq("the cat and the dog and the bird"))
	fmt.Println(primes(30), len(permutations([]int{1, 2, 3, 4})), permutations([]string{"a", "b", "c"})[3])
	var fib func(int) int
	fib = memo(func(n int) int {
		if n < 2 {
			return n
		}
		return fib(n-1) + fib(n-2)
	})
	fmt.Println(fib(80))
	var g [5][5]bool
	g[1][2], g[2][2], g[3][2] = true, true, true
	h := life(g)
	fmt.Println(h[2], life(h) == g, g == h)
	type point struct{ x, y int }
	type line [2]point
	seen := map[line]int{{{0, 0}, {1, 1}}: 1}
	seen[line{{0, 0}, {1, 1}}]++
	fmt.Println(seen)
	var any1 any = point{1, 2}
	set := map[any]string{point{1, 2}: "p", 3: "i", "s": "s", [2]int{1, 2}: "a", nil: "n", 2.5: "f"}
	fmt.Println(set[any1], set[3], set["s"], set[[2]int{1, 2}], set[nil], set[int64(3)] == "", len(set))
	rows := []struct {
		in   string
		want int
		err  error
	}{
		{"1", 1, nil},
		{"2 3 +", 5, nil},
		{in: "+", err: errors.New("x")},
	}
	for i, tc := range rows {
		got, err := rpn(tc.in)
		fmt.Print(i, got == tc.want, (err != nil) == (tc.err != nil), " ")
	}
	fmt.Println()
	x, y := 3, 4
	x, y = y, x+y
	a, bb := []int{1, 2, 3}, [3]int{1, 2, 3}
	cc := bb
	a2 := a
	a2[0], cc[0] = 9, 9
	fmt.Println(x, y, a, bb, cc, a[len(a)-1], a[1:], append(a[:1:1], 7), a)
	var grid [3][4]rune
	for i := range grid {
		for j := range grid[i] {
			grid[i][j] = '.'
		}
	}
	grid[1][2] = '#'
	for _, row := range grid {
		fmt.Println(string(row[:]))
	}
	for i, c := range "a\xffb€" {
		fmt.Print(i, ":", c, " ")
	}
	fmt.Println()
	fmt.Printf("%6.2f|%-8s|%+d|%x|%X|%o|%b|%e|%g|%08.3f|%q|%v|%t|%c|%U|%5t|%%|%3c|%-5d|\n", 3.14159, "hi", 5, 255, "hi", 8, 5, 1234.5678, 1e21, 3.14159, "q\"", nil, true, 'x', '⌘', false, 'z', 42)
	fmt.Printf("%v %v %v %v\n", []byte("hi"), [3]bool{true}, struct{ A, B any }{1, "x"}, &struct{ X *int }{})
	fmt.Printf("%s %v %d\n", []string{"a", "b"}, map[string]bool{"k": true}, []int{1})
	fmt.Printf("%[2]d %[1]d %d|%*d|%.*f\n", 1, 2, 5, 42, 2, 3.14159)
	fmt.Printf("%!|%d|%z\n", "str", 3)
	fmt.Println(fmt.Sprint("a", 1, 2, "b", "c", 3.0), fmt.Sprintln("x", 1))
}
