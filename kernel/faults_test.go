package kernel

import (
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/andor-kernel/andor/kernel/wire"
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

// A cell that is interrupted in a compiled call is left behind: variables live on, later cells
// run and can be interrupted, and what compiled code of it writes to the log is marked. An
// interrupt right after it, and no later one, replaces the worker.
func TestLeaveBehind(t *testing.T) {
	k, conn := testKernel(t, realWorker)
	c := connect(t, conn)
	pid := k.engine.PID()
	interrupt := func(code string) (e wire.ErrorReply) {
		t.Helper()
		req := wire.NewExecuteRequest()
		req.Code = wire.Text("fmt.Println(\"on\")\n" + code)
		id := c.send(c.shell, "execute_request", req)
		for describe(c.next("iopub")) != "stdout:on\n" {
		}
		time.Sleep(50 * time.Millisecond)
		var s wire.Status
		c.askControl("interrupt_request", nil, &s)
		c.answer("shell", id, &e)
		c.published(id)
		return e
	}
	if e := c.execute("keep := 7\nl, _ := net.Listen(\"tcp\", \"127.0.0.1:0\")\nnowhere, _ := url.Parse(\"http://127.0.0.1:1\")"); e.Reply.Status != "ok" {
		t.Fatalf("got %+v", e.Reply)
	}
	e := interrupt("import \"net/http/httputil\"\nhttp.Serve(l, httputil.NewSingleHostReverseProxy(nowhere))\nkeep = 0")
	for _, want := range []string{"left behind in net/http.Serve,", "variables live on", "still listens", "marked [cell 2]"} {
		if !strings.Contains(e.Value, want) {
			t.Errorf("got %q, want %q in it", e.Value, want)
		}
	}
	if e := c.execute("r, err := http.Get(\"http://\" + l.Addr().String())\nfmt.Println(keep, err, r.StatusCode)\ntime.Sleep(100*time.Millisecond)"); !strings.Contains(strings.Join(e.Published, " "), "stdout:7 <nil> 502") || !strings.Contains(strings.Join(e.Published, " "), "stderr:[cell 2] 20") {
		t.Errorf("the next cell: got %+v and %q, want variables as they were and a marked log", e.Reply, e.Published)
	}
	if e := interrupt("for {}"); e.Name != "Interrupted" || strings.Contains(e.Value, "behind") {
		t.Errorf("a later cell: got %+v, want it interrupted as usual", e)
	}
	var s wire.Status
	c.askControl("interrupt_request", nil, &s)
	if e := c.execute("fmt.Println(keep)"); !strings.Contains(strings.Join(e.Published, " "), "stdout:7") || k.engine.PID() != pid {
		t.Errorf("an interrupt after another cell: got %+v and %q, want nothing lost", e.Reply, e.Published)
	}
	interrupt("l.Accept()")
	c.askControl("interrupt_request", nil, &s)
	if said := c.nextText("stderr"); !strings.Contains(said, "lost") {
		t.Errorf("a second interrupt: got %q, want to be told what is lost", said)
	}
	if e := c.execute("fmt.Println(1 + 1)"); !strings.Contains(strings.Join(e.Published, " "), "stdout:2") || k.engine.PID() == pid {
		t.Errorf("after a second interrupt: got %+v and %q, want a new worker", e.Reply, e.Published)
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
