package data

import (
	"fmt"
	"image/color"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TestDecodedCache: the second Open reads the kept file, and gives the same set; a file
// that is damaged, or whose source has changed, is made anew.
func TestDecodedCache(t *testing.T) {
	files := map[string][]byte{"bad.png": []byte("x")}
	for i := range decodedLeast {
		files[fmt.Sprintf("%d.png", i)] = encode(t, "png", plainImage(5, 5, color.NRGBA{uint8(i), 7, 9, 255}))
	}
	dir, cache := folder(t, files), t.TempDir()
	spec := Spec{From: dir, H: 4, W: 4, Lo: -1, Hi: 1, Cache: cache}
	kept := func() string {
		t.Helper()
		found, _ := filepath.Glob(filepath.Join(cache, "decoded", "*"))
		if len(found) != 1 {
			t.Fatalf("got kept files %v, want one", found)
		}
		return found[0]
	}
	text := func(s *Set) string { return fmt.Sprint(s, s.Names, s.Skipped, s.Images.Data) }
	want := text(open(t, spec))
	first := kept()
	// A mark that only the kept file has shows that it is what is read.
	s := readDecoded(first, mustCheck(t, spec))
	s.From = "the kept file"
	if err := writeDecoded(first, s); err != nil {
		t.Fatal(err)
	}
	if got := open(t, spec); got.From != "the kept file" || fmt.Sprint(got.Images.Data) != fmt.Sprint(s.Images.Data) {
		t.Errorf("got a set from %q, want the kept one", got.From)
	}
	spec.Lo, spec.Hi = 0, 255 // other values of the same pixels
	if got := open(t, spec); got.From != "the kept file" || got.Images.Data[1] != 7 {
		t.Errorf("in another range: got %v from %q", got.Images.Data[:3], got.From)
	}
	spec.Lo, spec.Hi = -1, 1
	b, _ := os.ReadFile(first)
	b[len(b)/2] ^= 1
	os.WriteFile(first, b, 0o644)
	if got := open(t, spec); text(got) != want {
		t.Errorf("after damage: got %s", got)
	}
	changed := filepath.Join(dir, "3.png")
	if err := os.Chtimes(changed, time.Time{}, time.Unix(1, 0)); err != nil {
		t.Fatal(err)
	}
	os.Remove(first)
	if open(t, spec); kept() == first {
		t.Error("a changed source has the same kept file")
	}
}

func mustCheck(t *testing.T, s Spec) Spec {
	t.Helper()
	s, err := s.checked()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestLook(t *testing.T) {
	files := map[string][]byte{"bad.png": []byte("x"), "big.png": encode(t, "png", plainImage(9, 5, color.White))}
	for i := range 3 {
		files[fmt.Sprintf("%d.png", i)] = encode(t, "png", plainImage(4, 5, color.White))
	}
	s, err := Look(t.Context(), Spec{From: folder(t, files)}, true, nil)
	if err != nil {
		t.Fatal(err)
	}
	if s.Images != 5 || s.Looked != 5 || fmt.Sprint(s.Sizes) != "[{4 5 3} {9 5 1}]" || len(s.Bad) != 1 || s.Bad[0].File != "bad.png" {
		t.Errorf("got %+v", s)
	}
	s, err = Look(t.Context(), Spec{From: "testdata/cifar10", Loader: "cifar10"}, false, nil)
	if err != nil || s.Images != 12 || len(s.Classes) != 10 || s.Classes[0] != (ClassCount{"airplane", 2}) {
		t.Errorf("got %+v and %v", s, err)
	}
	s, err = Look(t.Context(), Spec{From: "testdata/celeba", Loader: "celeba"}, true, nil)
	if err != nil || fmt.Sprint(s.Classes) != "[{Male 3} {Smiling 3}]" || fmt.Sprint(s.Sizes) != "[{178 218 6}]" {
		t.Errorf("got %+v and %v", s, err)
	}
}
