package golden

import (
	"bytes"
	"flag"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write golden files instead of comparing with them")

// Updating tells whether golden files are to be rewritten.
func Updating() bool { return *update || os.Getenv("ANDOR_UPDATE") != "" }

// PNG compares a PNG file with the golden one at path, by [Compare]. On a difference it
// fails the test and keeps what was made and where it differs in the system's folder for
// temporary files.
func PNG(t testing.TB, path string, got []byte) {
	t.Helper()
	want, ok := expected(t, path, got)
	if !ok {
		return
	}
	a, err := png.Decode(bytes.NewReader(got))
	if err != nil {
		t.Errorf("%s: what was made is no PNG: %v", path, err)
		return
	}
	b, err := png.Decode(bytes.NewReader(want))
	if err != nil {
		t.Errorf("%s: the golden file is no PNG: %v", path, err)
		return
	}
	if err := Compare(a, b); err != nil {
		t.Errorf("%s: %v\n%s", path, err, keep(path, got))
	}
}

// Text compares text with the golden file at path; line ends may be those of Windows.
// Numbers in the text should be rounded by who writes it, so that other machines write
// the same.
func Text(t testing.TB, path string, got []byte) {
	t.Helper()
	want, ok := expected(t, path, got)
	if !ok {
		return
	}
	if line, a, b := firstDifference(string(got), string(want)); line > 0 {
		t.Errorf("%s: line %d: got\n\t%s\nwant\n\t%s\n%s", path, line, shorten(a), shorten(b), keep(path, got))
	}
}

// expected reads the golden file, or writes it when updating. It says whether there is
// something to compare.
func expected(t testing.TB, path string, got []byte) ([]byte, bool) {
	t.Helper()
	if Updating() {
		if err := rewrite(path, got); err != nil {
			t.Fatalf("update %s: %v", path, err)
		}
		return nil, false
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Errorf("%v (make it with: go test -update)", err)
		return nil, false
	}
	return want, true
}

// rewrite writes a golden file. A PNG that still compares equal is left as it is, so
// that updating on another machine changes nothing.
func rewrite(path string, got []byte) error {
	if old, err := os.ReadFile(path); err == nil {
		a, errA := png.Decode(bytes.NewReader(got))
		b, errB := png.Decode(bytes.NewReader(old))
		if errA == nil && errB == nil && Compare(a, b) == nil {
			return nil
		}
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, got, 0o644)
}

// keep writes what was made where it can be looked at, and says where.
func keep(path string, got []byte) string {
	f := filepath.Join(os.TempDir(), "golden-"+filepath.Base(path))
	if err := os.WriteFile(f, got, 0o644); err != nil {
		return err.Error()
	}
	return "what was made is in " + f + "; if it is right: go test -update"
}

// firstDifference is the first line in which two texts differ, from 1; 0 if none does.
func firstDifference(a, b string) (line int, la, lb string) {
	as, bs := lines(a), lines(b)
	for i := range max(len(as), len(bs)) {
		la, lb = lineAt(as, i), lineAt(bs, i)
		if i >= len(as) || i >= len(bs) || la != lb {
			return i + 1, la, lb
		}
	}
	return 0, "", ""
}

func lines(s string) []string { return strings.Split(strings.ReplaceAll(s, "\r\n", "\n"), "\n") }

func lineAt(ls []string, i int) string {
	if i < len(ls) {
		return ls[i]
	}
	return "(end)"
}

func shorten(s string) string {
	if r := []rune(s); len(r) > 200 {
		return string(r[:200]) + "…"
	}
	return s
}

// The tolerances of [Compare], in grey levels of 255. Anti-aliasing that rounds
// differently moves the pixels of an edge by a level or two; a line or letter that moves
// by a pixel moves whole blocks by tens of levels.
const (
	blockSide = 8
	blockMean = 4.0 // largest mean difference of any block
	imageMean = 0.3 // largest mean difference of the whole image
)

// Compare reports how two images differ beyond what rounding explains: their sizes, the
// mean absolute difference of all values, or that of some block of 8 x 8 pixels (the
// four colour values counted alike).
func Compare(got, want image.Image) error {
	gb, wb := got.Bounds(), want.Bounds()
	if gb.Size() != wb.Size() {
		return fmt.Errorf("got an image of %v, want %v", gb.Size(), wb.Size())
	}
	var total, worst float64
	var at image.Point
	for y := 0; y < gb.Dy(); y += blockSide {
		for x := 0; x < gb.Dx(); x += blockSide {
			block := image.Rect(x, y, min(x+blockSide, gb.Dx()), min(y+blockSide, gb.Dy()))
			d := difference(got, want, block)
			total += d
			if m := d / float64(block.Dx()*block.Dy()); m > worst {
				worst, at = m, block.Min
			}
		}
	}
	if worst > blockMean {
		return fmt.Errorf("got a mean difference of %.1f levels in the block at %v, want at most %.1f", worst, at, blockMean)
	}
	if m := total / float64(max(1, gb.Dx()*gb.Dy())); m > imageMean {
		return fmt.Errorf("got a mean difference of %.2f levels over the image, want at most %.2f", m, imageMean)
	}
	return nil
}

// difference sums |got - want| over a block, in levels, as the mean of the channels.
func difference(got, want image.Image, block image.Rectangle) float64 {
	g, w := got.Bounds().Min, want.Bounds().Min
	var sum uint64
	for y := block.Min.Y; y < block.Max.Y; y++ {
		for x := block.Min.X; x < block.Max.X; x++ {
			r, gr, b, a := got.At(g.X+x, g.Y+y).RGBA()
			r2, gr2, b2, a2 := want.At(w.X+x, w.Y+y).RGBA()
			sum += apart(r, r2) + apart(gr, gr2) + apart(b, b2) + apart(a, a2)
		}
	}
	return float64(sum) / 4 / 257
}

func apart(a, b uint32) uint64 {
	if a > b {
		return uint64(a - b)
	}
	return uint64(b - a)
}
