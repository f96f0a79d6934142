package boxes

import (
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"reflect"
	"sync"
	"testing"

	"github.com/andor-kernel/andor/kernel/cell/names"
)

// noTypes knows no compiled types.
type noTypes struct{}

func (noTypes) Type(reflect.Type) types.Type      { return types.Typ[types.Invalid] }
func (noTypes) Wrapper(reflect.Type) reflect.Type { return nil }

// declared checks declarations of a cell and returns its types by name.
func declared(t *testing.T, src string) func(name string) types.Type {
	t.Helper()
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "", "package main\n"+src, 0)
	if err != nil {
		t.Fatal(err)
	}
	pkg, err := new(types.Config).Check(names.MainPath, fset, []*ast.File{f}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return func(name string) types.Type { return pkg.Scope().Lookup(name).Type() }
}

// A box prints and marshals as a value of its type does in compiled Go.
func TestBox(t *testing.T) {
	s := NewRegistry(noTypes{}, &sync.Mutex{})
	typ := declared(t, "type Point struct{ X, Y int; tag string }\ntype Temp float64\nfunc (t Temp) String() string\ntype Bad struct{}\nfunc (Bad) Error() string")
	point, _ := s.ID(typ("Point"))
	temp, fresh := s.ID(typ("Temp"))
	if !fresh {
		t.Error("got a type whose methods are known, want one that is new")
	}
	s.HostMethods(temp, map[string]func(any) any{"String": func(v any) any { return func() string { return fmt.Sprint(v, " degrees") } }})
	if _, fresh = s.ID(typ("Temp")); fresh {
		t.Error("got a new type, want one whose methods are known")
	}
	bad, _ := s.ID(typ("Bad"))
	s.HostMethods(bad, map[string]func(any) any{"Error": func(any) any { return func() string { return "bad" } }})
	p := s.HostBox(point, struct {
		X, Y int
		Xtag string
	}{1, 2, "a"})
	for _, c := range []struct{ got, want string }{
		{fmt.Sprintf("%v %+v", p, p), "{1 2 a} {X:1 Y:2 tag:a}"},
		{fmt.Sprintf("%#v", p), `main.Point{X:1, Y:2, tag:"a"}`},
		{DynamicName(p), "main.Point"},
		{fmt.Sprint(s.HostBox(temp, 20.5)), "20.5 degrees"},
		{fmt.Sprint(s.HostError(bad, struct{}{})), "bad"},
		{s.Format(typ("Temp"), reflect.ValueOf(3.0)), "3 degrees"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
	if b, err := json.Marshal(p); err != nil || string(b) != `{"X":1,"Y":2}` {
		t.Errorf("got %s, %v", b, err)
	}
	if !s.HostIs(point, p) || s.HostIs(temp, p) || s.HostIs(point, 1) || s.HostIs(point, nil) {
		t.Error("a box is of another type than its own")
	}
	if !HostEqual(s.HostBox(temp, 1.0), s.HostBox(temp, 1.0)) || HostEqual(s.HostBox(temp, 1.0), 1.0) {
		t.Error("boxes are equal where their values and types are, and only there")
	}
	if got := HostBare([]any{p, 1}).([]any); reflect.TypeOf(got[0]).Kind() != reflect.Struct || got[1] != 1 {
		t.Errorf("got %v, want the values without boxes", got)
	}
}

// An assertion that fails panics with Go's words.
func TestAssert(t *testing.T) {
	s := NewRegistry(noTypes{}, &sync.Mutex{})
	typ := declared(t, "type A int\ntype B int")
	a, _ := s.ID(typ("A"))
	b, _ := s.ID(typ("B"))
	defer func() {
		err, ok := recover().(interface {
			error
			RuntimeError()
		})
		if want := "interface conversion: interface {} is main.A, not main.B"; !ok || err.Error() != want {
			t.Errorf("got %v, want %q", err, want)
		}
	}()
	s.HostAssert(b, s.HostBox(a, 1), "interface {}")
}

func TestPanicText(t *testing.T) {
	for _, c := range []struct {
		value any
		want  string
	}{
		{"plain", "plain"},
		{errors.New("an error"), "an error"},
		{reflect.ValueOf("reflected"), "reflected"},
		{"cell:3:4: reflect: slice index out of range", "runtime error: index out of range"},
		{42, "42"},
	} {
		if got := PanicText(c.value); got != c.want {
			t.Errorf("%v: got %q, want %q", c.value, got, c.want)
		}
	}
	if err, ok := InRuntimeWords("reflect: slice index out of range").(error); !ok || err.Error() != "runtime error: index out of range" {
		t.Errorf("got %v, want a runtime error", err)
	}
	if got := InRuntimeWords("the user's"); got != "the user's" {
		t.Errorf("got %v, want the value as it is", got)
	}
}
