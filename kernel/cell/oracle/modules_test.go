package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// sampleTime is how long the sample of modules may take.
const sampleTime = 20 * time.Second

// TestModules runs the examples of a few modules, others each day, if the modules can be had
// from the cache or the module proxy. None may give something else than compiled Go but those
// of known.txt. ANDOR_REQUIRE=modules makes it fail where they cannot be had.
func TestModules(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes half a minute")
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
	b, err = os.ReadFile("testdata/modules.tsv")
	if err != nil {
		t.Fatal(err)
	}
	states, err := readStates(string(b))
	if err != nil {
		t.Fatal(err)
	}
	recorded := tallied(states)
	day := int(time.Now().Unix() / 86400)
	began, ran := time.Now(), 0
	var why string
	for i := 0; i < len(list) && time.Since(began) < sampleTime && (ran > 0 || i < 5); i++ {
		line := list[(day*5+i)%len(list)]
		if recorded[line[0]] == nil {
			continue // its examples take minutes
		}
		if why = m.download(line[0]); why != "" {
			continue
		}
		examples, err := m.examples(line)
		if err != nil {
			why = err.Error() // what it requires is not here
			continue
		}
		examples = examples[:min(len(examples), 3)]
		m.each(examples, 1, 10*time.Second, func(e example, state, why string) {
			ran++
			if state != same && state != refused && !known[e.pkg+" "+e.name] {
				t.Errorf("%s %s: %s: %s", e.pkg, e.name, state, oneLine(why))
			}
		})
	}
	t.Logf("%d examples", ran)
	switch {
	case ran > 0:
	case slices.Contains(strings.Split(os.Getenv("ANDOR_REQUIRE"), ","), "modules"):
		t.Fatalf("ANDOR_REQUIRE asks for modules, and they cannot be had: %s", why)
	default:
		t.Skipf("the modules cannot be had: %s", why)
	}
}

// download fetches a module if the cache lacks it, and says why it cannot.
func (m *modules) download(module string) (why string) {
	ctx, stop := context.WithTimeout(context.Background(), 20*time.Second)
	defer stop()
	cmd := exec.CommandContext(ctx, "go", "mod", "download", module)
	cmd.Dir = m.dir
	cmd.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=-mod=mod")
	if out, err := cmd.CombinedOutput(); err != nil {
		return firstOf(out, err)
	}
	return ""
}

// TestModuleTable holds the table of the docs against the recorded states.
func TestModuleTable(t *testing.T) {
	b, err := os.ReadFile("testdata/modules.tsv")
	if err != nil {
		t.Fatal(err)
	}
	states, err := readStates(string(b))
	if err != nil {
		t.Fatal(err)
	}
	m := &modules{dir: t.TempDir()}
	if err := m.unpack(); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile("../../../docs/conformance.md")
	if err != nil {
		t.Fatal(err)
	}
	if want := m.table(m.list(), tallied(states)); !strings.Contains(string(text), want) {
		t.Errorf("docs/conformance.md does not hold the table of testdata/modules.tsv, which is\n%s", want)
	}
	known, err := moduleFiles.ReadFile("testdata/modules/known.txt")
	if err != nil {
		t.Fatal(err)
	}
	for key, state := range states {
		f := strings.Split(key, "\t")
		if differs := state != same && state != refused; differs != strings.Contains(string(known), f[1]+" "+f[2]+"\n") {
			t.Errorf("%s %s is recorded as %s: known.txt names those that differ, and no other", f[1], f[2], state)
		}
	}
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
