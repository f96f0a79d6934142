//go:build !windows

package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// sweepPage is the page that TestSweepPage follows.
const sweepPage = "../../docs/howto/sweep.md"

// TestSweepPage does what docs/howto/sweep.md says: a sweep of twelve runs is killed in the
// middle, goes on in another folder from a fresh notebook, and ends in one table and one figure
// with the numbers of a sweep that was left alone.
func TestSweepPage(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes longer than a quick run may")
	}
	var cells, commands []string
	for _, f := range fences(t, sweepPage) {
		if f.kind == cellsFence {
			cells = append(cells, f.body)
		} else {
			commands = append(commands, strings.Split(strings.TrimSpace(f.body), "\n")...)
		}
	}
	if len(cells) < 4 || len(commands) != 3 {
		t.Fatalf("the page has %d cells and %d commands, want a script, three cells of the notebook, and three commands", len(cells), len(commands))
	}
	t.Chdir(t.TempDir())
	t.Setenv("ANDOR_RUNS", "")
	t.Setenv("ANDOR_CACHE", t.TempDir())
	put := func(path string, text []byte) {
		t.Helper()
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cells[0] = strings.Replace(cells[0], "iterations 60", "iterations 15", 1) // as much happens in a quarter of the time
	put("sweep.andor", []byte(cells[0]))
	killInTheMiddle(t, strings.Fields(commands[0])[1:])
	for _, line := range commands[1:] {
		words := strings.Fields(line)
		if out, err := exec.Command(words[0], words[1:]...).CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", line, err, out)
		}
	}
	begun, _ := filepath.Glob("elsewhere/k/*.safetensors")
	if len(begun) < 2 || len(begun) > 11 {
		t.Fatalf("%d runs were done when the sweep was killed, want some of the twelve", len(begun))
	}

	var book []map[string]any
	for i, c := range cells[1:] {
		book = append(book, map[string]any{"cell_type": "code", "id": fmt.Sprint("c", i), "metadata": map[string]any{}, "source": c, "outputs": []any{}})
	}
	text, err := json.Marshal(map[string]any{"nbformat": 4, "nbformat_minor": 5, "metadata": map[string]any{}, "cells": book})
	if err != nil {
		t.Fatal(err)
	}
	whole, err := filepath.Abs("whole")
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir("elsewhere")
	put("fresh.ipynb", text)
	status, out, errs := command(t, "run", "fresh.ipynb", "--out", "done.ipynb")
	if status != ok || !strings.Contains(out, "12 of 12 runs done") {
		t.Fatalf("the notebook: got status %d\n%s\n%s", status, out, errs)
	}
	if done, err := os.ReadFile("done.ipynb"); err != nil || !strings.Contains(string(done), `"image/png"`) {
		t.Errorf("the notebook has no figure: %v", err)
	}
	if png, err := os.ReadFile("figures/k.png"); err != nil || len(png) < 1000 {
		t.Errorf("the figure: %d bytes, %v", len(png), err)
	}

	// The sweep that is left alone, in a folder of its own.
	t.Setenv("ANDOR_RUNS", whole)
	put("sweep.andor", []byte(cells[0]+"\nsweep.Table().Save(\"whole.csv\")\n"))
	if status, out, errs := command(t, "run", "sweep.andor"); status != ok {
		t.Fatalf("left alone: got status %d\n%s\n%s", status, out, errs)
	}
	got, want := scores(t, "figures/k.csv"), scores(t, "whole.csv")
	if len(got) != 12 || strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// killInTheMiddle runs andor-kernel until a third run has saved itself, and kills it.
func killInTheMiddle(t *testing.T, args []string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	defer cancel()
	c := exec.CommandContext(ctx, os.Args[0], append([]string{mainVerb}, args...)...)
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	for {
		saved, _ := filepath.Glob("runs/k/*.safetensors")
		if len(saved) >= 3 {
			break
		}
		if ctx.Err() != nil {
			t.Fatalf("after 3 minutes %d runs had saved themselves, want 3", len(saved))
		}
		time.Sleep(20 * time.Millisecond)
	}
	c.Process.Kill()
	c.Wait()
	time.Sleep(200 * time.Millisecond) // its worker is killed with it
}

// scores are the rows of a table of runs without what differs between two times.
func scores(t *testing.T, path string) []string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil || len(rows) == 0 {
		t.Fatalf("%s: %v", path, err)
	}
	var out []string
	for _, row := range rows[1:] {
		var kept []string
		for i, name := range rows[0] {
			if name == "run" || name == "settings that differ" || name == "iterations" || name == "MSE" {
				kept = append(kept, row[i])
			}
		}
		out = append(out, strings.Join(kept, " | "))
	}
	return out
}
