package cell

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/andor-kernel/andor/kernel/cell/names"
	"github.com/andor-kernel/andor/kernel/cell/text"
)

// moduleProxy serves the modules of testdata/modules, a folder each with the version in
// its name, to the go command as a file system's proxy.
func moduleProxy(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip("no go on PATH")
	}
	proxy := t.TempDir()
	mods, err := filepath.Glob("testdata/modules/*@*")
	if err != nil || len(mods) == 0 {
		t.Fatalf("got %d modules, %v", len(mods), err)
	}
	for _, dir := range mods {
		name, version, _ := strings.Cut(filepath.Base(dir), "@")
		path := "example.org/" + name
		at := filepath.Join(proxy, path, "@v")
		if err := os.MkdirAll(at, 0o755); err != nil {
			t.Fatal(err)
		}
		var z bytes.Buffer
		w := zip.NewWriter(&z)
		err := filepath.WalkDir(dir, func(file string, d os.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			b, err := os.ReadFile(file)
			if err != nil {
				return err
			}
			inside, _ := filepath.Rel(dir, file)
			inside = strings.TrimSuffix(filepath.ToSlash(inside), ".txt") // so that our own module does not take it for a package
			if inside == "go.mod" {
				if err := os.WriteFile(filepath.Join(at, version+".mod"), b, 0o644); err != nil {
					return err
				}
			}
			part, err := w.Create(path + "@" + version + "/" + inside)
			if err == nil {
				_, err = part.Write(b)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		w.Close()
		for file, text := range map[string]string{version + ".zip": z.String(), version + ".info": fmt.Sprintf(`{"Version":%q}`, version)} {
			if err := os.WriteFile(filepath.Join(at, file), []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		list, _ := os.OpenFile(filepath.Join(at, "list"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
		fmt.Fprintln(list, version)
		list.Close()
	}
	t.Setenv("GOPROXY", "file://"+filepath.ToSlash(proxy))
	t.Setenv("GOSUMDB", "off")
	t.Setenv("GOMODCACHE", t.TempDir())
	t.Setenv("GOFLAGS", "-modcacherw")
}

func TestModules(t *testing.T) {
	moduleProxy(t)
	s, h := newTestSession(t)
	for i, c := range []struct{ code, want string }{
		{"import \"example.org/shapes\"", "line 1: package \"example.org/shapes\" is not part of this kernel"},
		{"%get example.org/shapes@v1.0.0\nimport \"example.org/shapes\"\nshapes.New(3, 4)", "Rect(3x4)"},
		{"shapes.Total, shapes.Ready", `7, true`},
		{"type Mine struct{ shapes.Rect; name string }\nm := Mine{*shapes.New(1, 2), \"m\"}\nm.Area(), m.name", `2, "m"`},
		{"var s shapes.Shape = Mine{*shapes.New(2, 5), \"x\"}\nshapes.Sum(s, shapes.New(1, 1))", "11"},
		{"_, err := shapes.Parse(\"4 by 5\")\nvar bad *shapes.SyntaxError\nerrors.As(err, &bad), bad.Text", `true, "4 by 5"`},
		{"errors.Is(err, shapes.ErrShape), err", `true, malformed shape "4 by 5"`},
		{"st := shapes.NewStack(1, 2)\nst.Push(3)\nst.Len(), st.Pop()", "3, 3"},
		{"shapes.Map([]int{1, 2}, func(n int) string { return fmt.Sprint(n) })", `[]string{"1", "2"}`},
		{"for v := range shapes.Count(3) { fmt.Print(v, \" \") }", "0 1 2"},
		{"shapes.Side(2), shapes.Left, fmt.Sprintf(\"%v %T\", shapes.Right, shapes.Right)", `right, left, "right shapes.Side"`},
		{"shapes.Safe(func() { panic(\"no\") })", "recovered no"},
		{"b, _ := json.Marshal(shapes.New(1, 2))\nstring(b)", `"{\"w\":1,\"h\":2}"`},
		{"shapes.Nwe(1, 2)", "undefined: shapes.Nwe"},
		{"func half(r *shapes.Rect) float64 { return r.Area() / 2 }\nhalf(shapes.New(4, 4))", "8"},
		{"shapes.New(1, 2).Fail()", "panic: runtime error: index out of range [1] with length 0\n cell 16, line 1 in the cell"},
	} {
		got := say(s, h, i+1, c.code)
		if !strings.Contains(got, c.want) {
			t.Errorf("%q: got\n%s\nwant %q in it", c.code, got, c.want)
		}
	}
	if c := s.Complete("shapes.N", 8); len(c.Items) != 2 || c.Items[0].Text != "New" || c.Items[0].Signature != "(w, h float64) *Rect" {
		t.Errorf("completion: got %+v", c)
	}
	if b, _ := s.Inspect("shapes.New", 8, 0); !strings.Contains(string(b["text/plain"]), "New makes a rectangle") {
		t.Errorf("inspection: got %q", b["text/plain"])
	}
}

// TestModuleCallsSystem: a module may use packages syscall and unsafe.
func TestModuleCallsSystem(t *testing.T) {
	moduleProxy(t)
	s, h := newTestSession(t)
	code := "%get example.org/odd\nimport \"example.org/odd\"\nodd.Pid() == os.Getpid(), odd.Bits(1) == math.Float64bits(1)"
	if out := say(s, h, 1, code); !strings.HasSuffix(out, "true, true\n") {
		t.Errorf("got %q, want the number of this process and the bits of a float", out)
	}
}

// TestModuleRefusals: what the interpreter cannot run is refused before anything runs.
func TestModuleRefusals(t *testing.T) {
	moduleProxy(t)
	s, h := newTestSession(t)
	if out := say(s, h, 1, "%get example.org/odd"); strings.Contains(out, "Error") {
		t.Fatal(out)
	}
	for i, c := range []struct{ code, want string }{
		{"fmt.Println(\"ran\")\n%get example.org/odd", "%get must stand at the top of its cell"},
		{"%get", "%get needs the path of a module"},
		{"%get -x", "is no path of a module"},
		{"%get example.org/none@v1.0.0", "go get: exit status 1, for the reason above"},
		{"import \"example.org/odd/native\"", "line 1: package \"example.org/odd/native\" cannot be used in cells: all its files need cgo, assembly or another machine, and cells are interpreted Go"},
		{"import \"example.org/odd/program\"", "it is a program, not a package to import"},
		{"import \"example.org/odd/nowhere\"", "package \"example.org/odd/nowhere\" is not part of this kernel"},
		{"import \"example.org/odd\"\nodd.Fine()", "4"},
		{"fmt.Println(\"ran\")\nodd.Assembly()", "line 2: package example.org/odd of another module cannot run here: odd.go:14: func Assembly is written in assembly"},
		{"odd.Text[:20]", `"// Package odd has w"`},
		{"odd.Fine()", "4"},
		{"import \"C\"", "import \"C\" is not possible: cells are interpreted"},
	} {
		got := say(s, h, i+2, c.code)
		if !strings.Contains(got, c.want) || strings.Contains(got, "ran\n") || strings.Contains(got, names.Mark) {
			t.Errorf("%q: got\n%s\nwant %q in it, and nothing run", c.code, got, c.want)
		}
	}
	t.Setenv("PATH", "")
	for _, code := range []string{"%get example.org/odd", "import \"example.org/other\""} {
		if got := run(t, code); !strings.Contains(got, "takes a Go toolchain, and there is no \"go\" on PATH: install Go from https://go.dev/dl") {
			t.Errorf("without Go, %q: got %s", code, got)
		}
	}
}

// TestModulesReplay: what a crash has lost of other modules comes back with the cells'
// declarations.
func TestModulesReplay(t *testing.T) {
	moduleProxy(t)
	cells := []string{"%get example.org/shapes\nimport \"example.org/shapes\"\nx := shapes.New(1, 2)", "func area() float64 { return shapes.New(2, 3).Area() }\narea()"}
	s, h := newTestSession(t)
	for i, c := range cells {
		if got := say(s, h, i+1, text.Declarations(c)); strings.Contains(got, "Error") {
			t.Fatal(got)
		}
	}
	if got := say(s, h, 3, "area()"); got != "6\n" {
		t.Errorf("got %s, want 6", got)
	}
}

// TestModuleVersions: a package that is in use stays, and %reset lets go of it.
func TestModuleVersions(t *testing.T) {
	moduleProxy(t)
	s, h := newTestSession(t)
	use := "import \"example.org/words\"\nwords.Version"
	for i, c := range []struct{ code, want string }{
		{"%get example.org/words@v1.0.0\n" + use, `"1.0.0"`},
		{"%get example.org/words@v1.1.0", "example.org/words stays at v1.0.0: cells have imported it already; %reset forgets them"},
		{use, `"1.0.0"`},
		{"%reset", ""},
		{use, "is not part of this kernel"},
		{"// the newest\n\n%get example.org/words\n" + use, `"1.1.0"`},
	} {
		if got := say(s, h, i+1, c.code); !strings.Contains(got, c.want) {
			t.Errorf("%q: got\n%s\nwant %q in it", c.code, got, c.want)
		}
	}
}

// TestGetIsInterruptible: an interrupt ends the go command.
func TestGetIsInterruptible(t *testing.T) {
	moduleProxy(t)
	bin := t.TempDir()
	if err := os.WriteFile(filepath.Join(bin, "go"), []byte("#!/bin/sh\necho fetching\nexec sleep 60\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	s, h := newTestSession(t)
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		for !strings.Contains(h.text(), "fetching") { // output comes as it is written
			time.Sleep(time.Millisecond)
		}
		cancel()
	}()
	start := time.Now()
	r := s.Run(ctx, Cell{Code: "%get example.org/words", Number: 1})
	if r.Err == nil || !r.Err.Interrupted || time.Since(start) > 30*time.Second {
		t.Errorf("got %+v after %v, want an interrupt", r.Err, time.Since(start))
	}
}
