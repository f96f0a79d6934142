package main

import (
	"errors"
	"fmt"
	"sync"
)

func helper(name string) {
	if r := recover(); r != nil {
		fmt.Println(name, "recovered", r)
	} else {
		fmt.Println(name, "nothing")
	}
}

func viaFunc()              { helper("viaFunc") }
func viaFuncThenSelf()      { helper("first"); fmt.Println("self", recover()) }
func selfThenVia()          { fmt.Println("self", recover()); helper("after") }
func deep()                 { viaFunc() }
func withDefers()           { defer fmt.Println("inner deferred"); fmt.Println("withDefers", recover()) }
func deferRecover()         { defer recover() }
func inClosure()            { func() { fmt.Println("closure", recover()) }() }
func generic[T any](x T)    { fmt.Println("generic", x, recover()) }
func (t T) handle(s string) { fmt.Println("method", t.n, s, recover()) }
func (t *T) ptr()           { fmt.Println("ptr", t.n, recover()); t.n++ }
func (t T) calls()          { helper("calls") }

type T struct{ n int }
type Handler interface{ handle(string) }
type Caller interface{ calls() }
type Emb struct{ T }
type EmbI struct{ Handler }

func try(name string, f func()) {
	defer func() {
		if r := recover(); r != nil {
			fmt.Println(name, "not recovered:", r)
		} else {
			fmt.Println(name, "recovered")
		}
	}()
	f()
}

func nested() (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("outer: %v", r)
		}
	}()
	defer func() {
		defer helper("inner")
		panic("second")
	}()
	panic("first")
}

type cleanup struct{ log []string }

func (c *cleanup) guard(err *error) {
	if r := recover(); r != nil {
		c.log = append(c.log, fmt.Sprint(r))
		*err = errors.Join(*err, fmt.Errorf("guarded: %v", r))
	}
}

func (c *cleanup) work(i int) (err error) {
	defer c.guard(&err)
	if i%2 == 0 {
		panic(i)
	}
	return nil
}

func main() {
	try("direct", func() { defer helper("direct"); panic(1) })
	try("viaFunc", func() { defer viaFunc(); panic(2) })
	try("literal helper", func() { defer func() { helper("literal") }(); panic(3) })
	try("viaFuncThenSelf", func() { defer viaFuncThenSelf(); panic(4) })
	try("selfThenVia", func() { defer selfThenVia(); panic(5) })
	try("deep", func() { defer deep(); panic(6) })
	try("withDefers", func() { defer withDefers(); panic(7) })
	try("deferRecover", func() { defer recover(); panic(8) })
	try("deferDeferRecover", func() { defer deferRecover(); panic(9) })
	try("literalDeferRecover", func() { defer func() { defer recover() }(); panic(9) })
	try("inClosure", func() { defer inClosure(); panic(10) })
	try("nestedLiteral", func() { defer func() { func() { recover() }() }(); panic(11) })
	try("generic", func() { defer generic("x"); panic(12) })
	try("generic2", func() { defer generic[int](1); panic(12) })
	t := T{7}
	try("method", func() { defer t.handle("a"); panic(13) })
	try("ptr", func() { defer t.ptr(); panic(14) })
	try("calls", func() { defer t.calls(); panic(15) })
	var h Handler = t
	try("interface", func() { defer h.handle("b"); panic(16) })
	var c Caller = t
	try("interface calls", func() { defer c.calls(); panic(17) })
	try("embedded", func() { defer Emb{t}.handle("c"); panic(18) })
	try("embedded interface", func() { defer EmbI{t}.handle("d"); panic(19) })
	f := helper
	try("value", func() { defer f("value"); panic(20) })
	g := func() { fmt.Println("var literal", recover()) }
	try("var literal", func() { defer g(); panic(21) })
	k := func() { helper("var calls") }
	try("var calls", func() { defer k(); panic(22) })
	m := t.handle
	try("method value", func() { defer m("e"); panic(23) })
	fs := map[string]func(string){"h": helper}
	try("map", func() { defer fs["h"]("map"); panic(25) })
	var once sync.Once
	try("once", func() { defer once.Do(func() { fmt.Println("once", recover()) }); panic(26) })
	try("loop", func() {
		for i := 0; i < 3; i++ {
			defer helper(fmt.Sprint("loop", i))
		}
		panic(27)
	})
	fmt.Println(nested())
	var cl cleanup
	for i := range 4 {
		fmt.Println(cl.work(i))
	}
	fmt.Println(cl.log)
	fmt.Println(recover())
	helper("no panic")
	try("again", func() {
		defer helper("again")
		defer func() {
			helper("mid")
			panic("again 2")
		}()
		panic("again 1")
	})
	var wg sync.WaitGroup
	res := make([]string, 4)
	for i := range res {
		wg.Add(1)
		go func() {
			defer wg.Done()
			func() {
				defer func(s *string) { *s = fmt.Sprint(recover()) }(&res[i])
				if i%2 == 1 {
					panic(i)
				}
			}()
		}()
	}
	wg.Wait()
	fmt.Println(res)
	func() {
		defer viaRe()
		panic("re")
	}()
}

func viaRe() {
	defer func() {
		fmt.Println("viaRe outer", recover())
	}()
	r := recover()
	panic(fmt.Sprint("re-panic of ", r))
}
