package cell

import (
	"go/types"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/andor-kernel/andor/kernel/cell/std"
)

// TestStandardLibrary asks for every exported name of the standard library of the toolchain
// in use, as the toolchain lists them: cells have it, or std.Absent says why they do not.
func TestStandardLibrary(t *testing.T) {
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Skipf("no toolchain: %v", err)
	}
	files, err := filepath.Glob(filepath.Join(strings.TrimSpace(string(root)), "api", "go1*.txt"))
	if err != nil || len(files) == 0 {
		t.Skipf("the toolchain does not list the names of the standard library: %v", err)
	}
	s, _ := newTestSession(t)
	removed := map[string]bool{}
	for line := range strings.Lines(readFile(t, filepath.Join(filepath.Dir(files[0]), "except.txt"))) {
		removed[strings.TrimSpace(line)] = true
	}
	seen, missing := map[string]bool{}, map[string]bool{}
	for _, file := range files {
		for line := range strings.Lines(readFile(t, file)) {
			n, ok := parseAPI(strings.TrimSpace(line))
			if !ok || removed[strings.TrimSpace(line)] {
				continue
			}
			seen[n.String()] = true
			if !n.exists(s) {
				missing[n.String()] = true
			}
		}
	}
	if len(seen) < 10000 {
		t.Fatalf("got %d names, want those of the whole standard library", len(seen))
	}
	var unexplained []string
	for name := range missing {
		if std.Absent(name) == "" {
			unexplained = append(unexplained, name)
		}
	}
	slices.Sort(unexplained)
	for _, name := range unexplained {
		t.Errorf("%s is not there for cells, and std.Absent gives no reason", name)
	}
	for name := range std.AbsentNames() {
		if seen[name] && !missing[name] {
			t.Errorf("std.Absent gives a reason for %s, which cells have", name)
		}
	}
	t.Logf("%d names, of which cells have all but %d", len(seen), len(missing))
}

func readFile(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// apiName is a name of the toolchain's lists: a package's, or a method or field of a type.
type apiName struct{ pkg, name, member string }

func (n apiName) String() string {
	out := n.pkg + "." + n.name
	if n.member != "" {
		out += "." + n.member
	}
	return out
}

var (
	apiLine   = regexp.MustCompile(`^pkg ([\w/]+)(?: \(([\w-]+)\))?, (func|type|var|const|method) (.*)$`)
	apiMethod = regexp.MustCompile(`^\(\*?(\w+)(?:\[[^\]]*\])?\) (\w+)`)
	apiWord   = regexp.MustCompile(`^\w+`)
	apiMember = regexp.MustCompile(`^(\w+)(?:\[.*\])? (?:struct|interface), (\w+)`)
)

// parseAPI reads a line of the lists; ok is false if it names nothing of this platform.
func parseAPI(line string) (n apiName, ok bool) {
	m := apiLine.FindStringSubmatch(line)
	if m == nil || m[2] != "" && m[2] != runtime.GOOS+"-"+runtime.GOARCH {
		return n, false
	}
	n.pkg = m[1]
	switch m[3] {
	case "method":
		r := apiMethod.FindStringSubmatch(m[4])
		if r == nil {
			return n, false
		}
		n.name, n.member = r[1], r[2]
	case "type":
		if r := apiMember.FindStringSubmatch(m[4]); r != nil {
			n.name, n.member = r[1], r[2]
			break
		}
		fallthrough
	default:
		n.name = apiWord.FindString(m[4])
	}
	return n, n.name != "" && n.member != "embedded" && n.member != "unexported"
}

func (n apiName) exists(s *Session) bool {
	pkg, err := s.packages.Import(n.pkg)
	if err != nil {
		return false
	}
	o := pkg.Scope().Lookup(n.name)
	if o == nil || n.member == "" {
		return o != nil
	}
	found, _, _ := types.LookupFieldOrMethod(o.Type(), true, pkg, n.member)
	return found != nil
}
