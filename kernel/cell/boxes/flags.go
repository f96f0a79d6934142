package boxes

import (
	"encoding"
	"flag"
	"reflect"
)

// FlagVars are the methods of a flag.FlagSet that are given values with methods.
type FlagVars interface {
	Var(flag.Value, string, string)
	TextVar(encoding.TextUnmarshaler, string, encoding.TextMarshaler, string)
}

type flagSet struct{ *flag.FlagSet }

// HostFlags is a set of flags of which Var or TextVar is called.
func HostFlags(f *flag.FlagSet) any { return flagSet{f} }

// FlagSymbols are these methods for the flags of the program.
func FlagSymbols() map[string]reflect.Value {
	f := reflect.ValueOf
	return map[string]reflect.Value{
		"Var": f(func(v flag.Value, name, usage string) { flagSet{flag.CommandLine}.Var(v, name, usage) }),
		"TextVar": f(func(p encoding.TextUnmarshaler, name string, v encoding.TextMarshaler, usage string) {
			flagSet{flag.CommandLine}.TextVar(p, name, v, usage)
		}),
	}
}

// flagValue is a flag of a cell's type.
type flagValue struct {
	flag.Value
	boxed boxed
}

func (f flagValue) inner() boxed { return f.boxed }

// String is empty for the value that package flag makes to know the default of the type.
func (f flagValue) String() string {
	if f.Value == nil {
		return ""
	}
	return f.Value.String()
}

type boolFlag struct{ flagValue }

func (b boolFlag) IsBoolFlag() bool {
	f, ok := b.boxed.Method("IsBoolFlag").(func() bool)
	return ok && f()
}

// Var is flag.FlagSet.Var. Package flag asks the value for a method that the interpreter's
// implementation of flag.Value does not have.
func (f flagSet) Var(v flag.Value, name, usage string) {
	b, ok := Unbox(v)
	switch {
	case ok && b.Method("IsBoolFlag") != nil:
		v = boolFlag{flagValue{v, b}}
	case ok:
		v = flagValue{v, b}
	}
	f.FlagSet.Var(v, name, usage)
}

// textValue is the flag of TextVar.
type textValue struct {
	p     encoding.TextUnmarshaler
	boxed boxed
}

func (t textValue) inner() boxed       { return t.boxed }
func (t textValue) Set(s string) error { return t.p.UnmarshalText([]byte(s)) }
func (t textValue) Get() any           { return t.boxed.T.Box(t.boxed.v) }

func (t textValue) String() string {
	if t.p == nil {
		return ""
	}
	if f, ok := t.boxed.Method("MarshalText").(func() ([]byte, error)); ok {
		if b, err := f(); err == nil {
			return string(b)
		}
	}
	return ""
}

// TextVar is flag.FlagSet.TextVar.
func (f flagSet) TextVar(p encoding.TextUnmarshaler, name string, v encoding.TextMarshaler, usage string) {
	b, ok := Unbox(p)
	if !ok {
		f.FlagSet.TextVar(p, name, v, usage)
		return
	}
	to, from := reflect.ValueOf(b.v), reflect.ValueOf(HostRaw(v))
	if to.Kind() != reflect.Pointer {
		panic("variable value type must be a pointer")
	}
	if from.Kind() == reflect.Pointer && from.Type() == to.Type() {
		from = from.Elem()
	}
	if to.Type().Elem() != from.Type() {
		panic("default type does not match variable type")
	}
	to.Elem().Set(from)
	f.FlagSet.Var(textValue{p, b}, name, usage)
}
