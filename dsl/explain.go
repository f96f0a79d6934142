package dsl

import (
	_ "embed"
	"strings"
)

// explainText holds a page for each code, under "## AO012 title". Its examples are run by
// a test: those marked wrong give the page's code, those marked right give nothing.
//
//go:embed explain.md
var explainText string

// Explain is the page of a diagnostic's code, as Markdown without a last newline; ok is
// false for a code that does not exist. Letters' case and a missing AO do not matter.
func Explain(code string) (page string, ok bool) {
	code = strings.ToUpper(strings.TrimSpace(code))
	if !strings.HasPrefix(code, "AO") {
		code = "AO" + code
	}
	_, after, found := strings.Cut(explainText, "\n## "+code+" ")
	if !found {
		return "", false
	}
	body, _, _ := strings.Cut(after, "\n## ")
	return "# " + code + " " + strings.TrimSpace(body), true
}

// Codes lists all codes in order.
func Codes() []string {
	var out []string
	for _, part := range strings.Split(explainText, "\n## ")[1:] {
		code, _, _ := strings.Cut(part, " ")
		out = append(out, code)
	}
	return out
}
