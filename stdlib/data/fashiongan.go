package data

import (
	"context"
	"errors"
	"fmt"
	"image"

	"github.com/andor-kernel/andor/stdlib/data/internal/hdf5"
	"github.com/andor-kernel/andor/stdlib/data/internal/matfile"
)

var fashionganLoader = loader{word: "fashiongan", title: "FashionGAN", path: "DIR", open: openFashionGAN,
	doc: "FashionGAN's 78,979 people of 128x128 (HumanFashion in [P]): G2.h5, with ind.mat for split and language_original.mat for names."}

// openFashionGAN reads the 78,979 people of FashionGAN (Zhu et al., "Be Your Own Prada",
// ICCV 2017), HumanFashion in [P]: G2.h5 with images of 128x128, or G2.zip that holds it,
// ind.mat for split, language_original.mat for names and categories. From is their folder
// or G2.h5 itself. Images are read from the file one by one; it has 23 GB.
func openFashionGAN(ctx context.Context, s Spec) (pictures, cropper, error) {
	d, err := openDistribution(s)
	if err != nil {
		return nil, nil, err
	}
	if s.Split == "val" {
		return nil, nil, noSplit(s, "train and test")
	}
	if s.CropBy == "box" || s.CropBy == "landmarks" {
		return nil, nil, fmt.Errorf("data: fashiongan: no %s is marked in its images, which show one person each; leave crop out", s.CropBy)
	}
	file, err := d.need("holds the images", "G2.h5", "Img/G2.h5", "supervision_signals/G2.h5", "data_release/supervision_signals/G2.h5", "G2.zip", "Img/G2.zip")
	if err != nil {
		return nil, nil, err
	}
	r, size, closer, err := openMember(ctx, file, "G2.h5")
	if err != nil {
		return nil, nil, d.fail(file, err)
	}
	g, err := newFashionGAN(hdf5.Open(r, size))
	if err != nil {
		closer()
		return nil, nil, d.fail(file, err)
	}
	g.from, g.closer = s.From, closer
	c := &chosen{pictures: g, index: identity(g.len())}
	err = d.fashionNames(g)
	if err == nil {
		err = d.fashionSplit(c, s.Split)
	}
	if err != nil {
		closer()
		return nil, nil, err
	}
	return c, s.cropper(), nil
}

// fashionGAN is the pictures of G2.h5: dataset ih of (N, 3, W, H), pixels less the mean
// image ih_mean of (3, W, H); their sum is in [0, 1]. Columns come before rows because
// MATLAB wrote the file.
type fashionGAN struct {
	from   string
	images *hdf5.Dataset
	mean   []float32
	names  []string // nil without language_original.mat
	class  []string
	closer func() error
}

func newFashionGAN(f *hdf5.File, err error) (*fashionGAN, error) {
	if err != nil {
		return nil, err
	}
	g := &fashionGAN{}
	if g.images, err = f.Dataset("ih"); err != nil {
		return nil, err
	}
	mean, err := f.Dataset("ih_mean")
	if err != nil {
		return nil, err
	}
	if s := g.images.Shape; len(s) != 4 || s[1] != 3 || s[0] < 1 || s[2] < 1 || s[3] < 1 {
		return nil, fmt.Errorf("dataset \"ih\" is of shape %v, want (N, 3, 128, 128)", s)
	}
	if g.mean, err = mean.All(); err != nil {
		return nil, err
	}
	if want := 3 * g.images.Shape[2] * g.images.Shape[3]; len(g.mean) != want {
		return nil, fmt.Errorf("dataset \"ih_mean\" has %d numbers, want %d, one image", len(g.mean), want)
	}
	return g, nil
}

func (g *fashionGAN) where() string   { return g.from }
func (g *fashionGAN) len() int        { return g.images.Rows() }
func (g *fashionGAN) skipped() []Skip { return nil }
func (g *fashionGAN) close() error    { return g.closer() }

func (g *fashionGAN) name(i int) string {
	if g.names != nil {
		return g.names[i]
	}
	return fmt.Sprintf("image %d", i)
}

func (g *fashionGAN) label(i int) string {
	if g.class == nil {
		return ""
	}
	return g.class[i]
}

func (g *fashionGAN) picture(i int) (image.Image, error) {
	x, err := g.images.Row(i)
	if err != nil {
		return nil, err
	}
	w, h := g.images.Shape[2], g.images.Shape[3]
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	for c := range 3 {
		for u := range w {
			for v := range h {
				at := (c*w+u)*h + v
				p := x[at] + g.mean[at]
				if p != p {
					return nil, errors.New("holds a pixel that is no number")
				}
				out.Pix[out.PixOffset(u, v)+c] = uint8(min(max(p, 0), 1)*255 + 0.5)
			}
		}
	}
	for p := 3; p < len(out.Pix); p += 4 {
		out.Pix[p] = 255
	}
	return out, nil
}

// fashionNames reads what each image is called and of which category it is, if the file
// is there.
func (d distribution) fashionNames(g *fashionGAN) error {
	file := d.path("language_original.mat", "Anno/language_original.mat", "benchmark/language_original.mat")
	if file == "" {
		return nil
	}
	v, err := d.mat(file)
	if err != nil {
		return err
	}
	names, class := v["nameList"], v["cate_new"]
	if names == nil || names.Class != matfile.Cell {
		return d.fail(file, errors.New("holds no cells nameList"))
	}
	if len(names.Cells) != g.len() {
		return d.fail(file, fmt.Errorf("names %d images, but there are %d; check that both are of one set", len(names.Cells), g.len()))
	}
	seen := map[string]bool{}
	for i, c := range names.Cells {
		name := c.Text
		for len(c.Cells) == 1 { // a text in a cell of its own
			c = c.Cells[0]
			name = c.Text
		}
		if seen[name] {
			name = fmt.Sprintf("%s (%d)", name, i)
		}
		seen[name] = true
		g.names = append(g.names, name)
	}
	if class != nil && len(class.Numbers) == g.len() {
		for _, n := range class.Numbers {
			g.class = append(g.class, fmt.Sprintf("category %g", n))
		}
	}
	return nil
}

// fashionSplit keeps the images that ind.mat lists, in its order.
func (d distribution) fashionSplit(c *chosen, split string) error {
	if split == "" {
		return nil
	}
	file, err := d.need("split reads", "ind.mat", "Eval/ind.mat", "benchmark/ind.mat")
	if err != nil {
		return err
	}
	v, err := d.mat(file)
	if err != nil {
		return err
	}
	ind := v[split+"_ind"]
	if ind == nil || len(ind.Numbers) == 0 {
		return d.fail(file, fmt.Errorf("holds no numbers %s_ind", split))
	}
	c.index = nil
	for _, n := range ind.Numbers {
		if n < 1 || n > float64(c.pictures.len()) || n != float64(int(n)) {
			return d.fail(file, fmt.Errorf("lists image %g, want 1 to %d; check that both are of one set", n, c.pictures.len()))
		}
		c.index = append(c.index, int(n)-1)
	}
	return nil
}
