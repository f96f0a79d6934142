package boxes

import (
	"context"
	"math/rand"
	"reflect"
	"sync/atomic"
	"testing/quick"

	"github.com/andor-kernel/andor/kernel/cell/names"
)

// Compiled code that holds values for their users, and tells their types apart.

// AtomicValue are the methods of an atomic.Value that are given a value.
type AtomicValue interface {
	Store(any)
	Swap(any) any
	CompareAndSwap(old, new any) bool
}

type atomicValue struct{ *atomic.Value }

// HostAtomicValue is an atomic.Value of which such a method is called.
func HostAtomicValue(v *atomic.Value) any { return atomicValue{v} }

// same panics as sync/atomic does where a value is not of the type of the one that is held.
func (v atomicValue) same(doing string, x any) {
	held := v.Load()
	a, inA := Unbox(held)
	if b, inB := Unbox(x); held != nil && x != nil && inA && inB && a.T != b.T {
		panic("sync/atomic: " + doing + " of inconsistently typed value into Value")
	}
}

func (v atomicValue) Store(x any)    { v.same("store", x); v.Value.Store(x) }
func (v atomicValue) Swap(x any) any { v.same("swap", x); return v.Value.Swap(x) }

func (v atomicValue) CompareAndSwap(old, x any) bool {
	v.same("compare and swap", x)
	return v.Value.CompareAndSwap(old, x)
}

// valueContext is a context that tells its key and value by the types of cells.
type valueContext struct {
	context.Context
	parent     context.Context
	key, value any
}

func (c valueContext) String() string {
	parent := reflect.TypeOf(c.parent).String()
	if s, ok := c.parent.(interface{ String() string }); ok {
		parent = s.String()
	}
	return parent + ".WithValue(" + contextText(c.key) + ", " + contextText(c.value) + ")"
}

// contextText writes a value as package context does: by its type, if it does not say it.
func contextText(x any) string {
	switch x := x.(type) {
	case interface{ String() string }:
		return x.String()
	case string:
		return x
	case nil:
		return "<nil>"
	}
	if b, ok := Unbox(x); ok {
		return names.GoName(b.T.t)
	}
	return reflect.TypeOf(x).String()
}

// HostWithValue is context.WithValue.
func HostWithValue(parent context.Context, key, value any) context.Context {
	c := context.WithValue(parent, key, value)
	_, keyBoxed := Unbox(key)
	if _, boxed := Unbox(value); boxed || keyBoxed {
		return valueContext{c, parent, key, value}
	}
	return c
}

// QuickSymbols are the funcs of package quick that are given funcs of a cell. Values of a
// type with a method Generate are made by it.
func (s *Registry) QuickSymbols() map[string]reflect.Value {
	config := func(x any, c *quick.Config) *quick.Config {
		b, ok := Unbox(x)
		if !ok || c != nil && c.Values != nil {
			return c
		}
		out := quick.Config{}
		if c != nil {
			out = *c
		}
		t := reflect.TypeOf(b.v)
		if t == nil || t.Kind() != reflect.Func {
			return c
		}
		out.Values = func(values []reflect.Value, r *rand.Rand) { s.generate(b, t, values, r) }
		return &out
	}
	return map[string]reflect.Value{
		"Check": reflect.ValueOf(func(f any, c *quick.Config) error { return quick.Check(HostRaw(f), config(f, c)) }),
		"CheckEqual": reflect.ValueOf(func(f, g any, c *quick.Config) error {
			return quick.CheckEqual(HostRaw(f), HostRaw(g), config(f, c))
		}),
	}
}

// generate makes the arguments of a func for package quick.
func (s *Registry) generate(f boxed, t reflect.Type, values []reflect.Value, r *rand.Rand) {
	const size = 50 // of package quick, for what it makes itself
	params := f.params()
	for i := range values {
		at := reflect.New(t.In(i)).Elem()
		if i < len(params) {
			if gen, ok := s.Method(params[i], at.Interface(), "Generate").(func(*rand.Rand, int) reflect.Value); ok {
				values[i] = gen(r, size)
				continue
			}
		}
		v, ok := quick.Value(t.In(i), r)
		if !ok {
			panic("quick: cannot create arbitrary value of type " + t.In(i).String())
		}
		values[i] = v
	}
}
