package hdf5

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Names lists what the root group holds, sorted.
func (f *File) Names() ([]string, error) {
	links, err := f.links(f.root)
	var names []string
	for name := range links {
		names = append(names, name)
	}
	slices.Sort(names)
	return names, err
}

// resolve finds the object header of a path: "ih", "/group/ih".
func (f *File) resolve(path string) (uint64, error) {
	at := f.root
	for depth, part := range strings.Split(strings.Trim(path, "/"), "/") {
		if depth >= maxDepth {
			return 0, fmt.Errorf("got a path of more than %d groups", maxDepth)
		}
		links, err := f.links(at)
		if err != nil {
			return 0, err
		}
		next, ok := links[part]
		if !ok {
			var have []string
			for name := range links {
				have = append(have, name)
			}
			slices.Sort(have)
			return 0, fmt.Errorf("has no dataset %q; it has %s", path, strings.Join(have[:min(8, len(have))], ", "))
		}
		at = next
	}
	return at, nil
}

// links reads a group: where the object header of each of its members is.
func (f *File) links(at uint64) (map[string]uint64, error) {
	messages, err := f.header(at)
	if err != nil {
		return nil, err
	}
	links := map[string]uint64{}
	if b := find(messages, symbolTableMessage); b != nil {
		c := cursor{f: f, b: b}
		tree, heap := c.address(), c.address()
		if c.err != nil {
			return nil, c.err
		}
		names, err := f.heap(heap)
		if err != nil {
			return nil, err
		}
		nodes := maxMessages
		return links, f.symbols(tree, names, links, 0, &nodes)
	}
	for _, m := range messages {
		if m.kind == linkMessage {
			name, where, err := f.link(m.body)
			if err != nil {
				return nil, err
			}
			if where != undefined {
				links[name] = where
			}
		}
	}
	if len(links) == 0 {
		if b := find(messages, linkInfoMessage); b != nil && f.dense(b) {
			return nil, errors.New("keeps the names of a group in a fractal heap, which this reader does not know; write it with libver='earliest'")
		}
	}
	return links, nil
}

// dense says whether a group's links are outside its object header (IV.A.2.c).
func (f *File) dense(b []byte) bool {
	c := cursor{f: f, b: b}
	c.byte()
	if c.byte()&1 != 0 {
		c.take(8)
	}
	return c.address() != undefined && c.err == nil
}

// link reads a link message (IV.A.2.g): a hard link's place, undefined for another.
func (f *File) link(b []byte) (name string, at uint64, err error) {
	c := cursor{f: f, b: b}
	c.byte()
	flags, kind := c.byte(), 0
	if flags&8 != 0 {
		kind = c.byte()
	}
	if flags&4 != 0 {
		c.take(8)
	}
	if flags&16 != 0 {
		c.byte()
	}
	size := c.number(1 << (flags & 3))
	if size > maxBlock {
		return "", 0, errors.New("is damaged: a link of an endless name")
	}
	name, at = string(c.take(int(size))), undefined
	if kind == 0 {
		at = c.address()
	}
	return name, at, c.err
}

// heap reads the names of a group (III.D).
func (f *File) heap(at uint64) ([]byte, error) {
	c := f.cursor(at, 64)
	if mark := string(c.take(4)); c.err == nil && mark != "HEAP" {
		return nil, errors.New("is damaged: a group without names")
	}
	c.take(4)
	size := c.length()
	c.length()
	data := c.address()
	if c.err != nil {
		return nil, c.err
	}
	return f.bytes(data, size)
}

// symbols adds the members below a node of a group's B-tree (III.A.1, III.B). nodes
// bounds how many may be looked at: a damaged tree may loop.
func (f *File) symbols(at uint64, names []byte, links map[string]uint64, depth int, nodes *int) error {
	if *nodes--; depth > maxDepth || *nodes < 0 {
		return errors.New("is damaged: the tree of a group loops")
	}
	c := f.cursor(at, 1<<16)
	switch mark := string(c.take(4)); {
	case c.err != nil:
		return c.err
	case mark == "TREE":
		kind, _, n := c.byte(), c.byte(), c.number(2)
		if c.err == nil && kind != 0 {
			return errors.New("is damaged: the tree of a group is none")
		}
		c.raw()
		c.raw()
		for i := uint64(0); i < n && c.err == nil; i++ {
			c.length() // key
			if child := c.address(); c.err == nil {
				if err := f.symbols(child, names, links, depth+1, nodes); err != nil {
					return err
				}
			}
		}
	case mark == "SNOD":
		c.take(2)
		for n := c.number(2); n > 0 && c.err == nil; n-- {
			name, header := c.raw(), c.address()
			kind := c.number(4)
			c.take(4 + 16)
			if c.err != nil || kind == 2 { // 2: a soft link
				continue
			}
			if name >= uint64(len(names)) {
				return errors.New("is damaged: a member of a group without a name")
			}
			text, _, _ := bytes.Cut(names[name:], []byte{0})
			links[string(text)] = header
		}
	default:
		return errors.New("is damaged: the tree of a group ends in nothing")
	}
	return c.err
}
