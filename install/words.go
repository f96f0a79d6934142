//go:build ignore

// Words writes the words of Go and of the language into the JupyterLab extension, so that
// what is coloured is what the checks know.
package main

import (
	"fmt"
	"go/token"
	"log"
	"os"
	"slices"
	"strings"

	"github.com/andor-kernel/andor/dsl"
)

const file = "labextension/static/remoteEntry.js"

func main() {
	text, err := os.ReadFile(file)
	if err != nil {
		log.Fatal(err)
	}
	const begin, end = "/* words begin */\n", "  /* words end */"
	head, rest, ok := strings.Cut(string(text), begin)
	_, tail, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		log.Fatalf("%s: want the marks %q and %q", file, begin, end)
	}
	var keywords []string
	for t := token.Token(0); t < 128; t++ {
		if t.IsKeyword() {
			keywords = append(keywords, t.String())
		}
	}
	values := []string{"position", "channel"}
	byRole := map[dsl.Role][]string{}
	for _, w := range dsl.Words() {
		if name, _, _ := strings.Cut(w.Name, "("); w.Role == dsl.ValueRole {
			values = append(values, name)
		}
		byRole[w.Role] = append(byRole[w.Role], w.Name)
	}
	var b strings.Builder
	for _, list := range []struct {
		name  string
		words []string
	}{{"GO", keywords}, {"LAYER", byRole[dsl.LayerRole]}, {"FIELD", byRole[dsl.FieldRole]}, {"VALUE", values}} {
		slices.Sort(list.words)
		fmt.Fprintf(&b, "  const %s_WORDS = '%s';\n", list.name, strings.Join(slices.Compact(list.words), " "))
	}
	if err := os.WriteFile(file, []byte(head+begin+b.String()+end+tail), 0o644); err != nil {
		log.Fatal(err)
	}
}
