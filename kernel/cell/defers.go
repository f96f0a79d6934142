package cell

import (
	"bytes"
	"reflect"
	"runtime"
	"strconv"
	"sync"
)

// defers are the deferred calls of one call of a lowered func (lower_defer.go).
type defers struct {
	s         *Session
	list      []func()
	distant   bool // some call is not of a func literal, and may call recover from afar
	panicking bool
	value     any
}

func (s *Session) hostDefers() *defers { return &defers{s: s} }

// Push adds a call; the last one pushed runs first.
func (d *defers) Push(call func()) { d.list = append(d.list, call) }

// PushDistant is Push for a call of a func whose body may stand anywhere.
func (d *defers) PushDistant(call func()) {
	d.distant = true
	d.Push(call)
}

// Run runs the func's body, then its deferred calls, and panics if one of them did and
// nobody recovered.
func (d *defers) Run(body func()) {
	defer d.unwind() // after runtime.Goexit: else nothing is left to run
	d.call(body)
	d.unwind()
	if d.panicking {
		panic(d.value)
	}
}

func (d *defers) unwind() {
	if len(d.list) == 0 {
		return
	}
	if d.distant && d.s.recovers.Load() {
		g := goroutine()
		d.s.unwinding.push(g, d)
		defer d.s.unwinding.pop(g)
	}
	defer d.s.awake()()
	for len(d.list) > 0 {
		last := len(d.list) - 1
		call := d.list[last]
		d.list = d.list[:last]
		way := d.s.putAsideFrames(d.panicking)
		d.call(call)
		d.s.putBackFrames(way, d.panicking)
	}
}

// call runs one call. A panic in it takes the place of the one before.
func (d *defers) call(f func()) {
	defer func() {
		if v := recover(); v != nil {
			d.panicking, d.value = true, v
		}
	}()
	f()
}

// putAsideFrames and putBackFrames keep the way of a panic apart from that of another one
// in a deferred call.
func (s *Session) putAsideFrames(panicking bool) []frame {
	r := s.current()
	if r == nil || !panicking {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	way := r.frames
	r.frames = nil
	return way
}

func (s *Session) putBackFrames(way []frame, panicking bool) {
	r := s.current()
	if r == nil || !panicking {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.frames) == 0 {
		r.frames = way
	}
}

// Recover is recover in a func literal that the func defers.
func (d *defers) Recover() any {
	if !d.panicking {
		return nil
	}
	v := d.value
	d.panicking, d.value = false, nil
	return d.s.caught(v)
}

// hostRecover is recover anywhere else: it ends the panic of the func whose deferred
// calls the goroutine is running.
func (s *Session) hostRecover() any {
	if d := s.unwinding.top(goroutine()); d != nil {
		return d.Recover()
	}
	return nil
}

// unwinding holds, for each goroutine, the funcs whose deferred calls it is running,
// innermost last.
type unwinding struct {
	mu sync.Mutex
	of map[uint64][]*defers
}

func (t *unwinding) push(g uint64, d *defers) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.of == nil {
		t.of = map[uint64][]*defers{}
	}
	t.of[g] = append(t.of[g], d)
}

func (t *unwinding) pop(g uint64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if n := len(t.of[g]) - 1; n > 0 {
		t.of[g] = t.of[g][:n]
		return
	}
	delete(t.of, g)
}

func (t *unwinding) top(g uint64) *defers {
	t.mu.Lock()
	defer t.mu.Unlock()
	if list := t.of[g]; len(list) > 0 {
		return list[len(list)-1]
	}
	return nil
}

// goroutine is the number of the calling goroutine, from the header of its stack
// ("goroutine 7 [running]:"). It takes up to 100 microseconds, since the whole stack is
// walked, so only sessions that call recover from afar ask for it.
func goroutine() uint64 {
	var buf [64]byte
	b := bytes.TrimPrefix(buf[:runtime.Stack(buf[:], false)], []byte("goroutine "))
	if i := bytes.IndexByte(b, ' '); i > 0 {
		b = b[:i]
	}
	id, _ := strconv.ParseUint(string(b), 10, 64)
	return id
}

// caught is the value of a panic that was recovered: what it went through is over. The
// interpreter panics with reflected values, and fails in words of its own.
func (s *Session) caught(v any) any {
	if r := s.current(); r != nil {
		r.mu.Lock()
		r.frames = nil
		r.mu.Unlock()
	}
	if rv, ok := v.(reflect.Value); ok {
		v = nil
		if rv.IsValid() && rv.CanInterface() {
			v = rv.Interface()
		}
	}
	return inRuntimeWords(v)
}
