//go:build !windows

package main

import (
	"archive/zip"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// The documents mark their fences: andor is cells, sh commands, text what is printed.
const (
	cellsFence   = "andor"
	commandFence = "sh"
	textFence    = "text"
)

type fence struct{ kind, body string }

// fences are the fenced texts of a document. Code set off by blanks alone would escape the
// tests below, so there must be none.
func fences(t *testing.T, path string) []fence {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var out []fence
	inside, after := false, ""
	for i, line := range strings.Split(string(text), "\n") {
		info, mark := strings.CutPrefix(line, "```")
		switch {
		case mark && inside:
			inside = false
		case mark:
			inside = true
			out = append(out, fence{kind: info})
			if info != cellsFence && info != commandFence && info != textFence {
				t.Errorf("%s:%d: got a fence %q, want one of andor, sh and text", path, i+1, info)
			}
		case inside:
			out[len(out)-1].body += line + "\n"
		case strings.HasPrefix(line, "    ") && after == "" && (strings.HasSuffix(line, "{") || strings.Contains(line, ":=")):
			t.Errorf("%s:%d: code without a fence: %s", path, i+1, line)
		}
		after = strings.TrimSpace(line)
	}
	return out
}

var (
	iterations = regexp.MustCompile(`iterations \d+`)
	taken      = regexp.MustCompile(`take \d+`)
	further    = regexp.MustCompile(`TrainFor\(\d+\)`)
)

// short is the text with fewer images and iterations.
func short(text string) string {
	text = iterations.ReplaceAllString(text, "iterations 2")
	return taken.ReplaceAllString(further.ReplaceAllString(text, "TrainFor(2)"), "take 32")
}

// reader is a folder as the reader of the documents has it: the repository's notebooks and
// documents, and pictures under the names that the documents use.
func reader(t *testing.T) {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	home := t.TempDir()
	for _, name := range []string{"HOME", "ANDOR_CACHE", "JUPYTER_DATA_DIR", "ANDOR_RUNS"} {
		t.Setenv(name, home)
	}
	for _, dir := range []string{"notebooks", "docs"} {
		if err := os.CopyFS(dir, os.DirFS(filepath.Join(root, dir))); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"celeba-first10k.zip", "clothing.zip", "stanford-cars-train.zip"} {
		pictures(t, name, 32)
	}
}

// pictures writes a zip of n random JPEGs of the size of CelebA's faces, halved.
func pictures(t *testing.T, path string, n int) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z := zip.NewWriter(f)
	r := rand.New(rand.NewPCG(1, 1))
	for i := range n {
		m := image.NewRGBA(image.Rect(0, 0, 89, 109))
		for y := range 109 {
			for x := range 89 {
				m.Set(x, y, color.RGBA{uint8(r.IntN(256)), uint8(2 * x), uint8(2 * y), 255})
			}
		}
		w, err := z.Create(fmt.Sprintf("img_align_celeba/%06d.jpg", i+1))
		if err == nil {
			err = jpeg.Encode(w, m, nil)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestDocsCells executes the cells of every document as one notebook, those of the README
// first, which the others go on from.
func TestDocsCells(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes longer than a quick run may")
	}
	files, _ := filepath.Glob("../../docs/*.md")
	var cells []map[string]any
	documents := 0
	for _, path := range append([]string{"../../README.md"}, files...) {
		before := len(cells)
		for _, f := range fences(t, path) {
			if f.kind == cellsFence {
				cells = append(cells, map[string]any{"cell_type": "code", "id": fmt.Sprint("c", len(cells)), "metadata": map[string]any{}, "source": short(f.body), "outputs": []any{}})
			}
		}
		if len(cells) > before {
			documents++
		}
	}
	if documents < 3 {
		t.Fatalf("got cells in %d documents, want them in the README and two others at least", documents)
	}
	text, err := json.Marshal(map[string]any{"nbformat": 4, "nbformat_minor": 5, "metadata": map[string]any{}, "cells": cells})
	if err != nil {
		t.Fatal(err)
	}
	reader(t)
	if err := os.WriteFile("docs.ipynb", text, 0o600); err != nil {
		t.Fatal(err)
	}
	if status, out, errs := command(t, "run", "docs.ipynb", "--out", "out.ipynb"); status != ok {
		t.Errorf("got status %d\n%s\n%s", status, out, errs)
	}
	out, err := os.ReadFile("out.ipynb")
	if n := strings.Count(string(out), `"image/png"`); err != nil || n < 4 {
		t.Errorf("got %d figures and error %v, want curves, basis functions, a tree and a control at least", n, err)
	}
}

// TestDocsErrors: the error that the README shows is the one its net gives with that mistake.
func TestDocsErrors(t *testing.T) {
	var cells, errors string
	for _, f := range fences(t, "../../README.md") {
		switch f.kind {
		case cellsFence:
			cells += f.body
		case textFence:
			errors += f.body
		}
	}
	wrong := strings.Replace(cells, "topk(8*8/4)", "topk(100)", 1)
	if wrong == cells || !strings.HasPrefix(errors, "error AO012") {
		t.Fatalf("got %q as the README's error, want one of AO012 on a net with topk(8*8/4)", errors)
	}
	if status, _, errs := command(t, "run", write(t, "wrong.andor", wrong)); status != failed || !strings.Contains(errs, errors) {
		t.Errorf("got status %d and %q, want %q", status, errs, errors)
	}
}

// TestDocsScripts executes the scripts that lie beside the documents.
func TestDocsScripts(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes longer than a quick run may")
	}
	reader(t)
	scripts, _ := filepath.Glob("docs/*.andor")
	more, _ := filepath.Glob("docs/*/*.andor")
	for _, path := range append(scripts, more...) {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile("short.andor", []byte(short(string(text))), 0o600); err != nil {
			t.Fatal(err)
		}
		if status, out, errs := command(t, "run", "short.andor"); status != ok {
			t.Errorf("%s: got status %d\n%s\n%s", path, status, out, errs)
		}
	}
}

// TestDocsCommands executes the commands of the documents: andor-kernel's for real, in
// their order, and of make and the programs of others that what they name is there.
func TestDocsCommands(t *testing.T) {
	files, _ := filepath.Glob("../../docs/*.md")
	var lines []string
	for _, path := range append([]string{"../../README.md"}, files...) {
		for _, f := range fences(t, path) {
			if f.kind == commandFence {
				lines = append(lines, strings.Split(strings.TrimSpace(f.body), "\n")...)
			}
		}
	}
	root, _ := filepath.Abs("../..")
	reader(t)
	executed := 0
	for _, line := range lines {
		line, _, _ = strings.Cut(line, " #")
		words := strings.Fields(line)
		switch {
		case len(words) == 0:
		case words[0] == "make":
			if out, err := exec.Command("make", append([]string{"-n", "-C", root}, words[1:]...)...).CombinedOutput(); err != nil {
				t.Errorf("%s: %v\n%s", line, err, out)
			}
		case words[0] == "bin/andor-kernel":
			executed++
			args := words[1:]
			switch args[0] {
			case "bench":
				continue // minutes, and a peer: its flags are tested in their own package
			case "install":
				continue // refuses a program in a temporary folder, as this is: see TestInstall
			}
			if args[0] == "run" && strings.HasSuffix(args[1], "02_faces.ipynb") {
				args = append(args, "--param", "faces=32", "--param", "iterations=2")
			}
			if status, out, errs := command(t, args...); status != ok {
				t.Errorf("%s: got status %d\n%s\n%s", line, status, out, errs)
			}
		case words[0] == "jupyter": // a real Jupyter runs the notebooks in their own tests
			for _, word := range words[2:] {
				if _, err := os.Stat(word); err != nil {
					t.Errorf("%s: %v", line, err)
				}
			}
		default:
			t.Errorf("%s: no test knows how to execute this", line)
		}
	}
	if executed < 4 {
		t.Errorf("executed %d commands of andor-kernel, want the README's", executed)
	}
}
