package data

import (
	"context"
	"errors"
	"fmt"
	"image"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// celebaWidth is the width of an official aligned image, 178x218.
const celebaWidth = 178

var celebaLoader = loader{word: "celeba", title: "CelebA", path: "PATH", open: openCelebA,
	doc: "CelebA, 202,599 faces: img_align_celeba.zip or its folder, with the list_*.txt files beside it where split or crop need them. Cut to the face unless crop says otherwise."}

// openCelebA reads CelebA (Liu et al., "Deep Learning Face Attributes in the Wild", ICCV
// 2015): From is img_align_celeba.zip, a folder that holds it or its unpacked folder, or a
// smaller copy of the set with the official names. The aligned images are read; those in
// the wild if From is the folder img_celeba.
//
// Without a crop of its own the face is cut out as x 24..152, y 56..184 of the 178x218
// pixels, scaled to the size found. The label of an image is its attributes, if
// list_attr_celeba.txt is there; the other list_*.txt files are read only for split, crop
// landmarks and crop box. Kaggle's copies of these lists, which end in .csv, do as well.
func openCelebA(ctx context.Context, s Spec) (pictures, cropper, error) {
	d, err := openDistribution(s)
	if err != nil {
		return nil, nil, err
	}
	if below := filepath.Join(d.dir, "celeba"); d.file == "" && d.inside("img_align_celeba") == "" && d.inside("img_align_celeba.zip") == "" {
		if info, err := os.Stat(below); err == nil && info.IsDir() { // where torchvision puts it
			d.dir, s.From = below, s.From+"/celeba"
		}
	}
	wild := strings.HasPrefix(path.Base(path.Clean(strings.ReplaceAll(s.From, `\`, "/"))), "img_celeba")
	folder := "img_align_celeba"
	if wild {
		folder = "img_celeba"
	}
	place := s.From
	if d.file == "" {
		for _, sub := range []string{folder, "Img/" + folder, folder + ".zip", "Img/" + folder + ".zip"} {
			if p := (distribution{dir: d.dir}).inside(sub); p != "" {
				place = p
				break
			}
		}
	}
	l, err := list(ctx, place)
	if err != nil {
		return nil, nil, err
	}
	if path.Base(strings.ReplaceAll(place, `\`, "/")) != folder {
		l.keep(func(name string) bool { return strings.Contains("/"+name, "/"+folder+"/") })
	}
	if len(l.names) == 0 {
		l.close()
		return nil, nil, fmt.Errorf(`data: celeba: %q holds no images under %s/; name the folder or zip file of the official distribution, or write from %q to read any images`,
			s.From, folder, s.From)
	}
	c := &chosen{pictures: listed{l}, index: identity(len(l.names)), w: s.W, h: s.H}
	if err := d.celebaSplit(c, s.Split); err != nil {
		l.close()
		return nil, nil, err
	}
	if err := d.celebaAttributes(c); err != nil {
		l.close()
		return nil, nil, err
	}
	crop := s.cropper()
	switch {
	case s.CropBy == "landmarks" || s.CropBy == "box":
		if err := d.celebaFrames(c, s.CropBy, wild); err != nil {
			l.close()
			return nil, nil, err
		}
	case len(s.Crop) == 0 && s.CropBy == "" && !wild:
		crop = func(w, h int) (image.Rectangle, error) { return celebaCrop(w, h, s.W, s.H) }
	}
	return c, crop, nil
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

// celebaSplit keeps the images of one partition.
func (d distribution) celebaSplit(c *chosen, split string) error {
	if split == "" {
		return nil
	}
	file, err := d.need("split reads", "list_eval_partition.txt", "Eval/list_eval_partition.txt", "list_eval_partition.csv")
	if err != nil {
		return err
	}
	rows, err := d.table(file, false, 1)
	if err != nil {
		return err
	}
	want, of := map[string]string{"train": "0", "val": "1", "test": "2"}[split], byName(rows)
	var index []int
	for _, i := range c.index {
		r, ok := of[path.Base(c.pictures.name(i))]
		if !ok {
			return d.fail(file, fmt.Errorf("has no row for the image %s; check that both are of one set", c.pictures.name(i)))
		}
		if p := r.words[0]; p != "0" && p != "1" && p != "2" {
			return d.fail(file, fmt.Errorf("puts %s into partition %q, want 0, 1 or 2", r.name, p))
		}
		if r.words[0] == want {
			index = append(index, i)
		}
	}
	if len(index) == 0 {
		return d.fail(file, fmt.Errorf("puts none of the %s into %s", count(c.pictures.len(), "image"), split))
	}
	c.index = index
	return nil
}

// celebaAttributes takes for the label of an image the attributes it has, "Male Smiling",
// if list_attr_celeba.txt is there.
func (d distribution) celebaAttributes(c *chosen) error {
	file := d.path("list_attr_celeba.txt", "Anno/list_attr_celeba.txt", "list_attr_celeba.csv")
	if file == "" {
		return nil
	}
	signs := map[string]string{} // of each image, one byte an attribute
	var wrong error
	headings, err := d.eachRow(file, true, 0, func(r row) {
		b := make([]byte, len(r.words))
		for i, w := range r.words {
			if w == "" {
				w = "?"
			}
			if b[i] = w[0]; w != "1" && w != "-1" && w != "0" {
				wrong = fmt.Errorf("says %q of %s, want 1 or -1", w, r.name)
			}
		}
		signs[r.name] = string(b)
	})
	if err == nil && wrong != nil {
		err = d.fail(file, wrong)
	}
	if err != nil {
		return err
	}
	c.class, c.many = make([]string, len(c.index)), true
	for k, i := range c.index {
		s, ok := signs[path.Base(c.pictures.name(i))]
		if !ok {
			return d.fail(file, fmt.Errorf("has no row for the image %s; check that both are of one set", c.pictures.name(i)))
		}
		var has []string
		for j, sign := range []byte(s) {
			if sign == '1' {
				has = append(has, headings[j])
			}
		}
		c.class[k] = strings.Join(has, " ")
	}
	return nil
}

// celebaFrames marks the face of each image.
//
// By landmarks it is a square around the middle between eyes and mouth, as wide as 1.9
// times the distance of the two or 2.4 times that of the eyes, whichever is more: from
// brow to chin. In smaller copies of the aligned images the marks scale with the width.
func (d distribution) celebaFrames(c *chosen, by string, wild bool) error {
	names, columns := []string{"list_landmarks_align_celeba.txt", "Anno/list_landmarks_align_celeba.txt", "list_landmarks_align_celeba.csv"}, 10
	switch {
	case by == "box" && !wild:
		return errors.New("data: celeba: the boxes of list_bbox_celeba.txt lie in the images in the wild (img_celeba), not in the aligned ones; write crop landmarks, or leave crop out")
	case by == "box":
		names, columns = []string{"list_bbox_celeba.txt", "Anno/list_bbox_celeba.txt", "list_bbox_celeba.csv"}, 4
	case wild:
		names = []string{"list_landmarks_celeba.txt", "Anno/list_landmarks_celeba.txt", "list_landmarks_celeba.csv"}
	}
	file, err := d.need("crop "+by+" reads", names...)
	if err != nil {
		return err
	}
	rows, err := d.table(file, true, columns)
	if err != nil {
		return err
	}
	of := byName(rows)
	c.frame, c.fit = make([]image.Rectangle, len(c.index)), true
	if !wild {
		c.width = celebaWidth
	}
	for k, i := range c.index {
		r, ok := of[path.Base(c.pictures.name(i))]
		if !ok {
			return d.fail(file, fmt.Errorf("has no row for the image %s; check that both are of one set", c.pictures.name(i)))
		}
		v, err := r.numbers()
		if err != nil {
			return d.fail(file, err)
		}
		if by == "box" {
			c.frame[k] = image.Rect(v[0], v[1], v[0]+v[2], v[1]+v[3])
		} else {
			c.frame[k] = faceOf(v)
		}
	}
	return nil
}

// faceOf is the square of a face with these landmarks: x and y of left eye, right eye,
// nose, left and right corner of the mouth.
func faceOf(v []int) image.Rectangle {
	eyeX, eyeY := (v[0]+v[2])/2, (v[1]+v[3])/2
	mouthX, mouthY := (v[6]+v[8])/2, (v[7]+v[9])/2
	long := max(abs(mouthY-eyeY), abs(mouthX-eyeX))
	wide := max(abs(v[2]-v[0]), abs(v[3]-v[1]))
	half := max(19*long, 24*wide, 20) / 20
	x, y := (eyeX+mouthX)/2, (eyeY+mouthY)/2
	return image.Rect(x-half, y-half, x+half, y+half)
}

func abs(v int) int {
	if v < 0 {
		return -v
	}
	return v
}
