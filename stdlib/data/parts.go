package data

import (
	"context"
	"errors"
	"fmt"
	"image"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/image/draw"
)

// A published set is put together from parts: archives of images and files that say
// which image is what. chosen, joined and framed change one list of pictures into
// another; a loader is these, one after the other.

// labels are the classes of pictures, for a set that has them.
type labels interface{ label(i int) string }

// labelOf is the class of picture i, "" if the source knows none.
func labelOf(src pictures, i int) string {
	if l, ok := src.(labels); ok {
		return l.label(i)
	}
	return ""
}

// manyLabels says whether a label of src is a list of words, each of which counts.
func manyLabels(src pictures) bool {
	c, ok := src.(*chosen)
	return ok && c.many
}

// chosen is some of the pictures of a source, in an order of its own, with labels and the
// part of each picture that counts, where those are known.
type chosen struct {
	pictures
	index []int
	class []string          // by place in index; nil for none
	frame []image.Rectangle // likewise, in pixels of the picture; nil for whole pictures
	fit   bool              // a frame is grown to the wanted aspect inside the picture
	w, h  int               // the wanted aspect
	width int               // frames are for pictures this wide, and are scaled to others; 0: as they are
	many  bool              // a class is a list of words, each a class of its own
}

func (c *chosen) len() int { return len(c.index) }

func (c *chosen) name(i int) string {
	return c.pictures.name(c.index[i])
}

func (c *chosen) label(i int) string {
	if c.class != nil {
		return c.class[i]
	}
	return labelOf(c.pictures, c.index[i])
}

func (c *chosen) picture(i int) (image.Image, error) {
	img, err := c.pictures.picture(c.index[i])
	if err != nil || c.frame == nil {
		return img, err
	}
	b := img.Bounds()
	r := c.frame[i]
	if c.width > 0 && c.width != b.Dx() {
		r = image.Rect(r.Min.X*b.Dx()/c.width, r.Min.Y*b.Dx()/c.width, r.Max.X*b.Dx()/c.width, r.Max.Y*b.Dx()/c.width)
	}
	r = r.Add(b.Min)
	if c.fit {
		r = widened(r, b, c.w, c.h)
	}
	if r.Empty() || !r.In(b) {
		return nil, fmt.Errorf("is %dx%d pixels, what is marked in it, %v, does not fit; check that picture and marks are of one set", b.Dx(), b.Dy(), c.frame[i])
	}
	return part(img, r), nil
}

// part is a picture's rectangle r.
func part(img image.Image, r image.Rectangle) image.Image {
	if s, ok := img.(interface {
		SubImage(image.Rectangle) image.Image
	}); ok {
		return s.SubImage(r)
	}
	out := image.NewRGBA(image.Rect(0, 0, r.Dx(), r.Dy()))
	draw.Draw(out, out.Bounds(), img, r.Min, draw.Src)
	return out
}

// widened is r with its shorter side grown to the aspect w:h, moved and cut to lie in b.
func widened(r, b image.Rectangle, w, h int) image.Rectangle {
	r = r.Intersect(b)
	if r.Empty() {
		return r
	}
	gw, gh := r.Dx(), r.Dy()
	if gw*h < gh*w {
		gw = min(b.Dx(), (gh*w+h-1)/h)
	} else {
		gh = min(b.Dy(), (gw*h+w-1)/w)
	}
	x := min(max(b.Min.X, r.Min.X-(gw-r.Dx())/2), b.Max.X-gw)
	y := min(max(b.Min.Y, r.Min.Y-(gh-r.Dy())/2), b.Max.Y-gh)
	return image.Rect(x, y, x+gw, y+gh)
}

// joined is the pictures of several sources, one after the other.
type joined []pictures

// find is the source of picture i and its number there.
func (j joined) find(i int) (pictures, int) {
	for _, p := range j {
		if i < p.len() {
			return p, i
		}
		i -= p.len()
	}
	panic("data: joined: no such picture")
}

func (j joined) where() string { return j[0].where() }

func (j joined) len() int {
	n := 0
	for _, p := range j {
		n += p.len()
	}
	return n
}

func (j joined) name(i int) string                  { p, k := j.find(i); return p.name(k) }
func (j joined) label(i int) string                 { p, k := j.find(i); return labelOf(p, k) }
func (j joined) picture(i int) (image.Image, error) { p, k := j.find(i); return p.picture(k) }

func (j joined) skipped() []Skip {
	var out []Skip
	for _, p := range j {
		out = append(out, p.skipped()...)
	}
	return out
}

func (j joined) close() error {
	var all error
	for _, p := range j {
		all = errors.Join(all, p.close())
	}
	return all
}

// distribution is a folder that holds a published set as it was downloaded.
type distribution struct {
	set  string // the loader's word
	from string // what the user named
	dir  string // the folder
	file string // what from names inside it, if it is not the folder itself
}

// openDistribution takes the folder of a set, or one archive of it, whose folder then counts.
func openDistribution(s Spec) (distribution, error) {
	d := distribution{set: s.Loader, from: s.From, dir: expandHome(s.From)}
	if s.From == "" {
		return d, fmt.Errorf("data: %s: got no place to read from, want the folder of the set", s.Loader)
	}
	info, err := os.Stat(d.dir)
	if err != nil {
		return d, missing(s.From, d.dir, err)
	}
	if !info.IsDir() {
		d.dir, d.file = filepath.Split(d.dir)
		if d.dir == "" {
			d.dir = "."
		}
	}
	return d, nil
}

// path is the first of the names that the folder holds, "" if none: slash-separated, and
// looked for beside the folder too, as CelebA's Anno stands beside Img.
func (d distribution) path(names ...string) string {
	for _, dir := range []string{d.dir, filepath.Dir(filepath.Clean(d.dir))} {
		for _, n := range names {
			p := filepath.Join(dir, filepath.FromSlash(n))
			if _, err := os.Stat(p); err == nil {
				return p
			}
		}
		if dir == "." || filepath.Dir(dir) == dir {
			break
		}
	}
	return ""
}

// need is path, or an error that says what is missing and why it is needed.
func (d distribution) need(why string, names ...string) (string, error) {
	if p := d.path(names...); p != "" {
		return p, nil
	}
	var shown []string
	for _, n := range names {
		if strings.HasSuffix(n, ".csv") { // beside the .txt of the same name
			continue
		}
		if base := filepath.Base(n); !slices.Contains(shown, base) {
			shown = append(shown, base)
		}
	}
	return "", fmt.Errorf("data: %s: %q holds no %s, which %s; add it, or see andor-kernel data list for where the set comes from", d.set, d.from, orList(shown), why)
}

func orList(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " or " + words[len(words)-1]
}

// fail is an error of a file of the set.
func (d distribution) fail(file string, err error) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	if errors.Is(err, fs.ErrPermission) {
		err = errors.New("may not be read: no permission; change its mode")
	}
	return fmt.Errorf("data: %s: %q %w", d.set, filepath.Base(file), err)
}

// read is a small file of the set: labels, marks.
func (d distribution) read(file string) ([]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, d.fail(file, err)
	}
	defer f.Close()
	b, err := readAll(f, 0)
	if err != nil {
		return nil, d.fail(file, err)
	}
	if len(b) == 0 {
		return nil, d.fail(file, errors.New("is 0 bytes long; fetch it again"))
	}
	return b, nil
}

// row is one line of a list: an image and what is said of it.
type row struct {
	name  string
	words []string
}

// table reads a list_*.txt file of the Multimedia Laboratory of Hong Kong: with counted,
// a line with the number of rows and one with headings come first. A file that ends in .csv, as
// Kaggle has them, begins with a line of headings and has commas between the words. Every row has columns
// words after the name, as many as there are headings if columns is 0.
func (d distribution) table(file string, counted bool, columns int) (rows []row, err error) {
	_, err = d.eachRow(file, counted, columns, func(r row) { rows = append(rows, r) })
	if err != nil {
		return nil, err
	}
	return rows, nil
}

// eachRow is table for lists too long to be held whole.
func (d distribution) eachRow(file string, counted bool, columns int, do func(r row)) (headings []string, err error) {
	b, err := d.read(file)
	if err != nil {
		return nil, err
	}
	if !utf8.Valid(b) {
		return nil, d.fail(file, errors.New("is no text"))
	}
	text := strings.TrimPrefix(string(b), "\ufeff") // Windows marks UTF-8 so
	lines := strings.Split(strings.TrimRight(text, "\r\n \t"), "\n")
	want, first := len(lines), 0
	split := strings.Fields
	if strings.HasSuffix(strings.ToLower(file), ".csv") {
		split = commas
		headings, want, first = split(lines[0])[1:], len(lines)-1, 1
		if columns == 0 {
			columns = len(headings)
		}
	} else if counted {
		if want, err = strconv.Atoi(strings.TrimSpace(lines[0])); err != nil || len(lines) < 2 {
			return nil, d.fail(file, fmt.Errorf("begins with %.40q, want the number of its rows", lines[0]))
		}
		headings, first = strings.Fields(lines[1]), 2
		if columns == 0 {
			columns = len(headings)
		}
	}
	for i, line := range lines[first:] {
		f := split(line)
		if len(f) != columns+1 || len(f) < 2 {
			return nil, d.fail(file, fmt.Errorf("line %d: got %.60q, want an image and %s", first+i+1, line, count(columns, "more word")))
		}
		do(row{f[0], f[1:]})
	}
	if n := len(lines) - first; n != want {
		return nil, d.fail(file, fmt.Errorf("says it has %d rows and has %d; fetch it again", want, n))
	}
	return headings, nil
}

// commas splits a line of a CSV file, whose words hold no commas and may stand in quotes. It returns
// at least one word.
func commas(line string) []string {
	words := strings.Split(line, ",")
	for i, w := range words {
		words[i] = strings.Trim(strings.TrimSpace(w), `"`)
	}
	return words
}

// numbers reads the words of a row as whole numbers.
func (r row) numbers() ([]int, error) {
	out := make([]int, len(r.words))
	for i, w := range r.words {
		v, err := strconv.Atoi(w)
		if err != nil || v < -1<<20 || v > 1<<20 {
			return nil, fmt.Errorf("says %q of %s, want a whole number", w, r.name)
		}
		out[i] = v
	}
	return out, nil
}

// byName finds rows by the name of their image.
func byName(rows []row) map[string]row {
	m := make(map[string]row, len(rows))
	for _, r := range rows {
		m[r.name] = r
	}
	return m
}

// inside is a path below the folder itself, "" if it is not there.
func (d distribution) inside(name string) string {
	if p := d.path(name); p != "" && strings.HasPrefix(p, d.dir) {
		return p
	}
	return ""
}

func identity(n int) []int {
	index := make([]int, n)
	for i := range index {
		index[i] = i
	}
	return index
}

func noSplit(s Spec, has string) error {
	return fmt.Errorf("data: %s: got split %s, want one the set has: %s", s.Loader, s.Split, has)
}

// noMarks refuses crops that follow marks, for a set whose images bear none.
func noMarks(s Spec) error {
	if s.CropBy == "box" || s.CropBy == "landmarks" {
		return fmt.Errorf("data: %s: no %s is marked in its images; leave crop out", s.Loader, s.CropBy)
	}
	return nil
}
