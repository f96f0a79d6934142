package andor

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strings"

	"github.com/andor-kernel/andor/dsl"
	"github.com/andor-kernel/andor/stdlib/data"
	"github.com/andor-kernel/andor/stdlib/outside"
)

// looks is what a set of images looks like: enough to know it again in another place, and to
// tell it from another set of the same name and size.
type looks struct {
	N     int       `json:"n"`
	Names string    `json:"names"` // SHA-256 of the images' names
	Means []float64 `json:"means"` // of some images spread over the set, black 0 and white 1
}

const (
	looksImages = 16
	looksClose  = 0.02 // between two means: decoders of two versions differ by less
)

// look is what the data looks like, nil if that cannot be told.
func (d *Data) look() *looks {
	d.looked.Do(func() {
		if d.looks != nil || d.set == nil || d.set.Missing() != nil {
			return
		}
		x, err := batch(d.set, spread(looksImages, d.set.Len()))
		if err != nil {
			return
		}
		l := &looks{N: d.set.Len(), Names: fmt.Sprintf("%x", sha256.Sum256([]byte(strings.Join(d.set.Names, "\n"))))}
		lo, hi := d.set.Range[0], d.set.Range[1]
		for i := range x.Shape[0] {
			sum := 0.0
			row := x.Row(i).Data
			for _, v := range row {
				sum += (float64(v) - lo) / (hi - lo)
			}
			l.Means = append(l.Means, math.Round(1e4*sum/float64(len(row)))/1e4)
		}
		d.looks = l
	})
	return d.looks
}

// differs says in words how d differs from what was trained on, "" if it does not. l is nil
// for what an older version saved, which noted their number alone, n.
func (l *looks) differs(d *Data, n int) string {
	now := d.look()
	switch {
	case d.Len() != n:
		return fmt.Sprintf("%d images, want the %d it was trained on", d.Len(), n)
	case l == nil || now == nil:
		return ""
	case now.Names != l.Names:
		return fmt.Sprintf("%d images of other names than those it was trained on", n)
	case !slices.EqualFunc(now.Means, l.Means, func(a, b float64) bool { return math.Abs(a-b) <= looksClose }):
		return fmt.Sprintf("%d images of the same names, but not the pictures it was trained on", n)
	}
	return ""
}

// findData opens the images of a checkpoint in the folder dir, in the place that from names, or
// else where they were or may have been moved to. If they are in none of these, the data is
// absent. It is an error if from names other images.
func findData(spec *dsl.Data, l *looks, g *dsl.Net, n int, dir string, from []string) (*Data, error) {
	if len(from) > 1 {
		return nil, fmt.Errorf("got %d places of the images, want one", len(from))
	}
	places := []string{spec.From}
	moved := spec.From != "" && spec.Loader != "scenes" && spec.From != "scenes"
	if moved {
		if !filepath.IsAbs(spec.From) {
			for _, up := range []string{"", "..", filepath.Join("..", "..")} { // runs lie beside a notebook, sweeps in runs
				places = append(places, filepath.Join(dir, up, spec.From))
			}
		}
		base := filepath.Base(spec.From)
		places = append(places, base, filepath.Join(dir, "..", base), filepath.Join(dir, "..", "..", base))
	}
	if len(from) == 1 {
		places = from
	}
	var first error
	tried := map[string]bool{}
	for _, place := range places {
		full, err := filepath.Abs(place)
		if err != nil || tried[full] && place != spec.From {
			continue
		}
		tried[full] = true
		at := *spec
		at.From = place
		d := OpenData(&at)
		if err := outside.Context().Err(); err != nil {
			return nil, err
		}
		if err := d.Err(); err != nil {
			if first == nil {
				first = err
			}
			continue
		}
		if how := l.differs(d, n); how != "" {
			if len(from) == 1 {
				return nil, fmt.Errorf("%s holds %s", place, how)
			}
			if first == nil {
				first = fmt.Errorf("data %q: %s holds %s", spec.Name, place, how)
			}
			continue
		}
		return d, nil
	}
	if len(from) == 1 {
		return nil, first
	}
	return absent(spec, l, g, n, first), nil
}

// absent stands for images that are not at hand.
func absent(spec *dsl.Data, l *looks, g *dsl.Net, n int, why error) *Data {
	if why == nil {
		why = errors.New("they were not found")
	}
	why = fmt.Errorf("this needs the images of data %q, which are not here (%w); andor.Load(NAME, \"their folder or archive\") says where they are", spec.Name, why)
	out := g.Stages[len(g.Stages)-1].Out
	set := data.Absent(n, out.H, out.W, out.C, why)
	set.Range = spec.Range
	return &Data{spec: spec, set: set, looks: l}
}
