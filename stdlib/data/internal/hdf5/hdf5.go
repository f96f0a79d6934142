// Package hdf5 reads datasets of numbers from HDF5 files, row by row: the part of the
// format that files of images use. It knows superblocks 0 to 3, groups whose links stand
// in a symbol table or in the object header, integers and floats of either byte order,
// and data that is compact, in one piece or in chunks under a version 1 B-tree, plain or
// through the filters shuffle, deflate and fletcher32. What else a file may hold is named
// in an error. Strings, compounds, links to other files and attributes are left alone.
//
// Source: "HDF5 File Format Specification Version 3.0", The HDF Group; sections are named
// as II.A and so on.
package hdf5

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
)

var le = binary.LittleEndian

const (
	signature = "\x89HDF\r\n\x1a\n"
	undefined = ^uint64(0)

	maxMessages = 4096    // of an object header
	maxBlock    = 1 << 24 // bytes of one block of metadata
	maxDepth    = 32      // of a B-tree, and of a path
	maxRank     = 32
)

// File is an open file. Its methods may be called from several goroutines.
type File struct {
	r          io.ReaderAt
	size       int64
	base       uint64
	offsetSize int // bytes of an address
	lengthSize int // bytes of a length
	root       uint64
}

// Open finds the superblock (II.A) of a file of size bytes. The error says what is wrong
// with the file, without its name.
func Open(r io.ReaderAt, size int64) (*File, error) {
	f := &File{r: r, size: size, offsetSize: 8, lengthSize: 8}
	for at := int64(0); at+8 <= size; at = max(512, 2*at) { // after a user block of 512, 1024, ...
		b, err := f.bytes(uint64(at), 8)
		if err != nil {
			return nil, err
		}
		if string(b) == signature {
			return f, f.superblock(uint64(at))
		}
	}
	return nil, errors.New("is no HDF5 file")
}

func (f *File) superblock(at uint64) error {
	b, err := f.bytes(at, 12)
	if err != nil {
		return err
	}
	v := b[8]
	next := at + 12
	switch v {
	case 0, 1:
		if b, err = f.bytes(at, 24); err != nil {
			return err
		}
		f.offsetSize, f.lengthSize = int(b[13]), int(b[14])
		next = at + 24 + 4*uint64(v)
	case 2, 3:
		f.offsetSize, f.lengthSize = int(b[9]), int(b[10])
	default:
		return fmt.Errorf("has an HDF5 superblock of version %d, want 0 to 3", v)
	}
	for _, n := range []int{f.offsetSize, f.lengthSize} {
		if n != 2 && n != 4 && n != 8 {
			return fmt.Errorf("is damaged: addresses of %d bytes", n)
		}
	}
	c := f.cursor(next, 6*8)
	f.base = c.address()
	c.address()    // free space, or the superblock's extension
	end := c.raw() // counted from the start of the file, not from the base
	if v < 2 {
		c.address() // driver information
		c.address() // name of the root group
	}
	f.root = c.address()
	if c.err != nil {
		return c.err
	}
	if f.base != at && f.base != 0 {
		return fmt.Errorf("is damaged: its base address is %d", f.base)
	}
	if end != undefined && end > uint64(f.size) {
		return fmt.Errorf("is cut short: it has %d bytes, want %d", f.size, end)
	}
	return nil
}

// bytes reads a block of metadata.
func (f *File) bytes(at uint64, n uint64) ([]byte, error) {
	if n > maxBlock {
		return nil, fmt.Errorf("is damaged: a block of %d bytes", n)
	}
	if at > uint64(f.size) || n > uint64(f.size)-at {
		return nil, fmt.Errorf("is cut short or damaged: it has %d bytes, want some at %d", f.size, at)
	}
	b := make([]byte, n)
	if _, err := f.r.ReadAt(b, int64(at)); err != nil {
		return nil, fmt.Errorf("cannot be read at byte %d: %w", at, err)
	}
	return b, nil
}

// cursor is a reader of up to n bytes at an address that keeps its first error.
func (f *File) cursor(at, n uint64) *cursor {
	if at < uint64(f.size) {
		n = min(n, uint64(f.size)-at)
	}
	b, err := f.bytes(at, n)
	return &cursor{f: f, b: b, err: err}
}

type cursor struct {
	f   *File
	b   []byte
	err error
}

func (c *cursor) take(n int) []byte {
	if c.err == nil && n > len(c.b) {
		c.err = errors.New("is cut short or damaged: a block ends too early")
	}
	if c.err != nil {
		return make([]byte, min(max(n, 0), 64))
	}
	out := c.b[:n]
	c.b = c.b[n:]
	return out
}

// number is an unsigned number of n bytes, 1 to 8; all ones read as undefined.
func (c *cursor) number(n int) uint64 {
	var v uint64
	ones := true
	for i, x := range c.take(n) {
		v |= uint64(x) << (8 * i)
		ones = ones && x == 0xff
	}
	if ones && n > 1 {
		return undefined
	}
	return v
}

func (c *cursor) byte() int       { return int(c.take(1)[0]) }
func (c *cursor) length() uint64  { return c.number(c.f.lengthSize) }
func (c *cursor) raw() uint64     { return c.number(c.f.offsetSize) }
func (c *cursor) address() uint64 { return c.f.absolute(c.raw()) }

// absolute turns an address of the file, which counts from its base, into a place.
func (f *File) absolute(a uint64) uint64 {
	if a == undefined || a+f.base < a {
		return undefined
	}
	return a + f.base
}

// message is one message of an object header (IV.A.2).
type message struct {
	kind int
	body []byte
}

// Kinds of messages.
const (
	dataspaceMessage    = 0x01
	linkInfoMessage     = 0x02
	datatypeMessage     = 0x03
	linkMessage         = 0x06
	layoutMessage       = 0x08
	filterMessage       = 0x0b
	continuationMessage = 0x10
	symbolTableMessage  = 0x11
)

// header reads all messages of an object header, of version 1 or 2.
func (f *File) header(at uint64) ([]message, error) {
	b, err := f.bytes(at, 16)
	if err != nil {
		return nil, err
	}
	var h headerReader
	h.f = f
	if string(b[:4]) == "OHDR" {
		return h.version2(at)
	}
	if b[0] != 1 {
		return nil, fmt.Errorf("is damaged: no object header at byte %d", at)
	}
	return h.blocks(at+16, uint64(le.Uint32(b[8:])), 1)
}

type headerReader struct {
	f        *File
	flags    int // of version 2
	messages []message
}

func (h *headerReader) version2(at uint64) ([]message, error) {
	c := h.f.cursor(at, 64)
	c.take(5)
	h.flags = c.byte()
	used := 6
	if h.flags&0x20 != 0 {
		c.take(16)
		used += 16
	}
	if h.flags&0x10 != 0 {
		c.take(4)
		used += 4
	}
	width := 1 << (h.flags & 3)
	size := c.number(width)
	if c.err != nil {
		return nil, c.err
	}
	return h.blocks(at+uint64(used+width), size, 2)
}

// blocks reads the messages of the first block and of those it goes on in.
func (h *headerReader) blocks(at, size uint64, version int) ([]message, error) {
	type block struct{ at, size uint64 }
	todo := []block{{at, size}}
	for k := 0; k < len(todo); k++ {
		if k > 64 {
			return nil, errors.New("is damaged: an object header in more than 64 pieces")
		}
		b, err := h.f.bytes(todo[k].at, todo[k].size)
		if err != nil {
			return nil, err
		}
		if version == 2 && k > 0 { // OCHK ... checksum
			if len(b) < 8 || string(b[:4]) != "OCHK" {
				return nil, errors.New("is damaged: an object header that does not go on")
			}
			b = b[4 : len(b)-4]
		}
		first := len(h.messages)
		if err := h.split(b, version); err != nil {
			return nil, err
		}
		for _, m := range h.messages[first:] {
			if m.kind == continuationMessage {
				c := cursor{f: h.f, b: m.body}
				next := block{c.address(), c.length()}
				if c.err != nil {
					return nil, c.err
				}
				todo = append(todo, next)
			}
		}
	}
	return h.messages, nil
}

func (h *headerReader) split(b []byte, version int) error {
	head := 8
	if version == 2 {
		head = 4
		if h.flags&4 != 0 {
			head = 6
		}
	}
	for len(b) >= head {
		m := message{kind: int(b[0])}
		size, flags := int(le.Uint16(b[1:])), b[3]
		if version == 1 {
			m.kind, size, flags = int(le.Uint16(b)), int(le.Uint16(b[2:])), b[4]
		}
		b = b[head:]
		if size > len(b) {
			return errors.New("is damaged: a message longer than its object header")
		}
		m.body, b = b[:size], b[size:]
		if flags&2 != 0 && m.kind != 0 {
			return errors.New("shares its description between objects, which this reader does not know")
		}
		if h.messages = append(h.messages, m); len(h.messages) > maxMessages {
			return fmt.Errorf("is damaged: an object header of more than %d messages", maxMessages)
		}
	}
	return nil
}

func find(messages []message, kind int) []byte {
	i := slices.IndexFunc(messages, func(m message) bool { return m.kind == kind })
	if i < 0 {
		return nil
	}
	return messages[i].body
}
