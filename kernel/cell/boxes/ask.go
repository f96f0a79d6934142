package boxes

import "reflect"

// Ask calls the methods of a cell's type that only its box knows, those of these names, and
// puts what they say into texts; bundle is what MIMEBundle says, nil if there is no such
// method.
func Ask(v reflect.Value, methods []string, texts map[string]string) (bundle map[string][]byte) {
	if !v.IsValid() || !v.CanInterface() {
		return nil
	}
	b, ok := Unbox(v.Interface())
	if p := reflect.ValueOf(b.v); !ok || p.Kind() == reflect.Pointer && p.IsNil() {
		return nil
	}
	if m, ok := b.Method("MIMEBundle").(func() map[string][]byte); ok {
		return m()
	}
	for _, name := range methods {
		switch m := b.Method(name).(type) {
		case func() string:
			texts[name] = m()
		case func() []byte:
			texts[name] = string(m())
		}
	}
	return nil
}
