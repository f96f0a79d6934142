package dsl

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/andor-kernel/andor/internal/golden"
)

// TestExplain runs the examples of every page, and holds the pages against the codes.
func TestExplain(t *testing.T) {
	source, err := os.ReadFile("code.go")
	if err != nil {
		t.Fatal(err)
	}
	declared := regexp.MustCompile(`= "(AO\d+)"`).FindAllStringSubmatch(string(source), -1)
	if len(declared) != len(Codes()) {
		t.Errorf("explain.md has %d pages, code.go %d codes", len(Codes()), len(declared))
	}
	for _, m := range declared {
		page, ok := Explain(m[1])
		if !ok {
			t.Errorf("%s has no page in explain.md", m[1])
			continue
		}
		wrong, right := example(page, "wrong"), example(page, "right")
		if _, diags := Read(Source{Name: "wrong", Text: wrong}, nil); !hasCode(diags, m[1]) {
			t.Errorf("%s: the wrong example gives %v, want %s\n%s", m[1], diags, m[1], wrong)
		}
		if _, diags := Read(Source{Name: "right", Text: right}, nil); len(diags) > 0 {
			t.Errorf("%s: the right example has mistakes:\n%s", m[1], diags.Error())
		}
	}
}

func example(page, mark string) string {
	_, after, _ := strings.Cut(page, "```andor "+mark+"\n")
	body, _, _ := strings.Cut(after, "```")
	return body
}

func hasCode(diags Diagnostics, code string) bool {
	for _, d := range diags {
		if d.Code == code {
			return true
		}
	}
	return false
}

func TestExplainUnknown(t *testing.T) {
	for _, code := range []string{"", "AO", "AO999", "012x", "AO01"} {
		if page, ok := Explain(code); ok {
			t.Errorf("Explain(%q): got %q, want none", code, page)
		}
	}
	a, _ := Explain("ao012")
	if b, ok := Explain("012"); !ok || a != b || !strings.HasPrefix(a, "# AO012 topk") {
		t.Errorf("Explain(012): got %q, want %q", b, a)
	}
}

// TestReference: every word is there, once, with its documentation, and docs/language.md
// says the same (go test ./dsl -update writes it).
func TestReference(t *testing.T) {
	ref := Reference()
	golden.Text(t, filepath.Join("..", "docs", "language.md"), []byte(ref))
	for _, w := range Words() {
		if !strings.Contains(ref, w.Doc) || w.Role != ValueRole && !strings.Contains(ref, "# "+w.Name+"\n\n`"+w.Signature+"`") {
			t.Errorf("the reference lacks %s %s", w.In, w.Name)
		}
	}
	if !strings.Contains(ref, "stage  = ident { op } .") || Grammar() == "" {
		t.Error("the reference lacks the grammar")
	}
}
