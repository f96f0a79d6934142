// Methods of embedded and addressed values of the standard library.
package main

import (
	"encoding/json"
	"encoding/xml"
	"flag"
	"fmt"
	"strings"
	"sync/atomic"
)

type T struct {
	A int
	b int
}

func (t T) MarshalText() ([]byte, error) { return fmt.Appendf(nil, "T%d", t.A), nil }
func (t *T) Set(s string) error          { t.A = len(s); return nil }
func (t *T) String() string              { return fmt.Sprint(t.A) }
func (t *T) IsBoolFlag() bool            { return true }

type enc struct{ *json.Encoder }
type both struct {
	enc
	x xml.Encoder
}
type box struct{ atomic.Value }

var out strings.Builder

func main() {
	e := enc{json.NewEncoder(&out)}
	fmt.Println(e.Encode(T{1, 2}))
	x := xml.NewEncoder(&out)
	fmt.Println(x.Encode(T{1, 2}))
	b := &both{enc: e}
	b.Encode(map[string]T{"a": {3, 4}})
	b.enc.Encode([]T{{5, 6}})
	fmt.Println(out.String())
	var fs flag.FlagSet
	var t T
	fs.Var(&t, "t", "usage")
	fmt.Println(fs.Parse(strings.Fields("-t")), t)
	var v box
	v.Store(T{1, 2})
	defer func() { fmt.Println(recover()) }()
	p := &v
	fmt.Println(p.Load())
	p.Store(&t)
}
