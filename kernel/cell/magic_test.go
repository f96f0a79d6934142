package cell

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestMagics holds the table of commands: each runs in one way, says what it does, and is
// used by a cell of testdata/magic.txt or by another test; each value of a magic_*.go file
// stands in the table.
func TestMagics(t *testing.T) {
	corpus, err := os.ReadFile("testdata/magic.txt")
	if err != nil {
		t.Fatal(err)
	}
	var tests strings.Builder
	for _, pattern := range []string{"*_test.go", "../*_test.go"} {
		files, _ := filepath.Glob(pattern)
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			tests.Write(text)
		}
	}
	seen := map[string]bool{}
	for _, m := range magics() {
		ways := 0
		for _, way := range []bool{m.run != nil, m.text != nil, m.whole != nil, m.elsewhere != ""} {
			if way {
				ways++
			}
		}
		if ways != 1 {
			t.Errorf("%s runs in %d ways, want one of run, text, whole and elsewhere", m.Name, ways)
		}
		if seen[m.Name] {
			t.Errorf("%s stands twice in the table", m.Name)
		}
		seen[m.Name] = true
		if m.Text == "" || strings.HasSuffix(m.Text, ".") {
			t.Errorf("%s says %q, want what it does, in one line without a full stop", m.Name, m.Text)
		}
		if m.Name != "!" && !strings.HasPrefix(m.Name, "%") {
			t.Errorf("%q begins with neither %% nor !: such a line would be Go", m.Name)
		}
		used := regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(m.Name) + `(\s|$|\w)`)
		if !used.Match(corpus) && !strings.Contains(tests.String(), m.Name) {
			t.Errorf("no cell of testdata/magic.txt and no test runs %s", m.Name)
		}
		if found, _, err := findMagic(m.Name + " x"); err != nil || found.Name != m.Name {
			t.Errorf("a line of %s is found as %q (%v)", m.Name, found.Name, err)
		}
	}
	table, err := os.ReadFile("magic.go")
	if err != nil {
		t.Fatal(err)
	}
	files, _ := filepath.Glob("*.go")
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`(?m)^var (\w+) = magic\{`).FindAllStringSubmatch(string(text), -1) {
			if !regexp.MustCompile(`\b` + m[1] + `[,})]`).Match(table) {
				t.Errorf("%s of %s stands not in the table of magic.go", m[1], file)
			}
		}
	}
}

// What a cell with %reset says of the session does not depend on what else stands in it.
func TestResetIsTold(t *testing.T) {
	for _, code := range []string{"%reset", "fmt.Println(2)\n%reset", "x := 1\n%reset\nx"} {
		s, _ := newTestSession(t)
		if r := s.Run(context.Background(), Cell{Code: code, Number: 1}); r.Err != nil || !r.Forgot {
			t.Errorf("%q: got %+v, want a result that says the session has forgotten", code, r)
		}
	}
}
