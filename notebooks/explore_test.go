package notebooks_test

import (
	"path/filepath"
	"strings"
	"testing"
)

// exploreCells show what moves: the sliders of Explore, and the tree as a drawing.
var exploreCells = []string{`data scenes { from scenes  take 64  size 32x32 }
net G {
  z       normal(16)
  object  fc(4x4x64)                         topk(4, per: position)
  part    up(2) conv(16) relu conv(16) relu  topk(8*8/4)
  image   up(4) conv(3) tanh
}
train run1 { actor G  critic none  data scenes  iterations 60 }
if err := run1.Train().Tree(0).Save("tree.svg"); err != nil {
	panic(err)
}`, `run1.Tree(0).Inline()`, `run1.Explore(0, "part")`}

// TestExplore moves sliders over z and over units in a real JupyterLab and sees the picture
// change, hovers over a tree that stands in the notebook, and opens a tree's SVG in the browser: it answers the pointer with a unit's text and patches, folds on a click and
// asks nothing of the network. Screenshots go to out/lab.
func TestExplore(t *testing.T) {
	venv := requireBrowser(t, "jupyter-lab")
	dir := t.TempDir()
	writeCells(t, filepath.Join(dir, "n.ipynb"), exploreCells)
	var page struct {
		Sliders int  `json:"sliders"`
		Latent  bool `json:"latent_moved"`
		Unit    bool `json:"unit_moved"`
		Back    bool `json:"back"`
		InLab   struct {
			Panel   []string `json:"panel"`
			Patches int      `json:"patches"`
			Folded  int      `json:"folded"`
		} `json:"inline"`
		Errors  []string `json:"errors"`
		Text    []string `json:"text"`
		Title   string   `json:"title"` // without scripts
		Patches []struct {
			Inside bool   `json:"inside"` // the sheet
			Side   [2]int `json:"side"`
			Href   string `json:"href"`
		} `json:"patches"`
		Inside   bool     `json:"inside"` // the page
		AtEdge   bool     `json:"inside_at_edge"`
		Left     int      `json:"left"` // panels, after the pointer has gone
		Faded    int      `json:"faded"`
		Lit      int      `json:"lit"`
		Folded   int      `json:"folded"`
		Unfolded int      `json:"unfolded"`
		Requests []string `json:"requests"`
	}
	text := look(t, venv, "jupyter-lab", dir, "lab_explore.py", "n.ipynb", "lab", &page, filepath.Join(dir, "tree.svg"))
	if page.Sliders < 5 || !page.Latent || !page.Unit || !page.Back || len(page.Errors) > 0 {
		t.Errorf("the sliders: got %s, want five or more, each of which changes the picture, and brings it back", text)
	}
	if in := page.InLab; len(in.Panel) == 0 || in.Patches == 0 || in.Folded == 0 {
		t.Errorf("the tree in the notebook: got %+v, want text and patches under the pointer, and nodes folded by a click", in)
	}
	said := strings.Join(page.Text, "\n")
	for _, want := range []string{"unit object c", "place x", "activation ", "contribution ", "fires most in images "} {
		if !strings.Contains(said, want) || !strings.Contains(page.Title, want) {
			t.Errorf("the tree under the pointer says %q, without scripts %q, want %q in both", said, page.Title, want)
		}
	}
	if page.Faded == 0 || page.Lit != 1 || !page.Inside || !page.AtEdge || page.Left != 0 {
		t.Errorf("the tree under the pointer: got %d nodes faded and %d places lit, the panel on the page %v and %v, and %d of them after it, want some, one, true, true and none",
			page.Faded, page.Lit, page.Inside, page.AtEdge, page.Left)
	}
	if len(page.Patches) == 0 || len(page.Patches) > 6 {
		t.Errorf("got %d patches under the pointer, want one to six", len(page.Patches))
	}
	for i, p := range page.Patches {
		if !p.Inside || p.Side[0] < 8 || p.Side[1] < 8 || p.Href != "data:image/" {
			t.Errorf("patch %d: got %+v, want it on the sheet, of 8 pixels or more", i, p)
		}
	}
	if page.Folded == 0 || page.Unfolded != 0 {
		t.Errorf("the tree after a click: got %d nodes hidden, after another %d, want some and none", page.Folded, page.Unfolded)
	}
	if len(page.Requests) > 0 {
		t.Errorf("the tree asks for %q, want nothing but itself", page.Requests)
	}
}
