package notebooks_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// languageCells are a right cell of blocks and Go, a wrong one, one to complete in; and of
// Go alone, one that panics and one to inspect.
var languageCells = []string{`// A generator of 32x32 pictures.
let width = 64
data scenes { from scenes  take 200  size 32x32  range -1..1 }
net G {
  z       normal(32)
  object  fc(4x4x256)                              topk(4, per: position)
  part    up(2) conv(width) relu conv(width) relu  topk(8*8/4)
  image   up(4) conv(3) tanh
}
for i := range []int{1} {
	fmt.Println(i, "G")
}`, `net H {
  z       normal(32)
  object  fc(4x4x256)
  part    up(2) covn(64) relu    topk(20*20/4)
  image   up(4) conv(3) tanh
}`, `net K {
  z       normal(32)
  object  fc(4x4x64)
}`, `func ratio(a, b int) int {
	q := a / b
	return q
}
ratio(1, 0)`, "strings.Repeat("}

// TestLanguageInJupyter looks at the language in JupyterLab and in Notebook 7: blocks and
// Go coloured by the extension that was installed with the kernelspec, a summary table, a
// diagnostic with its caret, the completion list open, a panic's traceback, a tooltip.
// Screenshots go to out/lab.
func TestLanguageInJupyter(t *testing.T) {
	venv := requireBrowser(t, "jupyter-lab", "jupyter-notebook")
	dir := t.TempDir()
	writeCells(t, filepath.Join(dir, "n.ipynb"), languageCells)
	for program, path := range map[string]string{"jupyter-lab": "lab/tree/n.ipynb", "jupyter-notebook": "notebooks/n.ipynb"} {
		var page struct {
			Coloured   []string `json:"coloured"`
			Table      string   `json:"table"`
			Diagnostic string   `json:"diagnostic"`
			Completion []string `json:"completion"`
			Traceback  string   `json:"traceback"`
			Tooltip    string   `json:"tooltip"`
		}
		look(t, venv, program, dir, "lab_language.py", path, filepath.Join("lab", program), &page)
		// "net", "object" and 4x4x256 are nothing to Go's own colours.
		for _, want := range []string{"let", "data", "net", "G", "object", "fc", "conv", "4x4x256", "topk", "position", "from", "for", "\"G\"", "// A generator of 32x32 pictures."} {
			if !slices.Contains(page.Coloured, want) {
				t.Errorf("%s: %q is not coloured; got %q", program, want, page.Coloured)
			}
		}
		if !strings.Contains(page.Table, "4 of 256 per position") {
			t.Errorf("%s: the summary lacks the topk: %q", program, page.Table)
		}
		if !strings.Contains(page.Diagnostic, "topk(20*20/4)\n   |                                       ^^^^^^^\n") {
			t.Errorf("%s: the diagnostic has no caret below its subject:\n%s", program, page.Diagnostic)
		}
		if !strings.Contains(page.Traceback, "integer divide by zero") || !strings.Contains(page.Traceback, "--> 2 | ") || !strings.Contains(page.Traceback, "line 5 in the cell") {
			t.Errorf("%s: the traceback lacks the panic or its place:\n%s", program, page.Traceback)
		}
		if !strings.Contains(page.Tooltip, "func strings.Repeat(s string, count int) string") || !strings.Contains(page.Tooltip, "Repeat returns a new string") {
			t.Errorf("%s: the tooltip lacks the func or its documentation:\n%s", program, page.Tooltip)
		}
		if !slices.ContainsFunc(page.Completion, func(s string) bool { return strings.Contains(s, "\nconv\n") }) {
			t.Errorf("%s: the completion list lacks conv: %q", program, page.Completion)
		}
	}
}
