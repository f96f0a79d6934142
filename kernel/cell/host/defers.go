package host

import (
	"bytes"
	"reflect"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/andor-kernel/andor/kernel/cell/boxes"
)

// defers are the deferred calls of one call of a lowered func (lower/defer.go).
type defers struct {
	s         *Runtime
	list      []deferred
	panicking bool
	value     any
}

// deferred is a deferred call.
type deferred struct {
	call   func()
	named  bool   // of a func whose body may stand anywhere, and call recover
	method string // that is looked up in an interface, "" for another func
}

func (s *Runtime) hostDefers() *defers { return &defers{s: s} }

// Push adds a call of a func literal; the last one pushed runs first.
func (d *defers) Push(call func()) { d.list = append(d.list, deferred{call: call}) }

// PushFunc is Push for a call of another func, PushMethod for one of an interface's methods.
func (d *defers) PushFunc(call func()) {
	d.list = append(d.list, deferred{call: call, named: true})
}

func (d *defers) PushMethod(call func(), method string) {
	d.list = append(d.list, deferred{call: call, named: true, method: method})
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
	if d.s.env.Halt.Left() != "" {
		d.list = nil // the session goes on without this run
	}
	if len(d.list) == 0 {
		return
	}
	defer d.s.awake()()
	for len(d.list) > 0 {
		last := len(d.list) - 1
		next := d.list[last]
		d.list = d.list[:last]
		way := d.s.putAsideFrames(d.panicking)
		if next.named && d.panicking && d.s.Recovers.Load() {
			g := goroutine()
			d.s.unwinding.push(g, &unwound{d, next.method})
			d.call(next.call)
			d.s.unwinding.pop(g)
		} else {
			d.call(next.call)
		}
		d.s.putBackFrames(way, d.panicking)
	}
}

// awake lets deferred calls of an interrupted cell run until the func it returns is called.
func (s *Runtime) awake() (asleep func()) {
	r := s.current()
	if r == nil || r.Ctx.Err() == nil {
		return func() {}
	}
	return s.env.Halt.Awake()
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
func (s *Runtime) putAsideFrames(panicking bool) []Frame {
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

func (s *Runtime) putBackFrames(way []Frame, panicking bool) {
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

// Recover is recover in a func that d's func defers; nil stands for no such func. Where a
// func defers recover itself, it runs by that func's own list.
func (d *defers) Recover(by ...*defers) any {
	if d == nil || !d.panicking || len(by) > 0 && by[0].panicking {
		return nil
	}
	v := d.value
	d.panicking, d.value = false, nil
	return d.s.caught(v)
}

// hostEntered is asked by a func that calls recover and is no deferred literal, when it is
// entered: whose panic it may recover, nil if it was not called by unwind itself.
func (s *Runtime) hostEntered(name string) *defers {
	if s.unwinding.none() {
		return nil
	}
	u := s.unwinding.top(goroutine())
	if u == nil || u.d == nil {
		return nil
	}
	if u.method != "" && u.method != name || u.method == "" && !calledByUnwind() {
		return nil
	}
	d := u.d
	u.d = nil // it is not this panic that funcs called from here may recover
	return d
}

// calledByUnwind says whether the interpreted func that asks is the one that unwind calls,
// by way of the literal that was pushed and nothing else.
func calledByUnwind() bool {
	var pcs [64]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(3, pcs[:])]) // from the caller of hostEntered on
	for depth, want := 0, 2; ; {
		f, more := frames.Next()
		switch {
		case strings.HasSuffix(f.Function, "/yaegi/interp.runCfg"):
			depth++
		case strings.HasSuffix(f.Function, "/cell/host.(*defers).call"):
			return depth == want
		case strings.Contains(f.Function, "/cell/mirror.methodCall"):
			want++ // for what binds a method to the value that reflection has
		case strings.HasSuffix(f.Function, "/cell/mirror.reflectValue.Call"):
			return false // it is Call that was deferred
		case strings.Contains(f.Function, "/cell/boxes."), strings.Contains(f.Function, "/cell/mirror."):
		case strings.Contains(f.Function, "/cell/yaegi.nodeLayout."): // a guard or a gate
		case !strings.Contains(f.Function, "/yaegi/interp.") && !strings.HasPrefix(f.Function, "reflect.") && !strings.HasPrefix(f.Function, "runtime."):
			return false // compiled code calls it
		}
		if !more {
			return false
		}
	}
}

// unwound is a deferred call that runs because of a panic.
type unwound struct {
	d      *defers // nil once the func that it calls has been entered
	method string
}

// unwinding holds, for each goroutine, the deferred calls it is running because of panics,
// innermost last.
type unwinding struct {
	mu    sync.Mutex
	of    map[uint64][]*unwound
	count atomic.Int64
}

func (t *unwinding) none() bool { return t.count.Load() == 0 }

func (t *unwinding) push(g uint64, u *unwound) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.of == nil {
		t.of = map[uint64][]*unwound{}
	}
	t.of[g] = append(t.of[g], u)
	t.count.Add(1)
}

func (t *unwinding) pop(g uint64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.count.Add(-1)
	if n := len(t.of[g]) - 1; n > 0 {
		t.of[g] = t.of[g][:n]
		return
	}
	delete(t.of, g)
}

func (t *unwinding) top(g uint64) *unwound {
	t.mu.Lock()
	defer t.mu.Unlock()
	if list := t.of[g]; len(list) > 0 {
		return list[len(list)-1]
	}
	return nil
}

// goroutine is the number of the calling goroutine, from the header of its stack
// ("goroutine 7 [running]:"). It takes up to 100 microseconds, since the whole stack is
// walked, so only panics that may be recovered from afar ask for it.
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
func (s *Runtime) caught(v any) any {
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
	return s.Named(boxes.InRuntimeWords(v))
}
