package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"sort"
	"strings"
)

type D int

func (d D) String() string { return fmt.Sprintf("D%d", int(d)) }

type ID string

type Celsius float64

type Point struct{ X, Y int }

func (p Point) String() string { return fmt.Sprintf("(%d, %d)", p.X, p.Y) }

type plain struct {
	A int
	b string
}

type MyErr struct {
	Code int
	Err  error
}

func (e *MyErr) Error() string { return fmt.Sprintf("code %d: %v", e.Code, e.Err) }
func (e *MyErr) Unwrap() error { return e.Err }

type zeroErr struct{}

func (zeroErr) Error() string { return "zero" }

type tempErr string

func (e tempErr) Error() string   { return string(e) }
func (e tempErr) Temporary() bool { return true }

type Shape interface {
	Area() float64
	Name() string
}

type Square struct{ S float64 }

func (s Square) Area() float64 { return s.S * s.S }
func (s Square) Name() string  { return "square" }

type Circle struct{ R float64 }

func (c *Circle) Area() float64 { return 3 * c.R * c.R }
func (c *Circle) Name() string  { return "circle" }

func kind(x any) string {
	switch v := x.(type) {
	case nil:
		return "nil"
	case error:
		return "error " + v.Error()
	case D:
		return fmt.Sprint("D ", int(v))
	case fmt.Stringer:
		return "stringer " + v.String()
	case int, int64:
		return fmt.Sprintf("int-ish %v", v)
	case []int:
		return fmt.Sprint("ints ", len(v))
	case ID:
		return "ID " + string(v)
	case string:
		return "string " + v
	case interface{ Len() int }:
		return fmt.Sprint("len ", v.Len())
	case func() int:
		return fmt.Sprint("func ", v())
	case map[string]D:
		return fmt.Sprint("map of D ", len(v))
	case []D:
		return fmt.Sprint("slice of D ", v)
	case *Point:
		return fmt.Sprint("pointer ", v.X)
	case Shape:
		return "shape " + v.Name()
	}
	return "other"
}

func open(name string) error { return &MyErr{7, fmt.Errorf("open %s: %w", name, os.ErrNotExist)} }

func none() error { return nil }

func find(err error) (code int) {
	var m *MyErr
	if errors.As(err, &m) {
		code = m.Code
	}
	return
}

type byLen []string

func (b byLen) Len() int           { return len(b) }
func (b byLen) Less(i, j int) bool { return len(b[i]) < len(b[j]) }
func (b byLen) Swap(i, j int)      { b[i], b[j] = b[j], b[i] }

type upper struct{ w io.Writer }

func (u upper) Write(b []byte) (int, error) { return u.w.Write([]byte(strings.ToUpper(string(b)))) }

type Level int

const (
	Low Level = iota
	High
)

func (l Level) MarshalText() ([]byte, error) { return []byte([]string{"low", "high"}[l]), nil }
func (l *Level) UnmarshalText(b []byte) error {
	switch string(b) {
	case "low":
		*l = Low
	case "high":
		*l = High
	default:
		return fmt.Errorf("no level %q", b)
	}
	return nil
}

type Config struct {
	Name    string         `json:"name"`
	Level   Level          `json:"level"`
	Tags    []string       `json:"tags,omitempty"`
	Limits  map[string]int `json:"limits"`
	Nested  *Config        `json:"nested,omitempty"`
	Points  []Point        `json:"points"`
	private int
}

func main() {
	fmt.Println(kind(nil), kind(errors.New("e")), kind(D(3)), kind(Point{1, 2}), kind(3), kind(int64(4)), kind([]int{1}))
	fmt.Println(kind(ID("x")), kind("s"), kind(byLen{"a"}), kind(func() int { return 7 }), kind(map[string]D{"a": 1}), kind([]D{1, 2}))
	fmt.Println(kind(&Point{5, 6}), kind(Square{1}), kind(&Circle{1}), kind(Circle{1}), kind(2.5), kind(&MyErr{1, nil}), kind(zeroErr{}))

	x := any(D(3))
	_, isInt := x.(int)
	d, isD := x.(D)
	_, isID := x.(ID)
	s, isStringer := x.(fmt.Stringer)
	fmt.Println(isInt, d, isD, isID, s, isStringer)
	fmt.Println(x == any(D(3)), x == any(3), x == D(3), x != D(4), any(3) == any(3), any(Celsius(3)) == any(3.0))

	var e1, e2 error = zeroErr{}, zeroErr{}
	fmt.Println(e1 == e2, e1 == zeroErr{}, e1 != nil, none() == nil, open("a") == open("a"))
	m := map[any]int{D(1): 1, 1: 2, "a": 3, ID("a"): 4, Point{1, 2}: 5}
	fmt.Println(m[D(1)], m[1], m["a"], m[ID("a")], m[Point{1, 2}], m[Celsius(1)], len(m))
	delete(m, D(1))
	fmt.Println(len(m))

	err := open("f")
	wrapped := fmt.Errorf("loading: %w", err)
	fmt.Println(wrapped, errors.Is(wrapped, os.ErrNotExist), find(wrapped), errors.Unwrap(wrapped) == err)
	var te interface{ Temporary() bool }
	fmt.Println(errors.As(fmt.Errorf("w: %w", tempErr("t")), &te), te != nil && te.Temporary(), errors.As(err, &te))
	joined := errors.Join(err, tempErr("busy"))
	fmt.Println(joined, errors.Is(joined, tempErr("busy")), errors.Is(joined, tempErr("idle")))
	fmt.Printf("%v|%s|%q|%+v|%T\n", err, err, tempErr("x"), tempErr("y"), err)
	if m, ok := err.(*MyErr); ok {
		fmt.Println("code", m.Code)
	}
	if _, ok := err.(zeroErr); !ok {
		fmt.Println("not zero")
	}

	shapes := []Shape{Square{2}, &Circle{1}}
	total := 0.0
	for _, s := range shapes {
		total += s.Area()
		fmt.Printf("%T %s %.1f\n", s, s.Name(), s.Area())
	}
	fmt.Println(total, len(shapes), shapes[0])
	byName := map[string]Shape{}
	for _, s := range shapes {
		byName[s.Name()] = s
	}
	fmt.Println(byName["square"].Area(), byName["none"] == nil)
	f := shapes[0].Area
	g := Shape.Name
	fmt.Println(f(), g(shapes[1]))

	fmt.Println(D(1), []D{1, 2}, map[D]string{2: "b", 1: "a"}, []any{D(1), 2}, struct{ D D }{4}, &Point{1, 2}, []*int{nil})
	fmt.Printf("%v %d %s %5v|%-5v|%x\n", D(1), D(2), D(3), D(4), D(5), D(6))
	fmt.Printf("%v %+v %#v %T\n", plain{1, "x"}, plain{1, "x"}, plain{1, "x"}, plain{1, "x"})
	fmt.Printf("%v %+v %#v\n", []Point{{1, 2}}, &plain{2, "y"}, map[string]plain{"k": {1, "z"}})
	fmt.Printf("%T %T %T %T %T %T\n", D(1), []D{}, map[ID]*Point{}, func(D) error { return nil }, struct{ A D }{}, shapes)
	fmt.Printf("%#v %#v %#v %#v\n", D(7), ID("q"), []ID{"a"}, Celsius(1.5))
	fmt.Printf("%6.2f %v %08.3f %d%%\n", Celsius(36.6), Celsius(1), Celsius(2.5), 5)
	fmt.Println(fmt.Sprint("a", D(1), D(2), "b", 3, 4), fmt.Sprintln(ID("x"), Celsius(2)))

	words := []string{"ccc", "a", "bb"}
	sort.Sort(sort.Reverse(byLen(words)))
	fmt.Println(words)
	var sb strings.Builder
	fmt.Fprintf(upper{&sb}, "written %d\n", 5)
	var w io.Writer = upper{&sb}
	_, isUpper := w.(upper)
	_, isFile := w.(*os.File)
	fmt.Println(isUpper, isFile)
	io.Copy(w, strings.NewReader("copied\n"))
	fmt.Println(sb.String())

	c := Config{Name: "a", Level: High, Limits: map[string]int{"z": 1, "b": 2}, Points: []Point{{1, 2}}, Nested: &Config{Name: "in"}, private: 3}
	b, jerr := json.Marshal(c)
	fmt.Println(string(b), jerr)
	b, _ = json.MarshalIndent(map[string]any{"c": Point{3, 4}, "l": []Level{Low, High}, "n": nil}, "", " ")
	fmt.Println(string(b))
	var back Config
	fmt.Println(json.Unmarshal([]byte(`{"name":"b","level":"high","limits":{"q":5},"nested":{"NAME":"deep"},"points":[{"X":1},{"Y":2}]}`), &back))
	fmt.Println(back.Name, back.Level == High, back.Limits, back.Nested.Name, back.Points, back.private)
	fmt.Println(json.Unmarshal([]byte(`{"level":"odd"}`), &back))
	var list []Point
	fmt.Println(json.NewDecoder(strings.NewReader(`[{"X":5,"Y":6}]`)).Decode(&list), list)
}
