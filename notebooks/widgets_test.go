package notebooks_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestWidgets moves controls in a real JupyterLab: while a cell runs, and while none does.
// A screenshot goes to out/lab.
func TestWidgets(t *testing.T) {
	venv := requireVenv(t, "browser", "jupyter-lab", "playwright")
	if !anyOnPath("chromium", "chromium-browser", "google-chrome") {
		missing(t, "browser", "no Chromium on PATH")
	}
	env := installKernel(t)
	dir := t.TempDir()
	nb, err := os.ReadFile("testdata/widgets.ipynb")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "widgets.ipynb"), nb, 0o600); err != nil {
		t.Fatal(err)
	}
	url := startLab(t, filepath.Join(venv, "jupyter-lab"), dir, env)
	shots, err := filepath.Abs("../out/lab")
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(filepath.Join(venv, "python"), "testdata/lab_widgets.py", url, "widgets.ipynb", shots)
	cmd.Stderr = os.Stderr
	text, err := cmd.Output()
	if err != nil {
		t.Fatalf("lab_widgets.py: %v\n%s", err, text)
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
	if err := json.Unmarshal(text, &page); err != nil {
		t.Fatalf("lab_widgets.py printed %q: %v", text, err)
	}
	if page.Picture != [2]int{420, 140} || !page.Running || !page.Idle || page.Readout != "5.0" || page.Bars != 1 || page.Broken != 0 || len(page.Errors) > 0 {
		t.Errorf("got %s", text)
	}
}
