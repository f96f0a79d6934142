package host

import (
	"fmt"
	"log"
	"reflect"

	"github.com/traefik/yaegi/interp"
)

// Leaving the program.
//
// A cell of a notebook must not end the process that holds the notebook's variables: there
// os.Exit panics. A file that is run as a program ends where it says so, with the status it
// says: its deferred calls do not run, and no statement behind.

// exit is os.Exit.
func (s *Runtime) exit(code int) {
	r := s.current()
	if r == nil || r.Exited == nil {
		panic(fmt.Sprintf("os.Exit(%d)", code))
	}
	select {
	case r.Exited <- code:
	default: // another goroutine was first
	}
	select {}
}

// Fataler are the methods of a log.Logger that leave the program.
type Fataler interface {
	Fatal(...any)
	Fatalf(string, ...any)
	Fatalln(...any)
}

// logger is a log.Logger whose Fatal leaves the program as os.Exit does here.
type logger struct {
	*log.Logger
	s *Runtime
}

// end ends the program behind what has been logged; where it may not, it panics with it.
func (l logger) end(text string) {
	if r := l.s.current(); r == nil || r.Exited == nil {
		panic(text)
	}
	l.s.exit(1)
}

const calledFrom = 3 // the caller of Fatal, for loggers that write places

func (l logger) say(text string) {
	_ = l.Output(calledFrom, text)
	l.end(text)
}

func (l logger) Fatal(v ...any)            { l.say(fmt.Sprint(v...)) }
func (l logger) Fatalf(f string, v ...any) { l.say(fmt.Sprintf(f, v...)) }
func (l logger) Fatalln(v ...any)          { l.say(fmt.Sprintln(v...)) }

// hostLogger is a logger of which a method that leaves the program is called.
func (s *Runtime) hostLogger(l *log.Logger) any { return logger{l, s} }

// exitSymbols replace what would leave the process, and the funcs of package log, which
// write to a logger of the session.
func (s *Runtime) exitSymbols() interp.Exports {
	f := reflect.ValueOf
	l := logger{log.New(s.env.Stderr, "", log.LstdFlags), s}
	return interp.Exports{
		"os/os":           {"Exit": f(s.exit)},
		"syscall/syscall": {"Exit": f(s.exit)},
		"log/log": {
			"Default": f(func() *log.Logger { return l.Logger }),
			"Fatal":   f(l.Fatal), "Fatalf": f(l.Fatalf), "Fatalln": f(l.Fatalln),
			"Panic": f(l.Panic), "Panicf": f(l.Panicf), "Panicln": f(l.Panicln),
			"Print": f(l.Print), "Printf": f(l.Printf), "Println": f(l.Println), "Output": f(l.Output),
			"Flags": f(l.Flags), "SetFlags": f(l.SetFlags), "Prefix": f(l.Prefix), "SetPrefix": f(l.SetPrefix),
			"Writer": f(l.Writer), "SetOutput": f(l.SetOutput),
		},
	}
}
