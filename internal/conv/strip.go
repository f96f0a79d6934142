package conv

// A strip is a part of a batch small enough for the second-level cache: some rows of one
// image, or some whole images. Its input is copied with its surroundings, upsampled and with
// zeros outside the image, so that the inner loops know no edges: the rows of the left-hand
// matrix of any strip lie at the same offsets from the start of the copy.
type strip struct {
	h, w, c, kernel, up int // of the image to convolve, before upsampling
	rows, images        int // output rows of a strip, or whole images (rows is h*up then)
	perImage            int // strips an image takes, 1 when images > 1
	stride              int // floats of a padded row
	plane               int // floats of one image's padded rows
	offsets             []int32
	positions           int // output positions of a full strip
}

// newStrip divides (n, h, w, c) into strips of about the given number of floats. Their rows
// are a multiple of step, but for the last ones of an image.
func newStrip(n, h, w, c, kernel, up, step, floats int) *strip {
	s := &strip{h: h, w: w, c: c, kernel: kernel, up: up, images: 1}
	s.stride = (w*up + kernel - 1) * c
	rows := max(1, floats/s.stride-(kernel-1))
	s.rows = min(rows, h*up)
	if s.rows == h*up {
		s.images = max(1, min(n, floats/(s.stride*(h*up+kernel-1))))
	}
	s.perImage = (h*up + s.rows - 1) / s.rows
	s.rows = (h*up + s.perImage - 1) / s.perImage
	s.rows = (s.rows + step - 1) / step * step
	s.perImage = (h*up + s.rows - 1) / s.rows
	s.plane = s.stride * (s.rows + kernel - 1)
	s.positions = s.images * s.rows * w * up
	s.offsets = make([]int32, kernel*s.positions)
	for t := range kernel {
		for m := range s.positions {
			img, r, x := m/(s.rows*w*up), m/(w*up)%s.rows, m%(w*up)
			s.offsets[t*s.positions+m] = int32(4 * (img*s.plane + (r+t)*s.stride + x*c))
		}
	}
	return s
}

// floats is the size of the copy.
func (s *strip) floats() int { return s.images * s.plane }

// count is the number of strips of n examples.
func (s *strip) count(n int) int {
	if s.perImage > 1 {
		return n * s.perImage
	}
	return (n + s.images - 1) / s.images
}

// at gives the first image, the first output row and the extent of strip i of n examples.
func (s *strip) at(i, n int) (image, row, images, rows int) {
	if s.perImage > 1 {
		row = i % s.perImage * s.rows
		return i / s.perImage, row, 1, min(s.rows, s.h*s.up-row)
	}
	image = i * s.images
	return image, 0, min(s.images, n-image), s.h * s.up
}

// fill copies strip i with its surroundings into dst.
func (s *strip) fill(dst, x []float32, i, n int) {
	image, row, images, rows := s.at(i, n)
	half := s.kernel / 2
	for b := range images {
		for r := range rows + s.kernel - 1 {
			d := dst[b*s.plane+r*s.stride:][:s.stride]
			y := row + r - half
			if y < 0 || y >= s.h*s.up {
				clear(d)
				continue
			}
			src := x[((image+b)*s.h+y/s.up)*s.w*s.c:][:s.w*s.c]
			clear(d[:half*s.c])
			clear(d[len(d)-half*s.c:])
			d = d[half*s.c:]
			if s.up == 1 {
				copy(d, src)
				continue
			}
			for p := range s.w {
				v := src[p*s.c : (p+1)*s.c]
				for u := range s.up {
					copy(d[(p*s.up+u)*s.c:], v)
				}
			}
		}
	}
}
