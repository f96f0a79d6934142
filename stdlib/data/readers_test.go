package data

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image/color"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ulikunitz/xz"
)

// TestLinkedFolders: links to folders of classes are followed, a loop and a dead link are named.
func TestLinkedFolders(t *testing.T) {
	png := encode(t, "png", plainImage(4, 4, color.White))
	root, other := folder(t, map[string][]byte{"cat/0.png": png}), folder(t, map[string][]byte{"dog/0.png": png, "dog/1.png": png})
	for name, to := range map[string]string{"dog": filepath.Join(other, "dog"), "cat/round": root, "gone": filepath.Join(other, "no"), "cat/9.png": filepath.Join(other, "dog", "0.png")} {
		if err := os.Symlink(to, filepath.Join(root, filepath.FromSlash(name))); err != nil {
			t.Skip("no links here: ", err)
		}
	}
	s := open(t, Spec{From: root, H: 4, W: 4})
	if got := fmt.Sprint(s.Names, s.Labels); got != "[cat/0.png cat/9.png dog/0.png dog/1.png] [cat cat dog dog]" {
		t.Errorf("got %s", got)
	}
	if got := fmt.Sprint(s.Skipped); got != "[{cat/round is a link that leads back into a folder above it} {gone is a link to nothing that can be read}]" {
		t.Errorf("got skipped %s", got)
	}
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(root, link); err != nil {
		t.Fatal(err)
	}
	if s := open(t, Spec{From: link, H: 4, W: 4}); s.Len() != 4 {
		t.Errorf("through a link: got %d images, want 4", s.Len())
	}
}

// TestZipNames: names in CP437, with Info-ZIP's field, in UTF-8 with and without its flag, and those
// that say nothing of themselves are all read; Python's zipfile gives the first the same name.
func TestZipNames(t *testing.T) {
	png := encode(t, "png", plainImage(4, 4, color.White))
	raw := "caf\xe9\xe9/0.png"
	unicode := append([]byte{1}, binary.LittleEndian.AppendUint32(nil, crc32.ChecksumIEEE([]byte("\x93\xfa/1.png")))...)
	unicode = append(unicode, "日/1.png"...)
	extra := append(binary.LittleEndian.AppendUint16([]byte{0x75, 0x70}, uint16(len(unicode))), unicode...)
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, h := range []*zip.FileHeader{
		{Name: raw, NonUTF8: true}, {Name: "\x93\xfa/1.png", NonUTF8: true, Extra: extra}, {Name: "é/2.png", NonUTF8: true}, {Name: "ü/3.png"},
		{Name: `win\4.png`, NonUTF8: true}, {Name: `win\empty\`, NonUTF8: true}, {Name: "../5.png"},
	} {
		w, err := z.CreateHeader(h)
		if err == nil && !strings.HasSuffix(h.Name, `\`) {
			_, err = w.Write(png)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	z.Close()
	s := open(t, Spec{From: filepath.Join(folder(t, map[string][]byte{"x.zip": b.Bytes()}), "x.zip"), H: 4, W: 4})
	names := map[string]bool{}
	for _, n := range s.Names {
		names[n] = true
	}
	for _, want := range []string{"cafΘΘ/0.png", "日/1.png", "é/2.png", "ü/3.png", "win/4.png"} {
		if !names[want] {
			t.Errorf("got %q, want %q among them", s.Names, want)
		}
	}
	if len(s.Skipped) != 1 || s.Skipped[0].File != "../5.png" {
		t.Errorf("got skipped %v, want ../5.png alone", s.Skipped)
	}
}

// TestUnreadPacking: a zip file packed by what is not read says so, and not that it is cut short.
func TestUnreadPacking(t *testing.T) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range []string{"a/1.png", "a/2.png"} {
		w, err := z.CreateRaw(&zip.FileHeader{Name: name, Method: 9, CompressedSize64: 3, UncompressedSize64: 3})
		if err == nil {
			_, err = w.Write([]byte("abc"))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	z.Close()
	dir := folder(t, map[string][]byte{"x.zip": b.Bytes(), "one.png": encode(t, "png", plainImage(4, 4, color.White))})
	for file, want := range map[string]string{
		"x.zip":   "is packed by deflate64 (method 9 of zip), and only stored and deflated files are read; unpack the archive and name the folder",
		"one.png": "is one picture (PNG), want a folder, a zip or a tar file of pictures; name the folder it is in",
	} {
		_, err := Open(t.Context(), Spec{From: filepath.Join(dir, file), H: 4, W: 4}, nil)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "whole") || strings.Contains(err.Error(), "fetch") {
			t.Errorf("%s: got %v, want %q and no advice to fetch it again", file, err, want)
		}
	}
}

// TestPackedTars: tar files packed by bzip2 and xz, of before POSIX, and with a second name of a file.
func TestPackedTars(t *testing.T) {
	t.Setenv("ANDOR_CACHE", t.TempDir())
	png := encode(t, "png", plainImage(4, 4, color.White))
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	w.WriteHeader(&tar.Header{Name: "a/1.png", Mode: 0o644, Size: int64(len(png))})
	w.Write(png)
	w.WriteHeader(&tar.Header{Name: "b/2.png", Typeflag: tar.TypeLink, Linkname: "a/1.png"})
	w.Close()
	plain := b.Bytes()
	var packed bytes.Buffer
	x, err := xz.NewWriter(&packed)
	if err == nil {
		_, err = x.Write(plain)
	}
	if err == nil {
		err = x.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	old := bytes.Clone(plain)
	for at := 0; at < 3*512 && old[at] != 0; at += 512 * (1 + (len(png)+511)/512) { // headers without their mark
		head := old[at : at+512]
		clear(head[257:265])
		copy(head[148:156], "        ")
		sum := 0
		for _, c := range head {
			sum += int(c)
		}
		copy(head[148:156], fmt.Sprintf("%06o\x00 ", sum))
	}
	bz2, err := os.ReadFile("testdata/odd/two.tar.bz2")
	if err != nil {
		t.Fatal(err)
	}
	dir := folder(t, map[string][]byte{"x.tar.xz": packed.Bytes(), "cut.tar.xz": packed.Bytes()[:packed.Len()/2], "v7.tar": old, "x.tar.bz2": bz2, "cut.tar.bz2": bz2[:len(bz2)/2]})
	for _, name := range []string{"x.tar.xz", "v7.tar", "x.tar.bz2"} {
		if s := open(t, Spec{From: filepath.Join(dir, name), H: 4, W: 4}); fmt.Sprint(s.Names, s.Labels) != "[a/1.png b/2.png] [a b]" {
			t.Errorf("%s: got %v of %v, skipped %v", name, s.Names, s.Labels, s.Skipped)
		}
	}
	for _, name := range []string{"cut.tar.xz", "cut.tar.bz2"} {
		if _, err := Open(t.Context(), Spec{From: filepath.Join(dir, name), H: 4, W: 4}, nil); err == nil || !strings.Contains(err.Error(), "fetch it again") {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// FuzzPacked: whatever a packed tar file holds, the reader answers, within the memory of its bound.
func FuzzPacked(f *testing.F) {
	f.Setenv("ANDOR_CACHE", f.TempDir())
	bz2, err := os.ReadFile("testdata/odd/two.tar.bz2")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(bz2)
	f.Add([]byte("\xfd7zXZ\x00"))
	f.Fuzz(func(t *testing.T, b []byte) {
		dir := folder(t, map[string][]byte{"x.tar": b})
		if l, err := list(t.Context(), dir+"/x.tar"); err == nil {
			l.close()
		}
	})
}

// TestFaxPolarity: a fax whose tag 262 says that black is zero shows black where it is black.
func TestFaxPolarity(t *testing.T) {
	for _, name := range []string{"fax-group3-1.tif", "fax-group4-1.tif"} {
		b, err := os.ReadFile("testdata/odd/" + name)
		if err != nil {
			t.Fatal(err)
		}
		img, err := decode(b)
		if err != nil {
			t.Fatal(err)
		}
		left, _, _, _ := img.At(0, 3).RGBA()
		right, _, _, _ := img.At(12, 3).RGBA()
		if left != 0 || right != 0xffff {
			t.Errorf("%s: got %#x and %#x, want black and white as Pillow has it", name, left, right)
		}
	}
}

// TestCanvasOfGIF: a frame smaller than the canvas leaves crop boxes where they are.
func TestCanvasOfGIF(t *testing.T) {
	b, err := os.ReadFile("testdata/odd/part.gif")
	if err != nil {
		t.Fatal(err)
	}
	img, err := decode(b)
	if err != nil {
		t.Fatal(err)
	}
	if got := img.Bounds().Size().String(); got != "(12,8)" {
		t.Fatalf("got %s pixels, want 12x8", got)
	}
	for at, want := range map[[2]int]color.NRGBA{{0, 0}: {0, 0, 255, 255}, {4, 2}: {0, 0, 255, 255}, {5, 3}: {255, 0, 0, 255}} {
		if got := color.NRGBAModel.Convert(img.At(at[0], at[1])); got != want {
			t.Errorf("at %v: got %v, want %v as Pillow has it", at, got, want)
		}
	}
}

// TestOrientationOfAllFormats: EXIF turns PNG, WebP and TIFF as it turns JPEG.
func TestOrientationOfAllFormats(t *testing.T) {
	exif := append([]byte("MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00"), 6, 0, 0, 0, 0, 0, 0)
	png := encode(t, "png", plainImage(4, 2, color.White))
	chunk := append([]byte("eXIf"), exif...)
	chunk = append(binary.BigEndian.AppendUint32(nil, uint32(len(exif))), binary.BigEndian.AppendUint32(chunk, crc32.ChecksumIEEE(chunk))...)
	turned := append(append(bytes.Clone(png[:33]), chunk...), png[33:]...) // behind IHDR
	img, err := decode(turned)
	if err != nil {
		t.Fatal(err)
	}
	if got := img.Bounds().Size().String(); got != "(2,4)" {
		t.Errorf("PNG: got %s, want it turned to 2x4", got)
	}
	webp := append([]byte("RIFF\x00\x00\x00\x00WEBPVP8X\x01\x00\x00\x00\x00\x00EXIF"), binary.LittleEndian.AppendUint32(nil, uint32(len(exif)))...)
	for format, b := range map[string][]byte{"WebP": append(webp, exif...), "TIFF": exif} {
		if got := orientationOf(format, b); got != 6 {
			t.Errorf("%s: got orientation %d, want 6", format, got)
		}
	}
}

// TestKaggleCelebA: the lists as Kaggle gives them, with the mark of Windows, below torchvision's folder.
func TestKaggleCelebA(t *testing.T) {
	jpg := encode(t, "jpg", plainImage(178, 218, color.White))
	files := map[string][]byte{
		"celeba/img_align_celeba/img_align_celeba/000001.jpg": jpg, "celeba/img_align_celeba/img_align_celeba/000002.jpg": jpg,
		"celeba/list_eval_partition.csv":         []byte("\xef\xbb\xbfimage_id,partition\r\n000001.jpg,0\r\n000002.jpg,2\r\n"),
		"celeba/list_attr_celeba.csv":            []byte("image_id,Male,Smiling\n000001.jpg,-1,1\n000002.jpg,1,1\n"),
		"celeba/list_landmarks_align_celeba.csv": []byte("image_id,lefteye_x,lefteye_y,righteye_x,righteye_y,nose_x,nose_y,leftmouth_x,leftmouth_y,rightmouth_x,rightmouth_y\n000001.jpg,69,109,106,113,77,142,73,152,108,154\n000002.jpg,69,110,107,112,81,135,70,151,108,153\n"),
	}
	for split, want := range map[string]string{"train": "[Smiling]", "test": "[Male Smiling]", "": "[Smiling Male Smiling]"} {
		s := open(t, Spec{Loader: "celeba", From: folder(t, files), Split: split, CropBy: "landmarks", H: 8, W: 8})
		if got := fmt.Sprint(s.Labels); got != want {
			t.Errorf("split %q: got labels %s, want %s", split, got, want)
		}
	}
	bom := map[string][]byte{"img_align_celeba/000001.jpg": jpg, "list_eval_partition.txt": []byte("\xef\xbb\xbf000001.jpg 0\n")}
	if s := open(t, Spec{Loader: "celeba", From: folder(t, bom), Split: "train", H: 8, W: 8}); s.Len() != 1 {
		t.Errorf("with the mark of Windows: got %d images, want 1", s.Len())
	}
}
