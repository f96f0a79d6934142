// The generic part of the standard library, and what came after Go 1.22.
package main

import (
	"bytes"
	"crypto/hkdf"
	"crypto/pbkdf2"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"hash/maphash"
	"io/fs"
	"log"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing/fstest"
	"time"
	"unicode/utf8"
	"unique"
	"weak"
)

type point struct{ x, y int }

type config struct {
	name  string
	limit atomic.Pointer[point]
}

type notFound struct{ what string }

func (e *notFound) Error() string { return e.what + " not found" }

type celsius float64

func sequences() {
	for line := range strings.Lines("one\ntwo\nthree") {
		fmt.Printf("%q ", line)
	}
	fmt.Println()
	for part := range strings.SplitSeq("a,b,c", ",") {
		if part == "c" {
			break
		}
		fmt.Print(part, " ")
	}
	fmt.Println(slices.Collect(strings.SplitAfterSeq("a,b,c", ",")))
	fmt.Println(slices.Sorted(strings.FieldsSeq(" b  a c ")))
	for f := range strings.FieldsFuncSeq("1-2+3", func(r rune) bool { return r == '-' || r == '+' }) {
		fmt.Print(f, ";")
	}
	fmt.Println()
	for line := range bytes.Lines([]byte("x\ny")) {
		fmt.Printf("%q ", line)
	}
	fmt.Println()
	tree, err := parser.ParseExpr("f(a, b+c)")
	names := 0
	for n := range ast.Preorder(tree) {
		if _, ok := n.(*ast.Ident); ok {
			names++
		}
	}
	fmt.Println(names, err)
	for v := range reflect.ValueOf([]int{4, 5}).Seq() {
		fmt.Print(v.Int(), " ")
	}
	fmt.Println(slices.CompareFunc([]int{1, 2}, []string{"1", "3"}, func(a int, b string) int { return strings.Compare(fmt.Sprint(a), b) }))
	words := slices.SortedStableFunc(maps.Keys(map[string]int{"bb": 1, "a": 2, "ccc": 3}), func(a, b string) int { return len(a) - len(b) })
	fmt.Println(words)
}

func once() {
	n := 0
	f := sync.OnceValue(func() int { n++; return n * 10 })
	fmt.Println(f(), f(), n)
	g := sync.OnceValues(func() (point, error) { n++; return point{n, n}, errors.New("again") })
	p, err := g()
	_, again := g()
	fmt.Println(p, err, err == again, n)
	h := sync.OnceFunc(func() { n = 100 })
	h()
	n = 7
	h()
	fmt.Println(n)
	bad := sync.OnceValue(func() int { panic("bad") })
	for range 2 {
		func() {
			defer func() { fmt.Println("recovered", recover()) }()
			bad()
		}()
	}
	var wg sync.WaitGroup
	var sum atomic.Int64
	for i := range 10 {
		wg.Go(func() { sum.Add(int64(i)) })
	}
	wg.Wait()
	fmt.Println(sum.Load())
}

func pointers() {
	var c config
	fmt.Println(c.limit.Load() == nil, c.limit.CompareAndSwap(nil, &point{1, 2}), *c.limit.Load())
	old := c.limit.Swap(&point{3, 4})
	fmt.Println(*old, c.limit.CompareAndSwap(old, nil), c.limit.Load().y)
	c.limit.Store(nil)
	fmt.Println(c.limit.Load())
	var s atomic.Pointer[string]
	text := "text"
	s.Store(&text)
	fmt.Println(*s.Load(), s.Load() == &text)
	p := &point{5, 6}
	w := weak.Make(p)
	fmt.Println(w.Value() == p, w == weak.Make(p), weak.Make[int](nil).Value())
	runtime.KeepAlive(p)
	a, b := unique.Make("a"), unique.Make(strings.ToLower("A"))
	fmt.Println(a == b, a.Value(), unique.Make(point{1, 2}) == unique.Make(point{1, 2}), unique.Make(point{1, 2}).Value().y)
	fmt.Println(unique.Make[any](1) == unique.Make[any](1), unique.Make[any](1) == unique.Make[any](int64(1)))
}

func errorTypes() {
	err := fmt.Errorf("open: %w", &notFound{"x"})
	if e, ok := errors.AsType[*notFound](err); ok {
		fmt.Println(e.what)
	}
	_, ok := errors.AsType[*fs.PathError](err)
	fmt.Println(ok)
	_, err = os.Open("/nonexistent")
	pe, ok := errors.AsType[*fs.PathError](err)
	fmt.Println(pe.Op, ok)
}

func rest() {
	fmt.Println(rand.N(10*time.Second) < 10*time.Second, rand.N(int8(1)), rand.N(celsiusSteps(1)))
	func() {
		defer func() { fmt.Println(recover()) }()
		rand.N(0)
	}()
	fmt.Println(reflect.TypeFor[int](), reflect.TypeFor[map[string]time.Duration](), reflect.TypeFor[error]())
	x, ok := reflect.TypeAssert[string](reflect.ValueOf("s"))
	fmt.Println(x, ok)
	seed := maphash.MakeSeed()
	fmt.Println(maphash.Comparable(seed, point{1, 2}) == maphash.Comparable(seed, point{1, 2}), maphash.Comparable(seed, 1) == maphash.Comparable(seed, 2))
	key, err := hkdf.Key(sha256.New, []byte("secret"), []byte("salt"), "info", 8)
	fmt.Printf("%x %v\n", key, err)
	key, err = pbkdf2.Key(sha256.New, "password", []byte("salt"), 10, 8)
	fmt.Printf("%x %v\n", key, err)
	var n sql.Null[int]
	fmt.Println(n.Scan("42"))
	fmt.Println(n.V, n.Valid)
	fmt.Println(n.Scan(nil))
	fmt.Println(n.V, n.Valid, n.Scan("x"))
	var c sql.Null[celsius]
	fmt.Println(c.Scan(21.5))
	v, err := c.Value()
	fmt.Println(v, err)
	r, sep := utf8.RuneError, os.PathSeparator
	fmt.Printf("%T %T %c\n", r, sep, sep)
	var said strings.Builder
	l := log.New(&said, "pre: ", log.Lmsgprefix)
	l.Println("said")
	l.SetPrefix("other: ")
	l.Printf("%d", 4)
	fmt.Print(said.String())
	fmt.Println(log.Default() != nil, l.Prefix())
	out, err := exec.Command("echo", "from", "outside").Output()
	fmt.Printf("%q %v\n", out, err)
	dir := fstest.MapFS{"a/b.txt": {Data: []byte("text")}}
	fmt.Println(fstest.TestFS(dir, "a/b.txt"))
}

type celsiusSteps uint16

func main() {
	sequences()
	once()
	pointers()
	errorTypes()
	rest()
}
