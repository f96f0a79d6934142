package boxes

import (
	"errors"
	"fmt"
	"go/types"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/andor-kernel/andor/kernel/cell/names"
)

// Dynamic types.
//
// The types of cells have no names where the interpreter runs: type D int is an int to
// reflection, and its methods are invisible to compiled code. So the lowered code
// (lower/iface.go) puts a value of such a type into a box, together with its type, where
// Go converts it to an interface, and takes it out where Go asserts its type. A box is a
// compiled value: it has the methods that package fmt, errors and encoding/json look
// for, and equal boxes hold equal values of the same type.

// boxType is a type that lowered code converts to interfaces or asserts.
type boxType struct {
	s       *Registry
	t       types.Type // as it was declared last
	rtype   reflect.Type
	wrapper reflect.Type // of an interface of a compiled package: the interpreter's implementation
	methods map[string]func(any) any
	kind    boxKind
	known   bool     // its methods are the interpreter's, of the type as it is now
	answers sync.Map // of implements, by boxType or reflect.Type

	loose     bool                         // its values cannot be compared
	reflected atomic.Pointer[reflect.Type] // what reflection takes it for, if it is loose and there is a value
}

type boxKind int

const (
	plainBox boxKind = iota
	stringBox
	errorBox
	errorsBox // with Unwrap() []error
)

type boxed struct {
	T *boxType
	v any
}

type (
	boxedString struct{ boxed }
	boxedError  struct{ boxed }
	boxedErrors struct{ boxed }
)

func (b boxedString) String() string { return b.text("String") }
func (b boxedError) Error() string   { return b.text("Error") }
func (b boxedErrors) Error() string  { return b.text("Error") }

func (b boxedError) Unwrap() error {
	if f, ok := b.Method("Unwrap").(func() error); ok {
		return f()
	}
	return nil
}

func (b boxedErrors) Unwrap() []error {
	if f, ok := b.Method("Unwrap").(func() []error); ok {
		return f()
	}
	return nil
}

func (b boxed) Is(target error) bool {
	f, ok := b.Method("Is").(func(error) bool)
	return ok && f(target)
}

// As is called by errors.As where it looks for a type of compiled code.
func (b boxed) As(target any) bool {
	f, ok := b.Method("As").(func(any) bool)
	return ok && f(target)
}

// Timeout is called by os.IsTimeout and by errors that hold this one.
func (b boxedError) Timeout() bool {
	f, ok := b.Method("Timeout").(func() bool)
	return ok && f()
}

// Temporary is called by errors that hold this one.
func (b boxedError) Temporary() bool {
	f, ok := b.Method("Temporary").(func() bool)
	return ok && f()
}

// params are the types of the parameters of a func.
func (b boxed) params() (list []types.Type) {
	if sig, ok := b.T.t.Underlying().(*types.Signature); ok {
		for v := range sig.Params().Variables() {
			list = append(list, v.Type())
		}
	}
	return list
}

func (b boxed) text(name string) string {
	if f, ok := b.Method(name).(func() string); ok {
		return f()
	}
	return ""
}

// Method is a method bound to the value, nil if there is none.
func (b boxed) Method(name string) any {
	b.T.s.boxes.mu.RLock()
	m := b.T.methods[name]
	b.T.s.boxes.mu.RUnlock()
	if m == nil {
		return nil
	}
	if v := reflect.ValueOf(b.v); v.Kind() == reflect.Pointer && v.IsNil() {
		return b.nilMethod(name, m(b.v))
	}
	return m(b.v)
}

// nilMethod is a method f bound to a nil pointer: one of what it points to panics when it
// is called.
func (b boxed) nilMethod(name string, f any) any {
	ptr, ok := b.T.t.Underlying().(*types.Pointer)
	if !ok {
		return f
	}
	named, ok := types.Unalias(ptr.Elem()).(*types.Named)
	if !ok {
		return f
	}
	for m := range named.Methods() {
		if m.Name() != name || names.IsPointer(m.Signature().Recv().Type()) {
			continue
		}
		text := fmt.Sprintf("value method %s.%s called using nil *%s pointer", names.GoName(named), name, named.Obj().Name())
		return reflect.MakeFunc(reflect.TypeOf(f), func([]reflect.Value) []reflect.Value { panic(runtimeError(text)) }).Interface()
	}
	return f
}

func (t *boxType) Box(v any) any {
	b := boxed{t, v}
	switch t.kind {
	case stringBox:
		return boxedString{b}
	case errorBox:
		return boxedError{b}
	case errorsBox:
		return boxedErrors{b}
	}
	return b
}

// Unbox finds the box in the value of an interface.
func Unbox(x any) (boxed, bool) {
	switch x := x.(type) {
	case boxed:
		return x, true
	case boxedString:
		return x.boxed, true
	case boxedError:
		return x.boxed, true
	case boxedErrors:
		return x.boxed, true
	case nil, int, string, float64, bool:
		return boxed{}, false
	}
	if h, ok := x.(boxHolder); ok {
		return h.inner(), true
	}
	// The interpreter's implementations of compiled interfaces hold it in a field.
	if v := reflect.ValueOf(x); v.Kind() == reflect.Struct && v.NumField() > 0 && v.Type().Field(0).Name == "IValue" {
		return Unbox(v.Field(0).Interface())
	}
	return boxed{}, false
}

// PlainValue takes x out of the interpreter's implementation of an interface.
func PlainValue(x any) any {
	if b, ok := Unbox(x); ok {
		return b.T.Box(b.v)
	}
	return x
}

// boxes are the types of a session, by number and by shape.
type boxes struct {
	mu    sync.RWMutex
	list  []*boxType
	ids   map[string]int
	cache sync.Map // types.Type -> *boxType
}

func (b *boxes) forget() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.list, b.ids = nil, map[string]int{}
	b.cache.Clear()
}

// ID is the number of a type; fresh says that the interpreter does not know its methods
// as they are now.
func (s *Registry) ID(t types.Type) (id int, fresh bool) {
	s.boxes.mu.Lock()
	defer s.boxes.mu.Unlock()
	key := names.Shape(t)
	id, ok := s.boxes.ids[key]
	if !ok {
		id = len(s.boxes.list)
		s.boxes.ids[key] = id
		s.boxes.list = append(s.boxes.list, &boxType{s: s, t: t})
		s.boxes.cache.Clear()
	}
	b := s.boxes.list[id]
	if ok && !types.Identical(b.t, t) {
		b.t, b.known = t, false
		b.answers.Clear()
		s.boxes.cache.Clear()
	}
	b.kind, b.loose = kindOf(t), !types.Comparable(t)
	return id, !b.known
}

func kindOf(t types.Type) boxKind {
	if types.IsInterface(t) {
		return plainBox
	}
	set := types.NewMethodSet(t)
	result := func(name string) string {
		m := set.Lookup(nil, name)
		if m == nil {
			return ""
		}
		sig := m.Type().(*types.Signature)
		if sig.Params().Len() != 0 || sig.Results().Len() != 1 {
			return ""
		}
		return sig.Results().At(0).Type().String()
	}
	switch {
	case result("Error") == "string" && result("Unwrap") == "[]error":
		return errorsBox
	case result("Error") == "string":
		return errorBox
	case result("String") == "string":
		return stringBox
	}
	return plainBox
}

func (s *Registry) BoxType(id int) *boxType {
	s.boxes.mu.RLock()
	defer s.boxes.mu.RUnlock()
	return s.boxes.list[id]
}

// boxOf is the known type that t is, nil if it is none.
func (s *Registry) boxOf(t types.Type) *boxType {
	if b, ok := s.boxes.cache.Load(t); ok {
		return b.(*boxType)
	}
	key := names.Shape(t)
	s.boxes.mu.RLock()
	defer s.boxes.mu.RUnlock()
	var b *boxType
	if id, ok := s.boxes.ids[key]; ok {
		b = s.boxes.list[id]
	}
	s.boxes.cache.Store(t, b)
	return b
}

// HostType tells the compiled type behind a number: sample is a nil pointer to it.
func (s *Registry) HostType(id int, sample any) {
	b := s.BoxType(id)
	t := reflect.TypeOf(sample).Elem()
	s.boxes.mu.Lock()
	defer s.boxes.mu.Unlock()
	b.rtype = t
	if t.Kind() == reflect.Interface && t.PkgPath() != "" {
		b.wrapper = s.types.Wrapper(t)
	}
	b.known = true
}

// HostMethods gives a type its methods: funcs that bind them to a value.
func (s *Registry) HostMethods(id int, methods map[string]func(any) any) {
	b := s.BoxType(id)
	s.boxes.mu.Lock()
	defer s.boxes.mu.Unlock()
	b.methods, b.known = methods, true
}

func (s *Registry) HostBox(id int, v any) any {
	b := s.BoxType(id)
	if b.loose && b.reflected.Load() == nil {
		t := reflect.TypeOf(v)
		b.reflected.Store(&t)
	}
	return b.Box(v)
}

func (s *Registry) HostError(id int, v any) error {
	err, _ := s.BoxType(id).Box(v).(error)
	return err
}

// HostRaw is the value of an interface without its box.
func HostRaw(x any) any {
	if b, ok := Unbox(x); ok {
		return b.v
	}
	return x
}

// HostBare is hostRaw for compiled code that looks into values by reflection: lists and
// maps of any are copied if there are boxes in them.
func HostBare(x any) any {
	x = HostRaw(x)
	switch list := x.(type) {
	case []any:
		out := make([]any, len(list))
		for i, v := range list {
			out[i] = HostBare(v)
		}
		return out
	case map[string]any:
		out := make(map[string]any, len(list))
		for k, v := range list {
			out[k] = HostBare(v)
		}
		return out
	}
	return x
}

// is says whether the value of an interface has a type or implements an interface.
func (s *Registry) is(x any, want *boxType) bool {
	if x == nil {
		return false
	}
	b, ok := Unbox(x)
	if !types.IsInterface(want.t) {
		if ok {
			return b.T == want
		}
		return want.rtype != nil && reflect.TypeOf(x) == want.rtype
	}
	var key any = b.T
	if !ok {
		key = reflect.TypeOf(x)
	}
	if answer, known := want.answers.Load(key); known {
		return answer.(bool)
	}
	s.lock.Lock()
	defer s.lock.Unlock()
	var t types.Type
	if ok {
		t = b.T.t
	} else {
		t = s.types.Type(reflect.TypeOf(x))
	}
	answer := types.Implements(t, want.t.Underlying().(*types.Interface))
	want.answers.Store(key, answer)
	return answer
}

func (s *Registry) HostIs(id int, x any) bool { return s.is(x, s.BoxType(id)) }

// HostCase is the place in a list of types of the first that x has; -1 stands for nil,
// and is the answer if there is none.
func (s *Registry) HostCase(x any, ids ...int) int {
	for i, id := range ids {
		if id < 0 && x == nil || id >= 0 && s.is(x, s.BoxType(id)) {
			return i
		}
	}
	return -1
}

// HostAssert is a type assertion: the bare value of a type, or what stands for x as an
// interface.
// static is the name of the interface that x is a value of.
func (s *Registry) HostAssert(id int, x any, static string) any {
	want := s.BoxType(id)
	if !s.is(x, want) {
		panic(s.wrongType(x, want, static))
	}
	if types.IsInterface(want.t) {
		return s.As(want, x)
	}
	return HostRaw(x)
}

// wrongType is what an assertion panics with that x is of a type.
func (s *Registry) wrongType(x any, want *boxType, static string) runtimeError {
	if x == nil {
		if types.IsInterface(want.t) {
			static = "interface"
		}
		return runtimeError(fmt.Sprintf("interface conversion: %s is nil, not %s", static, names.GoName(want.t)))
	}
	if !types.IsInterface(want.t) {
		text := fmt.Sprintf("interface conversion: %s is %s, not %s", static, DynamicName(x), names.GoName(want.t))
		if DynamicName(x) == names.GoName(want.t) {
			text += " (types from different scopes)"
		}
		return runtimeError(text)
	}
	text := fmt.Sprintf("interface conversion: %s is not %s", DynamicName(x), names.GoName(want.t))
	s.lock.Lock()
	defer s.lock.Unlock()
	var t types.Type
	if b, ok := Unbox(x); ok {
		t = b.T.t
	} else {
		t = s.types.Type(reflect.TypeOf(x))
	}
	if m, _ := types.MissingMethod(t, want.t.Underlying().(*types.Interface), true); m != nil {
		text += ": missing method " + m.Name()
	}
	return runtimeError(text)
}

// As makes x a value that implements an interface in compiled code too.
func (s *Registry) As(want *boxType, x any) any {
	if want.rtype == nil || want.rtype.NumMethod() == 0 || reflect.TypeOf(x).Implements(want.rtype) {
		return x
	}
	b, ok := Unbox(x)
	if !ok {
		return x
	}
	if x = b.T.Box(b.v); reflect.TypeOf(x).Implements(want.rtype) || want.wrapper == nil {
		return x
	}
	w := reflect.New(want.wrapper).Elem()
	w.Field(0).Set(reflect.ValueOf(x))
	for i := 1; i < w.NumField(); i++ {
		if m := b.Method(want.wrapper.Field(i).Name[1:]); m != nil {
			w.Field(i).Set(reflect.ValueOf(m).Convert(w.Field(i).Type()))
		}
	}
	return b.optional(want.rtype, w.Interface())
}

// HostAs is as; nil stays nil.
func (s *Registry) HostAs(id int, x any) any {
	if x == nil {
		return nil
	}
	return s.As(s.BoxType(id), x)
}

func (s *Registry) HostAsError(x any) error {
	err, _ := PlainValue(x).(error)
	return err
}

// HostMethod is a method of the value of an interface, bound to it.
func (s *Registry) HostMethod(x any, name string) any {
	if x == nil {
		panic(runtimeError("runtime error: invalid memory address or nil pointer dereference"))
	}
	if b, ok := Unbox(x); ok {
		return b.Method(name)
	}
	return reflect.ValueOf(x).MethodByName(name).Interface()
}

func HostEqual(a, b any) bool { return PlainValue(a) == PlainValue(b) }

// HostFind is errors.As: the first error in the tree of err that is of a type.
func (s *Registry) HostFind(id int, err error, target any) (any, bool) {
	want := s.BoxType(id)
	for err != nil {
		if s.is(err, want) {
			return s.HostAssert(id, err, "error"), true
		}
		if b, ok := Unbox(err); ok {
			if f, ok := b.Method("As").(func(any) bool); ok && f(s.targeted(want.t, target)) {
				return nil, true
			}
		}
		if many, ok := err.(interface{ Unwrap() []error }); ok {
			for _, e := range many.Unwrap() {
				if v, ok := s.HostFind(id, e, target); ok {
					return v, true
				}
			}
			return nil, false
		}
		err = errors.Unwrap(err)
	}
	return nil, false
}

// targeted is a target of errors.As as a method As is given it: with its type.
func (s *Registry) targeted(t types.Type, target any) any {
	ptr := types.NewPointer(t)
	if _, ok := Unbox(target); ok || !names.CellType(ptr) {
		return target
	}
	id, _ := s.ID(ptr)
	return s.BoxType(id).Box(target)
}

// hostErrorsAs is errors.As where it is a value. Lowered code finds out the type of the
// target itself (HostFind).
func (s *Registry) hostErrorsAs(err error, target any) bool {
	b, ok := Unbox(target)
	if !ok {
		return errors.As(err, target)
	}
	ptr, ok := b.T.t.Underlying().(*types.Pointer)
	if p := reflect.ValueOf(b.v); !ok || p.IsNil() {
		return errors.As(err, b.v)
	}
	id, _ := s.ID(ptr.Elem())
	v, found := s.HostFind(id, err, target)
	if v != nil {
		reflect.ValueOf(b.v).Elem().Set(reflect.ValueOf(v))
	}
	return found
}

// ErrorSymbols are the funcs of package errors that look for types.
func (s *Registry) ErrorSymbols() map[string]reflect.Value {
	return map[string]reflect.Value{"As": reflect.ValueOf(s.hostErrorsAs)}
}

// HostKey returns the key of a map, or panics as Go does if values of its type have no hash.
func HostKey(x any) any {
	b, ok := Unbox(x)
	if ok && b.T.loose || !ok && x != nil && !reflect.TypeOf(x).Comparable() {
		panic(runtimeError("runtime error: hash of unhashable type " + DynamicName(x)))
	}
	return x
}

// DynamicName is the name of a value's type, as %T writes it.
func DynamicName(x any) string {
	if b, ok := Unbox(x); ok {
		return names.GoName(b.T.t)
	}
	return fmt.Sprintf("%T", x)
}

// indexed is a verb of a format, with the number of its argument if it has one.
var indexed = regexp.MustCompile(`%([-+# 0-9.]*)(?:\[(\d+)\])?([a-zA-Z%])`)

// indexedTypes is WithTypes for a format that numbers arguments: names of types come behind
// the arguments, and verbs without a number that follow such a one get theirs.
func indexedTypes(format string, args []any) (string, []any) {
	if strings.Contains(format, "*") {
		return format, args
	}
	out, next := append([]any(nil), args...), 1
	text := indexed.ReplaceAllStringFunc(format, func(verb string) string {
		m := indexed.FindStringSubmatch(verb)
		if m[3] == "%" {
			return verb
		}
		if m[2] != "" {
			next, _ = strconv.Atoi(m[2])
		}
		n := next
		next++
		if n < 1 || n > len(args) {
			return verb
		}
		if b, ok := Unbox(args[n-1]); ok && m[3] == "p" {
			out = append(out, b.v)
			return fmt.Sprintf("%%%s[%d]p", m[1], len(out))
		} else if ok && m[3] == "T" {
			out = append(out, names.GoName(b.T.t))
			return fmt.Sprintf("%%%s[%d]s", m[1], len(out))
		}
		return fmt.Sprintf("%%%s[%d]%s", m[1], n, m[3])
	})
	return text, out
}

// WithTypes puts the names of types into the arguments of a format that asks for them, and
// the bare values where it asks for places in memory.
func WithTypes(format string, args []any) (string, []any) {
	if !strings.ContainsAny(format, "Tp") {
		return format, args
	}
	copied := false
	next := 0
	for i := 0; i < len(format); i++ {
		if format[i] != '%' {
			continue
		}
		for i++; i < len(format) && strings.IndexByte("+-# 0123456789.", format[i]) >= 0; i++ {
		}
		if i < len(format) && format[i] == '[' {
			return indexedTypes(format, args)
		}
		if i == len(format) || format[i] == '*' {
			return format, args // counted in another way
		}
		if format[i] == '%' {
			continue
		}
		if (format[i] == 'T' || format[i] == 'p') && next < len(args) {
			if b, ok := Unbox(args[next]); ok {
				if !copied {
					args, copied = append([]any(nil), args...), true
				}
				if format[i] == 'p' {
					args[next] = b.v
				} else {
					args[next] = names.GoName(b.T.t)
					format = format[:i] + "s" + format[i+1:]
				}
			}
		}
		next++
	}
	return format, args
}
