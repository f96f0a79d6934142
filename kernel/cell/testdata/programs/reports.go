// What public reports of the interpreter say goes wrong, in programs of a few lines. The
// number of each report stands in the name of its func.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"time"
)

type walker interface{ Walk() string }

type stepper interface {
	walker
	Wrap() *outer
}

type middle struct{ walker }

type outer struct{ base *middle }

func (m *middle) Wrap() *outer { return &outer{m} }

type legs struct{ n int }

func (l *legs) Walk() string { return fmt.Sprint("on ", l.n) }

// A method of an interface that is embedded in a struct.
func report1515() {
	var s stepper = &middle{&legs{2}}
	fmt.Println(s.Wrap().base.Walk(), s.Walk())
}

type Alias plainly

type plainly interface{ ok() bool }

type yes struct{ is bool }

func (y yes) ok() bool { return y.is }

// A named interface that is declared before the one it stands for.
func report1662() {
	check := func(a Alias) string {
		if a.ok() {
			return "yes"
		}
		return "no"
	}
	fmt.Println(check(yes{true}), check(yes{}))
}

func count[T any](lists ...[]T) (n int) {
	for _, l := range lists {
		n += len(l)
	}
	return n
}

// Type arguments found from variadic slices.
func report1610() {
	fmt.Println(count([]string{"a", "b"}), count([]int{1}, []int{2, 3}), count[bool]())
}

type stamp time.Time

func (s *stamp) UnmarshalJSON(b []byte) error {
	var n json.Number
	if err := json.Unmarshal(b, &n); err != nil {
		return err
	}
	sec, err := n.Int64()
	*s = stamp(time.Unix(sec, 0).UTC())
	return err
}

// UnmarshalJSON of a type whose underlying type is a compiled struct.
func report1603() {
	var v struct {
		A stamp
		B *stamp
	}
	fmt.Println(json.Unmarshal([]byte(`{"A":5,"B":86400}`), &v), time.Time(v.A), time.Time(*v.B))
}

type secret struct {
	Key string `json:"key"`
}

type withSecret struct {
	secret
	Val string `json:"val"`
}

// Fields of an embedded struct in JSON.
func report1656() {
	b, err := json.Marshal(withSecret{secret{"k"}, "v"})
	fmt.Println(string(b), err)
}

type view[T any] struct{ list []T }

func (v view[T]) MarshalJSON() ([]byte, error) { return json.Marshal(v.list) }
func (v *view[T]) UnmarshalJSON(b []byte) error {
	if v.list != nil {
		return errors.New("filled already")
	}
	return json.Unmarshal(b, &v.list)
}

type views struct {
	N     int
	Names view[string]
	More  *view[string] `json:",omitempty"`
}

// JSON of generic types with methods.
func report1490() {
	v := view[string]{[]string{"x"}}
	in := views{3, v, &v}
	b, err := json.Marshal(&in)
	var got views
	fmt.Println(string(b), err, json.Unmarshal(b, &got), reflect.DeepEqual(got, in))
}

// Closures that are made in a switch in a loop.
func report1713() {
	var fs [3]func() int
	for i := 1; i <= 3; i++ {
		v := i * 10
		switch i {
		case 1:
			fs[0] = func() int { return v }
		case 2:
			fs[1] = func() int { return v }
		case 3:
			fs[2] = func() int { return v }
		}
	}
	fmt.Println(fs[0](), fs[1](), fs[2]())
}

// Closures that are made in a loop over a list.
func report1594() {
	var fs []func() int
	for _, v := range []int{1, 2, 3} {
		x := v * 101
		fs = append(fs, func() int { return x })
	}
	for _, f := range fs {
		fmt.Print(f(), " ")
	}
	fmt.Println()
}

// Variables of a loop without a condition that its body sets.
func report1518() {
	table := []int{1, 3, 5, 7, 9}
search:
	for low, high := 0, len(table); ; {
		if low >= high {
			fmt.Println("none")
			break search
		}
		switch mid := (low + high) / 2; {
		case table[mid] < 7:
			low = mid + 1
		case table[mid] > 7:
			high = mid
		default:
			fmt.Println("found at", mid)
			break search
		}
	}
}

func chanAfter(n int) chan int {
	fmt.Println("made", n)
	c := make(chan int, 1)
	if n == 1 {
		c <- n
	}
	return c
}

// A select that receives from what calls return.
func report1728() {
	select {
	case v, ok := <-chanAfter(1):
		fmt.Println("one", v, ok)
	case v, ok := <-chanAfter(2):
		fmt.Println("two", v, ok)
	}
}

func small() complex64 { return complex(0, 2) }

// A constant complex number as a complex64.
func report1402() { fmt.Println(small(), small()*small()) }

// A variable converted to an interface without methods.
func report1718() {
	x := 42
	y := any(x)
	fmt.Println(y != nil, y.(int) == 42, y.(any) != nil, y.(any) == any(42))
}

type keeper[T any] struct{ data T }

func (k *keeper[T]) Set(v T) { k.clear(); k.data = v }
func (k *keeper[T]) clear()  { var zero T; k.data = zero }

// A generic method that calls one declared behind it.
func report1573() {
	k := keeper[string]{"a"}
	k.Set("b")
	fmt.Println(k)
}

func sum[T ~int | ~string](a, b T) T { return a + b }

// An instance of a generic func as a value.
func report1599() {
	f, g := sum[int], sum[string]
	fmt.Println(f(1, 2), g("a", "b"))
}

var methods = map[string]func(){}

// A func in a map of funcs.
func report1090() {
	methods["self"] = report1090
	fmt.Println(len(methods), methods["self"] != nil)
}

type failure struct{ code int }

func (f *failure) Error() string { return fmt.Sprint("failure ", f.code) }

var target = &failure{}

// errors.As with a type of the program.
func report1345and1716() {
	var none error
	fmt.Println(errors.As(none, &target))
	fmt.Println(errors.As(fmt.Errorf("wrapped: %w", &failure{7}), &target), target.code)
}

type syncer interface {
	io.Writer
	Sync() error
}

type sink interface {
	syncer
	io.Closer
}

type memory struct{ strings.Builder }

func (m *memory) Sync() error  { return nil }
func (m *memory) Close() error { fmt.Println("closed", m.String()); return nil }

// An interface made of those of compiled packages.
func report1260() {
	var s sink = &memory{}
	fmt.Fprint(s, "text")
	closers := []io.Closer{s}
	fmt.Println(len(closers), closers[0].Close())
}

type basic struct{}

func (b *basic) same() bool { return []any{b}[0] == b }

// A receiver in a list of any.
func report1675() { fmt.Println((&basic{}).same()) }

type response[T any] struct {
	Body *T
	Err  apiError
	next *response[T]
	byID map[string]*response[T]
}

type apiError struct{ Desc string }

type cache[K comparable, V any] struct {
	values map[K]*entry[K, V]
	fetch  func(K) (V, error)
}

type entry[K comparable, V any] struct {
	value V
	of    *cache[K, V]
}

func (c *cache[K, V]) get(k K) (v V, err error) {
	if e := c.values[k]; e != nil {
		return e.value, nil
	}
	if v, err = c.fetch(k); err == nil {
		c.values[k] = &entry[K, V]{v, c}
	}
	return v, err
}

// Generic structs that hold themselves, one another, and types declared behind them.
func report1577and1652() {
	body := "b"
	r := response[string]{Body: &body, Err: apiError{"d"}}
	r.next = &response[string]{byID: map[string]*response[string]{"r": &r}}
	fmt.Println(*r.next.byID["r"].Body, r.Err)
	calls := 0
	c := &cache[string, int]{map[string]*entry[string, int]{}, func(s string) (int, error) { calls++; return len(s), nil }}
	a, _ := c.get("abc")
	b, _ := c.get("abc")
	fmt.Println(a, b, calls, c.values["abc"].of == c)
}

type holder struct{ *generic[string] }

type generic[T any] struct{ data T }

// An instance of a generic struct that is embedded.
func report1571() {
	h := holder{generic: &generic[string]{"g"}}
	fmt.Println(h.data, h.generic.data)
}

type state struct {
	bytes.Buffer
	scratch [64]byte
}

// A struct that is an io.Writer because it embeds a buffer.
func report1502() {
	s := &state{}
	var w io.Writer = s
	n, err := w.Write(append(s.scratch[:0], "ab"...))
	fmt.Fprintf(s, "%d", n)
	fmt.Println(s.String(), s.Len(), err)
}

func main() {
	report1571()
	report1502()
	report1515()
	report1662()
	report1610()
	report1603()
	report1656()
	report1490()
	report1713()
	report1594()
	report1518()
	report1728()
	report1402()
	report1718()
	report1573()
	report1599()
	report1090()
	report1345and1716()
	report1260()
	report1675()
	report1577and1652()
}
