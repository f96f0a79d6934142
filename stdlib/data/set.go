package data

import (
	"fmt"
	"strings"

	"github.com/andor-kernel/andor/stdlib/tensor"
)

// Set is a list of images of one shape, in a fixed order.
type Set struct {
	// Images is (N, H, W, C), pixels in Range; nil where the set streams from its
	// source. Code that trains calls Batch instead, which works for both.
	Images *tensor.Tensor
	// Names has one entry an image: its path inside the folder or archive, or
	// "scene 17".
	Names []string
	// Labels is the class of each image, "" where it has none; nil if the source knows no
	// classes.
	Labels []string
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

	shape  [3]int  // H, W, C
	stream *stream // nil for a set in memory
	absent error   // nil for a set that is there
}

// Len is the number of images, N.
func (s *Set) Len() int { return len(s.Names) }

// Shape is the size of one image.
func (s *Set) Shape() (h, w, c int) {
	return s.shape[0], s.shape[1], s.shape[2]
}

// Memory is the bytes the set holds at most: of all its images, or of the cache of a
// set that streams.
func (s *Set) Memory() int64 {
	if s.stream != nil {
		return s.stream.stats.Bound
	}
	if s.Images == nil {
		return 0
	}
	return 4 * int64(len(s.Images.Data))
}

// Streams says whether the set is read anew from its source while it is used, because
// it is larger than the memory it may take. Its Images is nil.
func (s *Set) Streams() bool { return s.stream != nil }

// Stream says what streaming has cost so far; all zero for a set in memory.
func (s *Set) Stream() StreamStats {
	if s.stream == nil {
		return StreamStats{}
	}
	s.stream.mu.Lock()
	defer s.stream.mu.Unlock()
	stats := s.stream.stats
	stats.Damaged = len(s.stream.bad)
	return stats
}

// Damaged lists the pictures of a set that streams which turned out unreadable; the
// next whole picture stands in the place of each. More may be found as the set is used.
func (s *Set) Damaged() []Skip {
	if s.stream == nil {
		return nil
	}
	return s.stream.damaged()
}

// Ahead says which images Batch will be asked for next, in their order, so that a set
// that streams decodes them meanwhile; at most the first 1024 are. Each call replaces
// the one before. It returns at once, and does nothing for a set in memory.
func (s *Set) Ahead(index []int) {
	if s.stream != nil {
		s.stream.want(index)
	}
}

// Batch copies the images named by index, in that order and with repetitions as
// they come, into the first len(index) rows of dst, which is (M, H, W, C) with
// M >= len(index). An index outside 0..Len()-1 or a dst of another shape is an error,
// and dst is then untouched. A set that streams may also fail where its source does.
func (s *Set) Batch(index []int, dst *tensor.Tensor) error {
	h, w, c := s.Shape()
	if err := checkBatch(index, s.Len(), dst, h, w, c); err != nil {
		return err
	}
	if s.absent != nil {
		return s.absent
	}
	if s.stream != nil {
		return s.stream.batch(index, dst)
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

// Image is a copy of image i, (H, W, C). It panics if i is out of range, or if a set that
// streams cannot read its source any more.
func (s *Set) Image(i int) *tensor.Tensor {
	if i < 0 || i >= s.Len() {
		panic(fmt.Sprintf("data: Image(%d): the set has %d images", i, s.Len()))
	}
	h, w, c := s.Shape()
	x := tensor.New(1, h, w, c)
	if err := s.Batch([]int{i}, x); err != nil {
		panic(fmt.Sprintf("data: Image(%d): %v", i, err))
	}
	return x.Row(0)
}

// String is one line for people: how many images, of which size, from where, what
// was left out.
func (s *Set) String() string {
	h, w, c := s.Shape()
	var b strings.Builder
	fmt.Fprintf(&b, "%s of %dx%dx%d from %s", count(s.Len(), "image"), h, w, c, s.From)
	if s.stream != nil {
		fmt.Fprintf(&b, ", streamed through %d MiB of memory", s.Memory()>>20)
	}
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
	if bad := s.Damaged(); len(bad) > 0 {
		fmt.Fprintf(&b, "; %s damaged and replaced by the next (%s: %s)", count(len(bad), "file"), bad[0].File, bad[0].Reason)
	}
	return b.String()
}
