package data

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// copied is a copy of a sample of a published set, changed by change: nil removes a file.
func copied(t testing.TB, sample string, change map[string]func(b []byte) []byte) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), sample)
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("testdata", sample))); err != nil {
		t.Fatal(err)
	}
	for name, f := range change {
		p := filepath.Join(dir, filepath.FromSlash(name))
		b, err := os.ReadFile(p)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
		if err := os.Remove(p); err != nil && b != nil {
			t.Fatal(err)
		}
		if f != nil {
			if err := os.WriteFile(p, f(b), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	return dir
}

// Ways to spoil a file.
func half(b []byte) []byte  { return b[:len(b)/2] }
func empty(b []byte) []byte { return nil }

func replaced(old, new string) func(b []byte) []byte {
	return func(b []byte) []byte { return bytes.Replace(b, []byte(old), []byte(new), 1) }
}

type change = map[string]func(b []byte) []byte

// TestSpoiltSets: what is missing, cut short or disagrees is named, with what to do.
func TestSpoiltSets(t *testing.T) {
	for _, c := range []struct {
		name, loader string
		change       change
		spec         Spec
		want         string
	}{
		{"no partition", "celeba", change{"Eval/list_eval_partition.txt": nil}, Spec{Split: "test"}, `holds no list_eval_partition.txt, which split reads; add it`},
		{"no landmarks", "celeba", change{"Anno/list_landmarks_align_celeba.txt": nil}, Spec{CropBy: "landmarks"}, `holds no list_landmarks_align_celeba.txt, which crop landmarks reads`},
		{"no images", "celeba", change{"Img/img_align_celeba.zip": nil}, Spec{}, `holds no images under img_align_celeba/`},
		{"zip cut short", "celeba", change{"Img/img_align_celeba.zip": half}, Spec{}, `if it is one, fetch it again, its end is missing`},
		{"an image too many", "celeba", change{"Eval/list_eval_partition.txt": replaced("000003.jpg 0\n", "")}, Spec{Split: "train"}, `"list_eval_partition.txt" has no row for the image img_align_celeba/000003.jpg; check that both are of one set`},
		{"partition 7", "celeba", change{"Eval/list_eval_partition.txt": replaced("000003.jpg 0", "000003.jpg 7")}, Spec{Split: "train"}, `puts 000003.jpg into partition "7", want 0, 1 or 2`},
		{"a row too few", "celeba", change{"Anno/list_landmarks_align_celeba.txt": replaced("6\n", "7\n")}, Spec{CropBy: "landmarks"}, `says it has 7 rows and has 6; fetch it again`},
		{"words for numbers", "celeba", change{"Anno/list_landmarks_align_celeba.txt": replaced(" 113 ", " x11 ")}, Spec{CropBy: "landmarks"}, `says "x11" of 000001.jpg, want a whole number`},
		{"an image without attributes", "celeba", change{"Anno/list_attr_celeba.txt": replaced("000002.jpg", "000009.jpg")}, Spec{}, `"list_attr_celeba.txt" has no row for the image img_align_celeba/000002.jpg`},
		{"attributes of another kind", "celeba", change{"Anno/list_attr_celeba.txt": replaced("000002.jpg  1", "000002.jpg  7")}, Spec{}, `says "7" of 000002.jpg, want 1 or -1`},
		{"attributes cut short", "celeba", change{"Anno/list_attr_celeba.txt": half}, Spec{}, `"list_attr_celeba.txt" `},
		{"labels of 0 bytes", "celeba", change{"Eval/list_eval_partition.txt": empty}, Spec{Split: "train"}, `"list_eval_partition.txt" is 0 bytes long; fetch it again`},
		{"box of the wild", "celeba", nil, Spec{CropBy: "box"}, `lie in the images in the wild (img_celeba), not in the aligned ones; write crop landmarks`},

		{"no G2.h5", "fashiongan", change{"G2.h5": nil}, Spec{}, `holds no G2.h5 or G2.zip, which holds the images`},
		{"HDF5 cut short", "fashiongan", change{"G2.h5": half}, Spec{}, `"G2.h5" is cut short: it has`},
		{"HDF5 of text", "fashiongan", change{"G2.h5": func([]byte) []byte { return []byte("<html>not found</html>") }}, Spec{}, `"G2.h5" is no HDF5 file`},
		{"no index", "fashiongan", change{"ind.mat": nil}, Spec{Split: "test"}, `holds no ind.mat, which split reads`},
		{"index cut short", "fashiongan", change{"ind.mat": half}, Spec{Split: "test"}, `"ind.mat" is`},
		{"val", "fashiongan", nil, Spec{Split: "val"}, `got split val, want one the set has: train and test`},

		{"no test archive", "cars", change{"cars_test.tgz": nil}, Spec{}, `holds no cars_test, cars_test.tgz or cars_test.tar, which holds the images for test`},
		{"no devkit", "cars", change{"car_devkit.tgz": nil}, Spec{}, `holds no car_devkit.tgz or devkit, which has the boxes; add it, or write crop centre`},
		{"tgz cut short", "cars", change{"cars_train.tgz": half}, Spec{}, `cars_train.tgz" is cut short: its end is missing; fetch it again`},
		{"devkit damaged", "cars", change{"car_devkit.tgz": func(b []byte) []byte { b[300] ^= 0xff; return b }}, Spec{}, `car_devkit.tgz"`},

		{"LMDB cut short", "lsun/bedroom_train_lmdb", change{"data.mdb": half}, Spec{}, `"data.mdb" is cut short: it has 16384 bytes, want`},
		{"no LMDB", "lsun/bedroom_train_lmdb", change{"data.mdb": nil}, Spec{}, `holds no data.mdb; name the folder NAME_train_lmdb or its zip file`},
		{"no val", "lsun", nil, Spec{Split: "val"}, `holds no NAME_val_lmdb with a data.mdb`},

		{"no CIFAR", "cifar10", change{"cifar-10-binary.tar.gz": nil}, Spec{}, `holds no cifar-10-batches-bin or cifar-10-binary.tar.gz, which holds the images`},
		{"CIFAR cut short", "cifar10", change{"cifar-10-binary.tar.gz": half}, Spec{}, `is cut short: its end is missing; fetch it again`},

		{"no labels", "mnist", change{"t10k-labels-idx1-ubyte": nil}, Spec{}, `holds no t10k-labels-idx1-ubyte`},
		{"IDX cut short", "mnist", change{"t10k-images-idx3-ubyte": half}, Spec{}, `"t10k-images-idx3-ubyte" is cut short or damaged: it has 776 bytes after its head, want 1568`},
		{"IDX.gz cut short", "mnist", change{"train-images-idx3-ubyte.gz": half}, Spec{}, `"train-images-idx3-ubyte.gz" is cut short: its end is missing; fetch it again`},
		{"IDX of text", "mnist", change{"t10k-images-idx3-ubyte": func([]byte) []byte { return []byte("<html>not found, by no means</html>") }}, Spec{}, `is no IDX file of bytes in 3 dimensions`},
		{"a label too few", "mnist", change{"t10k-labels-idx1-ubyte": func(b []byte) []byte { b[7]--; return b[:len(b)-1] }}, Spec{}, `"t10k-labels-idx1-ubyte" has 1 label, but there are 2 images; check that both are of one set`},
	} {
		t.Run(c.loader+": "+c.name, func(t *testing.T) {
			s := c.spec
			s.Loader, _, _ = strings.Cut(c.loader, "/")
			s.From, s.H, s.W = copied(t, filepath.FromSlash(c.loader), c.change), 8, 8
			_, err := Open(context.Background(), s, nil)
			if err == nil || !strings.Contains(err.Error(), c.want) || !strings.HasPrefix(err.Error(), "data: ") {
				t.Errorf("got error %v, want one with %q", err, c.want)
			}
		})
	}
}

// TestOddPictures: what cameras and scanners make is read; where it cannot be, said why.
func TestOddPictures(t *testing.T) {
	grey16 := image.NewGray16(image.Rect(0, 0, 9, 9))
	rgb16 := image.NewNRGBA64(image.Rect(0, 0, 9, 9))
	for i := range 81 {
		grey16.SetGray16(i%9, i/9, color.Gray16{0x8000})
		rgb16.SetNRGBA64(i%9, i/9, color.NRGBA64{0x8000, 0x8000, 0x8000, 0xffff})
	}
	cmyk, err := os.ReadFile("testdata/odd/cmyk.jpg")
	if err != nil {
		t.Fatal(err)
	}
	animation, err := os.ReadFile("testdata/odd/animated.gif")
	if err != nil {
		t.Fatal(err)
	}
	moving, err := os.ReadFile("testdata/odd/animated.webp")
	if err != nil {
		t.Fatal(err)
	}
	s := open(t, Spec{H: 9, W: 9, Lo: 0, Hi: 255, From: folder(t, map[string][]byte{
		"1 cmyk.jpg": cmyk, "2 grey16.png": encode(t, "png", grey16), "3 rgb16.png": encode(t, "png", rgb16), "4 grey.jpg": encode(t, "jpg", grey16),
		"5 animated.gif": animation, "6 empty.jpg": nil, "7 animated.webp": moving, "8 bomb.png": bomb(t), "9.png": encode(t, "png", grey16),
	})})
	if got := fmt.Sprint(s.Names); got != "[1 cmyk.jpg 2 grey16.png 3 rgb16.png 4 grey.jpg 5 animated.gif 9.png]" {
		t.Errorf("got %s", got)
	}
	for i := range s.Len() { // all show mid grey, the animation in its first frame
		for _, v := range s.Image(i).Data {
			if v < 120 || v > 136 {
				t.Errorf("%s: got a pixel of %v, want about 128", s.Names[i], v)
				break
			}
		}
	}
	reasons := map[string]string{}
	for _, k := range s.Skipped {
		reasons[k.File] = k.Reason
	}
	for file, want := range map[string]string{"6 empty.jpg": "is 0 bytes long", "7 animated.webp": "is an animated WebP", "8 bomb.png": "claims 50000x50000 pixels, more than 64 million"} {
		if !strings.Contains(reasons[file], want) {
			t.Errorf("%s: got reason %q, want one with %q", file, reasons[file], want)
		}
	}
}

// TestTenThousandFlippedBits: of 10,000 files with flipped bits none brings the reader
// down, and each is either read or counted and named with a reason.
func TestTenThousandFlippedBits(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	samples := samplesOf(t)[:8] // all but the bomb, which is bad from the start
	files := make([][]byte, 10000)
	for i := range files {
		b := bytes.Clone(samples[i%len(samples)])
		for range 1 + r.IntN(4) {
			b[r.IntN(len(b))] ^= 1 << r.IntN(8)
		}
		files[i] = b
	}
	var names []string
	for i := range files {
		names = append(names, fmt.Sprint(i))
	}
	l := &listing{where: "flipped", names: names, close: func() error { return nil }, read: func(name string) ([]byte, error) {
		var i int
		fmt.Sscan(name, &i)
		return files[i], nil
	}}
	s := Spec{H: 8, W: 8, C: 3, Lo: -1, Hi: 1}
	set, err := load(context.Background(), s, listed{l}, s.cropper(), func(int, int) {})
	if err != nil {
		t.Fatal(err)
	}
	if set.Len()+len(set.Skipped) != len(files) || len(set.Skipped) < 1000 || set.Len() < 1000 {
		t.Errorf("got %d read and %d skipped of %d", set.Len(), len(set.Skipped), len(files))
	}
	for _, k := range set.Skipped {
		if k.File == "" || k.Reason == "" {
			t.Errorf("got %+v, want a name and a reason", k)
		}
	}
	t.Logf("%d read, %d named as unreadable", set.Len(), len(set.Skipped))
}

// TestFlippedArchives: whole sets with flipped bits open, or say why not.
func TestFlippedArchives(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for _, c := range []struct{ loader, sample, file string }{
		{"celeba", "celeba", "Img/img_align_celeba.zip"}, {"fashiongan", "fashiongan", "G2.h5"}, {"fashiongan", "fashiongan", "language_original.mat"},
		{"cars", "cars", "cars_train.tgz"}, {"cars", "cars", "car_devkit.tgz"}, {"lsun", "lsun/bedroom_train_lmdb", "data.mdb"},
		{"cifar10", "cifar10", "cifar-10-binary.tar.gz"}, {"mnist", "mnist", "t10k-images-idx3-ubyte"}, {"celeba", "celeba", "Eval/list_eval_partition.txt"},
	} {
		for k := range 12 {
			split := ""
			if c.file == "Eval/list_eval_partition.txt" {
				split = "train"
			}
			dir := copied(t, filepath.FromSlash(c.sample), change{c.file: func(b []byte) []byte {
				for range 1 + k {
					b[r.IntN(len(b))] ^= 1 << r.IntN(8)
				}
				return b
			}})
			s, err := Open(context.Background(), Spec{Loader: c.loader, From: dir, Split: split, H: 8, W: 8}, nil)
			if (s == nil) == (err == nil) {
				t.Errorf("%s %s: got %v and %v", c.loader, c.file, s, err)
			}
		}
	}
}

// TestHostileTar: a name that climbs out of a tar file is left out; nothing is written by
// the names of entries at all.
func TestHostileTar(t *testing.T) {
	jpg := encode(t, "jpg", plainImage(9, 9, color.White))
	dir := folder(t, map[string][]byte{"x.tar": tarOf(t, entry{"ok.jpg", jpg}, entry{"../../evil.jpg", jpg}, entry{"/root.jpg", jpg}, entry{"a/ok.jpg", jpg})})
	s := open(t, Spec{From: dir + "/x.tar", H: 8, W: 8})
	if fmt.Sprint(s.Names) != "[a/ok.jpg ok.jpg]" || len(s.Skipped) != 2 || !strings.Contains(s.Skipped[0].Reason, "leads out of the archive") {
		t.Errorf("got %v, skipped %v", s.Names, s.Skipped)
	}
	if s := open(t, Spec{From: dir + "/x.tar/a", H: 8, W: 8}); s.Len() != 1 {
		t.Errorf("a folder inside: got %v", s.Names)
	}
}

// TestPermission: the words for what may not be read, whoever runs the test; the files
// themselves are tried in TestUnreadableFiles, which the superuser skips.
func TestPermission(t *testing.T) {
	denied := &fs.PathError{Op: "open", Path: "/data/2.jpg", Err: fs.ErrPermission}
	l := &listing{where: "x", names: []string{"1.jpg", "2.jpg", "3.jpg"}, close: func() error { return nil }}
	jpg := encode(t, "jpg", plainImage(9, 9, color.White))
	l.read = func(name string) ([]byte, error) {
		if name == "2.jpg" {
			return nil, denied
		}
		return jpg, nil
	}
	s := Spec{H: 8, W: 8, C: 3, Lo: -1, Hi: 1}
	set, err := load(context.Background(), s, listed{l}, s.cropper(), func(int, int) {})
	if err != nil || fmt.Sprint(set.Skipped) != "[{2.jpg permission denied}]" {
		t.Errorf("got %v and error %v", set, err)
	}
	if err := missing("x", "x", denied); !strings.Contains(err.Error(), `no permission to read "x"; change its mode or name another place`) {
		t.Errorf("got %v", err)
	}
	if err := (distribution{set: "celeba"}).fail("/data/list_attr_celeba.txt", denied); err.Error() != `data: celeba: "list_attr_celeba.txt" may not be read: no permission; change its mode` {
		t.Errorf("got %v", err)
	}
}
