package dsl

import (
	"strings"
	"testing"
)

// TestSplit lists the chunks of each cell: "go" or a block's kind and name.
func TestSplit(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"empty", "", ""},
		{"go alone", "x := 3\nfmt.Println(x)\n", "go"},
		{"block alone", "net G {\n}\n", "net G"},
		{"no newline at the end", "x := 1\nlet k = 3", "go, let k"},
		{"all kinds", "net G {\n}\ndata d { }\ntrain r {\n}\nlet k = 1\n", "net G, data d, train r, let k"},
		{"go between", "a := 1\nnet G {\n}\nb := 2\nnet H {\n}\nc := 3\n", "go, net G, go, net H, go"},
		{"indented block", "  net G {\n  }\n", "net G"},
		{"tabs", "\tlet\tk\t=\t3\n", "let k"},

		{"a variable called net", "net := 3\nnet = 4\nnet++\nnet[0] = 1\ndata, err := f()\n", "go"},
		{"package net", "net.Dial(\"tcp\", addr)\nnet . Dial()\ndata.Take(3)\n", "go"},
		{"a call of data", "data (3)\ntrain(G)\n", "go"},
		{"a channel", "data <- 3\n", "go"},
		{"a label", "data:\nfor {\n}\n", "go"},
		{"comparison", "let == 3\n", "go"},
		{"composite value", "net{1, 2}\n", "go"},
		{"declared with var", "var net T\nvar (\n\tdata T\n\ttrain struct {\n\t}\n)\n", "go"},
		{"declared in two lines", "var a,\ndata T\nvar b,\nnet struct {\n}\n", "go"},
		{"type in two lines", "type\ndata struct {\n}\n", "go"},

		{"raw string", "s := `\nnet G {\n}\n`\n", "go"},
		{"string with a quote", "s := \"\\\"\"\nnet G {\n}\n", "go, net G"},
		{"rune", "r := '\"'\nnet G {\n}\nq := '`'\nlet k = 1\n", "go, net G, go, let k"},
		{"unterminated string", "s := \"abc\nnet G {\n}\n", "go, net G"},
		{"line comment", "// it's `a\nnet G {\n}\n", "go, net G"},
		{"block comment", "/*\nnet G {\n}\n*/\nlet k = 1\n", "go, let k"},
		{"in a func", "func f() {\n\tnet G {\n\t}\n}\nlet k = 1\n", "go, let k"},
		{"in parentheses", "f(\nlet k = 1\n)\n", "go"},
		{"after a struct", "type T struct {\n\tdata []int\n}\ndata d {\n}\n", "go, data d"},
		{"func after", "net G {\n}\nfunc f() {\n}\n", "net G, go"},
		{"stray closing brace", "}\nnet G {\n}\n", "go, net G"},

		{"braces in strings", "data d { from \"}{\" }\nx := 1\n", "data d, go"},
		{"braces in comments", "net G {\n  // }\n  z normal(8) // {\n}\nx := 1\n", "net G, go"},
		{"nested groups", "train r {\n  rate {\n    actor 1\n  }\n}\nx := 1\n", "train r, go"},
		{"a stage called net", "net G {\n  net normal(8)\n  data conv(3)\n}\nx := 1\n", "net G, go"},

		{"unclosed before a block", "net G {\n  z normal(8)\nnet H {\n}\n", "net G, net H"},
		{"unclosed before go", "net G {\n  z normal(8)\nx := 3\n", "net G, go"},
		{"unclosed at the end", "x := 3\nnet G {\n  z normal(8)\n", "go, net G"},
		{"no brace", "net G\n  z normal(8)\n}\nx := 1\n", "net G, go"},
		{"no brace, no end", "net G\nx := 1\n", "net G, go"},
		{"no name", "net {\n  z normal(8)\n}\n", "net "},
		{"a quoted name", "net \"G\" {\n  z normal(8)\n}\n", "net "},
		{"misspelt", "nett G {\n  z normal(8)\n}\nx := 1\n", "net G, go"},
		{"go keywords are no kinds", "switch x {\n}\nselect {\n}\ngo f()\nfor x {\n}\n", "go"},
		{"windows lines", "x := 1\r\nnet G {\r\n}\r\n", "go, net G"},
	} {
		f, _ := Parse(Source{Text: tt.text})
		var got []string
		joined := ""
		for _, c := range f.Chunks {
			joined += c.Text
			if c.Block == nil {
				got = append(got, "go")
			} else {
				got = append(got, c.Block.Kind+" "+c.Block.Name)
			}
			if tt.text[c.Pos.Offset:c.Pos.Offset+len(c.Text)] != c.Text {
				t.Errorf("%s: the chunk at %v is not its text", tt.name, c.Pos)
			}
		}
		if s := strings.Join(got, ", "); s != tt.want {
			t.Errorf("%s: got %s, want %s", tt.name, s, tt.want)
		}
		if joined != tt.text {
			t.Errorf("%s: the chunks give %q, want %q", tt.name, joined, tt.text)
		}
	}
}

func TestPositions(t *testing.T) {
	f, _ := Parse(Source{Text: "größe := 1\n  let ké = 3\n", FirstLine: 10, FirstCol: 5})
	if got, want := f.Chunks[0].Pos, (Pos{10, 5, 0}); got != want {
		t.Errorf("first chunk: got %v, want %v", got, want)
	}
	b := f.Chunks[1].Block
	if want := (Pos{11, 3, 15}); b.Pos != want {
		t.Errorf("block: got %v, want %v", b.Pos, want)
	}
	if want := (Pos{11, 13, 26}); b.End != want {
		t.Errorf("block's end: got %v, want %v", b.End, want)
	}
}

func TestIncomplete(t *testing.T) {
	for _, tt := range []struct {
		text   string
		want   bool
		indent string
	}{
		{"", false, ""}, {"x := 3", false, ""}, {"func f() {", false, ""},
		{"net G {", true, "  "}, {"net G {\n  z normal(8)", true, "  "}, {"net G {\n  z normal(8)\n}", false, ""},
		{"train r {\n  langevin {\n", true, "    "}, {"train r {\n  langevin { steps 3 }\n", true, "  "},
		{"net G {\n}\nnet H {", true, "  "}, {"net G {\nnet H {\n}", false, ""}, {"net G {\n z normal(8)\nx := 3\n", false, ""},
		{"net G {\nz normal(8)", true, "  "}, {"data d { from \"}\"", true, "  "}, {"net G { // }", true, "  "},
		{"let k =", true, ""}, {"let k = 3 *", true, ""}, {"let k = 3", false, ""}, {"let k = // x", true, ""}, {"let k", false, ""},
		{"net G", false, ""}, {"x := `\nnet G {", false, ""},
	} {
		got, indent := Incomplete(Source{Text: tt.text})
		if got != tt.want || indent != tt.indent {
			t.Errorf("Incomplete(%q): got %v %q, want %v %q", tt.text, got, indent, tt.want, tt.indent)
		}
	}
}
