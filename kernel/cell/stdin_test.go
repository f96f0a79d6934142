package cell

import (
	"context"
	"strings"
	"testing"
	"time"
)

// TestStdin: whatever reads os.Stdin asks for a line where it needs one, and no sooner.
func TestStdin(t *testing.T) {
	for _, c := range []struct {
		name, code string
		answers    []string
		want       string
		asked      int
	}{
		{"ReadString", `l, err := bufio.NewReader(os.Stdin).ReadString('\n')
fmt.Printf("%q %v", l, err)`, []string{"a b", "next"}, `"a b\n" <nil>`, 1},
		{"Scanner", `in := bufio.NewScanner(os.Stdin)
for in.Scan() { fmt.Print(in.Text(), ";") }
in.Err()`, []string{"a", "", "b", "\x04"}, "a;;b;", 4},
		{"ReadAll, ended in words", `b, err := io.ReadAll(os.Stdin)
fmt.Printf("%q %v", b, err)`, []string{"a", "b", "^D"}, `"a\nb\n" <nil>`, 3},
		{"ReadAll, ended behind text", `b, err := io.ReadAll(os.Stdin)
fmt.Printf("%q %v", b, err)`, []string{"a", "b\x04", "\x04"}, `"a\nb" <nil>`, 3},
		{"Read", `b := make([]byte, 2)
n, err := os.Stdin.Read(b)
m, _ := os.Stdin.Read(b)
fmt.Printf("%d %v %d %q", n, err, m, b)`, []string{"abc"}, `2 <nil> 2 "c\n"`, 1},
		{"Read of a method value", `read := os.Stdin.Read
n, err := read(make([]byte, 9))
n, err`, []string{"abc"}, `4, nil`, 1},
		{"Fscan", `var a int; var b string
n, err := fmt.Fscan(os.Stdin, &a, &b)
n, err, a, b`, []string{"3", "x"}, `2, nil, 3, "x"`, 2},
		{"Fscan beside Scan", `var a, b int
fmt.Fscan(os.Stdin, &a); fmt.Scan(&b)
a, b`, []string{"3 4"}, `3, 4`, 1},
		{"Copy", `n, err := io.Copy(os.Stdout, io.LimitReader(os.Stdin, 3))
n, err`, []string{"abcd"}, `3, nil`, 1},
		{"a func's parameter", `func first(r io.Reader) byte { b, _ := bufio.NewReader(r).ReadByte(); return b }
string(first(os.Stdin))`, []string{"xy"}, `"x"`, 1},
		{"a field", `type T struct{ in io.ReadCloser }
v := T{in: os.Stdin}
b, err := bufio.NewReader(v.in).ReadByte()
string(b), err`, []string{"xy"}, `"x", nil`, 1},
		{"a cell's interface", `type reads interface { Read([]byte) (int, error); Name() string }
var r reads = os.Stdin
n, err := r.Read(make([]byte, 5))
n, err, r.Name()`, []string{"xy"}, `3, nil, "/dev/stdin"`, 1},
		{"a file handed on", `func in() *os.File { return os.Stdin }
var f = in()
var v struct{ N int }
err := json.NewDecoder(f).Decode(&v)
v.N, err`, []string{`{"N": 4}`}, `4, nil`, 1},
		{"another file", `f, _ := os.CreateTemp("", "")
f.WriteString("text"); f.Seek(0, 0)
b, err := io.ReadAll(f)
f.Close(); os.Remove(f.Name())
string(b), err`, nil, `"text", nil`, 0},
		{"nil", `var f *os.File
_, err := f.Read(nil)
err`, nil, `invalid argument`, 0},
		{"nobody there", `_, err := io.ReadAll(os.Stdin)
fmt.Println(err)`, nil, `no input`, 0},
	} {
		s, h := newTestSession(t)
		h.answers = c.answers
		got := strings.TrimSuffix(say(s, h, 1, c.code), "\n")
		if i := strings.LastIndexByte(got, '\n'); i >= 0 && c.name == "Copy" {
			got = got[i+1:]
		}
		if !strings.HasSuffix(got, c.want) || len(h.asked) != c.asked {
			t.Errorf("%s: got %q and %d questions, want %q and %d", c.name, got, len(h.asked), c.want, c.asked)
		}
	}
}

// TestStdinNextCell: a reader takes no line that a later cell asks for, and what fmt.Scan
// leaves of its line, its end, is not given to the next cell.
func TestStdinNextCell(t *testing.T) {
	s, h := newTestSession(t)
	h.answers = []string{"1", "first", "second", "third"}
	say(s, h, 1, "var n int\nfmt.Scan(&n)")
	for i, want := range []string{"first\n", "second\n"} {
		if got := say(s, h, i+2, "l, _ := bufio.NewReader(os.Stdin).ReadString('\\n')\nfmt.Print(l)"); got != want {
			t.Errorf("cell %d: got %q, want %q", i+2, got, want)
		}
	}
	if len(h.answers) != 1 {
		t.Errorf("got %d answers left, want 1", len(h.answers))
	}
}

// silentUser never answers.
type silentUser struct{ *screen }

func (h silentUser) Input(ctx context.Context, _ string, _ bool) (string, error) {
	h.Stream("stdout", "asked")
	<-ctx.Done()
	return "", ctx.Err()
}

// TestInterruptStdin: an interrupt while a cell waits for input keeps the session, and the
// statement behind does not run.
func TestInterruptStdin(t *testing.T) {
	for _, read := range []string{"bufio.NewReader(os.Stdin).ReadString('\\n')", "io.ReadAll(os.Stdin)", "os.Stdin.Read(make([]byte, 3))", "fmt.Scan(new(int))"} {
		h := silentUser{&screen{}}
		s, err := New(h, Options{})
		if err != nil {
			t.Fatal(err)
		}
		say(s, h.screen, 1, "kept := 1")
		ctx, cancel := context.WithCancel(context.Background())
		go func() {
			for !strings.Contains(h.text(), "asked") {
				time.Sleep(time.Millisecond)
			}
			cancel()
		}()
		r := s.Run(ctx, Cell{Code: read + "\nkept = 2", Number: 2})
		if r.Err == nil || !r.Err.Interrupted || r.Err.Stuck {
			t.Errorf("%s: got %+v, want an interrupt", read, r.Err)
		}
		h.take()
		if got := say(s, h.screen, 3, "kept"); got != "1\n" {
			t.Errorf("%s: after the interrupt got %q, want 1", read, got)
		}
	}
}
