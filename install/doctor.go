package install

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Finding is one thing the doctor looked at.
type Finding struct {
	Subject string `json:"subject"` // what was looked at, e.g. a path
	State   string `json:"state"`   // ok | warning | error
	Text    string `json:"text"`    // what was found
	Remedy  string `json:"remedy,omitempty"`
}

// Checkup says what the doctor looks at besides what the environment names.
type Checkup struct {
	Executable string   // this binary, as an absolute path
	Version    string   // its version, as `andor-kernel version` prints it
	Write      []string // folders that the kernel writes to
}

// How long a program may take to tell its version.
const patience = 20 * time.Second

// Diagnose finds what keeps Jupyter from running andor on this machine. Nothing is changed.
func Diagnose(ctx context.Context, c Checkup) []Finding {
	found := jupyters(ctx)
	specs, kernels := findSpecs(ctx, c)
	found = append(found, specs...)
	if kernels == 0 {
		found = append(found, Finding{"kernelspecs", "error", "no Jupyter on this machine knows andor", "andor-kernel install (for your user), or activate an environment and andor-kernel install --sys-prefix"})
	}
	if dir, err := userDataDir(); err == nil {
		c.Write = append(c.Write, filepath.Join(dir, "kernels"), runtimeDir(dir))
	}
	for _, dir := range c.Write {
		found = append(found, writable(dir))
	}
	return found
}

// jupyters looks at each Jupyter on PATH and in the active environment.
func jupyters(ctx context.Context) (found []Finding) {
	seen := map[string]bool{}
	dirs := filepath.SplitList(os.Getenv("PATH"))
	for _, name := range []string{"VIRTUAL_ENV", "CONDA_PREFIX"} {
		if p := os.Getenv(name); p != "" {
			dirs = append([]string{filepath.Join(p, binDir())}, dirs...)
		}
	}
	for _, dir := range dirs {
		path := filepath.Join(dir, "jupyter")
		if runtime.GOOS == "windows" {
			path += ".exe"
		}
		real, err := filepath.EvalSymlinks(path)
		if err != nil || seen[real] {
			continue
		}
		seen[real] = true
		found = append(found, jupyter(ctx, path)...)
	}
	if len(seen) == 0 {
		found = append(found, Finding{"jupyter", "warning", "no jupyter is on PATH", "activate the environment that has it, or pip install jupyterlab jupyterlab_widgets; VS Code brings its own"})
	}
	return found
}

func binDir() string {
	if runtime.GOOS == "windows" {
		return "Scripts"
	}
	return "bin"
}

// needs are the versions below which something of andor's does not work.
var needs = []struct {
	name   string
	major  int
	absent bool // may be missing
	why    string
}{
	{"jupyter_client", 7, false, "interrupts by message and history"},
	{"jupyterlab", 4, true, "JupyterLab"},
	{"notebook", 7, true, "Jupyter Notebook"},
}

// jupyter asks one for the versions of its parts.
func jupyter(ctx context.Context, path string) []Finding {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	out, err := exec.CommandContext(ctx, path, "--version").Output()
	if err != nil {
		return []Finding{{path, "error", "does not run: " + reason(err), "reinstall Jupyter in that environment: python -m pip install --force-reinstall jupyter_core"}}
	}
	versions := map[string]string{}
	for line := range strings.Lines(string(out)) {
		if name, v, ok := strings.Cut(line, ":"); ok {
			versions[strings.TrimSpace(name)] = strings.TrimSpace(v)
		}
	}
	var found []Finding
	for _, n := range needs {
		v := versions[n.name]
		major, err := strconv.Atoi(strings.SplitN(v, ".", 2)[0])
		switch {
		case err != nil && n.absent:
		case err != nil:
			found = append(found, Finding{path, "error", n.name + " is not installed", "python -m pip install " + n.name})
		case major < n.major:
			found = append(found, Finding{path, "error", fmt.Sprintf("%s %s is too old for %s: want %d or newer", n.name, v, n.why, n.major), "python -m pip install --upgrade " + n.name})
		default:
			found = append(found, Finding{path, "ok", n.name + " " + v, ""})
		}
	}
	if prefix := filepath.Dir(filepath.Dir(path)); versions["jupyterlab"] != "" && versions["jupyterlab"] != "not installed" {
		if _, err := os.Stat(filepath.Join(prefix, "share", "jupyter", "labextensions", "@jupyter-widgets", "jupyterlab-manager")); err != nil {
			found = append(found, Finding{path, "warning", "the extension jupyterlab_widgets is missing: controls of package widget show as text", "python -m pip install jupyterlab_widgets"})
		}
	}
	return found
}

// reason is what a program said when it failed, or that it could not be run.
func reason(err error) string {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		if lines := strings.Split(strings.TrimSpace(string(exit.Stderr)), "\n"); lines[len(lines)-1] != "" {
			return lines[len(lines)-1]
		}
	}
	return err.Error()
}

// findSpecs looks at every kernelspec of andor, and counts those that work.
func findSpecs(ctx context.Context, c Checkup) (found []Finding, good int) {
	taken := map[string]string{} // by name: the kernelspec that Jupyter takes
	for _, dir := range dataDirs() {
		specs, err := filepath.Glob(filepath.Join(dir, "kernels", "*", "kernel.json"))
		if err != nil {
			continue
		}
		for _, file := range specs {
			b, err := os.ReadFile(file)
			text := string(b)
			var s spec
			bad := err
			if err == nil {
				bad = json.Unmarshal(b, &s)
			}
			name := strings.ToLower(filepath.Base(filepath.Dir(file)))
			if bad != nil {
				if strings.Contains(text, "andor-kernel") || strings.Contains(name, "andor") {
					found = append(found, Finding{file, "error", "cannot be read: " + bad.Error(), "andor-kernel install replaces it"})
				}
				continue
			}
			if s.Language != "andor" {
				continue
			}
			if first := taken[name]; first != "" {
				found = append(found, Finding{file, "warning", "is hidden by " + first + ", which has the same name and comes first", "remove one of the two"})
				continue
			}
			taken[name] = file
			f := checkSpec(ctx, c, file, s)
			if f.State != "error" {
				good++
			}
			found = append(found, f)
		}
	}
	return found, good
}

// checkSpec looks at one kernelspec: does its program run, and is it this one?
func checkSpec(ctx context.Context, c Checkup, file string, s spec) Finding {
	again := "andor-kernel install replaces it"
	if len(s.Argv) == 0 || !slices.Contains(s.Argv, "{connection_file}") {
		return Finding{file, "error", "its argv does not pass {connection_file}", again}
	}
	exe := s.Argv[0]
	info, err := os.Stat(exe)
	switch {
	case err != nil:
		return Finding{file, "error", "its program is gone: " + exe, again}
	case info.IsDir() || runtime.GOOS != "windows" && info.Mode()&0o111 == 0:
		return Finding{file, "error", "its program cannot be executed: " + exe, "chmod +x " + exe + ", or " + again}
	case exe == c.Executable:
		return Finding{file, "ok", "starts this andor-kernel, " + c.Version, ""}
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	out, err := exec.CommandContext(ctx, exe, "version").Output()
	if err != nil {
		return Finding{file, "error", fmt.Sprintf("its program does not run: %s: %s", exe, reason(err)), again}
	}
	line, _, _ := strings.Cut(strings.TrimSpace(string(out)), "\n")
	if line != c.Version {
		return Finding{file, "warning", fmt.Sprintf("starts another andor-kernel: %s is %q, this one is %q", exe, line, c.Version), again + " by this one"}
	}
	return Finding{file, "ok", "starts " + exe + ", of the same version", ""}
}

// dataDirs are Jupyter's data folders, in the order in which it looks: JUPYTER_PATH, the
// user's, the environments', the system's.
func dataDirs() []string {
	dirs := filepath.SplitList(os.Getenv("JUPYTER_PATH"))
	if d, err := userDataDir(); err == nil {
		dirs = append(dirs, d)
	}
	for _, name := range []string{"VIRTUAL_ENV", "CONDA_PREFIX"} {
		if p := os.Getenv(name); p != "" {
			dirs = append(dirs, filepath.Join(p, "share", "jupyter"))
		}
	}
	if p, err := exec.LookPath("jupyter"); err == nil {
		if real, err := filepath.EvalSymlinks(p); err == nil {
			p = real
		}
		dirs = append(dirs, filepath.Join(filepath.Dir(filepath.Dir(p)), "share", "jupyter"))
	}
	if runtime.GOOS == "windows" {
		dirs = append(dirs, filepath.Join(os.Getenv("PROGRAMDATA"), "jupyter"))
	} else {
		dirs = append(dirs, "/usr/local/share/jupyter", "/usr/share/jupyter")
	}
	var unique []string
	for _, d := range dirs {
		if d != "" && !slices.Contains(unique, filepath.Clean(d)) {
			unique = append(unique, filepath.Clean(d))
		}
	}
	return unique
}

// runtimeDir is where Jupyter writes connection files.
func runtimeDir(data string) string {
	if d := os.Getenv("JUPYTER_RUNTIME_DIR"); d != "" {
		return d
	}
	return filepath.Join(data, "runtime")
}

// writable tries to make a file in a folder, or in the nearest one above it that exists.
func writable(dir string) Finding {
	at := dir
	for {
		info, err := os.Stat(at)
		if err == nil && !info.IsDir() {
			return Finding{dir, "error", at + " is a file, want a folder", "move it away"}
		}
		if err == nil || at == filepath.Dir(at) {
			break
		}
		if !errors.Is(err, os.ErrNotExist) {
			return Finding{dir, "error", err.Error(), "give your user the right to enter it"}
		}
		at = filepath.Dir(at)
	}
	f, err := os.CreateTemp(at, ".andor-doctor-*")
	if err != nil {
		return Finding{dir, "error", "cannot be written: " + err.Error(), fmt.Sprintf("chown or chmod %s, or free space on its disk", at)}
	}
	f.Close()
	os.Remove(f.Name())
	return Finding{dir, "ok", "can be written", ""}
}
