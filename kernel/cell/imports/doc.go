// Package imports answers go/types about the packages that cells may import: those that are
// compiled into the kernel, whose types are made by reflection (packages.go), the generic
// part of the standard library, which comes as source (generic.go), and packages of other
// modules (module.go). It also keeps their documentation (docs.go).
//
//	p := imports.New()
//	p.Add(symbols)
//	pkg, err := p.Import("strings")
package imports
