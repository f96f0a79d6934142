package names

import (
	"go/token"
	"go/types"
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

// MainPath is the import path of the package that holds a session's declarations.
const MainPath = "main"

// Mark separates a name from its version in what the interpreter sees. It is a letter to
// Go and on no keyboard.
const Mark = "ꞏ"

// FileName is the file of all positions that are handed to the interpreter.
const FileName = "cell"

// PositionPrefix is how the interpreter begins a message about a position.
var PositionPrefix = regexp.MustCompile(`^(?:` + FileName + `:)?(\d+):(\d+): `)

// GoVersion is the version of Go that cells are checked as.
const GoVersion = "go1.26"

// ModuleMark begins the paths of packages that come as source from other modules, to
// go/types: a package of the same path may be compiled into the kernel, with other types.
const ModuleMark = Mark + "/"

// PlainPath is a path as an import writes it.
func PlainPath(path string) string { return strings.TrimPrefix(path, ModuleMark) }

// Interpreted says whether the interpreter runs a package: that of the cells, or one of
// another module. Reflection does not know the names of its types.
func Interpreted(p *types.Package) bool {
	return p != nil && (p.Path() == MainPath || strings.HasPrefix(p.Path(), ModuleMark))
}

// OfModule says whether a package comes as source from another module.
func OfModule(p *types.Package) bool { return p != nil && strings.HasPrefix(p.Path(), ModuleMark) }

const (
	HostName = "host" + Mark // the interpreter's name for package HostPath
	HostPath = "andor.internal/host"
	BodyName = "cell" + Mark // the func that holds a cell's statements while it is checked
)

// AndorPath is the package of the values that blocks declare.
const AndorPath = "github.com/andor-kernel/andor/stdlib/andor"

// BlocksName is the name under which lowered blocks see that package.
const BlocksName = "blocks" + Mark

func IsWord(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }

// PlainName is the name that a type has in cells.
func PlainName(name string) string {
	name, _, _ = strings.Cut(name, Mark)
	return name
}

// Versions hands out the interpreter's names. A name is used as it is the first time, so
// that what the interpreter prints reads as the user wrote it, and numbered after that.
// Variables are asked for with a Mark: the interpreter takes a field of the same name in
// the type of a variable for a use of it.
type Versions map[string]int

// Next returns a new name for a thing of a name.
func (v Versions) Next(name string) string {
	n := v[name]
	v[name] = n + 1
	if n == 0 && types.Universe.Lookup(name) == nil && !token.IsKeyword(name) && name != "init" && name != "main" {
		return name
	}
	return name + Mark + strconv.Itoa(n+1)
}

// FieldName returns the interpreter's name of field i of a struct: it wants each of the
// blank ones to have its own.
func FieldName(name string, i int) string {
	if name == "_" {
		return "blank" + Mark + strconv.Itoa(i)
	}
	return name
}
