package notebook

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
)

const sample = `{
 "cells": [
  {
   "attachments": {
    "a.png": {
     "image/png": "AQID"
    }
   },
   "cell_type": "markdown",
   "id": "one",
   "metadata": {},
   "source": [
    "# A & B\n",
    "with $z_i * y_i$ and ![x](attachment:a.png)"
   ]
  },
  {
   "cell_type": "code",
   "execution_count": 3,
   "id": "two",
   "metadata": {
    "tags": [
     "parameters"
    ],
    "vendor": {
     "kept": 1
    }
   },
   "outputs": [
    {
     "name": "stdout",
     "output_type": "stream",
     "text": [
      "a\n",
      "b"
     ]
    },
    {
     "data": {
      "application/json": {
       "k": [
        1
       ]
      },
      "image/png": "AQID",
      "text/plain": [
       "Figure"
      ]
     },
     "execution_count": 3,
     "metadata": {
      "image/png": {
       "height": 5,
       "width": 9
      }
     },
     "output_type": "execute_result"
    },
    {
     "ename": "E",
     "evalue": "v",
     "output_type": "error",
     "traceback": [
      "\u001b[31mE\u001b[0m"
     ]
    }
   ],
   "source": [
    "x := 1 // <c>"
   ]
  }
 ],
 "metadata": {
  "kernelspec": {
   "name": "andor"
  }
 },
 "nbformat": 4,
 "nbformat_minor": 5
}
`

// A notebook that Jupyter wrote comes back byte for byte.
func TestReadMarshal(t *testing.T) {
	nb, err := Read([]byte(sample))
	if err != nil {
		t.Fatal(err)
	}
	got, err := nb.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != sample {
		t.Errorf("got\n%s\nwant\n%s", got, sample)
	}
}

func TestReadOldAndOdd(t *testing.T) {
	nb, err := Read([]byte(`{"nbformat":4,"nbformat_minor":2,"metadata":{},"cells":[{"cell_type":"code","source":"a\nb","metadata":{},"outputs":[],"execution_count":null},{"cell_type":"raw","id":"x y","source":[]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	if c := nb.Cells[0]; c.Source != "a\nb" || !validID.MatchString(c.ID) || !validID.MatchString(nb.Cells[1].ID) {
		t.Errorf("got %+v", nb.Cells)
	}
	for in, want := range map[string]string{
		`{"nbformat":3,"worksheets":[]}`: "got 3.0, want 4",
		`[]`:                             "not a notebook",
		`{"nbformat":4,"cells":[{"cell_type":"html"}]}`:                                     "cell 1: cell_type",
		`{"nbformat":4,"cells":[{"cell_type":"code","source":7}]}`:                          "neither a string",
		`{"nbformat":4,"cells":[{"cell_type":"code","outputs":[{"output_type":"pyout"}]}]}`: "cell 1, output 1",
	} {
		if _, err := Read([]byte(in)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got error %v, want one with %q", in, err, want)
		}
	}
}

func data(s string) map[string]json.RawMessage {
	b, _ := json.Marshal(s)
	return map[string]json.RawMessage{"text/plain": b}
}

func outline(c *Cell) string {
	var parts []string
	for _, o := range c.Outputs {
		switch o.Kind {
		case Stream:
			parts = append(parts, o.Name+"="+o.Text)
		case Error:
			parts = append(parts, "error="+o.EName)
		default:
			parts = append(parts, o.Kind+"="+string(o.Data["text/plain"]))
		}
	}
	return strings.Join(parts, " ")
}

func TestRecorder(t *testing.T) {
	var a, b Cell
	r := NewRecorder()
	r.Stream("stdout", "nobody's")
	r.Begin(&a)
	r.Stream("stdout", "1")
	r.Stream("stdout", "2")
	r.Stream("stderr", "3")
	r.Stream("stdout", "4")
	r.Display(data("p"), nil, "id")
	r.Display(data("q"), nil, "")
	r.Begin(&b)
	r.Display(data("r"), nil, "id")
	r.Update(data("s"), nil, "id")
	r.Update(data("t"), nil, "unknown")
	r.Result(1, data("u"), nil)
	r.Error("E", "v", nil)
	if got, want := outline(&a), `stdout=12 stderr=3 stdout=4 display_data="s" display_data="q"`; got != want {
		t.Errorf("first cell: got %s, want %s", got, want)
	}
	if got, want := outline(&b), `display_data="s" execute_result="u" error=E`; got != want {
		t.Errorf("second cell: got %s, want %s", got, want)
	}
	r.Clear(true)
	if len(b.Outputs) != 3 {
		t.Error("clear with wait has cleared at once")
	}
	r.Stream("stdout", "new")
	if got := outline(&b); got != "stdout=new" {
		t.Errorf("after clear with wait: got %s", got)
	}
	if r.Clear(false); len(b.Outputs) != 0 {
		t.Errorf("after clear: got %s", outline(&b))
	}
}

func TestInject(t *testing.T) {
	const declared = "n := 10\nvar rate float64 = 0.1\nvar name string\nconst size uint8 = 3\nlet d = 32\nvar (\n\tinner = \"x\"\n)\nconst (\n\tk = 2\n)\nif n == 3 {\n}"
	tests := []struct{ name, value, want string }{
		{"n", "20", "n = 20"},
		{"n", "0x1f", "n = 0x1f"},
		{"rate", "1e-3", "rate = 1e-3"},
		{"name", "2024", `name = "2024"`},
		{"name", "a \"b\"", `name = "a \"b\""`},
		{"size", "4", "const size uint8 = 4"},
		{"d", "64", "let d = 64"},
		{"inner", "true", `inner = "true"`},
		{"k", "5", "const k = 5"},
		{"fresh", "-2.5", "var fresh = -2.5"},
		{"fresh", "false", "var fresh = false"},
		{"fresh", `"7"`, `var fresh = "7"`},
		{"fresh", "NaN", `var fresh = "NaN"`},
		{"fresh", "", `var fresh = ""`},
	}
	for _, tt := range tests {
		nb := &Notebook{Cells: []Cell{NewCell("first"), NewCell(declared, "parameters"), NewCell("old", "injected-parameters"), NewCell("last")}}
		unknown := nb.Inject([]Parameter{{tt.name, tt.value}})
		if len(nb.Cells) != 4 || nb.Cells[2].Source != "// Parameters\n"+tt.want || !nb.Cells[2].Tagged("injected-parameters") {
			t.Errorf("%s=%s: got %q, want %q", tt.name, tt.value, nb.Cells[2].Source, tt.want)
		}
		if (len(unknown) > 0) != (tt.name == "fresh") {
			t.Errorf("%s: got unknown %v", tt.name, unknown)
		}
	}
	nb := &Notebook{Cells: []Cell{NewCell("only")}}
	if nb.Inject([]Parameter{{"a", "1"}}); nb.Cells[0].Source != "// Parameters\nvar a = 1" {
		t.Errorf("without a parameters cell: got %q first", nb.Cells[0].Source)
	}
}

func TestParseParameter(t *testing.T) {
	if p, err := ParseParameter("data=a=b"); err != nil || p != (Parameter{"data", "a=b"}) {
		t.Errorf("got %+v, %v", p, err)
	}
	for _, bad := range []string{"", "x", "=1", "a b=1", "func=1", "1a=2"} {
		if _, err := ParseParameter(bad); err == nil {
			t.Errorf("%q: got no error", bad)
		}
	}
}

func TestANSI(t *testing.T) {
	for in, want := range map[string]string{
		"a<b":                       "a&lt;b",
		"\x1b[31mred\x1b[0m x":      `<span class="f1">red</span> x`,
		"\x1b[1;91mx\x1b[22my":      `<span class="f9 bold">x</span><span class="f9">y</span>`,
		"10%\r100%":                 "100%",
		"100%\r10":                  "10" + "0%",
		"long\r\x1b[Kab":            "ab",
		"abc\b\bX":                  "aXc",
		"\x1b[38;5;2mg\x1b[39m":     `<span class="f2">g</span>`,
		"\x1b[38;2;1;2;3mtrue":      "true",
		"\x1b]0;title\x07x":         "x",
		"\x1b[":                     "",
		"\x1b[32mtwo\nlines\x1b[0m": `<span class="f2">two` + "\n" + `lines</span>`,
		"\x1b[38;5m":                "",
		"é\x1b[4mü\x1b[24m":         `é<span class="under">ü</span>`,
	} {
		if got := ansiHTML(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestHighlight(t *testing.T) {
	in := "net G {\n  z normal(4x4x3) // <z>\n}\nfor i := 1; ; { s := `a\nb` }\nx.net y"
	want := `<span class="k">net</span> G {` + "\n  z normal(" + `<span class="n">4x4x3</span>) <span class="c">// &lt;z&gt;</span>` +
		"\n}\n" + `<span class="k">for</span> i := <span class="n">1</span>; ; { s := <span class="s">` + "`a\nb`</span> }\nx.net y"
	if got := highlight(in); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestHTML(t *testing.T) {
	nb, err := Read([]byte(sample))
	if err != nil {
		t.Fatal(err)
	}
	page, err := nb.HTML("fallback")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"<title>A &amp; B</title>", `<span class="math">z_i * y_i</span>`, `src="data:image/png;base64,AQID" alt="x"`,
		`<img src="data:image/png;base64,AQID" width="9" height="5" alt="Figure">`, `<pre class="out stdout">a`, `<span class="f1">E</span>`, "[3]", `<span class="c">// &lt;c&gt;</span>`} {
		if !strings.Contains(string(page), want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	for _, bad := range []string{"<script", "http://", "https://", "url("} {
		if strings.Contains(string(page), bad) {
			t.Errorf("the page holds %q, want it self-contained", bad)
		}
	}
}

func TestTags(t *testing.T) {
	c := NewCell("", "a", "b")
	if got := c.Tags(); !reflect.DeepEqual(got, []string{"a", "b"}) {
		t.Errorf("got %v", got)
	}
}

func FuzzRead(f *testing.F) {
	// A short seed: minimising what it leads to would take all the time of a short run.
	f.Add([]byte(`{"nbformat":4,"cells":[{"cell_type":"markdown","source":"# $a$"},{"cell_type":"code","id":"x","outputs":[{"output_type":"stream","name":"stdout","text":["a"]}]}]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		nb, err := Read(b)
		if err != nil {
			return
		}
		nb.Inject([]Parameter{{"a", "1"}})
		if _, err := nb.HTML("x"); err != nil {
			t.Error(err)
		}
		out, err := nb.Marshal()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Read(out); err != nil {
			t.Errorf("cannot read what was written: %v\n%s", err, out)
		}
	})
}

func FuzzANSI(f *testing.F) {
	f.Add("\x1b[38;5;1mx\r\b\xff")
	f.Fuzz(func(t *testing.T, s string) {
		if strings.Contains(s, "<") {
			return
		}
		if got := ansiHTML(s); strings.Count(got, "<span") != strings.Count(got, "</span>") {
			t.Errorf("%q: spans do not match: %q", s, got)
		}
	})
}
