package host

import (
	"crypto/hkdf"
	"crypto/pbkdf2"
	"database/sql"
	"fmt"
	"hash"
	"hash/maphash"
	"reflect"
	"runtime"
	"sync"
	"time"
	"weak"

	"github.com/andor-kernel/andor/kernel/cell/boxes"
)

// What the generic sources of the standard library cannot say in the Go of cells is asked
// of the host. A pointer comes here as an interface, in a box if its type is a cell's.

// genericSymbols are the funcs that generic/*.go.txt calls.
func (s *Runtime) genericSymbols() map[string]reflect.Value {
	f := reflect.ValueOf
	return map[string]reflect.Value{
		"AtomicLoad": f(hostAtomicLoad), "AtomicSwap": f(hostAtomicSwap), "AtomicCompareAndSwap": f(hostAtomicCompareAndSwap),
		"Unique": f(s.hostUnique), "Weak": f(hostWeak), "Strong": f(hostStrong),
		"Cleanup": f(hostCleanup), "Later": f(hostLater), "Scan": f(hostScan),
		"Hash":        f(maphash.Comparable[any]),
		"WriteHash":   f(maphash.WriteComparable[any]),
		"HKDFExtract": f(hkdf.Extract[hash.Hash]), "HKDFExpand": f(hkdf.Expand[hash.Hash]), "HKDFKey": f(hkdf.Key[hash.Hash]),
		"PBKDF2Key": f(pbkdf2.Key[hash.Hash]),
	}
}

// atomics guards the places of atomic.Pointer. An interrupt stops interpreted code
// anywhere, so that a lock must not be held there.
var atomics sync.Mutex

func hostAtomicLoad(at *any) any {
	atomics.Lock()
	defer atomics.Unlock()
	return *at
}

func hostAtomicSwap(at *any, v any) (old any) {
	atomics.Lock()
	defer atomics.Unlock()
	old, *at = *at, v
	return old
}

// hostAtomicCompareAndSwap puts v in the place of old; isNil says that old is a nil pointer,
// as a place that was never written holds.
func hostAtomicCompareAndSwap(at *any, old, v any, isNil bool) bool {
	atomics.Lock()
	defer atomics.Unlock()
	if *at != old && !(isNil && *at == nil) {
		return false
	}
	*at = v
	return true
}

// uniqueKey tells values of unique.Make apart: by a nil pointer to their type, and by value.
type uniqueKey struct{ of, value any }

// hostUnique returns the pointer that stands for a value, made by keep if it is a new one. It
// is kept as long as the session lives.
func (s *Runtime) hostUnique(of, value any, keep func() any) any {
	key := uniqueKey{of, value}
	if p, ok := s.unique.Load(key); ok {
		return p
	}
	p, _ := s.unique.LoadOrStore(key, keep())
	return p
}

// hostWeak makes a weak pointer; what it points to has no type.
func hostWeak(ptr any) any {
	return weak.Make((*byte)(reflect.ValueOf(boxes.HostRaw(ptr)).UnsafePointer()))
}

// hostStrong returns the pointer that a weak one was made of, as one of the type of sample;
// sample itself, which is nil, if what it pointed to is gone.
func hostStrong(ptr, sample any) any {
	w, ok := ptr.(weak.Pointer[byte])
	if !ok {
		return sample
	}
	p := reflect.ValueOf(w.Value()).UnsafePointer()
	if p == nil {
		return sample
	}
	v := reflect.NewAt(reflect.TypeOf(boxes.HostRaw(sample)).Elem(), p).Interface()
	if b, ok := boxes.Unbox(sample); ok {
		return b.T.Box(v)
	}
	return v
}

// hostLater is a call of f with an argument, that holds on to nothing else.
func hostLater(f func(any), arg any) func() { return func() { f(arg) } }

// hostCleanup is runtime.AddCleanup.
func hostCleanup(ptr any, f func()) runtime.Cleanup {
	p := (*byte)(reflect.ValueOf(boxes.HostRaw(ptr)).UnsafePointer())
	return runtime.AddCleanup(p, func(f func()) { f() }, f)
}

// hostScan stores a value of a database in what dest points to, as package sql does.
func hostScan(dest, value any) error {
	if in, ok := dest.(sql.Scanner); ok {
		return in.Scan(value)
	}
	if b, ok := boxes.Unbox(dest); ok {
		if scan, ok := b.Method("Scan").(func(any) error); ok {
			return scan(value)
		}
	}
	v := reflect.ValueOf(boxes.HostRaw(dest)).Elem()
	switch d := v.Addr().Interface().(type) {
	case *any:
		*d = value
		return nil
	case *time.Time:
		return scanAs[time.Time](v, value)
	case *[]byte:
		return scanAs[[]byte](v, value)
	}
	switch v.Kind() {
	case reflect.Bool:
		return scanAs[bool](v, value)
	case reflect.String:
		return scanAs[string](v, value)
	case reflect.Int:
		return scanAs[int](v, value)
	case reflect.Int8:
		return scanAs[int8](v, value)
	case reflect.Int16:
		return scanAs[int16](v, value)
	case reflect.Int32:
		return scanAs[int32](v, value)
	case reflect.Int64:
		return scanAs[int64](v, value)
	case reflect.Uint:
		return scanAs[uint](v, value)
	case reflect.Uint8:
		return scanAs[uint8](v, value)
	case reflect.Uint16:
		return scanAs[uint16](v, value)
	case reflect.Uint32:
		return scanAs[uint32](v, value)
	case reflect.Uint64:
		return scanAs[uint64](v, value)
	case reflect.Float32:
		return scanAs[float32](v, value)
	case reflect.Float64:
		return scanAs[float64](v, value)
	}
	if x := reflect.ValueOf(value); x.Type().AssignableTo(v.Type()) {
		v.Set(x)
		return nil
	}
	return fmt.Errorf("unsupported Scan, storing driver.Value type %T into type %s", value, boxes.DynamicName(dest))
}

func scanAs[T any](v reflect.Value, value any) error {
	var n sql.Null[T]
	if err := n.Scan(value); err != nil {
		return err
	}
	v.Set(reflect.ValueOf(n.V).Convert(v.Type()))
	return nil
}
