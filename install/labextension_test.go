package install

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestLabExtension: it comes with the kernelspec, is what its package.json says, stays as
// long as one of our kernelspecs does, and is left out on demand.
func TestLabExtension(t *testing.T) {
	prefix := t.TempDir()
	dir := filepath.Join(prefix, "share", "jupyter", "labextensions", "andor-kernel")
	there := func() bool { _, err := os.Stat(dir); return err == nil }
	one := Options{Prefix: prefix, Executable: exe}
	two := Options{Prefix: prefix, Executable: exe, Name: "andor-dev"}
	for _, o := range []Options{one, two, one} {
		if _, err := Install(o); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(filepath.Join(dir, "package.json"))
	if err != nil {
		t.Fatal(err)
	}
	var p struct {
		Name string `json:"name"`
		Lab  struct {
			Build struct {
				Load      string `json:"load"`
				Extension string `json:"extension"`
			} `json:"_build"`
		} `json:"jupyterlab"`
	}
	if err := json.Unmarshal(text, &p); err != nil || p.Name != labExtensionName || p.Lab.Build.Extension != "./extension" {
		t.Fatalf("package.json: got %+v, %v", p, err)
	}
	code, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(p.Lab.Build.Load)))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"_JUPYTERLAB['" + labExtensionName + "']", "LAYER_WORDS = 'conv ", "'" + p.Lab.Build.Extension + "'"} {
		if !strings.Contains(string(code), want) {
			t.Errorf("%s lacks %q", p.Lab.Build.Load, want)
		}
	}
	if _, err := Uninstall(two); err != nil || !there() {
		t.Errorf("after one of two kernelspecs was removed: %v, extension there: %v", err, there())
	}
	if _, err := Uninstall(one); err != nil || there() {
		t.Errorf("after both were removed: %v, extension there: %v", err, there())
	}
	one.NoLabExtension = true
	if _, err := Install(one); err != nil || there() {
		t.Errorf("with NoLabExtension: %v, extension there: %v", err, there())
	}
}
