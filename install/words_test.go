package install

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/andor-kernel/andor/dsl"
)

// TestEveryWordIsColoured: the editor's lists, which go generate writes, have each layer,
// loader and other word of the language, and no layer that there is not.
func TestEveryWordIsColoured(t *testing.T) {
	code, err := os.ReadFile("labextension/static/remoteEntry.js")
	if err != nil {
		t.Fatal(err)
	}
	lists := map[string][]string{}
	for _, m := range regexp.MustCompile(`const (\w+)_WORDS = '([^']*)';`).FindAllStringSubmatch(string(code), -1) {
		lists[m[1]] = strings.Fields(m[2])
	}
	const help = "; go generate ./install writes the list"
	layers := map[string]bool{}
	for _, w := range dsl.Words() {
		name, _, _ := strings.Cut(w.Name, "(")
		list := map[dsl.Role]string{dsl.LayerRole: "LAYER", dsl.FieldRole: "FIELD", dsl.ValueRole: "VALUE"}[w.Role]
		if list == "" {
			continue // blocks are known by how they begin
		}
		layers[name] = layers[name] || w.Role == dsl.LayerRole
		if !slices.Contains(lists[list], name) {
			t.Errorf("%s %q of %s: the editor does not colour it, it is not in %s_WORDS of remoteEntry.js%s", w.Role, w.Name, w.In, list, help)
		}
	}
	for _, name := range lists["LAYER"] {
		if !layers[name] {
			t.Errorf("the editor colours %q, which is no layer%s", name, help)
		}
	}
}
