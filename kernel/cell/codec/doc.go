// Package codec reads and writes values of cells' types as encoding/xml, encoding/binary and
// encoding/asn1 would if reflection knew the types.
//
// XML goes through mirrors (mirror.go), which are written (write.go) and read (read.go) by
// package xml itself. The others need only names (binary.go).
//
//	c := codec.New(registry)
//	text, err := c.Marshal(x) // x as lowered code gives it: in a box
package codec

import (
	"go/types"
	"reflect"

	"github.com/andor-kernel/andor/kernel/cell/boxes"
)

// Codec knows the types of one session's cells.
type Codec struct{ boxes *boxes.Registry }

// New makes a Codec of the types of a Registry.
func New(b *boxes.Registry) *Codec { return &Codec{b} }

// named is a reflected type under the name that the user knows.
type named struct {
	reflect.Type
	name string
}

func (n named) String() string { return n.name }

// box is a value of a cell's type, with the type.
type box struct {
	t types.Type
	v any
}

func unbox(x any) (b box, ok bool) {
	b.t, b.v, ok = boxes.Open(x)
	return b, ok
}
