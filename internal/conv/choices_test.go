package conv

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/andor-kernel/andor/internal/simd"
)

const recordedChoices = "testdata/choices.txt"

// TestModelIsFixed: the model's choices for the networks of [P] table 1 and for small ones are
// those written down, on every machine. A release that changes a line changes what a seed gives:
// say so in CHANGELOG.md. ANDOR_UPDATE=1 writes the file anew.
func TestModelIsFixed(t *testing.T) {
	var b strings.Builder
	for p := simd.AVX512; p >= simd.Go; p-- {
		k, err := simd.For(p)
		if err != nil {
			t.Logf("not checked: %v", err)
			continue
		}
		for _, l := range table1 {
			choice := model(engine{k, 1}, l.g, l.s)
			if many := model(engine{k, 7}, l.g, l.s); many != choice {
				t.Errorf("%s: with seven threads the model takes %s, with one %s", l.name, many, choice)
			}
			fmt.Fprintf(&b, "%s  %s  %s  %s\n", p, l.name, described(l.g, l.s), choice)
		}
	}
	got := strings.Split(strings.TrimSpace(b.String()), "\n")
	if os.Getenv("ANDOR_UPDATE") != "" {
		if err := os.WriteFile(recordedChoices, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(recordedChoices)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]bool{}
	for _, line := range strings.Split(string(text), "\n") {
		want[line] = true
	}
	for _, line := range got {
		if !want[line] {
			t.Errorf("the model now says %q, which %s does not", line, recordedChoices)
		}
	}
}
