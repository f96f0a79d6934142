// encoding/json and the types of cells.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"
)

type event struct {
	Op    string  `json:"op"`
	Count int     `json:"count,omitempty"`
	Sub   *detail `json:"sub,omitempty"`
	note  string
}

type detail struct {
	S    string
	Tags []level
	In   map[string]level
}

type level uint8

type shape interface{ Area() float64 }

type square struct{ Side float64 }

func (s square) Area() float64 { return s.Side * s.Side }

type drawing struct {
	Shape shape
	Any   any
	List  []shape
}

type colour int

func (c colour) MarshalText() ([]byte, error) {
	if c < 0 {
		return nil, errors.New("no colour")
	}
	return []byte([]string{"red", "green"}[c]), nil
}

func (c *colour) UnmarshalText(b []byte) error {
	switch string(b) {
	case "red":
		*c = 0
	case "green":
		*c = 1
	default:
		return fmt.Errorf("colour %q is not known", b)
	}
	return nil
}

type stamp struct{ t time.Time }

func (s stamp) MarshalJSON() ([]byte, error) { return json.Marshal(s.t.Unix()) }
func (s *stamp) UnmarshalJSON(b []byte) error {
	var n int64
	if err := json.Unmarshal(b, &n); err != nil {
		return err
	}
	s.t = time.Unix(n, 0).UTC()
	return nil
}

type base struct {
	ID   int
	Name string
	Hid  string `json:"-"`
}

type Mixin struct {
	Name string
	Kind string `json:"kind"`
}

type whole struct {
	base
	*Mixin
	Paint  map[colour]int
	At     stamp
	When   *stamp
	Quoted int       `json:",string"`
	Text   string    `json:"text,string"`
	Zero   time.Time `json:"zero,omitzero"`
	Dash   int       `json:"-,"`
	Arr    [3]level
	Bytes  []byte
	Raw    json.RawMessage
	Deep   [][]*detail
	Anon   struct{ X, y int }
	F      float32
}

func try(err error) { fmt.Printf("%v\n", err) }

func strict(text string, into any) error {
	d := json.NewDecoder(strings.NewReader(text))
	d.DisallowUnknownFields()
	return d.Decode(into)
}

func load[T any](text string) (T, error) {
	var v T
	err := json.Unmarshal([]byte(text), &v)
	return v, err
}

func main() {
	var e event
	try(strict(`{"op":"a","zzz":1}`, &e))
	fmt.Println(e.Op)
	try(strict(`{"op":"b","sub":{"S":"x","Extra":[1,2]}}`, &e))
	fmt.Println(e.Op, e.Sub.S)
	try(json.Unmarshal([]byte(`{"op":1,"count":"x","sub":{"S":2,"Tags":[1,300,"a"],"In":{"k":-1}}}`), &e))
	fmt.Println(e.Op, e.Count, *e.Sub)
	try(json.Unmarshal([]byte(`{"sub":{"S":3}}`), &e))
	try(json.Unmarshal([]byte(`{"sub":{"In":{"k":"x"}}}`), &e))
	try(json.Unmarshal([]byte(`[1]`), &e))
	try(json.Unmarshal([]byte(`{"OP":"caps","note":"x"}`), &e))
	fmt.Println(e.Op, e.note == "")
	try(json.Unmarshal([]byte(`{"op":`), &e))
	try(json.Unmarshal([]byte(`{}`), e))
	try(json.Unmarshal([]byte(`{}`), nil))

	var d drawing
	try(json.Unmarshal([]byte(`{"Shape":{"Side":2},"Any":{"a":[1,"b",null]}}`), &d))
	fmt.Println(d.Shape, d.Any)
	try(json.Unmarshal([]byte(`{"List":[null,{}]}`), &d))
	fmt.Println(len(d.List), d.List)
	d.Shape = &square{1}
	try(json.Unmarshal([]byte(`{"Shape":{"Side":5}}`), &d))
	fmt.Println(d.Shape.Area())
	d.Any = &square{2}
	try(json.Unmarshal([]byte(`{"Any":{"Side":6}, "Shape":null}`), &d))
	fmt.Println(d.Any.(*square).Side, d.Shape)
	b, err := json.Marshal(drawing{square{2}, &square{3}, []shape{square{4}, nil}})
	fmt.Println(string(b), err)

	w := whole{base: base{1, "b", "h"}, Mixin: &Mixin{"m", "k"}, Paint: map[colour]int{0: 1, 1: 2}, At: stamp{time.Unix(7, 0)},
		Quoted: 4, Text: `a"b`, Dash: 5, Arr: [3]level{1, 2, 3}, Bytes: []byte("hi"), Raw: json.RawMessage(`{"r": 1}`),
		Deep: [][]*detail{{nil, {S: "<&>"}}, nil}, F: 0.1}
	b, err = json.Marshal(w)
	fmt.Println(string(b), err)
	b, err = json.MarshalIndent(&w, ">", "\t")
	fmt.Println(string(b), err)
	var back whole
	try(json.Unmarshal(b[0:], &back))
	again, err := load[whole](`{"ID":9,"kind":"z","Paint":{"green":3},"At":60,"When":61,"Quoted":"8","text":"\"q\"","-":6,"Arr":[9],"Bytes":"aGk=","Raw":[1, 2],"Deep":[[{"S":"t"}]],"Anon":{"X":1,"y":2},"F":0.25}`)
	try(err)
	fmt.Println(again.ID, again.Kind, again.Paint, again.At.t, again.When.t, again.Quoted, again.Text, again.Dash, again.Arr, string(again.Bytes), string(again.Raw), again.Deep[0][0].S, again.Anon, again.F)
	hidden, err := load[struct {
		*base
		N int
	}](`{"ID":1,"N":2}`)
	fmt.Println(hidden.N, err)
	_, err = load[whole](`{"Paint":{"blue":1}}`)
	try(err)
	_, err = load[whole](`{"Quoted":8}`)
	try(err)
	_, err = load[whole](`{"At":"x"}`)
	try(err)
	_, err = load[[]colour](`["red","green","pink"]`)
	try(err)
	cs, err := load[[]colour](`["red","green"]`)
	fmt.Println(cs, err)
	_, err = load[colour](`1`)
	try(err)
	_, err = load[level](`256`)
	try(err)
	m, err := load[map[level]*event](`{"1":{"op":"x"},"2":null}`)
	fmt.Println(m[1].Op, m[2], err)
	_, err = load[map[level]int](`{"x":1}`)
	try(err)
	kept := []event{{Op: "old", Count: 3}, {}}
	try(json.Unmarshal([]byte(`[{"op":"new"}]`), &kept))
	fmt.Println(len(kept), kept[0].Op, kept[0].Count)

	_, err = json.Marshal(map[string]any{"c": colour(-1)})
	try(err)
	_, err = json.Marshal(struct{ C chan event }{})
	try(err)
	_, err = json.Marshal([]any{func() {}})
	try(err)
	var me *json.MarshalerError
	_, err = json.Marshal([]colour{-1})
	try(err)
	fmt.Println(errors.As(err, &me) || me == nil)
	var te *json.UnmarshalTypeError
	err = json.Unmarshal([]byte(`{"sub":{"S":3}}`), &e)
	fmt.Println(errors.As(err, &te), te.Value, te.Field, te.Struct, te.Type)
	enc := json.NewEncoder(os.Stdout)
	var sb strings.Builder
	enc = json.NewEncoder(&sb)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	try(enc.Encode(detail{S: "<a>&"}))
	enc.SetEscapeHTML(true)
	try(enc.Encode([]any{detail{S: "<a>&"}, colour(1)}))
	fmt.Print(sb.String())
	dec := json.NewDecoder(strings.NewReader(`{"Any":12345678901234567890} {"Any":1}`))
	dec.UseNumber()
	try(dec.Decode(&d))
	fmt.Printf("%T %v\n", d.Any, d.Any)
	fmt.Println(dec.More(), dec.Decode(&d), d.Any)
}
