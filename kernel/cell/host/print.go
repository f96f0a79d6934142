package host

import (
	"fmt"
	"io"
	"reflect"
	"strconv"
	"strings"

	"github.com/andor-kernel/andor/kernel/cell/boxes"
)

// face is the value of an interface that print is given: it writes its two words.
type face struct{ x any }

// hostFace marks the value of an interface for hostPrint.
func hostFace(x any) face { return face{x} }

// hostPrint is print or println, whichever name says. It writes to standard error.
func (s *Runtime) hostPrint(name string, args ...any) {
	var b strings.Builder
	for i, a := range args {
		if i > 0 && name == "println" {
			b.WriteByte(' ')
		}
		b.WriteString(printText(a))
	}
	if name == "println" {
		b.WriteByte('\n')
	}
	_, _ = io.WriteString(s.env.Stderr, b.String())
}

// printText writes a value as print does.
func printText(x any) string {
	if f, ok := x.(face); ok {
		return faceText(f.x)
	}
	v := reflect.ValueOf(x)
	switch {
	case !v.IsValid():
		return "(0x0,0x0)"
	case v.Kind() == reflect.Bool:
		return strconv.FormatBool(v.Bool())
	case v.Kind() == reflect.String:
		return v.String()
	case v.CanInt():
		return strconv.FormatInt(v.Int(), 10)
	case v.CanUint():
		return strconv.FormatUint(v.Uint(), 10)
	case v.CanFloat():
		return strconv.FormatFloat(v.Float(), 'g', -1, v.Type().Bits())
	case v.CanComplex():
		return strconv.FormatComplex(v.Complex(), 'g', -1, v.Type().Bits())
	case v.Kind() == reflect.Slice:
		return fmt.Sprintf("[%d/%d]0x%x", v.Len(), v.Cap(), v.Pointer())
	case v.Kind() == reflect.Pointer, v.Kind() == reflect.Map, v.Kind() == reflect.Chan, v.Kind() == reflect.Func, v.Kind() == reflect.UnsafePointer:
		return fmt.Sprintf("0x%x", v.Pointer())
	}
	return fmt.Sprint(x)
}

// faceText writes the value of an interface: an address for its type, and one for itself.
func faceText(x any) string {
	if x == nil {
		return "(0x0,0x0)"
	}
	typ := reflect.ValueOf(reflect.TypeOf(x)).Pointer()
	at := reflect.New(reflect.TypeOf(x)).Pointer()
	switch v := reflect.ValueOf(boxes.HostRaw(x)); v.Kind() {
	case reflect.Pointer, reflect.Map, reflect.Chan, reflect.Func, reflect.UnsafePointer:
		at = v.Pointer()
	}
	return fmt.Sprintf("(0x%x,0x%x)", typ, at)
}
