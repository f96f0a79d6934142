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

	"github.com/andor-kernel/andor/stdlib/data/internal/matfile"
)

var carsLoader = loader{word: "cars", title: "Stanford Cars", path: "DIR", open: openCars,
	doc: "Stanford Cars, 16,185 images: cars_train.tgz, cars_test.tgz and the devkit, or car_ims.tgz and cars_annos.mat. Cut to the box unless crop says otherwise."}

// openCars reads Stanford Cars (Krause et al., "3D Object Representations for Fine-Grained
// Categorization", 2013), in either of its distributions: cars_train.tgz, cars_test.tgz
// and car_devkit.tgz, or car_ims.tgz and cars_annos.mat, unpacked or not. From is their
// folder, or one of the archives.
//
// Without a crop of its own each image is cut to the box around its car, grown to the
// wanted aspect inside the image. Train comes before test, each in the order of its file
// names, so that `take 16000` are the first 16 thousand.
func openCars(ctx context.Context, s Spec) (pictures, cropper, error) {
	d, err := openDistribution(s)
	if err != nil {
		return nil, nil, err
	}
	if s.Split == "val" {
		return nil, nil, noSplit(s, "train and test")
	}
	if s.CropBy == "landmarks" {
		return nil, nil, errors.New("data: cars: no landmarks are marked in cars; write crop box, or leave crop out")
	}
	boxes := s.CropBy == "box" || s.CropBy == "" && len(s.Crop) == 0
	if d.path("car_ims.tgz", "car_ims") != "" && d.path("cars_train.tgz", "cars_train") == "" {
		p, err := d.combinedCars(ctx, s, boxes)
		return p, s.cropper(), err
	}
	var all joined
	for _, part := range []string{"train", "test"} {
		only := s.Split
		if d.file != "" && only == "" && strings.HasPrefix(d.file, "cars_") {
			only = strings.TrimPrefix(strings.SplitN(d.file, ".", 2)[0], "cars_")
		}
		if only != "" && only != part {
			continue
		}
		p, err := d.carsPart(ctx, s, part, boxes)
		if err != nil {
			for _, q := range all {
				q.close()
			}
			return nil, nil, err
		}
		all = append(all, p)
	}
	if len(all) == 0 {
		return nil, nil, fmt.Errorf("data: cars: %q is none of cars_train.tgz, cars_test.tgz and car_ims.tgz", s.From)
	}
	return all, s.cropper(), nil
}

// carsPart is the training or the test images with what the devkit says of them.
func (d distribution) carsPart(ctx context.Context, s Spec, part string, boxes bool) (pictures, error) {
	folder := "cars_" + part
	place, err := d.need("holds the images for "+part, folder, folder+".tgz", folder+".tar")
	if err != nil {
		return nil, err
	}
	kit := d.path("devkit", "car_devkit", "car_devkit.tgz", "cars_devkit.tgz")
	if kit == "" && boxes {
		return nil, fmt.Errorf("data: cars: %q holds no car_devkit.tgz or devkit, which has the boxes; add it, or write crop centre to do without", d.from)
	}
	l, err := list(ctx, place)
	if err != nil {
		return nil, err
	}
	if len(l.names) == 0 {
		l.close()
		return nil, d.fail(place, errors.New("holds no images"))
	}
	c := &chosen{pictures: listed{l}, index: identity(len(l.names)), w: s.W, h: s.H}
	if kit != "" {
		// The labels of the test images are published apart, under a longer name.
		notes, err := d.devkit(ctx, kit, "cars_"+part+"_annos_withlabels.mat", "cars_"+part+"_annos.mat")
		var classes map[string]*matfile.Array
		if err == nil {
			classes, err = d.devkit(ctx, kit, "cars_meta.mat")
		}
		if err == nil {
			err = d.annotate(c, kit, notes["annotations"], classes["class_names"], boxes)
		}
		if err != nil {
			l.close()
			return nil, err
		}
	}
	return c, nil
}

// devkit reads the first of the MAT-files that a folder or an archive holds.
func (d distribution) devkit(ctx context.Context, kit string, names ...string) (map[string]*matfile.Array, error) {
	l, err := list(ctx, kit)
	if err != nil {
		return nil, err
	}
	defer l.close()
	for _, want := range names {
		places := []string{filepath.Join(filepath.Dir(kit), want)} // beside the kit, as torchvision has it
		if info, err := os.Stat(places[0]); err == nil && info.Mode().IsRegular() {
			return d.mat(places[0])
		}
		for _, name := range l.extra {
			if path.Base(name) == want {
				b, err := l.read(name)
				if err != nil {
					return nil, d.fail(kit, fmt.Errorf("%s: %w", name, err))
				}
				v, err := matfile.Read(b)
				if err != nil {
					return nil, d.fail(name, fmt.Errorf("%w; fetch it again", err))
				}
				return v, nil
			}
		}
	}
	return nil, d.fail(kit, fmt.Errorf("holds no %s", names[len(names)-1]))
}

// mat reads a MAT-file.
func (d distribution) mat(file string) (map[string]*matfile.Array, error) {
	b, err := d.read(file)
	if err != nil {
		return nil, err
	}
	v, err := matfile.Read(b)
	if err != nil {
		return nil, d.fail(file, fmt.Errorf("%w; fetch it again", err))
	}
	return v, nil
}

// annotate gives each image of c its box and class. Each image must have an annotation;
// more annotations than images are allowed, for smaller copies.
func (d distribution) annotate(c *chosen, file string, notes, names *matfile.Array, boxes bool) error {
	if notes == nil || notes.Class != matfile.Struct {
		return d.fail(file, errors.New("holds no structure annotations"))
	}
	key := "fname"
	if notes.Fields[key] == nil {
		key = "relative_im_path"
	}
	of := map[string]int{}
	for i, a := range notes.Fields[key] {
		if a != nil {
			of[path.Base(a.Text)] = i
		}
	}
	c.class = make([]string, len(c.index))
	if boxes {
		c.frame, c.fit = make([]image.Rectangle, len(c.index)), true
	}
	for k, i := range c.index {
		name := c.pictures.name(i)
		note, ok := of[path.Base(name)]
		if !ok {
			return d.fail(file, fmt.Errorf("has no annotation of the image %s; check that both are of one set", name))
		}
		number := func(field string) int {
			if f := notes.Fields[field]; note < len(f) {
				if v, ok := f[note].Number(0); ok && v >= 0 && v < 1<<20 {
					return int(v)
				}
			}
			return -1
		}
		if class := number("class"); class > 0 {
			if names == nil || class > len(names.Cells) {
				return d.fail(file, fmt.Errorf("puts %s into class %d, but there are %d names of classes", name, class, cells(names)))
			}
			c.class[k] = names.Cells[class-1].Text
		}
		if boxes { // 1-based, the last pixel included
			r := image.Rect(number("bbox_x1")-1, number("bbox_y1")-1, number("bbox_x2"), number("bbox_y2"))
			if r.Min.X < -1 || number("bbox_x1") < 0 || number("bbox_y1") < 0 || number("bbox_x2") <= number("bbox_x1") || number("bbox_y2") <= number("bbox_y1") {
				return d.fail(file, fmt.Errorf("has no box of the image %s", name))
			}
			c.frame[k] = r
		}
	}
	return nil
}

func cells(a *matfile.Array) int {
	if a == nil {
		return 0
	}
	return len(a.Cells)
}

// combinedCars is the distribution in which one archive holds all images and one file all
// annotations.
func (d distribution) combinedCars(ctx context.Context, s Spec, boxes bool) (pictures, error) {
	file, err := d.need("says which image is which", "cars_annos.mat")
	if err != nil {
		return nil, err
	}
	v, err := d.mat(file)
	if err != nil {
		return nil, err
	}
	l, err := list(ctx, d.path("car_ims", "car_ims.tgz"))
	if err != nil {
		return nil, err
	}
	c := &chosen{pictures: listed{l}, index: identity(len(l.names)), w: s.W, h: s.H}
	if s.Split != "" && v["annotations"] != nil {
		err = d.combinedSplit(c, file, v["annotations"], s.Split)
	}
	if err == nil {
		err = d.annotate(c, file, v["annotations"], v["class_names"], boxes)
	}
	if err != nil {
		l.close()
		return nil, err
	}
	return c, nil
}

// combinedSplit keeps the images whose field "test" says so.
func (d distribution) combinedSplit(c *chosen, file string, notes *matfile.Array, split string) error {
	test := map[string]bool{}
	for i, a := range notes.Fields["relative_im_path"] {
		if f := notes.Fields["test"]; i < len(f) && a != nil {
			v, _ := f[i].Number(0)
			test[path.Base(a.Text)] = v != 0
		}
	}
	var index []int
	for _, i := range c.index {
		is, ok := test[path.Base(c.pictures.name(i))]
		if !ok {
			return d.fail(file, fmt.Errorf("has no annotation of the image %s; check that both are of one set", c.pictures.name(i)))
		}
		if is == (split == "test") {
			index = append(index, i)
		}
	}
	c.index = index
	return nil
}
