package data

import (
	"cmp"
	"context"
	"fmt"
	"image"
	"maps"
	"slices"
	"strings"
)

// Survey says what a source of images holds.
type Survey struct {
	From    string
	Images  int         // pictures the source lists
	Looked  int         // of them, decoded for this survey
	Sizes   []SizeCount // of those decoded, as stored, the most frequent first
	Classes []ClassCount
	Skipped []Skip // what will not be read, by its name or kind
	Bad     []Skip // of those decoded, what could not be, and why
}

// SizeCount is how many pictures have a size.
type SizeCount struct{ W, H, N int }

// ClassCount is how many pictures are of a class, by name.
type ClassCount struct {
	Class string
	N     int
}

// surveySample is how many pictures a survey looks at that is not to see all.
const surveySample = 256

// Look surveys the images s names; H and W may be 0. With all it decodes every picture,
// else a few hundred, spread evenly, uncropped unless s says how. A damaged picture is counted, not an error.
func Look(ctx context.Context, s Spec, all bool, progress func(done, total int)) (*Survey, error) {
	if s.H == 0 && s.W == 0 {
		s.H, s.W = 64, 64 // checked wants a size; what is stored decides here
	}
	if s.CropBy == "" && len(s.Crop) == 0 {
		s.CropBy = "centre" // whole pictures: their sizes are asked for
	}
	s, err := s.checked()
	if err != nil {
		return nil, err
	}
	if s.Loader == "scenes" || s.Loader == "" && s.From == "scenes" {
		return nil, fmt.Errorf("data: scenes are drawn when they are asked for; there is nothing to look at")
	}
	src, _, err := source(ctx, s)
	if err != nil {
		return nil, err
	}
	defer src.close()
	out := &Survey{From: s.From, Images: src.len(), Skipped: src.skipped()}
	if s.Take > 0 {
		out.Images = min(out.Images, s.Take)
	}
	out.Looked = out.Images
	if !all {
		out.Looked = min(out.Looked, surveySample)
	}
	if progress == nil {
		progress = func(int, int) {}
	}
	tick := throttle(progress, out.Looked)
	at := func(k int) int { return k * out.Images / out.Looked }
	sizes, fails := make([]image.Point, out.Looked), make([]error, out.Looked)
	err = each(ctx, out.Looked, func(k int) {
		img, err := tryPicture(src, at(k))
		if fails[k] = err; err == nil {
			sizes[k] = img.Bounds().Size()
		}
	}, tick)
	if err != nil {
		return nil, err
	}
	bySize, byClass := map[image.Point]int{}, map[string]int{}
	for k, err := range fails {
		if err != nil {
			out.Bad = append(out.Bad, Skip{src.name(at(k)), plain(err)})
			continue
		}
		bySize[sizes[k]]++
	}
	many := manyLabels(src)
	for i := range out.Images {
		words := []string{labelOf(src, i)}
		if many {
			words = strings.Fields(words[0])
		}
		for _, class := range words {
			if class != "" {
				byClass[class]++
			}
		}
	}
	for _, p := range slices.SortedFunc(maps.Keys(bySize), func(a, b image.Point) int {
		return cmp.Or(bySize[b]-bySize[a], a.X-b.X, a.Y-b.Y)
	}) {
		out.Sizes = append(out.Sizes, SizeCount{p.X, p.Y, bySize[p]})
	}
	names := slices.SortedFunc(maps.Keys(byClass), func(a, b string) int {
		if naturalLess(a, b) {
			return -1
		}
		return 1
	})
	for _, class := range names {
		out.Classes = append(out.Classes, ClassCount{class, byClass[class]})
	}
	return out, nil
}

// tryPicture decodes picture i; a decoder that panics found it damaged.
func tryPicture(src pictures, i int) (img image.Image, err error) {
	defer func() {
		if r := recover(); r != nil {
			img, err = nil, fmt.Errorf("is damaged: %v", r)
		}
	}()
	return src.picture(i)
}
