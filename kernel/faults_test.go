package kernel

import (
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
)

// What cells of Go can do to their process is their error, named in words, and the next
// cell runs. TestCrashesDoNotEndTheKernel has the same by a worker without an interpreter.
func TestCellsThatKill(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector has an opinion on these cells of its own")
	}
	_, conn := testKernel(t, realWorker, func(o *Options) {
		o.Worker.Env = []string{"ANDOR_MEMORY=1G"}
	})
	c := connect(t, conn)
	// The panic of a goroutine is told, and costs nothing.
	if e := c.execute("kept := 7\ngo func() { panic(\"boom\") }()\ntime.Sleep(100*time.Millisecond)"); !strings.Contains(strings.Join(e.Published, " "), "boom") {
		t.Errorf("panic in a goroutine: got %q, want it shown", e.Published)
	}
	if e := c.execute("fmt.Println(kept)"); !strings.Contains(strings.Join(e.Published, " "), "stdout:7") {
		t.Errorf("after a panic in a goroutine: got %+v and %q", e.Reply, e.Published)
	}
	for _, tt := range []struct{ name, code, want string }{
		{"stack overflow", "func loop(n int) int { return loop(n+1) + 1 }\nloop(0)", "Stack overflow"},
		{"concurrent map writes", "m := map[int]int{}\nfor range 4 { go func() { for i := 0; ; i++ { m[i%10] = i } }() }\ntime.Sleep(10*time.Second)", "Concurrent map"},
		{"os.Exit", "os.Exit(3)", "os.Exit(3)"},
		{"out of memory", "all := [][]byte{}\nfor { all = append(all, bytes.Repeat([]byte{1}, 16<<20)) }", "emory"},
	} {
		if runtime.GOOS != "linux" && tt.name == "out of memory" {
			continue // the limit needs /proc
		}
		e := c.execute(tt.code)
		if e.Reply.Status != "error" || !strings.Contains(e.Reply.Value, tt.want) {
			t.Errorf("%s: got %s, %q, want an error that says %q", tt.name, e.Reply.Status, e.Reply.Value, tt.want)
		}
		if e := c.execute("fmt.Println(40 + 2)"); !strings.Contains(strings.Join(e.Published, " "), "stdout:42") {
			t.Errorf("the cell after %s: got %+v and %q", tt.name, e.Reply, e.Published)
		}
	}
}

// The tests that docs/kernel.md names are there.
func TestDocumentedTestsExist(t *testing.T) {
	doc, err := os.ReadFile("../docs/kernel.md")
	if err != nil {
		t.Fatal(err)
	}
	var code strings.Builder
	err = filepath.WalkDir(".", func(path string, d os.DirEntry, err error) error {
		if err == nil && (strings.HasSuffix(path, "_test.go") || strings.HasSuffix(path, ".py")) {
			var b []byte
			b, err = os.ReadFile(path)
			code.Write(b)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	names := regexp.MustCompile("`(Test|Fuzz|test_)[A-Za-z0-9_]+`").FindAllString(string(doc), -1)
	if len(names) < 40 {
		t.Errorf("got %d names of tests in docs/kernel.md, want the tables of faults and of the protocol", len(names))
	}
	for _, n := range names {
		n = strings.Trim(n, "`")
		if !strings.Contains(code.String(), "func "+n+"(") && !strings.Contains(code.String(), "def "+n+"(") {
			t.Errorf("docs/kernel.md names %s, and no test has that name", n)
		}
	}
}
