package dsl

import (
	_ "embed"
	"fmt"
	"strings"
)

// grammarText is the grammar the parser follows.
//
//go:embed grammar.txt
var grammarText string

// Grammar is the grammar of the blocks, with its notes.
func Grammar() string { return grammarText }

// Reference is the reference of the language as Markdown, made from the table of words
// and the grammar, so that it says what the checks do.
func Reference() string {
	var b strings.Builder
	b.WriteString("# The language\n\nA cell or a `.andor` file is Go, plus blocks that begin a line.\n")
	b.WriteString("\n## Blocks\n")
	for i := range words {
		if words[i].Role == BlockRole {
			words[i].entry(&b, "###")
		}
	}
	b.WriteString("\n## Layers\n")
	for i := range words {
		if words[i].Role == LayerRole {
			words[i].entry(&b, "###")
		}
	}
	for _, path := range []string{"data", "train"} {
		fmt.Fprintf(&b, "\n## Fields of %s\n", path)
		for _, w := range wordsIn(path) {
			w.entry(&b, "###")
			for _, inner := range wordsIn(path + "." + w.Name) {
				inner.entry(&b, "####")
			}
		}
	}
	b.WriteString("\n## Grammar\n\n```text\n" + strings.TrimRight(grammarText, "\n") + "\n```\n")
	return b.String()
}

// entry writes one word under a heading.
func (w *Word) entry(b *strings.Builder, level string) {
	fmt.Fprintf(b, "\n%s %s\n\n`%s`\n\n%s", level, w.Name, w.Signature, w.Doc)
	if w.Source != "" {
		fmt.Fprintf(b, " (%s)", w.Source)
	}
	b.WriteString("\n")
	for _, p := range w.Params {
		fmt.Fprintf(b, "\n* `%s`: %s", p.Name, p.Doc)
		if p.Default != "" {
			fmt.Fprintf(b, "; default %s", p.Default)
		}
	}
	if len(w.Params) > 0 {
		b.WriteString("\n")
	}
	switch {
	case w.Default != "":
		fmt.Fprintf(b, "\nDefault: %s. Example: `%s`\n", w.Default, w.Example)
	case w.required:
		fmt.Fprintf(b, "\nRequired. Example: `%s`\n", w.Example)
	default:
		fmt.Fprintf(b, "\nExample: `%s`\n", w.Example)
	}
	for _, v := range valuesOf(w.In + "." + w.Name) {
		fmt.Fprintf(b, "\n* `%s`: %s", strings.TrimPrefix(v.Example, w.Name+" "), v.Doc)
	}
	if len(valuesOf(w.In+"."+w.Name)) > 0 {
		b.WriteString("\n")
	}
}
