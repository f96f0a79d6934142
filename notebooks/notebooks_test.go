// Package notebooks_test executes the notebooks of this folder: by `andor-kernel run`,
// by nbclient against the installed kernelspec, and in a real JupyterLab.
package notebooks_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"image"
	"image/png"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

var binary string // andor-kernel, built by TestMain

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "andor-notebooks")
	if err != nil {
		panic(err)
	}
	binary = filepath.Join(dir, "andor-kernel")
	if out, err := exec.Command("go", "build", "-o", binary, "../cmd/andor-kernel").CombinedOutput(); err != nil {
		os.Stderr.Write(out)
		os.Exit(1)
	}
	os.Setenv("ANDOR_CHOICE", "model") // no result of a test hangs on what the machine was busy with
	os.Setenv("ANDOR_RUNS", filepath.Join(dir, "runs"))
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

// TestFirstTree executes the tutorial shortened, with no Jupyter about, and looks at
// what it leaves: an output below every code cell, six pictures or more, none blank.
func TestFirstTree(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes longer than a quick run may")
	}
	out, page := filepath.Join(t.TempDir(), "out.ipynb"), filepath.Join(t.TempDir(), "out.html")
	run(t, binary, "run", "01_first_tree.ipynb", "--out", out, "--html", page, "--param", "iterations=12")
	checkOutputs(t, readNotebook(t, out), 6)
	html, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	if n := bytes.Count(html, []byte("data:image/png;base64,")); n < 6 {
		t.Errorf("got %d pictures in the page, want at least 6", n)
	}
	if bytes.Contains(html, []byte(`src="http`)) {
		t.Error("the page loads something from elsewhere, want it self-contained")
	}
}

// TestFaces executes the notebook on real faces, shortened.
func TestFaces(t *testing.T) {
	faces := filepath.Join(shared(), "data", "celeba-first10k.zip")
	if _, err := os.Stat(faces); err != nil {
		t.Skipf("no CelebA faces: %v", err)
	}
	out := filepath.Join(t.TempDir(), "out.ipynb")
	run(t, binary, "run", "02_faces.ipynb", "--out", out, "--param", "data="+faces, "--param", "faces=100", "--param", "iterations=3")
	checkOutputs(t, readNotebook(t, out), 5)
}

// TestFigures executes two of the notebooks of [P]'s figures, shortened: pictures below their
// cells, none blank. .ci/run executes all of them.
func TestFigures(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes longer than a quick run may")
	}
	for name, pictures := range map[string]int{"03_tree": 7, "05_dense_sparse": 5} {
		t.Run(name, func(t *testing.T) {
			out := filepath.Join(t.TempDir(), "out.ipynb")
			run(t, binary, "run", name+".ipynb", "--out", out, "--param", "images=16", "--param", "iterations=1")
			checkOutputs(t, readNotebook(t, out), pictures)
		})
	}
}

// TestDistances executes the notebook of distances in the map that needs no weights, on fewer
// images, and reads its verdict.
func TestDistances(t *testing.T) {
	params := []string{"run", "07_distances.ipynb", "--param", "maps=pixels", "--param", "images=60"}
	for name, file := range map[string]string{"facesPath": "celeba-first10k.zip", "carsPath": "stanford-cars-train.zip", "garmentsPath": "clothing.zip"} {
		path := filepath.Join(shared(), "data", file)
		if _, err := os.Stat(path); err != nil {
			t.Skipf("no real images: %v", err)
		}
		params = append(params, "--param", name+"="+path)
	}
	out := filepath.Join(t.TempDir(), "out.ipynb")
	run(t, binary, append(params, "--out", out)...)
	text, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(text, []byte("halves < other classes < noise, for each set and map: true")) {
		t.Errorf("the distances are not in order:\n%s", text)
	}
}

// TestNbclient executes the tutorial by Jupyter's own client through the kernelspec.
func TestNbclient(t *testing.T) {
	venv := requireVenv(t, "jupyter", "jupyter-execute")
	env := installKernel(t)
	in, out := shortened(t, 12), filepath.Join(t.TempDir(), "executed.ipynb")
	cmd := exec.Command(filepath.Join(venv, "jupyter-execute"), "--kernel_name=andor", "--output="+out, in)
	cmd.Env = env
	if text, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("jupyter execute: %v\n%s", err, text)
	}
	checkOutputs(t, readNotebook(t, out), 6)
}

// TestJupyterLab runs the tutorial in JupyterLab in headless Chromium: the progress
// moves, the figures stand inline, nothing is an error. Screenshots go to out/lab.
func TestJupyterLab(t *testing.T) {
	venv := requireVenv(t, "browser", "jupyter-lab", "playwright")
	if !anyOnPath("chromium", "chromium-browser", "google-chrome") {
		missing(t, "browser", "no Chromium on PATH")
	}
	env := installKernel(t)
	in := shortened(t, 40)
	url := startLab(t, filepath.Join(venv, "jupyter-lab"), filepath.Dir(in), env)

	shots, err := filepath.Abs("../out/lab")
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(filepath.Join(venv, "python"), "testdata/lab.py", url, filepath.Base(in), shots, "240")
	cmd.Stderr = os.Stderr
	text, err := cmd.Output()
	if err != nil {
		t.Fatalf("lab.py: %v\n%s", err, text)
	}
	var page struct {
		States   int      `json:"states"`
		Pictures [][3]int `json:"pictures"`
		Errors   []string `json:"errors"`
	}
	if err := json.Unmarshal(text, &page); err != nil {
		t.Fatalf("lab.py printed %q: %v", text, err)
	}
	if page.States < 3 {
		t.Errorf("the live progress went through %d states, want at least 3", page.States)
	}
	if len(page.Pictures) < 6 {
		t.Errorf("got %d pictures inline, want at least 6", len(page.Pictures))
	}
	for i, p := range page.Pictures {
		if p[0] == 0 || p[2] == 0 {
			t.Errorf("picture %d is broken: natural size %dx%d, shown %d px wide", i+1, p[0], p[1], p[2])
		}
	}
	if len(page.Errors) > 0 {
		t.Errorf("the page shows errors: %q", page.Errors)
	}
}

// notebook is what these tests read of nbformat 4.5.
type notebook struct {
	Cells []struct {
		ID       string `json:"id"`
		CellType string `json:"cell_type"`
		Metadata struct {
			Tags []string `json:"tags"`
		} `json:"metadata"`
		Outputs []struct {
			Type      string                     `json:"output_type"`
			Data      map[string]json.RawMessage `json:"data"`
			Traceback []string                   `json:"traceback"`
		} `json:"outputs"`
	} `json:"cells"`
}

func readNotebook(t *testing.T, path string) notebook {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var n notebook
	if err := json.Unmarshal(text, &n); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return n
}

func checkOutputs(t *testing.T, n notebook, wantPictures int) {
	t.Helper()
	pictures := 0
	for _, c := range n.Cells {
		assigns := slices.Contains(c.Metadata.Tags, "parameters") || slices.Contains(c.Metadata.Tags, "injected-parameters")
		if c.CellType == "code" && len(c.Outputs) == 0 && !assigns {
			t.Errorf("cell %q has no output", c.ID)
		}
		for _, o := range c.Outputs {
			if o.Type == "error" {
				t.Errorf("cell %q failed:\n%s", c.ID, strings.Join(o.Traceback, "\n"))
			}
			if raw, ok := o.Data["image/png"]; ok {
				pictures++
				checkPicture(t, c.ID, raw)
			}
		}
	}
	if pictures < wantPictures {
		t.Errorf("got %d pictures, want at least %d", pictures, wantPictures)
	}
}

// checkPicture wants a PNG with a spread of colours: a blank or a flat one fails.
func checkPicture(t *testing.T, cell string, raw json.RawMessage) {
	t.Helper()
	var text string
	if err := json.Unmarshal(raw, &text); err != nil {
		t.Errorf("cell %q: image/png is not a string: %v", cell, err)
		return
	}
	data, err := base64.StdEncoding.DecodeString(strings.TrimSpace(text))
	if err != nil {
		t.Errorf("cell %q: %v", cell, err)
		return
	}
	m, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Errorf("cell %q: %v", cell, err)
		return
	}
	if n := colours(m); n < 16 {
		t.Errorf("cell %q: the picture has %d colours, want at least 16: it looks blank", cell, n)
	}
}

func colours(m image.Image) int {
	seen := map[[3]uint32]bool{}
	for y := m.Bounds().Min.Y; y < m.Bounds().Max.Y; y++ {
		for x := m.Bounds().Min.X; x < m.Bounds().Max.X; x++ {
			r, g, b, _ := m.At(x, y).RGBA()
			seen[[3]uint32{r, g, b}] = true
		}
	}
	return len(seen)
}

// shortened is a copy of the tutorial, without outputs, that trains for a few iterations only.
func shortened(t *testing.T, iterations int) string {
	t.Helper()
	text, err := os.ReadFile("01_first_tree.ipynb")
	if err != nil {
		t.Fatal(err)
	}
	var doc map[string]any
	if err := json.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	changed := false
	for _, c := range doc["cells"].([]any) {
		cell := c.(map[string]any)
		if cell["cell_type"] == "code" { // counts and outputs of an earlier run would be taken for this one's
			cell["execution_count"], cell["outputs"] = nil, []any{}
		}
		if cell["id"] == "parameters" {
			cell["source"] = "iterations := " + jsonText(t, iterations)
			changed = true
		}
	}
	if !changed {
		t.Fatal("01_first_tree.ipynb has no cell with the id \"parameters\"")
	}
	path := filepath.Join(t.TempDir(), "first_tree.ipynb")
	if err := os.WriteFile(path, []byte(jsonText(t, doc)), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// writeCells writes a notebook of code cells that have not been run.
func writeCells(t *testing.T, path string, sources []string) {
	t.Helper()
	var cells []any
	for i, source := range sources {
		cells = append(cells, map[string]any{"cell_type": "code", "id": string(rune('a' + i)), "metadata": map[string]any{},
			"source": source, "outputs": []any{}, "execution_count": nil})
	}
	text := jsonText(t, map[string]any{"nbformat": 4, "nbformat_minor": 5, "cells": cells, "metadata": map[string]any{
		"kernelspec": map[string]any{"name": "andor", "display_name": "andor", "language": "andor"}}})
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func jsonText(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// installKernel installs the kernelspec under a new prefix and returns an environment
// in which Jupyter finds it and keeps everything else it writes in a folder of the test.
func installKernel(t *testing.T) []string {
	t.Helper()
	prefix := t.TempDir()
	run(t, binary, "install", "--prefix", prefix)
	return append(os.Environ(),
		"JUPYTER_PATH="+filepath.Join(prefix, "share", "jupyter"),
		"JUPYTER_CONFIG_DIR="+t.TempDir(), "JUPYTER_DATA_DIR="+t.TempDir(), "JUPYTER_RUNTIME_DIR="+t.TempDir(),
		"JUPYTERLAB_SETTINGS_DIR="+labSettings(t), "JUPYTERLAB_WORKSPACES_DIR="+t.TempDir())
}

// labSettings is a folder of JupyterLab settings: no question about news over the page,
// and every output in the page, not only those in sight.
func labSettings(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"apputils-extension/notification.jupyterlab-settings": `{"fetchNews": "false", "checkForUpdates": false}`,
		"notebook-extension/tracker.jupyterlab-settings":      `{"windowingMode": "none"}`,
	} {
		path := filepath.Join(dir, "@jupyterlab", name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// startLab starts JupyterLab on a free loopback port and waits until it answers.
func startLab(t *testing.T, lab, dir string, env []string) (url string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	_, port, _ := net.SplitHostPort(addr)
	l.Close()
	var log bytes.Buffer
	cmd := exec.Command(lab, "--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1", "--ServerApp.port="+port, "--ServerApp.port_retries=0",
		"--IdentityProvider.token=look", "--ServerApp.root_dir="+dir, "--LabApp.news_url=None", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate")
	cmd.Env, cmd.Stdout, cmd.Stderr = env, &log, &log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Signal(os.Interrupt)
		cmd.Process.Signal(os.Interrupt)
		done := make(chan struct{})
		go func() { cmd.Wait(); close(done) }()
		select {
		case <-done:
		case <-time.After(10 * time.Second):
			cmd.Process.Kill()
			<-done
		}
		if t.Failed() {
			t.Logf("jupyter lab said:\n%s", log.String())
		}
	})
	for range 1500 { // a loaded machine takes a minute
		if r, err := http.Get("http://" + addr + "/api?token=look"); err == nil {
			r.Body.Close()
			return "http://" + addr + "/?token=look"
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatalf("jupyter lab did not answer on %s within 150 s:\n%s", addr, log.String())
	return ""
}

// requireVenv is the folder of executables of the private environment that .ci/venv
// makes. Where a program is missing the test is skipped, or fails if ANDOR_REQUIRE names
// the capability.
func requireVenv(t *testing.T, capability string, programs ...string) string {
	t.Helper()
	bin, err := filepath.Abs("../.venv/bin")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range programs {
		if _, err := os.Stat(filepath.Join(bin, p)); err != nil {
			missing(t, capability, "no "+p+" in .venv; run .ci/venv")
		}
	}
	return bin
}

func missing(t *testing.T, capability, reason string) {
	t.Helper()
	for _, r := range strings.Split(os.Getenv("ANDOR_REQUIRE"), ",") {
		if r == capability {
			t.Fatalf("ANDOR_REQUIRE asks for %s: %s", capability, reason)
		}
	}
	t.Skip(reason)
}

func anyOnPath(names ...string) bool {
	for _, n := range names {
		if _, err := exec.LookPath(n); err == nil {
			return true
		}
	}
	return false
}

func shared() string {
	if s := os.Getenv("ANDOR_SHARED"); s != "" {
		return s
	}
	return filepath.Join("..", "..", "shared")
}

func run(t *testing.T, name string, args ...string) {
	t.Helper()
	if out, err := exec.Command(name, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s %s: %v\n%s", filepath.Base(name), strings.Join(args, " "), err, out)
	}
}
