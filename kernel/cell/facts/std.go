package facts

import (
	"go/types"
	"slices"
	"strings"
)

// The parts of the standard library that look for methods and names of the values that they
// are given, which reflection does not know of cells' types: what the host does in their place.

// hosted are the methods of compiled types that the host answers, by an interface of its own:
// where a cell's value is given to them, or where they leave the program.
var hosted = []struct{ path, name, methods, call, face string }{
	{"encoding/json", "Encoder", "Encode", "Encoder", "JSONEncoder"},
	{"encoding/gob", "Encoder", "Encode", "ToGob", "GobEncoder"},
	{"encoding/gob", "Decoder", "Decode", "FromGob", "GobDecoder"},
	{"encoding/xml", "Encoder", "Encode EncodeElement", "ToXML", "XMLEncoder"},
	{"encoding/xml", "Decoder", "Decode DecodeElement", "FromXML", "XMLDecoder"},
	{"text/template", "Template", "Execute ExecuteTemplate", "Template", "TemplateRunner"},
	{"html/template", "Template", "Execute ExecuteTemplate", "Template", "TemplateRunner"},
	{"sync/atomic", "Value", "Store Swap CompareAndSwap", "Atomic", "AtomicValue"},
	{"flag", "FlagSet", "Var TextVar", "Flags", "FlagVars"},
	{"log", "Logger", "Fatal Fatalf Fatalln", "Logger", "Fataler"},
	{"reflect", "Value", "Type Interface Elem NumMethod Method MethodByName FieldByName FieldByNameFunc Convert CanConvert String " +
		"Field FieldByIndex Index Slice MapIndex MapKeys Addr Call", "Reflected", "ReflectValue"},
}

// Hosted is the host's func and interface for a method of a compiled type, "" if the method
// is left as it is. The func takes a value if byValue, else a pointer.
func Hosted(t types.Type, method string) (call, face string, byValue bool) {
	for _, h := range hosted {
		if slices.Contains(strings.Fields(h.methods), method) && PointsTo(types.NewPointer(t), h.path, h.name) {
			return h.call, h.face, h.path == "reflect"
		}
	}
	return "", "", false
}

// AskedFor is the host's func for each argument of a call of f that becomes an interface, ""
// if there is none.
func AskedFor(f *types.Func) string {
	if f.Pkg() == nil {
		return ""
	}
	switch name := f.Name(); f.Pkg().Path() {
	case "fmt":
		if strings.Contains(strings.ToLower(name), "scan") {
			return "Scanned"
		}
	case "log":
		if name == "Print" || name == "Fatal" || name == "Panic" {
			return "Spelled"
		}
	case "log/slog":
		return "Logged"
	case "database/sql":
		return "Stored"
	}
	return ""
}

// Printed is the host's func for one of package fmt that prints, "" for another: a format may
// ask for names of types, and fmt.Print puts a space between values that are no strings. first
// is the index of the first value.
func Printed(f *types.Func) (call string, first int, format bool) {
	if f.Pkg() == nil || f.Pkg().Path() != "fmt" {
		return "", 0, false
	}
	switch name := f.Name(); name {
	case "Printf", "Sprintf", "Errorf":
		return name, 1, true
	case "Fprintf", "Appendf":
		return name, 2, true
	case "Print", "Sprint":
		return "Spelled" + name, 0, false
	case "Fprint", "Append":
		return "Spelled" + name, 1, false
	}
	return "", 0, false
}
