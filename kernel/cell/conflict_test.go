package cell

import (
	"context"
	"strings"
	"testing"

	"github.com/andor-kernel/andor/kernel/cell/names"
)

// What is wrong between a block and the Go of its cell is told in the language's words, at
// the block's place, once.
func TestBlocksAgainstGo(t *testing.T) {
	const net = "net G {\n  z normal(8)\n  image fc(4x4x3) tanh\n}"
	const data = "data d { from scenes  take 100  size 32x32 }\n"
	const run = "train r { actor G  critic none  data d  iterations 1 }"
	for _, tt := range []struct {
		name, code string
		line, col  string // of the caret's line and what is left of the caret
		want       []string
	}{
		{"two nets", net + "\n" + net, "line 5", "    ", []string{"AO046", `"G" is declared twice`, "the two blocks are the same"}},
		{"a variable and a net", "G := 5\n" + net, "line 2", "    ", []string{"AO046", `the Go of this cell has a "G"`}},
		{"two lets", "let k = 3\nlet k = 4", "line 2", "    ", []string{"AO046", `let "k" stands on line 1`}},
		{"a number as a net", "G := 5\n" + data + run, "line 3", "                ", []string{"AO062", `actor "G" is a Go value of type int, want a net`}},
		{"a number as data", net + "\nd := 5\n" + run, "line 6", "                                     ", []string{"AO062", `data "d" is a Go value of type int, want data`}},
		{"a net declared below", data + run + "\nG := 5", "line 2", "                ", []string{"AO060", `unknown net "G"`, "move it above train r"}},
		{"a block in a func", "func f() {\n" + net + "\n}", "line 2", "", []string{"AO009", "begins inside Go brackets"}},
		{"a block behind a statement", "x := 1; " + net, "line 1", "        ", []string{"AO009", "in the middle of a line"}},
		{"a block as a value", "E, G := 1, 2\n_ = E\nE := net {\n  z normal(8)\n  image fc(4x4x3) tanh\n}", "line 3", "  ", []string{"AO007", "a net block is no value"}},
		{"a block as a call", "net G (\n  z normal(8)\n)", "line 1", "    ", []string{"AO007", "no opening brace"}},
		{"a keyword", "net func {\n  z normal(8)\n  image fc(4x4x3) tanh\n}", "line 1", "    ", []string{"AO047", `"func" is a keyword of Go`}},
	} {
		s, _ := newTestSession(t)
		r := s.Eval(context.Background(), tt.code)
		if r.Err == nil {
			t.Errorf("%s: got no error", tt.name)
			continue
		}
		text := ansi.ReplaceAllString(strings.Join(r.Err.Traceback, "\n"), "")
		for _, want := range append(tt.want, tt.line+"\n", "| "+tt.col+"^") {
			if !strings.Contains(text, want) {
				t.Errorf("%s: no %q in\n%s", tt.name, want, text)
			}
		}
		if n := strings.Count(text, "error "); n != strings.Count(text, "error AO") || strings.Contains(text, "error:") || strings.Contains(text, names.Mark) {
			t.Errorf("%s: want the language's errors alone, got\n%s", tt.name, text)
		}
	}
}
