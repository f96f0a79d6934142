package cell

import (
	"go/ast"
	"go/token"
	"strconv"
)

// lineTable hands out line counters. A counter is a variable of the interpreter that a
// func sets to the line it is about to run (about 20 ns); after a panic it tells where
// in the func it happened, which the interpreter itself does not know. Slots are used
// again when their func is gone.
type lineTable struct {
	slots []*lineSlot
	free  []int
}

// lineSlot is one counter and the extent of its func.
type lineSlot struct {
	value    *int // in the interpreter; nil until the cell that declares it starts
	serial   int
	from, to spot
	wrapped  bool // its body runs in a func literal of ours (lower_defer.go)
}

type spot struct{ line, col int }

func (a spot) before(b spot) bool { return a.line < b.line || a.line == b.line && a.col < b.col }

// lineVar is the interpreter's name of a line counter.
func lineVar(slot int) string { return "line" + mark + strconv.Itoa(slot) }

// take gives a counter to the func with a body.
func (t *lineTable) take(fset *token.FileSet, body *ast.BlockStmt, src *source) int {
	slot := len(t.slots)
	if n := len(t.free); n > 0 {
		slot = t.free[n-1]
		t.free = t.free[:n-1]
	} else {
		t.slots = append(t.slots, &lineSlot{})
	}
	from, to := fset.Position(body.Lbrace), fset.Position(body.Rbrace)
	s := t.slots[slot]
	s.serial, s.wrapped = src.serial, false
	_, line := decodeLine(from.Line)
	s.from = spot{line, from.Column}
	_, line = decodeLine(to.Line)
	s.to = spot{line, to.Column}
	if s.value != nil {
		*s.value = 0
	}
	return slot
}

// release returns counters whose funcs are gone, or so old that their lines may be lost.
func (t *lineTable) release(slots []int) {
	for _, s := range slots {
		t.slots[s].serial = -1
		t.free = append(t.free, s)
	}
}

// slot is the counter of the innermost func around a position of the interpreter, -1 if
// there is none.
func (t *lineTable) slot(serial int, where spot) int {
	best := -1
	for i, s := range t.slots {
		if s.serial != serial || s.value == nil || where.before(s.from) || s.to.before(where) {
			continue
		}
		if best < 0 || t.slots[best].from.before(s.from) {
			best = i
		}
	}
	return best
}

// line is where a counter last was, 0 if nowhere.
func (t *lineTable) line(slot int) int {
	if slot < 0 {
		return 0
	}
	s := t.slots[slot]
	serial, line := decodeLine(*s.value)
	if serial != s.serial {
		return 0 // a func that lost the counter to another still sets it
	}
	return line
}
