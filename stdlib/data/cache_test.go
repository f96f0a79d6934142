package data

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"fmt"
	"image/color"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// packed writes a gzipped tar of n pictures.
func packed(t *testing.T, n int) string {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	w := tar.NewWriter(z)
	for i := range n {
		body := encode(t, "png", plainImage(9, 9, color.NRGBA{uint8(i), 200, 3, 255}))
		if err := w.WriteHeader(&tar.Header{Name: fmt.Sprintf("a/%d.png", i), Mode: 0o644, Size: int64(len(body))}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(body); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "c.tar.gz")
	if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestDamagedCache: whatever has become of an unpacked file, the set is that of the source.
func TestDamagedCache(t *testing.T) {
	cache := t.TempDir()
	t.Setenv("ANDOR_CACHE", cache)
	spec := Spec{From: packed(t, 30), H: 4, W: 4, Lo: -1, Hi: 1}
	text := func(s *Set) string { return fmt.Sprint(s, s.Names, s.Skipped, s.Images.Data) }
	want := text(open(t, spec))
	if !strings.Contains(want, "30 images") {
		t.Fatal(want)
	}
	file := func() string {
		t.Helper()
		found, _ := filepath.Glob(filepath.Join(cache, "unpacked", "c.tar.gz-????????????????"))
		if len(found) != 1 {
			t.Fatalf("got %v, want one unpacked file", found)
		}
		return found[0]
	}
	for name, damage := range map[string]func(path string, b []byte) error{
		"zeroes in the middle": func(path string, b []byte) error {
			clear(b[3000:9000])
			return os.WriteFile(path, b, 0o644)
		},
		"cut off":           func(path string, b []byte) error { return os.Truncate(path, 5000) },
		"emptied":           func(path string, b []byte) error { return os.Truncate(path, 0) },
		"added to":          func(path string, b []byte) error { return os.WriteFile(path, append(b, 1), 0o644) },
		"without its sum":   func(path string, b []byte) error { return os.Remove(path + sumSuffix) },
		"with an empty sum": func(path string, b []byte) error { return os.Truncate(path+sumSuffix, 0) },
		"removed":           func(path string, b []byte) error { return os.Remove(path) },
	} {
		path := file()
		b, err := os.ReadFile(path)
		if err == nil {
			err = damage(path, b)
		}
		if err != nil {
			t.Fatal(err)
		}
		if got := text(open(t, spec)); got != want {
			t.Errorf("%s: got another set: %.200s", name, got)
		}
	}
	info, err := os.Stat(file())
	if err != nil {
		t.Fatal(err)
	}
	old := time.Now().Add(-time.Hour)
	os.Chtimes(file(), old, old)
	open(t, spec)
	if now, err := os.Stat(file()); err != nil || !os.SameFile(info, now) || now.ModTime().Equal(old) {
		t.Errorf("a whole file was unpacked anew, or its use was not noted: %v", err)
	}
}

// TestCacheIsBounded: beyond the bound those used longest ago go; what a kill has left goes,
// what is being made does not, nor does what was fetched.
func TestCacheIsBounded(t *testing.T) {
	cache := t.TempDir()
	t.Setenv("ANDOR_CACHE", cache)
	put := func(name string, bytes int, age time.Duration) {
		t.Helper()
		path := filepath.Join(cache, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, make([]byte, bytes), 0o644); err != nil {
			t.Fatal(err)
		}
		then := time.Now().Add(-age)
		os.Chtimes(path, then, then)
	}
	there := func(want map[string]bool) {
		t.Helper()
		for name, is := range want {
			if _, err := os.Stat(filepath.Join(cache, name)); (err == nil) != is {
				t.Errorf("%s: %v, want it there: %v", name, err, is)
			}
		}
	}
	put("unpacked/oldest", 600, 3*time.Hour)
	put("decoded/older", 600, 2*time.Hour)
	put("unpacked/new", 600, time.Minute)
	put("unpacked/.unpacking-1", 600, 2*time.Hour)
	put("decoded/.decoding-2", 600, time.Minute)
	put("weights/w", 5000, 9*time.Hour)
	t.Setenv("ANDOR_CACHE_GIB", fmt.Sprint(1500.0/(1<<30)))
	makeRoom(filepath.Join(cache, "unpacked", "new"))
	there(map[string]bool{"unpacked/oldest": false, "decoded/older": true, "unpacked/new": true, "unpacked/.unpacking-1": false, "decoded/.decoding-2": true, "weights/w": true})

	t.Setenv("ANDOR_CACHE_GIB", "0")
	makeRoom(filepath.Join(cache, "unpacked", "new"))
	there(map[string]bool{"decoded/older": false, "unpacked/new": true, "weights/w": true})
	free, err := CleanCache(false)
	if err != nil || free != 600 {
		t.Errorf("cleaned %d bytes, %v, want 600", free, err)
	}
	there(map[string]bool{"unpacked/new": false, "decoded/.decoding-2": true, "weights/w": true})
	t.Setenv("ANDOR_CACHE_GIB", "much")
	if _, err := CacheBound(); err == nil || !strings.Contains(err.Error(), "a number of GiB such as 20") {
		t.Errorf("got %v", err)
	}
	t.Setenv("ANDOR_CACHE", filepath.Join(cache, "none"))
	if entries, err := ListCache(); err != nil || len(entries) > 0 {
		t.Errorf("no cache yet: got %v, %v", entries, err)
	}
}
