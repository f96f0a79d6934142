package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strconv"
	"strings"
)

type NotFound struct{ Key string }

func (e *NotFound) Error() string   { return "not found: " + e.Key }
func (e *NotFound) Is(t error) bool { return t == fs.ErrNotExist }

type Temp interface{ Temporary() bool }
type netErr struct{ code int }

func (n netErr) Error() string   { return "net " + strconv.Itoa(n.code) }
func (n netErr) Temporary() bool { return n.code >= 500 }

type wrapped struct {
	op  string
	err error
}

func (w wrapped) Error() string { return w.op + ": " + w.err.Error() }
func (w wrapped) Unwrap() error { return w.err }

type multi []error

func (m multi) Error() string {
	var b strings.Builder
	for i, e := range m {
		if i > 0 {
			b.WriteString("; ")
		}
		b.WriteString(e.Error())
	}
	return b.String()
}
func (m multi) Unwrap() []error { return m }

var ErrA = errors.New("a")

func find(k string) error {
	switch k {
	case "nf":
		return &NotFound{k}
	case "net":
		return wrapped{"dial", netErr{503}}
	case "both":
		return errors.Join(ErrA, &NotFound{"b"})
	case "fmt":
		return fmt.Errorf("x: %w and %w", ErrA, io.EOF)
	case "multi":
		return multi{ErrA, wrapped{"m", netErr{404}}}
	}
	return nil
}

func mayFail(n int) (res int, err error) {
	defer func() {
		if r := recover(); r != nil {
			switch x := r.(type) {
			case error:
				err = fmt.Errorf("recovered: %w", x)
			case fmt.Stringer:
				err = errors.New("stringer " + x.String())
			default:
				err = fmt.Errorf("recovered %T: %v", x, x)
			}
		}
	}()
	switch n {
	case 0:
		panic("text")
	case 1:
		panic(&NotFound{"p"})
	case 2:
		var m map[string]int
		m["a"] = 1
	case 3:
		var p *NotFound
		_ = p.Key
	case 5:
		var e any = "s"
		_ = e.(int)
	case 6:
		z := 0
		_ = 1 / z
	case 7:
		panic(fmt.Sprintf("%d", 7))
	case 8:
		panic(errors.Join(ErrA, io.EOF))
	case 9:
		_ = make([]int, n-10)
	case 10:
		var c chan int
		close(c)
	case 11:
		c := make(chan int)
		close(c)
		close(c)
	case 15:
		_ = [2]int(make([]int, 1))
	case 16:
		var e error
		_ = e.Error()
	}
	return n, nil
}

func main() {
	for _, k := range []string{"nf", "net", "both", "fmt", "multi", ""} {
		err := find(k)
		var nf *NotFound
		var ne netErr
		var tmp Temp
		fmt.Println(k, err, errors.Is(err, ErrA), errors.Is(err, fs.ErrNotExist), errors.As(err, &nf), errors.As(err, &ne), errors.As(err, &tmp), errors.Is(err, io.EOF))
		if nf != nil {
			fmt.Println(nf.Key)
		}
		if tmp != nil {
			fmt.Println(tmp.Temporary(), ne.code)
		}
	}
	for i := range 17 {
		r, err := mayFail(i)
		fmt.Println(i, r, err)
		var nf *NotFound
		if errors.As(err, &nf) {
			fmt.Println("as", nf.Key)
		}
		var re interface{ RuntimeError() }
		fmt.Println(errors.As(err, &re))
	}
	_, err := os.Open("/does/not/exist")
	var pe *fs.PathError
	fmt.Println(errors.As(err, &pe), pe.Op, errors.Is(err, os.ErrNotExist))
	_, err = strconv.Atoi("x1")
	var nume *strconv.NumError
	fmt.Println(errors.As(err, &nume), nume.Func, err)
	err = json.Unmarshal([]byte("{"), &struct{}{})
	var se *json.SyntaxError
	fmt.Println(errors.As(err, &se), err)
	if err := find("nf"); err != nil {
		if e, ok := err.(*NotFound); ok {
			fmt.Println("is", e.Key)
		}
	}
	var e1, e2 error = netErr{1}, netErr{1}
	fmt.Println(e1 == e2, e1 != nil, errors.Unwrap(wrapped{"a", ErrA}) == ErrA)
	fmt.Println(errors.Join(nil, nil) == nil, errors.Join(ErrA, nil, io.EOF))
	fmt.Printf("%v|%s|%q|%+v|%T\n", e1, e1, e1, e1, e1)
	errs := map[error]int{ErrA: 1, netErr{2}: 2}
	fmt.Println(errs[netErr{2}], errs[ErrA], errs[io.EOF])
	w := fmt.Errorf("layer2: %w", fmt.Errorf("layer1: %w", &NotFound{"deep"}))
	for e := error(w); e != nil; e = errors.Unwrap(e) {
		fmt.Println(e)
	}
}
