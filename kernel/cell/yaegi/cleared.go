package yaegi

import "unsafe"

// Values with a comma ok.
//
// Rule of Go: v, ok := m[k] gives v the zero value where m has no k, and v, ok := x.(T) where
// x holds no T.
// The interpreter: leaves v as it is, with what an earlier turn of a loop has put there.
// Here: v is made zero before. Nothing else has that variable, since package core gives
// such values to fresh ones.
// Pinned by testdata/programs/missing.go.

// cleared returns the guard that makes the first variable zero, nil if a node gives one
// value alone or the first goes to the blank variable.
func (l nodeLayout) cleared(n node) func(node, nodeCode) nodeCode {
	switch l.generatorName(n) {
	case "getIndexMap2", "typeAssertLong":
	default:
		return nil
	}
	to := l.children(l.pointer(n, l.anc))[0]
	if *(*string)(unsafe.Add(unsafe.Pointer(to), l.ident)) == "_" {
		return nil
	}
	return func(n node, code nodeCode) nodeCode {
		at := operand(to)
		return func(f frames) nodeCode {
			if v := at(f); v.CanSet() {
				v.SetZero()
			}
			return code(f)
		}
	}
}
