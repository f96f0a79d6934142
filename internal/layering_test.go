package internal_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
)

const module = "github.com/andor-kernel/andor"

// TestImportTable holds the imports of every package against the table in README.md,
// so that the arrows keep pointing one way and the README keeps telling the truth.
func TestImportTable(t *testing.T) {
	table := readTable(t, "../README.md")
	seen := map[string]bool{}
	for _, p := range listPackages(t) {
		row := table.find(p.path)
		if row == nil {
			t.Errorf("package %q is not in README.md's layout table; add a row for it", p.path)
			continue
		}
		seen[row.pattern] = true
		for _, imp := range p.ours {
			if !row.allowsOurs(imp) {
				t.Errorf("%s imports %s, want only %v; see the layout table in README.md", p.path, imp, row.ours)
			}
		}
		for _, imp := range p.outside {
			if !row.allowsOutside(imp) {
				t.Errorf("%s imports %s, want from outside only %v; see the layout table in README.md", p.path, imp, row.outside)
			}
		}
		for _, o := range row.ours {
			if !slices.ContainsFunc(p.ours, (&tableRow{ours: []string{o}}).allowsOurs) {
				t.Errorf("README.md's layout table lets %s import %s, but it does not; take it out", p.path, o)
			}
		}
		for _, o := range row.outside {
			if !slices.ContainsFunc(p.outside, (&tableRow{outside: []string{o}}).allowsOutside) {
				t.Errorf("README.md's layout table lets %s import %s, but it does not; take it out", p.path, o)
			}
		}
	}
	for _, row := range table {
		if !seen[row.pattern] {
			t.Errorf("README.md's layout table names %q, which holds no Go package", row.pattern)
		}
	}
}

// TestPackageSize holds the packages around cells to a size that one can read: the lines of
// their Go files but tests and what is generated.
func TestPackageSize(t *testing.T) {
	const most = 5000
	seen := 0
	for _, p := range listPackages(t) {
		if p.path != "kernel/cell" && !strings.HasPrefix(p.path, "kernel/cell/") {
			continue
		}
		files, err := filepath.Glob(filepath.Join("..", p.path, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		lines := 0
		for _, file := range files {
			base := filepath.Base(file)
			if strings.HasSuffix(base, "_test.go") || strings.HasPrefix(base, "gen_") {
				continue
			}
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			lines += strings.Count(string(text), "\n")
		}
		if seen++; lines > most {
			t.Errorf("%s has %d lines, want at most %d: move a subject of its own to a package of its own", p.path, lines, most)
		}
	}
	if seen < 10 {
		t.Fatalf("got %d packages around cells, want them all", seen)
	}
}

// TestUnsafe holds package unsafe to kernel/cell/yaegi, as far as cells are concerned.
func TestUnsafe(t *testing.T) {
	const only = "kernel/cell/yaegi"
	seen := false
	for _, p := range listPackages(t) {
		if p.path != "kernel/cell" && !strings.HasPrefix(p.path, "kernel/cell/") || !p.unsafe {
			continue
		}
		if p.path != only {
			t.Errorf("%s imports unsafe, want that only of %s", p.path, only)
		}
		seen = seen || p.path == only
	}
	if !seen {
		t.Errorf("%s does not import unsafe; the test is out of date", only)
	}
}

type tableRow struct {
	pattern string   // "stdlib/engine/nn", or "stdlib" for that package alone
	ours    []string // packages of the module; "stdlib/*" matches one level below
	outside []string // prefixes of import paths, as given in the table
}

type importTable []tableRow

func (t importTable) find(path string) *tableRow {
	for i := range t {
		if t[i].pattern == path {
			return &t[i]
		}
	}
	return nil
}

func (r *tableRow) allowsOurs(path string) bool {
	for _, o := range r.ours {
		if o == path {
			return true
		}
		if prefix, ok := strings.CutSuffix(o, "/*"); ok && strings.HasPrefix(path, prefix+"/") && !strings.Contains(path[len(prefix)+1:], "/") {
			return true
		}
	}
	return false
}

func (r *tableRow) allowsOutside(path string) bool {
	return slices.ContainsFunc(r.outside, func(o string) bool {
		return path == o || strings.HasPrefix(path, o+"/") || strings.Contains("/"+path+"/", "/"+o+"/")
	})
}

// readTable reads the rows of the Markdown table that follows the heading "Layout":
// | package | what it is | may import, of ours | from outside |.
func readTable(t *testing.T, file string) importTable {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	_, section, ok := strings.Cut(string(text), "\n## Layout")
	if !ok {
		t.Fatal("README.md has no section \"Layout\"")
	}
	section, _, _ = strings.Cut(section, "\n## ")
	code := regexp.MustCompile("`([^`]+)`")
	words := func(cell string) []string {
		var w []string
		for _, m := range code.FindAllStringSubmatch(cell, -1) {
			w = append(w, m[1])
		}
		return w
	}
	var table importTable
	for line := range strings.Lines(section) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		if len(cells) != 4 {
			continue
		}
		for _, p := range words(cells[0]) {
			table = append(table, tableRow{pattern: strings.TrimSuffix(p, "/"), ours: words(cells[2]), outside: words(cells[3])})
		}
	}
	if len(table) < 10 {
		t.Fatalf("got %d rows in README.md's layout table, want at least 10", len(table))
	}
	return table
}

type pkg struct {
	path          string
	ours, outside []string
	unsafe        bool
}

// listed is what go list tells, asked once.
var listed = sync.OnceValues(func() ([]byte, error) {
	cmd := exec.Command("go", "list", "-f", `{{.ImportPath}}{{range .Imports}} {{.}}{{end}}`, "./...")
	cmd.Dir = ".."
	cmd.Env = append(os.Environ(), "GOOS=linux", "GOARCH=amd64") // the table speaks of one system, whichever runs the test
	return cmd.CombinedOutput()
})

func listPackages(t *testing.T) []pkg {
	t.Helper()
	out, err := listed()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, out)
	}
	var pkgs []pkg
	for line := range strings.Lines(string(out)) {
		f := strings.Fields(line)
		path := strings.TrimPrefix(f[0], module+"/")
		if path == "internal" { // holds this test alone
			continue
		}
		p := pkg{path: path}
		for _, imp := range f[1:] {
			switch {
			case imp == "unsafe":
				p.unsafe = true
			case strings.HasPrefix(imp, module+"/"):
				p.ours = append(p.ours, strings.TrimPrefix(imp, module+"/"))
			case strings.Contains(strings.Split(imp, "/")[0], "."):
				p.outside = append(p.outside, imp)
			}
		}
		pkgs = append(pkgs, p)
	}
	return pkgs
}
