package dsl

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

func addCorpus(f *testing.F) {
	files, _ := filepath.Glob("testdata/*.andor")
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		for _, chunk := range strings.Split(string(text), "\n---\n") {
			f.Add(mark.ReplaceAllString(chunk, ""))
		}
	}
}

// FuzzParse holds what every text must satisfy: chunks that concatenate to it, positions
// inside it, findings with all their parts, and no panic in any entry.
func FuzzParse(f *testing.F) {
	addCorpus(f)
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 1<<13 {
			t.Skip("long texts find nothing that short ones do not")
		}
		src := Source{Name: "fuzz", Text: text}
		file, diags := Parse(src)
		joined := ""
		for _, c := range file.Chunks {
			joined += c.Text
		}
		if joined != text {
			t.Fatalf("the chunks give %q, want %q", joined, text)
		}
		for _, env := range []Env{nil, session{}} {
			decls, more := Check(file, env)
			all := append(more, diags...)
			for _, d := range all[:min(len(all), 200)] {
				checkDiagnostic(t, d, text)
			}
			for _, d := range decls {
				if d.count() == 1 && !d.Pending {
					if b, err := Marshal(d); err != nil {
						t.Fatalf("Marshal: %v", err)
					} else if _, err := Unmarshal(b); err != nil {
						t.Fatalf("Unmarshal: %v\n%s", err, b)
					}
				}
				if d.Net != nil {
					d.Net.Summary()
				}
			}
		}
		// Each walks over all blocks above its own, so a few of them must do.
		left := 10
		for i, c := range file.Chunks {
			if c.Block != nil && left > 0 {
				CheckBlock(file, i, session{})
				left--
			}
		}
		Incomplete(src)
		for _, offset := range []int{-1, 0, len(text) / 3, len(text) / 2, len(text), len(text) + 1} {
			Complete(src, offset, session{})
			Inspect(src, offset, session{})
		}
	})
}

func checkDiagnostic(t *testing.T, d Diagnostic, text string) {
	t.Helper()
	if d.Pos.Offset < 0 || d.End.Offset > len(text) || d.Pos.Offset > d.End.Offset || d.Pos.Line < 1 || d.Pos.Col < 1 {
		t.Fatalf("%s stands at %v-%v of %d bytes", d.Code, d.Pos, d.End, len(text))
	}
	if d.Message == "" || d.Reason == "" || d.Help == "" {
		t.Fatalf("%s lacks a part: %+v", d.Code, d)
	}
	if _, ok := Explain(d.Code); !ok {
		t.Fatalf("%s has no page", d.Code)
	}
	if lines := strings.Split(d.Text(), "\n"); len(lines) < 4 || !strings.Contains(lines[3], "^") {
		t.Fatalf("%s shows no caret:\n%s", d.Code, d.Text())
	}
}

// FuzzFormat: formatting is stable, and declares the same.
func FuzzFormat(f *testing.F) {
	addCorpus(f)
	f.Fuzz(func(t *testing.T, text string) {
		once, diags := Format(Source{Text: text})
		twice, _ := Format(Source{Text: once})
		if once != twice {
			t.Fatalf("formatted twice:\n%q\nwant\n%q", twice, once)
		}
		if len(diags) > 0 {
			return
		}
		want, before := Read(Source{Text: text}, session{})
		got, after := Read(Source{Text: once}, session{})
		if len(before) != len(after) || !reflect.DeepEqual(got, want) {
			t.Fatalf("the formatted text declares\n%+v %v\nwant\n%+v %v\n%s", got, after, want, before, once)
		}
		if strings.Count(text, "//") != strings.Count(once, "//") {
			t.Fatalf("comments were lost:\n%s\nwant those of\n%s", once, text)
		}
	})
}
