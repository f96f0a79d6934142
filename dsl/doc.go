// Package dsl is the language of andor: text in, checked declarations or positioned
// diagnostics out. It knows no tensors and no Jupyter.
//
//	file, diags := dsl.Parse(dsl.Source{Name: "cell 3", Text: text})
//	decls, more := dsl.Check(file, env)
//	decls[0].Net.Stages[1].TopK.K
//
// The text goes through split (Go or block), scan (words of a block), parse (a tree, by
// grammar.txt) and check (shapes, names, settings); each reports all it finds and lets
// the next go on. The table in words.go holds every word with its arguments, limits,
// default and documentation; checks, completion, inspection and the reference read it. A
// layer is one value in a file of its own (layer.go says what of, layers.go lists them).
package dsl
