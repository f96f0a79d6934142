package main

import (
	"fmt"
	"reflect"
)

type M int

func (m M) Name() string   { return fmt.Sprint("M", int(m)) }
func (m *M) Inc(n int) int { *m += M(n); return int(*m) }

type F func(int) int

func (f F) Twice(x int) int { return f(f(x)) }

type L []string

func (l L) First() string { return l[0] }

type E struct {
	A int
	b string
	M
	c F
}

type foo struct{}

func (foo) X() { fmt.Println("X") }

func main() {
	v := reflect.ValueOf(M(3))
	fmt.Println(v.Type(), v.Kind(), v.NumMethod(), v.Type().NumMethod(), v.Interface())
	fmt.Println(v.Method(0).Call(nil)[0])
	fmt.Println(v.Method(0).Interface().(func() string)())
	fmt.Println(reflect.TypeOf(M(1)).Method(0).Func.Interface().(func(M) string)(M(7)))
	_, ok := v.Interface().(M)
	fmt.Println(ok, v.Interface() == any(M(3)), v.Interface() == any(3))
	m := M(4)
	p := reflect.ValueOf(&m)
	fmt.Println(p.Type(), p.NumMethod(), p.Elem().Type(), p.Elem().NumMethod(), p.MethodByName("Inc").Call([]reflect.Value{reflect.ValueOf(2)})[0])
	fmt.Println(m, p.Elem().Interface())
	p.Elem().SetInt(9)
	fmt.Println(m, p.Elem().Interface().(M), p.Elem().CanSet(), v.CanSet())
	f := reflect.ValueOf(F(func(i int) int { return i * 3 }))
	fmt.Println(f.Type(), f.NumMethod(), f.Method(0).Call([]reflect.Value{reflect.ValueOf(2)})[0])
	l := reflect.ValueOf(L{"a", "b"})
	fmt.Println(l.Type(), l.Index(0), l.Index(1).Type(), l.MethodByName("First").Call(nil)[0], l.Slice(0, 1).Type(), l.Slice(1, 2).Interface())
	e := E{1, "x", 5, nil}
	ev := reflect.ValueOf(&e).Elem()
	for i := range ev.NumField() {
		fmt.Println(ev.Type().Field(i).Name, ev.Field(i).Type(), ev.Field(i).CanSet(), ev.Field(i).CanInterface())
	}
	fmt.Println(ev.Field(2).Interface(), ev.FieldByName("M").Type(), ev.FieldByName("M").NumMethod())
	h := reflect.Type.Method
	h(reflect.TypeOf(foo{}), 0).Func.Interface().(func(foo))(foo{})
	t := reflect.TypeOf(M(0))
	fn, ok := reflect.PointerTo(t).MethodByName("Name")
	fmt.Println(fn.Func.Call([]reflect.Value{reflect.New(t)})[0], ok)
	made := reflect.MakeFunc(reflect.TypeOf(F(nil)), func(in []reflect.Value) []reflect.Value { return in })
	fmt.Println(made.Type(), made.Interface().(F)(4))
	ms := reflect.ValueOf([]M{1, 2})
	fmt.Println(ms.Type(), ms.Index(1).Type(), ms.Index(1).Interface(), ms.Index(0).NumMethod())
	mm := reflect.ValueOf(map[M]F{1: nil})
	fmt.Println(mm.Type(), mm.MapKeys()[0].Type(), mm.MapIndex(reflect.ValueOf(M(1))).Type(), mm.MapKeys()[0].Interface())
	z := reflect.Zero(t)
	fmt.Println(z.Type(), z.Interface(), reflect.New(t).Elem().Type(), reflect.Indirect(p).Type())
	fmt.Println(v.Convert(reflect.TypeOf(0)).Type(), reflect.ValueOf(8).Convert(t).Type(), reflect.ValueOf(8).Convert(t).Interface())
	var T struct{ int }
	fmt.Println(reflect.ValueOf(&T).Elem().Field(0).CanSet())
	as := reflect.ValueOf([]M{2, 3})
	fmt.Println(as.Index(0).Type())
}
