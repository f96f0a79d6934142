package notebook

import (
	"bytes"
	"html"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// mathSpans keeps $...$ and $$...$$ out of Markdown's hands and shows the formula's source
// in italics: a page with no script cannot typeset it, and half of it in <em> is worse.
type mathSpans struct{}

var mathKind = ast.NewNodeKind("Math")

type mathNode struct {
	ast.BaseInline
	source []byte
	block  bool
}

func (n *mathNode) Kind() ast.NodeKind          { return mathKind }
func (n *mathNode) Dump(source []byte, lvl int) { ast.DumpHelper(n, source, lvl, nil, nil) }

func (mathSpans) Extend(m goldmark.Markdown) {
	m.Parser().AddOptions(parser.WithInlineParsers(util.Prioritized(mathSpans{}, 150)))
	m.Renderer().AddOptions(renderer.WithNodeRenderers(util.Prioritized(mathSpans{}, 150)))
}

func (mathSpans) Trigger() []byte { return []byte{'$'} }

// Parse takes a formula on one line; a single $ before a space is money, not mathematics.
func (mathSpans) Parse(_ ast.Node, block text.Reader, _ parser.Context) ast.Node {
	line, _ := block.PeekLine()
	fence := []byte("$")
	if bytes.HasPrefix(line, []byte("$$")) {
		fence = []byte("$$")
	}
	body := line[len(fence):]
	end := bytes.Index(body, fence)
	if end <= 0 || len(fence) == 1 && (body[0] == ' ' || body[end-1] == ' ') {
		return nil
	}
	n := &mathNode{source: append([]byte(nil), body[:end]...), block: len(fence) == 2}
	block.Advance(2*len(fence) + end)
	return n
}

func (mathSpans) RegisterFuncs(r renderer.NodeRendererFuncRegisterer) {
	r.Register(mathKind, func(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		if m := n.(*mathNode); entering {
			class := "math"
			if m.block {
				class = "math block"
			}
			w.WriteString(`<span class="` + class + `">` + html.EscapeString(string(m.source)) + `</span>`)
		}
		return ast.WalkContinue, nil
	})
}
