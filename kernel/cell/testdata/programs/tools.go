package main

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"log/slog"
	"math"
	"os"
	"slices"
	"strings"
	"sync"
	"text/template"
	"time"
)

// generic constraint with methods, generic struct embedding, channel generics
type Numeric interface{ ~int | ~float64 }

type Stats[T Numeric] struct {
	n        int
	sum, min T
	max      T
}

func (s *Stats[T]) Add(xs ...T) *Stats[T] {
	for _, x := range xs {
		if s.n == 0 || x < s.min {
			s.min = x
		}
		if s.n == 0 || x > s.max {
			s.max = x
		}
		s.sum += x
		s.n++
	}
	return s
}
func (s Stats[T]) Mean() float64 { return float64(s.sum) / float64(s.n) }

type Named[T any] struct {
	Name string
	T    T
}
type Timed[T any] struct {
	Named[T]
	At time.Time
}

func (n Named[T]) Describe() string { return fmt.Sprintf("%s=%v", n.Name, n.T) }

type Result[T any] struct {
	Val T
	Err error
}

func Try[T any](f func() (T, error)) (r Result[T]) {
	defer func() {
		if p := recover(); p != nil {
			r.Err = fmt.Errorf("panic: %v", p)
		}
	}()
	v, err := f()
	return Result[T]{v, err}
}

func (r Result[T]) OrElse(d T) T {
	if r.Err != nil {
		return d
	}
	return r.Val
}

func ParMap[T, U any](ctx context.Context, n int, xs []T, f func(context.Context, T) (U, error)) ([]U, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	out := make([]U, len(xs))
	idx := make(chan int)
	var wg sync.WaitGroup
	for range n {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for i := range idx {
				v, err := f(ctx, xs[i])
				if err != nil {
					cancel(fmt.Errorf("item %d: %w", i, err))
					continue
				}
				out[i] = v
			}
		}()
	}
feed:
	for i := range xs {
		select {
		case idx <- i:
		case <-ctx.Done():
			break feed
		}
	}
	close(idx)
	wg.Wait()
	if err := context.Cause(ctx); err != nil {
		return nil, err
	}
	return out, nil
}

type Heap[T any] struct {
	xs   []T
	less func(a, b T) bool
}

func (h *Heap[T]) Push(x T) {
	h.xs = append(h.xs, x)
	i := len(h.xs) - 1
	for i > 0 {
		p := (i - 1) / 2
		if !h.less(h.xs[i], h.xs[p]) {
			break
		}
		h.xs[i], h.xs[p] = h.xs[p], h.xs[i]
		i = p
	}
}
func (h *Heap[T]) Pop() (top T, ok bool) {
	if len(h.xs) == 0 {
		return
	}
	top = h.xs[0]
	n := len(h.xs) - 1
	h.xs[0] = h.xs[n]
	h.xs = h.xs[:n]
	for i := 0; ; {
		c := 2*i + 1
		if c >= n {
			break
		}
		if c+1 < n && h.less(h.xs[c+1], h.xs[c]) {
			c++
		}
		if !h.less(h.xs[c], h.xs[i]) {
			break
		}
		h.xs[i], h.xs[c] = h.xs[c], h.xs[i]
		i = c
	}
	return top, true
}

type edge struct {
	to string
	w  float64
}

func dijkstra(g map[string][]edge, src string) map[string]float64 {
	dist := map[string]float64{src: 0}
	type st struct {
		at string
		d  float64
	}
	h := &Heap[st]{less: func(a, b st) bool { return a.d < b.d }}
	h.Push(st{src, 0})
	for {
		cur, ok := h.Pop()
		if !ok {
			return dist
		}
		if d, seen := dist[cur.at]; seen && d < cur.d {
			continue
		}
		for _, e := range g[cur.at] {
			nd := cur.d + e.w
			if d, ok := dist[e.to]; !ok || nd < d {
				dist[e.to] = nd
				h.Push(st{e.to, nd})
			}
		}
	}
}

type Handler func(w io.Writer, args []string) error
type Shell struct {
	cmds map[string]Handler
	mid  []func(string, Handler) Handler
	hist []string
}

func (s *Shell) Handle(name string, h Handler)          { s.cmds[name] = h }
func (s *Shell) Use(m ...func(string, Handler) Handler) { s.mid = append(s.mid, m...) }

var errExit = errors.New("exit")

type usage struct{ cmd, want string }

func (u *usage) Error() string { return "usage: " + u.cmd + " " + u.want }

func (s *Shell) Run(r io.Reader, w io.Writer) error {
	sc := bufio.NewScanner(r)
	for sc.Scan() {
		f := strings.Fields(sc.Text())
		if len(f) == 0 || strings.HasPrefix(f[0], "#") {
			continue
		}
		s.hist = append(s.hist, f[0])
		h, ok := s.cmds[f[0]]
		if !ok {
			fmt.Fprintf(w, "%s: not found\n", f[0])
			continue
		}
		for _, m := range slices.Backward(s.mid) {
			h = m(f[0], h)
		}
		switch err := h(w, f[1:]); {
		case errors.Is(err, errExit):
			return nil
		case err != nil:
			var u *usage
			if errors.As(err, &u) {
				fmt.Fprintln(w, "!", u.cmd, u.want)
				continue
			}
			return fmt.Errorf("%s: %w", f[0], err)
		}
	}
	return sc.Err()
}

type Temp float64

func (t Temp) LogValue() slog.Value { return slog.StringValue("t") }

func main() {
	var st Stats[float64]
	fmt.Println(st.Add(1, 2.5, -3).Mean(), st.min, st.max, new(Stats[int]).Add(1, 2).Mean())
	tm := Timed[[]int]{Named[[]int]{"xs", []int{1}}, time.Unix(0, 0).UTC()}
	fmt.Println(tm.Describe(), tm.T[0], tm.Named.Name, tm.At.Year())
	r := Try(func() (int, error) { return 1, nil })
	q := Try(func() (string, error) { panic("boom") })
	z := Try(func() (float64, error) { return 0, io.EOF })
	fmt.Println(r, q.Err, q.OrElse("d"), z.OrElse(math.Pi), errors.Is(z.Err, io.EOF))
	sq, err := ParMap(context.Background(), 3, []int{1, 2, 3, 4}, func(_ context.Context, x int) (string, error) { return strings.Repeat("x", x), nil })
	fmt.Println(sq, err)
	_, err = ParMap(context.Background(), 2, []int{1, 2, 3}, func(_ context.Context, x int) (int, error) {
		if x == 2 {
			return 0, io.ErrUnexpectedEOF
		}
		return x, nil
	})
	fmt.Println(err, errors.Is(err, io.ErrUnexpectedEOF))
	g := map[string][]edge{"a": {{"b", 1}, {"c", 5}}, "b": {{"c", 1.5}}, "c": {{"a", 1}}}
	d := dijkstra(g, "a")
	fmt.Println(d["a"], d["b"], d["c"], len(d))
	sh := &Shell{cmds: map[string]Handler{}}
	sh.Handle("echo", func(w io.Writer, a []string) error { _, err := fmt.Fprintln(w, strings.Join(a, " ")); return err })
	sh.Handle("add", func(w io.Writer, a []string) error {
		if len(a) != 2 {
			return &usage{"add", "A B"}
		}
		var x, y int
		if _, err := fmt.Sscan(strings.Join(a, " "), &x, &y); err != nil {
			return err
		}
		fmt.Fprintln(w, x+y)
		return nil
	})
	sh.Handle("exit", func(io.Writer, []string) error { return errExit })
	depth := 0
	sh.Use(func(name string, next Handler) Handler {
		return func(w io.Writer, a []string) error {
			depth++
			defer func() { depth-- }()
			fmt.Fprintf(w, "[%d %s] ", depth, name)
			return next(w, a)
		}
	}, func(name string, next Handler) Handler {
		if name != "echo" {
			return next
		}
		return func(w io.Writer, a []string) error { return next(w, append([]string{">"}, a...)) }
	})
	var out strings.Builder
	err = sh.Run(strings.NewReader("echo hi there\n# c\nadd 1 2\nadd 1\nbad\nadd x 1\nexit\necho no"), &out)
	fmt.Print(out.String())
	fmt.Println(err, sh.hist, depth)
	lg := log.New(&out, "p: ", log.Lmsgprefix)
	out.Reset()
	lg.Printf("%d items", 3)
	fmt.Print(out.String())
	out.Reset()
	sl := slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{ReplaceAttr: func(g []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey {
			return slog.Attr{}
		}
		return a
	}}))
	sl.Info("msg", "k", 1, slog.Group("g", slog.String("s", "v")))
	fmt.Print(out.String())
	tpl := template.Must(template.New("").Funcs(template.FuncMap{"join": strings.Join}).Parse(`{{range .}}{{.Name}}: {{join .Tags ","}}{{if gt .N 1}} many{{end}}
{{end}}`))
	type row struct {
		Name string
		Tags []string
		N    int
	}
	if err := tpl.Execute(os.Stderr, nil); err != nil {
		fmt.Println(err)
	}
	out.Reset()
	if err := tpl.Execute(&out, []row{{"a", []string{"x", "y"}, 1}, {"b", nil, 2}}); err != nil {
		fmt.Println(err)
	}
	fmt.Print(out.String())
	people := []struct {
		Name string
		Age  int
	}{{"A", 30}, {"B", 25}, {"C", 30}}
	slices.SortStableFunc(people, func(a, b struct {
		Name string
		Age  int
	}) int {
		return cmp.Or(-cmp.Compare(a.Age, b.Age), strings.Compare(a.Name, b.Name))
	})
	fmt.Println(people)
	i, found := slices.BinarySearch([]string{"a", "c"}, "b")
	fmt.Println(i, found, slices.Index([]int{3, 4}, 4), slices.Contains([]string{"x"}, "x"), slices.Compact([]int{1, 1, 2})[1])
	pr, pw := io.Pipe()
	go func() { defer pw.Close(); fmt.Fprint(pw, "through pipe") }()
	b, _ := io.ReadAll(io.LimitReader(io.TeeReader(pr, io.Discard), 7))
	fmt.Println(string(b))
	mr := io.MultiReader(strings.NewReader("ab"), strings.NewReader("cd"))
	buf := make([]byte, 3)
	n, _ := io.ReadFull(mr, buf)
	fmt.Println(n, string(buf))
}
