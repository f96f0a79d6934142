package dsl

import (
	goscanner "go/scanner"
	"go/token"
	"sort"
)

// Trust is an Env for checking a file without running it: the names that the Go between
// its blocks declares or assigns exist, without values, so that what depends on a value is
// not checked.
func Trust(f *File) Env {
	names := trusted{}
	for _, c := range f.Chunks {
		if c.Block == nil {
			names.collect(c.Text)
		}
	}
	return names
}

type trusted map[string]bool

// collect takes in what stands to the left of = and :=, and what var and const declare.
// It looks at tokens alone: Go that does not parse is reported when it runs.
func (t trusted) collect(text string) {
	var s goscanner.Scanner
	file := token.NewFileSet().AddFile("", -1, len(text))
	s.Init(file, []byte(text), func(token.Position, string) {}, 0)
	var list []string // identifiers with commas between, up to the token before
	comma, declares, group := false, false, false
	for {
		_, tok, lit := s.Scan()
		if tok == token.EOF {
			return
		}
		if tok == token.IDENT {
			if !comma {
				list = list[:0]
			}
			list = append(list, lit)
			if declares {
				t[lit] = true
			}
		}
		if tok == token.ASSIGN || tok == token.DEFINE {
			for _, name := range list {
				t[name] = true
			}
		}
		switch comma = tok == token.COMMA; {
		case tok == token.VAR || tok == token.CONST:
			declares = true
		case tok == token.LPAREN && declares:
			group = true
		case tok == token.SEMICOLON && group:
			declares = true
		case tok == token.RPAREN:
			group, declares = false, false
		case !comma:
			declares = false
		}
	}
}

// Net implements [Env]. A net of the Go is none of the blocks, so it is not known.
func (t trusted) Net(string) (*Net, bool) { return nil, false }

// Data implements [Env].
func (t trusted) Data(string) (*Data, bool) { return nil, false }

// Number implements [Env].
func (t trusted) Number(name string) (num, den int64, value float64, pending, ok bool) {
	return 0, 0, 0, t[name], t[name]
}

// Text implements [Texts].
func (t trusted) Text(name string) (value string, pending, ok bool) { return "", t[name], t[name] }

// Names implements [Env].
func (t trusted) Names() []string {
	var out []string
	for name := range t {
		out = append(out, name)
	}
	sort.Strings(out)
	return out
}
