package codec

import (
	"encoding/asn1"
	"encoding/binary"
	"errors"
	"fmt"
	"go/types"
	"io"
	"reflect"
	"strings"

	"github.com/andor-kernel/andor/kernel/cell/boxes"
	"github.com/andor-kernel/andor/kernel/cell/names"
)

// Packages binary and asn1 write values as their kinds ask. The interpreter's values have
// those of cells' types. Only what depends on names differs: which fields are exported or
// blank, and what types are called. That is looked up here before and behind the call.

// plainError gives the type of a cell's value its own name in an error.
func plainError(err error, b box) error {
	if err == nil || b.v == nil {
		return err
	}
	name := reflect.TypeOf(b.v).String()
	if !strings.Contains(err.Error(), name) {
		return err
	}
	return errors.New(strings.ReplaceAll(err.Error(), name, names.GoName(b.t)))
}

// BinarySymbols are the funcs of package binary that are given values of any type.
func BinarySymbols() map[string]reflect.Value {
	f := reflect.ValueOf
	return map[string]reflect.Value{
		"Write": f(func(w io.Writer, order binary.ByteOrder, x any) error {
			b, _ := unbox(x)
			return plainError(binary.Write(w, order, boxes.HostBare(x)), b)
		}),
		"Append": f(func(to []byte, order binary.ByteOrder, x any) ([]byte, error) {
			b, _ := unbox(x)
			out, err := binary.Append(to, order, boxes.HostBare(x))
			return out, plainError(err, b)
		}),
		"Encode": f(func(to []byte, order binary.ByteOrder, x any) (int, error) {
			b, _ := unbox(x)
			n, err := binary.Encode(to, order, boxes.HostBare(x))
			return n, plainError(err, b)
		}),
		"Size": f(func(x any) int { return binary.Size(boxes.HostBare(x)) }),
		"Read": f(func(r io.Reader, order binary.ByteOrder, x any) error {
			return binaryInto(x, func(x any) error { return binary.Read(r, order, x) })
		}),
		"Decode": f(func(from []byte, order binary.ByteOrder, x any) (n int, err error) {
			err = binaryInto(x, func(x any) error { n, err = binary.Decode(from, order, x); return err })
			return n, err
		}),
	}
}

// binaryInto reads into what x points to: never into a field that is not exported, nor into a
// blank one.
func binaryInto(x any, read func(any) error) error {
	b, ok := unbox(x)
	if !ok {
		return read(x)
	}
	if binary.Size(b.v) < 0 { // it is refused; and it may hold itself, by a pointer
		return plainError(read(b.v), b)
	}
	if set := hiddenSet(b.t); set != "" {
		panic("reflect: reflect.Value." + set + " using value obtained using unexported field")
	}
	err := read(b.v)
	clearBlanks(b.t, reflect.ValueOf(b.v))
	return plainError(err, b)
}

// hiddenSet is the method of reflect that sets the first field that is not exported, "" if
// there is none.
func hiddenSet(t types.Type) string {
	switch u := t.Underlying().(type) {
	case interface{ Elem() types.Type }:
		return hiddenSet(u.Elem())
	case *types.Struct:
		for f := range u.Fields() {
			if f.Name() == "_" {
				continue
			}
			if set := hiddenSet(f.Type()); set != "" || f.Exported() {
				if set != "" {
					return set
				}
				continue
			}
			if set := setter(f.Type()); set != "" {
				return set
			}
		}
	}
	return ""
}

// setter is the method of reflect that sets the numbers in a value of a type.
func setter(t types.Type) string {
	switch u := t.Underlying().(type) {
	case interface{ Elem() types.Type }:
		return setter(u.Elem())
	case *types.Struct:
		for f := range u.Fields() {
			if set := setter(f.Type()); set != "" {
				return set
			}
		}
	case *types.Basic:
		switch i := u.Info(); {
		case i&types.IsUnsigned != 0:
			return "SetUint"
		case i&types.IsInteger != 0:
			return "SetInt"
		case i&types.IsFloat != 0:
			return "SetFloat"
		case i&types.IsComplex != 0:
			return "SetComplex"
		case i&types.IsBoolean != 0:
			return "SetBool"
		}
	}
	return ""
}

// clearBlanks makes the blank fields of a value zero.
func clearBlanks(t types.Type, v reflect.Value) {
	switch u := t.Underlying().(type) {
	case *types.Pointer:
		if !v.IsNil() {
			clearBlanks(u.Elem(), v.Elem())
		}
	case *types.Slice:
		for i := range v.Len() {
			clearBlanks(u.Elem(), v.Index(i))
		}
	case *types.Array:
		for i := range v.Len() {
			clearBlanks(u.Elem(), v.Index(i))
		}
	case *types.Struct:
		for i := range u.NumFields() {
			if u.Field(i).Name() == "_" {
				v.Field(i).SetZero()
				continue
			}
			clearBlanks(u.Field(i).Type(), v.Field(i))
		}
	}
}

// ASN1Symbols are the funcs of package asn1 that are given values of any type.
func ASN1Symbols() map[string]reflect.Value {
	f := reflect.ValueOf
	given := func(x any) (any, box, error) {
		b, ok := unbox(x)
		if !ok {
			return boxes.HostBare(x), b, nil
		}
		return b.v, b, asn1Flaw(b.t, map[types.Type]bool{})
	}
	marshal := func(x any, params string) ([]byte, error) {
		raw, b, err := given(x)
		if err != nil {
			return nil, err
		}
		out, err := asn1.MarshalWithParams(raw, params)
		return out, plainError(err, b)
	}
	unmarshal := func(data []byte, x any, params string) ([]byte, error) {
		raw, b, err := given(x)
		if err != nil {
			return nil, err
		}
		rest, err := asn1.UnmarshalWithParams(data, raw, params)
		return rest, plainError(err, b)
	}
	return map[string]reflect.Value{
		"Marshal":             f(func(x any) ([]byte, error) { return marshal(x, "") }),
		"MarshalWithParams":   f(marshal),
		"Unmarshal":           f(func(data []byte, x any) ([]byte, error) { return unmarshal(data, x, "") }),
		"UnmarshalWithParams": f(unmarshal),
	}
}

// asn1Flaw says why package asn1 would not take a type, or would take it for another.
func asn1Flaw(t types.Type, on map[types.Type]bool) error {
	if on[t] || !names.CellType(t) {
		return nil
	}
	on[t] = true
	if n, ok := types.Unalias(t).(*types.Named); ok && strings.HasSuffix(n.Obj().Name(), "SET") {
		if _, ok := n.Underlying().(*types.Slice); ok {
			return fmt.Errorf("asn1: the name of %s does not make it a set in a cell: give the type another name, and its field the tag `asn1:\"set\"`", names.GoName(t))
		}
	}
	switch u := t.Underlying().(type) {
	case interface{ Elem() types.Type }:
		return asn1Flaw(u.Elem(), on)
	case *types.Struct:
		for f := range u.Fields() {
			if !f.Exported() {
				return asn1.StructuralError{Msg: "struct contains unexported fields"}
			}
		}
		for f := range u.Fields() {
			if err := asn1Flaw(f.Type(), on); err != nil {
				return err
			}
		}
	}
	return nil
}
