//go:build !windows

package main

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/andor-kernel/andor/stdlib/fetch"
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
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "0123456789") }))
	defer s.Close()
	source := fetch.Source{Name: "x", Title: "A set", Loader: "mnist", Images: 1, Licence: "Anyone may.", Files: []fetch.File{{Name: "a.bin", URL: s.URL, MD5: "781e5e245d69b566979b86e28d23f2c7"}}}
	var so, se bytes.Buffer
	if err := fetchSource(context.Background(), streams{strings.NewReader("yes\n"), &so, &se}, source, filepath.Join(cache, "x"), false); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(so.String(), "Anyone may.") || !strings.Contains(so.String(), "a.bin; its checksum is right") || !strings.Contains(so.String(), `from mnist("`) {
		t.Errorf("got %q", so.String())
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
