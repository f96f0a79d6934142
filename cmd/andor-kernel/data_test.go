//go:build !windows

package main

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/andor-kernel/andor/stdlib/data/fetch"
)

const samples = "../../stdlib/data/testdata/"

func TestDataList(t *testing.T) {
	cache := t.TempDir()
	t.Setenv("ANDOR_CACHE", cache)
	os.MkdirAll(filepath.Join(cache, "sets", "cars"), 0o755)
	os.WriteFile(filepath.Join(cache, "sets", "cars", "cars_test.tgz"), nil, 0o644)
	status, out, _ := command(t, "data", "list")
	for _, want := range []string{"celeba", "202599", `from mnist("DIR")`, "by hand, from http", "not fetched", filepath.Join(cache, "sets", "cars") + " (1 of 3 files)"} {
		if status != ok || !strings.Contains(out, want) {
			t.Errorf("got status %d and no %q in:\n%s", status, want, out)
		}
	}
}

func TestDataInfo(t *testing.T) {
	t.Setenv("ANDOR_CACHE", t.TempDir())
	sheet := filepath.Join(t.TempDir(), "sheet.png")
	status, out, errs := command(t, "data", "info", samples+"cars_combined", "--loader", "cars", "--split", "train", "--sheet", sheet)
	want := "4 images in " + samples + "cars_combined\n  64x48 pixels: 4 of 4 looked at\n"
	if status != ok || !strings.HasPrefix(out, want) || !strings.Contains(out, "2 classes\n  AM General Hummer SUV 2000: 2\n") {
		t.Errorf("got status %d, %q and %q, want %q", status, out, errs, want)
	}
	if b, err := os.ReadFile(sheet); err != nil || !bytes.HasPrefix(b, []byte("\x89PNG")) {
		t.Errorf("no sheet: %v", err)
	}
}

func TestDataVerify(t *testing.T) {
	t.Setenv("ANDOR_CACHE", t.TempDir())
	status, out, errs := command(t, "data", "verify", samples+"mnist", "--loader", "mnist")
	// The sample has a published name and is not the published file.
	if status != failed || !strings.Contains(out, "train-images-idx3-ubyte.gz has the MD5 checksum") || !strings.Contains(out, "6 of 6 images read") || !strings.Contains(errs, "0 unreadable images and 2 files of a wrong checksum") {
		t.Errorf("got status %d, %q and %q", status, out, errs)
	}
	dir := t.TempDir()
	os.WriteFile(filepath.Join(dir, "bad.jpg"), []byte("no picture"), 0o644)
	status, out, errs = command(t, "data", "verify", dir)
	if status != failed || !strings.Contains(out, "0 of 1 images read\nunreadable: 1\n  bad.jpg: is no JPEG") || !strings.Contains(errs, "1 unreadable images") {
		t.Errorf("got status %d, %q and %q", status, out, errs)
	}
	if status, out, _ := command(t, "data", "verify", samples+"celeba/Img/img_align_celeba.zip"); status != failed || !strings.Contains(out, "6 of 6 images read") {
		t.Errorf("got status %d and %q", status, out)
	}
}

func TestDataFetch(t *testing.T) {
	cache := t.TempDir()
	t.Setenv("ANDOR_CACHE", cache)
	status, out, errs := command(t, "data", "fetch", "celeba") // the test types something else than yes
	if status != failed || !strings.Contains(out, "non-commercial research purposes only") || !strings.Contains(errs, "the terms were not accepted; nothing was downloaded") {
		t.Errorf("got status %d, %q and %q", status, out, errs)
	}
	status, _, errs = command(t, "data", "fetch", "fashiongan", "--accept-terms")
	if status != failed || !strings.Contains(errs, "cannot be downloaded by itself: download G2.zip, ind.mat") {
		t.Errorf("got status %d and %q", status, errs)
	}
}

// TestFetch downloads weights from a server here, which breaks off once, as a set is.
func TestFetch(t *testing.T) {
	body, broken := bytes.Repeat([]byte("0123456789"), 20000), false
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !broken {
			broken = true
			w.Header().Set("Content-Length", fmt.Sprint(len(body)))
			w.Write(body[:len(body)/2])
			w.(http.Flusher).Flush()
			panic(http.ErrAbortHandler)
		}
		http.ServeContent(w, r, "", time.Unix(1, 0), bytes.NewReader(body))
	}))
	defer s.Close()
	sum := fmt.Sprintf("%x", sha256.Sum256(body))
	dir := t.TempDir()
	source := fetch.Source{Name: "x", Title: "A network", Licence: "Anyone may.", Files: []fetch.File{{Name: "net-" + sum[:8] + ".pth", URL: s.URL, SHA256: sum[:8]}}}
	get := func(answer string) (string, error) {
		var so, se bytes.Buffer
		err := fetchSource(context.Background(), streams{strings.NewReader(answer), &so, &se}, source, dir, false)
		return so.String(), err
	}
	if out, err := get("no\n"); err == nil || broken || !strings.Contains(out, "Anyone may.") {
		t.Errorf("terms not accepted: got %v, asked the server %v, and %q", err, broken, out)
	}
	out, err := get("yes\n")
	if err != nil || !strings.HasPrefix(out, "A network\n") || !strings.Contains(out, sum[:8]+".pth; its checksum is right") || strings.Contains(out, "data NAME") {
		t.Fatalf("got %v and %q", err, out)
	}
	if got, _ := os.ReadFile(filepath.Join(dir, source.Files[0].Name)); !bytes.Equal(got, body) {
		t.Errorf("got %d other bytes", len(got))
	}
	source.Files[0].SHA256, source.Files[0].Name = "6726825d", "pt_inception-2015-12-05-6726825d.pth"
	if _, err := get("yes\n"); err == nil || !strings.Contains(err.Error(), "has the SHA-256 checksum "+sum+", want 6726825d") || !strings.Contains(err.Error(), "a copy from elsewhere may be put there as "+dir) {
		t.Errorf("another file: got %v", err)
	}
	source.Loader, source.Images, source.Files[0].SHA256 = "mnist", 1, ""
	if out, err := get("yes\n"); err != nil || !strings.HasPrefix(out, "A network, 1 images\n") || !strings.Contains(out, `from mnist("`) {
		t.Errorf("a set: got %v and %q", err, out)
	}
	status, _, errs := command(t, "fetch", "cifar10")
	if status != wrong || !strings.Contains(errs, `got "cifar10", want inception or nsfwjs; it is a data set: andor-kernel data fetch cifar10`) {
		t.Errorf("got status %d and %q", status, errs)
	}
}

func TestDataMake(t *testing.T) {
	file := filepath.Join(t.TempDir(), "scenes.zip")
	status, out, errs := command(t, "data", "make", "--take", "3", "--objects", "car", "--out", file)
	if status != ok || !strings.Contains(out, "3 scenes in") {
		t.Fatalf("got status %d, %q and %q", status, out, errs)
	}
	z, err := zip.OpenReader(file)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	if len(z.File) != 4 || z.File[0].Name != "scenes/000000.png" || z.File[3].Name != "scenes/parse.json" {
		t.Errorf("got %d files", len(z.File))
	}
	if status, out, errs := command(t, "data", "verify", file); status != ok || !strings.Contains(out, "3 of 3 images read") {
		t.Errorf("got status %d, %q and %q", status, out, errs)
	}
}
