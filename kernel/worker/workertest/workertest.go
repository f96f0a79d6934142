// Package workertest has a session that obeys one-word commands, and the way to turn a
// test binary into a worker that holds it. It is for the tests of kernel and kernel/worker.
//
//	func TestMain(m *testing.M) { workertest.Main(m) }
//	w, err := worker.Start(workertest.Options(), host)
//	r, err := w.Run(ctx, worker.Cell{Code: "print hello\nvalue 42"})
package workertest

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/andor-kernel/andor/kernel/worker"
)

const verb = "workertest-child"

// Main runs the tests, or the child when the binary was started as one.
func Main(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == verb {
		if err := worker.Serve(New); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// Options start this test binary as a worker.
func Options() worker.Options { return worker.Options{Command: []string{os.Args[0], verb}} }

// New makes the session.
func New(h worker.Host) (worker.Session, error) {
	return &session{host: h, vars: map[string]string{}, shown: map[string]bool{}}, nil
}

type session struct {
	host  worker.Host
	vars  map[string]string
	shown map[string]bool // display ids in use
	stuck bool
}

// Run obeys the commands of a cell, one a line:
//
//	print TEXT, warn TEXT      a line on standard output, error
//	lines N                    N lines on standard output
//	value TEXT                 the cell's value
//	set NAME TEXT, get NAME    a variable of the session; get makes it the value
//	display TEXT [ID], update TEXT ID, clear
//	picture NAME [ID]          displays NAME as a PNG
//	saved NAME PATH            tells of a checkpoint of the run NAME after ten iterations
//	forget                     forgets what is set, as %reset does
//	open ID TARGET             opens a comm
//	fail TEXT                  an error
//	sleep                      until interrupted
//	stuck                      until interrupted; then code of it goes on for ever
//	spin MILLISECONDS          deaf to interrupts
//	ask PROMPT, password PROMPT    reads a line; it becomes the value
//	allocate N                 memory without end, N MiB at a time
//	exit N, overflow, maps, gopanic, panic, killme, child
func (s *session) Run(ctx context.Context, c worker.Cell) worker.Result {
	if s.stuck {
		return worker.Result{Err: &worker.Error{Name: "Stuck", Value: "an earlier cell still runs", Stuck: true}}
	}
	var value map[string][]byte
	forgot := false
	for line := range strings.Lines(c.Code) {
		word, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		if c.Replay && word != "set" {
			continue // a variable is what this session declares
		}
		if word == "forget" {
			clear(s.vars)
			forgot = true
			continue
		}
		v, err := s.obey(ctx, word, rest)
		if err != nil {
			return worker.Result{Err: &worker.Error{Name: "Failed", Value: err.Error(), Interrupted: ctx.Err() != nil, Stuck: s.stuck,
				Traceback: []string{"\x1b[31mFailed\x1b[0m: " + err.Error(), fmt.Sprintf("cell %d", c.Number)}}}
		}
		if v != "" {
			value = map[string][]byte{"text/plain": []byte(v)}
		}
	}
	return worker.Result{Value: value, Forgot: forgot}
}

func (s *session) obey(ctx context.Context, word, rest string) (value string, err error) {
	number, _ := strconv.Atoi(rest[:min(len(rest), 20)]) // its error would hold a copy
	name, text, _ := strings.Cut(rest, " ")
	switch word {
	case "", "//":
	case "print":
		fmt.Println(rest)
	case "warn":
		fmt.Fprintln(os.Stderr, rest)
	case "stream":
		s.host.Stream("stdout", rest+"\n")
	case "lines":
		for i := range number {
			fmt.Println("line", i)
		}
	case "value":
		return rest, nil
	case "set":
		s.vars[name] = text
	case "get":
		v, ok := s.vars[name]
		if !ok {
			return "", fmt.Errorf("undefined: %s", name)
		}
		return v, nil
	case "display":
		s.host.Display(bundle(name), nil, text, false)
	case "update":
		s.host.Display(bundle(name), nil, text, true)
	case "picture":
		s.host.Display(map[string][]byte{"text/plain": []byte("Picture " + name), "image/png": []byte(name)}, nil, text, s.shown[text])
		s.shown[text] = text != ""
	case "clear":
		s.host.ClearOutput(rest == "wait")
	case "saved":
		s.host.Saved(worker.Checkpoint{Run: name, Path: text, Iterations: 10})
	case "open":
		s.host.Comm(worker.Comm{Kind: "open", ID: name, Target: text, Data: json.RawMessage(`{"a":1}`), Metadata: json.RawMessage(`{"version":"1"}`), Buffers: [][]byte{[]byte("raw")}})
	case "fail":
		return "", fmt.Errorf("%s", rest)
	case "sleep":
		<-ctx.Done()
		return "", ctx.Err()
	case "stuck":
		<-ctx.Done()
		s.stuck = true
		return "", ctx.Err()
	case "allocate":
		for all := [][]byte{}; ; {
			piece := make([]byte, number<<20)
			for i := 0; i < len(piece); i += 4096 {
				piece[i] = 1
			}
			all = append(all, piece)
		}
	case "spin":
		time.Sleep(time.Duration(number) * time.Millisecond)
	case "ask", "password":
		return s.host.Input(ctx, rest, word == "password")
	default:
		return "", die(word, number)
	}
	return "", nil
}

func bundle(text string) map[string][]byte { return map[string][]byte{"text/plain": []byte(text)} }

// die ends the process in one of the ways that Go cannot recover from.
func die(word string, number int) error {
	switch word {
	case "exit":
		os.Exit(number)
	case "overflow":
		overflow(0)
	case "maps":
		m := map[int]int{}
		for range 4 {
			go func() {
				for i := 0; ; i++ {
					m[i%10] = i
				}
			}()
		}
		time.Sleep(10 * time.Second)
	case "gopanic":
		go func() { panic("boom in a goroutine") }()
		time.Sleep(10 * time.Second)
	case "panic":
		panic("boom in the session")
	case "killme":
		p, _ := os.FindProcess(os.Getpid())
		p.Kill()
		time.Sleep(10 * time.Second)
	case "child": // a process that outlives its parent and holds the pipes open
		cmd := exec.Command("sleep", "600")
		cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
		if err := cmd.Start(); err != nil {
			return err
		}
		fmt.Println(cmd.Process.Pid)
	default:
		return fmt.Errorf("unknown command %q", word)
	}
	return nil
}

//go:noinline
func overflow(n int) int {
	var pad [1024]byte
	pad[n%len(pad)] = 1
	runtime.KeepAlive(&pad)
	return overflow(n+1) + int(pad[0])
}

// Comm echoes what is said on a comm of target "echo", and closes all others.
func (s *session) Comm(m worker.Comm) {
	switch {
	case m.Kind == "open" && m.Target != "echo":
		s.host.Comm(worker.Comm{Kind: "close", ID: m.ID, Data: json.RawMessage("{}"), Parent: m.Parent})
	case m.Kind == "msg":
		s.host.Comm(m)
	}
}

// Eval answers a variable's name.
func (s *session) Eval(ctx context.Context, expr string) worker.Result {
	return s.Run(ctx, worker.Cell{Code: "get " + expr})
}

// Complete completes the commands at the beginning of a line.
func (s *session) Complete(code string, cursor int) worker.Completion {
	r := []rune(code)
	cursor = max(0, min(cursor, len(r)))
	head := string(r[:cursor])
	start := strings.LastIndexAny(head, "\n ") + 1
	c := worker.Completion{Start: len([]rune(head[:start])), End: cursor}
	for _, w := range []string{"print", "password"} {
		if strings.HasPrefix(w, head[start:]) {
			c.Items = append(c.Items, worker.Item{Text: w, Type: "function", Signature: "(TEXT)"})
		}
	}
	return c
}

// Inspect knows print.
func (s *session) Inspect(code string, cursor, detail int) (map[string][]byte, bool) {
	if !strings.HasPrefix(code, "print") {
		return nil, false
	}
	return bundle(fmt.Sprintf("print TEXT (detail %d)", detail)), true
}

// IsComplete counts braces.
func (s *session) IsComplete(code string) (status, indent string) {
	switch n := strings.Count(code, "{") - strings.Count(code, "}"); {
	case n > 0:
		return "incomplete", strings.Repeat("\t", n)
	case n < 0:
		return "invalid", ""
	}
	return "complete", ""
}
