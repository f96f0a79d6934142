package cell

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/andor-kernel/andor/internal/golden"
)

// TestPrograms runs the programs of testdata/programs as cells. What they print must be
// what they print when they are compiled: with -update, the output of go run is recorded
// beside them.
func TestPrograms(t *testing.T) {
	if raceEnabled {
		t.Skip("the line counters of funcs are shared by goroutines, which the race detector would report")
	}
	files, err := filepath.Glob("testdata/programs/*.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("got %d programs (%v), want some", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".go"), func(t *testing.T) {
			t.Parallel()
			record := strings.TrimSuffix(file, ".go") + ".out"
			if golden.Updating() {
				out, err := exec.Command("go", "run", file).Output()
				if err != nil {
					t.Fatalf("go run %s: %v", file, err)
				}
				if err := os.WriteFile(record, out, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(record)
			if err != nil {
				t.Fatal(err)
			}
			code, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			s, h := newTestSession(t)
			got := strings.Split(say(s, h, 1, string(code)), "\n")
			bad := 0
			for i, w := range strings.Split(string(want), "\n") {
				g := "(nothing)"
				if i < len(got) {
					g = got[i]
				}
				if g != w && bad < 10 {
					bad++
					t.Errorf("line %d of the output: got\n\t%s\nwant\n\t%s", i+1, g, w)
				}
			}
			if n := strings.Count(string(want), "\n") + 1; len(got) > n {
				t.Errorf("after the output: got\n\t%s\nwant nothing", strings.Join(got[n:], "\n\t"))
			}
		})
	}
}
