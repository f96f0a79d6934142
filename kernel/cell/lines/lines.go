package lines

import (
	"go/ast"
	"go/token"
	"strconv"

	"github.com/andor-kernel/andor/kernel/cell/names"
	"github.com/andor-kernel/andor/kernel/cell/text"
)

// Table hands out line counters. A counter is a variable of the interpreter that a
// func sets to the line it is about to run (about 20 ns); after a panic it tells where
// in the func it happened, which the interpreter itself does not know. Slots are used
// again when their func is gone.
type Table struct {
	Slots []*Counter
	free  []int
}

// Counter is one counter and the extent of its func.
type Counter struct {
	Value    *int // in the interpreter; nil until the cell that declares it starts
	serial   int
	from, to Spot
	Wrapped  bool // its body runs in a func literal of ours (lower/defer.go)
}

// Spot is a place in a cell.
type Spot struct{ Line, Col int }

func (a Spot) before(b Spot) bool { return a.Line < b.Line || a.Line == b.Line && a.Col < b.Col }

// Var is the interpreter's name of a line counter.
func Var(slot int) string { return "line" + names.Mark + strconv.Itoa(slot) }

// Take gives a counter to the func with a body.
func (t *Table) Take(fset *token.FileSet, body *ast.BlockStmt, src *text.Source) int {
	slot := len(t.Slots)
	if n := len(t.free); n > 0 {
		slot = t.free[n-1]
		t.free = t.free[:n-1]
	} else {
		t.Slots = append(t.Slots, &Counter{})
	}
	from, to := fset.Position(body.Lbrace), fset.Position(body.Rbrace)
	s := t.Slots[slot]
	s.serial, s.Wrapped = src.Serial, false
	_, line := text.DecodeLine(from.Line)
	s.from = Spot{line, from.Column}
	_, line = text.DecodeLine(to.Line)
	s.to = Spot{line, to.Column}
	if s.Value != nil {
		*s.Value = 0
	}
	return slot
}

// Whole makes the counter that of a whole cell.
func (c *Counter) Whole() { c.from, c.to = Spot{0, 0}, Spot{text.LineLimit, 0} }

// Release returns counters whose funcs are gone, or so old that their lines may be lost.
func (t *Table) Release(slots []int) {
	for _, s := range slots {
		t.Slots[s].serial = -1
		t.free = append(t.free, s)
	}
}

// Slot is the counter of the innermost func around a position of the interpreter, -1 if
// there is none.
func (t *Table) Slot(serial int, where Spot) int {
	best := -1
	for i, s := range t.Slots {
		if s.serial != serial || s.Value == nil || where.before(s.from) || s.to.before(where) {
			continue
		}
		if best < 0 || t.Slots[best].from.before(s.from) {
			best = i
		}
	}
	return best
}

// Line is where a counter last was, 0 if nowhere.
func (t *Table) Line(slot int) int {
	if slot < 0 {
		return 0
	}
	s := t.Slots[slot]
	serial, line := text.DecodeLine(*s.Value)
	if serial != s.serial {
		return 0 // a func that lost the counter to another still sets it
	}
	return line
}
