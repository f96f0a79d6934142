package dsl

import (
	"strings"
	"testing"
)

// inContext is a text in which the example of a word stands alone on its second line, or
// on its third in a group.
func inContext(w Word) string {
	switch {
	case w.Role == BlockRole && w.Name == "let":
		return "\n" + w.Example
	case w.Role == BlockRole:
		return "\n" + strings.TrimSuffix(w.Example, "{") + map[bool]string{true: "{\n}", false: ""}[strings.HasSuffix(w.Example, "{")]
	case w.Role == LayerRole && (w.Name == "normal" || w.Name == "image"):
		return "net N {\n  z " + w.Example + "\n}"
	case w.Role == LayerRole && w.Name == "topk":
		return "net N {\n  z normal(4)\n  a fc(8x8x8)\n  b conv(8) " + w.Example + "\n}"
	case w.Role == LayerRole:
		return "net N {\n  z normal(4)\n  a fc(8x8x8)\n  b " + w.Example + "\n}"
	}
	path := strings.Split(w.In, ".")
	if w.Role == ValueRole {
		path = path[:len(path)-1] // the example is the field with this value
	}
	open, shut := path[0]+" N {\n", "\n}"
	for _, group := range path[1:] {
		open, shut = open+group+" {\n", "\n}"+shut
	}
	return open + w.Example + shut
}

// TestWordExamples: the example that completion, inspection and the reference give for a
// word is free of mistakes where it stands. Names of nets and data that it uses as an
// illustration, and what the rest of the block lacks, are not its business.
func TestWordExamples(t *testing.T) {
	for _, w := range Words() {
		if w.Example == "" {
			t.Errorf("%s %s has no example", w.In, w.Name)
			continue
		}
		text := inContext(w)
		_, diags := Read(Source{Text: text}, session{})
		for _, d := range diags {
			at := strings.Index(text, w.Example)
			if d.Code == codeNoNet || d.Code == codeNoData || w.Role == BlockRole && w.Name != "let" || d.Pos.Offset < at || d.Pos.Offset > at+len(w.Example) {
				continue
			}
			t.Errorf("the example of %s %s:\n%s", w.In, w.Name, d.Text())
		}
		if f, _ := Parse(Source{Text: text}); f.Chunks[len(f.Chunks)-1].Block == nil {
			t.Errorf("the example of %s %s does not stand in a block:\n%s", w.In, w.Name, text)
		}
	}
}
