// Package dsl is the language of andor: text in, checked declarations or positioned
// diagnostics out. It knows no tensors and no Jupyter.
//
//	file, diags := dsl.Parse(dsl.Source{Name: "cell 3", Text: text, FirstLine: 1})
//	spec, diags := dsl.Check(file, env)
//	spec.Nets[0].Stages[1].TopK.K
package dsl
