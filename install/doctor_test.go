//go:build !windows

package install

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// machine is an empty machine: nothing on PATH, folders of its own.
func machine(t *testing.T) (data string) {
	t.Helper()
	dir := t.TempDir()
	data = filepath.Join(dir, "data")
	for k, v := range map[string]string{"PATH": filepath.Join(dir, "bin"), "JUPYTER_DATA_DIR": data, "JUPYTER_RUNTIME_DIR": filepath.Join(dir, "runtime"),
		"JUPYTER_PATH": "", "VIRTUAL_ENV": "", "CONDA_PREFIX": ""} {
		t.Setenv(k, v)
	}
	if err := os.MkdirAll(filepath.Join(dir, "bin"), 0o755); err != nil {
		t.Fatal(err)
	}
	return data
}

func script(t *testing.T, path, text string) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+text), 0o755); err != nil {
		t.Fatal(err)
	}
	return path
}

func find(all []Finding, part string) Finding {
	for _, f := range all {
		if strings.Contains(f.Subject+": "+f.Text, part) {
			return f
		}
	}
	return Finding{}
}

func TestDiagnoseSpecs(t *testing.T) {
	data := machine(t)
	exe := script(t, filepath.Join(t.TempDir(), "andor-kernel"), "echo andor 1")
	other := script(t, filepath.Join(t.TempDir(), "older"), "echo andor 0")
	broken := script(t, filepath.Join(t.TempDir(), "broken"), "echo bad library >&2; exit 1")
	for name, e := range map[string]string{"andor": exe, "andor-old": other, "andor-broken": broken, "andor-gone": "/nowhere/andor-kernel"} {
		if _, err := Install(Options{Name: name, Executable: e}); err != nil {
			t.Fatal(err)
		}
	}
	damaged := filepath.Join(data, "kernels", "andor-damaged")
	os.MkdirAll(damaged, 0o755)
	os.WriteFile(filepath.Join(damaged, "kernel.json"), []byte("{"), 0o644)
	stranger := filepath.Join(data, "kernels", "python3")
	os.MkdirAll(stranger, 0o755)
	os.WriteFile(filepath.Join(stranger, "kernel.json"), []byte(`{"argv":["gone"],"language":"python"}`), 0o644)
	all := Diagnose(context.Background(), Checkup{Executable: exe, Version: "andor 1"})
	for part, state := range map[string]string{
		"andor/kernel.json": "ok", "another andor-kernel": "warning", "bad library": "error", "program is gone: /nowhere": "error",
		"andor-damaged/kernel.json": "error", "no jupyter is on PATH": "warning", "runtime: can be written": "ok",
	} {
		if f := find(all, part); f.State != state || state != "ok" && f.Remedy == "" {
			t.Errorf("%s: got %+v, want %s and a remedy", part, f, state)
		}
	}
	if f := find(all, "python3"); f.State != "" {
		t.Errorf("another kernel's spec is not our affair: got %+v", f)
	}
}

func TestDiagnoseJupyter(t *testing.T) {
	machine(t)
	bin := os.Getenv("PATH")
	script(t, filepath.Join(bin, "jupyter"), "printf 'jupyter_client : 6.1.12\\njupyterlab : 4.4.1\\nnotebook : not installed\\n'")
	all := Diagnose(context.Background(), Checkup{})
	for part, state := range map[string]string{"jupyter_client 6.1.12 is too old": "error", "jupyterlab 4.4.1": "ok", "jupyterlab_widgets is missing": "warning", "no Jupyter on this machine knows andor": "error"} {
		if f := find(all, part); f.State != state {
			t.Errorf("%s: got %+v, want %s", part, f, state)
		}
	}
	script(t, filepath.Join(bin, "jupyter"), "echo no module named traitlets >&2; exit 1")
	if f := find(Diagnose(context.Background(), Checkup{}), "no module named traitlets"); f.State != "error" {
		t.Errorf("a jupyter that does not run: got %+v", f)
	}
}

func TestDiagnoseFolders(t *testing.T) {
	data := machine(t)
	file := filepath.Join(t.TempDir(), "file")
	os.WriteFile(file, nil, 0o644)
	all := Diagnose(context.Background(), Checkup{Write: []string{filepath.Join(file, "below")}})
	if f := find(all, file); f.State != "error" {
		t.Errorf("a file in the way: got %+v", f)
	}
	if f := find(all, data); f.State != "ok" {
		t.Errorf("a folder that can be made: got %+v", f)
	}
	if os.Getuid() == 0 {
		return // root may write anywhere
	}
	os.MkdirAll(data, 0o500)
	if f := find(Diagnose(context.Background(), Checkup{}), "cannot be written"); f.State != "error" {
		t.Errorf("a folder that cannot be written: got %+v", f)
	}
}
