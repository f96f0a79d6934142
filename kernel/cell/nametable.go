package cell

import (
	"go/types"
	"path"

	"github.com/andor-kernel/andor/kernel/cell/names"
)

// nameTable is what stands in the interpreter, and under which names: lowering asks it, and
// takes new names, numbers of types and line counters from it. What a cell adds to the maps
// comes with the commit.
type nameTable struct {
	packages  *packages
	calls     runtimeNumbers
	versions  names.Versions
	aliases   map[string]string       // path -> the interpreter's name
	imported  map[string]bool         // paths the interpreter has imported
	instances map[string]string       // copies of generic funcs and types: key -> the interpreter's name
	foreign   map[types.Object]string // of other modules, in the interpreter
	begun     map[*modulePackage]bool // packages whose variables have their values
	lines     lineTable
	without   map[string]bool // rules of package core to leave out, in tests
}

// runtimeNumbers is what lowering asks of package host.
type runtimeNumbers interface {
	// ID is the number of a type; fresh says that its methods are not known as they are now.
	ID(t types.Type) (id int, fresh bool)
	// Bound reports whether the variable of a name in the interpreter can be reached.
	Bound(emit string) bool
}

func newNameTable(p *packages, calls runtimeNumbers) *nameTable {
	return &nameTable{
		packages: p, calls: calls, versions: names.Versions{}, aliases: map[string]string{}, imported: map[string]bool{},
		instances: map[string]string{}, foreign: map[types.Object]string{}, begun: map[*modulePackage]bool{},
	}
}

// alias is the interpreter's name of an imported package.
func (s *nameTable) alias(at string) string {
	if a := s.aliases[at]; a != "" {
		return a
	}
	name := s.packages.names[at]
	if name == "" {
		name = path.Base(at)
	}
	a := s.versions.Next(name + mark)
	if at == hostPath {
		a = hostName
	}
	s.aliases[at] = a
	return a
}
