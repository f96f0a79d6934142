package cell

import (
	"go/token"
	"go/types"
	"strconv"
	"strings"
	"unicode"
)

// mainPath is the import path of the package that holds a session's declarations.
const mainPath = "main"

// mark separates a name from its version in what the interpreter sees. It is a letter to
// Go and on no keyboard.
const mark = "ꞏ"

// goVersion is the version of Go that cells are checked as.
const goVersion = "go1.26"

// moduleMark begins the paths of packages that come as source from other modules, to
// go/types: a package of the same path may be compiled into the kernel, with other types.
const moduleMark = mark + "/"

// plainPath is a path as an import writes it.
func plainPath(path string) string { return strings.TrimPrefix(path, moduleMark) }

// interpreted says whether the interpreter runs a package: that of the cells, or one of
// another module. Reflection does not know the names of its types.
func interpreted(p *types.Package) bool {
	return p != nil && (p.Path() == mainPath || strings.HasPrefix(p.Path(), moduleMark))
}

// ofModule says whether a package comes as source from another module.
func ofModule(p *types.Package) bool { return p != nil && strings.HasPrefix(p.Path(), moduleMark) }

const (
	hostName = "host" + mark // the interpreter's name for package hostPath
	hostPath = "andor.internal/host"
	bodyName = "cell" + mark // the func that holds a cell's statements while it is checked
)

func isWord(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }

// plainName is the name that a type has in cells.
func plainName(name string) string {
	name, _, _ = strings.Cut(name, mark)
	return name
}

// def is what a name of the session stands for.
type def struct {
	name string
	obj  types.Object
	emit string // its name in the interpreter
	unit *unit  // nil for variables
	uses map[string]bool
	cell *source // where it was declared
	from string  // of a variable carried over: its earlier name in the interpreter
}

// versions hands out the interpreter's names. A name is used as it is the first time, so
// that what the interpreter prints reads as the user wrote it, and numbered after that.
// Variables are asked for with a mark: the interpreter takes a field of the same name in
// the type of a variable for a use of it.
type versions map[string]int

func (v versions) next(name string) string {
	n := v[name]
	v[name] = n + 1
	if n == 0 && types.Universe.Lookup(name) == nil && !token.IsKeyword(name) && name != "init" && name != "main" {
		return name
	}
	return name + mark + strconv.Itoa(n+1)
}
