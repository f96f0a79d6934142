package install

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
)

// dataDir is the Jupyter data folder that the options name; kernelspecs are in its folder
// "kernels".
func (o Options) dataDir() (string, error) {
	switch {
	case o.Prefix != "":
		p, err := filepath.Abs(o.Prefix)
		return filepath.Join(p, "share", "jupyter"), err
	case o.SysPrefix:
		p, err := environment()
		return filepath.Join(p, "share", "jupyter"), err
	}
	return userDataDir()
}

// environment is the prefix of the active Python environment: the one a shell has
// activated, else the one whose jupyter is first on PATH.
func environment() (string, error) {
	for _, name := range []string{"VIRTUAL_ENV", "CONDA_PREFIX"} {
		if p := os.Getenv(name); p != "" {
			return p, nil
		}
	}
	path, err := exec.LookPath("jupyter")
	if err != nil {
		return "", errors.New("--sys-prefix: no environment is active (VIRTUAL_ENV, CONDA_PREFIX) and no jupyter is on PATH: activate one, or use --prefix or --user")
	}
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	return filepath.Dir(filepath.Dir(path)), nil
}

// userDataDir is where Jupyter looks first, as jupyter_core has it for each system.
func userDataDir() (string, error) {
	if d := os.Getenv("JUPYTER_DATA_DIR"); d != "" {
		return filepath.Abs(d)
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", err
	}
	switch runtime.GOOS {
	case "darwin":
		return filepath.Join(home, "Library", "Jupyter"), nil
	case "windows":
		if d := os.Getenv("APPDATA"); d != "" {
			return filepath.Join(d, "jupyter"), nil
		}
		return filepath.Join(home, ".jupyter", "data"), nil
	}
	if d := os.Getenv("XDG_DATA_HOME"); d != "" {
		return filepath.Join(d, "jupyter"), nil
	}
	return filepath.Join(home, ".local", "share", "jupyter"), nil
}
