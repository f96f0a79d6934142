package embedded

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestFind holds Find against go list for a folder with files of all sorts.
func TestFind(t *testing.T) {
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip("no go on PATH")
	}
	dir := t.TempDir()
	for _, name := range []string{"a.txt", "b.txt", "with space.txt", "d/one", "d/.hidden", "d/_under", "d/e/two", "d/mod/go.mod", "d/mod/three", "only/.x", ".dot"} {
		at := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, []byte("x"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	os.WriteFile(filepath.Join(dir, "go.mod"), []byte("module m\n\ngo 1.26\n"), 0o644)
	for _, patterns := range []string{
		"a.txt", "*.txt", "a.txt b.txt", "\"with space.txt\" a.txt", "`with space.txt`", "d", "all:d", "d/*", "d/e", "only", "all:only", ".dot",
		"none.txt", "a.txt none.txt", "../a.txt", "/etc/passwd", "[", "d/", "./a.txt", ".", "a.txt a.txt",
	} {
		os.WriteFile(filepath.Join(dir, "m.go"), []byte("package m\n\nimport \"embed\"\n\n//go:embed "+patterns+"\nvar f embed.FS\n"), 0o644)
		list := exec.Command("go", "list", "-e", "-f", "{{range .EmbedFiles}}{{.}}\n{{end}}{{with .Error}}!{{.Err}}{{end}}", ".")
		list.Dir = dir
		out, err := list.Output()
		if err != nil {
			t.Fatalf("%s: %v", patterns, err)
		}
		text, failed, wrong := strings.Cut(string(out), "!")
		want := strings.FieldsFunc(text, func(r rune) bool { return r == '\n' })
		got, err := Find(dir, patterns)
		if wrong {
			if err == nil || strings.TrimSpace(failed) != err.Error() {
				t.Errorf("%s: got %v, %v, want the error %q", patterns, got, err, strings.TrimSpace(failed))
			}
			continue
		}
		got = slices.DeleteFunc(got, func(s string) bool { return s == "m.go" })
		want = slices.DeleteFunc(want, func(s string) bool { return s == "m.go" })
		slices.Sort(want)
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: got %q, %v, want %q", patterns, got, err, want)
		}
	}
}
