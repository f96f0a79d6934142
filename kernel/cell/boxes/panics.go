package boxes

import (
	"fmt"
	"reflect"
	"regexp"
	"runtime"
	"strings"

	"github.com/andor-kernel/andor/kernel/cell/names"
	"github.com/andor-kernel/andor/kernel/cell/yaegi"
)

// PanicText is the value of a panic in Go's words: the interpreter works through
// reflection, and its failures speak of that.
func PanicText(v any) string {
	if rv, ok := v.(reflect.Value); ok {
		if !rv.IsValid() {
			return "nil"
		}
		if rv.CanInterface() {
			v = rv.Interface()
		}
	}
	var text string
	switch x := v.(type) {
	case string:
		text = x
	case error:
		text = x.Error()
	case fmt.Stringer:
		text = x.String()
	default:
		text = formatPlain(reflect.ValueOf(v))
	}
	return inGoWords(names.PositionPrefix.ReplaceAllString(text, ""))
}

// PanicText is the value of a panic in Go's words, with the names of the cell's types.
func (s *Registry) PanicText(v any) string {
	if e, ok := s.Named(v).(error); ok {
		return PanicText(e)
	}
	return PanicText(v)
}

// unequal finds the type in a panic about values that cannot be compared or hashed.
var unequal = regexp.MustCompile(`^(runtime error: )?(comparing uncomparable|hash of unhashable) type:? (.*)$`)

// Named returns the value of a panic with the name of the cell's type in it that cannot be
// compared, if it is about one: reflection knows such a type by its parts only.
func (s *Registry) Named(v any) any {
	err, ok := v.(runtime.Error)
	if !ok {
		return v
	}
	if _, ours := v.(yaegi.RuntimeError); ours {
		return v // it has been given its words
	}
	m := unequal.FindStringSubmatch(err.Error())
	if m == nil {
		return v
	}
	s.boxes.mu.RLock()
	defer s.boxes.mu.RUnlock()
	for _, b := range s.boxes.list {
		if t := b.reflected.Load(); t != nil && (*t).String() == m[3] {
			m[3] = names.GoName(b.t)
			break
		}
	}
	return runtimeError("runtime error: " + m[2] + " type " + m[3])
}

// inGoWords says of a failure of reflection what Go would.
func inGoWords(text string) string {
	for _, t := range goWords {
		if t.found.MatchString(text) {
			return t.found.ReplaceAllString(text, t.text)
		}
	}
	return strings.ReplaceAll(text, names.Mark, "_")
}

// runtimeError is what a cell recovers where compiled Go would have a runtime.Error.
type runtimeError = yaegi.RuntimeError

// InRuntimeWords makes a runtime.Error of the value of a panic that compiled Go would
// have one for.
func InRuntimeWords(v any) any {
	text, ok := v.(string)
	if e, is := v.(error); is && (strings.HasPrefix(e.Error(), "reflect: ") || strings.HasPrefix(e.Error(), names.FileName+":")) {
		text, ok = e.Error(), true
	}
	bare := names.PositionPrefix.ReplaceAllString(text, "")
	if ok && (inGoWords(bare) != bare || bare != text && strings.HasPrefix(text, names.FileName+":")) {
		return runtimeError(inGoWords(bare))
	}
	return v
}

var goWords = []struct {
	found *regexp.Regexp
	text  string
}{
	{regexp.MustCompile(`^reflect: (slice|array|string) index out of range$`), "runtime error: index out of range"},
	{regexp.MustCompile(`^reflect\.Value\.Slice3?: .*out of bounds$`), "runtime error: slice bounds out of range"},
	{regexp.MustCompile(`^reflect: string slice index out of (bounds|range)$`), "runtime error: slice bounds out of range"},
	{regexp.MustCompile(`^reflect: call of reflect\.Value\.\w+ on zero Value$`), "runtime error: invalid memory address or nil pointer dereference"},
	{regexp.MustCompile(`^reflect\.Value\.Call: call of nil function$|^reflect: call of nil function$`), "runtime error: invalid memory address or nil pointer dereference"},
	{regexp.MustCompile(`^hash of unhashable type: (.*)$`), "runtime error: hash of unhashable type $1"},
	{regexp.MustCompile(`^reflect: indirection through nil pointer.*$`), "runtime error: invalid memory address or nil pointer dereference"},
	{regexp.MustCompile(`^reflect: .*nil pointer.*$`), "runtime error: invalid memory address or nil pointer dereference"},
	{regexp.MustCompile(`^reflect: Call using zero Value argument$`), "runtime error: invalid memory address or nil pointer dereference"},
	{regexp.MustCompile(`^reflect: Method on nil interface value$`), "runtime error: invalid memory address or nil pointer dereference"},
	{regexp.MustCompile(`^reflect\.MakeSlice: negative len$`), "runtime error: makeslice: len out of range"},
	{regexp.MustCompile(`^reflect\.MakeSlice: (negative cap|len > cap)$`), "runtime error: makeslice: cap out of range"},
	{regexp.MustCompile(`^reflect\.Value\.Grow: slice overflow$`), "runtime error: growslice: len out of range"},
	{regexp.MustCompile(`^reflect\.MakeChan: negative buffer size$`), "makechan: size out of range"},
	{regexp.MustCompile(`^reflect: cannot convert slice with length (\d+) to (?:pointer to )?array with length (\d+)$`), "runtime error: cannot convert slice with length $1 to array or pointer to array with length $2"},
	{regexp.MustCompile(`^os\.Exit\((-?\d+)\)$`), "os.Exit($1): a cell cannot end the kernel"},
}
