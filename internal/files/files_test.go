package files

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// info is a file of any kind, which a test need not make.
type info struct {
	fs.FileInfo
	mode fs.FileMode
}

func (i info) Mode() fs.FileMode { return i.mode }
func (i info) IsDir() bool       { return i.mode.IsDir() }

// TestHow holds the rule: only a regular file, or none, is renamed onto.
func TestHow(t *testing.T) {
	tests := []struct {
		name string
		p    place
		want manner
	}{
		{"nothing", place{}, rename},
		{"regular file", place{info: info{mode: 0o640}}, rename},
		{"device", place{info: info{mode: fs.ModeDevice | fs.ModeCharDevice | 0o666}}, into},
		{"disk", place{info: info{mode: fs.ModeDevice}}, into},
		{"fifo", place{info: info{mode: fs.ModeNamedPipe}}, into},
		{"socket", place{info: info{mode: fs.ModeSocket}}, into},
		{"something else", place{info: info{mode: fs.ModeIrregular}}, into},
		{"folder", place{info: info{mode: fs.ModeDir}}, refuse},
		{"standard output in a file", place{info: info{mode: 0o644}, descriptor: true}, behind},
		{"standard output in a pipe", place{info: info{mode: fs.ModeNamedPipe}, descriptor: true}, into},
	}
	for _, tt := range tests {
		if got := tt.p.how(); got != tt.want {
			t.Errorf("%s: got %v, want %v", tt.name, got, tt.want)
		}
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := Write(path, []byte(text)); err != nil {
		t.Fatal(err)
	}
}

func holds(t *testing.T, path, want string) {
	t.Helper()
	if got, err := os.ReadFile(path); err != nil || string(got) != want {
		t.Errorf("%s: got %q, %v, want %q", filepath.Base(path), got, err, want)
	}
}

// only checks the names in a folder: no other file may be left.
func only(t *testing.T, dir string, want ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range entries {
		got = append(got, e.Name())
	}
	if strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("%s holds %q, want %q", dir, got, want)
	}
}

func TestWrite(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a", "b", "c.txt")
	write(t, path, "one") // makes the folders
	if err := os.Chmod(path, 0o640); err != nil {
		t.Fatal(err)
	}
	write(t, path, "two")
	holds(t, path, "two")
	if i, _ := os.Stat(path); i.Mode() != 0o640 {
		t.Errorf("the mode is %v, want what it was, -rw-r-----", i.Mode())
	}
	only(t, filepath.Dir(path), "c.txt")

	long := filepath.Join(dir, strings.Repeat("n", 255))
	write(t, long, "as long as a name may be")
	holds(t, long, "as long as a name may be")

	if err := Write(dir, nil); err == nil || !strings.Contains(err.Error(), "it is a folder; name a file in it") {
		t.Errorf("a folder: got %v", err)
	}
}

// TestNewMode compares the mode of a new file with that which the system gives one.
func TestNewMode(t *testing.T) {
	dir := t.TempDir()
	f, err := os.Create(filepath.Join(dir, "usual"))
	if err != nil {
		t.Fatal(err)
	}
	f.Close()
	write(t, filepath.Join(dir, "new"), "")
	usual, _ := os.Stat(filepath.Join(dir, "usual"))
	made, _ := os.Stat(filepath.Join(dir, "new"))
	if made.Mode() != usual.Mode() {
		t.Errorf("a new file has mode %v, want %v", made.Mode(), usual.Mode())
	}
}

func TestLinks(t *testing.T) {
	dir := t.TempDir()
	link := func(to, name string) string {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.Symlink(to, path); err != nil {
			t.Skip(err)
		}
		return path
	}
	isLink := func(path string) {
		t.Helper()
		if i, err := os.Lstat(path); err != nil || i.Mode()&fs.ModeSymlink == 0 {
			t.Errorf("%s is no link any more: %v", filepath.Base(path), err)
		}
	}
	target := filepath.Join(dir, "target")
	write(t, target, "old")
	one := link("target", "one")
	two := link("one", "two") // a link to a link
	write(t, two, "new")
	holds(t, target, "new")
	isLink(one)
	isLink(two)

	missing := link("made/later", "missing")
	write(t, missing, "made")
	holds(t, filepath.Join(dir, "made", "later"), "made")
	isLink(missing)

	// x/.. is not the folder that x stands in where x is a link.
	if err := os.MkdirAll(filepath.Join(dir, "far", "away"), 0o755); err != nil {
		t.Fatal(err)
	}
	link("far/away", "x")
	up := link("x/../beside", "up")
	write(t, up, "beside away")
	holds(t, filepath.Join(dir, "far", "beside"), "beside away")

	loop := link("loop", "loop")
	if err := Write(loop, nil); err == nil || !strings.Contains(err.Error(), "links") {
		t.Errorf("a link to itself: got %v", err)
	}
}

// TestFailures: what fails leaves the old file and nothing else.
func TestFailures(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "f")
	write(t, path, "old")
	full := errors.New("no space left")
	err := Fill(path, path+".previous", func(w io.Writer) error {
		io.WriteString(w, "half of the n")
		return full
	})
	if !errors.Is(err, full) {
		t.Errorf("got %v, want the writer's error", err)
	}
	holds(t, path, "old")
	only(t, dir, "f")

	below := filepath.Join(path, "g") // in a file, as if it were a folder
	if err := Write(below, nil); err == nil {
		t.Error("a file below a file: got no error")
	}
	holds(t, path, "old")
}

func TestPrevious(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "f")
	for _, text := range []string{"1", "2", "3"} {
		if err := Fill(path, path+".previous", func(w io.Writer) error { _, err := io.WriteString(w, text); return err }); err != nil {
			t.Fatal(err)
		}
	}
	holds(t, path, "3")
	holds(t, path+".previous", "2")
	only(t, dir, "f", "f.previous")
}

// TestSweep: what a killed writer left goes with the next write, what one has just begun stays.
func TestSweep(t *testing.T) {
	dir := t.TempDir()
	for name, age := range map[string]time.Duration{"old": 2 * time.Hour, "young": time.Minute} {
		path := filepath.Join(dir, newPrefix+name+newSuffix)
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		then := time.Now().Add(-age)
		if err := os.Chtimes(path, then, then); err != nil {
			t.Fatal(err)
		}
	}
	write(t, filepath.Join(dir, "f"), "")
	only(t, dir, newPrefix+"young"+newSuffix, "f")
}
