package yaegi

import (
	"context"
	"go/ast"
	"go/parser"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/traefik/yaegi/interp"
)

// cells says how this test names things: a version follows a name after a mark.
var cells = Cells{Package: "main", Plain: func(name string) string { name, _, _ = strings.Cut(name, "ꞏ"); return name }}

// open makes an interpreter that has compiled and run a file.
func open(t *testing.T, src string) (*interp.Interpreter, Internals) {
	t.Helper()
	in := interp.New(interp.Options{})
	y, err := Open(in, cells)
	if err != nil {
		t.Fatal(err)
	}
	load(t, in, y, src)
	return in, y
}

// load compiles a file in two parts, as a session does: its types, which then get their
// reflected types, and the rest.
func load(t *testing.T, in *interp.Interpreter, y Internals, src string) {
	t.Helper()
	f, err := parser.ParseFile(in.FileSet(), "cell", "package main\n"+src, 0)
	if err != nil {
		t.Fatal(err)
	}
	var first, rest []ast.Decl
	for _, d := range f.Decls {
		if g, ok := d.(*ast.GenDecl); ok && len(g.Specs) > 0 {
			if _, ok := g.Specs[0].(*ast.TypeSpec); ok {
				first = append(first, d)
				continue
			}
		}
		rest = append(rest, d)
	}
	for i, decls := range [][]ast.Decl{first, rest} {
		p, err := in.CompileAST(&ast.File{Package: f.Package, Name: f.Name, Decls: decls})
		if err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			for _, group := range Circles(decls) {
				if err := y.CloseCircle(group); err != nil {
					t.Fatal(err)
				}
			}
		}
		if _, err := in.Execute(p); err != nil {
			t.Fatal(err)
		}
	}
}

// value evaluates an expression.
func value(t *testing.T, in *interp.Interpreter, expr string) reflect.Value {
	t.Helper()
	v, err := in.Eval(expr)
	if err != nil {
		t.Fatalf("%s: %v", expr, err)
	}
	return v
}

func TestCircles(t *testing.T) {
	for _, c := range []struct {
		name, src, want string
	}{
		{"none", "type a int\ntype b []a", ""},
		{"own", "type node struct{ next *node }", "node"},
		{"two", "type a struct{ b *b }\ntype b struct{ a *a }", "a b"},
		{"inner first", "type x struct{ y *y }\ntype y struct{ y *y }\ntype z struct{ z []z; x x }", "y/z"},
	} {
		in := interp.New(interp.Options{})
		f, err := parser.ParseFile(in.FileSet(), "cell", "package main\n"+c.src, 0)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, group := range Circles(f.Decls) {
			got = append(got, strings.Join(group, " "))
		}
		if strings.Join(got, "/") != c.want {
			t.Errorf("%s: got groups %q, want %q", c.name, strings.Join(got, "/"), c.want)
		}
	}
}

// A closed type leads back to itself through reflect's own API.
func TestCloseCircle(t *testing.T) {
	for _, c := range []struct {
		name, src, expr string
		path            func(reflect.Type) reflect.Type
	}{
		{"pointer", "type node struct{ n int; next *node }", "node{}", func(t reflect.Type) reflect.Type { return t.Field(1).Type.Elem() }},
		{"slice", "type tree struct{ kids []tree }", "tree{}", func(t reflect.Type) reflect.Type { return t.Field(0).Type.Elem() }},
		{"map of pointers", "type graph struct{ edges map[string]*graph }", "graph{}", func(t reflect.Type) reflect.Type { return t.Field(0).Type.Elem().Elem() }},
		{"two", "type a struct{ b *b }\ntype b struct{ a *a }", "a{}", func(t reflect.Type) reflect.Type {
			return t.Field(0).Type.Elem().Field(0).Type.Elem()
		}},
	} {
		in, _ := open(t, c.src)
		got := value(t, in, c.expr).Type()
		if back := c.path(got); back != got {
			t.Errorf("%s: got %v at the end of the path, want %v", c.name, back, got)
		}
	}
}

// Open names what it misses.
func TestOpenRefusesAnotherVersion(t *testing.T) {
	var other struct{ id int }
	_, err := field(reflect.ValueOf(&other).Elem(), "id", reflect.Uint64)
	if err == nil || !strings.Contains(err.Error(), `no field "id" of kind uint64; use v0.16.1`) {
		t.Errorf("got %v, want an error that names the field and the version", err)
	}
	if _, err := field(reflect.ValueOf(&other).Elem(), "done", reflect.Chan); err == nil {
		t.Error("got no error for a field that is not there")
	}
}

// Halt ends a loop, and func values can be called after it.
func TestHalt(t *testing.T) {
	in, y := open(t, "var n int\nvar begun = make(chan int)\nfunc count() int { n++; return n }\nfunc spin() { close(begun); for { n++ } }")
	count := value(t, in, "count").Interface().(func() int)
	if got := count(); got != 1 {
		t.Fatalf("got %d, want 1", got)
	}
	ended := make(chan struct{})
	begun := value(t, in, "begun").Interface().(chan int)
	go func() {
		defer close(ended)
		_, _ = in.EvalWithContext(context.Background(), "spin()")
	}()
	<-begun
	var h Halt
	restore := h.Stop(y, Owner{})
	select {
	case <-ended:
	case <-time.After(5 * time.Second):
		t.Fatal("the loop still runs")
	}
	asleep := h.Awake() // for a deferred call, the func is entered as before
	before := count()
	asleep()
	restore()
	if after := count(); before == 0 || after != before+1 {
		t.Errorf("got %d and %d, want two numbers in a row", before, after)
	}
}

// Forget takes a name from the interpreter, which can be declared again as something else.
func TestForget(t *testing.T) {
	in, y := open(t, "func f() int { return 1 }\nfunc g() int { return 2 }")
	y.Forget([]string{"f"})
	y.DropTrees()
	if _, err := in.Eval("f()"); err == nil {
		t.Error("f is still known")
	}
	if got := value(t, in, "g()").Int(); got != 2 {
		t.Errorf("got %d, want 2", got)
	}
}

func TestUnwrap(t *testing.T) {
	in, _ := open(t, "type own int\ntype holder interface{ M() }\nfunc (o own) M() {}\nvar h holder = own(7)\nvar list = []holder{own(8)}")
	for expr, want := range map[string]int64{"h": 7, "list[0]": 8, "3": 3} {
		if got := Unwrap(value(t, in, expr)); !got.IsValid() || !got.CanInt() || got.Int() != want {
			t.Errorf("%s: got %v, want %d", expr, got, want)
		}
	}
	if got := Unwrap(reflect.Value{}); got.IsValid() {
		t.Errorf("got %v, want no value", got)
	}
}

func TestSort(t *testing.T) {
	type word string
	for _, c := range []struct{ list, want any }{
		{[]int{3, 1, 2}, []int{1, 2, 3}},
		{[]word{"b", "a"}, []word{"a", "b"}},
		{[]float32{2, -1}, []float32{-1, 2}},
		{[]uint8{}, []uint8{}},
	} {
		Sort(c.list)
		if !reflect.DeepEqual(c.list, c.want) {
			t.Errorf("got %v, want %v", c.list, c.want)
		}
	}
}

func TestBytes(t *testing.T) {
	if got := string(Bytes("a picture")); got != "a picture" {
		t.Errorf("got %q", got)
	}
	if got := Bytes(""); len(got) != 0 {
		t.Errorf("got %d bytes, want none", len(got))
	}
}
