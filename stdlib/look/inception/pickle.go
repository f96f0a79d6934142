package inception

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
)

// A PyTorch file describes its tensors in Python's pickle format, which is a program for a
// stack machine that may call any function. This reader knows only the few operations and the four
// callables that a dictionary of tensors needs; everything else is an error, so a file cannot make
// it do anything but build dictionaries. Tensors stay references into storages until the
// storages are found.

// tensorRef is a tensor as pickled: a strided view of a storage.
type tensorRef struct {
	storage storageRef
	offset  int64
	shape   []int
	strides []int
}

// storageRef names a storage: its type, such as "FloatStorage", and its key.
type storageRef struct {
	kind, key string
	count     int64
}

// global is a name in a Python module.
type global string

// The values of the machine are nil, bool, int64, float64, string, []any (tuple), *list, *dict,
// global, storageRef, *tensorRef and mark.
type (
	list struct{ items []any }
	dict struct {
		keys   []string
		values map[string]any
	}
	mark struct{}
)

// Limits far above what a state dictionary needs.
const (
	maxSteps = 1 << 20
	maxStack = 1 << 16
)

// unpickler runs one pickle.
type unpickler struct {
	b     []byte
	at    int
	stack []any
	memo  map[int]any
}

var errShort = errors.New("the pickle is cut off")

// unpickle runs the pickle at the front of b and gives its value and its length.
func unpickle(b []byte) (value any, n int, err error) {
	u := &unpickler{b: b, memo: map[int]any{}}
	for range maxSteps {
		if len(u.stack) > maxStack {
			break
		}
		op, err := u.byte()
		if err != nil {
			return nil, 0, err
		}
		if op == '.' {
			v, err := u.pop()
			return v, u.at, err
		}
		if err := u.step(op); err != nil {
			return nil, 0, fmt.Errorf("pickle, byte %d: %w", u.at-1, err)
		}
	}
	return nil, 0, errors.New("the pickle is larger than any dictionary of weights")
}

func (u *unpickler) take(n int) ([]byte, error) {
	if n < 0 || n > len(u.b)-u.at {
		return nil, errShort
	}
	u.at += n
	return u.b[u.at-n : u.at], nil
}

func (u *unpickler) byte() (byte, error) {
	b, err := u.take(1)
	if err != nil {
		return 0, err
	}
	return b[0], nil
}

// uint reads n little-endian bytes.
func (u *unpickler) uint(n int) (int, error) {
	b, err := u.take(n)
	if err != nil {
		return 0, err
	}
	var all [8]byte
	copy(all[:], b)
	v := binary.LittleEndian.Uint64(all[:])
	if v > math.MaxInt32 && n > 4 {
		return 0, errShort
	}
	return int(v), nil
}

// sized reads a length of n bytes and so many bytes.
func (u *unpickler) sized(n int) ([]byte, error) {
	l, err := u.uint(n)
	if err != nil {
		return nil, err
	}
	return u.take(l)
}

// line reads up to a newline.
func (u *unpickler) line() (string, error) {
	for i := u.at; i < len(u.b); i++ {
		if u.b[i] == '\n' {
			s := string(u.b[u.at:i])
			u.at = i + 1
			return s, nil
		}
	}
	return "", errShort
}

func (u *unpickler) push(v any) { u.stack = append(u.stack, v) }

func (u *unpickler) pop() (any, error) {
	if len(u.stack) == 0 {
		return nil, errors.New("the stack is empty")
	}
	v := u.stack[len(u.stack)-1]
	u.stack = u.stack[:len(u.stack)-1]
	return v, nil
}

// popMark takes all above the last mark.
func (u *unpickler) popMark() ([]any, error) {
	for i := len(u.stack) - 1; i >= 0; i-- {
		if _, ok := u.stack[i].(mark); ok {
			items := append([]any(nil), u.stack[i+1:]...)
			u.stack = u.stack[:i]
			return items, nil
		}
	}
	return nil, errors.New("there is no mark")
}

func (u *unpickler) top() any {
	if len(u.stack) == 0 {
		return nil
	}
	return u.stack[len(u.stack)-1]
}

// step runs one operation; the names are those of Python's pickletools.
func (u *unpickler) step(op byte) error {
	switch op {
	case 0x80: // PROTO
		_, err := u.byte()
		return err
	case 0x95: // FRAME
		_, err := u.take(8)
		return err
	case '(':
		u.push(mark{})
	case '}':
		u.push(&dict{values: map[string]any{}})
	case ']':
		u.push(&list{})
	case ')':
		u.push([]any{})
	case 'N':
		u.push(nil)
	case 0x88, 0x89: // NEWTRUE, NEWFALSE
		u.push(op == 0x88)
	case 'K', 'M', 'J': // BININT1, BININT2, BININT
		n := map[byte]int{'K': 1, 'M': 2, 'J': 4}[op]
		v, err := u.uint(n)
		if err != nil {
			return err
		}
		if op == 'J' {
			v = int(int32(v))
		}
		u.push(int64(v))
	case 0x8a: // LONG1
		b, err := u.sized(1)
		if err != nil {
			return err
		}
		var v int64 // of longer ones, such as the magic number, the low bits
		for i := min(len(b), 8) - 1; i >= 0; i-- {
			v = v<<8 | int64(b[i])
		}
		if n := len(b); n > 0 && n < 8 && b[n-1] >= 0x80 {
			v -= 1 << (8 * n)
		}
		u.push(v)
	case 'G': // BINFLOAT
		b, err := u.take(8)
		if err != nil {
			return err
		}
		u.push(math.Float64frombits(binary.BigEndian.Uint64(b)))
	case 'X', 0x8c, 'U', 'T': // BINUNICODE, SHORT_BINUNICODE, SHORT_BINSTRING, BINSTRING
		n := 4
		if op == 0x8c || op == 'U' {
			n = 1
		}
		b, err := u.sized(n)
		if err != nil {
			return err
		}
		u.push(string(b))
	case 'c': // GLOBAL
		module, err := u.line()
		if err != nil {
			return err
		}
		name, err := u.line()
		if err != nil {
			return err
		}
		return u.global(module, name)
	case 0x93: // STACK_GLOBAL
		name, _ := u.pop()
		module, err := u.pop()
		if err != nil {
			return err
		}
		m, ok1 := module.(string)
		n, ok2 := name.(string)
		if !ok1 || !ok2 {
			return errors.New("a global's name is no text")
		}
		return u.global(m, n)
	default:
		return u.combine(op)
	}
	return nil
}

// combine runs the operations that work on what is there.
func (u *unpickler) combine(op byte) error {
	switch op {
	case 'q', 'r', 0x94: // BINPUT, LONG_BINPUT, MEMOIZE
		i := len(u.memo)
		if op != 0x94 {
			var err error
			if i, err = u.uint(map[byte]int{'q': 1, 'r': 4}[op]); err != nil {
				return err
			}
		}
		u.memo[i] = u.top()
	case 'h', 'j': // BINGET, LONG_BINGET
		i, err := u.uint(map[byte]int{'h': 1, 'j': 4}[op])
		if err != nil {
			return err
		}
		v, ok := u.memo[i]
		if !ok {
			return errors.New("refers to what is not there")
		}
		u.push(v)
	case 't', 0x85, 0x86, 0x87: // TUPLE, TUPLE1, TUPLE2, TUPLE3
		if op == 't' {
			items, err := u.popMark()
			if err != nil {
				return err
			}
			u.push(items)
			return nil
		}
		n := int(op-0x85) + 1
		if len(u.stack) < n {
			return errors.New("the stack is too short for a tuple")
		}
		items := append([]any(nil), u.stack[len(u.stack)-n:]...)
		u.stack = append(u.stack[:len(u.stack)-n], items)
	case 'a', 'e': // APPEND, APPENDS
		items, err := u.arguments(op == 'a', 1)
		if err != nil {
			return err
		}
		l, ok := u.top().(*list)
		if !ok {
			return errors.New("appends to what is no list")
		}
		l.items = append(l.items, items...)
	case 's', 'u': // SETITEM, SETITEMS
		items, err := u.arguments(op == 's', 2)
		if err != nil {
			return err
		}
		d, ok := u.top().(*dict)
		if !ok || len(items)%2 != 0 {
			return errors.New("sets items of what is no dictionary")
		}
		for i := 0; i < len(items); i += 2 {
			key := fmt.Sprint(items[i])
			if _, ok := items[i].(string); !ok {
				if _, ok := items[i].(int64); !ok {
					return errors.New("a dictionary's key is neither text nor number")
				}
			}
			if _, ok := d.values[key]; !ok {
				d.keys = append(d.keys, key)
			}
			d.values[key] = items[i+1]
		}
	case 'b': // BUILD: attributes of a state dictionary, such as its metadata, are not needed
		_, err := u.pop()
		return err
	case 'Q': // BINPERSID
		v, err := u.pop()
		if err != nil {
			return err
		}
		return u.storage(v)
	case 'R': // REDUCE
		return u.call()
	default:
		return fmt.Errorf("operation %#02x is none that weights need; want a state dictionary saved with torch.save", op)
	}
	return nil
}

// arguments are what APPEND and SETITEM take: the last n, or all above a mark.
func (u *unpickler) arguments(single bool, n int) ([]any, error) {
	if !single {
		return u.popMark()
	}
	if len(u.stack) < n {
		return nil, errors.New("the stack is too short")
	}
	items := append([]any(nil), u.stack[len(u.stack)-n:]...)
	u.stack = u.stack[:len(u.stack)-n]
	return items, nil
}

// global admits the callables and types of a state dictionary.
func (u *unpickler) global(module, name string) error {
	full := module + "." + name
	switch full {
	case "collections.OrderedDict", "torch._utils._rebuild_tensor_v2", "torch._utils._rebuild_parameter":
	default:
		if module != "torch" || storageWidth[name] == 0 {
			return fmt.Errorf("names %q, which no state dictionary needs; nothing was run", full)
		}
		full = name
	}
	u.push(global(full))
	return nil
}

// storage turns a persistent id, ('storage', type, key, location, count, ...), into a reference.
func (u *unpickler) storage(v any) error {
	id, ok := v.([]any)
	if ok && len(id) >= 5 && id[0] == "storage" {
		kind, ok1 := id[1].(global)
		key, ok2 := id[2].(string)
		count, ok3 := id[4].(int64)
		if ok1 && ok2 && ok3 && count >= 0 && storageWidth[string(kind)] > 0 {
			u.push(storageRef{string(kind), key, count})
			return nil
		}
	}
	return errors.New("a persistent id is no storage")
}

// call runs one of the admitted callables.
func (u *unpickler) call() error {
	args, _ := u.pop()
	f, err := u.pop()
	if err != nil {
		return err
	}
	a, ok := args.([]any)
	name, ok2 := f.(global)
	if !ok || !ok2 {
		return errors.New("calls what is no function")
	}
	switch {
	case name == "collections.OrderedDict":
		u.push(&dict{values: map[string]any{}})
		return nil
	case name == "torch._utils._rebuild_parameter" && len(a) > 0:
		u.push(a[0])
		return nil
	case name == "torch._utils._rebuild_tensor_v2" && len(a) >= 4:
		s, ok := a[0].(storageRef)
		offset, ok2 := a[1].(int64)
		shape, ok3 := ints(a[2])
		strides, ok4 := ints(a[3])
		if ok && ok2 && ok3 && ok4 && len(shape) == len(strides) {
			u.push(&tensorRef{s, offset, shape, strides})
			return nil
		}
	}
	return fmt.Errorf("calls %q in a way that makes no tensor", string(name))
}

// ints are the numbers of a tuple, each 0 to 2^31.
func ints(v any) ([]int, bool) {
	t, ok := v.([]any)
	if !ok {
		return nil, false
	}
	out := make([]int, len(t))
	for i, x := range t {
		n, ok := x.(int64)
		if !ok || n < 0 || n > math.MaxInt32 {
			return nil, false
		}
		out[i] = int(n)
	}
	return out, true
}
