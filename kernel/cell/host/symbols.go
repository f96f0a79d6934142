package host

import (
	"fmt"
	"io"
	"maps"
	"reflect"

	"github.com/traefik/yaegi/interp"

	"github.com/andor-kernel/andor/kernel/cell/boxes"
	"github.com/andor-kernel/andor/kernel/cell/codec"
	"github.com/andor-kernel/andor/kernel/cell/mirror"
	"github.com/andor-kernel/andor/kernel/cell/names"
	"github.com/andor-kernel/andor/kernel/cell/yaegi"
)

// Symbols are the funcs that lowered code calls, and replacements for funcs of the
// standard library that would not notice an interrupt.
func (s *Runtime) Symbols() interp.Exports {
	f, xml := reflect.ValueOf, codec.New(s.Registry)
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

			"Type":      f(s.HostType),
			"Methods":   f(s.HostMethods),
			"Box":       f(s.HostBox),
			"Error":     f(s.HostError),
			"Wrap":      f(func(id, as int, v any) any { return s.As(s.BoxType(as), s.BoxType(id).Box(v)) }),
			"Raw":       f(boxes.HostRaw),
			"Bare":      f(boxes.HostBare),
			"Plain":     f(boxes.PlainValue),
			"Is":        f(s.HostIs),
			"Case":      f(s.HostCase),
			"Assert":    f(s.HostAssert),
			"As":        f(s.HostAs),
			"AsError":   f(s.HostAsError),
			"Method":    f(s.HostMethod),
			"Equal":     f(boxes.HostEqual),
			"Key":       f(boxes.HostKey),
			"Find":      f(s.HostFind),
			"Unmarshal": f(s.HostUnmarshal),
			"Decode":    f(s.HostDecode),
			"Printf":    f(s.printf),
			"Fprintf": f(func(w io.Writer, format string, a ...any) (int, error) {
				format, a = boxes.WithTypes(format, a)
				return fmt.Fprintf(w, format, a...)
			}),
			"Sprintf": f(func(format string, a ...any) string {
				format, a = boxes.WithTypes(format, a)
				return fmt.Sprintf(format, a...)
			}),
			"Errorf": f(func(format string, a ...any) error {
				format, a = boxes.WithTypes(format, a)
				return fmt.Errorf(format, a...)
			}),
			"Appendf": f(func(b []byte, format string, a ...any) []byte {
				format, a = boxes.WithTypes(format, a)
				return fmt.Appendf(b, format, a...)
			}),
			"Input":  f(s.hostInput),
			"Logger": f(s.hostLogger), "Fataler": f((*Fataler)(nil)),
			"Print":    f(s.hostPrint),
			"Face":     f(hostFace),
			"Receiver": f(hostReceiver),
			"Pointed":  f(hostPointed),
			"Panic":    f(hostPanic),
			"Clear":    f(hostClear),
			"Template": f(s.HostTemplate), "TemplateRunner": f((*boxes.TemplateRunner)(nil)), "Funcs": f(s.HostFuncs),
			"ReflectValue": f((*mirror.Value)(nil)), "Reflected": f(s.mirror.Of),
			"ToGob": f(s.HostGobEncoder), "GobEncoder": f((*boxes.GobEncoder)(nil)),
			"FromGob": f(s.HostGobDecoder), "GobDecoder": f((*boxes.GobDecoder)(nil)),
			"Spelled":       f(boxes.HostSpelled),
			"SpelledPrint":  f(func(a ...any) (int, error) { return fmt.Fprint(s.env.Stdout, boxes.Spelled(a)...) }),
			"SpelledFprint": f(func(w io.Writer, a ...any) (int, error) { return fmt.Fprint(w, boxes.Spelled(a)...) }),
			"SpelledSprint": f(func(a ...any) string { return fmt.Sprint(boxes.Spelled(a)...) }),
			"SpelledAppend": f(func(b []byte, a ...any) []byte { return fmt.Append(b, boxes.Spelled(a)...) }),
			"Flags":         f(boxes.HostFlags), "FlagVars": f((*boxes.FlagVars)(nil)),
			"Atomic": f(boxes.HostAtomicValue), "AtomicValue": f((*boxes.AtomicValue)(nil)),
			"ToXML": f(xml.Encoder), "XMLEncoder": f((*codec.XMLEncoder)(nil)),
			"FromXML": f(xml.Decoder), "XMLDecoder": f((*codec.XMLDecoder)(nil)),
			"Scanned": f(boxes.HostScanned), "Logged": f(boxes.HostLogged), "Stored": f(boxes.HostStored),
			"Encoder": f(boxes.HostEncoder), "JSONEncoder": f((*boxes.JSONEncoder)(nil)),
			"Runes":  f(hostRunes),
			"Places": f(hostPlaces),
			"Wait":   f(s.hostWait),
			"Lock":   f(s.hostLock),
			"RLock":  f(s.hostRLock),
			"Values": f(func(...any) {}), // only a name for go/types: see tuple in text/parse.go
		},
		"time/time": {"Sleep": f(s.sleep)},
	}
	maps.Copy(out[names.HostPath+"/host"], s.genericSymbols())
	maps.Copy(out[names.HostPath+"/host"], yaegi.Pointers())
	maps.Copy(out, s.exitSymbols())
	out["reflect/reflect"] = s.mirror.Symbols()
	out["encoding/gob/gob"] = map[string]reflect.Value{"Register": f(s.HostGobRegister), "RegisterName": f(s.HostGobRegisterName)}
	out["encoding/json/json"] = map[string]reflect.Value{"Marshal": f(boxes.HostMarshal), "MarshalIndent": f(boxes.HostMarshalIndent)}
	out["encoding/binary/binary"], out["encoding/asn1/asn1"] = codec.BinarySymbols(), codec.ASN1Symbols()
	out["context/context"] = map[string]reflect.Value{"WithValue": f(boxes.HostWithValue)}
	out["testing/quick/quick"] = s.QuickSymbols()
	out["flag/flag"], out["errors/errors"] = boxes.FlagSymbols(), s.ErrorSymbols()
	out["encoding/xml/xml"] = map[string]reflect.Value{"Marshal": f(xml.Marshal), "MarshalIndent": f(xml.MarshalIndent), "Unmarshal": f(xml.Unmarshal)}
	return out
}

func (s *Runtime) printf(format string, a ...any) (int, error) {
	format, a = boxes.WithTypes(format, a)
	return fmt.Fprintf(s.env.Stdout, format, a...)
}
