// Values of cells' types in the containers, servers, flags and readers of the standard library.
package main

import (
	"bufio"
	"bytes"
	"container/heap"
	"container/list"
	"container/ring"
	"context"
	"encoding/json"
	"errors"
	"expvar"
	"flag"
	"fmt"
	"hash/maphash"
	"io"
	"io/fs"
	"maps"
	"math/rand"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"reflect"
	"slices"
	"sort"
	"strings"
	"sync"
	"sync/atomic"
	"testing/quick"
	"unique"
)

type item struct {
	name string
	prio int
	idx  int
}
type pq []*item

func (p pq) Len() int           { return len(p) }
func (p pq) Less(i, j int) bool { return p[i].prio < p[j].prio }
func (p pq) Swap(i, j int)      { p[i], p[j] = p[j], p[i]; p[i].idx = i; p[j].idx = j }
func (p *pq) Push(x any)        { it := x.(*item); it.idx = len(*p); *p = append(*p, it) }
func (p *pq) Pop() any          { o := *p; it := o[len(o)-1]; *p = o[:len(o)-1]; return it }

type key struct{}
type src struct{ n uint64 }

func (s *src) Int63() int64   { s.n++; return int64(s.n) }
func (s *src) Seed(n int64)   { s.n = uint64(n) }
func (s *src) Uint64() uint64 { s.n += 10; return s.n }

type gen struct{ n int }

func (gen) Generate(r *rand.Rand, size int) reflect.Value { return reflect.ValueOf(gen{7}) }

type memFS map[string]string

func (m memFS) Open(name string) (fs.File, error) {
	if name == "." {
		return &memDir{m}, nil
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}
func (m memFS) ReadFile(name string) ([]byte, error) { return []byte("read " + m[name]), nil }

type memDir struct{ m memFS }

func (d *memDir) Stat() (fs.FileInfo, error)           { return nil, errors.New("no stat") }
func (d *memDir) Read([]byte) (int, error)             { return 0, io.EOF }
func (d *memDir) Close() error                         { return nil }
func (d *memDir) ReadDir(n int) ([]fs.DirEntry, error) { return nil, errors.New("listed") }

type slow struct{}

func (slow) Error() string { return "slow" }
func (slow) Timeout() bool { return true }

type shut struct{ *strings.Reader }

func (s shut) Close() error { fmt.Println("shut"); return nil }

type statusWriter struct {
	http.ResponseWriter
	code int
}

func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
func (w *statusWriter) WriteHeader(c int)           { w.code = c; w.ResponseWriter.WriteHeader(c) }

type keyN int
type lvl int

func (l *lvl) UnmarshalText(b []byte) error { *l = lvl(len(b)); return nil }
func (l lvl) MarshalText() ([]byte, error)  { return []byte(strings.Repeat("x", int(l))), nil }

type val []string

func (v *val) String() string     { return fmt.Sprint(len(*v)) }
func (v *val) Set(s string) error { *v = append(*v, s); return nil }
func (v *val) Get() any           { return *v }
func (v *val) IsBoolFlag() bool   { return true }

type h struct{ n int }

func (x *h) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	x.n++
	fmt.Fprintf(w, "%d %s", x.n, r.URL.Path)
}

type rd struct{ s string }

func (r *rd) Read(b []byte) (int, error) {
	if r.s == "" {
		return 0, io.EOF
	}
	n := copy(b, r.s[:1])
	r.s = r.s[n:]
	return n, nil
}

type wt struct{ rd }

func (w *wt) WriteTo(x io.Writer) (int64, error) {
	n, e := io.WriteString(x, "writeto")
	return int64(n), e
}

type rf struct{ bytes.Buffer }

type from struct{ got string }

func (f *from) Write(b []byte) (int, error) { f.got += string(b); return len(b), nil }
func (f *from) ReadFrom(r io.Reader) (int64, error) {
	f.got += "readfrom:"
	b, e := io.ReadAll(r)
	f.got += string(b)
	return int64(len(b)), e
}
func (f *from) WriteString(s string) (int, error) { f.got += "ws:" + s; return len(s), nil }

type byLen []string

func (b byLen) Len() int           { return len(b) }
func (b byLen) Less(i, j int) bool { return len(b[i]) < len(b[j]) }
func (b byLen) Swap(i, j int)      { b[i], b[j] = b[j], b[i] }

type jv struct{ a int }

func (j jv) MarshalJSON() ([]byte, error) { return []byte(fmt.Sprintf(`"v%d"`, j.a)), nil }

type jp struct{ a int }

func (j *jp) MarshalJSON() ([]byte, error) { return []byte(fmt.Sprintf(`"p%d"`, j.a)), nil }

type point struct{ X, Y int }
type deep struct {
	a  []int
	m  map[string]*point
	f  func()
	an any
}

func main() {
	q := &pq{}
	heap.Init(q)
	for i, n := range []string{"c", "a", "b"} {
		heap.Push(q, &item{name: n, prio: 3 - i})
	}
	it := (*q)[1]
	it.prio = -1
	heap.Fix(q, it.idx)
	for q.Len() > 0 {
		fmt.Print(heap.Pop(q).(*item).name, " ")
	}
	fmt.Println()
	s := byLen{"ccc", "a", "bb"}
	sort.Sort(sort.Reverse(s))
	fmt.Println(s, sort.IsSorted(s))
	sort.Stable(s)
	fmt.Println(s)
	ps := []point{{2, 1}, {1, 2}}
	sort.Slice(ps, func(i, j int) bool { return ps[i].X < ps[j].X })
	fmt.Println(ps)
	ctx := context.WithValue(context.WithValue(context.Background(), key{}, point{1, 2}), keyN(1), lvl(3))
	fmt.Println(ctx.Value(key{}).(point), ctx.Value(keyN(1)), ctx.Value(keyN(2)), ctx.Value(1))
	fmt.Println(ctx)
	fset := flag.NewFlagSet("x", flag.ContinueOnError)
	fset.SetOutput(io.Discard)
	var v val
	var l lvl
	fset.Var(&v, "v", "v usage")
	fset.TextVar(&l, "l", lvl(2), "l usage")
	fmt.Println(fset.Parse([]string{"-v", "-v=a", "-l", "four", "rest"}), v, l, fset.Args(), fset.Lookup("l").DefValue, fset.Lookup("v").Value)
	srv := httptest.NewServer(&h{})
	for range 2 {
		r, err := http.Get(srv.URL + "/p")
		if err != nil {
			fmt.Println(err)
			break
		}
		b, _ := io.ReadAll(r.Body)
		fmt.Println(string(b))
	}
	srv.Close()
	rec := httptest.NewRecorder()
	http.StripPrefix("/a", &h{}).ServeHTTP(rec, httptest.NewRequest("GET", "/a/b", nil))
	fmt.Println(rec.Body)
	b, _ := io.ReadAll(&rd{"hello"})
	fmt.Println(string(b))
	var sb strings.Builder
	fmt.Println(io.Copy(&sb, &wt{rd{"x"}}))
	fmt.Println(sb.String())
	var f from
	fmt.Println(io.Copy(&f, strings.NewReader("abc")))
	fmt.Println(f.got)
	f.got = ""
	fmt.Println(io.Copy(&f, &rd{"xyz"}))
	fmt.Println(f.got)
	f.got = ""
	io.WriteString(&f, "q")
	fmt.Println(f.got)
	bw := bufio.NewWriter(&f)
	bw.ReadFrom(&rd{"12"})
	bw.Flush()
	fmt.Println(f.got)
	var r2 rf
	fmt.Println(io.Copy(&r2, &rd{"buf"}))
	fmt.Println(r2.String())
	m := map[lvl]point{3: {1, 2}, 1: {}}
	js, err := json.Marshal(m)
	fmt.Println(string(js), err)
	js, err = json.Marshal([]any{jv{1}, &jv{2}, jp{3}, &jp{4}, []jp{{5}}, map[string]jp{"a": {6}}, struct{ P jp }{jp{7}}, &struct{ P jp }{jp{8}}})
	fmt.Println(string(js), err)
	fmt.Println(unique.Make(point{1, 2}) == unique.Make(point{1, 2}), unique.Make(lvl(3)).Value())
	var av atomic.Value
	av.Store(point{1, 2})
	fmt.Println(av.Load().(point), av.CompareAndSwap(point{1, 2}, point{3, 4}), av.Load())
	func() {
		defer func() { fmt.Println(recover()) }()
		av.Store(lvl(1))
	}()
	seed := maphash.MakeSeed()
	fmt.Println(maphash.Comparable(seed, point{1, 2}) == maphash.Comparable(seed, point{1, 2}))
	pool := sync.Pool{New: func() any { return &point{5, 6} }}
	pp := pool.Get().(*point)
	fmt.Println(*pp)
	pool.Put(pp)
	var sm sync.Map
	sm.Store(key{}, lvl(2))
	sm.Store(point{1, 2}, "p")
	x, ok := sm.Load(point{1, 2})
	fmt.Println(x, ok)
	_, ok = sm.Load(struct{ X, Y int }{1, 2})
	fmt.Println(ok)
	fmt.Println(reflect.DeepEqual(deep{a: []int{1}, m: map[string]*point{"a": {1, 2}}, an: point{1, 2}}, deep{a: []int{1}, m: map[string]*point{"a": {1, 2}}, an: point{1, 2}}),
		reflect.DeepEqual(deep{an: point{1, 2}}, deep{an: struct{ X, Y int }{1, 2}}), reflect.DeepEqual(lvl(1), keyN(1)), reflect.DeepEqual([]any{lvl(1)}, []any{keyN(1)}), reflect.DeepEqual(map[string]any{"a": lvl(1)}, map[string]any{"a": 1}))
	fmt.Println(quick.Check(func(p point, l lvl) bool { return p.X == p.X && int(l)*0 == 0 }, nil))
	err = quick.Check(func(a uint8) bool { return a < 200 }, &quick.Config{MaxCount: 10000})
	fmt.Println(err != nil)
	sl := []point{{3, 1}, {1, 1}}
	slices.SortFunc(sl, func(a, b point) int { return a.X - b.X })
	fmt.Println(sl, slices.Contains(sl, point{3, 1}), slices.Index(sl, point{1, 1}), slices.MaxFunc(sl, func(a, b point) int { return a.X - b.X }))
	ks := slices.Sorted(maps.Keys(m))
	fmt.Println(ks, maps.Equal(m, maps.Clone(m)))
	ls := list.New()
	ls.PushBack(point{1, 2})
	ls.PushFront(lvl(1))
	for e := ls.Front(); e != nil; e = e.Next() {
		switch v := e.Value.(type) {
		case point:
			fmt.Println("point", v.X)
		case lvl:
			fmt.Println("lvl", int(v))
		}
	}
	rg := ring.New(2)
	rg.Value = point{7, 8}
	rg.Do(func(x any) { fmt.Print(x, " ") })
	fmt.Println()
	ev := new(expvar.Map)
	ev.Set("p", ex{3})
	fmt.Println(ev.String(), expvar.Func(func() any { return point{1, 2} }).String())
	var ap netip.Addr
	fmt.Println(ap.UnmarshalText([]byte("1.2.3.4")), ap)
	rn := rand.New(&src{})
	fmt.Println(rn.Uint64(), rn.Uint64(), rn.Int63())
	fmt.Println(quick.Check(func(g gen, n int) bool { return g.n == 7 }, nil))
	b, err = fs.ReadFile(memFS{"a": "b"}, "a")
	fmt.Println(string(b), err)
	_, err = fs.ReadDir(memFS{}, ".")
	fmt.Println(err)
	fmt.Println(os.IsTimeout(slow{}), os.IsTimeout(&fs.PathError{Err: slow{}}), os.IsTimeout(io.EOF))
	req, _ := http.NewRequest("POST", "/", shut{strings.NewReader("body")})
	b, err = io.ReadAll(req.Body)
	fmt.Println(string(b), err, req.Body.Close(), req.ContentLength)
	rec = httptest.NewRecorder()
	sw := &statusWriter{ResponseWriter: rec}
	sw.WriteHeader(201)
	fmt.Println(http.NewResponseController(sw).Flush(), rec.Flushed, sw.code, rec.Code)
	var once sync.Once
	once.Do(func() { fmt.Println("once") })
	fmt.Println(bytes.Compare([]byte(str("a")), []byte("b")), strings.Map(func(r rune) rune { return r + 1 }, string(str("abc"))))
	sc := bufio.NewScanner(&rd{"a b\nc d"})
	sc.Split(bufio.ScanWords)
	for sc.Scan() {
		fmt.Print(sc.Text(), ",")
	}
	fmt.Println()
}

type str string
type ex struct{ n int }

func (e ex) String() string { return fmt.Sprintf("%d", e.n) }
