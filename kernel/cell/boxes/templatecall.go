package boxes

import (
	"errors"
	"fmt"
	"go/types"
	"reflect"

	"github.com/andor-kernel/andor/kernel/cell/names"
)

// templateSelect is a selection in a template: a method of x, called with args, a field, or
// the value of a map.
func (s *Registry) templateSelect(x any, name string, args ...any) (any, error) {
	place := boxed{}
	if n, ok := x.(nilPointer); ok {
		x = n.box()
	}
	if a, ok := x.(addressed); ok {
		x, place = a.boxed, a.place
	}
	b, ok := Unbox(x)
	if !ok {
		return s.selectCompiled(reflect.ValueOf(x), name, args)
	}
	for _, recv := range []boxed{b, place} {
		if recv.T == nil {
			continue
		}
		if m := recv.Method(name); m != nil {
			return s.callMethod(recv.T.t, name, reflect.ValueOf(m), args)
		}
	}
	t, v := b.T.t, reflect.ValueOf(b.v)
	if ptr, ok := t.Underlying().(*types.Pointer); ok {
		if v.IsNil() {
			return nil, fmt.Errorf("nil pointer evaluating %s.%s", names.GoName(t), name)
		}
		t, v = ptr.Elem(), v.Elem()
	} else if place.T != nil {
		v = reflect.ValueOf(place.v).Elem()
	}
	if o, index, _ := types.LookupFieldOrMethod(t, true, nil, name); o != nil && o.Exported() {
		if _, field := o.(*types.Var); field {
			if len(args) > 0 {
				return nil, fmt.Errorf("%s has arguments but cannot be invoked as function", name)
			}
			return s.fieldView(t, v, index, name)
		}
	}
	if m, ok := t.Underlying().(*types.Map); ok && v.Kind() == reflect.Map && v.Type().Key().Kind() == reflect.String {
		got := v.MapIndex(reflect.ValueOf(name).Convert(v.Type().Key()))
		if !got.IsValid() {
			got = reflect.Zero(v.Type().Elem())
		}
		return s.typedView(m.Elem(), got), nil
	}
	return nil, fmt.Errorf("can't evaluate field %s in type %s", name, names.GoName(b.T.t))
}

func (s *Registry) fieldView(t types.Type, v reflect.Value, index []int, name string) (any, error) {
	for _, i := range index {
		if ptr, ok := t.Underlying().(*types.Pointer); ok {
			if v.IsNil() {
				return nil, fmt.Errorf("nil pointer evaluating %s.%s", names.GoName(t), name)
			}
			t, v = ptr.Elem(), v.Elem()
		}
		f := t.Underlying().(*types.Struct).Field(i)
		t, v = f.Type(), v.Field(i)
	}
	return s.typedView(t, v), nil
}

// callMethod calls a method of a type and views what it returns.
func (s *Registry) callMethod(t types.Type, name string, f reflect.Value, args []any) (any, error) {
	sig := types.NewMethodSet(t).Lookup(nil, name).Type().(*types.Signature)
	return s.callView(name, sig, f, args)
}

// callView calls a func of a known signature with the values of a template.
func (s *Registry) callView(name string, sig *types.Signature, f reflect.Value, args []any) (out any, err error) {
	in := make([]reflect.Value, len(args))
	for i, a := range args {
		if !sig.Variadic() && i >= sig.Params().Len() || sig.Variadic() && i < sig.Params().Len()-1 && i >= f.Type().NumIn() {
			break
		}
		t := f.Type().In(min(i, f.Type().NumIn()-1))
		if sig.Variadic() && i >= f.Type().NumIn()-1 {
			t = t.Elem()
		}
		if in[i], err = argument(a, t); err != nil {
			return nil, fmt.Errorf("wrong type for value of %s: %w", name, err)
		}
	}
	if n := sig.Params().Len(); !sig.Variadic() && len(args) != n || sig.Variadic() && len(args) < n-1 {
		return nil, fmt.Errorf("wrong number of args for %s: want %d got %d", name, n, len(args))
	}
	results := f.Call(in)
	switch len(results) {
	case 2:
		if failed, _ := results[1].Interface().(error); failed != nil {
			return nil, fmt.Errorf("error calling %s: %w", name, failed)
		}
	case 1:
	default:
		return nil, fmt.Errorf("can't call method/function %q with %d results", name, len(results))
	}
	return s.typedView(sig.Results().At(0).Type(), results[0]), nil
}

// argument makes a value of a template one of a reflected type.
func argument(a any, t reflect.Type) (reflect.Value, error) {
	if x, ok := a.(addressed); ok {
		if t == reflect.TypeOf(x.place.v) {
			return reflect.ValueOf(x.place.v), nil
		}
		a = x.T.Box(x.v)
	}
	if n, ok := a.(nilPointer); ok {
		a = n.box()
	}
	if t.Kind() == reflect.Interface {
		if a == nil {
			return reflect.Zero(t), nil
		}
		if v := reflect.ValueOf(a); v.Type().AssignableTo(t) {
			return v, nil
		}
	}
	raw := HostRaw(a)
	if raw == nil {
		switch t.Kind() {
		case reflect.Pointer, reflect.Map, reflect.Slice, reflect.Func, reflect.Chan:
			return reflect.Zero(t), nil
		}
		return reflect.Value{}, errors.New("nil is no value of it")
	}
	v := reflect.ValueOf(raw)
	switch {
	case v.Type().AssignableTo(t):
		return v, nil
	case v.Kind() == reflect.Pointer && !v.IsNil() && v.Type().Elem().AssignableTo(t):
		return v.Elem(), nil
	case v.Kind() == reflect.Slice && t.Kind() == reflect.Slice:
		out := reflect.MakeSlice(t, v.Len(), v.Len())
		for i := range v.Len() {
			e, err := argument(v.Index(i).Interface(), t.Elem())
			if err != nil {
				return out, err
			}
			out.Index(i).Set(e)
		}
		return out, nil
	case v.CanInt() && (t.Kind() >= reflect.Int && t.Kind() <= reflect.Float64), v.CanFloat() && (t.Kind() == reflect.Float32 || t.Kind() == reflect.Float64):
		return v.Convert(t), nil
	}
	return reflect.Value{}, fmt.Errorf("got %s", DynamicName(a))
}

// viewFunc is a func of a known type as templates call it.
func (s *Registry) viewFunc(t types.Type, f reflect.Value) any {
	sig, ok := t.Underlying().(*types.Signature)
	if !ok || f.Kind() != reflect.Func {
		return f.Interface()
	}
	return func(args ...any) (any, error) { return s.callView("func", sig, f, args) }
}

// selectCompiled is a selection of a value whose type reflection knows.
func (s *Registry) selectCompiled(v reflect.Value, name string, args []any) (any, error) {
	if !v.IsValid() {
		return nil, fmt.Errorf("nil data; no entry for key %q", name)
	}
	if m := v.MethodByName(name); m.IsValid() {
		return s.callCompiled(name, m, args)
	}
	typ := v.Type()
	for v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface {
		if v.IsNil() {
			return nil, fmt.Errorf("nil pointer evaluating %s.%s", typ, name)
		}
		v = v.Elem()
	}
	switch v.Kind() {
	case reflect.Struct:
		if f := v.FieldByName(name); f.IsValid() && f.CanInterface() {
			if f.CanAddr() && f.Kind() == reflect.Struct {
				return f.Addr().Interface(), nil
			}
			return s.view(f.Interface()), nil
		}
	case reflect.Map:
		if v.Type().Key().Kind() != reflect.String {
			break
		}
		got := v.MapIndex(reflect.ValueOf(name).Convert(v.Type().Key()))
		if !got.IsValid() {
			if v.Type().Elem().Kind() == reflect.Interface {
				return noValue{}, nil
			}
			got = reflect.Zero(v.Type().Elem())
		}
		return s.view(got.Interface()), nil
	}
	return nil, fmt.Errorf("can't evaluate field %s in type %s", name, typ)
}

// noValue is what a map has for a key that it lacks.
type noValue struct{}

func (noValue) String() string { return "<no value>" }

func (s *Registry) callCompiled(name string, m reflect.Value, args []any) (any, error) {
	t := m.Type()
	if !t.IsVariadic() && len(args) != t.NumIn() || t.IsVariadic() && len(args) < t.NumIn()-1 {
		return nil, fmt.Errorf("wrong number of args for %s: want %d got %d", name, t.NumIn(), len(args))
	}
	in := make([]reflect.Value, len(args))
	for i, a := range args {
		p := t.In(min(i, t.NumIn()-1))
		if t.IsVariadic() && i >= t.NumIn()-1 {
			p = p.Elem()
		}
		v, err := argument(a, p)
		if err != nil {
			return nil, fmt.Errorf("wrong type for value of %s: %w", name, err)
		}
		in[i] = v
	}
	results := m.Call(in)
	if len(results) == 2 {
		if failed, _ := results[1].Interface().(error); failed != nil {
			return nil, fmt.Errorf("error calling %s: %w", name, failed)
		}
	}
	if len(results) == 0 {
		return nil, fmt.Errorf("can't call method/function %q with 0 results", name)
	}
	return s.view(results[0].Interface()), nil
}
