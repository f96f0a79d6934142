// Package matfile reads MATLAB's MAT-files of level 5 (versions 5 to 7), as MATLAB's
// save and SciPy's savemat write them: numbers, text, cells and structures, packed or
// not, in either byte order. Sparse arrays, objects and functions read as empty; files of
// version 7.3 are HDF5 and are refused.
//
// Source: "MAT-File Format", MathWorks, chapter 1.
package matfile

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"unicode/utf16"
)

// Class is what an array holds.
type Class uint8

// The classes that are read; the values are those of the format.
const (
	Cell   Class = 1
	Struct Class = 2
	Text   Class = 4
	Double Class = 6 // and the other classes of numbers, up to 15
)

// Array is one array: a variable, or what a cell or a field holds.
type Array struct {
	Name  string
	Class Class
	Dims  []int // at least two; elements are in column-major order

	Numbers []float64           // of a numeric array: its real part
	Text    string              // of a text: its characters, row by row if there are several
	Cells   []*Array            // of a cell array
	Fields  map[string][]*Array // of a structure: each field's value in every element
}

// Len is the number of elements.
func (a *Array) Len() int {
	n := 1
	for _, d := range a.Dims {
		n *= d
	}
	return n
}

// Number is element i of a numeric array.
func (a *Array) Number(i int) (float64, bool) {
	if a == nil || i < 0 || i >= len(a.Numbers) {
		return 0, false
	}
	return a.Numbers[i], true
}

// Bounds of what a file may ask for: it is read whole into memory.
const (
	maxBytes = 256 << 20 // after unpacking
	maxDepth = 16
)

// Read reads all variables of a file. The error says what is wrong with the file, without
// its name.
func Read(b []byte) (map[string]*Array, error) {
	if bytes.HasPrefix(b, []byte("MATLAB 7.3")) || bytes.HasPrefix(b, []byte("\x89HDF")) {
		return nil, errors.New("is a MAT-file of version 7.3, want 5 to 7; save it again with -v7")
	}
	if len(b) < 128 {
		return nil, errors.New("is no MAT-file: it is too short")
	}
	r := reader{budget: maxBytes}
	switch string(b[126:128]) {
	case "IM":
		r.order = binary.LittleEndian
	case "MI":
		r.order = binary.BigEndian
	default:
		return nil, errors.New("is no MAT-file of version 5 to 7")
	}
	r.rest = b[128:]
	out := map[string]*Array{}
	for len(r.rest) > 0 {
		kind, body, err := r.element()
		if err != nil {
			return out, err
		}
		if kind == miCompressed {
			if kind, body, err = r.unpack(body); err != nil {
				return out, err
			}
		}
		if kind != miMatrix {
			continue
		}
		a, err := r.array(body, 0)
		if err != nil {
			return out, err
		}
		out[a.Name] = a
	}
	return out, nil
}

// Types of data elements.
const (
	miInt8, miUint8, miInt16, miUint16, miInt32, miUint32, miSingle = 1, 2, 3, 4, 5, 6, 7
	miDouble, miInt64, miUint64, miMatrix, miCompressed             = 9, 12, 13, 14, 15
	miUTF8, miUTF16, miUTF32                                        = 16, 17, 18
)

var width = map[uint32]int{miInt8: 1, miUint8: 1, miInt16: 2, miUint16: 2, miInt32: 4, miUint32: 4, miSingle: 4, miDouble: 8, miInt64: 8, miUint64: 8, miUTF8: 1, miUTF16: 2, miUTF32: 4}

type reader struct {
	order  binary.ByteOrder
	rest   []byte
	budget int64 // bytes and elements that may still be made
}

var errShort = errors.New("is cut short: an element reaches beyond the end")

// element takes the next data element: its type and its bytes.
func (r *reader) element() (kind uint32, body []byte, err error) {
	if len(r.rest) < 8 {
		return 0, nil, errShort
	}
	kind = r.order.Uint32(r.rest)
	if size := kind >> 16; size != 0 { // the small form: type, size and up to 4 bytes in 8
		if size > 4 {
			return 0, nil, fmt.Errorf("is damaged: a small element of %d bytes", size)
		}
		body = r.rest[4 : 4+size]
		r.rest = r.rest[8:]
		return kind & 0xffff, body, nil
	}
	size := int64(r.order.Uint32(r.rest[4:]))
	if size > int64(len(r.rest)-8) {
		return 0, nil, errShort
	}
	body = r.rest[8 : 8+size]
	next := 8 + size
	if kind != miCompressed { // all others are padded to 8 bytes
		next = min((next+7)&^7, int64(len(r.rest)))
	}
	r.rest = r.rest[next:]
	return kind, body, nil
}

// unpack inflates a packed element, which holds one element.
func (r *reader) unpack(body []byte) (kind uint32, inner []byte, err error) {
	z, err := zlib.NewReader(bytes.NewReader(body))
	if err != nil {
		return 0, nil, fmt.Errorf("is damaged: %w", err)
	}
	b, err := io.ReadAll(io.LimitReader(z, r.budget+1))
	if err != nil {
		return 0, nil, fmt.Errorf("is damaged: %w", err)
	}
	if err := r.spend(int64(len(b))); err != nil {
		return 0, nil, err
	}
	sub := reader{order: r.order, rest: b}
	return sub.element()
}

func (r *reader) spend(n int64) error {
	if r.budget -= n; r.budget < 0 {
		return fmt.Errorf("holds more than %d MiB", maxBytes>>20)
	}
	return nil
}

// array reads the parts of a matrix element.
func (r *reader) array(body []byte, depth int) (*Array, error) {
	if depth > maxDepth {
		return nil, fmt.Errorf("is damaged: arrays inside arrays, more than %d deep", maxDepth)
	}
	a := &Array{Dims: []int{0, 0}}
	if len(body) == 0 { // an empty cell
		return a, nil
	}
	in := reader{order: r.order, rest: body}
	_, flags, err := in.element()
	if err != nil {
		return nil, err
	}
	if len(flags) < 8 {
		return nil, errors.New("is damaged: an array without flags")
	}
	a.Class = Class(r.order.Uint32(flags))
	kind, dims, err := in.element()
	if err != nil {
		return nil, err
	}
	if kind != miInt32 || len(dims) < 8 || len(dims) > 4*32 {
		return nil, errors.New("is damaged: an array without dimensions")
	}
	a.Dims = nil
	n := int64(1)
	for ; len(dims) >= 4; dims = dims[4:] {
		d := int64(int32(r.order.Uint32(dims)))
		if d < 0 || d > 0 && n > maxBytes/d {
			return nil, errors.New("is damaged: an array of senseless dimensions")
		}
		n *= d
		a.Dims = append(a.Dims, int(d))
	}
	_, name, err := in.element()
	if err != nil {
		return nil, err
	}
	a.Name = string(name)
	if err := r.spend(n); err != nil {
		return nil, err
	}
	switch {
	case a.Class == Cell:
		a.Cells, err = r.arrays(&in, n, depth)
	case a.Class == Struct:
		err = r.fields(a, &in, n, depth)
	case a.Class == Text:
		err = r.text(a, &in)
	case a.Class >= Double && a.Class <= 15:
		err = r.numbers(a, &in, n)
	}
	return a, err
}

// arrays reads n matrix elements.
func (r *reader) arrays(in *reader, n int64, depth int) ([]*Array, error) {
	if n > int64(len(in.rest)/8) { // each takes at least 8 bytes
		return nil, errShort
	}
	out := make([]*Array, n)
	for i := range out {
		kind, body, err := in.element()
		if err != nil {
			return nil, err
		}
		if kind != miMatrix {
			return nil, fmt.Errorf("is damaged: an element of type %d, want an array", kind)
		}
		if out[i], err = r.array(body, depth+1); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// fields reads a structure: the length of names, the names, then all fields of each element.
func (r *reader) fields(a *Array, in *reader, n int64, depth int) error {
	_, size, err := in.element()
	if err != nil {
		return err
	}
	_, names, err := in.element()
	if err != nil {
		return err
	}
	if len(size) < 4 || r.order.Uint32(size) == 0 || r.order.Uint32(size) > 4096 {
		return errors.New("is damaged: a structure whose field names have no length")
	}
	each := int(r.order.Uint32(size))
	var fields []string
	for ; len(names) >= each; names = names[each:] {
		f, _, _ := bytes.Cut(names[:each], []byte{0})
		fields = append(fields, string(f))
	}
	all, err := r.arrays(in, n*int64(len(fields)), depth)
	if err != nil {
		return err
	}
	a.Fields = map[string][]*Array{}
	for i, v := range all {
		f := fields[i%len(fields)]
		a.Fields[f] = append(a.Fields[f], v)
	}
	return nil
}

// text reads characters: bytes, UTF-8 or UTF-16. Several rows are stored column by column.
func (r *reader) text(a *Array, in *reader) error {
	if len(in.rest) == 0 {
		return nil
	}
	kind, body, err := in.element()
	if err != nil {
		return err
	}
	switch kind {
	case miUint16, miUTF16:
		u := make([]uint16, len(body)/2)
		for i := range u {
			u[i] = r.order.Uint16(body[2*i:])
		}
		a.Text = string(utf16.Decode(u))
	default:
		a.Text = string(body)
	}
	if len(a.Dims) == 2 && a.Dims[0] > 1 && a.Dims[0]*a.Dims[1] == len(a.Text) {
		rows, columns := a.Dims[0], a.Dims[1]
		t := make([]byte, 0, len(a.Text))
		for i := range rows {
			for j := range columns {
				t = append(t, a.Text[j*rows+i])
			}
		}
		a.Text = string(t)
	}
	return nil
}

// numbers reads the real part of a numeric array, which may be stored in a narrower type
// than its class.
func (r *reader) numbers(a *Array, in *reader, n int64) error {
	kind, body, err := in.element()
	if err != nil {
		return err
	}
	w := width[kind]
	if w == 0 || int64(len(body)) != n*int64(w) {
		return fmt.Errorf("is damaged: array %q of %d numbers has %d bytes of type %d", a.Name, n, len(body), kind)
	}
	if err := r.spend(8 * n); err != nil {
		return err
	}
	a.Numbers = make([]float64, n)
	for i := range a.Numbers {
		b := body[i*w:]
		switch kind {
		case miInt8:
			a.Numbers[i] = float64(int8(b[0]))
		case miUint8, miUTF8:
			a.Numbers[i] = float64(b[0])
		case miInt16:
			a.Numbers[i] = float64(int16(r.order.Uint16(b)))
		case miUint16, miUTF16:
			a.Numbers[i] = float64(r.order.Uint16(b))
		case miInt32:
			a.Numbers[i] = float64(int32(r.order.Uint32(b)))
		case miUint32, miUTF32:
			a.Numbers[i] = float64(r.order.Uint32(b))
		case miSingle:
			a.Numbers[i] = float64(math.Float32frombits(r.order.Uint32(b)))
		case miDouble:
			a.Numbers[i] = math.Float64frombits(r.order.Uint64(b))
		case miInt64:
			a.Numbers[i] = float64(int64(r.order.Uint64(b)))
		case miUint64:
			a.Numbers[i] = float64(r.order.Uint64(b))
		}
	}
	return nil
}
