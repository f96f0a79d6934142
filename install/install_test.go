package install

import (
	"encoding/json"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const exe = "/opt/andor/bin/andor-kernel"

func TestInstallUninstall(t *testing.T) {
	prefix := t.TempDir()
	o := Options{Prefix: prefix, Name: "andor-dev", DisplayName: "andor (dev)", Env: []string{"GOMAXPROCS=2", "A=b=c"}, Executable: exe}
	for round := range 2 { // the second replaces the first
		dir, err := Install(o)
		if err != nil {
			t.Fatal(err)
		}
		if want := filepath.Join(prefix, "share", "jupyter", "kernels", "andor-dev"); dir != want {
			t.Errorf("round %d: got %s, want %s", round, dir, want)
		}
		b, err := os.ReadFile(filepath.Join(dir, "kernel.json"))
		if err != nil {
			t.Fatal(err)
		}
		var s spec
		if err := json.Unmarshal(b, &s); err != nil {
			t.Fatal(err)
		}
		if strings.Join(s.Argv, " ") != exe+" start --connection-file {connection_file}" || s.Interrupt != "message" || s.DisplayName != "andor (dev)" || s.Env["A"] != "b=c" {
			t.Errorf("got %s", b)
		}
		for name, size := range map[string]int{"logo-32x32.png": 32, "logo-64x64.png": 64} {
			f, err := os.Open(filepath.Join(dir, name))
			if err != nil {
				t.Fatal(err)
			}
			c, err := png.DecodeConfig(f)
			f.Close()
			if err != nil || c.Width != size || c.Height != size {
				t.Errorf("%s: got %dx%d, %v", name, c.Width, c.Height, err)
			}
		}
		if b, err := os.ReadFile(filepath.Join(dir, "logo-svg.svg")); err != nil || !strings.HasPrefix(string(b), "<svg") {
			t.Errorf("logo-svg.svg: %v", err)
		}
		if all, _ := os.ReadDir(filepath.Dir(dir)); len(all) != 1 {
			t.Errorf("got %d entries beside the kernelspec, want it alone", len(all)-1)
		}
	}
	if dirs, err := Uninstall(o); err != nil || len(dirs) != 1 {
		t.Errorf("Uninstall: got %v, %v", dirs, err)
	}
	if _, err := Uninstall(o); err == nil || !strings.Contains(err.Error(), "no andor kernelspec") {
		t.Errorf("second Uninstall: got %v", err)
	}
}

func TestPlaces(t *testing.T) {
	t.Setenv("JUPYTER_DATA_DIR", "/j")
	t.Setenv("VIRTUAL_ENV", "/v")
	for _, tt := range []struct {
		o    Options
		want string
	}{
		{Options{}, "/j/kernels"},
		{Options{User: true}, "/j/kernels"},
		{Options{SysPrefix: true}, "/v/share/jupyter/kernels"},
		{Options{Prefix: "/p"}, "/p/share/jupyter/kernels"},
	} {
		if _, got, err := tt.o.check(); err != nil || got != tt.want {
			t.Errorf("%+v: got %s, %v, want %s", tt.o, got, err, tt.want)
		}
	}
	t.Setenv("VIRTUAL_ENV", "")
	t.Setenv("CONDA_PREFIX", "")
	t.Setenv("PATH", t.TempDir())
	if _, _, err := (Options{SysPrefix: true}).check(); err == nil {
		t.Error("--sys-prefix without an environment: got no error")
	}
}

func TestRefused(t *testing.T) {
	p := t.TempDir()
	for _, tt := range []struct {
		o    Options
		want string
	}{
		{Options{Prefix: p, Executable: exe, Name: "a/b"}, "name: got"},
		{Options{Prefix: p, Executable: exe, User: true}, "more than one"},
		{Options{Prefix: p, Executable: exe, Env: []string{"X"}}, "NAME=VALUE"},
		{Options{Prefix: p, Executable: "andor-kernel"}, "absolute"},
		{Options{Prefix: p, Executable: "/tmp/go-build123/b001/exe/andor-kernel"}, "build it first"},
	} {
		if _, err := Install(tt.o); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%+v: got %v, want an error with %q", tt.o, err, tt.want)
		}
	}
	if all, _ := os.ReadDir(p); len(all) != 0 {
		t.Errorf("a refused installation has left %v", all)
	}
}

// Another kernel's folder of the same name is left alone.
func TestUninstallOthers(t *testing.T) {
	p := t.TempDir()
	dir := filepath.Join(p, "share", "jupyter", "kernels", "python3")
	os.MkdirAll(dir, 0o755)
	os.WriteFile(filepath.Join(dir, "kernel.json"), []byte(`{"language":"python"}`), 0o644)
	if _, err := Uninstall(Options{Prefix: p, Name: "python3"}); err == nil {
		t.Error("got no error")
	}
	if _, err := os.Stat(dir); err != nil {
		t.Errorf("the other kernel is gone: %v", err)
	}
}
