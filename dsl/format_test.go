package dsl

import (
	"strings"
	"testing"
)

func TestFormat(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"go alone", "x:=3\n  y  := 4", "x:=3\n  y  := 4"},
		{"columns", "net G {\nz normal( 8 )\n part  fc(4x4x16)   topk( 8 , per:position )\n    image up( 2 )conv(3,kernel:5) tanh\n}",
			"net G {\n  z     normal(8)\n  part  fc(4x4x16)    topk(8, per: position)\n  image up(2) conv(3, kernel: 5) tanh\n}"},
		{"comments", "net G { // head\n// own\nz normal(8)// z\n\n\n\n  // before\nimage fc(8x8x3) //im\n  // last\n} // tail\n",
			"net G {  // head\n  // own\n  z     normal(8)  // z\n\n  // before\n  image fc(8x8x3)  //im\n  // last\n}  // tail\n"},
		{"blank lines", "net G {\n\n  z normal(8)\n\n\n  image fc(8x8x3)\n\n}\n", "net G {\n  z     normal(8)\n\n  image fc(8x8x3)\n}\n"},
		{"expressions", "let  k=( 1 + 2 )*3 / - 4\n", "let k = (1+2)*3/-4\n"},
		{"a let with a comment", "let k = 3 // three", "let k = 3  // three"},
		{"one line", "data d {from \"x\" size 8x8}\n", "data d { from \"x\"  size 8x8 }\n"},
		{"empty", "data d {}\n", "data d {}\n"},
		{"one line opened", "data d { from \"x\" size 8x8\n}", "data d {\n  from \"x\"  size 8x8\n}"},
		{"lines of fields", "train t {\nactor G   critic   none data d\n\n\nsigma 0.3\n}\n", "train t {\n  actor G  critic none  data d\n\n  sigma 0.3\n}\n"},
		{"groups", "train t {\nrate{actor 1e-3 .. 1e-4 critic 1}\nlangevin {\nsteps 1 // s\n// own\nstep 2 }  batch 3\n}\n",
			"train t {\n  rate { actor 1e-3..1e-4  critic 1 }\n  langevin {\n    steps 1  // s\n    // own\n    step 2\n  }  batch 3\n}\n"},
		{"an empty group", "train t {\n guard{}\n}\n", "train t {\n  guard {}\n}\n"},
		{"loader and strings", "data d { from celeba( \"a\" ) }\ndata e { from `C:\\x` }\n", "data d { from celeba(\"a\") }\ndata e { from \"C:\\\\x\" }\n"},
		{"between go", "x:=1\n net G {\n z normal(8)\n image fc(8x8x3)}\ny:=2", "x:=1\nnet G {\n  z     normal(8)\n  image fc(8x8x3)\n}\ny:=2"},
		{"windows lines", "x\r\nlet  k = 3\r\nnet G {\r\nz normal(8)\r\n}\r\n", "x\r\nlet k = 3\r\nnet G {\r\n  z normal(8)\r\n}\r\n"},
		{"a block with mistakes stays", "net G {\n z   normal(\n}\nlet  k = 3\n", "net G {\n z   normal(\n}\nlet k = 3\n"},
		{"other scripts", "net G {\n größe normal(8)\n 大 fc(4x4x3) // c\n}\n", "net G {\n  größe normal(8)\n  大     fc(4x4x3)  // c\n}\n"},
	} {
		got, _ := Format(Source{Text: tt.in})
		if got != tt.want {
			t.Errorf("%s: got\n%s\nwant\n%s", tt.name, got, tt.want)
		}
		if again, _ := Format(Source{Text: got}); again != got {
			t.Errorf("%s: formatted twice\n%s\nwant\n%s", tt.name, again, got)
		}
	}
}

func TestFormatReturnsMistakes(t *testing.T) {
	if _, diags := Format(Source{Text: "net G {\n z normal(\n}\n"}); len(diags) != 1 || diags[0].Code != codeParen {
		t.Errorf("got %v, want one %s", diags, codeParen)
	}
	if _, diags := Format(Source{Text: "net G {\n z normal(8)\n}\n"}); len(diags) != 0 {
		t.Errorf("a net without layers is no matter of its layout: got %v", diags)
	}
}

// TestStringsAreCanonical: what String writes, Format leaves.
func TestStringsAreCanonical(t *testing.T) {
	for _, d := range mustRead(t, longCell(t, 1), nil) {
		if got, diags := Format(Source{Text: d.text() + "\n"}); len(diags) > 0 || got != d.text()+"\n" {
			t.Errorf("got %v\n%s\nwant\n%s", diags, got, d.text())
		}
	}
}

// TestStringSnapshots: names in topk become values, so that the text stands alone.
func TestStringSnapshots(t *testing.T) {
	text := "let e = 1/4\nnet G {\n  z normal(8)\n  a fc(4x4x16) topk(e*16)\n  b conv(8) topk(e)\n  c conv(8) topk(1/2, per: position)\n  image conv(3)\n}\n"
	got := mustRead(t, text, nil)[1].Net.String()
	for _, want := range []string{"topk(4, per: position)", "topk(4)", "topk(1/2, per: position)"} {
		if !strings.Contains(got, want) {
			t.Errorf("got\n%s\nwant %s in it", got, want)
		}
	}
}
