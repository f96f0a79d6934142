package host

import "reflect"

// hostBind keeps how to reach a variable: a func that gives its address, since the
// interpreter may move it.
func (s *Runtime) hostBind(name string, address func() any) { s.bound[name] = address }

// Variable is the session's variable of a name in the interpreter, invalid if there is
// none.
func (s *Runtime) Variable(emit string) reflect.Value {
	address := s.bound[emit]
	if address == nil {
		return reflect.Value{}
	}
	v := reflect.ValueOf(address())
	if v.Kind() != reflect.Pointer || v.IsNil() {
		return reflect.Value{}
	}
	return v.Elem()
}

// hostCarry gives a variable whose type was declared anew the value it had.
func (s *Runtime) hostCarry(from, to string, address func() any) {
	s.bound[to] = address
	old, now := s.Variable(from), s.Variable(to)
	if old.IsValid() && now.IsValid() && old.Type() == now.Type() {
		now.Set(old)
	}
	delete(s.bound, from)
}

// Bound reports whether the variable of a name in the interpreter can be reached.
func (s *Runtime) Bound(emit string) bool { return s.bound[emit] != nil }

// Drop forgets how to reach a variable.
func (s *Runtime) Drop(emit string) { delete(s.bound, emit) }
