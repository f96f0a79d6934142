package data

import (
	"errors"
	"image"
	"path"
)

// member reads the file of a listing whose last name is base.
func member(l *listing, base string) ([]byte, error) {
	for _, name := range l.extra {
		if path.Base(name) == base {
			return l.read(name)
		}
	}
	return nil, errors.New("is not there; fetch the set again")
}

// records is pictures of one size in memory: head bytes, then planes of w x h pixels.
type records struct {
	from         string
	bytes        []byte
	head, size   int
	planes, w, h int
	names, class []string
}

func (r *records) where() string      { return r.from }
func (r *records) len() int           { return len(r.names) }
func (r *records) name(i int) string  { return r.names[i] }
func (r *records) label(i int) string { return r.class[i] }
func (r *records) skipped() []Skip    { return nil }
func (r *records) close() error       { return nil }

func (r *records) picture(i int) (image.Image, error) {
	p := r.bytes[i*r.size+r.head : (i+1)*r.size]
	b := image.Rect(0, 0, r.w, r.h)
	if r.planes == 1 {
		return &image.Gray{Pix: p, Stride: r.w, Rect: b}, nil
	}
	out, n := image.NewRGBA(b), r.w*r.h
	for k := range n {
		copy(out.Pix[4*k:], []uint8{p[k], p[n+k], p[2*n+k], 255})
	}
	return out, nil
}
