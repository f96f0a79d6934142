package cell

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/andor-kernel/andor/internal/golden"
)

// TestCorpus runs the cells of testdata/*.txt, each file in a session of its own. Cells
// are apart by blank lines; what a cell says stands below it, after a tab.
func TestCorpus(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("got %d files of cells (%v), want some", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			t.Parallel()
			if raceEnabled && (strings.Contains(file, "concurrent") || strings.Contains(file, "closures")) {
				t.Skip("the line counters of funcs are shared by goroutines, which the race detector would report")
			}
			b, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			s, h := newTestSession(t)
			here, _ := os.Getwd()
			var out strings.Builder
			for i, code := range corpusCells(string(b)) {
				if i > 0 {
					out.WriteString("\n")
				}
				out.WriteString(code + "\n")
				for _, line := range strings.Split(strings.TrimSuffix(strings.ReplaceAll(clock.ReplaceAllString(say(s, h, i+1, code), "TIME"), here, "HERE"), "\n"), "\n") {
					if line = strings.TrimRight(line, " "); line != "" || strings.Contains(out.String(), "\t") {
						out.WriteString("\t" + line + "\n")
					}
				}
			}
			golden.Text(t, file, []byte(corpusTidy(out.String())))
		})
	}
}

// clock is what differs from run to run.
var clock = regexp.MustCompile(`(?m)^time: \S+|^\d+/\d+/\d+ \d+:\d+:\d+`)

// corpusTidy drops the empty output of cells that say nothing.
func corpusTidy(s string) string {
	return regexp.MustCompile(`(?m)^\t\n(\n|\z)`).ReplaceAllString(s, "$1")
}

func corpusCells(text string) []string {
	var cells []string
	var code []string
	flush := func() {
		if len(code) > 0 {
			cells = append(cells, strings.Join(code, "\n"))
		}
		code = nil
	}
	for _, line := range strings.Split(text, "\n") {
		switch {
		case strings.HasPrefix(line, "\t"):
		case strings.TrimSpace(line) == "":
			flush()
		default:
			code = append(code, line)
		}
	}
	flush()
	return cells
}
