package boxes

import (
	"fmt"
	"go/types"
	"reflect"
	"sort"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/andor-kernel/andor/kernel/cell/names"
	"github.com/andor-kernel/andor/kernel/cell/yaegi"
)

// Limits of what is printed of one value; the rest is counted.
const (
	lineWidth = 88
	mostItems = 200
	mostDepth = 8
	mostText  = 64 << 10
)

// Format writes a value as Go would, on one line if it fits and on several if not. t is
// its type as the user knows it, which reflection does not; nil if unknown.
// s, if not nil, knows the methods of cells' types.
func (s *Registry) Format(t types.Type, v reflect.Value) string {
	f := formatter{s: s, seen: map[uintptr]bool{}}
	n := f.node(t, v, 0)
	out := n.layout(0, 0)
	if len(out) > mostText {
		out = out[:mostText] + "…"
	}
	return out
}

// FormatSilent writes a value without asking its type's methods, which may take any time.
func FormatSilent(t types.Type, v reflect.Value) string {
	f := formatter{silent: true, seen: map[uintptr]bool{}}
	n := f.node(t, v, 0)
	return n.layout(0, 0)
}

// formatPlain writes a value of unknown type.
func formatPlain(v reflect.Value) string { return (*Registry)(nil).Format(nil, v) }

// text is a value laid out: a leaf, or items between brackets.
type text struct {
	leaf  string
	open  string
	items []text
	close string
}

func (t text) flat() string {
	if t.open == "" {
		return t.leaf
	}
	var b strings.Builder
	b.WriteString(t.leaf + t.open)
	for i, it := range t.items {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(it.flat())
	}
	b.WriteString(t.close)
	return b.String()
}

// layout writes on one line what fits after col columns, and breaks what does not.
func (t text) layout(indent, col int) string {
	flat := t.flat()
	if t.open == "" || len(t.items) == 0 || col+len(flat) <= lineWidth && !strings.Contains(flat, "\n") {
		return flat
	}
	pad := strings.Repeat("    ", indent+1)
	var b strings.Builder
	b.WriteString(t.leaf + t.open + "\n")
	simple := true
	for _, it := range t.items {
		simple = simple && it.open == "" && len(it.leaf) < 24
	}
	if simple && t.open == "{" && !strings.Contains(flat, ": ") {
		line := pad
		for _, it := range t.items {
			if len(line)+len(it.leaf)+2 > lineWidth && line != pad {
				b.WriteString(strings.TrimRight(line, " ") + "\n")
				line = pad
			}
			line += it.leaf + ", "
		}
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	} else {
		for _, it := range t.items {
			b.WriteString(pad + it.layout(indent+1, len(pad)) + ",\n")
		}
	}
	b.WriteString(strings.Repeat("    ", indent) + t.close)
	return b.String()
}

type formatter struct {
	s      *Registry
	silent bool
	seen   map[uintptr]bool // pointers on the way down
	items  int
}

func (f *formatter) node(t types.Type, v reflect.Value, depth int) text {
	v = yaegi.Unwrap(v)
	if !v.IsValid() {
		return text{leaf: "nil"}
	}
	if t != nil && types.IsInterface(t) {
		t = nil
	}
	if v.CanInterface() && t == nil {
		if b, ok := Unbox(v.Interface()); ok {
			if f.s == nil && !f.silent {
				f.s = b.T.s
			}
			t, v = b.T.t, reflect.ValueOf(b.v)
		}
	}
	if s, ok := f.said(t, v); ok {
		return text{leaf: s}
	}
	if f.items++; f.items > 20*mostItems || depth > mostDepth {
		return text{leaf: "…"}
	}
	var under types.Type
	if t != nil {
		under = t.Underlying()
	}
	switch v.Kind() {
	case reflect.String:
		return text{leaf: FormatString(v.String(), depth)}
	case reflect.Pointer:
		return f.pointer(t, under, v, depth)
	case reflect.Struct:
		return f.structure(t, under, v, depth)
	case reflect.Slice, reflect.Array:
		return f.list(t, under, v, depth)
	case reflect.Map:
		return f.mapping(t, under, v, depth)
	case reflect.Func:
		if v.IsNil() {
			return text{leaf: "nil"}
		}
		return text{leaf: typeText(t, v)}
	case reflect.Chan, reflect.UnsafePointer:
		return text{leaf: fmt.Sprintf("%s(%#x)", typeText(t, v), v.Pointer())}
	}
	return text{leaf: scalar(v)}
}

func scalar(v reflect.Value) string {
	switch {
	case v.Kind() == reflect.Bool:
		return strconv.FormatBool(v.Bool())
	case v.CanInt():
		return strconv.FormatInt(v.Int(), 10)
	case v.CanUint():
		return strconv.FormatUint(v.Uint(), 10)
	case v.Kind() == reflect.Float32:
		return fmt.Sprint(float32(v.Float()))
	case v.CanFloat():
		return fmt.Sprint(v.Float())
	case v.CanComplex():
		return fmt.Sprint(v.Complex())
	}
	return v.String()
}

// said is what the Error or String method of a value says.
func (f *formatter) said(t types.Type, v reflect.Value) (s string, ok bool) {
	if t == nil || f.s == nil || !names.CellType(t) {
		return selfText(v)
	}
	b := f.s.boxOf(t)
	if b == nil || !v.CanInterface() || v.Kind() == reflect.Pointer && v.IsNil() {
		return "", false
	}
	for _, name := range []string{"Error", "String"} {
		if m, is := (boxed{b, v.Interface()}).Method(name).(func() string); is {
			defer func() {
				if recover() != nil {
					s, ok = "", false
				}
			}()
			return m(), true
		}
	}
	return "", false
}

// selfText is what a compiled value's Error or String method says.
func selfText(v reflect.Value) (s string, ok bool) {
	if !v.CanInterface() || v.Kind() == reflect.Pointer && v.IsNil() {
		return "", false
	}
	defer func() {
		if recover() != nil {
			s, ok = "", false
		}
	}()
	switch x := v.Interface().(type) {
	case error:
		return x.Error(), true
	case reflect.Type:
		return x.String(), true
	case fmt.Stringer:
		return x.String(), true
	}
	return "", false
}

// FormatString quotes a string; one of several lines that is the whole value is shown
// with its lines.
func FormatString(s string, depth int) string {
	if depth == 0 && strings.Contains(s, "\n") && strconv.CanBackquote(strings.ReplaceAll(s, "\n", "")) {
		return "`" + s + "`"
	}
	return strconv.Quote(s)
}

// typeText is the user's name of a type.
func typeText(t types.Type, v reflect.Value) string {
	if t == nil {
		return strings.ReplaceAll(v.Type().String(), "interface {}", "any")
	}
	return names.ShortType(t)
}

func (f *formatter) pointer(t, under types.Type, v reflect.Value, depth int) text {
	if v.IsNil() {
		return text{leaf: "nil"}
	}
	if f.seen[v.Pointer()] {
		return text{leaf: "…"}
	}
	f.seen[v.Pointer()] = true
	defer delete(f.seen, v.Pointer())
	var elem types.Type
	if p, ok := under.(*types.Pointer); ok {
		elem = p.Elem()
	}
	n := f.node(elem, v.Elem(), depth+1)
	n.leaf = "&" + n.leaf
	return n
}

func (f *formatter) structure(t, under types.Type, v reflect.Value, depth int) text {
	out := text{leaf: typeText(t, v), open: "{", close: "}"}
	if strings.HasPrefix(out.leaf, "struct") {
		out.leaf = ""
	}
	s, _ := under.(*types.Struct)
	for i := range v.NumField() {
		name := v.Type().Field(i).Name
		var ft types.Type
		if rest, ok := strings.CutPrefix(name, "X"); ok && rest != "" && rest[:1] == strings.ToLower(rest[:1]) {
			name = rest // the interpreter exports fields that way
		}
		if s != nil && i < s.NumFields() {
			name, ft = s.Field(i).Name(), s.Field(i).Type()
		}
		item := f.node(ft, v.Field(i), depth+1)
		item.leaf = name + ": " + item.leaf
		out.items = append(out.items, item)
	}
	return out
}

// readable returns the text in a slice of bytes, if it is one that people read: it is then
// written as a conversion, []byte("text"), and else as numbers.
func readable(elem types.Type, v reflect.Value) (s string, ok bool) {
	if v.Kind() != reflect.Slice || v.Type().Elem().Kind() != reflect.Uint8 || v.Len() == 0 || elem != nil && elem != types.Universe.Lookup("byte").Type() && elem != types.Typ[types.Uint8] {
		return "", false
	}
	s = string(v.Bytes())
	for _, r := range s {
		if r == utf8.RuneError || !unicode.IsPrint(r) && r != '\n' && r != '\t' && r != '\r' {
			return "", false
		}
	}
	return s, true
}

func (f *formatter) list(t, under types.Type, v reflect.Value, depth int) text {
	if v.Kind() == reflect.Slice && v.IsNil() {
		return f.empty(t, v, depth)
	}
	var elem types.Type
	switch u := under.(type) {
	case *types.Slice:
		elem = u.Elem()
	case *types.Array:
		elem = u.Elem()
	}
	if b, ok := readable(elem, v); ok {
		return text{leaf: typeText(t, v) + "(" + FormatString(b, depth+1) + ")"}
	}
	out := text{open: "{", close: "}"}
	if depth == 0 || t == nil {
		out.leaf = typeText(t, v)
	}
	for i := range v.Len() {
		if i == mostItems {
			out.items = append(out.items, text{leaf: fmt.Sprintf("… %d more", v.Len()-i)})
			break
		}
		item := f.node(elem, v.Index(i), depth+1)
		out.items = append(out.items, elided(item, elem))
	}
	return out
}

// empty is a nil slice or map: with its type if it is the whole value.
func (f *formatter) empty(t types.Type, v reflect.Value, depth int) text {
	if depth > 0 {
		return text{leaf: "nil"}
	}
	return text{leaf: typeText(t, v) + "(nil)"}
}

// elided drops the name of a struct that the type of the list tells already.
func elided(t text, elem types.Type) text {
	if elem == nil {
		return t
	}
	if _, ok := types.Unalias(elem).(*types.Named); ok && t.open != "" && t.leaf == names.ShortType(elem) {
		t.leaf = ""
	}
	return t
}

func (f *formatter) mapping(t, under types.Type, v reflect.Value, depth int) text {
	if v.IsNil() {
		return f.empty(t, v, depth)
	}
	var key, elem types.Type
	if m, ok := under.(*types.Map); ok {
		key, elem = m.Key(), m.Elem()
	}
	out := text{open: "{", close: "}"}
	if depth == 0 || t == nil {
		out.leaf = typeText(t, v)
	}
	keys := v.MapKeys()
	sort.Slice(keys, func(i, j int) bool { return lessKey(yaegi.Unwrap(keys[i]), yaegi.Unwrap(keys[j])) })
	for i, k := range keys {
		if i == mostItems {
			out.items = append(out.items, text{leaf: fmt.Sprintf("… %d more", len(keys)-i)})
			break
		}
		item := elided(f.node(elem, v.MapIndex(k), depth+1), elem)
		item.leaf = f.node(key, k, depth+1).flat() + ": " + item.leaf
		out.items = append(out.items, item)
	}
	return out
}
