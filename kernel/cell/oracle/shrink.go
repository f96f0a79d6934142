package main

import (
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/andor-kernel/andor/kernel/cell/oracle/randgo"
)

// tries is how many smaller programs are compiled at once.
const tries = 24

// shrink takes statements and declarations out of a program as long as it still differs,
// and as long as there is time.
func (c *comparison) shrink(f finding, until time.Time) (finding, error) {
	small := *c
	small.limit = time.Second // what goes on for ever is no smaller program
	for {
		before := f.program
		for at := 0; ; {
			next, to, err := small.smaller(f, at, until)
			if err != nil {
				return f, err
			}
			if next == nil {
				break
			}
			f, at = *next, to
		}
		if f.program == before || time.Now().After(until) {
			return f, nil
		}
	}
}

// smaller finds a program with something taken out that still differs, among the candidates
// from a number on. It returns nil if there is none, or else where to go on.
func (c *comparison) smaller(f finding, at int, until time.Time) (*finding, int, error) {
	all := candidates(f.program)
	for at < len(all) && time.Now().Before(until) {
		var some []*randgo.Program
		from := at
		for ; at < len(all) && len(some) < tries; at++ {
			q := renamed(all[at], fmt.Sprintf("_q%dz", len(some)))
			if size(q) < size(f.program) && checks(q) {
				some = append(some, q)
			}
		}
		if len(some) == 0 {
			continue
		}
		found, err := c.run(some)
		if err != nil {
			return nil, 0, err
		}
		if len(found) > 0 {
			least := slices.MinFunc(found, func(a, b finding) int { return size(a.program) - size(b.program) })
			return &least, from, nil
		}
	}
	return nil, 0, nil
}

// size is how long a program is, whatever the length of its suffix.
func size(p *randgo.Program) int {
	all := strings.Join(p.Decls, "") + strings.Join(p.Body, "")
	return len(all) - strings.Count(all, p.Suffix)*len(p.Suffix)
}

// renamed is the program with another suffix.
func renamed(p *randgo.Program, suffix string) *randgo.Program {
	q := &randgo.Program{Seed: p.Seed, Suffix: suffix}
	for _, d := range p.Decls {
		q.Decls = append(q.Decls, strings.ReplaceAll(d, p.Suffix, suffix))
	}
	for _, s := range p.Body {
		q.Body = append(q.Body, strings.ReplaceAll(s, p.Suffix, suffix))
	}
	return q
}

// candidates are programs with something taken out, the largest parts first.
func candidates(p *randgo.Program) []*randgo.Program {
	var all []*randgo.Program
	with := func(decls, body []string) {
		all = append(all, &randgo.Program{Seed: p.Seed, Suffix: p.Suffix, Decls: decls, Body: body})
	}
	for n := len(p.Body) / 2; n > 0; n /= 2 {
		for i := 0; i < len(p.Body); i += n {
			with(p.Decls, slices.Concat(p.Body[:i], p.Body[min(i+n, len(p.Body)):]))
		}
	}
	for i := range p.Decls {
		with(slices.Concat(p.Decls[:i], p.Decls[i+1:]), p.Body)
	}
	for i, s := range p.Body {
		for _, less := range without("package p\nfunc _() {\n", s, "\n}") {
			with(p.Decls, slices.Concat(p.Body[:i], []string{less}, p.Body[i+1:]))
		}
	}
	for i, d := range p.Decls {
		for _, less := range without("package p\n", d, "\n") {
			with(slices.Concat(p.Decls[:i], []string{less}, p.Decls[i+1:]), p.Body)
		}
	}
	return all
}

// without are the texts that are left of one when a statement, a field or a method of it is
// taken out, or a block is replaced by what is in it.
func without(head, text, foot string) []string {
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "", head+text+foot, 0)
	if err != nil {
		return nil
	}
	at := func(p token.Pos) int { return fset.Position(p).Offset - len(head) }
	var all []string
	replace := func(from, to int, by string) {
		if from >= 0 && to <= len(text) && from < to {
			all = append(all, text[:from]+by+text[to:])
		}
	}
	cut := func(list []ast.Stmt) {
		if len(list) > 3 {
			half := len(list) / 2
			replace(at(list[0].Pos()), at(list[half].Pos()), "")
			replace(at(list[half].Pos()), at(list[len(list)-1].End()), "")
		}
		for _, s := range list {
			replace(at(s.Pos()), at(s.End()), "")
		}
	}
	inside := func(n ast.Node, b *ast.BlockStmt) {
		if b != nil && len(b.List) > 0 {
			replace(at(n.Pos()), at(n.End()), text[max(0, at(b.Lbrace)+1):at(b.Rbrace)])
		}
	}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BlockStmt:
			cut(n.List)
		case *ast.CaseClause:
			cut(n.Body)
		case *ast.CommClause:
			cut(n.Body)
		case *ast.ForStmt:
			inside(n, n.Body)
		case *ast.RangeStmt:
			inside(n, n.Body)
		case *ast.IfStmt:
			inside(n, n.Body)
			if n.Else != nil {
				replace(at(n.Body.End()), at(n.Else.End()), "")
			}
		case *ast.AssignStmt:
			for i := range n.Lhs { // one of several
				if len(n.Lhs) == len(n.Rhs) && len(n.Lhs) > 1 {
					var l, r []string
					for j := range n.Lhs {
						if j != i {
							l = append(l, text[at(n.Lhs[j].Pos()):at(n.Lhs[j].End())])
							r = append(r, text[at(n.Rhs[j].Pos()):at(n.Rhs[j].End())])
						}
					}
					replace(at(n.Pos()), at(n.End()), strings.Join(l, ", ")+" "+n.Tok.String()+" "+strings.Join(r, ", "))
				}
			}
		case *ast.CallExpr:
			for _, a := range n.Args { // an argument in the place of its call
				replace(at(n.Pos()), at(n.End()), text[max(0, at(a.Pos())):at(a.End())])
			}
			if len(n.Args) > 1 {
				last := n.Args[len(n.Args)-1]
				replace(at(n.Args[len(n.Args)-2].End()), at(last.End()), "")
			}
		case *ast.BinaryExpr:
			replace(at(n.Pos()), at(n.End()), text[max(0, at(n.X.Pos())):at(n.X.End())])
			replace(at(n.Pos()), at(n.End()), text[max(0, at(n.Y.Pos())):at(n.Y.End())])
		}
		return true
	})
	return all
}

// std imports the packages of programs; it is for one goroutine at a time.
var std = sync.OnceValues(func() (types.Importer, *token.FileSet) {
	fset := token.NewFileSet()
	return importer.ForCompiler(fset, "source", nil), fset
})

// checks reports whether a program is right Go.
func checks(p *randgo.Program) bool {
	importer, fset := std()
	f, err := parser.ParseFile(fset, "", p.Source("main"), 0)
	if err != nil {
		return false
	}
	c := types.Config{Importer: importer}
	_, err = c.Check("main", fset, []*ast.File{f}, nil)
	return err == nil
}
