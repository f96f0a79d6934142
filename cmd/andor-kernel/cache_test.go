package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestCache(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("ANDOR_CACHE", dir)
	for name, bytes := range map[string]int{"unpacked/set.tar-1": 3 << 20, "weights/w.pth": 2048, "unpacked/set.tar-1.sha256": 65} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, make([]byte, bytes), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	status, out, errs := command(t, "cache", "list")
	for _, want := range []string{"unpacked", "3.0 MiB", "set.tar-1", "weights", "2.0 KiB", dir + ": 3.0 MiB of at most 20.0 GiB", "2.0 KiB that it leaves"} {
		if status != ok || !strings.Contains(out, want) {
			t.Errorf("list: got %d %q %q, want %q", status, out, errs, want)
		}
	}
	if status, out, errs := command(t, "cache", "clean"); status != ok || out != "3.0 MiB removed\n" {
		t.Errorf("clean: got %d %q %q", status, out, errs)
	}
	if _, err := os.Stat(filepath.Join(dir, "weights", "w.pth")); err != nil {
		t.Error(err)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "unpacked", "*")); len(left) > 0 {
		t.Errorf("left %v", left)
	}
	if status, _, errs := command(t, "cache", "drop"); status != wrong || !strings.Contains(errs, "want list or clean") {
		t.Errorf("another verb: got %d %q", status, errs)
	}
	t.Setenv("ANDOR_CACHE_GIB", "x")
	if status, _, errs := command(t, "cache", "list"); status != failed || !strings.Contains(errs, "a number of GiB") {
		t.Errorf("a wrong bound: got %d %q", status, errs)
	}
}
