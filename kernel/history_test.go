package kernel

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

func TestMatch(t *testing.T) {
	for _, tt := range []struct {
		pattern, text string
		want          bool
	}{
		{"*", "", true}, {"", "", true}, {"", "a", false}, {"a?c", "abc", true}, {"a?c", "ac", false},
		{"*b*", "abc", true}, {"a*c*e", "abcde", true}, {"a*c*e", "abcd", false}, {"?", "é", true}, {"a*", "b", false},
		{strings.Repeat("*a", 30) + "b", strings.Repeat("a", 2000), false}, // must not take for ever
	} {
		if got := match([]rune(tt.pattern), []rune(tt.text)); got != tt.want {
			t.Errorf("match(%.20q, %.20q) = %v, want %v", tt.pattern, tt.text, got, tt.want)
		}
	}
}

// Kernels that start at once get a session each, and none loses a line.
func TestHistoryShared(t *testing.T) {
	path := filepath.Join(t.TempDir(), "h.jsonl")
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			h := OpenHistory(path, func(s string) { t.Error(s) })
			for n := range 20 {
				h.Add(n+1, fmt.Sprint("cell ", i), "")
			}
			h.Close()
		})
	}
	wg.Wait()
	h := OpenHistory(path, func(s string) { t.Error(s) })
	defer h.Close()
	sessions := map[int]string{}
	for _, e := range h.Tail(1000) {
		if in, known := sessions[e.Session]; known && in != e.Input {
			t.Errorf("session %d has cells of two kernels", e.Session)
		}
		sessions[e.Session] = e.Input
	}
	if n := len(h.Tail(1000)); n != 160 || len(sessions) != 8 {
		t.Errorf("got %d cells of %d sessions, want 160 of 8", n, len(sessions))
	}
}

// Trouble with the file costs the memory of other sessions and one line in the log.
func TestHistoryTrouble(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "file"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	bad := []string{filepath.Join(dir, "file", "h.jsonl"), dir}
	for _, path := range bad {
		var mu sync.Mutex
		var logged []string
		h := OpenHistory(path, func(s string) { mu.Lock(); logged = append(logged, s); mu.Unlock() })
		h.Add(1, "a", "")
		h.Add(2, "b", "")
		if got := h.Tail(5); len(got) != 2 || got[1].Input != "b" {
			t.Errorf("%s: got %+v, want this session's cells", path, got)
		}
		h.Close()
		if mu.Lock(); len(logged) != 1 {
			t.Errorf("%s: got log %q, want one line", path, logged)
		}
		mu.Unlock()
	}
}

func TestHistoryDiskFull(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0) // every write to it fails as on a full disk
	if err != nil {
		t.Skip("no /dev/full here")
	}
	var logged []string
	h := OpenHistory(filepath.Join(t.TempDir(), "h.jsonl"), func(s string) { logged = append(logged, s) })
	<-h.loaded
	h.file.Close()
	h.file = full
	for n := range 3 {
		h.Add(n+1, "a", "")
	}
	if got := h.Tail(5); len(got) != 3 || len(logged) != 1 || !strings.Contains(logged[0], "no space") {
		t.Errorf("got %d cells and log %q, want 3 cells and one line about space", len(got), logged)
	}
	h.Close()
}

func TestHistoryOddFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "h.jsonl")
	os.WriteFile(path, []byte("{\"s\":4,\"n\":1,\"i\":\"good\"}\nnot json\n{\"s\":5,\"n\":2,\"i\":\"cut"), 0o600)
	h := OpenHistory(path, func(s string) { t.Error(s) })
	h.Add(1, "new", "")
	if got := h.Tail(10); len(got) != 2 || got[0].Input != "good" || got[1].Session != 5 {
		t.Errorf("got %+v", got)
	}
	h.Close()
	again := OpenHistory(path, func(s string) { t.Error(s) })
	defer again.Close()
	if got := again.Range(-1, 1, -1); len(got) != 1 || got[0].Input != "new" || got[0].Session != 5 {
		t.Errorf("after a cut line: got %+v", got)
	}
}

func TestHistoryIsCut(t *testing.T) {
	path := filepath.Join(t.TempDir(), "h.jsonl")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	line := strings.Repeat("x", 1<<20)
	for i := range 40 {
		fmt.Fprintf(f, "{\"s\":1,\"n\":%d,\"i\":\"%s\"}\n", i+1, line)
	}
	f.Close()
	h := OpenHistory(path, func(s string) { t.Error(s) })
	got := h.Tail(100)
	h.Close()
	if info, _ := os.Stat(path); len(got) != 20 || got[19].Line != 40 || info.Size() > 25<<20 {
		t.Errorf("got %d cells and %d bytes, want the newer half", len(got), info.Size())
	}
}
