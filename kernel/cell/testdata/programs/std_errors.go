// Errors of cells' types in trees of errors.
package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

type code int

func (c code) Error() string { return fmt.Sprint("code ", int(c)) }
func (c code) Is(t error) bool {
	return t == io.EOF && c == 1
}

type wrap struct {
	op  string
	err error
}

func (w *wrap) Error() string { return w.op + ": " + w.err.Error() }
func (w *wrap) Unwrap() error { return w.err }

type multi []error

func (m multi) Error() string   { return fmt.Sprint(len(m), " errors") }
func (m multi) Unwrap() []error { return m }

type asAny struct{ n int }

func (a asAny) Error() string { return "asany" }
func (a asAny) As(t any) bool {
	switch t := t.(type) {
	case *code:
		*t = code(a.n)
		return true
	case **fs.PathError:
		*t = &fs.PathError{Op: "as"}
		return true
	}
	return false
}

type timeouter interface{ Timeout() bool }
type to struct{ code }

func (to) Timeout() bool { return true }

type generic[T any] struct{ v T }

func (g generic[T]) Error() string { return fmt.Sprint("generic ", g.v) }

var errBase = code(7)

func main() {
	var err error = &wrap{"open", code(1)}
	fmt.Println(errors.Is(err, io.EOF), errors.Is(err, code(1)), errors.Is(err, code(2)), errors.Unwrap(err) == code(1))
	var c code
	fmt.Println(errors.As(err, &c), c)
	var w *wrap
	fmt.Println(errors.As(fmt.Errorf("x: %w", err), &w), w.op)
	m := multi{io.EOF, &wrap{"a", code(3)}, asAny{9}}
	fmt.Println(errors.Is(m, io.EOF), errors.As(m, &c), c, errors.As(m, &w), w.op)
	var pe *fs.PathError
	fmt.Println(errors.As(m, &pe), pe != nil && pe.Op == "as")
	fmt.Println(errors.As(asAny{4}, &c), c)
	var t timeouter
	fmt.Println(errors.As(fmt.Errorf("y: %w", to{2}), &t), t != nil)
	var g generic[int]
	fmt.Println(errors.As(fmt.Errorf("z %w", generic[string]{"s"}), &g), errors.As(fmt.Errorf("z %w", generic[int]{5}), &g), g.v)
	j := errors.Join(errBase, nil, io.EOF)
	fmt.Println(errors.Is(j, errBase), j)
	fmt.Println(errors.Is(fmt.Errorf("%w and %w", errBase, fs.ErrNotExist), os.ErrNotExist))
	_, e := os.Open("/nonexist")
	var pe2 *os.PathError
	fmt.Println(errors.As(e, &pe2), errors.Is(e, fs.ErrNotExist), pe2.Path)
	var x interface{ Unwrap() error }
	fmt.Println(errors.As(err, &x), x == nil)
	fmt.Printf("%v %+v %T %q\n", err, w, err, c)
	func() {
		defer func() {
			r := recover()
			e, ok := r.(error)
			fmt.Println(ok, e, errors.Is(e, code(1)))
		}()
		panic(err)
	}()
	if at, ok := errors.AsType[*wrap](err); ok {
		fmt.Println(at.op)
	}
	if at, ok := errors.AsType[code](err); ok {
		fmt.Println(at)
	}
	if at, ok := errors.AsType[timeouterErr](fmt.Errorf("q %w", to{3})); ok {
		fmt.Println(at)
	}
	f := errors.As
	fmt.Println(f(err, &c), c)
	func() {
		defer func() { fmt.Println(recover()) }()
		fmt.Println(errors.As(err, nil))
	}()
}

type timeouterErr interface {
	error
	Timeout() bool
}
