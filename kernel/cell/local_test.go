package cell

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// folder writes files into a new working folder.
func folder(t *testing.T, files map[string]string) {
	t.Helper()
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip("no go on PATH")
	}
	t.Chdir(t.TempDir())
	t.Setenv("GOPROXY", "off")
	write(t, files)
}

func write(t *testing.T, files map[string]string) {
	t.Helper()
	for name, text := range files {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

type step struct{ code, want string }

func steps(t *testing.T, s *Session, h *screen, list []step) {
	t.Helper()
	for i, c := range list {
		if got := say(s, h, i+1, c.code); !strings.Contains(got, c.want) {
			t.Errorf("%q: got\n%s\nwant %q in it", c.code, got, c.want)
		}
	}
}

// TestLocalFolder imports a folder beside the notebook that is in no module, and sees its
// changes.
func TestLocalFolder(t *testing.T) {
	folder(t, map[string]string{
		"mylib/mylib.go":   "package mylib\n\nimport \"mylib/sub\"\n\n// Twice doubles.\nfunc Twice(n int) int { return sub.Factor * n }\n\ntype T struct{ N int }\n\nfunc (t T) Say() string { return \"old\" }\n",
		"mylib/text.go":    "package mylib\n\nimport _ \"embed\"\n\n//go:embed data.txt\nvar Data string\n",
		"mylib/data.txt":   "some data",
		"mylib/sub/sub.go": "package sub\n\nconst Factor = 2\n",
		"broken/b.go":      "package broken\n\nfunc F() int { return undefinedName }\n\nfunc G() int { return 1 }\n",
		"syntax/s.go":      "package syntax\n\nfunc F( {\n",
		"empty/README":     "",
	})
	s, h := newTestSession(t)
	steps(t, s, h, []step{
		{"%get ./mylib\nimport \"mylib\"\nmylib.Twice(4)", "8"},
		{"import lib \"./mylib\"\nlib.Twice(5), lib.Data", `10, "some data"`},
		{"import \"./mylib/sub\"\nsub.Factor", "2"},
		{"func quad(n int) int { return mylib.Twice(mylib.Twice(n)) }\nkeep := mylib.T{3}\nquad(1), keep.Say()", `4, "old"`},
		{"import \"./broken\"\nbroken.G()", "1"},
		{"broken.F()", "package broken: b.go:3: undefined: undefinedName"},
		{"import \"./syntax\"", "s.go:3:9: "},
		{"%get ./empty", "empty has no Go files"},
		{"%get ./none", "./none is no folder"},
		{"import \"./none\"", "./none is no folder"},
	})
	write(t, map[string]string{
		"mylib/sub/sub.go": "package sub\n\nconst Factor = 10 // changed\n",
		"mylib/mylib.go":   "package mylib\n\nimport \"mylib/sub\"\n\nfunc Twice(n int) int { return sub.Factor * n }\n\ntype T struct{ N int }\n\nfunc (t T) Say() string { return \"new\" }\n\nfunc More() int { return 1 }\n",
		"broken/b.go":      "package broken\n\nfunc F() int { return 2 }\n\nfunc G() int { return 1 }\n",
	})
	steps(t, s, h, []step{
		{"quad(1), mylib.Twice(1), mylib.More()", "100, 10, 1"},
		{"keep.N, keep.Say(), mylib.T{4}.Say()", `3, "old", "new"`},
		{"broken.F()", "2"},
	})
	write(t, map[string]string{"mylib/mylib.go": "package mylib\n\nfunc Other() int { return 7 }\n"})
	steps(t, s, h, []step{
		{"1", "read again, since files have changed"},
		{"quad(1)", "mylib.Twice"},
		{"mylib.Other()", "7"},
	})
}

// TestLocalModule imports what a module around the notebook can: its own packages, those of
// folders that stand for modules, and vendored ones.
func TestLocalModule(t *testing.T) {
	folder(t, map[string]string{
		"go.mod":                             "module example.org/mine\n\ngo 1.21\n\nrequire example.org/other v0.0.0\n\nreplace example.org/other => ./elsewhere\n",
		"pkg/pkg.go":                         "package pkg\n\nimport \"example.org/other\"\n\nfunc F() string { return \"pkg and \" + other.Name }\n",
		"internal/deep/deep.go":              "package deep\n\nconst D = 3\n",
		"elsewhere/go.mod":                   "module example.org/other\n\ngo 1.21\n",
		"elsewhere/other.go":                 "package other\n\nvar Name = \"other\"\n",
		"notebooks/x.txt":                    "",
		"work/go.work":                       "go 1.21\n\nuse (\n\t./a\n\t./b\n)\n",
		"work/a/go.mod":                      "module example.org/a\n\ngo 1.21\n",
		"work/a/a.go":                        "package a\n\nimport \"example.org/b\"\n\nfunc A() int { return b.B + 1 }\n",
		"work/b/go.mod":                      "module example.org/b\n\ngo 1.21\n",
		"work/b/b.go":                        "package b\n\nconst B = 41\n",
		"vend/go.mod":                        "module example.org/vend\n\ngo 1.21\n\nrequire example.org/third v1.0.0\n",
		"vend/v.go":                          "package vend\n\nimport \"example.org/third\"\n\nfunc V() string { return third.Third }\n",
		"vend/vendor/modules.txt":            "# example.org/third v1.0.0\n## explicit; go 1.21\nexample.org/third\n",
		"vend/vendor/example.org/third/t.go": "package third\n\nconst Third = \"vendored\"\n",
	})
	s, h := newTestSession(t)
	t.Chdir("notebooks")
	steps(t, s, h, []step{
		{"import \"example.org/mine/pkg\"\npkg.F()", `"pkg and other"`},
		{"import \"example.org/other\"\nother.Name", `"other"`},
		{"import \"example.org/mine/internal/deep\"\ndeep.D", "3"},
		{"import \"example.org/mine/nowhere\"", "example.org/mine/nowhere"},
		{"import \"../work/a\"\na.A()", "42"},
		{"%get ../vend\nimport \"example.org/vend\"\nvend.V()", `"vendored"`},
	})
}
