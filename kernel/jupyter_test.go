package kernel

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// TestJupyter drives the built kernel by a real Jupyter: the standard suite of
// jupyter_kernel_test, and our own of what that leaves out. It needs the environment that
// .ci/venv makes; without one it is skipped, unless ANDOR_REQUIRE names jupyter.
func TestJupyter(t *testing.T) {
	python := findPython(t)
	dir := t.TempDir()
	binary := filepath.Join(dir, "andor-kernel")
	if runtime.GOOS == "windows" {
		binary += ".exe"
	}
	build := exec.Command("go", "build", "-o", binary, "../cmd/andor-kernel")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	env := append(os.Environ(), "JUPYTER_DATA_DIR="+dir, "JUPYTER_RUNTIME_DIR="+filepath.Join(dir, "runtime"), "JUPYTER_PLATFORM_DIRS=0",
		"JUPYTER_CONFIG_DIR="+filepath.Join(dir, "config"), "ANDOR_RUNS="+filepath.Join(dir, "runs"), "IPYTHONDIR="+filepath.Join(dir, "ipython"), "ANDOR_BINARY="+binary)
	install := exec.Command(binary, "install", "--user")
	install.Env = env
	if out, err := install.CombinedOutput(); err != nil {
		t.Fatalf("install: %v\n%s", err, out)
	}
	for _, suite := range []string{"test_suite.py", "test_beyond.py"} {
		t.Run(suite, func(t *testing.T) {
			cmd := exec.Command(python, filepath.Join("testdata", "jupyter", suite))
			// A history of its own: the suite counts cells.
			cmd.Env = append(slices.Clone(env), "ANDOR_HISTORY="+filepath.Join(dir, suite+".jsonl"), "PYTHONDONTWRITEBYTECODE=1", "PYDEVD_DISABLE_FILE_VALIDATION=1")
			out, err := cmd.CombinedOutput()
			if err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			if strings.Contains(string(out), "skipped=") {
				t.Errorf("tests were skipped:\n%s", out)
			}
			t.Logf("%s", out)
		})
	}
}

// findPython is the Python of .venv, or of ANDOR_PYTHON.
func findPython(t *testing.T) string {
	t.Helper()
	python := os.Getenv("ANDOR_PYTHON")
	if python == "" {
		python = filepath.Join("..", ".venv", "bin", "python")
		if runtime.GOOS == "windows" {
			python = filepath.Join("..", ".venv", "Scripts", "python.exe")
		}
	}
	abs, err := filepath.Abs(python)
	if err == nil {
		err = exec.Command(abs, "-c", "import jupyter_kernel_test, jupyter_console, pexpect, nbclient, nbconvert, papermill").Run()
	}
	if err == nil {
		return abs
	}
	reason := "no Jupyter: .ci/venv makes the environment, or ANDOR_PYTHON names a Python that has it: " + err.Error()
	if slices.Contains(strings.Split(os.Getenv("ANDOR_REQUIRE"), ","), "jupyter") {
		t.Fatal(reason)
	}
	t.Skip(reason)
	return ""
}
