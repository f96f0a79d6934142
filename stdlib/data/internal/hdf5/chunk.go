package hdf5

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"sync"
)

// chunked data lies in boxes of one shape, found through a B-tree of version 1 (III.A.1)
// whose keys are the places of the boxes' corners.
type chunked struct {
	shape []int // of a chunk
	tree  uint64

	once  sync.Once
	index map[string]chunk // by corner
	err   error
}

// maxPieces bounds the chunks of one row: each costs a look into the index.
const maxPieces = 1 << 16

type chunk struct {
	at   uint64
	size uint64 // as stored
	skip uint64 // filters left out, one bit each
}

func (f *File) chunks(c *cursor, d *Dataset) (layout, error) {
	rank := c.byte() - 1
	l := &chunked{tree: c.address()}
	if c.err == nil && rank != len(d.Shape) {
		return nil, fmt.Errorf("is damaged: chunks of %d dimensions in data of %d", rank, len(d.Shape))
	}
	total := d.kind.size
	for range rank {
		n := int(c.number(4))
		if n < 1 || n > maxChunk/total {
			return nil, errors.New("is damaged, or has chunks of more than 256 MiB")
		}
		total *= n
		l.shape = append(l.shape, n)
	}
	pieces := 1
	for j := 1; j < rank && c.err == nil; j++ {
		if pieces *= (d.Shape[j] + l.shape[j] - 1) / l.shape[j]; pieces > maxPieces {
			return nil, fmt.Errorf("is damaged, or has rows in more than %d chunks", maxPieces)
		}
	}
	if size := int(c.number(4)); c.err == nil && size != d.kind.size {
		return nil, fmt.Errorf("is damaged: chunks of numbers of %d bytes, want %d", size, d.kind.size)
	}
	return l, c.err
}

// load reads the whole index, once.
func (l *chunked) load(d *Dataset) error {
	l.once.Do(func() {
		l.index = map[string]chunk{}
		if l.tree != undefined {
			nodes := 1 + int(d.f.size/64)
			l.err = l.walk(d, l.tree, 0, &nodes)
		}
	})
	return l.err
}

func (l *chunked) walk(d *Dataset, at uint64, depth int, nodes *int) error {
	if *nodes--; depth > maxDepth || *nodes < 0 {
		return errors.New("is damaged: the index of chunks loops")
	}
	keySize := 8 + 8*(len(l.shape)+1)
	c := d.f.cursor(at, 8+2*8+uint64(1<<16))
	if mark := string(c.take(4)); c.err == nil && mark != "TREE" {
		return errors.New("is damaged: the index of chunks ends in nothing")
	}
	kind, level, n := c.byte(), c.byte(), c.number(2)
	c.raw()
	c.raw()
	if c.err == nil && kind != 1 {
		return errors.New("is damaged: the index of chunks is none")
	}
	for i := uint64(0); i < n && c.err == nil; i++ {
		k := cursor{f: d.f, b: c.take(keySize), err: c.err}
		size, skip := uint64(le.Uint32(k.take(4))), uint64(le.Uint32(k.take(4)))
		corner := make([]int, len(l.shape))
		for j := range corner {
			corner[j] = int(le.Uint64(k.take(8)))
		}
		child := c.address()
		switch {
		case c.err != nil:
		case level > 0:
			if err := l.walk(d, child, depth+1, nodes); err != nil {
				return err
			}
		default:
			l.index[fmt.Sprint(corner)] = chunk{child, size, skip}
		}
	}
	return c.err
}

// row gathers a row from the chunks it goes through.
func (l *chunked) row(d *Dataset, i int, dst []float32) error {
	if err := l.load(d); err != nil {
		return err
	}
	rank := len(l.shape)
	corner := make([]int, rank)
	if rank > 0 {
		corner[0] = i / l.shape[0] * l.shape[0]
	}
	for {
		if err := l.part(d, corner, i, dst); err != nil {
			return err
		}
		j := rank - 1
		for ; j > 0; j-- { // the next chunk: the last dimension fastest
			if corner[j] += l.shape[j]; corner[j] < d.Shape[j] {
				break
			}
			corner[j] = 0
		}
		if j <= 0 {
			return nil
		}
	}
}

// part copies what row i has of the chunk at corner.
func (l *chunked) part(d *Dataset, corner []int, i int, dst []float32) error {
	c, ok := l.index[fmt.Sprint(corner)]
	if !ok || c.at == undefined {
		return nil // never written: zeros
	}
	b, err := d.unpacked(c, l.bytes(d))
	if err != nil {
		return err
	}
	rank := len(l.shape)
	if rank < 2 {
		k := 0
		if rank == 1 {
			k = i - corner[0]
		}
		d.kind.decode(dst[:1], b[k*d.kind.size:])
		return nil
	}
	// Runs along the last dimension, one for each index of those between.
	run := min(l.shape[rank-1], d.Shape[rank-1]-corner[rank-1])
	at := make([]int, rank) // inside the chunk
	at[0] = i - corner[0]
	for {
		src, out := 0, 0
		for j := range rank {
			src = src*l.shape[j] + at[j]
			if j > 0 {
				out = out*d.Shape[j] + corner[j] + at[j]
			}
		}
		d.kind.decode(dst[out:out+run], b[src*d.kind.size:])
		j := rank - 2
		for ; j > 0; j-- {
			if at[j]++; at[j] < l.shape[j] && corner[j]+at[j] < d.Shape[j] {
				break
			}
			at[j] = 0
		}
		if j <= 0 {
			return nil
		}
	}
}

func (l *chunked) bytes(d *Dataset) int {
	n := d.kind.size
	for _, k := range l.shape {
		n *= k
	}
	return n
}

// unpacked is a chunk after its filters, want bytes long.
func (d *Dataset) unpacked(c chunk, want int) ([]byte, error) {
	d.mu.Lock()
	b, ok := d.cached[c.at]
	d.mu.Unlock()
	if ok {
		return b, nil
	}
	if c.at > uint64(d.f.size) || c.size > uint64(d.f.size)-c.at || c.size > maxChunk {
		return nil, fmt.Errorf("is cut short: a chunk of %d bytes at byte %d, the file ends at %d", c.size, c.at, d.f.size)
	}
	b = make([]byte, c.size)
	if _, err := d.f.r.ReadAt(b, int64(c.at)); err != nil {
		return nil, err
	}
	for i := len(d.filters) - 1; i >= 0; i-- {
		if c.skip&(1<<i) != 0 {
			continue
		}
		var err error
		if b, err = d.filters[i].undo(b, want); err != nil {
			return nil, err
		}
	}
	if len(b) != want {
		return nil, fmt.Errorf("is damaged: a chunk of %d bytes, want %d", len(b), want)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, ok := d.cached[c.at]; !ok {
		d.cached[c.at], d.order, d.held = b, append(d.order, c.at), d.held+len(b)
		for d.held > chunkCache && len(d.order) > 1 {
			d.held -= len(d.cached[d.order[0]])
			delete(d.cached, d.order[0])
			d.order = d.order[1:]
		}
	}
	return b, nil
}

// filter is one step that packed a chunk (IV.A.2.l).
type filter struct {
	id   int
	size int // of shuffle: bytes of a number
}

const (
	deflateFilter  = 1
	shuffleFilter  = 2
	checksumFilter = 3
)

func readFilters(b []byte) ([]filter, error) {
	if b == nil {
		return nil, nil
	}
	c := cursor{f: &File{offsetSize: 8, lengthSize: 8}, b: b}
	version, n := c.byte(), c.byte()
	if version == 1 {
		c.take(6)
	} else if version != 2 {
		return nil, fmt.Errorf("has filters of version %d, want 1 or 2", version)
	}
	if n > 32 {
		return nil, fmt.Errorf("is damaged: %d filters", n)
	}
	var out []filter
	for range n {
		x := filter{id: int(c.number(2))}
		name := 0
		if version == 1 || x.id >= 256 {
			name = int(c.number(2))
		}
		c.take(2)
		values := int(c.number(2))
		if c.err != nil || name > len(c.b) || values > 1<<12 {
			return nil, errors.New("is damaged: a filter without end")
		}
		c.take(name)
		for k := range values {
			if v := c.number(4); k == 0 {
				x.size = int(v)
			}
		}
		if version == 1 && values%2 == 1 {
			c.take(4)
		}
		if x.id != deflateFilter && x.id != shuffleFilter && x.id != checksumFilter {
			return nil, fmt.Errorf("is packed with filter %d, want deflate, shuffle or fletcher32", x.id)
		}
		out = append(out, x)
	}
	return out, c.err
}

func (x filter) undo(b []byte, want int) ([]byte, error) {
	switch x.id {
	case deflateFilter:
		z, err := zlib.NewReader(bytes.NewReader(b))
		if err == nil {
			b, err = io.ReadAll(io.LimitReader(z, int64(want)+1024))
		}
		if err != nil {
			return nil, fmt.Errorf("is damaged: a chunk does not unpack: %w", err)
		}
	case shuffleFilter:
		if x.size > 1 {
			n := len(b) / x.size
			out := make([]byte, len(b))
			copy(out[n*x.size:], b[n*x.size:])
			for i := range n {
				for k := range x.size {
					out[i*x.size+k] = b[k*n+i]
				}
			}
			b = out
		}
	case checksumFilter:
		if len(b) < 4 {
			return nil, errors.New("is damaged: a chunk without a checksum")
		}
		sum := le.Uint32(b[len(b)-4:])
		b = b[:len(b)-4]
		if got := fletcher32(b); !sameSum(got, sum) {
			return nil, fmt.Errorf("is damaged: a chunk has the checksum %08x, want %08x", got, sum)
		}
	}
	return b, nil
}

// sameSum compares checksums, in whose halves 0 and 65535 are one number.
func sameSum(a, b uint32) bool {
	return (a&0xffff)%65535 == (b&0xffff)%65535 && (a>>16)%65535 == (b>>16)%65535
}

// fletcher32 is the checksum of HDF5: of big-endian 16-bit words, an odd byte last.
func fletcher32(b []byte) uint32 {
	var s1, s2 uint64
	for ; len(b) >= 2; b = b[2:] {
		s1 = (s1 + uint64(b[0])<<8 + uint64(b[1])) % 65535
		s2 = (s2 + s1) % 65535
	}
	if len(b) == 1 {
		s1 = (s1 + uint64(b[0])<<8) % 65535
		s2 = (s2 + s1) % 65535
	}
	return uint32(s2<<16 | s1)
}
