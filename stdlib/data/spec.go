package data

import (
	"errors"
	"fmt"
	"slices"
)

// Spec says which images, how many, and how they are to come out. The zero value of
// a field means what its comment says.
type Spec struct {
	// From is a folder, a zip or tar file, a folder inside one
	// ("clothing.zip/clothing/train"), or the procedural set "scenes" (a folder of that
	// name is "./scenes"). A leading ~ is the home folder.
	From string
	// Loader names the official layout of a published set that From is in: one of
	// Loaders(). "scenes" reads From as a list of objects ("face, car"). Empty: any images.
	Loader string
	// Split is the part of a published set: "train", "val", "test", or empty for all.
	Split string
	// Take is the most images to read, from the front of the order; 0 for all.
	// Procedural sets, which have no end, then draw DefaultScenes.
	Take int
	// Skip leaves out as many images at the beginning, before Take counts; Until, if not 0, is the
	// number of the first image behind the part that is wanted. SkipShare and TakeShare say both as
	// shares, between 0 and 1, of the images there are; 0 for none. Unlike Take they count files, so
	// that SkipShare 0.8 and TakeShare 0.8 have no image in common even where some cannot be read.
	Skip, Until          int
	SkipShare, TakeShare float64
	// Shuffle puts the images into an order drawn by Seed before Skip and Take count.
	Shuffle bool
	// Class keeps only images of these classes, with commas between them; empty for all. Where an image
	// has several classes, as in CelebA, one of them is enough.
	Class string
	// Flip adds the mirror image of each image behind it, left to right.
	Flip bool
	// Crops adds as many random crops of each image behind it, at most maxCrops; CropSide, between 0 and 1, is their
	// width and height as a share of what Crop and CropBy give. Flip mirrors them too.
	Crops    int
	CropSide float64
	// H, W and C are the size of an image; C is 3 (colour) or 1 (grey), 0 for 3.
	H, W, C int
	// Crop is x0, y0, x1, y1 in pixels of the source, x1 and y1 not included; empty
	// for what CropBy says.
	Crop []int
	// CropBy is "centre", the largest centred crop of the aspect H:W; "whole", all of the
	// image, stretched; "pad", all of the image with white beside it; or what the authors of a published set marked in each image, "box"
	// or "landmarks", grown to the aspect.
	// Empty: what the loader does, else "centre".
	CropBy string
	// Filter is how a crop is resized: "bicubic", "bilinear", "lanczos" or "box", each widened when
	// shrinking. Empty: bicubic.
	Filter string
	// Lo and Hi are the values of black and white; both zero for -1 and 1.
	Lo, Hi float64
	// Seed chooses the draw of a procedural set, of an order, and of random crops.
	Seed uint64
	// Memory bounds the bytes of the images held in memory, 0 for 1 GiB. A larger set of
	// files streams: at most so many bytes of it are kept, with 8 bits a value, and the
	// rest is read again each time it is wanted.
	Memory int64
	// Cache is a folder, such as CacheDir's, in which a set that fits in memory is kept
	// after decoding; the next Open with the same Spec of unchanged files takes it from
	// there. Empty: every Open decodes.
	Cache string
}

// DefaultScenes is the number of images in a procedural set that names none.
const DefaultScenes = 1000

// defaultMemory is that of Spec.Memory: 87,000 images of 64x64x3 in the cache of a set
// that streams.
const defaultMemory = 1 << 30

func (s Spec) memory() int64 {
	if s.Memory > 0 {
		return s.Memory
	}
	return defaultMemory
}

// fits says whether n images may be held in memory, as float32.
func (s Spec) fits(n int) bool {
	return int64(n) <= s.memory()/(int64(s.H)*int64(s.W)*int64(s.C)*4)
}

// maxMemory bounds the pixels of a procedural set, 8 GiB: it is held in memory as float32.
const maxMemory = 8 << 30

// room says whether n images fit.
func (s Spec) room(n int) error {
	if each := int64(s.H) * int64(s.W) * int64(s.C) * 4; int64(n) > maxMemory/each {
		return fmt.Errorf("data: %s of %dx%dx%d need more than %d GiB of memory; write take %d, or ask for a smaller size",
			count(n, "image"), s.H, s.W, s.C, maxMemory>>30, maxMemory/each)
	}
	return nil
}

// maxCrops bounds the random crops of an image.
const maxCrops = 100

// maxSide bounds the size of an image handed to a network.
const maxSide = 4096

// checked is s with its defaults filled in, or what is wrong with it.
func (s Spec) checked() (Spec, error) {
	if s.C == 0 {
		s.C = 3
	}
	if s.Lo == 0 && s.Hi == 0 {
		s.Lo, s.Hi = -1, 1
	}
	if s.Filter == "" {
		s.Filter = "bicubic"
	}
	switch {
	case filters[s.Filter].at == nil:
		return s, fmt.Errorf("data: got filter %q, want bicubic, bilinear, lanczos or box", s.Filter)
	case s.H < 1 || s.W < 1 || s.H > maxSide || s.W > maxSide:
		return s, fmt.Errorf("data: got size %dx%d, want each side between 1 and %d", s.H, s.W, maxSide)
	case s.C != 1 && s.C != 3:
		return s, fmt.Errorf("data: got %d channels, want 3 (colour) or 1 (grey)", s.C)
	case !(s.Lo < s.Hi) || s.Hi-s.Lo > 1e6:
		return s, fmt.Errorf("data: got range %g..%g, want the first below the second, e.g. -1..1", s.Lo, s.Hi)
	case s.Memory < 0:
		return s, fmt.Errorf("data: got a memory of %d bytes, want 0 or more", s.Memory)
	case s.Take < 0:
		return s, fmt.Errorf("data: got take %d, want a number of images, or 0 for all", s.Take)
	case s.Skip < 0 || s.Until < 0 || s.Until > 0 && s.Until <= s.Skip:
		return s, fmt.Errorf("data: got skip %d and until %d, want 0 or more, the first below the second", s.Skip, s.Until)
	case !(s.SkipShare >= 0 && s.SkipShare < 1) || !(s.TakeShare >= 0 && s.TakeShare < 1):
		return s, fmt.Errorf("data: got shares %g to skip and %g to take, want each from 0 to below 1", s.SkipShare, s.TakeShare)
	case (s.Loader == "scenes" || s.Loader == "" && s.From == "scenes") && (s.Skip > 0 || s.Until > 0 || s.SkipShare > 0 || s.TakeShare > 0 || s.Shuffle || s.Class != "" || s.Flip || s.Crops > 0):
		return s, errors.New("data: scenes are drawn for the purpose: they have no part to skip, no order, no mirror images and no crops; another seed draws others")
	case s.Crops < 0 || s.Crops > maxCrops || s.Crops > 0 && !(s.CropSide > 0 && s.CropSide < 1):
		return s, fmt.Errorf("data: got %d crops of side %g, want at most %d, of a side between 0 and 1, a share of the image", s.Crops, s.CropSide, maxCrops)
	case s.Split != "" && s.Loader == "":
		return s, fmt.Errorf("data: got split %s without a loader; only the loader of a published set knows its parts", s.Split)
	case !slices.Contains([]string{"", "train", "val", "test"}, s.Split):
		return s, fmt.Errorf("data: got split %q, want train, val, test, or none for all", s.Split)
	case !slices.Contains([]string{"", "centre", "whole", "pad", "box", "landmarks"}, s.CropBy):
		return s, fmt.Errorf("data: got a crop by %q, want centre, whole, pad, box or landmarks", s.CropBy)
	case (s.CropBy == "box" || s.CropBy == "landmarks") && s.Loader == "":
		return s, fmt.Errorf("data: got a crop by %s without a loader; only the loader of a published set knows what is in its images", s.CropBy)
	case s.CropBy != "" && len(s.Crop) != 0:
		return s, fmt.Errorf("data: got a crop in pixels and one by %s, want one of them", s.CropBy)
	case len(s.Crop) != 0 && len(s.Crop) != 4:
		return s, fmt.Errorf("data: got a crop of %d numbers, want x0, y0, x1, y1", len(s.Crop))
	}
	if len(s.Crop) == 4 {
		if c := s.Crop; c[0] < 0 || c[1] < 0 || c[2] <= c[0] || c[3] <= c[1] {
			return s, fmt.Errorf("data: got crop %d, %d, %d, %d, want x0 < x1 and y0 < y1, none negative", c[0], c[1], c[2], c[3])
		}
	}
	return s, nil
}

// lookup is the pixel value of each of the 256 grey levels.
func (s Spec) lookup() *[256]float32 {
	var t [256]float32
	for i := range t {
		t[i] = float32(s.Lo + (s.Hi-s.Lo)*float64(i)/255)
	}
	return &t
}
