package boxes

import (
	"cmp"
	"go/types"
	"reflect"
	"slices"
	"strings"
	"unicode"
)

// jsonField is a field that encoding/json reads and writes.
type jsonField struct {
	name             string
	index            []int // through embedded structs
	t                types.Type
	tagged           bool
	empty, zero, str bool // the options omitempty, omitzero and string
}

// jsonFields are the fields of a struct with those of embedded ones, as encoding/json takes
// them: of several with one name the one that is least deep, then the one with a tag; none
// if that does not decide.
func jsonFields(s *types.Struct) []jsonField {
	var all []jsonField
	collectJSON(s, nil, map[*types.Struct]bool{}, &all)
	slices.SortStableFunc(all, func(a, b jsonField) int {
		if c := cmp.Compare(a.name, b.name); c != 0 {
			return c
		}
		if c := cmp.Compare(len(a.index), len(b.index)); c != 0 {
			return c
		}
		switch {
		case a.tagged && !b.tagged:
			return -1
		case b.tagged && !a.tagged:
			return 1
		}
		return slices.Compare(a.index, b.index)
	})
	var out []jsonField
	for i := 0; i < len(all); {
		j := i + 1
		for j < len(all) && all[j].name == all[i].name {
			j++
		}
		if j == i+1 || len(all[i].index) != len(all[i+1].index) || all[i].tagged != all[i+1].tagged {
			out = append(out, all[i])
		}
		i = j
	}
	slices.SortFunc(out, func(a, b jsonField) int { return slices.Compare(a.index, b.index) })
	return out
}

// collectJSON adds the fields of a struct that stands at a place; on holds the structs on the
// way down.
func collectJSON(s *types.Struct, at []int, on map[*types.Struct]bool, all *[]jsonField) {
	if on[s] {
		return
	}
	on[s] = true
	defer delete(on, s)
	for i := range s.NumFields() {
		f := s.Field(i)
		inner, isStruct := EmbeddedStruct(f)
		if !f.Exported() && !isStruct {
			continue
		}
		tag := reflect.StructTag(s.Tag(i)).Get("json")
		if tag == "-" {
			continue
		}
		name, options, _ := strings.Cut(tag, ",")
		if !validJSONName(name) {
			name = ""
		}
		index := append(slices.Clone(at), i)
		if isStruct && name == "" {
			collectJSON(inner, index, on, all)
			continue
		}
		if !f.Exported() {
			continue
		}
		out := jsonField{name: name, index: index, t: f.Type(), tagged: name != ""}
		if name == "" {
			out.name = f.Name()
		}
		for option := range strings.SplitSeq(options, ",") {
			out.empty = out.empty || option == "omitempty"
			out.zero = out.zero || option == "omitzero"
			out.str = out.str || option == "string" && quotable(f.Type())
		}
		*all = append(*all, out)
	}
}

// quotable reports whether the option string has a meaning for a type.
func quotable(t types.Type) bool {
	if ptr, ok := t.(*types.Pointer); ok {
		t = ptr.Elem()
	}
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&(types.IsBoolean|types.IsInteger|types.IsFloat|types.IsString) != 0
}

func validJSONName(s string) bool {
	if s == "" {
		return false
	}
	for _, c := range s {
		if !strings.ContainsRune("!#$%&()*+-./:;<=>?@[]^_{|}~ ", c) && !unicode.IsLetter(c) && !unicode.IsDigit(c) {
			return false
		}
	}
	return true
}

// EmbeddedStruct is the struct that an embedded field holds or points to.
func EmbeddedStruct(f *types.Var) (*types.Struct, bool) {
	if !f.Embedded() {
		return nil, false
	}
	t := f.Type().Underlying()
	if p, ok := t.(*types.Pointer); ok {
		t = p.Elem().Underlying()
	}
	s, ok := t.(*types.Struct)
	return s, ok
}

func EmptyValue(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Array, reflect.Map, reflect.Slice, reflect.String:
		return v.Len() == 0
	case reflect.Struct:
		return false
	}
	return v.IsZero()
}
