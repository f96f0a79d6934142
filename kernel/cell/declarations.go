package cell

import "github.com/andor-kernel/andor/kernel/cell/text"

// Declarations is a cell without what it does, empty if it declares nothing: see
// text.Declarations.
func Declarations(code string) string { return text.Declarations(code) }
