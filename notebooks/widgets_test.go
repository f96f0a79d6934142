package notebooks_test

import (
	"os"
	"path/filepath"
	"testing"
)

// TestWidgets moves controls in a real JupyterLab: while a cell runs, and while none does.
// A screenshot goes to out/lab.
func TestWidgets(t *testing.T) {
	venv := requireBrowser(t, "jupyter-lab")
	dir := t.TempDir()
	nb, err := os.ReadFile("testdata/widgets.ipynb")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "widgets.ipynb"), nb, 0o600); err != nil {
		t.Fatal(err)
	}
	var page struct {
		Picture [2]int   `json:"picture"`
		Running bool     `json:"moved_while_running"`
		Idle    bool     `json:"moved_while_idle"`
		Readout string   `json:"readout"`
		Bars    int      `json:"bars"`
		Broken  int      `json:"broken"`
		Errors  []string `json:"errors"`
	}
	text := look(t, venv, "jupyter-lab", dir, "lab_widgets.py", "widgets.ipynb", "lab", &page)
	if page.Picture != [2]int{420, 140} || !page.Running || !page.Idle || page.Readout != "5.0" || page.Bars != 1 || page.Broken != 0 || len(page.Errors) > 0 {
		t.Errorf("got %s", text)
	}
}
