package data

import (
	"fmt"
	"strings"

	"github.com/andor-kernel/andor/stdlib/tensor"
)

// Set is a list of images of one shape, in a fixed order.
type Set struct {
	// Images is (N, H, W, C), pixels in Range. Code that trains should call Batch
	// instead, which a set too large for memory answers as well.
	Images *tensor.Tensor
	// Names has one entry an image: its path inside the folder or archive, or
	// "scene 17".
	Names []string
	// Skipped lists the files left out, in their order, with the reason.
	Skipped []Skip
	// Parse is the true parse tree of each image; nil but for procedural sets.
	Parse []Scene
	// From says in words where the images come from.
	From string
	// Wanted is the number asked for by Spec.Take, 0 for all there are. Len is
	// smaller when the source holds fewer readable images.
	Wanted int
	// Range is the pixel value of black and of white.
	Range [2]float64
}

// Skip is a file that was left out.
type Skip struct {
	File   string // its path inside the folder or archive
	Reason string // "is 0 bytes long", "png: invalid format: bad IHDR length"
}

// Len is the number of images, N.
func (s *Set) Len() int { return s.Images.Shape[0] }

// Shape is the size of one image.
func (s *Set) Shape() (h, w, c int) {
	return s.Images.Shape[1], s.Images.Shape[2], s.Images.Shape[3]
}

// Batch copies the images named by index, in that order and with repetitions as
// they come, into the first len(index) rows of dst, which is (M, H, W, C) with
// M >= len(index). An index outside 0..Len()-1 or a dst of another shape is an error,
// and dst is then untouched.
func (s *Set) Batch(index []int, dst *tensor.Tensor) error {
	h, w, c := s.Shape()
	if err := checkBatch(index, s.Len(), dst, h, w, c); err != nil {
		return err
	}
	size := h * w * c
	for row, i := range index {
		copy(dst.Data[row*size:(row+1)*size], s.Images.Data[i*size:(i+1)*size])
	}
	return nil
}

func checkBatch(index []int, n int, dst *tensor.Tensor, h, w, c int) error {
	if dst == nil || len(dst.Shape) != 4 || dst.Shape[0] < len(index) ||
		dst.Shape[1] != h || dst.Shape[2] != w || dst.Shape[3] != c || len(dst.Data) != dst.Len() {
		var got []int
		if dst != nil {
			got = dst.Shape
		}
		return fmt.Errorf("data: batch: got a destination of shape %v, want at least (%d, %d, %d, %d)",
			got, len(index), h, w, c)
	}
	for _, i := range index {
		if i < 0 || i >= n {
			return fmt.Errorf("data: batch: got index %d, want 0..%d", i, n-1)
		}
	}
	return nil
}

// Image is a copy of image i, (H, W, C). It panics if i is out of range.
func (s *Set) Image(i int) *tensor.Tensor {
	if i < 0 || i >= s.Len() {
		panic(fmt.Sprintf("data: Image(%d): the set has %d images", i, s.Len()))
	}
	return s.Images.Row(i).Clone()
}

// String is one line for people: how many images, of which size, from where, what
// was left out.
func (s *Set) String() string {
	h, w, c := s.Shape()
	var b strings.Builder
	fmt.Fprintf(&b, "%s of %dx%dx%d from %s", count(s.Len(), "image"), h, w, c, s.From)
	if s.Wanted > s.Len() {
		fmt.Fprintf(&b, "; %s asked for, the source has no more", thousands(s.Wanted))
	}
	if n := len(s.Skipped); n > 0 {
		fmt.Fprintf(&b, "; %s skipped (%s: %s", count(n, "file"), s.Skipped[0].File, s.Skipped[0].Reason)
		if n > 1 {
			b.WriteString(", ...")
		}
		b.WriteString(")")
	}
	return b.String()
}

// count is "1 file" or "8,144 files".
func count(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return thousands(n) + " " + noun
}

// thousands writes n with a comma before each group of three digits.
func thousands(n int) string {
	t := fmt.Sprint(n)
	for i := len(t) - 3; i > 0 && t[i-1] != '-'; i -= 3 {
		t = t[:i] + "," + t[i:]
	}
	return t
}
