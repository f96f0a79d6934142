package data

import (
	"context"
	"errors"
	"fmt"
	"image"
	"path"
	"slices"
	"strings"
)

var deepfashionLoader = loader{word: "deepfashion", title: "DeepFashion In-shop", path: "DIR", open: openDeepFashion,
	doc: "DeepFashion's In-shop clothes: img.zip or img/, list_eval_partition.txt for split, list_bbox_inshop.txt for crop box."}

// openDeepFashion reads DeepFashion's In-shop Clothes Retrieval (Liu et al., CVPR 2016):
// Img/img.zip or img/, Eval/list_eval_partition.txt for split, Anno/list_bbox_inshop.txt
// for crop box. From is their folder or the archive. The class of an image is its folder,
// "WOMEN/Dresses". `split test` is the authors' query, `split val` their gallery.
func openDeepFashion(ctx context.Context, s Spec) (pictures, cropper, error) {
	d, err := openDistribution(s)
	if err != nil {
		return nil, nil, err
	}
	if s.CropBy == "landmarks" {
		return nil, nil, errors.New("data: deepfashion: crop landmarks is not known for it; write crop box, or leave crop out")
	}
	place, err := d.need("holds the images", "img", "Img/img", "img.zip", "Img/img.zip")
	if d.file != "" {
		place, err = s.From, nil
	}
	if err != nil {
		return nil, nil, err
	}
	l, err := list(ctx, place)
	if err != nil {
		return nil, nil, err
	}
	if len(l.names) == 0 {
		l.close()
		return nil, nil, d.fail(place, errors.New("holds no images"))
	}
	c := &chosen{pictures: listed{l}, index: identity(len(l.names)), w: s.W, h: s.H}
	// Lists name an image "img/WOMEN/...", a listing of the folder img leaves img out.
	official := func(i int) string {
		name := c.pictures.name(i)
		if at := strings.Index("/"+name, "/img/"); at >= 0 {
			name = name[at+len("img/"):]
		}
		return "img/" + name
	}
	err = d.inshopSplit(c, official, s.Split)
	if err == nil && s.CropBy == "box" {
		err = d.inshopBoxes(c, official)
	}
	if err != nil {
		l.close()
		return nil, nil, err
	}
	for _, i := range c.index {
		parts := strings.Split(path.Dir(official(i)), "/")
		c.class = append(c.class, strings.Join(parts[min(1, len(parts)):min(3, len(parts))], "/"))
	}
	return c, s.cropper(), nil
}

func (d distribution) inshopSplit(c *chosen, official func(i int) string, split string) error {
	if split == "" {
		return nil
	}
	file, err := d.need("split reads", "list_eval_partition.txt", "Eval/list_eval_partition.txt")
	if err != nil {
		return err
	}
	rows, err := d.table(file, true, 2)
	if err != nil {
		return err
	}
	want, of := map[string]string{"train": "train", "val": "gallery", "test": "query"}[split], byName(rows)
	var index []int
	for _, i := range c.index {
		r, ok := of[official(i)]
		if !ok {
			return d.fail(file, fmt.Errorf("has no row for the image %s; check that both are of one set", official(i)))
		}
		if !slices.Contains([]string{"train", "gallery", "query"}, r.words[1]) {
			return d.fail(file, fmt.Errorf("puts %s into part %q, want train, query or gallery", r.name, r.words[1]))
		}
		if r.words[1] == want {
			index = append(index, i)
		}
	}
	if len(index) == 0 {
		return d.fail(file, fmt.Errorf("puts none of the %s into %s", count(c.pictures.len(), "image"), want))
	}
	c.index = index
	return nil
}

func (d distribution) inshopBoxes(c *chosen, official func(i int) string) error {
	file, err := d.need("crop box reads", "list_bbox_inshop.txt", "Anno/list_bbox_inshop.txt")
	if err != nil {
		return err
	}
	rows, err := d.table(file, true, 6)
	if err != nil {
		return err
	}
	of := byName(rows)
	c.frame, c.fit = make([]image.Rectangle, len(c.index)), true
	for k, i := range c.index {
		r, ok := of[official(i)]
		if !ok {
			return d.fail(file, fmt.Errorf("has no row for the image %s; check that both are of one set", official(i)))
		}
		v, err := r.numbers() // clothes type, pose, x1, y1, x2, y2
		if err != nil {
			return d.fail(file, err)
		}
		c.frame[k] = image.Rect(v[2], v[3], v[4], v[5])
	}
	return nil
}
