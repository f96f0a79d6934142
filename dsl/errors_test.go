package dsl

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"sync"
	"testing"
)

// session is the Env of the corpus: what earlier cells declared, and Go names.
type session struct{}

func (session) Net(name string) (*Net, bool) {
	if name != "Old" {
		return nil, false
	}
	return oldNet(), true
}

var oldNet = sync.OnceValue(func() *Net {
	n, _ := NewNet("Old", []StageText{{"z", []string{"normal(4)"}}, {"image", []string{"fc(8x8x3)", "tanh"}}})
	return n
})

func (session) Data(name string) (*Data, bool) {
	return &Data{Name: "digits", From: "digits.zip", Take: 50, Size: Shape{8, 8, 3}, Range: [2]float64{-1, 1}}, name == "digits"
}

func (session) Number(name string) (num, den int64, value float64, pending, ok bool) {
	switch name {
	case "width": // a Go int
		return 64, 1, 64, false, true
	case "zero": // k := 1/4 in Go
		return 0, 1, 0, false, true
	case "third": // a Go float64
		return 0, 0, 1.0 / 3, false, true
	case "big":
		return 0, 0, 1e300, false, true
	case "later": // declared by Go earlier in the same cell
		return 0, 0, 0, true, true
	}
	return 0, 0, 0, false, false
}

func (session) Text(name string) (string, bool, bool) {
	switch name {
	case "path":
		return "faces.zip", false, true
	case "nowhere":
		return "", false, true
	}
	return "", false, false
}

func (session) Names() []string {
	return []string{"Old", "digits", "width", "zero", "third", "big", "later", "path", "nowhere"}
}

// flat is a diagnostic as the corpus has it: code, columns of the subject (the second
// just past it), message and help.
func flat(d Diagnostic) string {
	end := fmt.Sprint(d.End.Col)
	if d.End.Line != d.Pos.Line {
		end = fmt.Sprintf("%d:%d", d.End.Line, d.End.Col)
	}
	return fmt.Sprintf("%s %d-%s %s; %s", d.Code, d.Pos.Col, end, d.Message, d.Help)
}

var mark = regexp.MustCompile(`\s*### (".*")\s*$`)

// TestErrors runs testdata/errors.andor: chunks of source between lines of ---. Each line
// with mistakes ends in ### and one regular expression in quotes for each of them, in
// order; it must match the whole of flat. No other line may have a mistake.
func TestErrors(t *testing.T) {
	text, err := os.ReadFile("testdata/errors.andor")
	if err != nil {
		t.Fatal(err)
	}
	found, codes := 0, map[string]bool{}
	line := 1 // of the file
	for _, chunk := range strings.Split(string(text), "\n---\n") {
		lines := strings.Split(chunk, "\n")
		want := make([][]string, len(lines))
		for i, l := range lines {
			if m := mark.FindStringSubmatchIndex(l); m != nil {
				patterns := l[m[2]+1 : m[3]-1]
				want[i], lines[i] = strings.Split(patterns, `" "`), l[:m[0]]
			}
		}
		_, diags := Read(Source{Name: "errors.andor", Text: strings.Join(lines, "\n"), FirstLine: line}, session{})
		got := make([][]Diagnostic, len(lines))
		for _, d := range diags {
			at := d.Pos.Line - line
			got[at] = append(got[at], d)
		}
		for i := range lines {
			compareLine(t, line+i, got[i], want[i])
			for _, d := range got[i] {
				codes[d.Code] = true
				if d.Reason == "" || d.Help == "" || d.Message == "" {
					t.Errorf("line %d: %s lacks message, reason or help: %+v", line+i, d.Code, d)
				}
			}
			found += len(got[i])
		}
		line += len(lines) + 1
	}
	if found < 150 {
		t.Errorf("the corpus has %d diagnostics, want at least 150", found)
	}
	for _, code := range Codes() {
		if !codes[code] {
			t.Errorf("no chunk gives %s", code)
		}
	}
}

func compareLine(t *testing.T, line int, got []Diagnostic, want []string) {
	t.Helper()
	for i := range max(len(got), len(want)) {
		switch {
		case i >= len(got):
			t.Errorf("errors.andor:%d: got no mistake, want %s", line, want[i])
		case i >= len(want):
			t.Errorf("errors.andor:%d: got %s, want none", line, flat(got[i]))
		default:
			if re, err := regexp.Compile("^(?:" + want[i] + ")$"); err != nil || !re.MatchString(flat(got[i])) {
				t.Errorf("errors.andor:%d: got  %s\nwant %s %v", line, flat(got[i]), want[i], err)
			}
		}
	}
}
