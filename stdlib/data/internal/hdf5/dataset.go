package hdf5

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"sync"
)

// Dataset is an array of numbers of a file. Its methods may be called from several
// goroutines.
type Dataset struct {
	// Shape is the size of each dimension, the slowest first; empty for a single number.
	Shape []int

	f       *File
	kind    datatype
	layout  layout
	filters []filter
	rowLen  int // numbers in one row, all dimensions but the first

	mu     sync.Mutex
	cached map[uint64][]byte // chunks unpacked, by place
	order  []uint64          // of cached, the oldest first
	held   int
}

// chunkCache bounds the bytes of unpacked chunks a dataset keeps.
const chunkCache = 64 << 20

// maxChunk bounds the bytes of one chunk, and of a dataset read at once; maxRow the
// numbers of a row: an image of 2,364 pixels square in colour.
const (
	maxChunk = 256 << 20
	maxRow   = 16 << 20
)

// Dataset opens the dataset at a path of the file.
func (f *File) Dataset(path string) (*Dataset, error) {
	at, err := f.resolve(path)
	if err != nil {
		return nil, err
	}
	d, err := f.open(at)
	if err != nil {
		return nil, fmt.Errorf("dataset %q: %w", path, err)
	}
	return d, nil
}

func (f *File) open(at uint64) (*Dataset, error) {
	messages, err := f.header(at)
	if err != nil {
		return nil, err
	}
	d := &Dataset{f: f, rowLen: 1, cached: map[uint64][]byte{}}
	if d.Shape, err = f.dataspace(find(messages, dataspaceMessage)); err != nil {
		return nil, err
	}
	if d.kind, err = readDatatype(find(messages, datatypeMessage)); err != nil {
		return nil, err
	}
	total := 1 // as if no dimension were of length 0: the product of any of them fits, too
	for i, n := range d.Shape {
		if n < 0 || total > math.MaxInt64/8/max(n, 1) {
			return nil, fmt.Errorf("is damaged: a shape of %v", d.Shape)
		}
		total *= max(n, 1)
		if i > 0 {
			d.rowLen *= n
		}
	}
	if d.rowLen > maxRow {
		return nil, fmt.Errorf("has rows of %d numbers, more than this reader takes", d.rowLen)
	}
	if d.filters, err = readFilters(find(messages, filterMessage)); err != nil {
		return nil, err
	}
	d.layout, err = f.readLayout(find(messages, layoutMessage), d)
	return d, err
}

// dataspace reads the shape (IV.A.2.b).
func (f *File) dataspace(b []byte) ([]int, error) {
	if b == nil {
		return nil, errors.New("is no dataset")
	}
	c := cursor{f: f, b: b}
	version, rank := c.byte(), c.byte()
	c.byte()
	switch version {
	case 1:
		c.take(5)
	case 2:
		c.byte()
	default:
		return nil, fmt.Errorf("is damaged: a dataspace of version %d", version)
	}
	if rank > maxRank {
		return nil, fmt.Errorf("is damaged: %d dimensions", rank)
	}
	shape := make([]int, rank)
	for i := range shape {
		n := c.length()
		if n > math.MaxInt32*1024 {
			return nil, errors.New("is damaged: a dimension without end")
		}
		shape[i] = int(n)
	}
	return shape, c.err
}

// datatype is a type of numbers (IV.A.2.d).
type datatype struct {
	size   int
	float  bool
	signed bool
	order  binary.ByteOrder
}

func readDatatype(b []byte) (datatype, error) {
	if len(b) < 8 {
		return datatype{}, errors.New("is damaged: data without a type")
	}
	t := datatype{size: int(min(le.Uint32(b[4:]), 1<<20)), order: binary.LittleEndian, signed: b[1]&8 != 0}
	if b[1]&1 != 0 {
		t.order = binary.BigEndian
	}
	class := b[0] & 15
	t.float = class == 1
	whole := class == 0 && (t.size == 1 || t.size == 2 || t.size == 4 || t.size == 8)
	if !whole && !(t.float && (t.size == 4 || t.size == 8) && b[1]&0x40 == 0) {
		return t, fmt.Errorf("holds data of class %d and %d bytes, want integers or IEEE floats of 4 or 8 bytes", class, t.size)
	}
	return t, nil
}

// decode turns stored numbers into float32.
func (t datatype) decode(dst []float32, b []byte) {
	for i := range dst {
		p := b[i*t.size:]
		var v uint64
		switch t.size {
		case 1:
			v = uint64(p[0])
		case 2:
			v = uint64(t.order.Uint16(p))
		case 4:
			v = uint64(t.order.Uint32(p))
		case 8:
			v = t.order.Uint64(p)
		}
		switch {
		case t.float && t.size == 4:
			dst[i] = math.Float32frombits(uint32(v))
		case t.float:
			dst[i] = float32(math.Float64frombits(v))
		case t.signed:
			shift := 64 - 8*t.size
			dst[i] = float32(int64(v<<shift) >> shift)
		default:
			dst[i] = float32(v)
		}
	}
}

// Rows is the length of the first dimension.
func (d *Dataset) Rows() int {
	if len(d.Shape) == 0 {
		return 1
	}
	return d.Shape[0]
}

// Row is row i: all numbers whose first index is i, the last dimension fastest.
func (d *Dataset) Row(i int) ([]float32, error) {
	if i < 0 || i >= d.Rows() {
		return nil, fmt.Errorf("got row %d, want 0 to %d", i, d.Rows()-1)
	}
	out := make([]float32, d.rowLen)
	return out, d.read(i, out)
}

// read fills dst with row i. A row without numbers, of a dimension of length 0, is never
// asked of the layout: its strides mean nothing there.
func (d *Dataset) read(i int, dst []float32) error {
	if len(dst) == 0 {
		return nil
	}
	return d.layout.row(d, i, dst)
}

// All is the whole dataset; it is an error if that takes more than 256 MiB.
func (d *Dataset) All() ([]float32, error) {
	n := d.Rows()
	if d.rowLen == 0 {
		return nil, nil
	}
	if n > 0 && d.rowLen > maxChunk/4/n {
		return nil, fmt.Errorf("has %d rows of %d numbers, too many to read at once", n, d.rowLen)
	}
	out := make([]float32, n*d.rowLen)
	for i := range n {
		if err := d.read(i, out[i*d.rowLen:(i+1)*d.rowLen]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// layout is where the numbers lie (IV.A.2.i).
type layout interface {
	row(d *Dataset, i int, dst []float32) error
}

func (f *File) readLayout(b []byte, d *Dataset) (layout, error) {
	if b == nil {
		return nil, errors.New("is no dataset")
	}
	c := cursor{f: f, b: b}
	version := c.byte()
	if version != 3 && version != 4 {
		return nil, fmt.Errorf("has a layout of version %d, want 3 or 4", version)
	}
	switch class := c.byte(); class {
	case 0:
		return compact{c.take(int(c.number(2)))}, c.err
	case 1:
		l := contiguous{c.address()}
		if n := uint64(d.Rows()) * uint64(d.rowLen) * uint64(d.kind.size); c.err == nil && l.at != undefined && (l.at > uint64(f.size) || n > uint64(f.size)-l.at) {
			return nil, fmt.Errorf("is cut short: its numbers end at byte %d, the file at %d", l.at+n, f.size)
		}
		return l, c.err
	case 2:
		if version == 4 {
			return nil, errors.New("keeps chunks under an index of HDF5 1.10, which this reader does not know; write it with libver='earliest'")
		}
		return f.chunks(&c, d)
	default:
		return nil, fmt.Errorf("has a layout of class %d, which this reader does not know", class)
	}
}

type compact struct{ data []byte }

func (l compact) row(d *Dataset, i int, dst []float32) error {
	at := i * d.rowLen * d.kind.size
	if at+len(dst)*d.kind.size > len(l.data) {
		return errors.New("is damaged: less data than its shape says")
	}
	d.kind.decode(dst, l.data[at:])
	return nil
}

type contiguous struct{ at uint64 }

func (l contiguous) row(d *Dataset, i int, dst []float32) error {
	if l.at == undefined { // never written: zeros
		return nil
	}
	b := make([]byte, len(dst)*d.kind.size)
	if _, err := d.f.r.ReadAt(b, int64(l.at)+int64(i)*int64(len(b))); err != nil {
		return err
	}
	d.kind.decode(dst, b)
	return nil
}
