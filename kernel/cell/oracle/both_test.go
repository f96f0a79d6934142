package main

import (
	"strings"
	"testing"
	"time"
)

// TestBothWays runs texts both ways. What differs is said; a cell's text becomes a program
// that compiles.
func TestBothWays(t *testing.T) {
	for _, c := range []struct{ name, code, want string }{
		{"program", "package main\nimport \"fmt\"\nfunc main() { fmt.Println(1) }\n", ""},
		{"cell", "type T struct{ n int }\nvar all []T\nfunc add(t T) { all = append(all, t) }\nadd(T{1}); add(T{2})\nunused := strings.Repeat(\"ab\", 2)\nfmt.Println(all)\nfor i := range 2 {\n\tfmt.Println(i)\n}\nlen(all)", ""},
		{"status", "fmt.Print(1)\nos.Exit(3)", ""},
		{"panic", "var p *struct{ n int }\nfmt.Println(p.n)", ""},
		{"value of a panic", "panic(fmt.Errorf(\"no %d\", 1))", ""},
		// The one program that must differ: no cell has another process's number.
		{"differs", "fmt.Println(os.Getpid())", "standard output:\nline 1\n  cell "},
	} {
		_, compiled, inCell, err := bothWays(c.code, 20*time.Second)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		got := parting(inCell, compiled, 3)
		if (c.want == "") != (got == "") || !strings.HasPrefix(got, c.want) {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
	if _, _, _, err := bothWays("x := 1 +", time.Second); err == nil || !strings.Contains(err.Error(), "does not compile") {
		t.Errorf("a broken text: got %v, want that it does not compile", err)
	}
}

// TestAsProgram looks at how a cell's text is made a program.
func TestAsProgram(t *testing.T) {
	got, err := asProgram("x := rand.Intn(1); y, _ := x, 2\ntype T int\nvar z = `a\nb`\n")
	want := `package main

import "math/rand"

type T int

func main() {
	x := rand.Intn(1)
	_ = x
	y, _ := x, 2
	_ = y
	var z = ` + "`a\nb`" + `
	_ = z
}
`
	if err != nil || got != want {
		t.Errorf("got\n%s\n%v, want\n%s", got, err, want)
	}
	if _, err := asProgram("package other\n"); err == nil {
		t.Error("package other: got no error")
	}
}
