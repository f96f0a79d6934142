// Package boxes holds the values of cells' types where compiled code meets them.
//
// Reflection does not know such types, so a value of one goes into a box with its type where
// it becomes an interface (boxes.go). A box prints (boxprint.go) and marshals (boxjson.go,
// jsonread.go, gob.go, template.go) as a value of its type does in compiled Go, and has the
// methods that compiled code looks for (asked.go, optional.go, flags.go). Values are also
// written for the notebook (format.go, bundle.go), and panics put into Go's words (panics.go).
// What package reflect sees of them is package mirror's; XML is package codec's.
//
//	r := boxes.NewRegistry(types, &mu)
//	id, _ := r.ID(t) // a number, by which lowered code names the type
package boxes
