package fetch

import (
	"bytes"
	"context"
	"crypto/md5"
	"crypto/sha256"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

var body = bytes.Repeat([]byte("0123456789abcdef"), 1<<14) // 256 KiB

func theFile(url string) File {
	return File{Name: "set.zip", URL: url, MD5: fmt.Sprintf("%x", md5.Sum(body)), SHA256: fmt.Sprintf("%x", sha256.Sum256(body))[:8]}
}

// server gives out body; the first fails requests break off after a third of what they
// were to send.
func server(t *testing.T, fails int32) (url string, requests *atomic.Int32) {
	requests = &atomic.Int32{}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if requests.Add(1) <= fails {
			w.Header().Set("Content-Length", fmt.Sprint(len(body)))
			w.Write(body[:len(body)/3])
			w.(http.Flusher).Flush()
			panic(http.ErrAbortHandler)
		}
		http.ServeContent(w, r, "set.zip", time.Unix(1, 0), bytes.NewReader(body))
	}))
	t.Cleanup(s.Close)
	return s.URL, requests
}

func TestGet(t *testing.T) {
	url, requests := server(t, 0)
	dir := filepath.Join(t.TempDir(), "new")
	var done, total int64
	path, err := Get(context.Background(), http.DefaultClient, theFile(url), dir, func(d, n int64) { done, total = d, n })
	if err != nil {
		t.Fatal(err)
	}
	got, _ := os.ReadFile(path)
	if !bytes.Equal(got, body) || done != int64(len(body)) || total != done || path != filepath.Join(dir, "set.zip") {
		t.Errorf("got %d bytes in %s, progress %d of %d", len(got), path, done, total)
	}
	if _, err := Get(context.Background(), http.DefaultClient, theFile(url), dir, nil); err != nil || requests.Load() != 1 {
		t.Errorf("a file that is there: got error %v and %d requests, want 1", err, requests.Load())
	}
}

// TestResume: a broken connection is gone on with from where it broke, in the same call
// and in a later one.
func TestResume(t *testing.T) {
	url, requests := server(t, 1)
	path, err := Get(context.Background(), http.DefaultClient, theFile(url), t.TempDir(), nil)
	if err != nil || requests.Load() != 2 {
		t.Fatalf("got error %v after %d requests, want 2", err, requests.Load())
	}
	if got, _ := os.ReadFile(path); !bytes.Equal(got, body) {
		t.Errorf("got %d other bytes", len(got))
	}

	var ranges atomic.Value
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ranges.Store(r.Header.Get("Range"))
		http.ServeContent(w, r, "set.zip", time.Unix(1, 0), bytes.NewReader(body))
	}))
	defer s.Close()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "set.zip.part"), body[:1000], 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Get(context.Background(), http.DefaultClient, theFile(s.URL), dir, nil); err != nil || ranges.Load() != "bytes=1000-" {
		t.Errorf("got error %v and range %q, want bytes=1000-", err, ranges.Load())
	}
}

// TestNoRanges: a server that always begins anew gives a whole file too.
func TestNoRanges(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.Write(body) }))
	defer s.Close()
	dir := t.TempDir()
	os.WriteFile(filepath.Join(dir, "set.zip.part"), []byte("of another file"), 0o644)
	path, err := Get(context.Background(), http.DefaultClient, theFile(s.URL), dir, nil)
	if got, _ := os.ReadFile(path); err != nil || !bytes.Equal(got, body) {
		t.Errorf("got %d bytes and error %v", len(got), err)
	}
}

func TestErrors(t *testing.T) {
	url, _ := server(t, 0)
	page := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "<!DOCTYPE html><p>quota exceeded") }))
	defer page.Close()
	gone := httptest.NewServer(http.NotFoundHandler())
	defer gone.Close()
	wrong := theFile(url)
	wrong.MD5 = "00d2c5bc6d35e252742224ab0c1e8fcb"
	short := theFile(url)
	short.Size = 99
	for _, c := range []struct {
		name, want string
		file       File
	}{
		{"checksum", "set.zip has the MD5 checksum", wrong},
		{"size", "set.zip has 262144 bytes, want 99; the download was damaged", short},
		{"web page", "the server answered with a web page instead of the file; open http", theFile(page.URL)},
		{"gone", "the server answered 404 Not Found for http", theFile(gone.URL)},
		{"name", `got the name "../set.zip", want one without a folder`, File{Name: "../set.zip", URL: url}},
	} {
		dir := t.TempDir()
		_, err := Get(context.Background(), http.DefaultClient, c.file, dir, nil)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got error %v, want one with %q", c.name, err, c.want)
		}
		if _, err := os.Stat(filepath.Join(dir, "set.zip")); err == nil {
			t.Errorf("%s: a bad file was kept under its name", c.name)
		}
	}
	dir := t.TempDir()
	os.WriteFile(filepath.Join(dir, "set.zip"), []byte("something else"), 0o644)
	if _, err := Get(context.Background(), http.DefaultClient, theFile(url), dir, nil); err == nil || !strings.Contains(err.Error(), "remove it to fetch it anew") {
		t.Errorf("a wrong file that is there: got error %v", err)
	}
}

// TestCancel keeps what is there.
func TestCancel(t *testing.T) {
	stop := make(chan struct{})
	ctx, cancel := context.WithCancel(context.Background())
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", fmt.Sprint(len(body)))
		w.Write(body[:100000])
		w.(http.Flusher).Flush()
		<-stop
	}))
	defer s.Close()
	defer close(stop)
	dir := t.TempDir()
	_, err := Get(ctx, http.DefaultClient, theFile(s.URL), dir, func(done, _ int64) {
		if done > 0 {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got error %v, want %v", err, context.Canceled)
	}
	if info, err := os.Stat(filepath.Join(dir, "set.zip.part")); err != nil || info.Size() == 0 {
		t.Errorf("nothing is left to go on with: %v", err)
	}
}

// TestSources: each names its terms and either has addresses or says what to do by hand.
func TestSources(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range Sources() {
		if seen[s.Name] || s.Title == "" || s.Licence == "" || s.Page == "" || s.Loader == "" || s.Images == 0 || len(s.Files) == 0 {
			t.Errorf("%s: twice, or incomplete", s.Name)
		}
		seen[s.Name] = true
		for _, f := range s.Files {
			if (f.URL == "") != (s.ByHand != "") || f.MD5 != "" && len(f.MD5) != 32 {
				t.Errorf("%s: %+v", s.Name, f)
			}
		}
	}
	for _, s := range Weights() {
		w, ok := FindWeights(s.Name)
		if !ok || w.Title == "" || w.Licence == "" || w.Page == "" || len(w.Files) == 0 {
			t.Errorf("%s: not found, or incomplete", s.Name)
		}
		for _, f := range s.Files {
			if f.URL == "" || len(f.SHA256) < 8 {
				t.Errorf("%s: %+v has no address or no checksum", s.Name, f)
			}
		}
	}
	if len(Known("train-images-idx3-ubyte.gz")) != 3 || len(Known("cars_train.tgz")) != 1 || len(Known("x")) != 0 {
		t.Error("Known does not find what has a checksum")
	}
}
