package yaegi

import (
	"reflect"
	"strings"
	"testing"
)

func TestMarks(t *testing.T) {
	n, list := 3, []string{"a", "b"}
	for _, v := range []reflect.Value{
		reflect.ValueOf(7), reflect.ValueOf(&n), reflect.ValueOf(&n).Elem(), reflect.ValueOf(list), reflect.ValueOf(struct{ A int }{1}),
		reflect.ValueOf(strings.ToUpper), reflect.ValueOf(map[string]int{"a": 1}), reflect.ValueOf(2.5),
	} {
		m := Marked(v, 12345)
		if MarkOf(v) != 0 || MarkOf(m) != 12345 || MarkOf(Marked(m, 6)) != 6 {
			t.Errorf("%s: got marks %d, %d and %d, want 0, 12345 and 6", v.Kind(), MarkOf(v), MarkOf(m), MarkOf(Marked(m, 6)))
		}
		if m.Kind() != v.Kind() || m.Type() != v.Type() || m.CanSet() != v.CanSet() || m.CanAddr() != v.CanAddr() {
			t.Errorf("%s: got another value with a mark: %s", v.Type(), m.Type())
		}
		if v.Kind() != reflect.Func && !reflect.DeepEqual(m.Interface(), v.Interface()) {
			t.Errorf("%s: got %v with a mark, want %v", v.Type(), m, v)
		}
	}
	Marked(reflect.ValueOf(&n).Elem(), 9).SetInt(8)
	if n != 8 {
		t.Errorf("got %d after setting a marked value, want 8", n)
	}
	if got := Marked(reflect.ValueOf(strings.ToUpper), 9).Call([]reflect.Value{Marked(reflect.ValueOf("a"), 4)}); got[0].String() != "A" {
		t.Errorf("got %v from a marked func, want A", got)
	}
	method := reflect.ValueOf(&strings.Builder{}).MethodByName("Len")
	if m := Marked(method, 5); MarkOf(m) != 0 || m.Call(nil)[0].Int() != 0 {
		t.Error("got a mark on a method of a value, want none")
	}
	if v := Marked(reflect.Value{}, 5); v.IsValid() {
		t.Error("got a valid value of a mark on none")
	}
	if v := Hidden(reflect.ValueOf(&n).Elem(), false); v.CanSet() || v.CanInterface() || v.Int() != 8 {
		t.Error("got a hidden value that can be set or taken")
	}
}
