package core

// The names of the rules. Each is told in the file that has it.
const (
	RuleTuple       = "tuple"       // a, b = x, y (assign.go)
	RuleUnpack      = "unpack"      // a, b = f(); v, ok = <-c (assign.go)
	RuleLiteral     = "literal"     // x = T{}, x = func() {}, x = <-c (assign.go)
	RulePlace       = "place"       // x[f()] = g(), x[f()] += g(), x[f()]++ (assign.go)
	RuleDefine      = "define"      // a, b := x, y; var a, b = x, y (define.go)
	RuleRedefine    = "redefine"    // a, err := f() with an old err (define.go)
	RuleReturn      = "return"      // return f(), g() (return.go)
	RuleHeader      = "header"      // if x := f(); x > 0 (header.go)
	RuleSwitch      = "switch"      // switch x := f(); x + 1 (switch.go)
	RuleFallthrough = "fallthrough" // out of, or into, a default that is not last (switch.go)
	RuleFor         = "for"         // for i, j := f(), 0; i < j; i, j = g(i), j-1 (for.go)
	RuleRange       = "range"       // for x.k, v = range m (range.go)
	RuleSelect      = "select"      // case m[k], ok = <-f() (select.go)
	RuleLabel       = "label"       // labels that are variables' names (label.go)
)

// Rules lists the rules.
var Rules = []string{
	RuleTuple, RuleUnpack, RuleLiteral, RulePlace, RuleDefine, RuleRedefine, RuleReturn, RuleHeader,
	RuleSwitch, RuleFallthrough, RuleFor, RuleRange, RuleSelect, RuleLabel,
}
