package boxes

import (
	"cmp"
	"fmt"
	"reflect"
	"strings"
)

// lessKey orders the keys of a map as package fmt prints them: numbers, texts and bools by
// their values, structs and arrays by the first part that differs.
func lessKey(a, b reflect.Value) bool { return compareKeys(a, b) < 0 }

func compareKeys(a, b reflect.Value) int {
	if !a.IsValid() || !b.IsValid() || a.Kind() != b.Kind() {
		return strings.Compare(fmt.Sprint(a), fmt.Sprint(b))
	}
	switch a.Kind() {
	case reflect.Bool:
		switch {
		case a.Bool() == b.Bool():
			return 0
		case b.Bool():
			return -1
		}
		return 1
	case reflect.String:
		return strings.Compare(a.String(), b.String())
	case reflect.Complex64, reflect.Complex128:
		x, y := a.Complex(), b.Complex()
		return cmp.Or(cmp.Compare(real(x), real(y)), cmp.Compare(imag(x), imag(y)))
	case reflect.Struct:
		for i := range a.NumField() {
			if c := compareKeys(bare(a.Field(i)), bare(b.Field(i))); c != 0 {
				return c
			}
		}
		return 0
	case reflect.Array:
		for i := range a.Len() {
			if c := compareKeys(bare(a.Index(i)), bare(b.Index(i))); c != 0 {
				return c
			}
		}
		return 0
	}
	switch {
	case a.CanInt():
		return cmp.Compare(a.Int(), b.Int())
	case a.CanUint():
		return cmp.Compare(a.Uint(), b.Uint())
	case a.CanFloat():
		return cmp.Compare(a.Float(), b.Float())
	}
	return strings.Compare(fmt.Sprint(a), fmt.Sprint(b))
}
