// encoding/gob, fmt.Scanner, slog.LogValuer and the like with the types of cells.
package main

import (
	"bytes"
	"database/sql/driver"
	"encoding/gob"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"time"
)

type Shape interface{ Area() float64 }

type Sq struct {
	Side  float64
	inner int
}

func (s Sq) Area() float64 { return s.Side * s.Side }

type Circle struct{ R float64 }

func (c *Circle) Area() float64 { return 3 * c.R * c.R }

type Celsius float64

func (c Celsius) Area() float64 { return float64(c) }

type Base struct{ ID int }

type Doc struct {
	Base
	Title  string
	Main   Shape
	All    []Shape
	By     map[string]Sq
	Ptr    *Sq
	When   time.Time
	Temp   Celsius
	Any    any
	Own    Own
	Arr    [2]Sq
	Fn     func()
	hidden string
}

type Own struct{ text string }

func (o Own) GobEncode() ([]byte, error) { return []byte("own " + o.text), nil }
func (o *Own) GobDecode(b []byte) error {
	o.text = strings.TrimPrefix(string(b), "own ")
	return nil
}

type Unknown struct{ A int }

func (Unknown) Area() float64 { return 0 }

type word struct{ text string }

func (w *word) Scan(s fmt.ScanState, verb rune) error {
	tok, err := s.Token(true, func(r rune) bool { return r != ',' })
	w.text = "<" + string(tok) + fmt.Sprintf(">%c", verb)
	return err
}

type user struct{ name, password string }

func (u user) LogValue() slog.Value { return slog.StringValue("user " + u.name) }

type plain struct{ A, b int }

type list []string

func (l *list) String() string     { return strings.Join(*l, "+") }
func (l *list) Set(s string) error { *l = append(*l, s); return nil }

type rot13 struct{ r io.Reader }

func (r rot13) Read(b []byte) (int, error) {
	n, err := r.r.Read(b)
	for i := range b[:n] {
		if c := b[i] | 32; c >= 'a' && c <= 'z' {
			b[i] = (c-'a'+13)%26 + 'a'
		}
	}
	return n, err
}

type flagged int

func (f flagged) Format(s fmt.State, verb rune) { fmt.Fprintf(s, "<%d%c>", int(f), verb) }

type stringy struct{ n int }

func (s stringy) GoString() string { return "stringy!" }

type valuer int

func (v valuer) Value() (driver.Value, error) { return int64(v) * 2, nil }

func main() {
	gob.Register(Sq{})
	gob.Register(&Circle{})
	gob.Register(Celsius(0))
	var buf bytes.Buffer
	enc, dec := gob.NewEncoder(&buf), gob.NewDecoder(&buf)
	var s Shape = Sq{3, 7}
	fmt.Println(enc.Encode(&s))
	var got Shape
	fmt.Println(dec.Decode(&got), got, got.Area())
	d := Doc{Base{5}, "t", &Circle{2}, []Shape{Sq{1, 2}, Celsius(4), &Circle{1}}, map[string]Sq{"k": {8, 9}}, &Sq{4, 4}, time.Unix(9, 0).UTC(), 21.5, Sq{6, 0}, Own{"o"}, [2]Sq{{1, 0}, {2, 0}}, nil, "h"}
	fmt.Println(enc.Encode(d))
	var back Doc
	fmt.Println(dec.Decode(&back))
	fmt.Println(back.ID, back.Title, back.Main.Area(), len(back.All), back.All[0], back.All[1], back.All[2].Area(), back.By, *back.Ptr, back.When, back.Temp, back.Any, back.Own.text, back.Arr, back.hidden == "")
	_, isCircle := back.Main.(*Circle)
	fmt.Println(isCircle)
	fmt.Println(gob.NewEncoder(io.Discard).Encode([]Shape{Unknown{1}}))
	fmt.Println(gob.NewEncoder(io.Discard).Encode(struct{ X any }{Unknown{1}}))
	part := Doc{Title: "kept", Temp: 1}
	buf.Reset()
	enc, dec = gob.NewEncoder(&buf), gob.NewDecoder(&buf)
	enc.Encode(struct{ Temp float64 }{3})
	fmt.Println(dec.Decode(&part), part.Title, part.Temp)
	for _, x := range []any{Sq{1, 0}, map[string]int{"a": 1}, []Celsius{1, 2}} {
		fmt.Println(enc.Encode(x))
	}
	var sq Sq
	var m map[string]int
	var cs []Celsius
	fmt.Println(dec.Decode(&sq), sq, dec.Decode(&m), m, dec.Decode(&cs), cs)

	type open struct {
		X    any
		List []any
	}
	var o open
	fmt.Println(enc.Encode(struct {
		X    any
		List []any
	}{Sq{2, 0}, []any{Celsius(3), "s", &Circle{1}}}), dec.Decode(&o))
	fmt.Println(o.X.(Shape).Area(), o.List[0], o.List[1], o.List[2].(*Circle).R)

	var w word
	var n int
	fmt.Println(fmt.Sscan("hello 5", &w, &n))
	fmt.Println(w.text, n)
	fmt.Println(fmt.Sscanf("a,b", "%v,%s", &w, &w))
	fmt.Println(w.text)
	fmt.Println(fmt.Fscanln(strings.NewReader("x 1"), &w, &n))
	var c Celsius
	fmt.Println(fmt.Sscan("2.5", &c))
	fmt.Println(c)

	var out strings.Builder
	log := slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey {
			return slog.Attr{}
		}
		return a
	}}))
	log.Info("in", "u", user{"ada", "secret"}, "p", plain{1, 2}, "c", Celsius(3))
	log.With("u", user{"bob", "x"}).Warn("w", slog.Any("u", user{"eve", "y"}))
	fmt.Print(out.String())

	fs := flag.NewFlagSet("f", flag.ContinueOnError)
	var l list
	fs.Var(&l, "l", "a list")
	fmt.Println(fs.Parse([]string{"-l", "a", "-l", "b"}), l.String(), len(l))
	b, err := io.ReadAll(rot13{strings.NewReader("uryyb")})
	fmt.Println(string(b), err)
	fmt.Printf("%v %d %s|%v %+v\n", flagged(3), flagged(4), []flagged{5}, map[string]flagged{"a": 1}, struct{ F flagged }{2})
	fmt.Printf("%#v %v %#v\n", stringy{1}, stringy{1}, []stringy{{2}})
	two := 2
	var str fmt.Stringer = time.Duration(two) * 2
	strs := map[bool]fmt.Stringer{true: -time.Duration(two)}
	str2 := func(n int) fmt.Stringer { return time.Duration(n) << 3 }
	fmt.Println(str, strs[true], str2(two))
	str = time.Duration(two) + 1
	fmt.Println(str)
	var v driver.Valuer = valuer(4)
	fmt.Println(v.Value())
	fmt.Println(errors.Is(errors.Join(io.EOF), io.EOF))
}
