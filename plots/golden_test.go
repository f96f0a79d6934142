package plots_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/andor-kernel/andor/internal/golden"
)

// TestExamples runs every example in an empty folder and compares the picture it saves
// with testdata/NAME.png, which is also the picture of the documentation.
func TestExamples(t *testing.T) {
	testdata, err := filepath.Abs("testdata")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range []struct {
		name string
		run  func()
	}{
		{"curves", ExampleCurves},
		{"panels", ExamplePanels},
		{"grid", ExampleGrid},
		{"tree", ExampleTree},
		{"bars", ExampleBars},
		{"heat", ExampleHeat},
		{"polar", ExamplePolar},
		{"progress", ExampleProgress},
		{"layout", ExampleLayout},
	} {
		t.Run(e.name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			e.run()
			got, err := os.ReadFile(e.name + ".png")
			if err != nil {
				t.Fatal(err)
			}
			golden.PNG(t, filepath.Join(testdata, e.name+".png"), got)
		})
	}
}
