package yaegi

import (
	"reflect"
	"sync"
	_ "unsafe" // for go:linkname
)

// Selects of several goroutines.
//
// Rule of Go: goroutines that run the same select at once each wait for their own channels.
// The interpreter: the code of a select keeps the channels that it waits for in one list, and
// goroutines write them over each other.
// Here: each execution has code of its own, which has its own list. Code is used again when
// an execution is over, so there is no more of it than goroutines that were there at once.
// Pinned by testdata/programs/selectsatonce.go.

// selects generates the code of a select statement.
//
//go:linkname selects github.com/traefik/yaegi/interp._select
func selects(n node)

// isSelect reports whether a node is a select statement.
func (l nodeLayout) isSelect(n node) bool {
	gen := *l.generator(n)
	return gen != nil && reflect.ValueOf(gen).Pointer() == reflect.ValueOf(selects).Pointer()
}

// apart generates the code of a select that several goroutines may run at once.
func (l nodeLayout) apart(n node) {
	var mu sync.Mutex
	var idle []nodeCode
	selects(n)
	idle = append(idle, *l.code(n))
	take := func() nodeCode {
		mu.Lock()
		defer mu.Unlock()
		if last := len(idle) - 1; last >= 0 {
			code := idle[last]
			idle = idle[:last]
			return code
		}
		was := *l.code(n)
		selects(n)
		code := *l.code(n)
		*l.code(n) = was
		return code
	}
	*l.code(n) = func(f frames) nodeCode {
		code := take()
		next := code(f)
		mu.Lock()
		idle = append(idle, code)
		mu.Unlock()
		return next
	}
}
