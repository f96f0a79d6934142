//go:build unix

package files

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// TestFIFO writes to a pipe, directly and through a link: its reader has the content, and
// it stays a pipe.
func TestFIFO(t *testing.T) {
	dir := t.TempDir()
	fifo := filepath.Join(dir, "fifo")
	if err := syscall.Mkfifo(fifo, 0o600); err != nil {
		t.Skip(err)
	}
	if err := os.Symlink("fifo", filepath.Join(dir, "link")); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"fifo", "link"} {
		read := make(chan string, 1)
		go func() {
			b, err := os.ReadFile(fifo)
			read <- fmt.Sprint(string(b), err)
		}()
		write(t, filepath.Join(dir, name), name)
		select {
		case got := <-read:
			if want := name + "<nil>"; got != want {
				t.Errorf("%s: the reader got %q, want %q", name, got, want)
			}
		case <-time.After(10 * time.Second):
			t.Fatalf("%s: the reader got nothing", name)
		}
		if i, err := os.Lstat(fifo); err != nil || i.Mode().Type() != fs.ModeNamedPipe {
			t.Fatalf("%s: the pipe is now %v, %v", name, i, err)
		}
	}
	only(t, dir, "fifo", "link")
}

// TestDescriptor writes to an open file by its path: what others wrote before stays.
func TestDescriptor(t *testing.T) {
	if _, err := os.Stat("/proc/self/fd"); err != nil {
		t.Skip(err)
	}
	path := filepath.Join(t.TempDir(), "stdout")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	io.WriteString(f, "printed\n")
	write(t, fmt.Sprintf("/proc/self/fd/%d", f.Fd()), "written")
	holds(t, path, "printed\nwritten")

	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	write(t, fmt.Sprintf("/proc/self/fd/%d", w.Fd()), "through")
	w.Close()
	if b, err := io.ReadAll(r); err != nil || string(b) != "through" {
		t.Errorf("the pipe gave %q, %v", b, err)
	}
}

// TestModesAreHeeded: a file that may not be written stays; one that may be, in a folder that
// takes no new files, is written.
func TestModesAreHeeded(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root may write everywhere")
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "f")
	write(t, path, "old")
	os.Chmod(path, 0o444)
	if err := Write(path, []byte("new")); err == nil {
		t.Error("a read-only file: got no error")
	}
	holds(t, path, "old")
	os.Chmod(path, 0o644)
	os.Chmod(dir, 0o555)
	defer os.Chmod(dir, 0o755)
	write(t, path, "in place")
	holds(t, path, "in place")
}
