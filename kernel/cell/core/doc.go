// Package core rewrites checked Go to a small part of Go, the core, that the interpreter
// of cells runs right. Go goes in, with what go/types knows of it, and Go comes out, with
// as much known of what is new; the package knows nothing of sessions or of the
// interpreter's insides. Since what comes out is ordinary Go, a compiler can run it too,
// and the tests hold its output against that of what went in.
//
// The core is Go with these limits:
//
//   - An assignment gives one value to one place, and a definition defines one variable,
//     but where one call, or an expression with a comma ok, gives several values: there
//     all names are new variables, or blank.
//   - Where a call stands among the operands of an assignment, x op= y, x++ or a send,
//     no other operand that it could change is read before it.
//   - A received value goes into a new variable; so does a composite or func literal that
//     is assigned to a variable.
//   - A return of several values has one operand that calls anything, and then no other
//     that the call could change; or one call that gives all.
//   - A switch or type switch has no statement before its tag; its tag is no interface,
//     no constant, and is compared with none; fallthrough and a default that is not last
//     do not stand together.
//   - The header of an if or for has at most one simple statement that is core itself.
//     The first part of a for may define several variables by values without calls,
//     and its last may assign such values to several variables.
//   - A range defines its variables, and so does a case of a select that receives. The
//     channels and values of a select's cases call nothing.
//   - Labels have names that no variable has.
//
// Verify reports what is not core. The rules that lead to it are in a file each, whose
// head tells the rule of Go, what the interpreter does, the rewritten form, and the test
// that pins it; rules.go lists their names.
//
// Rewrite changes the trees in place:
//
//	core.Rewrite(core.Config{Info: info, Pkg: pkg, Fresh: fresh}, body)
package core
