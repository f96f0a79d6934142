package dsl

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/andor-kernel/andor/internal/golden"
)

// TestTranscripts checks every testdata/NAME.andor and compares what it declares, in
// canonical text with the nets' summaries, with NAME.txt. Formatting a source must not
// change its declarations, and the JSON form must give them back.
func TestTranscripts(t *testing.T) {
	files, err := filepath.Glob("testdata/*.andor")
	if err != nil || len(files) < 14 {
		t.Fatalf("got %d transcripts, %v", len(files), err)
	}
	for _, file := range files {
		if filepath.Base(file) == "errors.andor" {
			continue
		}
		t.Run(strings.TrimSuffix(filepath.Base(file), ".andor"), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			src := Source{Name: filepath.Base(file), Text: string(text)}
			decls, diags := Read(src, nil)
			if len(diags) > 0 {
				t.Fatal(diags)
			}
			var out strings.Builder
			for _, d := range decls {
				out.WriteString(d.text() + "\n")
				if d.Net != nil {
					out.WriteString("\n" + d.Net.Summary() + "\n")
				}
				roundTrip(t, d)
			}
			golden.Text(t, strings.TrimSuffix(file, ".andor")+".txt", []byte(out.String()))

			formatted, _ := Format(src)
			again, _ := Format(Source{Text: formatted})
			if again != formatted {
				t.Errorf("formatted twice: got\n%s\nwant\n%s", again, formatted)
			}
			if same, diags := Read(Source{Text: formatted}, nil); len(diags) > 0 || !reflect.DeepEqual(same, decls) {
				t.Errorf("the formatted text declares something else: %v\n%s", diags, formatted)
			}
		})
	}
}

// roundTrip holds a declaration against its JSON form and its canonical text.
func roundTrip(t *testing.T, d Decl) {
	t.Helper()
	b, err := Marshal(d)
	if err != nil {
		t.Fatalf("Marshal: %v", err)
	}
	back, err := Unmarshal(b)
	if err != nil {
		t.Fatalf("Unmarshal: %v\n%s", err, b)
	}
	if !reflect.DeepEqual(back, d) {
		t.Errorf("JSON gives back\n%+v\nwant\n%+v", back, d)
	}
	if d.Train != nil {
		return // its nets are not in its text
	}
	again, diags := Read(Source{Text: d.text()}, nil)
	if len(diags) > 0 || len(again) != 1 || again[0].plain() != d.plain() {
		t.Errorf("canonical text gives back something else: %v\n%s", diags, d.text())
	}
}
