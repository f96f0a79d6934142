package dsl

import "strings"

// StageText is one stage for NewNet: its name and its layers as a block has them, topk
// included, such as "up(2)", "conv(512)", "relu", "topk(1/4)".
type StageText struct {
	Name   string
	Layers []string
}

// NewNet declares a net from Go. It is written as the block it stands for and goes
// through the same parser and checks, so that builder and block cannot disagree; the
// findings are placed in that text. The net is nil if there are any.
func NewNet(name string, stages []StageText) (*Net, Diagnostics) {
	var b strings.Builder
	b.WriteString("net " + oneLineOnly(name) + " {\n")
	for _, s := range stages {
		b.WriteString("  " + oneLineOnly(s.Name) + " " + oneLineOnly(strings.Join(s.Layers, " ")) + "\n")
	}
	b.WriteString("}\n")
	src := Source{Name: "builder", Text: b.String()}
	decls, diags := Read(src, nil)
	if len(diags) > 0 {
		return nil, diags
	}
	if len(decls) != 1 || decls[0].Net == nil {
		at := newLines(&src).pos(0)
		return nil, Diagnostics{{Code: codeHeader, Source: &src, Pos: at, End: at, Message: "the builder's text is not one net block",
			Reason: "names and layers may not hold braces or comments", Help: "give plain words, such as conv(512)"}}
	}
	return decls[0].Net, nil
}

// oneLineOnly keeps a caller's text from ending the line it stands in.
func oneLineOnly(s string) string { return strings.NewReplacer("\n", " ", "\r", " ").Replace(s) }
