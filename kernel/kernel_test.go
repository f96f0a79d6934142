//go:build !windows

package kernel

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/go-zeromq/zmq4"

	"github.com/andor-kernel/andor/kernel/wire"
)

func TestKernelInfo(t *testing.T) {
	_, conn := testKernel(t)
	c := connect(t, conn)
	var info wire.KernelInfoReply
	c.ask("kernel_info_request", nil, &info)
	if info.Status != "ok" || info.Implementation != "andor" || info.LanguageInfo.FileExtension != ".andor" || info.ProtocolVersion != wire.ProtocolVersion {
		t.Errorf("got %+v", info)
	}
	c.askControl("kernel_info_request", nil, &info)
	if info.Debugger {
		t.Error("got a debugger, want none")
	}
}

func TestExecute(t *testing.T) {
	_, conn := testKernel(t)
	c := connect(t, conn)
	tests := []struct {
		code   string
		change func(*wire.ExecuteRequest)
		status string
		count  int
		want   []string
	}{
		{code: "value 1", status: "ok", count: 1, want: []string{"input 1 value 1", `result 1 "1"`}},
		{code: "print a\nprint b", status: "ok", count: 2, want: []string{"input 2 print a\nprint b", "stdout:a\nb\n"}},
		{code: "display p id\nupdate q id\nclear wait", status: "ok", count: 3,
			want: []string{"input 3 display p id\nupdate q id\nclear wait", `display "p" id`, `update_display "q" id`, "clear true"}},
		{code: "fail oops", status: "error", count: 4, want: []string{"input 4 fail oops", "error Failed"}},
		{code: "value 2", change: func(r *wire.ExecuteRequest) { r.Silent = true }, status: "ok", count: 5, want: nil},
		{code: "print x\nfail y", change: func(r *wire.ExecuteRequest) { r.Silent = true }, status: "error", count: 5, want: nil},
		{code: "value 3", change: func(r *wire.ExecuteRequest) { r.StoreHistory = false }, status: "ok", count: 5, want: []string{"input 5 value 3", `result 5 "3"`}},
		{code: "value 4", status: "ok", count: 5, want: []string{"input 5 value 4", `result 5 "4"`}},
		{code: "", status: "ok", count: 6, want: []string{"input 6 "}},
	}
	for _, tt := range tests {
		var change []func(*wire.ExecuteRequest)
		if tt.change != nil {
			change = append(change, tt.change)
		}
		e := c.execute(tt.code, change...)
		want := append(append([]string{"status busy"}, tt.want...), "status idle")
		if e.Reply.Status != tt.status || e.Reply.Count != tt.count || !reflect.DeepEqual(e.Published, want) {
			t.Errorf("%q: got %s, count %d and\n%q\nwant %s, count %d and\n%q", tt.code, e.Reply.Status, e.Reply.Count, e.Published, tt.status, tt.count, want)
		}
	}
}

func TestUserExpressions(t *testing.T) {
	_, conn := testKernel(t)
	c := connect(t, conn)
	e := c.execute("set a 1", func(r *wire.ExecuteRequest) { r.UserExpressions = map[string]string{"x": "a", "y": "b"} })
	var ok wire.UserExpression
	var bad wire.ErrorReply
	json.Unmarshal(e.Reply.UserExpressions["x"], &ok)
	json.Unmarshal(e.Reply.UserExpressions["y"], &bad)
	if string(ok.Data["text/plain"]) != `"1"` || bad.Status != "error" || bad.Name != "Failed" {
		t.Errorf("got %s and %s", e.Reply.UserExpressions["x"], e.Reply.UserExpressions["y"])
	}
}

// The same kernel on unix sockets.
func TestIPC(t *testing.T) {
	dir, err := os.MkdirTemp("", "andor") // t.TempDir is too long for a socket's name
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	conn := wire.Connection{Transport: "ipc", IP: filepath.Join(dir, "k"), ShellPort: 1, IOPubPort: 2, StdinPort: 3, Control: 4, HBPort: 5, Key: "k", Scheme: "hmac-sha256"}
	k, err := Start(context.Background(), conn, Options{Worker: testWorker(), Version: "test"})
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(filepath.Join(dir, "k-1")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("socket: got %v, %v, want mode 0600", info, err)
	}
	c := connect(t, conn)
	if e := c.execute("value 1"); e.Reply.Status != "ok" {
		t.Errorf("got %+v", e.Reply)
	}
	k.Stop()
	k.Wait()
	if left, _ := os.ReadDir(dir); len(left) != 0 {
		t.Errorf("got %d sockets left in the folder", len(left))
	}
}

func TestInput(t *testing.T) {
	_, conn := testKernel(t)
	c := connect(t, conn)
	for _, password := range []bool{false, true} {
		req := wire.NewExecuteRequest()
		if req.Code = "ask Name?"; password {
			req.Code = "password Name?"
		}
		id := c.send(c.shell, "execute_request", req)
		m := c.next("stdin")
		var ask wire.InputRequest
		m.Unmarshal(&ask)
		if ask.Prompt != "Name?" || ask.Password != password || m.ParentID() != id {
			t.Errorf("got %+v", ask)
		}
		c.send(c.stdin, "input_reply", wire.InputReply{Value: "Grace"})
		var reply wire.Status
		c.answer("shell", id, &reply)
		got := c.published(id)
		if want := `result`; reply.Status != "ok" || !strings.HasPrefix(got[len(got)-2], want) || !strings.Contains(got[len(got)-2], "Grace") {
			t.Errorf("got %s and %q", reply.Status, got)
		}
	}
	e := c.execute("ask Name?", func(r *wire.ExecuteRequest) { r.AllowStdin = false })
	if e.Reply.Status != "error" || !strings.Contains(e.Reply.Value, "allow_stdin") {
		t.Errorf("without allow_stdin: got %+v", e.Reply)
	}
}

func TestQuestions(t *testing.T) {
	_, conn := testKernel(t)
	c := connect(t, conn)
	var comp struct {
		wire.CompleteReply
		Metadata map[string][]wire.CompleteItem `json:"metadata"`
	}
	c.ask("complete_request", wire.CompleteRequest{Code: "𝄞é pri", Cursor: 6}, &comp)
	if comp.Start != 3 || comp.End != 6 || !reflect.DeepEqual(comp.Matches, []string{"print"}) || len(comp.Metadata["_jupyter_types_experimental"]) != 1 {
		t.Errorf("complete: got %+v", comp)
	}
	c.ask("complete_request", wire.CompleteRequest{Code: "p", Cursor: 1 << 40}, &comp)
	if comp.End != 1 {
		t.Errorf("complete beyond the end: got %+v", comp)
	}
	var insp wire.InspectReply
	c.ask("inspect_request", wire.InspectRequest{Code: "print", Cursor: 3, Detail: 1}, &insp)
	if !insp.Found || len(insp.Data) != 1 {
		t.Errorf("inspect: got %+v", insp)
	}
	c.ask("inspect_request", wire.InspectRequest{Code: "nothing", Cursor: -3}, &insp)
	if insp.Found {
		t.Errorf("inspect of nothing: got %+v", insp)
	}
	for code, want := range map[string]string{"f()": "complete", "f {": "incomplete", "}": "invalid"} {
		var r wire.IsCompleteReply
		if c.ask("is_complete_request", wire.IsCompleteRequest{Code: code}, &r); r.Status != want {
			t.Errorf("is_complete %q: got %s, want %s", code, r.Status, want)
		}
	}
	var usage wire.UsageReply
	c.askControl("usage_request", nil, &usage)
	if usage.PID == 0 || usage.Cores == 0 || usage.Memory == nil || *usage.Memory == 0 {
		t.Errorf("usage: got %+v", usage)
	}
	var debug wire.DebugReply
	c.askControl("debug_request", wire.DebugRequest{Seq: 3, Command: "initialize"}, &debug)
	if debug.Success || debug.RequestSeq != 3 || debug.Command != "initialize" {
		t.Errorf("debug: got %+v", debug)
	}
	var ports wire.ConnectReply
	if c.ask("connect_request", nil, &ports); ports.Shell != conn.ShellPort || ports.HB != conn.HBPort {
		t.Errorf("connect: got %+v", ports)
	}
	var e wire.ErrorReply
	if c.ask("no_such_request", nil, &e); e.Status != "error" || e.Name != "UnknownRequest" {
		t.Errorf("unknown request: got %+v", e)
	}
	if c.ask("execute_request", json.RawMessage(`{"code":7}`), &e); e.Name != "BadRequest" {
		t.Errorf("bad content: got %+v", e)
	}
	if c.ask("history_request", wire.HistoryRequest{Access: "all"}, &e); e.Name != "BadRequest" {
		t.Errorf("bad history access: got %+v", e)
	}
}

func TestPager(t *testing.T) {
	_, conn := testKernel(t)
	c := connect(t, conn)
	for code, want := range map[string]string{"print?": "(detail 0)", " ?? print\n": "(detail 1)", "nothing?": ""} {
		req := wire.NewExecuteRequest()
		req.Code = wire.Text(code)
		var reply struct {
			Status  string
			Payload []wire.Page
		}
		c.answer("shell", c.send(c.shell, "execute_request", req), &reply)
		if want == "" {
			if reply.Status != "error" {
				t.Errorf("%q: got %+v, want an error", code, reply)
			}
			continue
		}
		if len(reply.Payload) != 1 || reply.Payload[0].Source != "page" || !strings.Contains(string(reply.Payload[0].Data["text/plain"]), want) {
			t.Errorf("%q: got %+v, want a page with %s", code, reply, want)
		}
	}
}

// exit and quit end a console, unless the session has given the word a meaning of its own.
func TestExit(t *testing.T) {
	_, conn := testKernel(t, realWorker)
	c := connect(t, conn)
	for _, tt := range []struct {
		code      string
		exit, end bool // the console ends, and the kernel with it
	}{
		{"exit", true, true}, {"quit", true, true}, {" exit()\n", true, true}, {"%exit", true, true}, {"%exit keep", true, false}, {"exit := 7", false, false}, {"exit", false, false},
	} {
		req := wire.NewExecuteRequest()
		req.Code = wire.Text(tt.code)
		var reply struct {
			Status  string
			Payload []wire.Exit
		}
		c.answer("shell", c.send(c.shell, "execute_request", req), &reply)
		var want []wire.Exit
		if tt.exit {
			want = []wire.Exit{{Source: "ask_exit", Keep: !tt.end}}
		}
		if reply.Status != "ok" || !slices.Equal(reply.Payload, want) {
			t.Errorf("%q: got %+v, want %+v", tt.code, reply, want)
		}
	}
	if e := c.execute("%exit now"); e.Reply.Name != "SyntaxError" || !strings.Contains(e.Reply.Value, "keep") {
		t.Errorf("%%exit now: got %+v, want to be told what may stand behind it", e.Reply)
	}
}

func TestTerminalClear(t *testing.T) {
	_, conn := testKernel(t)
	c := connect(t, conn)
	for code, want := range map[string][]string{
		"print a\x1b[H\x1b[2J\x1b[3Jb": {"stdout:a", "clear true", "stdout:b\n"},
		"print \x1b[2J":                {"clear true", "stdout:\n"},
		"print \x1b[31mred\x1b[0m":     {"stdout:\x1b[31mred\x1b[0m\n"},
	} {
		e := c.execute(code)
		if got := e.Published[2 : len(e.Published)-1]; !reflect.DeepEqual(got, want) {
			t.Errorf("%q: got %q, want %q", code, got, want)
		}
	}
}

func TestHistoryAcrossRestart(t *testing.T) {
	path := filepath.Join(t.TempDir(), "sub", "history.jsonl")
	keep := func(o *Options) { o.History = path }
	func() {
		k, conn := testKernel(t, keep)
		c := connect(t, conn)
		c.execute("value 1")
		c.execute("fail x")
		c.execute("value 12", func(r *wire.ExecuteRequest) { r.StoreHistory = false })
		k.Stop()
		k.close()
	}()
	_, conn := testKernel(t, keep)
	c := connect(t, conn)
	c.execute("value 1")
	for _, tt := range []struct {
		req  wire.HistoryRequest
		want string
	}{
		{wire.HistoryRequest{Access: "tail", N: 10}, `[[1,1,"value 1"],[1,2,"fail x"],[2,1,"value 1"]]`},
		{wire.HistoryRequest{Access: "tail", N: 1, Output: true}, `[[2,1,["value 1","1"]]]`},
		{wire.HistoryRequest{Access: "range", Session: -1, Start: 2}, `[[1,2,"fail x"]]`},
		{wire.HistoryRequest{Access: "range", Session: 0, Start: 1}, `[[2,1,"value 1"]]`},
		{wire.HistoryRequest{Access: "search", Pattern: "val*"}, `[[1,1,"value 1"],[2,1,"value 1"]]`},
		{wire.HistoryRequest{Access: "search", Pattern: "val*", Unique: true}, `[[2,1,"value 1"]]`},
		{wire.HistoryRequest{Access: "search", Pattern: "?ail*"}, `[[1,2,"fail x"]]`},
	} {
		var r struct {
			History json.RawMessage `json:"history"`
		}
		if c.ask("history_request", tt.req, &r); string(r.History) != tt.want {
			t.Errorf("%+v: got %s, want %s", tt.req, r.History, tt.want)
		}
	}
}

func TestComms(t *testing.T) {
	_, conn := testKernel(t)
	c := connect(t, conn)
	id := c.send(c.shell, "comm_open", wire.Comm{ID: "1", Target: "nobody", Data: json.RawMessage("{}")})
	if got := c.published(id); !reflect.DeepEqual(got, []string{"status busy", "comm_close", "status idle"}) {
		t.Errorf("unknown target: got %q, want it closed", got)
	}
	c.send(c.shell, "comm_open", wire.Comm{ID: "2", Target: "echo", Data: json.RawMessage("{}")})
	var info wire.CommInfoReply
	if c.ask("comm_info_request", wire.CommInfoRequest{}, &info); len(info.Comms) != 1 || info.Comms["2"].Target != "echo" {
		t.Errorf("got %+v", info)
	}
	info = wire.CommInfoReply{}
	if c.ask("comm_info_request", wire.CommInfoRequest{Target: "other"}, &info); info.Status != "ok" || len(info.Comms) != 0 {
		t.Errorf("of another target: got %+v", info)
	}
	id = c.send(c.shell, "comm_msg", wire.Comm{ID: "2", Data: json.RawMessage(`{"a":1}`)})
	if m := c.nextComm("comm_msg"); m.ParentID() != id || string(m.Data) != `{"a":1}` {
		t.Errorf("got %s for %s", m.Data, m.ParentID())
	}
	c.published(id)
	c.send(c.shell, "comm_close", wire.Comm{ID: "2", Data: json.RawMessage("{}")})
	id = c.send(c.shell, "comm_msg", wire.Comm{ID: "2", Data: json.RawMessage("{}")})
	if got := c.published(id); len(got) != 2 {
		t.Errorf("to a closed comm: got %q, want nothing said", got)
	}
	info = wire.CommInfoReply{}
	if c.ask("comm_info_request", wire.CommInfoRequest{}, &info); len(info.Comms) != 0 {
		t.Errorf("got %+v, want none", info)
	}
}

// A session opens a comm with buffers, is talked to while a cell runs, and loses it with
// its process.
func TestCommFromSession(t *testing.T) {
	_, conn := testKernel(t)
	c := connect(t, conn)
	cell := c.send(c.shell, "execute_request", func() wire.ExecuteRequest {
		r := wire.NewExecuteRequest()
		r.Code = "open 7 echo\nsleep"
		return r
	}())
	m := c.nextComm("comm_open")
	if m.ParentID() != cell || m.Target != "echo" || string(m.Message.Metadata) != `{"version":"1"}` || len(m.Buffers) != 1 || string(m.Buffers[0]) != "raw" {
		t.Errorf("got %+v", m)
	}
	id := c.send(c.shell, "comm_msg", wire.Comm{ID: "7", Data: json.RawMessage(`{"now":true}`)})
	if m := c.nextComm("comm_msg"); m.ParentID() != id || string(m.Data) != `{"now":true}` {
		t.Errorf("while a cell runs: got %s", m.Data)
	}
	var s wire.Status
	c.askControl("interrupt_request", nil, &s)
	c.answer("shell", cell, &s)
	req := wire.NewExecuteRequest()
	req.Code = "exit 3"
	crash := c.send(c.shell, "execute_request", req)
	c.answer("shell", crash, &s)
	if m := c.nextComm("comm_close"); m.ID != "7" { // before the cell's idle or after it
		t.Errorf("after the crash: got comm %s closed, want 7", m.ID)
	}
}

// Questions are answered while a cell runs, from what earlier cells have declared, and the
// last status that front ends see is the cell's.
func TestQuestionsBesideRunningCell(t *testing.T) {
	_, conn := testKernel(t, realWorker)
	c := connect(t, conn)
	if e := c.execute("// Greet greets.\nfunc Greet(name string) string { return name }"); e.Reply.Status != "ok" {
		t.Fatalf("got %+v", e.Reply)
	}
	req := wire.NewExecuteRequest()
	req.Code = "fmt.Println(\"on\")\nfor { time.Sleep(time.Millisecond) }"
	cell := c.send(c.shell, "execute_request", req)
	for describe(c.next("iopub")) != "stdout:on\n" {
	}
	var complete wire.CompleteReply
	c.ask("complete_request", wire.CompleteRequest{Code: "Gre", Cursor: 3}, &complete)
	if !slices.Equal(complete.Matches, []string{"Greet"}) {
		t.Errorf("completion: got %q, want Greet", complete.Matches)
	}
	var inspect wire.InspectReply
	c.ask("inspect_request", wire.InspectRequest{Code: "Greet", Cursor: 2}, &inspect)
	if !strings.Contains(string(inspect.Data["text/plain"]), "Greet greets.") {
		t.Errorf("inspection: got %s", inspect.Data)
	}
	for _, typ := range []string{"kernel_info_request", "is_complete_request", "history_request", "comm_info_request", "connect_request", "usage_request"} {
		var s wire.Status
		if c.ask(typ, wire.HistoryRequest{Access: "tail", N: 1}, &s); s.Status != "ok" && s.Status != "complete" && typ != "usage_request" {
			t.Errorf("%s: got status %q", typ, s.Status)
		}
	}
	last := c.send(c.shell, "connect_request", nil)
	c.published(last)
	if m := c.next("iopub"); describe(m) != "status busy" || m.ParentID() != cell {
		t.Errorf("behind the idle status of a question: got %s of %s, want the cell's busy status", describe(m), m.ParentID())
	}
	c.next("shell")
	c.askControl("interrupt_request", nil, &wire.Status{})
	var s wire.Status
	c.answer("shell", cell, &s)
	if got := c.published(cell); got[len(got)-1] != "status idle" {
		t.Errorf("got %q", got)
	}
}

// A subshell answers while the main shell runs a cell; its cells take their turn.
func TestSubshells(t *testing.T) {
	_, conn := testKernel(t)
	c := connect(t, conn)
	var made wire.SubshellReply
	if c.askControl("create_subshell_request", nil, &made); made.Status != "ok" || made.ID == "" {
		t.Fatalf("create: got %+v", made)
	}
	var list wire.SubshellList
	if c.askControl("list_subshell_request", nil, &list); !reflect.DeepEqual(list.IDs, []string{made.ID}) {
		t.Errorf("list: got %v, want %s", list.IDs, made.ID)
	}
	req := wire.NewExecuteRequest()
	req.Code = "print on\nsleep"
	main := c.send(c.shell, "execute_request", req)
	for describe(c.next("iopub")) != "stdout:on\n" {
	}
	var info wire.KernelInfoReply
	m := c.answer("shell", c.sendIn(made.ID, "kernel_info_request", nil), &info)
	if !strings.Contains(string(m.Parent), made.ID) || !reflect.DeepEqual(info.SupportedFeatures, []string{"kernel subshells"}) {
		t.Errorf("beside a running cell: got %+v for %s", info, m.Parent)
	}
	req.Code = "value 2"
	other := c.sendIn(made.ID, "execute_request", req)
	var s wire.Status
	c.askControl("interrupt_request", nil, &s)
	c.answer("shell", main, &s)
	var reply wire.ExecuteReply
	if c.answer("shell", other, &reply); reply.Status != "ok" || reply.Count != 2 {
		t.Errorf("a cell in the subshell: got %+v, want ok as the second", reply)
	}
	if got := c.published(other); !slices.Contains(got, `result 2 "2"`) || !slices.Contains(got, "input 2 value 2") {
		t.Errorf("got %q", got)
	}
	c.askControl("delete_subshell_request", wire.Subshell{ID: made.ID}, &s)
	if s.Status != "ok" {
		t.Errorf("delete: got %+v", s)
	}
	for _, id := range []string{c.sendIn(made.ID, "kernel_info_request", nil)} {
		if c.answer("shell", id, &s); s.Status != "error" {
			t.Errorf("to a deleted subshell: got %+v, want an error", s)
		}
	}
	if c.askControl("delete_subshell_request", wire.Subshell{ID: "no"}, &s); s.Status != "error" {
		t.Errorf("delete of none: got %+v, want an error", s)
	}
}

// After a crash, %replay declares again what the cells that succeeded declared.
func TestReplay(t *testing.T) {
	_, conn := testKernel(t)
	c := connect(t, conn)
	c.execute("set a 1\nprint loud")
	c.execute("set a 2")
	c.execute("fail x\nset a 3")
	c.execute("exit 1")
	if e := c.execute("get a"); e.Reply.Status != "error" {
		t.Fatalf("after the crash: got %+v, want a lost", e.Reply)
	}
	if e := c.execute("%replay"); e.Reply.Status != "ok" || !strings.Contains(strings.Join(e.Published, ""), "2 earlier cells") || strings.Contains(strings.Join(e.Published, ""), "loud") {
		t.Errorf("got %+v and %q", e.Reply, e.Published)
	}
	if e := c.execute("get a"); !slices.Contains(e.Published, fmt.Sprintf(`result %d "2"`, e.Reply.Count)) {
		t.Errorf("got %q, want 2", e.Published)
	}
}

// What a session was made to forget is not replayed, whatever else stood in that cell.
func TestReplayForgets(t *testing.T) {
	_, conn := testKernel(t)
	c := connect(t, conn)
	c.execute("set a 1")
	c.execute("print x\nforget")
	c.execute("exit 1")
	c.execute("%replay")
	if e := c.execute("get a"); e.Reply.Status != "error" {
		t.Errorf("got %+v, want a forgotten", e.Reply)
	}
}

// A front end that comes while a cell runs sees the rest of its output, and finds its state.
func TestLateSubscriber(t *testing.T) {
	_, conn := testKernel(t)
	early := connect(t, conn)
	req := wire.NewExecuteRequest()
	req.Code = "print before\nask Go?\nprint after"
	id := early.send(early.shell, "execute_request", req)
	early.next("stdin")
	late := connect(t, conn)
	early.send(early.stdin, "input_reply", wire.InputReply{Value: "yes"})
	var s wire.Status
	early.answer("shell", id, &s)
	if got := late.published(id); !slices.Contains(got, "stdout:after\n") || got[len(got)-1] != "status idle" {
		t.Errorf("got %q, want what came after", got)
	}
	if e := late.execute("value 1"); e.Reply.Count != 2 {
		t.Errorf("got %+v, want the second cell", e.Reply)
	}
}

// A client that lost its connections in a cell gets the reply on the ones it comes back with.
func TestReconnect(t *testing.T) {
	_, conn := testKernel(t)
	c := connect(t, conn)
	req := wire.NewExecuteRequest()
	req.Code = "print on\nsleep"
	id := c.send(c.shell, "execute_request", req)
	for describe(c.next("iopub")) != "stdout:on\n" {
	}
	c.shell.Close()
	back := connect(t, conn, c.session)
	var s wire.Status
	back.askControl("interrupt_request", nil, &s)
	if back.answer("shell", id, &s); s.Status != "error" {
		t.Errorf("got %+v, want the reply of the interrupted cell", s)
	}
}

func TestTwoClients(t *testing.T) {
	_, conn := testKernel(t)
	a, b := connect(t, conn), connect(t, conn)
	a.execute("set shared 5")
	if e := b.execute("get shared"); e.Reply.Status != "ok" || e.Reply.Count != 2 {
		t.Errorf("got %+v", e.Reply)
	}
	id := a.send(a.shell, "execute_request", func() wire.ExecuteRequest { r := wire.NewExecuteRequest(); r.Code = "print for both"; return r }())
	var s wire.Status
	a.answer("shell", id, &s)
	if got := strings.Join(b.published(id), "|"); !strings.Contains(got, "for both") {
		t.Errorf("the other client sees %q", got)
	}
	if len(b.in["shell"]) > 0 {
		t.Error("the other client got a reply that is not its own")
	}
}

func TestHeartbeat(t *testing.T) {
	_, conn := testKernel(t)
	q := zmq4.NewReq(context.Background())
	defer q.Close()
	if err := q.Dial(fmt.Sprintf("tcp://127.0.0.1:%d", conn.HBPort)); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		q.Send(zmq4.NewMsgString("ping"))
		if m, err := q.Recv(); err != nil || string(m.Frames[len(m.Frames)-1]) != "ping" {
			t.Fatalf("got %v, %v", m, err)
		}
	}
}

func TestShutdown(t *testing.T) {
	for _, restart := range []bool{false, true} {
		k, conn := testKernel(t)
		c := connect(t, conn)
		c.execute("value 1")
		pid := k.engine.PID()
		var reply wire.Shutdown
		id := c.send(c.control, "shutdown_request", wire.Shutdown{Restart: restart})
		if c.answer("control", id, &reply); reply.Status != "ok" || reply.Restart != restart {
			t.Errorf("got %+v", reply)
		}
		if got := c.published(id); !reflect.DeepEqual(got, []string{"status busy", "shutdown_reply", "status idle"}) {
			t.Errorf("got %q", got)
		}
		<-k.ctx.Done()
		deadline := time.Now().Add(2 * time.Second)
		for syscall.Kill(pid, 0) == nil && time.Now().Before(deadline) {
			time.Sleep(5 * time.Millisecond)
		}
		if syscall.Kill(pid, 0) == nil {
			t.Error("the worker still runs")
		}
	}
}

func TestManyLines(t *testing.T) {
	_, conn := testKernel(t)
	c := connect(t, conn)
	c.execute("value 1")
	began := time.Now()
	e := c.execute("lines 100000")
	d := time.Since(began)
	if n := strings.Count(strings.Join(e.Published, ""), "\n"); n < 100000 {
		t.Errorf("got %d lines", n)
	}
	t.Logf("100000 lines in %v", d)
	if d > 3*time.Second {
		t.Errorf("100000 lines took %v", d)
	}
}
