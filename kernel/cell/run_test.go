package cell

import (
	"bytes"
	"context"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/png"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/traefik/yaegi/interp"

	"github.com/andor-kernel/andor/kernel/cell/names"
)

// TestTraceback looks at the whole of what a user sees of an error: place, line, caret.
func TestTraceback(t *testing.T) {
	s, _ := newTestSession(t)
	for _, c := range []struct{ name, code, want string }{
		{"check", "a := 1\n\tb := a + é\n", strings.Join([]string{
			"error: undefined: é", " cell 1, line 2", " 2 | \tb := a + é", "   | \t         ^"}, "\n")},
		{"several", "x1\nx2\n", strings.Join([]string{
			"error: undefined: x1", " cell 1, line 1", " 1 | x1", "   | ^^", "",
			"error: undefined: x2", " cell 1, line 2", " 2 | x2", "   | ^^"}, "\n")},
		{"panic", "z := 0\n_ = 1 / z\nfmt.Println(z)", strings.Join([]string{
			"panic: runtime error: integer divide by zero", " cell 1, line 2 in the cell",
			"    1 | z := 0", "--> 2 | _ = 1 / z", "    3 | fmt.Println(z)"}, "\n")},
	} {
		r := s.Run(context.Background(), Cell{Code: c.code, Number: 1})
		if r.Err == nil {
			t.Fatalf("%s: got no error", c.name)
		}
		got := strings.Join(r.Err.Traceback, "\n")
		if !strings.Contains(got, "\x1b[") {
			t.Errorf("%s: the traceback has no colours", c.name)
		}
		lines := strings.Split(ansi.ReplaceAllString(got, ""), "\n")
		for i := range lines {
			lines[i] = strings.TrimRight(lines[i], " ")
		}
		if got = strings.Join(lines, "\n"); got != c.want {
			t.Errorf("%s: got\n%s\nwant\n%s", c.name, got, c.want)
		}
	}
}

// TestNoInterpreterText: what the interpreter says of itself does not reach a notebook.
func TestNoInterpreterText(t *testing.T) {
	for _, code := range []string{
		"func f() int {}", "return 5", "var a []int\na[3]", "type T struct{ f func() }\nT{} == T{}", "var m map[[]int]int",
		"goto x", "unsafe.Pointer(nil)", "import \"C\"", "select {", "var x chan<- int\n<-x",
	} {
		out := run(t, code)
		for _, bad := range []string{"yaegi", "_.go", names.Mark, "main.init", "reflect"} {
			if strings.Contains(out, bad) {
				t.Errorf("%q says %q, which has %q in it", code, out, bad)
			}
		}
	}
}

func TestInput(t *testing.T) {
	s, h := newTestSession(t)
	h.answers = []string{"7 seven", "line two"}
	if got, want := say(s, h, 1, "var n int\nvar w string\nfmt.Scan(&n, &w)\nn, w"), "7, \"seven\"\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestDidYouMean: a name that a type or package does not have is answered by a near one.
func TestDidYouMean(t *testing.T) {
	s, h := newTestSession(t)
	if out := say(s, h, 1, "type Spelt struct{ Width int }\nfunc (s *Spelt) Height() int { return s.Width }\ntype Outer struct{ Spelt }\nvar sb strings.Builder"); out != "" {
		t.Fatal(out)
	}
	for code, want := range map[string]string{
		"(&Spelt{}).Hieght()": "Height", "Spelt{}.Widht": "Width", "_ = Spelt{Widht: 3}": "Width", "Outer{}.Widt": "Width",
		"func near(s Spelt) int { return s.Wdth }": "Width", "sb.WriteStirng(\"x\")": "WriteString",
		"strings.Repaet(\"a\", 2)": "strings.Repeat", "Splet{}": "Spelt", "andor.NewNet(\"g\").Satge(\"z\", andor.Normal(8))": "Stage",
	} {
		r := s.Run(context.Background(), Cell{Code: code, Number: 2})
		if r.Err == nil || !strings.Contains(strings.Join(r.Err.Traceback, "\n"), "did you mean "+want+"?") {
			t.Errorf("%s: got %+v, want %q proposed", code, r.Err, want)
		}
	}
	if r := s.Run(context.Background(), Cell{Code: "sb.Xyzzy()", Number: 3}); r.Err == nil || strings.Contains(strings.Join(r.Err.Traceback, "\n"), "did you mean") {
		t.Errorf("a name like no other: got %+v, want nothing proposed", r.Err)
	}
}

// TestDeclares: who assigns to a name that was never declared is told how to declare it.
func TestDeclares(t *testing.T) {
	s, _ := newTestSession(t)
	for code, told := range map[string]bool{"y = 3": true, "if true { größe=3 }": true, "fmt.Println(y)": false, "_ = y == 3": false} {
		r := s.Run(context.Background(), Cell{Code: code, Number: 1})
		if r.Err == nil || strings.Contains(strings.Join(r.Err.Traceback, "\n"), ":= ... declares a variable") != told {
			t.Errorf("%s: got %+v, want to be told: %v", code, r.Err, told)
		}
	}
}

func TestPrompts(t *testing.T) {
	s, h := newTestSession(t)
	h.answers = []string{"Ada", "hunter2"}
	if got, want := say(s, h, 1, "name, _ := andor.Input(\"name? \")\nkey, err := andor.Password(\"key? \")\nname, key, err"), "\"Ada\", \"hunter2\", nil\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if want := []string{"name? ", "secret: key? "}; !slices.Equal(h.asked, want) {
		t.Errorf("asked %q, want %q", h.asked, want)
	}
	if got := say(s, h, 2, "_, err = andor.Password(\"key? \")\nerr"); got != "Failed: no input\n" {
		t.Errorf("with nobody to ask: got %q", got)
	}
}

func TestSilentAndEval(t *testing.T) {
	s, h := newTestSession(t)
	if r := s.Run(context.Background(), Cell{Code: "x := 41\nx", Silent: true}); r.Value != nil || r.Err != nil {
		t.Errorf("got %+v of a silent cell, want nothing", r)
	}
	if r := s.Eval(context.Background(), "x + 1"); string(r.Value["text/plain"]) != "42" {
		t.Errorf("got %+v, want 42", r)
	}
	if r := s.Eval(context.Background(), "nothing"); r.Err == nil || r.Err.Name != "CheckError" {
		t.Errorf("got %+v, want a check error", r)
	}
	if out := h.take(); out != "" {
		t.Errorf("got output %q, want none", out)
	}
}

// picture is a compiled value that shows itself.
type picture struct{ png []byte }

func (p *picture) MIMEBundle() map[string][]byte {
	return map[string][]byte{"text/plain": []byte("a picture"), "image/png": p.png}
}

// TestDisplay shows values of compiled packages; a PNG of 192 dpi is shown at half size.
func TestDisplay(t *testing.T) {
	dense := densePNG(t, 64, 32)
	s, err := New(&screen{}, Options{Symbols: interp.Exports{"test/pic/pic": {
		"New":     reflect.ValueOf(func() *picture { return &picture{dense} }),
		"Picture": reflect.ValueOf((*picture)(nil)),
	}}})
	if err != nil {
		t.Fatal(err)
	}
	r := s.Run(context.Background(), Cell{Code: "import \"test/pic\"\npic.New()"})
	if r.Err != nil || !bytes.Equal(r.Value["image/png"], dense) || string(r.Value["text/plain"]) != "a picture" {
		t.Fatalf("got %+v, want the picture's bundle", r)
	}
	want := map[string]any{"image/png": map[string]any{"width": 32, "height": 16}}
	if !reflect.DeepEqual(r.Metadata, want) {
		t.Errorf("got metadata %v, want %v", r.Metadata, want)
	}
	r = s.Run(context.Background(), Cell{Code: "image.NewGray(image.Rect(0, 0, 5, 4))"})
	img, err := png.Decode(bytes.NewReader(r.Value["image/png"]))
	if err != nil || img.Bounds() != image.Rect(0, 0, 5, 4) || r.Metadata != nil {
		t.Errorf("got %v (%v), metadata %v, want a picture of 5x4 at its own size", img, err, r.Metadata)
	}
}

// densePNG is a picture that says it has 192 dpi.
func densePNG(t *testing.T, w, h int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, w, h))); err != nil {
		t.Fatal(err)
	}
	chunk := []byte("pHYs")
	chunk = binary.BigEndian.AppendUint32(chunk, 7559)
	chunk = binary.BigEndian.AppendUint32(chunk, 7559)
	chunk = append(chunk, 1)
	const afterIHDR = 8 + 25
	out := append([]byte{}, b.Bytes()[:afterIHDR]...)
	out = binary.BigEndian.AppendUint32(out, 9)
	out = append(out, chunk...)
	out = binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(chunk))
	return append(out, b.Bytes()[afterIHDR:]...)
}

// TestStart: a session is there at once.
func TestStart(t *testing.T) {
	begin := time.Now()
	s, h := newTestSession(t)
	if out := say(s, h, 1, "1 + 1"); out != "2\n" {
		t.Fatalf("got %q, want 2", out)
	}
	if d := time.Since(begin); d > time.Second {
		t.Errorf("the first cell took %v with the start, want well under 0.1 s on an idle machine", d)
	}
}

// %time tells the time once, also of what fails.
func TestTime(t *testing.T) {
	s, h := newTestSession(t)
	for _, code := range []string{"%time _ = 1", "%time\n1", "%time panic(1)", "%time\npanic(1)", "%time panic(1)\n2", "%time _ = 1\npanic(1)"} {
		s.Run(context.Background(), Cell{Code: code, Number: 1})
		if out := h.take(); strings.Count(out, "time: ") != 1 {
			t.Errorf("%q: got %q, want the time once", code, out)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	go func() { // once the cell sleeps, or at last
		for end := time.Now().Add(20 * time.Second); h.text() == "" && time.Now().Before(end); {
			time.Sleep(time.Millisecond)
		}
		cancel()
	}()
	s.Run(ctx, Cell{Code: "%time func() { fmt.Println(\"asleep\"); time.Sleep(time.Hour) }()", Number: 2})
	if out := h.take(); strings.Count(out, "time: ") != 1 {
		t.Errorf("interrupted: got %q, want the time once", out)
	}
}

func TestFolderInQuotes(t *testing.T) {
	s, h := newTestSession(t)
	dir := t.TempDir()
	t.Chdir(dir)
	if out := say(s, h, 4, "%cd \""+filepath.ToSlash(dir)+"\""); !strings.Contains(out, filepath.Base(dir)) {
		t.Errorf("a folder in quotes: got %q", out)
	}
}

// Display shows any value in the middle of a cell as it would be shown at its end.
func TestDisplayInTheMiddle(t *testing.T) {
	s, h := newTestSession(t)
	out := say(s, h, 1, `type Sheet struct{ n int }
func (s Sheet) MIMEBundle() map[string][]byte {
	return map[string][]byte{"text/plain": []byte(fmt.Sprint("sheet ", s.n))}
}
type Mark struct{ n int }
func (m *Mark) String() string { return fmt.Sprint("mark ", m.n) }
for i := range 2 { andor.Display(Sheet{i}) }
andor.Display(&Mark{3}); andor.Display([]int{1}); andor.Display(nil)
var nobody *Mark
andor.Display(nobody)`)
	if want := "[display: sheet 0]\n[display: sheet 1]\n[display: mark 3]\n[display: []int{1}]\n[display: nil]\n[display: nil]\n"; out != want {
		t.Errorf("got\n%s\nwant\n%s", out, want)
	}
}
