package text

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"strings"

	"github.com/andor-kernel/andor/dsl"
	"github.com/andor-kernel/andor/kernel/cell/names"
)

// Source is the text of one cell and how its positions are written. Positions inside
// syntax trees belong to the interpreter's file set under one file name, since yaegi ties
// imports to it; the cell's serial number travels in the line number instead.
type Source struct {
	Serial int    // grows with every cell of the session
	Name   string // "cell 3"
	Code   string
	// Magic gives the Go that a line stands for that is none, as %time does.
	Magic func(line string) (string, error)
}

// Parsed is a cell as syntax: what its text says before anything is known of the
// session.
type Parsed struct {
	Src   *Source
	Loose bool      // half-written code, only looked at
	Parts []Piece   // in order
	File  *dsl.File // its blocks
	// Reread are the names of packages whose files have changed: what uses them is checked
	// again.
	Reread map[string]bool
}

const (
	lineBits  = 20
	LineLimit = 1<<lineBits - 1
)

// line is the encoded line number of the cell's line n (from 1).
func (s *Source) line(n int) int { return s.Serial<<lineBits | min(n, LineLimit) }

// DecodeLine is the cell's serial and line of an encoded line number.
func DecodeLine(n int) (serial, line int) { return n >> lineBits, n & LineLimit }

// Place is a spot in a cell: line from 1, column in bytes from 1.
type Place struct {
	Src  *Source
	Line int
	Col  int
}

// At is the place of a byte offset.
func (s *Source) At(offset int) Place {
	offset = min(max(offset, 0), len(s.Code))
	before := s.Code[:offset]
	return Place{s, 1 + strings.Count(before, "\n"), offset - strings.LastIndexByte(before, '\n')}
}

const (
	stmtPrefix = "package main;func _(){"
	declPrefix = "package main;"
	stmtSuffix = "\n}"
)

// Piece is one item with its syntax trees.
type Piece struct {
	Item
	Imports []*ast.ImportSpec
	Decls   []ast.Decl
	Stmts   []ast.Stmt
}

// ParseItem reads code[it.start:it.end] and gives its positions the cell's lines.
func ParseItem(fset *token.FileSet, src *Source, it Item) (Piece, []Problem) {
	p := Piece{Item: it}
	if it.Kind == PackageItem {
		return p, nil
	}
	prefix, suffix := declPrefix, ""
	if it.Kind == StmtItem || it.Kind == VarItem || it.Kind == MagicItem {
		prefix, suffix = stmtPrefix, stmtSuffix
	}
	body := it.Text
	if it.Kind == MagicItem {
		var err error
		if body, err = src.Magic(src.Code[it.Start:it.End]); err != nil {
			return p, []Problem{{Place: src.At(it.Start), Text: err.Error()}}
		}
	}
	if body == "" {
		body = src.Code[it.Start:it.End]
	}
	text := prefix + body + suffix
	base := fset.Base()
	f, err := parser.ParseFile(fset, names.FileName, text, parser.SkipObjectResolution)
	if err != nil && it.Loose && f != nil && len(f.Decls) > 0 {
		err = nil
	}
	if err != nil {
		if file := fset.File(token.Pos(base)); file != nil {
			fset.RemoveFile(file)
		}
		return p, syntaxProblems(err, src, it, len(prefix))
	}
	relocate(fset.File(f.Pos()), src, it.Start, len(prefix))
	switch it.Kind {
	case StmtItem, VarItem, MagicItem:
		if d, ok := f.Decls[0].(*ast.FuncDecl); ok && d.Body != nil {
			p.Stmts = d.Body.List
		}
	case importItem:
		p.Imports = f.Imports
	default:
		p.Decls = f.Decls[:1]
	}
	return p, nil
}

// relocate tells the file where in the cell its text stands; lines after the first
// count on from there, and their columns are the cell's already.
func relocate(file *token.File, src *Source, start, prefix int) {
	at := src.At(start)
	file.AddLineColumnInfo(0, names.FileName, src.line(at.Line), 1)
	file.AddLineColumnInfo(prefix, names.FileName, src.line(at.Line), at.Col)
}

func syntaxProblems(err error, src *Source, it Item, prefix int) []Problem {
	var list scanner.ErrorList
	if !errors.As(err, &list) {
		return []Problem{{Place: src.At(it.Start), Text: err.Error()}}
	}
	var out []Problem
	seen := map[int]bool{}
	for _, e := range list {
		offset := it.Start + min(max(e.Pos.Offset-prefix, 0), it.End-it.Start)
		pl := src.At(offset)
		if seen[pl.Line] {
			continue // one finding a line: the rest follows from the first
		}
		seen[pl.Line] = true
		msg := e.Msg
		if e.Pos.Offset-prefix >= it.End-it.Start {
			msg = strings.NewReplacer("found '}'", "found the end", "found 'EOF'", "found the end", "found newline", "found the end").Replace(msg)
		}
		if msg == "illegal character U+00A0" {
			msg += " (a space that does not break, as web pages have it: use a plain one)"
		}
		out = append(out, Problem{Place: pl, Text: "syntax error: " + msg})
	}
	return out
}

// parseGo reads the Go text code[from:to]: all items, all syntax errors.
func parseGo(fset *token.FileSet, src *Source, from, to int) ([]Piece, []Problem) {
	return ParseItems(fset, src, SplitGo(src.Code, from, to))
}

func ParseItems(fset *token.FileSet, src *Source, items []Item) ([]Piece, []Problem) {
	var out []Piece
	var problems []Problem
	for i := 0; i < len(items); i++ {
		p, bad := ParseItem(fset, src, items[i])
		if len(bad) > 0 && items[i].Kind == StmtItem && i+1 < len(items) {
			// The cut may have gone through the header of a control statement.
			joined := items[i]
			joined.End, joined.Semicolon = items[i+1].End, items[i+1].Semicolon
			if q, worse := ParseItem(fset, src, joined); len(worse) == 0 {
				p, bad = q, nil
				i++
			}
		}
		if len(bad) > 0 && i == len(items)-1 && items[i].Kind == StmtItem {
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
func tuple(fset *token.FileSet, src *Source, it Item) (Piece, bool) {
	if strings.ContainsAny(src.Code[it.Start:it.End], "\n") {
		return Piece{}, false
	}
	it.Text = names.HostName + ".Values(" + src.Code[it.Start:it.End] + ")"
	p, bad := ParseItem(fset, src, it)
	return p, len(bad) == 0
}
