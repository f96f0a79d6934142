package plots

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/andor-kernel/andor/internal/golden"
)

// drawHere is the variable of the environment that lets examples run.
const drawHere = "PLOTS_EXAMPLES"

// TestMain leaves out the examples: they save their pictures in the folder where they run.
// TestExamples runs each one in a folder of its own.
func TestMain(m *testing.M) {
	flag.Parse()
	if os.Getenv(drawHere) == "" {
		skip := flag.Lookup("test.skip").Value
		patterns := append(strings.FieldsFunc(skip.String(), func(r rune) bool { return r == '|' }), "^Example")
		if err := skip.Set(strings.Join(patterns, "|")); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}

// TestExamples runs the example of every figure by starting this test program again in an
// empty folder, and compares the picture that it saves with testdata/NAME.png, which is also
// the picture of the documentation.
func TestExamples(t *testing.T) {
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range readPackage(t).figures() {
		t.Run(f, func(t *testing.T) {
			c := exec.Command(program, "-test.run=^Example"+f+"$")
			c.Dir, c.Env = t.TempDir(), append(os.Environ(), drawHere+"=1")
			if out, err := c.CombinedOutput(); err != nil {
				t.Fatalf("Example%s: %v\n%s", f, err, out)
			}
			picture := strings.ToLower(f) + ".png"
			got, err := os.ReadFile(filepath.Join(c.Dir, picture))
			if err != nil {
				t.Fatalf("Example%s saves no %s, or is not run: it needs the comment // Output: at its end", f, picture)
			}
			golden.PNG(t, filepath.Join("testdata", picture), got)
		})
	}
}
