package golden

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"hash/crc32"
	"image"
	"image/draw"
	"image/png"
	"math"
	"regexp"
	"strconv"
	"testing"
)

// svgSlack is how far a number of an SVG file may be off: writers round to 0.01, and a
// sum that rounds differently on another machine may end on the next step.
const svgSlack = 0.015

var (
	number  = regexp.MustCompile(`-?\d+(\.\d+)?`)
	dataPNG = regexp.MustCompile(`data:image/png;base64,([A-Za-z0-9+/=]+)`)
)

// SVG compares an SVG file with the golden one at path: the text must be the same, but
// numbers may be off by 0.015, and embedded PNG images are compared by their pixels, not
// by how they were compressed. The golden file holds a checksum in place of each image.
func SVG(t testing.TB, path string, got []byte) {
	t.Helper()
	plain, err := pixelsOnly(got)
	if err != nil {
		t.Errorf("%s: %v", path, err)
		return
	}
	want, ok := expected(t, path, plain)
	if !ok {
		return
	}
	if near(string(plain), string(want)) {
		return
	}
	line, a, b := firstFar(string(plain), string(want))
	t.Errorf("%s: line %d: got\n\t%s\nwant\n\t%s\n%s", path, line, shorten(a), shorten(b), keep(path, got))
}

// pixelsOnly replaces every embedded PNG by its size and the checksum of its pixels.
func pixelsOnly(svg []byte) ([]byte, error) {
	var failed error
	out := dataPNG.ReplaceAllFunc(svg, func(uri []byte) []byte {
		raw, err := base64.StdEncoding.DecodeString(string(dataPNG.FindSubmatch(uri)[1]))
		if err == nil {
			var img image.Image
			if img, err = png.Decode(bytes.NewReader(raw)); err == nil {
				n := image.NewNRGBA(image.Rectangle{Max: img.Bounds().Size()})
				draw.Draw(n, n.Rect, img, img.Bounds().Min, draw.Src)
				return fmt.Appendf(nil, "png:%dx%d:%08x", n.Rect.Dx(), n.Rect.Dy(), crc32.ChecksumIEEE(n.Pix))
			}
		}
		failed = fmt.Errorf("an embedded image is no PNG: %w", err)
		return uri
	})
	return out, failed
}

// near tells whether two texts agree but for the last digit of numbers.
func near(a, b string) bool {
	if number.ReplaceAllString(a, "0") != number.ReplaceAllString(b, "0") {
		return false
	}
	as, bs := number.FindAllString(a, -1), number.FindAllString(b, -1)
	for i := range as {
		x, errX := strconv.ParseFloat(as[i], 64)
		y, errY := strconv.ParseFloat(bs[i], 64)
		if errX != nil || errY != nil || math.Abs(x-y) > svgSlack {
			return false
		}
	}
	return true
}

// firstFar is the first line in which two texts differ by more than rounding.
func firstFar(a, b string) (line int, la, lb string) {
	as, bs := lines(a), lines(b)
	for i := range max(len(as), len(bs)) {
		la, lb = lineAt(as, i), lineAt(bs, i)
		if i >= len(as) || i >= len(bs) || !near(la, lb) {
			return i + 1, la, lb
		}
	}
	return 0, "", ""
}
