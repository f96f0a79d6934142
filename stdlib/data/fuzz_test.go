package data

import (
	"context"
	"image/color"
	"math/rand/v2"
	"os"
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
	var rgb []uint8
	err := prepare(listed{l}, 0, 1, s, s.cropper(), func(_ int, made []uint8) { rgb = made })
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

// FuzzIDX: any bytes are an IDX file of their size, or there is a reason why not.
func FuzzIDX(f *testing.F) {
	for _, name := range []string{"t10k-images-idx3-ubyte", "train-images-idx3-ubyte.gz"} {
		b, err := os.ReadFile("testdata/mnist/" + name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		x, err := readIDX(b, 3)
		if err == nil && (len(x.dims) != 3 || x.dims[0]*x.dims[1]*x.dims[2] != len(x.data)) {
			t.Errorf("got %v of %d bytes", x.dims, len(x.data))
		}
	})
}

// FuzzTar: likewise for tar files.
func FuzzTar(f *testing.F) {
	f.Add(tarOf(f, entry{"a/1.png", encode(f, "png", plainImage(3, 3, color.White))}))
	f.Fuzz(func(t *testing.T, b []byte) {
		dir := folder(t, map[string][]byte{"x.tar": b})
		l, err := listTar(context.Background(), "x.tar", dir+"/x.tar", "", "tar")
		if (l == nil) == (err == nil) {
			t.Fatalf("got %v and %v", l, err)
		}
		if err == nil {
			for _, name := range l.names {
				l.read(name)
			}
			l.close()
		}
	})
}

// FuzzTable: likewise for lists of images.
func FuzzTable(f *testing.F) {
	f.Add([]byte("1\nname x y\n000001.jpg 1 2\n"), true, 2)
	f.Add([]byte("000001.jpg 0\n"), false, 1)
	f.Fuzz(func(t *testing.T, b []byte, counted bool, columns int) {
		dir := folder(t, map[string][]byte{"list.txt": b})
		rows, err := distribution{set: "x"}.table(dir+"/list.txt", counted, columns%20)
		for _, r := range rows {
			if err == nil && (r.name == "" || len(r.words) == 0) {
				t.Errorf("got row %+v", r)
			}
			r.numbers()
		}
	})
}
