package install

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

//go:embed logo-32x32.png logo-64x64.png logo-svg.svg
var logos embed.FS

// Options choose the place and the contents of a kernelspec. At most one of User, SysPrefix
// and Prefix is set; none means User.
type Options struct {
	User      bool   // the user's own Jupyter folder
	SysPrefix bool   // the active virtual or conda environment
	Prefix    string // PREFIX/share/jupyter/kernels

	Name        string   // folder, as in `jupyter console --kernel NAME`; "" is "andor"
	DisplayName string   // shown by front ends; "" is "andor"
	Env         []string // K=V, set for the kernel
	Executable  string   // andor-kernel, as an absolute path

	NoLabExtension bool // leave the JupyterLab extension out, or take an earlier one away
}

// spec is kernel.json.
type spec struct {
	Argv        []string          `json:"argv"`
	DisplayName string            `json:"display_name"`
	Language    string            `json:"language"`
	Interrupt   string            `json:"interrupt_mode"`
	Env         map[string]string `json:"env,omitempty"`
	Protocol    string            `json:"kernel_protocol_version"`
	Metadata    map[string]any    `json:"metadata"`
}

var validName = regexp.MustCompile(`^[A-Za-z0-9._-]+$`)

// Install writes the kernelspec and returns its folder. It is there whole or not at all:
// it is made beside its place and moved in.
func Install(o Options) (dir string, err error) {
	o, kernels, err := o.check()
	if err != nil {
		return "", err
	}
	s, err := o.spec()
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(kernels, 0o755); err != nil {
		return "", err
	}
	made, err := os.MkdirTemp(kernels, ".andor-install-*")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(made)
	if err := fill(made, s); err != nil {
		return "", err
	}
	dir = filepath.Join(kernels, o.Name)
	if err := replace(dir, made); err != nil {
		return dir, err
	}
	if o.NoLabExtension {
		return dir, removeLabExtension(kernels)
	}
	return dir, installLabExtension(kernels)
}

// fill writes the files of a kernelspec.
func fill(dir string, s spec) error {
	b, err := json.MarshalIndent(s, "", " ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "kernel.json"), append(b, '\n'), 0o644); err != nil {
		return err
	}
	files, err := logos.ReadDir(".")
	if err != nil {
		return err
	}
	for _, f := range files {
		b, err := logos.ReadFile(f.Name())
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, f.Name()), b, 0o644); err != nil {
			return err
		}
	}
	return os.Chmod(dir, 0o755)
}

// replace moves a new folder to where an old one may be, and removes that.
func replace(dir, made string) error {
	old := made + ".old"
	err := os.Rename(dir, old)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if err := os.Rename(made, dir); err != nil {
		return errors.Join(err, restore(old, dir))
	}
	return os.RemoveAll(old)
}

func restore(old, dir string) error {
	if err := os.Rename(old, dir); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

// Uninstall removes the kernelspec and returns the folders that it was in. Without a place
// in the options it looks in all places it knows.
func Uninstall(o Options) (dirs []string, err error) {
	places := []Options{o}
	if !o.User && !o.SysPrefix && o.Prefix == "" {
		user, sys := o, o
		user.User, sys.SysPrefix = true, true
		places = []Options{user, sys}
	}
	for _, p := range places {
		p, kernels, err := p.check()
		if err != nil {
			if len(places) > 1 {
				continue // no environment is active: nothing to remove there
			}
			return dirs, err
		}
		dir := filepath.Join(kernels, p.Name)
		if !ours(dir) {
			continue
		}
		if err := os.RemoveAll(dir); err != nil {
			return dirs, err
		}
		dirs = append(dirs, dir)
		if !anyOurs(kernels) {
			if err := removeLabExtension(kernels); err != nil {
				return dirs, err
			}
		}
	}
	if len(dirs) == 0 {
		return nil, fmt.Errorf("no andor kernelspec named %q is installed there (jupyter kernelspec list shows all)", o.name())
	}
	return dirs, nil
}

// ours says whether a folder holds a kernelspec that starts andor: another kernel's must
// not be removed because it has the same name.
func ours(dir string) bool {
	b, err := os.ReadFile(filepath.Join(dir, "kernel.json"))
	var s spec
	return err == nil && json.Unmarshal(b, &s) == nil && s.Language == "andor"
}

func (o Options) name() string {
	if o.Name == "" {
		return "andor"
	}
	return o.Name
}

// check fills in the defaults and finds the kernels folder.
func (o Options) check() (Options, string, error) {
	o.Name = o.name()
	if !validName.MatchString(o.Name) {
		return o, "", fmt.Errorf("name: got %q, want only letters, digits, \".\", \"_\" and \"-\"", o.Name)
	}
	set := 0
	for _, on := range []bool{o.User, o.SysPrefix, o.Prefix != ""} {
		if on {
			set++
		}
	}
	if set > 1 {
		return o, "", errors.New("got more than one of --user, --sys-prefix and --prefix, want one place")
	}
	data, err := o.dataDir()
	return o, filepath.Join(data, "kernels"), err
}

func (o Options) spec() (spec, error) {
	s := spec{DisplayName: o.DisplayName, Language: "andor", Interrupt: "message", Protocol: "5.5", Metadata: map[string]any{"debugger": false}}
	if s.DisplayName == "" {
		s.DisplayName = "andor"
	}
	if !filepath.IsAbs(o.Executable) {
		return s, fmt.Errorf("executable: got %q, want an absolute path", o.Executable)
	}
	if strings.Contains(filepath.ToSlash(o.Executable), "/go-build") {
		return s, errors.New("andor-kernel runs from go run's temporary folder, which will be removed: build it first (go build -o bin/ ./cmd/andor-kernel) and run that")
	}
	s.Argv = []string{o.Executable, "start", "--connection-file", "{connection_file}"}
	for _, kv := range o.Env {
		k, v, ok := strings.Cut(kv, "=")
		if !ok || k == "" {
			return s, fmt.Errorf("env: got %q, want NAME=VALUE", kv)
		}
		if s.Env == nil {
			s.Env = make(map[string]string)
		}
		s.Env[k] = v
	}
	return s, nil
}
