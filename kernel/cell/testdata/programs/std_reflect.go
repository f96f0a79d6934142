// reflect and the types of cells.
package main

import (
	"errors"
	"fmt"
	"reflect"
	"sort"
	"strings"
)

type T struct {
	Name  string `json:"name" db:"n"`
	inner int
	Sub   Sub
	Ptr   *Sub
	List  []Sub
	By    map[string]Sub
	Any   any
	Sh    shaper
	Base
}

type Sub struct{ A, b int }

type Base struct{ ID int }

func (b Base) BaseMethod() int { return b.ID }

type shaper interface{ Area() float64 }

func (t T) Full(sep string, n int) string { return strings.Repeat(t.Name+sep, n) }
func (t *T) Rename(to string)             { t.Name = to }
func (t T) hidden()                       {}
func (t T) Sum(xs ...int) (n int, err error) {
	for _, x := range xs {
		n += x
	}
	return n, errors.New("sum")
}

type Celsius float64

func (c Celsius) Area() float64 { return float64(c) }

type Pair[K comparable, V any] struct {
	Key K
	Val V
}

type Sq struct{ Side float64 }

func (s *Sq) Area() float64 { return s.Side }

type Fn func(T) error

type Handler struct{}

func (Handler) DoA() string { return "a" }
func (Handler) DoB() string { return "b" }

func describe(x any) {
	t := reflect.TypeOf(x)
	fmt.Println(t, t.Name(), t.PkgPath(), t.Kind(), t.NumMethod())
}

func walk(v reflect.Value, depth int) {
	if depth > 3 {
		return
	}
	pad := strings.Repeat(" ", depth)
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			f := v.Type().Field(i)
			fmt.Println(pad+f.Name, f.Type, f.IsExported(), f.Anonymous, f.Tag.Get("db"))
			if f.IsExported() {
				walk(v.Field(i), depth+1)
			}
		}
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			walk(v.Elem(), depth+1)
		}
	case reflect.Slice:
		for i := range v.Len() {
			walk(v.Index(i), depth+1)
		}
	default:
		fmt.Println(pad, v.Kind(), v.Type())
	}
}

func set(ptr any, field string, to any) error {
	v := reflect.ValueOf(ptr)
	if v.Kind() != reflect.Pointer || v.Elem().Kind() != reflect.Struct {
		return fmt.Errorf("%T is no pointer to a struct", ptr)
	}
	f := v.Elem().FieldByName(field)
	if !f.IsValid() {
		return fmt.Errorf("no field %s in %s", field, v.Elem().Type())
	}
	f.Set(reflect.ValueOf(to))
	return nil
}

func main() {
	v := T{Name: "n", inner: 1, Sub: Sub{2, 3}, Ptr: &Sub{4, 5}, List: []Sub{{6, 7}}, By: map[string]Sub{"k": {8, 9}}, Any: Sub{1, 1}, Sh: &Sq{2}, Base: Base{5}}
	for _, x := range []any{v, &v, Sub{}, Celsius(1), []Celsius{1}, map[string]T{}, Pair[string, int]{"a", 1}, Pair[Celsius, []Sub]{}, Fn(nil), Handler{}, 1, "s", errors.New("e"), []int{1}, struct{ A, b int }{1, 2}} {
		describe(x)
	}
	t := reflect.TypeOf(v)
	for i := range t.NumField() {
		f := t.Field(i)
		fmt.Println(f.Name, f.Type, f.Tag, f.IsExported(), f.Anonymous, f.Index, f.PkgPath)
	}
	for i := range t.NumMethod() {
		fmt.Println(t.Method(i).Name, t.Method(i).Type, t.Method(i).Index)
	}
	p := reflect.TypeOf(&v)
	fmt.Println(p.NumMethod(), p.Elem() == t, p.Elem().Name(), reflect.PointerTo(t) == p, reflect.TypeFor[T]() == t, reflect.TypeFor[*T]() == p)
	f, ok := t.FieldByName("inner")
	fmt.Println(f.Name, f.IsExported(), ok)
	f, ok = t.FieldByName("ID")
	fmt.Println(f.Name, f.Index, ok)
	_, ok = t.FieldByName("Xinner")
	fmt.Println(ok)
	m, ok := t.MethodByName("Full")
	fmt.Println(m.Name, m.Type, ok, m.Func.Call([]reflect.Value{reflect.ValueOf(v), reflect.ValueOf("-"), reflect.ValueOf(2)})[0])
	_, ok = t.MethodByName("hidden")
	fmt.Println(ok)
	_, ok = t.MethodByName("Rename")
	fmt.Println(ok)

	rv := reflect.ValueOf(&v)
	fmt.Println(rv.Type(), rv.Elem().Type(), rv.NumMethod(), rv.Elem().NumMethod())
	rv.MethodByName("Rename").Call([]reflect.Value{reflect.ValueOf("new")})
	fmt.Println(v.Name, rv.MethodByName("Full").Call([]reflect.Value{reflect.ValueOf("+"), reflect.ValueOf(3)})[0])
	out := rv.Elem().MethodByName("Sum").Call([]reflect.Value{reflect.ValueOf(1), reflect.ValueOf(2)})
	fmt.Println(out[0].Int(), out[1].Interface())
	fmt.Println(rv.MethodByName("Nope").IsValid(), rv.Elem().FieldByName("Nope").IsValid())
	back, ok := rv.Elem().Interface().(T)
	fmt.Println(back.Name, ok)
	sub, ok := rv.Elem().FieldByName("Sub").Interface().(Sub)
	fmt.Println(sub, ok)
	again, ok := rv.Interface().(*T)
	fmt.Println(again == &v, ok)
	fmt.Println(rv.Elem().FieldByName("ID").Int(), rv.Elem().FieldByName("By").MapIndex(reflect.ValueOf("k")).Field(0))
	walk(rv, 0)
	fmt.Println(set(&v, "Name", "by set"), v.Name, set(&v, "Sub", Sub{9, 9}), v.Sub, set(&v, "Nope", 1), set(3, "A", 1))
	made := reflect.New(t)
	made.Elem().Field(0).SetString("made")
	fmt.Println(made.Interface().(*T).Name, made.Elem().Interface().(T).Name, reflect.Zero(reflect.TypeOf(Sub{})).Interface() == Sub{})
	list := reflect.MakeSlice(reflect.SliceOf(reflect.TypeOf(Sub{})), 0, 1)
	list = reflect.Append(list, reflect.ValueOf(Sub{1, 2}))
	fmt.Println(list.Len(), list.Type(), list.Interface().([]Sub)[0])
	shape := reflect.TypeFor[shaper]()
	fmt.Println(reflect.TypeOf(Celsius(1)).Implements(shape), t.Implements(shape), reflect.TypeOf(v).AssignableTo(t), reflect.TypeOf(Celsius(1)).ConvertibleTo(reflect.TypeOf(1)))
	fmt.Println(reflect.TypeOf(Sub{}).Comparable(), reflect.TypeOf(v).Comparable(), reflect.TypeOf(errors.New).String())
	fmt.Println(reflect.DeepEqual(v, v), reflect.DeepEqual(Sub{1, 2}, Sub{1, 3}), reflect.DeepEqual(Celsius(1), 1.0), reflect.DeepEqual([]any{Sub{1, 2}}, []any{Sub{1, 2}}), reflect.DeepEqual(map[string]Sub{"a": {}}, map[string]Sub{"a": {}}))
	h := reflect.ValueOf(Handler{})
	var names []string
	for i := range h.NumMethod() {
		names = append(names, h.Type().Method(i).Name+"="+h.Method(i).Call(nil)[0].String())
	}
	sort.Strings(names)
	fmt.Println(names)
	ft := reflect.TypeOf(func(T, ...int) (Sub, error) { return Sub{}, nil })
	fmt.Println(ft, ft.NumIn(), ft.In(0), ft.Out(0), ft.Out(1), ft.IsVariadic())
	fmt.Println(reflect.TypeOf(map[Celsius]*T{}).Key(), reflect.TypeOf(map[Celsius]*T{}).Elem(), reflect.TypeOf([3]Sub{}).Len())
	swap := reflect.Swapper([]Sub{{1, 1}, {2, 2}})
	swap(0, 1)
	types := map[reflect.Type]string{reflect.TypeOf(Sub{}): "sub", reflect.TypeOf(1): "int"}
	fmt.Println(types[reflect.TypeOf(Sub{})], types[reflect.ValueOf(Sub{}).Type()], types[reflect.TypeOf(2)])
	fmt.Println(rv.Elem().String(), rv.Elem().Field(0).String())
	var nilT *T
	fmt.Println(reflect.TypeOf(nilT), reflect.ValueOf(nilT).IsNil(), reflect.TypeOf(nil))
	switch reflect.TypeOf(v) {
	case reflect.TypeOf(Sub{}):
		fmt.Println("sub")
	case reflect.TypeOf(T{}):
		fmt.Println("T")
	}
}
