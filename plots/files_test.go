package plots

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestFilesInOrder: no file needs another that needs it, directly or through others. So each
// file can be read and changed with no more in mind than those that it names.
func TestFilesInOrder(t *testing.T) {
	uses, err := usesOfFiles(".")
	if err != nil {
		t.Fatal(err)
	}
	if uses["bars.go"]["groups.go"] == "" || uses["groups.go"]["frame.go"] == "" || len(uses["frame.go"]) == 0 {
		t.Fatalf("got the uses %v of bars.go, want groups.go among them, and frame.go among those of groups.go", uses["bars.go"])
	}
	if c := circle(uses); c != nil {
		t.Errorf("the files %s need each other in a circle; move what the first needs of the second (%s) into a file of its own, or beside what uses it",
			strings.Join(c, ", "), uses[c[0]][c[1]])
	}
	uses["frame.go"]["bars.go"] = "Bars"
	if c := circle(uses); !slices.Contains(c, "frame.go") || !slices.Contains(c, "bars.go") {
		t.Errorf("got the circle %v with frame.go using bars.go, want one with both", c)
	}
}

// usesOfFiles returns for each file of a package the other files that it uses, and one name
// of each that it uses.
func usesOfFiles(dir string) (map[string]map[string]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	fset := token.NewFileSet()
	var files []*ast.File
	for _, e := range entries {
		if name := e.Name(); strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") {
			f, err := parser.ParseFile(fset, filepath.Join(dir, name), nil, 0)
			if err != nil {
				return nil, err
			}
			files = append(files, f)
		}
	}
	// Other packages are taken as empty. That leaves errors, but every name of this one is found.
	info := &types.Info{Uses: map[*ast.Ident]types.Object{}}
	conf := types.Config{Importer: emptyPackages{}, Error: func(error) {}}
	pkg, _ := conf.Check("plots", fset, files, info)
	uses := map[string]map[string]string{}
	for id, of := range info.Uses {
		from, to := fset.Position(id.Pos()).Filename, fset.Position(of.Pos()).Filename
		if of.Pkg() != pkg || from == to || to == "" {
			continue
		}
		from, to = filepath.Base(from), filepath.Base(to)
		if uses[from] == nil {
			uses[from] = map[string]string{}
		}
		uses[from][to] = id.Name
	}
	return uses, nil
}

// emptyPackages imports every package as one that declares nothing.
type emptyPackages struct{}

func (emptyPackages) Import(path string) (*types.Package, error) {
	p := types.NewPackage(path, filepath.Base(path))
	p.MarkComplete()
	return p, nil
}

// circle returns files of which each uses the next and the last the first, nil if there are none.
func circle(uses map[string]map[string]string) []string {
	done := map[string]bool{}
	var path, found []string
	var walk func(file string)
	walk = func(file string) {
		if i := slices.Index(path, file); i >= 0 {
			found = slices.Clone(path[i:])
		}
		if done[file] || found != nil {
			return
		}
		path = append(path, file)
		for _, to := range slices.Sorted(maps.Keys(uses[file])) {
			walk(to)
		}
		path = path[:len(path)-1]
		done[file] = true
	}
	for _, file := range slices.Sorted(maps.Keys(uses)) {
		walk(file)
	}
	return found
}
