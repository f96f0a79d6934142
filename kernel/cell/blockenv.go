package cell

import (
	"fmt"
	"go/constant"
	"go/types"
	"math/big"
	"reflect"
	"sort"

	"github.com/andor-kernel/andor/dsl"
)

// blockEnv answers for the session's names that a block uses.
type blockEnv struct {
	s *Session
	// pending are the names that Go declares or assigns in the very cell.
	pending map[string]bool
	// idle keeps away from variables while a cell runs.
	idle bool
}

// variable is the current value behind a name, invalid if it is no variable.
func (e blockEnv) variable(name string) reflect.Value {
	d := e.s.defs[name]
	if d == nil || d.Unit != nil || e.idle && e.s.run != nil {
		return reflect.Value{}
	}
	return e.s.calls.Variable(d.Emit)
}

func (e blockEnv) Net(name string) (*dsl.Net, bool) {
	v := e.variable(name)
	if !v.IsValid() || !v.CanInterface() || v.Kind() != reflect.Pointer || v.IsNil() {
		return nil, false
	}
	n, ok := v.Interface().(interface{ Spec() *dsl.Net })
	if !ok {
		return nil, false
	}
	return n.Spec(), true
}

func (e blockEnv) Data(name string) (*dsl.Data, bool) {
	v := e.variable(name)
	if !v.IsValid() || !v.CanInterface() || v.Kind() != reflect.Pointer || v.IsNil() {
		return nil, false
	}
	d, ok := v.Interface().(interface{ Spec() *dsl.Data })
	if !ok {
		return nil, false
	}
	return d.Spec(), true
}

func (e blockEnv) Number(name string) (num, den int64, value float64, pending, ok bool) {
	if e.pending[name] {
		return 0, 0, 0, true, true
	}
	d := e.s.defs[name]
	if d == nil {
		return 0, 0, 0, false, false
	}
	if c, is := d.Obj.(*types.Const); is {
		return rational(c.Val())
	}
	v := e.variable(name)
	switch {
	case v.CanInt():
		return v.Int(), 1, float64(v.Int()), false, true
	case v.CanUint() && v.Uint() < 1<<63:
		return int64(v.Uint()), 1, float64(v.Uint()), false, true
	case v.CanFloat():
		if r := new(big.Rat).SetFloat64(v.Float()); r != nil && r.Num().IsInt64() && r.Denom().IsInt64() {
			return decimal(v.Float())
		}
		return 0, 0, v.Float(), false, true
	}
	return 0, 0, 0, false, false
}

// decimal takes a float for the decimal fraction it is written as, so that 0.1 is 1/10.
func decimal(f float64) (num, den int64, value float64, pending, ok bool) {
	r, good := new(big.Rat).SetString(fmt.Sprint(f))
	if good && r.Num().IsInt64() && r.Denom().IsInt64() {
		return r.Num().Int64(), r.Denom().Int64(), f, false, true
	}
	return 0, 0, f, false, true
}

func rational(v constant.Value) (num, den int64, value float64, pending, ok bool) {
	switch v.Kind() {
	case constant.Int, constant.Float:
	default:
		return 0, 0, 0, false, false
	}
	value, _ = constant.Float64Val(v)
	n, exact1 := constant.Int64Val(constant.Num(v))
	d, exact2 := constant.Int64Val(constant.Denom(v))
	if exact1 && exact2 {
		return n, d, value, false, true
	}
	return 0, 0, value, false, true
}

// Text is the value of a string: dsl.Texts.
func (e blockEnv) Text(name string) (value string, pending, ok bool) {
	if e.pending[name] {
		return "", true, true
	}
	if d := e.s.defs[name]; d != nil {
		if c, is := d.Obj.(*types.Const); is && c.Val().Kind() == constant.String {
			return constant.StringVal(c.Val()), false, true
		}
	}
	if v := e.variable(name); v.Kind() == reflect.String {
		return v.String(), false, true
	}
	return "", false, false
}

func (e blockEnv) Names() []string {
	var out []string
	for name := range e.s.defs {
		out = append(out, name)
	}
	for name := range e.pending {
		if e.s.defs[name] == nil {
			out = append(out, name)
		}
	}
	sort.Strings(out)
	return out
}
