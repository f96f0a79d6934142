package dsl

import (
	"os"
	"path/filepath"
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

// TestDocsBlocks: every fenced text of the README and of docs that holds blocks is free of
// mistakes, all its fences taken together as one session. The Go between is taken on trust.
func TestDocsBlocks(t *testing.T) {
	files, _ := filepath.Glob("../docs/*.md")
	found := 0
	for _, file := range append(files, "../README.md") {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for i, fence := range strings.Split(string(text), "\n```") {
			if i%2 == 0 {
				continue
			}
			_, body, _ := strings.Cut(fence, "\n")
			f, _ := Parse(Source{Name: file, Text: body})
			blocks := 0
			for _, c := range f.Chunks {
				if c.Block != nil {
					blocks++
				}
			}
			if blocks == 0 {
				continue
			}
			found++
			if _, diags := Read(Source{Name: file, Text: body}, session{}); len(diags) > 0 {
				t.Errorf("%s:\n%s", file, diags.Error())
			}
		}
	}
	if found == 0 {
		t.Error("found no fence with blocks, want at least the README's")
	}
}
