package cell

import (
	"go/types"
	"reflect"
	"strings"

	"github.com/andor-kernel/andor/kernel/cell/boxes"
	"github.com/andor-kernel/andor/kernel/cell/lower"
	"github.com/andor-kernel/andor/kernel/cell/names"
	"github.com/andor-kernel/andor/kernel/cell/yaegi"
)

// result is the value of a cell. It is made while the cell runs: methods of the cell's
// types are asked what to show.
func (s *Session) result(r *running) Result {
	v := r.plan.shown
	if r.plan.fixed != "" {
		return Result{Value: plain(r.plan.fixed)}
	}
	if len(r.values) == 1 {
		return s.single(r, v.Types[0], r.values[0])
	}
	if last := len(r.values) - 1; v.Fails(v.Types[last], yaegi.Unwrap(r.values[last])) {
		return Result{Err: newError("Failed", s.calls.Format(v.Types[last], r.values[last]))}
	}
	texts := make([]string, len(r.values))
	for i, rv := range r.values {
		if err := stuckError(yaegi.Unwrap(rv)); err != nil {
			return Result{Err: newError("Failed", err.Error())}
		}
		texts[i] = s.calls.Format(v.Types[i], rv)
	}
	return Result{Value: plain(strings.Join(texts, ", "))}
}

func plain(text string) map[string][]byte {
	return map[string][]byte{"text/plain": []byte(text)}
}

// stuckError is the error that a displayable value of a compiled type carries: a chain
// of calls keeps its first error and shows it here, where it ends.
func stuckError(v reflect.Value) error {
	if !v.IsValid() || !v.CanInterface() || v.Kind() == reflect.Pointer && v.IsNil() {
		return nil
	}
	if c, ok := v.Interface().(interface {
		MIMEBundle() map[string][]byte
		Err() error
	}); ok {
		return c.Err()
	}
	return nil
}

// single is the bundle of one value, or the error it carries.
func (s *Session) single(r *running, t types.Type, v reflect.Value) Result {
	v = yaegi.Unwrap(v)
	if bundle := boxes.Ask(v, lower.ShowMethods, r.texts); bundle != nil {
		return Result{Value: bundle, Metadata: boxes.Metadata(bundle)}
	}
	if err := stuckError(v); err != nil {
		return Result{Err: newError("Failed", err.Error())}
	}
	if bundle := boxes.BundleOf(v); bundle != nil {
		return Result{Value: bundle, Metadata: boxes.Metadata(bundle)}
	}
	if names.IsError(t) {
		if !v.IsValid() {
			return Result{} // nil from a call made for its effect
		}
		return Result{Err: newError("Failed", s.calls.Format(t, v))}
	}
	bundle := plain(s.calls.Format(t, v))
	for name, text := range r.texts {
		bundle[lower.TextTypes[name]] = yaegi.Bytes(text) // nobody changes it, and it may be large
	}
	return Result{Value: bundle, Metadata: boxes.Metadata(bundle)}
}

// hostTaken ends the cell if v says that the call which gave it failed.
func hostTaken(v any) {
	err, ok := v.(error)
	if !ok {
		err = stuckError(yaegi.Unwrap(reflect.ValueOf(v)))
	}
	if err != nil {
		panic(dropFailure{err})
	}
}
