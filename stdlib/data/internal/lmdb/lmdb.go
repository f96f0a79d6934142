// Package lmdb reads a database file of LMDB (data.mdb), version 1 of the format, as
// 64-bit little-endian machines write it: the keys of the main database in their order,
// and the value of each. It only reads, takes no lock and maps nothing into memory, so a
// database that is written meanwhile may read as damaged.
//
// The format has no public description but its source, OpenLDAP's mdb.c: pages of one
// size; two meta pages, of which the one of the later transaction counts; a B+ tree
// whose leaves hold keys and either the value or the page where a long value begins.
package lmdb

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

const (
	magic      = 0xbeefc0de
	pageHeader = 16
	nodeHeader = 8
	noPage     = ^uint64(0)
	maxDepth   = 32 // of the tree; mdb.c's own bound
	maxValue   = 1 << 31

	branchPage   = 0x01
	leafPage     = 0x02
	overflowPage = 0x04

	bigNode = 0x01 // the value lies on pages of its own
	subNode = 0x02 // the value is a database
	dupNode = 0x04 // the value is a set of values
)

// DB is an open database. Its methods may be called from several goroutines.
type DB struct {
	r        io.ReaderAt
	size     int64
	page     int64
	root     uint64
	entries  uint64
	lastPage uint64
}

// Item is one key and where its value lies.
type Item struct {
	Key    string
	offset int64
	size   int64
}

// Size is the number of bytes of the value.
func (i Item) Size() int64 { return i.size }

// Open reads the meta pages of a database of size bytes. The error says what is wrong
// with the file, without its name.
func Open(r io.ReaderAt, size int64) (*DB, error) {
	first, err := readMeta(r, 0)
	if err != nil {
		return nil, err
	}
	best := first
	second, err := readMeta(r, first.page)
	if err == nil && second.txn > first.txn && second.page == first.page {
		best = second
	}
	db := &best.DB
	db.r, db.size = r, size
	if want := int64(db.lastPage+1) * db.page; db.lastPage >= 1<<40 || want > size {
		return nil, fmt.Errorf("is cut short: it has %d bytes, want %d", size, want)
	}
	return db, nil
}

type meta struct {
	DB
	txn uint64
}

// readMeta reads the meta page at an offset.
func readMeta(r io.ReaderAt, at int64) (meta, error) {
	var b [152]byte
	if _, err := r.ReadAt(b[:], at); err != nil {
		return meta{}, errors.New("is no LMDB database: it is too short")
	}
	le := binary.LittleEndian
	if got := le.Uint32(b[16:]); got != magic {
		return meta{}, fmt.Errorf("is no LMDB database: it has the mark %08x, want %08x", got, uint32(magic))
	}
	if v := le.Uint32(b[20:]); v != 1 {
		return meta{}, fmt.Errorf("is an LMDB database of version %d, want 1", v)
	}
	free, main := b[40:], b[88:]
	m := meta{txn: le.Uint64(b[144:])}
	m.page = int64(le.Uint32(free))
	if m.page < 256 || m.page > 1<<16 || m.page&(m.page-1) != 0 {
		return meta{}, fmt.Errorf("is damaged: pages of %d bytes", m.page)
	}
	if flags := le.Uint16(main[4:]); flags&0x04 != 0 {
		return meta{}, errors.New("holds several values a key, which this reader does not know")
	}
	m.entries, m.root, m.lastPage = le.Uint64(main[32:]), le.Uint64(main[40:]), le.Uint64(b[136:])
	return m, nil
}

// Len is the number of keys the database says it has.
func (db *DB) Len() int {
	return int(min(db.entries, 1<<40))
}

// Scan lists the first limit keys in their order, all of them if limit is 0. A page that
// makes no sense ends it with an error beside what was read before.
func (db *DB) Scan(limit int) ([]Item, error) {
	if db.root == noPage {
		return nil, nil
	}
	s := scanner{db: db, limit: limit, pages: uint64(db.size/db.page) + 1}
	err := s.walk(db.root, 0)
	if err == nil && (limit == 0 || len(s.items) < limit) && uint64(len(s.items)) != db.entries {
		err = fmt.Errorf("is damaged: it holds %d keys and says it has %d", len(s.items), db.entries)
	}
	return s.items, err
}

// Read is the value of an item.
func (db *DB) Read(i Item) ([]byte, error) {
	if i.size > db.size-i.offset {
		return nil, errors.New("reaches beyond the end of the database")
	}
	b := make([]byte, i.size)
	if _, err := db.r.ReadAt(b, i.offset); err != nil {
		return nil, err
	}
	return b, nil
}

type scanner struct {
	db    *DB
	limit int
	pages uint64 // that may still be visited: a damaged tree may loop
	items []Item
}

func (s *scanner) full() bool { return s.limit > 0 && len(s.items) >= s.limit }

// walk adds the keys below a page, in order.
func (s *scanner) walk(no uint64, depth int) error {
	if depth >= maxDepth || s.pages == 0 {
		return fmt.Errorf("is damaged: its tree is deeper than %d levels or loops", maxDepth)
	}
	s.pages--
	b, flags, err := s.load(no)
	if err != nil {
		return err
	}
	le := binary.LittleEndian
	n := (int(le.Uint16(b[12:])) - pageHeader) / 2
	for k := 0; k < n && !s.full(); k++ {
		node := b[min(int(le.Uint16(b[pageHeader+2*k:])), len(b)):]
		if len(node) < nodeHeader || len(node) < nodeHeader+int(le.Uint16(node[6:])) {
			return fmt.Errorf("is damaged: page %d, entry %d reaches beyond the page", no, k)
		}
		low, nodeFlags, keySize := uint64(le.Uint32(node)), le.Uint16(node[4:]), int(le.Uint16(node[6:]))
		if flags&branchPage != 0 {
			if err := s.walk(low|uint64(nodeFlags)<<32, depth+1); err != nil {
				return err
			}
			continue
		}
		item := Item{Key: string(node[nodeHeader : nodeHeader+keySize]), size: int64(low)}
		switch {
		case nodeFlags&(subNode|dupNode) != 0:
			return fmt.Errorf("holds a database inside the database, %q, which this reader does not know", item.Key)
		case low > maxValue:
			return fmt.Errorf("is damaged: the value of key %q has %d bytes", item.Key, low)
		case nodeFlags&bigNode != 0:
			if len(node) < nodeHeader+keySize+8 {
				return fmt.Errorf("is damaged: page %d, entry %d reaches beyond the page", no, k)
			}
			at := le.Uint64(node[nodeHeader+keySize:])
			if at < 2 || at > s.db.lastPage {
				return fmt.Errorf("is damaged: the value of key %q is on page %d, want 2 to %d", item.Key, at, s.db.lastPage)
			}
			item.offset = int64(at)*s.db.page + pageHeader
		default:
			if len(node) < nodeHeader+keySize+int(low) {
				return fmt.Errorf("is damaged: page %d, entry %d reaches beyond the page", no, k)
			}
			item.offset = int64(no)*s.db.page + s.db.page - int64(len(node)) + nodeHeader + int64(keySize)
		}
		s.items = append(s.items, item)
	}
	return nil
}

// load reads a page of the tree and checks its header.
func (s *scanner) load(no uint64) (b []byte, flags uint16, err error) {
	if no < 2 || no > s.db.lastPage {
		return nil, 0, fmt.Errorf("is damaged: its tree leads to page %d, want 2 to %d", no, s.db.lastPage)
	}
	b = make([]byte, s.db.page)
	if _, err := s.db.r.ReadAt(b, int64(no)*s.db.page); err != nil {
		return nil, 0, fmt.Errorf("cannot be read at page %d: %w", no, err)
	}
	le := binary.LittleEndian
	flags = le.Uint16(b[10:])
	lower := int(le.Uint16(b[12:]))
	if kind := flags & (branchPage | leafPage | overflowPage); le.Uint64(b) != no || kind != branchPage && kind != leafPage || lower < pageHeader || lower > len(b) {
		return nil, 0, fmt.Errorf("is damaged: page %d is no page of its tree", no)
	}
	return b, flags, nil
}
