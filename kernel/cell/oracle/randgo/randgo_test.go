package randgo

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"testing"
)

// TestPrograms checks that programs of many seeds are right Go, and come out the same twice.
func TestPrograms(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes longer than a quick run may")
	}
	fset := token.NewFileSet()
	std := importer.ForCompiler(fset, "source", nil)
	bad := 0
	for seed := range int64(400) {
		text := New(seed, "_q1z").Text("main")
		if text != New(seed, "_q1z").Text("main") {
			t.Fatalf("seed %d: two programs", seed)
		}
		f, err := parser.ParseFile(fset, "program.go", text, 0)
		if err == nil {
			c := types.Config{Importer: std}
			_, err = c.Check("main", fset, []*ast.File{f}, nil)
		}
		if err != nil {
			if bad++; bad < 20 {
				t.Errorf("seed %d: %v", seed, err)
			}
		}
	}
	t.Logf("%d of 400 do not check", bad)
}
