package dsl

import (
	goscanner "go/scanner"
	"go/token"
	"sort"
)

// trust is the Env of [ReadAlone].
func trust(f *File) Env {
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
	var list []string               // identifiers with commas between
	declared, group := false, false // the list stands behind var or const, or in their parentheses
	for before := token.SEMICOLON; ; {
		_, tok, name := s.Scan()
		declares := before == token.VAR || before == token.CONST
		switch tok {
		case token.EOF:
			return
		case token.IDENT:
			if before != token.COMMA {
				list, declared = nil, declares || group && (before == token.LPAREN || before == token.SEMICOLON)
			}
			list = append(list, name)
			t[name] = t[name] || declared
		case token.ASSIGN, token.DEFINE:
			for _, name := range list {
				t[name] = true
			}
		case token.LPAREN:
			group = group || declares
		case token.RPAREN:
			group = false
		}
		before = tok
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
	for name, ok := range t {
		if ok {
			out = append(out, name)
		}
	}
	sort.Strings(out)
	return out
}
