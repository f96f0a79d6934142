package cell

import (
	"regexp"
	"slices"

	"github.com/andor-kernel/andor/dsl"
	"github.com/andor-kernel/andor/kernel/cell/text"
)

// ownGo takes from the problems of a cell's Go those at the places of its blocks: the Go
// there is of our making, and what is wrong with it is the block's mistake. Where the
// language has found it already the problem is dropped, else it becomes a finding.
func (p *reading) ownGo(problems []text.Problem, found dsl.Diagnostics) ([]text.Problem, dsl.Diagnostics) {
	if p.File == nil {
		return problems, found
	}
	told := map[int]bool{} // chunks with a finding
	for _, d := range found {
		if chunk, ok := p.chunkAt(d.Pos.Line); ok {
			told[chunk] = true
		}
	}
	own := problems[:0]
	for _, q := range problems {
		chunk, ok := p.chunkAt(q.Line)
		if !ok || q.Src != p.Src {
			own = append(own, q)
			continue
		}
		if told[chunk] {
			continue
		}
		told[chunk] = true
		if m := unfit.FindStringSubmatch(q.Text); m != nil {
			found = append(found, dsl.UnfitInGo(p.File, chunk, m[1]+m[3], m[2]))
		} else {
			found = append(found, dsl.DeclaredInGo(p.File, chunk))
		}
	}
	found.Sort()
	return own, found
}

// unfit is what go/types says of the names in the call that a train block becomes.
var unfit = regexp.MustCompile(`^(?:cannot use (\pL[\pL\pN_]*) \(.* of (?:struct |interface )?type (.+)\) as |undefined: (\pL[\pL\pN_]*)$)`)

// unspoilt takes from the problems of syntax those that follow from a malformed block: in
// the Go that it stands in or that goes on behind it.
func (p *reading) unspoilt(problems []text.Problem, found dsl.Diagnostics) []text.Problem {
	spoilt := func(q text.Problem) bool {
		for _, d := range found {
			if !d.SpoilsGo() || q.Line < d.Pos.Line {
				continue
			}
			from, to := p.goFrom(d.Pos.Line)
			if q.Line >= from && q.Line <= to {
				return true
			}
		}
		return false
	}
	return slices.DeleteFunc(problems, spoilt)
}

// goFrom are the lines of Go that a line stands in or, if it is a block's, of those behind
// the block, 0 and 0 if there are none.
func (p *reading) goFrom(line int) (from, to int) {
	for i, c := range p.File.Chunks {
		last := p.Src.At(len(p.Src.Code)).Line
		if i+1 < len(p.File.Chunks) {
			last = p.File.Chunks[i+1].Pos.Line - 1
		}
		if c.Block == nil && last >= line {
			return c.Pos.Line, last
		}
	}
	return 0, 0
}

// chunkAt is the block that covers a line of the cell.
func (p *reading) chunkAt(line int) (chunk int, ok bool) {
	for i, c := range p.File.Chunks {
		if b := c.Block; b != nil && line >= b.Pos.Line && line <= b.End.Line {
			return i, true
		}
	}
	return 0, false
}
