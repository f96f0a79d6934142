package lower

import (
	"go/types"
	"path"

	"github.com/andor-kernel/andor/kernel/cell/imports"
	"github.com/andor-kernel/andor/kernel/cell/lines"
	"github.com/andor-kernel/andor/kernel/cell/names"
)

// Names is what stands in the interpreter, and under which names: lowering asks it, and
// takes new names, numbers of types and line counters from it. What a cell adds to the maps
// comes with the commit.
type Names struct {
	packages  *imports.Packages
	calls     runtimeNumbers
	versions  names.Versions
	aliases   map[string]string        // path -> the interpreter's name
	Imported  map[string]bool          // paths the interpreter has imported
	Instances map[string]string        // copies of generic funcs and types: key -> the interpreter's name
	Foreign   map[types.Object]string  // of other modules, in the interpreter
	Begun     map[*imports.Module]bool // packages whose variables have their values
	Lines     lines.Table
	Without   map[string]bool // rules of package core, and of those below, to leave out in tests
}

// Rules of this package that tests leave out, as those of package core.
const (
	RuleNew  = "new"  // new(x) of a value (new.go)
	RuleJSON = "json" // json.Unmarshal and Decode into a type of a cell (call.go)
)

// runtimeNumbers is what lowering asks of package host.
type runtimeNumbers interface {
	// ID is the number of a type; fresh says that its methods are not known as they are now.
	ID(t types.Type) (id int, fresh bool)
	// Bound reports whether the variable of a name in the interpreter can be reached.
	Bound(emit string) bool
}

// NewNames makes the table of an interpreter that knows nothing yet.
func NewNames(p *imports.Packages, calls runtimeNumbers) *Names {
	return &Names{
		packages: p, calls: calls, versions: names.Versions{}, aliases: map[string]string{}, Imported: map[string]bool{},
		Instances: map[string]string{}, Foreign: map[types.Object]string{}, Begun: map[*imports.Module]bool{},
	}
}

// alias is the interpreter's name of an imported package.
func (s *Names) alias(at string) string {
	if a := s.aliases[at]; a != "" {
		return a
	}
	name := s.packages.Names[at]
	if name == "" {
		name = path.Base(at)
	}
	a := s.versions.Next(name + names.Mark)
	if at == names.HostPath {
		a = names.HostName
	}
	s.aliases[at] = a
	return a
}
