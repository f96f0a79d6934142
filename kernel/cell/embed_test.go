package cell

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestEmbed: variables behind go:embed hold the files, of cells those of the working folder.
func TestEmbed(t *testing.T) {
	t.Chdir(t.TempDir())
	write := func(name, text string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("hello.txt", "hello")
	write("d/one.txt", "1")
	write("d/two.txt", "22")
	s, h := newTestSession(t)
	for i, c := range []struct{ code, want string }{
		{"import _ \"embed\"\n\n//go:embed hello.txt\nvar s string\ns", `"hello"`},
		{"//go:embed hello.txt\nvar b []byte\nstring(b), len(s)", `"hello", 5`},
		{"import \"embed\"\n//go:embed d hello.txt\n//go:embed d/two.txt\n// and a comment\nvar files embed.FS\nlist, err := files.ReadDir(\"d\")\nlen(list), err", "2, nil"},
		{"two, err := files.ReadFile(\"d/two.txt\")\nstring(two), err", `"22", nil`},
		{"var (\n\t//go:embed d/one.txt\n\tone string\n\tn = 3\n)\none, n", `"1", 3`},
		{"func size() int { return len(s) }\nsize()", "5"},
		{"//go:embed none.txt\nvar x string", "line 1: pattern none.txt: no matching files found"},
		{"n = 4\n//go:embed ../hello.txt\nvar x string", "line 2: pattern ../hello.txt: invalid pattern syntax"},
		{"//go:embed d\nvar x string", "line 1: invalid go:embed: multiple files for type string"},
		{"//go:embed hello.txt\nvar x, y string", "line 1: go:embed cannot apply to this"},
		{"//go:embed hello.txt\nvar x = \"a\"", "line 1: go:embed cannot apply to this"},
		{"//go:embed hello.txt\nfunc f() {}", "line 1: go:embed cannot apply to this"},
		{"n = 5\n//go:embed hello.txt", "line 2: misplaced go:embed directive"},
		{"text := `\n//go:embed none.txt\n`\nlen(text), n", "21, 3"},
	} {
		if got := say(s, h, i+1, c.code); !strings.Contains(got, c.want) {
			t.Errorf("%q: got\n%s\nwant %q in it", c.code, got, c.want)
		}
	}
	write("hello.txt", "changed")
	if got := say(s, h, 20, "//go:embed hello.txt\nvar s string\ns, size()"); got != "\"changed\", 7\n" {
		t.Errorf("the cell again, with another file: got %s", got)
	}
}
