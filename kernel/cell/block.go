package cell

import "github.com/traefik/yaegi/interp"

// Blocks says how DSL blocks become Go.
type Blocks struct {
	// Path is the import path of the package with MustNet, MustData and MustRun.
	Path string
}

// symbols are the packages of the options.
func (o Options) symbols() interp.Exports {
	return o.Symbols
}
