package cell

import (
	"strings"
	"testing"
	"time"
)

// split3 takes the cursor's mark out of a code.
func atMark(code string) (string, int) {
	before, after, _ := strings.Cut(code, "|")
	return before + after, len([]rune(before))
}

func TestComplete(t *testing.T) {
	s, h := newTestSession(t)
	say(s, h, 1, "type P struct{ Name string; age int }\nfunc (p *P) Greet(other string) string { return p.Name }\nvar people []P\nfunc Twice(n int) int { return 2*n }\nx := 42")
	for _, c := range []struct{ code, want, kind, signature string }{
		{"strings.ToUp|", "ToUpper", "function", "(s string) string"},
		{"fmt.Println(strings.ToUp|)", "ToUpper", "function", "(s string) string"},
		{"people[0].Gr|", "Greet", "method", "(other string) string"},
		{"people[0].a|", "age", "field", "int"},
		{"var q P\nq.Na|", "Name", "field", "string"},
		{"for _, v := range people { v.Na|", "Name", "field", "string"},
		{"func g(count int) int { cou|", "count", "var", "int"},
		{"f := func(abc string) { ab|", "abc", "var", "string"},
		{"peo|", "people", "var", "[]P"},
		{"Tw|", "Twice", "function", "(n int) int"},
		{"fm|", "fmt", "package", "fmt"},
		{"retu|", "return", "keyword", ""},
		{"appen|", "append", "function", ""},
		{"strings.NewReader(\"a\").Rese|", "Reset", "method", "(s string)"},
		{"b := strings.Builder{}\nb.WriteSt|\nfmt.Println(b)", "WriteString", "method", "(s string) (int, error)"},
		{"if x > 3 { peo|", "people", "var", "[]P"},
		{"net G {\n z normal(1)\n p co|", "conv", "layer", "conv(channels, kernel: 3)"},
		{"slices.Sor|", "Sort", "function", ""},
		{"é := 1; peo|", "people", "var", "[]P"},
		{"%wh|", "%who", "magic", ""},
		{"var p P\np.Greet(peo|", "people", "var", "[]P"},
	} {
		code, cursor := atMark(c.code)
		begin := time.Now()
		got := s.Complete(code, cursor)
		if d := time.Since(begin); d > 500*time.Millisecond {
			t.Errorf("%q: took %v", c.code, d)
		}
		found := false
		for _, it := range got.Items {
			if it.Text == c.want {
				found = true
				if it.Type != c.kind {
					t.Errorf("%q: got %s of kind %s, want %s", c.code, it.Text, it.Type, c.kind)
				}
				if c.signature != "" && it.Signature != c.signature {
					t.Errorf("%q: got signature %q, want %q", c.code, it.Signature, c.signature)
				}
			}
		}
		if !found {
			t.Errorf("%q: got %v, want %s among them", c.code, got.Items, c.want)
		}
		if runes := []rune(code); got.Start > got.End || got.End > len(runes) || !strings.HasPrefix(c.want, string(runes[got.Start:cursor])) {
			t.Errorf("%q: got [%d, %d) to replace", c.code, got.Start, got.End)
		}
	}
	if out := say(s, h, 2, "x"); out != "42\n" {
		t.Errorf("after completions x is %s, want 42", out)
	}
}

func TestInspect(t *testing.T) {
	s, h := newTestSession(t)
	say(s, h, 1, "// Twice doubles.\nfunc Twice(n int) int { return 2*n }\nx := 42\ntype P struct{ A int }")
	for _, c := range []struct{ code, want string }{
		{"Twice|", "func Twice(n int) int"},
		{"Twice(|", "Twice doubles."},
		{"Twice(1, |", "declared in cell 1"},
		{"x|", "value: 42"},
		{"strings.ToUp|per(\"a\")", "func strings.ToUpper(s string) string"},
		{"P|{}", "type P struct"},
		{"fmt|", `import "fmt"`},
		{"len|", "len"},
		{"func f(arg string) { ar|g }", "var arg string"},
		{"net G {\n z normal(1)\n p con|v(3)\n}", "conv"},
	} {
		code, cursor := atMark(c.code)
		got, ok := s.Inspect(code, cursor, 0)
		if !ok || !strings.Contains(string(got["text/plain"]), c.want) {
			t.Errorf("%q: got %q, want %q in it", c.code, got["text/plain"], c.want)
		}
	}
	if got, ok := s.Inspect("nothingOfThatName", 3, 0); ok {
		t.Errorf("got %q for an unknown name, want nothing", got["text/plain"])
	}
}

func TestIsComplete(t *testing.T) {
	s, _ := newTestSession(t)
	for _, c := range []struct{ code, status, indent string }{
		{"x := 1", "complete", ""},
		{"if x {", "incomplete", "\t"},
		{"func f() {\n\tfor {", "incomplete", "\t\t"},
		{"func f() {\n}", "complete", ""},
		{"x +", "incomplete", ""},
		{"fmt.Println(1,", "incomplete", "\t"},
		{"a b", "invalid", ""},
		{")", "invalid", ""},
		{"`abc", "incomplete", ""},
		{"`abc`", "complete", ""},
		{"/* abc", "incomplete", ""},
		{"strings.", "incomplete", ""},
		{"net G {", "incomplete", "  "},
		{"net G {\n z normal(1)\n}", "complete", ""},
		{"let k = ", "incomplete", ""},
		{"%who", "complete", ""},
		{"", "complete", ""},
		{"import \"fmt\"", "complete", ""},
		{"for i := 0; i < 3; i++ {\n}", "complete", ""},
	} {
		if status, indent := s.IsComplete(c.code); status != c.status || indent != c.indent {
			t.Errorf("%q: got %s %q, want %s %q", c.code, status, indent, c.status, c.indent)
		}
	}
}
