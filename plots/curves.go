package plots

import (
	"fmt"
	"math"

	"gonum.org/v1/plot/vg"
)

// Series is one curve: Y over X, with an optional band from Lo to Hi.
type Series struct {
	Name string // in the legend; several series need names to be told apart
	// X ascends, in data units; nil counts 0, 1, 2, ...
	X []float64
	Y []float64
	// Lo and Hi bound the uncertainty at each point (a deviation over seeds, a
	// confidence interval); both or neither, as long as Y.
	Lo, Hi []float64
	// Dashed draws the line dashed: references, controls.
	Dashed bool
}

// Curves is a figure of lines over common axes. Series of at most 24 points also show
// their points, unless they are dashed; of series with more points than can be told
// apart it shows the local mean as a line and the range around it as a shade.
type Curves struct {
	Title, XLabel, YLabel string
	Series                []Series
	// LogX and LogY make an axis logarithmic; its data must be above 0.
	LogX, LogY bool
	// YMin and YMax fix the vertical range, in data units; both zero means the data's
	// own range. Lines leaving it are cut at its edge.
	YMin, YMax float64
	// Width and Height are the size of the axes with their labels, in points;
	// zero is 330 x 190.
	Width, Height vg.Length
}

// NewCurves checks that there is something to draw and that all of it is finite,
// and returns the figure.
func NewCurves(c Curves) (*Curves, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	return &c, nil
}

func (c *Curves) check() error {
	if len(c.Series) == 0 {
		return fmt.Errorf("plots: curves %q: got no series, want at least one", c.Title)
	}
	if c.YMin > c.YMax || math.IsNaN(c.YMin+c.YMax) || math.IsInf(c.YMin+c.YMax, 0) {
		return fmt.Errorf("plots: curves %q: got the range %g to %g, want YMin below YMax", c.Title, c.YMin, c.YMax)
	}
	if c.LogY && c.YMin != c.YMax && c.YMin <= 0 {
		return fmt.Errorf("plots: curves %q: got YMin %g, a logarithmic axis wants it above 0", c.Title, c.YMin)
	}
	for i := range c.Series {
		if err := c.Series[i].check(c.LogX, c.LogY); err != nil {
			return fmt.Errorf("plots: curves %q: series %q: %w", c.Title, c.Series[i].Name, err)
		}
	}
	return nil
}

func (s *Series) check(logX, logY bool) error {
	n := len(s.Y)
	switch {
	case n == 0:
		return fmt.Errorf("got no points, want at least one")
	case s.X != nil && len(s.X) != n:
		return fmt.Errorf("got %d x values for %d y values", len(s.X), n)
	case (s.Lo == nil) != (s.Hi == nil):
		return fmt.Errorf("got one edge of the band, want both Lo and Hi")
	case s.Lo != nil && (len(s.Lo) != n || len(s.Hi) != n):
		return fmt.Errorf("got a band of %d and %d values for %d points", len(s.Lo), len(s.Hi), n)
	}
	axes := []struct {
		name   string
		values []float64
		log    bool
	}{{"x", s.xs(), logX}, {"y", s.Y, logY}, {"Lo", s.Lo, logY}, {"Hi", s.Hi, logY}}
	for _, a := range axes {
		if err := finite(a.name, a.values); err != nil {
			return err
		}
		for i, v := range a.values {
			if a.log && v <= 0 {
				return fmt.Errorf("%s: got %g at index %d, a logarithmic axis wants values above 0", a.name, v, i)
			}
		}
	}
	return nil
}

// xs is X, or the index where X is nil.
func (s *Series) xs() []float64 {
	if s.X != nil {
		return s.X
	}
	xs := make([]float64, len(s.Y))
	for i := range xs {
		xs[i] = float64(i)
	}
	return xs
}

// ranges are the axes of one panel.
func (c *Curves) ranges() (x, y extent) {
	if len(c.Series) == 0 { // only Progress draws such axes
		return extent{0, 1}, extent{0, 1}
	}
	x, y = newExtent(), newExtent()
	for i := range c.Series {
		s := &c.Series[i]
		x.add(s.xs()...)
		y.add(s.Y...)
		y.add(s.Lo...)
		y.add(s.Hi...)
	}
	y = y.padded(c.LogY, 0.05)
	if c.YMin != c.YMax {
		y = extent{c.YMin, c.YMax}
	}
	share := 0.0
	if c.fewPoints() {
		share = 0.03 // keep markers off the axis
	}
	if x.hi > x.lo {
		d := (x.hi - x.lo) * share
		if c.LogX {
			x = x.padded(true, share)
		} else {
			x = extent{x.lo - d, x.hi + d}
		}
	} else {
		x = x.padded(c.LogX, 0)
	}
	return x, y
}

// markerLimit is the number of points up to which a series shows them.
const markerLimit = 24

// marked tells whether the points themselves are shown; reference lines have none.
func (s *Series) marked() bool { return len(s.Y) <= markerLimit && !s.Dashed }

func (c *Curves) fewPoints() bool {
	for i := range c.Series {
		if c.Series[i].marked() {
			return true
		}
	}
	return false
}
