package text_test

import (
	"testing"

	"github.com/andor-kernel/andor/kernel/cell/text"
)

func TestDeclarations(t *testing.T) {
	for code, want := range map[string]string{
		"":                                       "",
		"x := 1\nf(x)":                           "",
		"import \"os\"\nx := 1":                  "import \"os\"\n      ",
		"x := 1\nfunc f() int { return x }\nf()": "      \nfunc f() int { return x }\n   ",
		"type T int; const c = 2; c":             "type T int; const c = 2;  ",
		"é := 1\nnet G {\n  z normal(4)\n}\nG.Show()": "       \nnet G {\n  z normal(4)\n}\n        ",
		"var x = 1":        "",
		"%who\ntype T int": "    \ntype T int",
	} {
		if got := text.Declarations(code); got != want {
			t.Errorf("%q: got %q, want %q", code, got, want)
		}
	}
}
