package kernel

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestMessages holds the table of requests: each row says where its request waits, each
// handler stands in the table, and each request is one that the conformance tests send.
func TestMessages(t *testing.T) {
	handled := map[string]bool{}
	rows, err := os.ReadFile("messages.go")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, m := range messages() {
		if seen[m.typ] {
			t.Errorf("%s stands twice in messages.go", m.typ)
		}
		seen[m.typ] = true
		if m.shell == 0 {
			t.Errorf("%s does not say where it waits on the shell channel: nobody, behind, beside or comm", m.typ)
		}
		if m.shell == nobody && !m.control {
			t.Errorf("%s is taken by no channel", m.typ)
		}
		if m.handle == nil {
			t.Errorf("%s has no handler", m.typ)
		}
	}
	files, _ := filepath.Glob("handle_*.go")
	declared := regexp.MustCompile(`(?m)^func (handle\w+)\(k \*Kernel, r \*request\)`)
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range declared.FindAllStringSubmatch(string(text), -1) {
			handled[m[1]] = true
			if !strings.Contains(string(rows), " "+m[1]+",") {
				t.Errorf("%s of %s stands in no row of messages.go: no request reaches it", m[1], file)
			}
		}
	}
	if len(handled) == 0 {
		t.Fatal("no handler was found in handle_*.go")
	}
	tests := testTexts(t)
	for _, m := range messages() {
		if !strings.Contains(tests, `"`+m.typ+`"`) {
			t.Errorf("no test of this folder sends %s", m.typ)
		}
	}
}

// testTexts returns the tests of this folder but this one.
func testTexts(t *testing.T) string {
	files, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	more, _ := filepath.Glob("testdata/*.py")
	var b strings.Builder
	for _, file := range append(files, more...) {
		if file == "messages_test.go" {
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		b.Write(text)
	}
	return b.String()
}
