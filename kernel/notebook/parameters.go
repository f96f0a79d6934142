package notebook

import (
	"fmt"
	"go/token"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Parameter is a value for a name that a notebook's parameters cell declares.
type Parameter struct{ Name, Value string }

// ParseParameter reads "name=value".
func ParseParameter(s string) (Parameter, error) {
	name, value, ok := strings.Cut(s, "=")
	if name = strings.TrimSpace(name); !ok || !token.IsIdentifier(name) {
		return Parameter{}, fmt.Errorf("parameter: got %q, want name=value with a Go name", s)
	}
	return Parameter{name, value}, nil
}

// Tags of papermill, whose rules Inject follows.
const (
	parametersTag = "parameters"
	injectedTag   = "injected-parameters"
)

// Inject puts a cell with the values behind the first cell tagged "parameters", or at the
// top if there is none; a cell that an earlier run has injected is replaced. unknown lists
// the names that the parameters cell does not declare: they are declared by the new cell.
//
// A value is a number or a bool where it reads as one, else a string; where the parameters
// cell gives a string, it is always one. Names keep the form of their declaration: a
// variable is assigned, so it keeps its type; a constant or let is declared again.
func (nb *Notebook) Inject(params []Parameter) (unknown []string) {
	if len(params) == 0 {
		return nil
	}
	nb.Cells = slices.DeleteFunc(nb.Cells, func(c Cell) bool { return c.Kind == Code && c.Tagged(injectedTag) })
	at, declared := 0, map[string]declaration{}
	for i := range nb.Cells {
		if c := &nb.Cells[i]; c.Kind == Code && c.Tagged(parametersTag) {
			at, declared = i+1, declarations(c.Source)
			break
		}
	}
	source := "// Parameters\n"
	for _, p := range params {
		d, ok := declared[p.Name]
		if !ok {
			unknown = append(unknown, p.Name)
		}
		source += d.form(p.Name) + literal(p.Value, d.text) + "\n"
	}
	nb.Cells = slices.Insert(nb.Cells, at, NewCell(strings.TrimSuffix(source, "\n"), injectedTag))
	return unknown
}

// declaration is how a parameters cell introduces a name.
type declaration struct {
	word string // var, const or let; "" for unknown names
	typ  string // a constant's type, if written
	text bool   // its default is a string
}

func (d declaration) form(name string) string {
	switch d.word {
	case "var":
		return name + " = "
	case "const":
		return strings.TrimRight("const "+name+" "+d.typ, " ") + " = "
	case "let":
		return "let " + name + " = "
	}
	return "var " + name + " = "
}

var (
	declLine  = regexp.MustCompile(`^(var|const|let)\s+(\pL[\pL\pN_]*)\s*([^=]*?)\s*=\s*(.*)$`)
	typedLine = regexp.MustCompile(`^var\s+(\pL[\pL\pN_]*)\s+([^=]+)$`)
	shortLine = regexp.MustCompile(`^(\pL[\pL\pN_]*)\s*([^=:]*?)\s*(:?=)\s*(.*)$`)
	groupLine = regexp.MustCompile(`^(var|const)\s*\(\s*$`)
)

// declarations reads the simple declarations of a cell, one name a line: all that a
// parameters cell needs.
func declarations(source string) map[string]declaration {
	found := make(map[string]declaration)
	group := ""
	for line := range strings.Lines(source) {
		line = strings.TrimSpace(line)
		if m := groupLine.FindStringSubmatch(line); m != nil {
			group = m[1]
		} else if group != "" && strings.HasPrefix(line, ")") {
			group = ""
		} else if m := declLine.FindStringSubmatch(line); m != nil {
			found[m[2]] = declaration{m[1], m[3], isText(m[4])}
		} else if m := typedLine.FindStringSubmatch(line); m != nil {
			found[m[1]] = declaration{"var", "", strings.HasPrefix(m[2], "string")}
		} else if m := shortLine.FindStringSubmatch(line); m != nil && (m[3] == ":=" || group != "") {
			word := group
			if word == "" {
				word = "var"
			}
			found[m[1]] = declaration{word, m[2], isText(m[4])}
		}
	}
	return found
}

func isText(value string) bool { return strings.HasPrefix(value, `"`) || strings.HasPrefix(value, "`") }

// literal is a value as Go source.
func literal(value string, text bool) string {
	if _, err := strconv.Unquote(value); err == nil && isText(value) {
		return value // already quoted: a string that looks like a number
	}
	if text {
		return strconv.Quote(value)
	}
	if value == "true" || value == "false" {
		return value
	}
	if _, err := strconv.ParseInt(value, 0, 64); err == nil {
		return value
	}
	if f, err := strconv.ParseFloat(value, 64); err == nil && !math.IsNaN(f) && !math.IsInf(f, 0) {
		return value
	}
	return strconv.Quote(value)
}
