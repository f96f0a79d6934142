package notebooks_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// requireBrowser is requireVenv of Jupyter servers and the means to look at their pages.
func requireBrowser(t *testing.T, servers ...string) string {
	t.Helper()
	venv := requireVenv(t, "browser", append(servers, "playwright")...)
	if !anyOnPath("chromium", "chromium-browser", "google-chrome") {
		missing(t, "browser", "no Chromium on PATH")
	}
	return venv
}

// look serves a folder by a Jupyter server that knows andor, and runs one of testdata's programs
// over it, which opens a notebook there and leaves screenshots in a folder of out. What it
// prints is returned, and decoded into page.
func look(t *testing.T, venv, server, dir, program, notebook, shots string, page any, args ...string) []byte {
	t.Helper()
	url := startLab(t, filepath.Join(venv, server), dir, installKernel(t))
	shots, err := filepath.Abs(filepath.Join("../out", shots))
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(filepath.Join(venv, "python"), append([]string{filepath.Join("testdata", program), url, notebook, shots}, args...)...)
	cmd.Stderr = os.Stderr
	text, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %s: %v\n%s", server, program, err, text)
	}
	if err := json.Unmarshal(text, page); err != nil {
		t.Fatalf("%s: %s printed %q: %v", server, program, text, err)
	}
	return text
}
