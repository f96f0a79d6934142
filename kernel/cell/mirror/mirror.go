// Package mirror is reflection on the types and values of cells.
//
// The interpreter's types have neither names nor methods, and export all fields. So what a
// cell asks package reflect goes through this package: a reflect.Type of a cell's type is
// one of ours (type.go), and a reflect.Value, which is a struct that we cannot replace,
// carries a mark of its type (mark.go) by which its methods answer (value.go).
package mirror

import "github.com/andor-kernel/andor/kernel/cell/boxes"

// Mirror answers for the types of one session's cells.
type Mirror struct {
	boxes     *boxes.Registry
	reflected reflected
	marks     marks
}

// New makes a Mirror of the types of a Registry.
func New(b *boxes.Registry) *Mirror { return &Mirror{boxes: b} }
