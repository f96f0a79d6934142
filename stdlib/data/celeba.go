package data

import (
	"context"
	"fmt"
	"image"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// celebaFolder is the folder of the aligned faces in the official distribution (Liu
// et al., "Deep Learning Face Attributes in the Wild", ICCV 2015).
const celebaFolder = "img_align_celeba"

// celebaWidth is the width of an official aligned image, 178x218.
const celebaWidth = 178

// openCelebA reads the aligned faces of CelebA: From is img_align_celeba.zip, a folder
// that holds it or its unpacked folder, or a smaller copy of the set with the official
// names. Without a crop of its own the face is cut out as x 24..152, y 56..184 of the
// 178x218 pixels, scaled to the size found.
func openCelebA(ctx context.Context, s Spec, progress func(done, total int)) (*Set, error) {
	l, err := list(ctx, celebaPlace(s.From))
	if err != nil {
		return nil, err
	}
	if path.Base(filepath.ToSlash(l.where)) != celebaFolder {
		l.keep(func(name string) bool { return strings.Contains("/"+name, "/"+celebaFolder+"/") })
	}
	if len(l.names) == 0 {
		l.close()
		return nil, fmt.Errorf(`data: celeba: %q holds no images under %s/; name the folder or zip file of the official distribution, or write from %q to read any images`,
			s.From, celebaFolder, s.From)
	}
	crop := s.cropper()
	if len(s.Crop) == 0 {
		crop = func(w, h int) (image.Rectangle, error) { return celebaCrop(w, h, s.W, s.H) }
	}
	set, err := load(ctx, s, listed{l}, crop, progress)
	if err != nil {
		return nil, err
	}
	set.From = "CelebA, " + s.From
	return set, nil
}

// celebaPlace finds the faces in a folder that holds the distribution: unpacked, or
// still in its zip file. Any other place stands for itself.
func celebaPlace(from string) string {
	full := expandHome(from)
	for _, sub := range []string{celebaFolder, "Img/" + celebaFolder, celebaFolder + ".zip", "Img/" + celebaFolder + ".zip"} {
		p := filepath.Join(full, filepath.FromSlash(sub))
		if _, err := os.Stat(p); err == nil {
			return p
		}
	}
	return from
}

// celebaCrop is the square around the face, cut to the aspect w:h if that is not
// square.
func celebaCrop(imageW, imageH, w, h int) (image.Rectangle, error) {
	scaled := func(v int) int { return (v*imageW + celebaWidth/2) / celebaWidth }
	r := image.Rect(scaled(24), scaled(56), scaled(152), scaled(184))
	if !r.In(image.Rect(0, 0, imageW, imageH)) {
		return r, fmt.Errorf("is %dx%d pixels, not of the shape of an aligned face (178x218)", imageW, imageH)
	}
	return centred(r, w, h), nil
}

// keep drops the files that ok refuses.
func (l *listing) keep(ok func(name string) bool) {
	var names []string
	for _, n := range l.names {
		if ok(n) {
			names = append(names, n)
		} else {
			l.others++
		}
	}
	l.names = names
}
