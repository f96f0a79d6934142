//go:build !windows

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestMain lets the test binary be andor-kernel itself, workers included: os.Executable is
// the test binary here.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && (os.Args[1] == workerVerb || os.Args[1] == mainVerb) {
		args := os.Args[1:]
		if args[0] == mainVerb {
			args = args[1:]
		}
		os.Exit(run(context.Background(), args, streams{os.Stdin, os.Stdout, os.Stderr}))
	}
	runs, err := os.MkdirTemp("", "andor-runs-")
	if err != nil {
		panic(err)
	}
	os.Setenv("ANDOR_RUNS", runs)
	status := m.Run()
	os.RemoveAll(runs)
	os.Exit(status)
}

// mainVerb starts the whole program in a process of its own.
const mainVerb = "as-andor-kernel"

func command(t *testing.T, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	var so, se bytes.Buffer
	status = run(context.Background(), args, streams{strings.NewReader("typed\n"), &so, &se})
	return status, so.String(), se.String()
}

func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// Every verb has help with an example, and wrong usage is one sentence and status 2.
func TestHelp(t *testing.T) {
	for _, verb := range []string{"install", "uninstall", "start", "run", "fmt", "check", "explain", "doctor", "bench", "data", "version"} {
		status, out, _ := command(t, verb, "--help")
		if status != ok || !strings.Contains(out, "Examples:") || !strings.Contains(out, "andor-kernel "+verb) {
			t.Errorf("%s --help: got status %d and %q", verb, status, out)
		}
	}
	if status, out, _ := command(t); status != ok || strings.Contains(out, "\n  worker") {
		t.Errorf("without arguments: got status %d and %q", status, out)
	}
}

func TestWrongUsage(t *testing.T) {
	for _, args := range [][]string{
		{"fly"}, {"run"}, {"run", "a.andor", "b.andor"}, {"run", "x.txt"}, {"run", "--fast"}, {"run", "x.ipynb", "--param", "nothing"},
		{"run", "x.andor", "--html", "y"}, {"run", "x.ipynb", "--timeout", "-1s"}, {"run", "x.ipynb", "--timeout", "soon"},
		{"start"}, {"install", "now"}, {"version", "x"}, {"explain", "AO999"}, {"data", "fly"}, {"data", "info"}, {"data", "fetch", "imagenet"}, {"data", "make"}, {"fmt"}, {"check"}, {"doctor", "x"}, {"bench", "kernel", "--rounds", "0"},
	} {
		status, out, errs := command(t, args...)
		if status != wrong || out != "" || strings.Count(errs, "\n") != 1 || !strings.HasPrefix(errs, "andor-kernel: ") {
			t.Errorf("%q: got status %d, %q and %q, want one sentence and status 2", args, status, out, errs)
		}
	}
}

func TestFailures(t *testing.T) {
	for _, args := range [][]string{
		{"run", "/no/such/file.andor"}, {"data", "info", "/no/such/place"}, {"data", "verify", "x", "--loader", "imagenet"}, {"run", "/no/such/file.ipynb"}, {"start", "--connection-file", "/no/such/file.json"},
		{"start", "-f", write(t, "c.json", `{"ip":"0.0.0.0"}`)}, {"fmt", "/no/such/file"}, {"uninstall", "--prefix", t.TempDir()},
	} {
		if status, _, errs := command(t, args...); status != failed || strings.Count(errs, "\n") != 1 {
			t.Errorf("%q: got status %d and %q, want one sentence and status 1", args, status, errs)
		}
	}
}

func TestRunScript(t *testing.T) {
	path := write(t, "s.andor", "x := 20\nfunc twice(n int) int { return 2 * n }\nfmt.Println(\"hello\")\ntwice(x) + 2\n")
	if status, out, errs := command(t, "run", path); status != ok || out != "hello\n42\n" {
		t.Errorf("got status %d, %q and %q", status, out, errs)
	}
	if status, out, errs := command(t, "run", path, "--param", "x=30"); status != ok || out != "hello\n62\n" {
		t.Errorf("--param: got status %d, %q and %q", status, out, errs)
	}
	if status, _, errs := command(t, "run", path, "--param", "y=30"); status != failed || !strings.Contains(errs, "declare x") {
		t.Errorf("--param of an unknown name: got status %d and %q", status, errs)
	}
	path = write(t, "s.andor", "x := 1\nx + undefinedName\n")
	if status, _, errs := command(t, "run", path); status != failed || !strings.Contains(errs, "s.andor, line 2") || strings.Contains(errs, "\x1b") {
		t.Errorf("got status %d and %q, want the line in the file and no colours", status, errs)
	}
}

func TestRunNotebookParameters(t *testing.T) {
	path := write(t, "n.ipynb", `{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[
		{"cell_type":"code","id":"a","metadata":{"tags":["parameters"]},"source":"n := 1\nname := \"x\"\nvar rate float64 = 0.5\nconst size = 2\nlet d = 3","outputs":[],"execution_count":null},
		{"cell_type":"code","id":"b","metadata":{},"source":"fmt.Println(n, name, rate, size, d)","outputs":[],"execution_count":null}]}`)
	for _, tt := range []struct {
		params []string
		want   string
	}{
		{nil, "1 x 0.5 2 3\n"},
		{[]string{"n=7", "name=2024", "rate=2", "size=9", "d=32"}, "7 2024 2 9 32\n"},
	} {
		args := []string{"run", path, "--out", filepath.Join(t.TempDir(), "o.ipynb")}
		for _, p := range tt.params {
			args = append(args, "--param", p)
		}
		if status, out, errs := command(t, args...); status != ok || out != tt.want {
			t.Errorf("%q: got status %d, %q and %q, want %q", tt.params, status, out, errs, tt.want)
		}
	}
}

// TestRunExits: os.Exit and log.Fatal end what is run with their status, as they end a
// compiled program: no deferred call runs, no statement behind, and what was printed is kept.
func TestRunExits(t *testing.T) {
	for _, c := range []struct {
		name, text string
		status     int
		out, errs  string
	}{
		{"a.go", "package main\n\nimport (\n\t\"fmt\"\n\t\"os\"\n)\n\nfunc main() {\n\tdefer fmt.Println(\"deferred\")\n\tfmt.Print(\"bye\")\n\tos.Exit(3)\n\tfmt.Println(\"behind\")\n}\n", 3, "bye", ""},
		{"a.andor", "fmt.Println(\"bye\")\nos.Exit(0)\nfmt.Println(\"behind\")\n", 0, "bye\n", ""},
		{"b.andor", "func f() { defer func() { recover() }(); os.Exit(4) }\nf()\n", 4, "", ""},
		{"c.andor", "go func() { os.Exit(5) }()\nselect {}\n", 5, "", ""},
		{"d.andor", "log.SetFlags(0)\nlog.Fatalf(\"no %d\", 1)\n", 1, "", "no 1\n"},
		{"e.andor", "l := log.New(os.Stderr, \"e: \", log.Lshortfile)\nl.Fatalln(\"no\", 2)\n", 1, "", "no 2\n"},
		{"f.andor", "os.Stderr.WriteString(\"panic: not one\\n\")\nos.Exit(6)\n", 6, "", "panic: not one\n"},
		{"g.andor", "in := bufio.NewScanner(os.Stdin)\nfor in.Scan() { fmt.Println(in.Text()) }\nos.Exit(8)\n", 8, "typed\n", ""},
	} {
		status, out, errs := command(t, "run", write(t, c.name, c.text))
		if status != c.status || out != c.out || !strings.HasSuffix(errs, c.errs) || c.errs == "" && errs != "" {
			t.Errorf("%s: got status %d, %q and %q, want %d, %q and %q", c.name, status, out, errs, c.status, c.out, c.errs)
		}
	}
	path, kept := write(t, "n.ipynb", `{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[
		{"cell_type":"code","id":"a","metadata":{},"source":"fmt.Println(1)\nos.Exit(9)","outputs":[],"execution_count":null},
		{"cell_type":"code","id":"b","metadata":{},"source":"fmt.Println(2)","outputs":[],"execution_count":null}]}`), filepath.Join(t.TempDir(), "o.ipynb")
	status, out, errs := command(t, "run", path, "--out", kept)
	if status != 9 || out != "1\n" || strings.Contains(errs, "exit status") {
		t.Errorf("notebook: got status %d, %q and %q, want 9 and 1", status, out, errs)
	}
	if b, err := os.ReadFile(kept); err != nil || !strings.Contains(string(b), `"1\n"`) {
		t.Errorf("notebook: got %q (%v) written, want the output of the first cell in it", b, err)
	}
}

// Ctrl-C ends the cell, not the program: it says where the cell was and leaves by status 1.
func TestInterrupt(t *testing.T) {
	path := write(t, "s.andor", "fmt.Println(\"on\")\nfor {\n}\n")
	cmd := exec.Command(os.Args[0], mainVerb, "run", path)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := out.Read(make([]byte, 16)); err != nil {
		t.Fatal(err)
	}
	time.AfterFunc(15*time.Second, func() { syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) })
	syscall.Kill(-cmd.Process.Pid, syscall.SIGINT) // as a terminal does: to the whole group
	var exit *exec.ExitError
	if err := cmd.Wait(); !errors.As(err, &exit) || exit.ExitCode() != failed || !strings.Contains(strings.ToLower(errs.String()), "interrupted") {
		t.Errorf("got %v and %q", err, errs.String())
	}
}

func TestLanguageVerbs(t *testing.T) {
	good := "let d = 4\nnet G {\n z   normal(d)\n  a fc(4x4x3) tanh\n}\n"
	path := write(t, "g.andor", good)
	if status, _, errs := command(t, "check", path); status != ok {
		t.Errorf("check: got status %d and %q", status, errs)
	}
	// Names of the Go between the blocks are taken on trust; a misspelt one is still none.
	trusting := `first, last := 4, 9
const (
	wide = 8
	deep = 16
)
var path, other string
data d { from path  take last  size 32x32 }
data e { from other  take 4  size 32x32 }
net G {
  z normal(first)
  a fc(4, 4, deep)
  b fc(4, 4, wide) tanh
}
`
	if status, _, errs := command(t, "check", write(t, "t.andor", trusting)); status != ok {
		t.Errorf("check: got status %d and %q", status, errs)
	}
	misspelt := strings.ReplaceAll(trusting, "4, deep", "4, deeep")
	if status, _, errs := command(t, "check", write(t, "m.andor", misspelt)); status != failed || !strings.Contains(errs, `unknown name "deeep"`) || !strings.Contains(errs, "deep") {
		t.Errorf("check: got status %d and %q", status, errs)
	}
	bad := write(t, "b.andor", "net G {\n  z normal(4)\n  a fc(4x4x8) topk(100)\n}\n")
	if status, _, errs := command(t, "check", bad); status != failed || !strings.Contains(errs, "error AO") || !strings.Contains(errs, "line 3") {
		t.Errorf("check: got status %d and %q", status, errs)
	}
	status, lines, _ := command(t, "check", "--json", bad)
	var finding struct {
		Code, File, Message, Help string
		Line, Column              int
	}
	first, _, _ := strings.Cut(lines, "\n")
	if err := json.Unmarshal([]byte(first), &finding); err != nil || status != failed || finding.File != bad || finding.Line != 3 || finding.Column == 0 ||
		!strings.HasPrefix(finding.Code, "AO") || finding.Message == "" || finding.Help == "" {
		t.Errorf("check --json: got status %d, %q, %v", status, lines, err)
	}
	if status, out, _ := command(t, "fmt", "-d", path); status != ok || !strings.Contains(out, "- z   normal(d)") {
		t.Errorf("fmt -d: got status %d and %q", status, out)
	}
	if status, _, _ := command(t, "fmt", "-w", path); status != ok {
		t.Errorf("fmt -w: got status %d", status)
	}
	if status, out, _ := command(t, "fmt", "-d", path); status != ok || out != "" {
		t.Errorf("fmt -d after fmt -w: got status %d and %q, want nothing to change", status, out)
	}
	mixed := write(t, "m.andor", "x:=1\nnet G {\n z   normal(4)\n}\nfunc f( ) int {return x}\nthis is (no Go\n")
	if status, out, _ := command(t, "fmt", mixed); status != ok || !strings.HasPrefix(out, "x := 1\nnet G {\n  z normal(4)\n}\n") || !strings.HasSuffix(out, "this is (no Go\n") {
		t.Errorf("fmt of Go between blocks: got status %d and %q", status, out)
	}
	if status, out, _ := command(t, "explain", "ao012"); status != ok || !strings.Contains(out, "AO012") {
		t.Errorf("explain: got status %d and %q", status, out)
	}
}

func TestInstall(t *testing.T) {
	prefix := t.TempDir()
	if status, out, errs := command(t, "install", "--prefix", prefix, "--name", "x"); status == ok {
		if !strings.Contains(out, filepath.Join("kernels", "x")) {
			t.Errorf("got %q", out)
		}
		if status, _, errs := command(t, "uninstall", "--prefix", prefix, "--name", "x"); status != ok {
			t.Errorf("uninstall: %s", errs)
		}
	} else if !strings.Contains(errs, "build it first") { // `go test` runs from go's own temporary folder
		t.Errorf("got status %d and %q", status, errs)
	}
}
