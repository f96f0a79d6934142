package cell

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"strings"

	"github.com/andor-kernel/andor/dsl"
)

// source is the text of one cell and how its positions are written. Positions inside
// syntax trees belong to the interpreter's file set under one file name, since yaegi ties
// imports to it; the cell's serial number travels in the line number instead.
type source struct {
	serial int    // grows with every cell of the session
	name   string // "cell 3"
	code   string
	// magic gives the Go that a line stands for that is none, as %time does.
	magic func(line string) (string, error)
}

// parsedCell is a cell as syntax: what its text says before anything is known of the
// session.
type parsedCell struct {
	src   *source
	loose bool      // half-written code, only looked at
	parts []piece   // in order
	file  *dsl.File // its blocks
}

const (
	lineBits  = 20
	lineLimit = 1<<lineBits - 1
)

// line is the encoded line number of the cell's line n (from 1).
func (s *source) line(n int) int { return s.serial<<lineBits | min(n, lineLimit) }

// decodeLine is the cell's serial and line of an encoded line number.
func decodeLine(n int) (serial, line int) { return n >> lineBits, n & lineLimit }

// place is a spot in a cell: line from 1, column in bytes from 1.
type place struct {
	src  *source
	line int
	col  int
}

// at is the place of a byte offset.
func (s *source) at(offset int) place {
	offset = min(max(offset, 0), len(s.code))
	before := s.code[:offset]
	return place{s, 1 + strings.Count(before, "\n"), offset - strings.LastIndexByte(before, '\n')}
}

const (
	stmtPrefix = "package main;func _(){"
	declPrefix = "package main;"
	stmtSuffix = "\n}"
)

// piece is one item with its syntax trees.
type piece struct {
	item
	imports []*ast.ImportSpec
	decls   []ast.Decl
	stmts   []ast.Stmt
}

// parseItem reads code[it.start:it.end] and gives its positions the cell's lines.
func parseItem(fset *token.FileSet, src *source, it item) (piece, []problem) {
	p := piece{item: it}
	if it.kind == packageItem {
		return p, nil
	}
	prefix, suffix := declPrefix, ""
	if it.kind == stmtItem || it.kind == varItem || it.kind == magicItem {
		prefix, suffix = stmtPrefix, stmtSuffix
	}
	body := it.text
	if it.kind == magicItem {
		var err error
		if body, err = src.magic(src.code[it.start:it.end]); err != nil {
			return p, []problem{{place: src.at(it.start), text: err.Error()}}
		}
	}
	if body == "" {
		body = src.code[it.start:it.end]
	}
	text := prefix + body + suffix
	base := fset.Base()
	f, err := parser.ParseFile(fset, fileName, text, parser.SkipObjectResolution)
	if err != nil && it.loose && f != nil && len(f.Decls) > 0 {
		err = nil
	}
	if err != nil {
		if file := fset.File(token.Pos(base)); file != nil {
			fset.RemoveFile(file)
		}
		return p, syntaxProblems(err, src, it, len(prefix))
	}
	relocate(fset.File(f.Pos()), src, it.start, len(prefix))
	switch it.kind {
	case stmtItem, varItem, magicItem:
		if d, ok := f.Decls[0].(*ast.FuncDecl); ok && d.Body != nil {
			p.stmts = d.Body.List
		}
	case importItem:
		p.imports = f.Imports
	default:
		p.decls = f.Decls[:1]
	}
	return p, nil
}

// relocate tells the file where in the cell its text stands; lines after the first
// count on from there, and their columns are the cell's already.
func relocate(file *token.File, src *source, start, prefix int) {
	at := src.at(start)
	file.AddLineColumnInfo(0, fileName, src.line(at.line), 1)
	file.AddLineColumnInfo(prefix, fileName, src.line(at.line), at.col)
}

func syntaxProblems(err error, src *source, it item, prefix int) []problem {
	var list scanner.ErrorList
	if !errors.As(err, &list) {
		return []problem{{place: src.at(it.start), text: err.Error()}}
	}
	var out []problem
	seen := map[int]bool{}
	for _, e := range list {
		offset := it.start + min(max(e.Pos.Offset-prefix, 0), it.end-it.start)
		pl := src.at(offset)
		if seen[pl.line] {
			continue // one finding a line: the rest follows from the first
		}
		seen[pl.line] = true
		msg := e.Msg
		if e.Pos.Offset-prefix >= it.end-it.start {
			msg = strings.NewReplacer("found '}'", "found the end", "found 'EOF'", "found the end", "found newline", "found the end").Replace(msg)
		}
		if msg == "illegal character U+00A0" {
			msg += " (a space that does not break, as web pages have it: use a plain one)"
		}
		out = append(out, problem{place: pl, text: "syntax error: " + msg})
	}
	return out
}

// parseGo reads the Go text code[from:to]: all items, all syntax errors.
func parseGo(fset *token.FileSet, src *source, from, to int) ([]piece, []problem) {
	return parseItems(fset, src, splitGo(src.code, from, to))
}

func parseItems(fset *token.FileSet, src *source, items []item) ([]piece, []problem) {
	var out []piece
	var problems []problem
	for i := 0; i < len(items); i++ {
		p, bad := parseItem(fset, src, items[i])
		if len(bad) > 0 && items[i].kind == stmtItem && i+1 < len(items) {
			// The cut may have gone through the header of a control statement.
			joined := items[i]
			joined.end, joined.semicolon = items[i+1].end, items[i+1].semicolon
			if q, worse := parseItem(fset, src, joined); len(worse) == 0 {
				p, bad = q, nil
				i++
			}
		}
		if len(bad) > 0 && i == len(items)-1 && items[i].kind == stmtItem {
			if q, ok := tuple(fset, src, items[i]); ok {
				p, bad = q, nil
			}
		}
		problems = append(problems, bad...)
		out = append(out, p)
	}
	return out, problems
}

// tuple reads `a, b` at the end of a cell: several values to show. It becomes the
// arguments of a call, which the display takes apart again.
func tuple(fset *token.FileSet, src *source, it item) (piece, bool) {
	if strings.ContainsAny(src.code[it.start:it.end], "\n") {
		return piece{}, false
	}
	it.text = hostName + ".Values(" + src.code[it.start:it.end] + ")"
	p, bad := parseItem(fset, src, it)
	return p, len(bad) == 0
}
