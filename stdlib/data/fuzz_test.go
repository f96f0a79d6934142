package data

import (
	"context"
	"image/color"
	"math/rand/v2"
	"testing"
)

// samplesOf every format, small.
func samplesOf(t testing.TB) [][]byte {
	m := quarters(16, 12)
	jpg := encode(t, "jpg", m)
	return [][]byte{
		jpg, withEXIF(jpg, "MM", 6), withEXIF(jpg, "II", 3), encode(t, "png", m), encode(t, "gif", m),
		encode(t, "bmp", m), encode(t, "tif", m), webpImage(16, 12, color.NRGBA{1, 2, 3, 255}), bomb(t),
	}
}

// checkDamaged runs one file through the whole path: an image of the right size or a
// reason, and no panic.
func checkDamaged(t *testing.T, b []byte) {
	s := Spec{H: 8, W: 8, C: 3}
	l := &listing{names: []string{"x"}, read: func(string) ([]byte, error) { return b, nil }}
	rgb, err := prepare(listed{l}, 0, s, s.cropper())
	if err == nil && len(rgb) != 8*8*3 {
		t.Errorf("got %d bytes, want %d", len(rgb), 8*8*3)
	}
	if err != nil && (err.Error() == "" || rgb != nil) {
		t.Errorf("got %d bytes and error %v", len(rgb), err)
	}
}

// TestDamagedFiles flips bits in, and cuts short, files of every format.
func TestDamagedFiles(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, sample := range samplesOf(t) {
		for range 250 {
			b := append([]byte(nil), sample...)
			for range 1 + r.IntN(8) {
				b[r.IntN(len(b))] ^= 1 << r.IntN(8)
			}
			if r.IntN(4) == 0 {
				b = b[:r.IntN(len(b))]
			}
			checkDamaged(t, b)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, b := range samplesOf(f) {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) { checkDamaged(t, b) })
}

// FuzzZip: an archive of any bytes opens, or says why not.
func FuzzZip(f *testing.F) {
	f.Add([]byte("PK\x05\x06"), "a")
	f.Fuzz(func(t *testing.T, b []byte, inside string) {
		dir := folder(t, map[string][]byte{"x.zip": b})
		s, err := Open(context.Background(), Spec{From: dir + "/x.zip/" + inside, H: 8, W: 8}, nil)
		if (s == nil) == (err == nil) {
			t.Errorf("got %v and %v", s, err)
		}
	})
}
