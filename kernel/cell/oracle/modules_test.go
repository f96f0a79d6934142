package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// sampleTime is how long the sample of modules may take.
const sampleTime = 20 * time.Second

// TestModules runs the examples of a few modules, others each day, if they can be had. None
// may give something else than compiled Go but those of known.txt.
func TestModules(t *testing.T) {
	if os.Getenv("ANDOR_MODULES") == "" {
		t.Skip("ANDOR_MODULES=1 runs a sample of much-used modules")
	}
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip("no go on PATH")
	}
	known := map[string]bool{}
	b, err := moduleFiles.ReadFile("testdata/modules/known.txt")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(b)) {
		if f := strings.Fields(line); len(f) > 1 {
			known[f[0]+" "+f[1]] = true
		}
	}
	m := &modules{dir: t.TempDir()}
	list := m.list()
	if err := m.unpack(); err != nil {
		t.Fatal(err)
	}
	day := int(time.Now().Unix() / 86400)
	began, ran := time.Now(), 0
	for i := range list {
		line := list[(day*5+i)%len(list)]
		if time.Since(began) > sampleTime {
			break
		}
		if !m.cached(line[0]) {
			continue
		}
		examples, err := m.examples(line)
		if err != nil {
			continue // what it requires is not here
		}
		examples = examples[:min(len(examples), 5)]
		m.each(examples, 1, 10*time.Second, func(e example, state, why string) {
			ran++
			if state != same && state != refused && !known[e.pkg+" "+e.name] {
				t.Errorf("%s %s: %s: %s", e.pkg, e.name, state, oneLine(why))
			}
		})
	}
	if ran == 0 {
		t.Skip("none of the modules is in the module cache: go run ./kernel/cell/oracle modules fetches them")
	}
	t.Logf("%d examples", ran)
}

// cached reports whether the source of a module is in the module cache.
func (m *modules) cached(module string) bool {
	out, err := exec.Command("go", "env", "GOMODCACHE").Output()
	if err != nil {
		return false
	}
	var at strings.Builder
	for _, c := range module {
		if c >= 'A' && c <= 'Z' {
			at.WriteByte('!')
			c += 'a' - 'A'
		}
		at.WriteRune(c)
	}
	_, err = os.Stat(filepath.Join(strings.TrimSpace(string(out)), at.String()+"@"+m.versions[module]))
	return err == nil
}

// TestFromOutside: an example inside of its package becomes a program that imports it.
func TestFromOutside(t *testing.T) {
	files := map[string]string{
		"p.go":      "package p\n\ntype T struct{ A int }\n\nfunc F(t T) int { return t.A }\n\nvar hidden = 1\n",
		"p_test.go": "package p\n\nimport (\n\t\"fmt\"\n\t\"os\"\n)\n\nvar _ = os.Args\n\nfunc ExampleF() {\n\tx := T{A: 3}\n\tfmt.Println(F(x), len(\"ab\"))\n\t// Output: 3 2\n}\n\nfunc Example_hidden() {\n\tfmt.Println(hidden)\n\t// Output: 1\n}\n",
		"go.mod":    "module example.org/p\n\ngo 1.21\n",
	}
	m := &modules{dir: t.TempDir()}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(m.dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	found, err := m.examples([]string{"example.org/p"})
	if err != nil || len(found) != 2 {
		t.Fatalf("got %+v, %v, want two examples", found, err)
	}
	for _, e := range found {
		switch e.name {
		case "ExampleF":
			if want := "x := p.T{A: 3}\n\tfmt.Println(p.F(x), len(\"ab\"))"; !strings.Contains(e.code, want) || strings.Contains(e.code, "\"os\"") {
				t.Errorf("got\n%s\nwant %q in it", e.code, want)
			}
		case "Example_hidden":
			if e.why != "it uses hidden, which only its package knows" {
				t.Errorf("got %q", e.why)
			}
		}
	}
}
