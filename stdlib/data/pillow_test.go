package data

import (
	"archive/zip"
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// pillow is a Python with Pillow that .ci/pillow makes.
func pillow(t *testing.T) string {
	t.Helper()
	python, err := filepath.Abs("../../.venv-pillow/bin/python")
	if err == nil {
		_, err = os.Stat(python)
	}
	if err != nil {
		if slices.Contains(strings.Split(os.Getenv("ANDOR_REQUIRE"), ","), "pillow") {
			t.Fatal("ANDOR_REQUIRE names pillow, and .venv-pillow is not there; run .ci/pillow")
		}
		t.Skip("no .venv-pillow; .ci/pillow makes it")
	}
	return python
}

// photographs are picture files to compare on: drawn scenes as PNG and as JPEG with chroma halved,
// and real faces where the shared data is there.
func photographs(t *testing.T) (pngs, jpgs []string) {
	t.Helper()
	dir := t.TempDir()
	write := func(name string, b []byte) string {
		p := filepath.Join(dir, name)
		if err := os.WriteFile(p, b, 0o644); err != nil {
			t.Fatal(err)
		}
		return p
	}
	set := open(t, Spec{From: "scenes", Take: 12, H: 160, W: 160, Lo: 0, Hi: 255})
	for i := range set.Len() {
		x := set.Image(i)
		m := image.NewNRGBA(image.Rect(0, 0, 158, 150))
		for p := range 160 * 150 {
			m.SetNRGBA(p%160, p/160, color.NRGBA{uint8(x.Data[3*p]), uint8(x.Data[3*p+1]), uint8(x.Data[3*p+2]), 255})
		}
		var b bytes.Buffer
		if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: 85}); err != nil {
			t.Fatal(err)
		}
		jpgs = append(jpgs, write(fmt.Sprintf("%d.jpg", i), b.Bytes()))
		pngs = append(pngs, write(fmt.Sprintf("%d.png", i), encode(t, "png", m)))
	}
	shared := os.Getenv("ANDOR_SHARED")
	if shared == "" {
		shared = "../../../shared"
	}
	for _, name := range []string{"celeba-first10k.zip", "stanford-cars-train.zip"} {
		z, err := zip.OpenReader(filepath.Join(shared, "data", name))
		if err != nil {
			t.Logf("without %s: %v", name, err)
			continue
		}
		defer z.Close()
		n := 0
		for _, f := range z.File {
			if n == 60 || !strings.HasSuffix(f.Name, ".jpg") {
				continue
			}
			r, err := f.Open()
			if err != nil {
				t.Fatal(err)
			}
			b, err := io.ReadAll(r)
			if err != nil {
				t.Fatal(err)
			}
			jpgs = append(jpgs, write(fmt.Sprintf("%s-%d.jpg", name, n), b))
			m, err := decode(b)
			if err != nil {
				t.Fatal(err)
			}
			var p bytes.Buffer
			if err := png.Encode(&p, m); err != nil {
				t.Fatal(err)
			}
			pngs = append(pngs, write(fmt.Sprintf("%s-%d.png", name, n), p.Bytes()))
			n++
		}
	}
	return pngs, jpgs
}

// difference is the mean and the greatest absolute difference of levels between us and Pillow,
// and the mean with its sign in each eighth of Pillow's levels.
func difference(t *testing.T, python, filter string, size int, files []string) (mean float64, most int, bias [8]float64) {
	t.Helper()
	script, err := filepath.Abs("testdata/peer.py")
	if err != nil {
		t.Fatal(err)
	}
	var asked strings.Builder
	var ours []byte
	for _, f := range files {
		fmt.Fprintf(&asked, "%s %d %s\n", filter, size, f)
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		img, err := decode(b)
		if err != nil {
			t.Fatal(err)
		}
		whole := image.Rect(0, 0, img.Bounds().Dx(), img.Bounds().Dy())
		w, h := whole.Dx(), whole.Dy()
		if size > 0 {
			w, h = size, size
			whole = centred(whole, w, h)
		}
		ours = append(ours, rasterise(img, whole, w, h, filters[filter])...)
	}
	cmd := exec.Command(python, script)
	cmd.Stdin, cmd.Stderr = strings.NewReader(asked.String()), os.Stderr
	theirs, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	if len(theirs) != len(ours) {
		t.Fatalf("got %d bytes of Pillow, want %d", len(theirs), len(ours))
	}
	sum, counts := 0, [8]int{}
	var signed [8]int
	for i, v := range theirs {
		d := int(ours[i]) - int(v)
		sum, most = sum+abs(d), max(most, abs(d))
		signed[v/32] += d
		counts[v/32]++
	}
	for k := range bias {
		bias[k] = float64(signed[k]) / float64(max(1, counts[k]))
	}
	return float64(sum) / float64(len(ours)), most, bias
}

// TestPad: nothing is cut, and white stands beside; a picture too narrow for that says so.
func TestPad(t *testing.T) {
	s := Spec{H: 8, W: 8, CropBy: "pad"}
	rect, err := s.cropper()(4, 8)
	if err != nil || rect != image.Rect(-2, 0, 6, 8) {
		t.Fatalf("got %v, %v", rect, err)
	}
	got := rasterise(plainImage(4, 8, color.Black), rect, 8, 8, filters["bicubic"])
	for x, want := range []uint8{255, 255, 0, 0, 0, 0, 255, 255} {
		if got[3*x] != want {
			t.Errorf("column %d: got %d, want %d", x, got[3*x], want)
		}
	}
	if _, err := s.cropper()(1, 50_000); err == nil || !strings.Contains(err.Error(), "write crop centre or crop whole") {
		t.Errorf("got error %v", err)
	}
}

// TestPillow holds decoding and resizing against Pillow 13.0.0, by the bounds that docs/data.md states.
func TestPillow(t *testing.T) {
	python := pillow(t)
	pngs, jpgs := photographs(t)
	for _, tt := range []struct {
		what, filter string
		size         int
		files        []string
		mean         float64
		most         int
	}{
		{"PNG as it is", "bicubic", 0, pngs, 0, 0},
		{"PNG at 64x64", "bicubic", 64, pngs, 0, 0},
		{"PNG at 256x256", "bicubic", 256, pngs, 0, 0},
		{"PNG at 64x64", "bilinear", 64, pngs, 0, 0},
		{"PNG at 64x64", "lanczos", 64, pngs, 0, 0},
		{"PNG at 64x64", "box", 64, pngs, 0, 0},
		{"JPEG as it is", "bicubic", 0, jpgs, 0.1, 8},
		{"JPEG at 64x64", "bicubic", 64, jpgs, 0.1, 8},
		{"JPEG at 64x64", "bilinear", 64, jpgs, 0.1, 8},
	} {
		mean, most, bias := difference(t, python, tt.filter, tt.size, tt.files)
		t.Logf("%s, %s, %d files: mean %.4f, most %d, by level %.3f", tt.what, tt.filter, len(tt.files), mean, most, bias)
		if mean > tt.mean || most > tt.most {
			t.Errorf("%s, %s: got a mean difference of %.4f and a greatest of %d, want at most %g and %d", tt.what, tt.filter, mean, most, tt.mean, tt.most)
		}
	}
}
