package boxes

import (
	"database/sql/driver"
	"fmt"
	"log/slog"
	"reflect"
)

// Packages of the standard library ask the values that they are given as interfaces for a
// method that they know. A box has the methods that fmt, errors and encoding/json ask for;
// those of other packages are put before it where such a package is called.

// boxHolder is a value that stands before a box.
type boxHolder interface{ inner() boxed }

func (b boxed) inner() boxed { return b }

type scanner struct {
	boxed
	scan func(fmt.ScanState, rune) error
}

func (s scanner) Scan(state fmt.ScanState, verb rune) error { return s.scan(state, verb) }

// HostScanned is an argument of fmt.Scan and its like: what has a method Scan is asked, all
// else is a pointer to read into.
func HostScanned(x any) any {
	b, ok := Unbox(x)
	if !ok {
		return x
	}
	if f, ok := b.Method("Scan").(func(fmt.ScanState, rune) error); ok {
		return scanner{b, f}
	}
	return b.v
}

type logValuer struct {
	boxed
	value func() slog.Value
}

func (l logValuer) LogValue() slog.Value { return l.value() }

// logText is a value that package slog writes as its MarshalText says.
type logText struct {
	boxed
	text func() ([]byte, error)
}

func (l logText) MarshalText() ([]byte, error) { return l.text() }

// logError is an error without a method MarshalJSON, which package slog would prefer.
type logError struct{ error }

func (l logError) inner() boxed { b, _ := Unbox(l.error); return b }

// Format prints the error as its box does.
func (l logError) Format(f fmt.State, verb rune) { l.inner().Format(f, verb) }

type logTextError struct {
	logError
	text func() ([]byte, error)
}

func (l logTextError) MarshalText() ([]byte, error) { return l.text() }

// HostLogged is an argument of package slog.
func HostLogged(x any) any {
	b, ok := Unbox(x)
	if !ok {
		return x
	}
	if f, ok := b.Method("LogValue").(func() slog.Value); ok {
		return logValuer{b, f}
	}
	text, says := b.Method("MarshalText").(func() ([]byte, error))
	err, fails := b.T.Box(b.v).(error)
	switch {
	case fails && b.Method("MarshalJSON") == nil && says:
		return logTextError{logError{err}, text}
	case fails && b.Method("MarshalJSON") == nil:
		return logError{err}
	case says:
		return logText{b, text}
	}
	return x
}

// HostSpelled is an argument of log.Print and its like, which tell strings from all else by
// reflection: they put a space between two that are none.
func HostSpelled(x any) any {
	if b, ok := Unbox(x); ok && reflect.ValueOf(b.v).Kind() == reflect.String {
		return fmt.Sprint(x)
	}
	return x
}

// Spelled is a list of such arguments.
func Spelled(list []any) []any {
	out := make([]any, len(list))
	for i, x := range list {
		out[i] = HostSpelled(x)
	}
	return out
}

type stored struct {
	boxed
	scan  func(any) error
	value func() (driver.Value, error)
}

type scanned struct{ stored }

func (s scanned) Scan(x any) error { return s.scan(x) }

type valued struct{ stored }

func (v valued) Value() (driver.Value, error) { return v.value() }

// HostStored is an argument of package sql: a value with a method Value, a place with a
// method Scan, or without its type.
func HostStored(x any) any {
	b, ok := Unbox(x)
	if !ok {
		return x
	}
	s := stored{boxed: b}
	if s.scan, ok = b.Method("Scan").(func(any) error); ok {
		return scanned{s}
	}
	if s.value, ok = b.Method("Value").(func() (driver.Value, error)); ok {
		return valued{s}
	}
	return b.v
}
