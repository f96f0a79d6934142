package dsl

import (
	"strconv"
	"strings"
)

// File is a parsed cell: an ordered list of Go text and blocks.
type File struct {
	Source Source
	Chunks []Chunk

	lines *lines
}

// Chunk is either a run of Go lines (Block == nil) or one block. Text is the exact
// source text of the chunk; Pos its first byte. The chunks' texts concatenate to the
// source's text.
type Chunk struct {
	Pos   Pos
	Text  string
	Block *Block
}

// Block is the syntax tree of one block. Its names and places are open to the caller;
// the tree itself is for Check and Format.
type Block struct {
	Kind string // "net", "data", "train" or "let"
	Name string // empty if it is missing
	Pos  Pos    // of the word that begins it
	End  Pos    // just past its last character
	// Broken says that the block has mistakes of syntax: Parse has reported them, what
	// remains of it is checked, but it does not make a declaration.
	Broken bool

	word, name span
	stages     []*stage    // net
	group      *fieldGroup // data, train
	value      *expr       // let
	comments   []comment
	closing    int // line index of the closing brace
	close      span
}

// comment is a line comment with its slashes.
type comment struct {
	text string
	line int  // index of its line in the source
	own  bool // nothing else stands on its line
}

// name is an identifier and where it stands.
type name struct {
	text string
	span
}

// stage is one line of a net block. The topk is the last of ops if it is there.
type stage struct {
	name   name
	ops    []*op
	line   int
	broken bool // a mistake of syntax: its shape is not known
}

// op is one layer, or topk.
type op struct {
	word   name
	args   []*arg
	parens bool // it has a parenthesis, if only an empty one
	span
}

type arg struct {
	label *name // nil unless "label: value"
	value *value
	span
}

// valueKind says which field of a value is set.
type valueKind uint8

const (
	exprValue valueKind = iota
	shapeValue
	stringValue
	rangeValue
	callValue  // celeba("DIR")
	groupValue // { steps 10 }
)

func (k valueKind) String() string {
	return [...]string{"a number", "a shape", "a string", "a range", "a loader", "a group in braces"}[k]
}

type value struct {
	kind   valueKind
	expr   *expr // exprValue; the first of rangeValue; of callValue a name in place of text, or nil
	last   *expr // rangeValue
	text   string
	sides  []int // shapeValue
	doubt  bool  // the scanner has reported it, see lexeme
	loader name  // callValue; its argument is text
	group  *fieldGroup
	span
}

// fieldGroup is the inside of a pair of braces.
type fieldGroup struct {
	path   string // "train", "train.langevin"
	fields []*field
	span
	open, close int // line indices of the braces
}

type field struct {
	name  name
	value *value // nil if it is missing or malformed
	line  int
}

// expr is an arithmetic expression. op is '0' for a number, 'a' for a name, '(' for a
// parenthesis, '~' for a minus sign in front, else one of + - * /.
type expr struct {
	op   byte
	text string // number or name
	l, r *expr
	span
}

// names calls f with every name in e.
func (e *expr) names(f func(*expr)) {
	if e == nil {
		return
	}
	if e.op == 'a' {
		f(e)
	}
	e.l.names(f)
	e.r.names(f)
}

// String is the expression in canonical spacing: 8*8/4, -(a+1).
func (e *expr) String() string {
	switch e.op {
	case '0', 'a':
		return e.text
	case '(':
		return "(" + e.l.String() + ")"
	case '~':
		return "-" + e.l.String()
	}
	return e.l.String() + string(e.op) + e.r.String()
}

// String is the layer in canonical spacing: topk(8, per: position).
func (o *op) String() string {
	if !o.parens || len(o.args) == 0 {
		return o.word.text
	}
	parts := make([]string, len(o.args))
	for i, a := range o.args {
		if a.label != nil {
			parts[i] = a.label.text + ": "
		}
		parts[i] += a.value.String()
	}
	return o.word.text + "(" + strings.Join(parts, ", ") + ")"
}

// String is the value in canonical spacing; a group is given as "{…}".
func (v *value) String() string {
	switch v.kind {
	case shapeValue:
		return v.text
	case stringValue:
		return strconv.Quote(v.text)
	case rangeValue:
		return v.expr.String() + ".." + v.last.String()
	case callValue:
		return v.loader.text + "(" + v.argument() + ")"
	case groupValue:
		return "{…}"
	}
	return v.expr.String()
}

// argument is what stands between the parentheses of a callValue.
func (v *value) argument() string {
	if v.expr != nil {
		return v.expr.String()
	}
	return strconv.Quote(v.text)
}
