package host

import (
	"fmt"
	"io"
	"maps"
	"reflect"

	"github.com/traefik/yaegi/interp"

	"github.com/andor-kernel/andor/kernel/cell/names"
	"github.com/andor-kernel/andor/kernel/cell/yaegi"
)

// Symbols are the funcs that lowered code calls, and replacements for funcs of the
// standard library that would not notice an interrupt.
func (s *Runtime) Symbols() interp.Exports {
	f := reflect.ValueOf
	out := interp.Exports{
		names.HostPath + "/host": {
			"Run":     f(s.hostRun),
			"Bind":    f(s.hostBind),
			"Carry":   f(s.hostCarry),
			"Defers":  f(s.hostDefers),
			"Entered": f(s.hostEntered),
			"Sort":    f(yaegi.Sort),

			"EmbedString": f(hostEmbedString),
			"EmbedBytes":  f(hostEmbedBytes),
			"EmbedFS":     f(hostEmbedFS),

			"Type":      f(s.hostType),
			"Methods":   f(s.hostMethods),
			"Box":       f(s.hostBox),
			"Error":     f(s.hostError),
			"Wrap":      f(func(id, as int, v any) any { return s.as(s.boxType(as), s.boxType(id).box(v)) }),
			"Raw":       f(hostRaw),
			"Bare":      f(hostBare),
			"Plain":     f(plainValue),
			"Is":        f(s.hostIs),
			"Case":      f(s.hostCase),
			"Assert":    f(s.hostAssert),
			"As":        f(s.hostAs),
			"AsError":   f(s.hostAsError),
			"Method":    f(s.hostMethod),
			"Equal":     f(hostEqual),
			"Find":      f(s.hostFind),
			"Unmarshal": f(s.hostUnmarshal),
			"Decode":    f(s.hostDecode),
			"Printf":    f(s.printf),
			"Fprintf": f(func(w io.Writer, format string, a ...any) (int, error) {
				format, a = withTypes(format, a)
				return fmt.Fprintf(w, format, a...)
			}),
			"Sprintf": f(func(format string, a ...any) string {
				format, a = withTypes(format, a)
				return fmt.Sprintf(format, a...)
			}),
			"Errorf": f(func(format string, a ...any) error {
				format, a = withTypes(format, a)
				return fmt.Errorf(format, a...)
			}),
			"Appendf": f(func(b []byte, format string, a ...any) []byte {
				format, a = withTypes(format, a)
				return fmt.Appendf(b, format, a...)
			}),
			"Input":  f(s.hostInput),
			"Logger": f(s.hostLogger), "Fataler": f((*Fataler)(nil)),
			"Print":    f(s.hostPrint),
			"Face":     f(hostFace),
			"Panic":    f(hostPanic),
			"Clear":    f(hostClear),
			"Template": f(s.hostTemplate), "TemplateRunner": f((*TemplateRunner)(nil)), "Funcs": f(s.hostFuncs),
			"ReflectValue": f((*ReflectValue)(nil)), "Reflected": f(s.hostReflectValue),
			"ToGob": f(s.hostGobEncoder), "GobEncoder": f((*GobEncoder)(nil)),
			"FromGob": f(s.hostGobDecoder), "GobDecoder": f((*GobDecoder)(nil)),
			"Scanned": f(hostScanned), "Logged": f(hostLogged), "Stored": f(hostStored),
			"Encoder": f(hostEncoder), "JSONEncoder": f((*JSONEncoder)(nil)),
			"Runes":  f(hostRunes),
			"Places": f(hostPlaces),
			"Wait":   f(s.hostWait),
			"Lock":   f(s.hostLock),
			"RLock":  f(s.hostRLock),
			"Values": f(func(...any) {}), // only a name for go/types: see tuple in parse.go
		},
		"time/time": {"Sleep": f(s.sleep)},
	}
	maps.Copy(out[names.HostPath+"/host"], s.genericSymbols())
	maps.Copy(out, s.exitSymbols())
	out["reflect/reflect"] = s.reflectSymbols()
	out["encoding/gob/gob"] = map[string]reflect.Value{"Register": f(s.hostGobRegister), "RegisterName": f(s.hostGobRegisterName)}
	out["encoding/json/json"] = map[string]reflect.Value{"Marshal": f(hostMarshal), "MarshalIndent": f(hostMarshalIndent)}
	return out
}

func (s *Runtime) printf(format string, a ...any) (int, error) {
	format, a = withTypes(format, a)
	return fmt.Fprintf(s.env.Stdout, format, a...)
}
