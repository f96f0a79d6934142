package yaegi

import (
	"testing"
	"testing/fstest"
)

// TestEmbedFS holds the file system against the rules of fs.FS.
func TestEmbedFS(t *testing.T) {
	f := EmbedFS(map[string]string{"a.txt": "A", "d/one": "1", "d/e/two": "2", "d.txt": "x"})
	if err := fstest.TestFS(f, "a.txt", "d/one", "d/e/two", "d.txt"); err != nil {
		t.Error(err)
	}
	if b, err := f.ReadFile("d/e/two"); err != nil || string(b) != "2" {
		t.Errorf("got %q, %v, want 2", b, err)
	}
}
