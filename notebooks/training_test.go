package notebooks_test

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// trainingCells train for longer than anyone waits.
var trainingCells = []string{`data scenes { from scenes  take 400  size 32x32 }
net G {
  z       normal(32)
  object  fc(4x4x128)                        topk(4, per: position)
  part    up(2) conv(32) relu conv(32) relu  topk(8*8/4)
  image   up(4) conv(3) tanh
}
net E {
  y       image(32x32x3)
  e2      conv(8) lrelu
  e3      down(4) conv(16) lrelu
  energy  fc(1)
}
train run1 { actor G  critic E  data scenes  iterations 100000 }`, `run1.Train()`}

// TestTrainingInJupyter watches a run in JupyterLab and interrupts it: bar, numbers and
// pictures while it trains, then a picture that stays and no error but the interrupt.
// Screenshots go to out/lab.
func TestTrainingInJupyter(t *testing.T) {
	venv := requireBrowser(t, "jupyter-lab")
	dir := t.TempDir()
	writeCells(t, filepath.Join(dir, "n.ipynb"), trainingCells)
	var page struct {
		Live     []string `json:"live"`
		Pictures [][2]int `json:"pictures"`
		Errors   []string `json:"errors"`
	}
	look(t, venv, "jupyter-lab", dir, "lab_train.py", "n.ipynb", "lab", &page)
	line := regexp.MustCompile(`run1 \d+/100000, .* left, [0-9.e+]+ images/s, MSE 0\.\d+, energy gap -?[0-9.e-]+, \|z\| \d\.\d\d, active: object \d+ %, part \d+ %`)
	if len(page.Live) != 1 || !line.MatchString(page.Live[0]) {
		t.Errorf("got %q beside the bar, want progress, speed, losses, |z| and the active share", page.Live)
	}
	if len(page.Pictures) != 2 || page.Pictures[1][0] < 600 {
		t.Errorf("got the pictures %v, want the images and one of the run that stays", page.Pictures)
	}
	for _, e := range page.Errors {
		if !strings.Contains(e, "interrupted") {
			t.Errorf("the page shows an error: %q", e)
		}
	}
}
