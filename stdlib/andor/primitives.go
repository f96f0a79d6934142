package andor

import (
	"fmt"
	"image"
	"math"
	"strings"

	"github.com/andor-kernel/andor/plots"
	"github.com/andor-kernel/andor/stdlib/look/interpret"
	"github.com/andor-kernel/andor/stdlib/outside"
)

// Primitives says how far the basis functions of a stage are the wavelet-like primitives that
// [P] finds at its lowest level: the fit of a Gabor function to each, beside those of two
// rivals that do not oscillate, a blob and a centre with a surround (see interpret.FitGabor).
// That a Gabor function fits well says little, since blobs fit blobs as well; that the rivals
// leave at least twice as much says something.
type Primitives struct {
	Fits []interpret.Gabor // of each basis function, strongest first
	// Explained, Blob and Surround are the means of what Gabor functions, blobs and centres with
	// surrounds explain; Well, BlobWell and SurroundWell the shares of basis functions of which
	// they explain at least 0.7; Best is the share that a Gabor function explains better than
	// either; Wavelets the share that are explained to 0.7 and of which it leaves at most half of
	// what either leaves.
	Explained, Blob, Surround, Well, BlobWell, SurroundWell, Best, Wavelets float64

	templates  []interpret.Template
	stage, run string
	err        error
}

// Primitives fits Gabor functions to the basis functions of a stage's 100 strongest units, each
// drawn in the middle of the image, where no edge cuts it.
func (s *Stage) Primitives() *Primitives {
	r, stage := s.run, s.name
	if _, err := r.trained(); err != nil {
		return &Primitives{err: err}
	}
	if _, err := r.stage(stage); err != nil {
		return &Primitives{err: err}
	}
	stats, err := r.useOf(stage)
	if err != nil {
		return &Primitives{err: fmt.Errorf("run %q: %w", r.spec.Name, err)}
	}
	units := stats.Ranked(basisUnits)
	for i := range units {
		units[i].Row, units[i].Col = stats.H/2, stats.W/2
	}
	templates, err := r.templates(stage, stats, units)
	if err != nil {
		return &Primitives{err: err}
	}
	p := &Primitives{stage: stage, run: r.spec.Name}
	for _, t := range templates {
		if err := outside.Context().Err(); err != nil {
			return &Primitives{err: err}
		}
		g, err := interpret.FitGabor(t.Image)
		if err != nil {
			continue // a unit that draws nothing, say behind another stage's topk
		}
		p.Fits, p.templates = append(p.Fits, g), append(p.templates, t)
	}
	n := float64(len(p.Fits))
	if n == 0 {
		return &Primitives{err: fmt.Errorf("run %q: no basis function of stage %q is large enough, 3x3 pixels, and not zero", r.spec.Name, stage)}
	}
	share := func(yes bool) float64 {
		if yes {
			return 1 / n
		}
		return 0
	}
	for _, g := range p.Fits {
		p.Explained += g.Explained / n
		p.Blob += g.Blob / n
		p.Surround += g.Surround / n
		p.Well += share(g.Explained >= 0.7)
		p.BlobWell += share(g.Blob >= 0.7)
		p.SurroundWell += share(g.Surround >= 0.7)
		p.Best += share(g.Left() < 1)
		p.Wavelets += share(g.Wavelet())
	}
	return p
}

// Err is why there are no fits, nil if there are.
func (p *Primitives) Err() error { return p.err }

// String is the fits in numbers.
func (p *Primitives) String() string {
	if p.err != nil {
		return p.err.Error()
	}
	return fmt.Sprintf("%s, stage %q: fits to %d basis functions, shares of their energy over all colours\n"+
		"                                    Gabor    centre and surround    blob\n"+
		"  numbers fitted                        8                      8       6\n"+
		"  explained, mean                   %5.2f                  %5.2f   %5.2f\n"+
		"  basis functions explained to 0.7  %4.0f%%                  %4.0f%%   %4.0f%%\n"+
		"  Gabor explains more than either   %4.0f%%\n"+
		"  wavelet-like: explained to 0.7, and\n"+
		"  leaves half of what either leaves %4.0f%%",
		p.run, p.stage, len(p.Fits), p.Explained, p.Surround, p.Blob, 100*p.Well, 100*p.SurroundWell, 100*p.BlobWell, 100*p.Best, 100*p.Wavelets)
}

// Table lists the fits, one a line; left is interpret.Gabor.Left.
func (p *Primitives) Table() string {
	if p.err != nil {
		return p.err.Error()
	}
	var b strings.Builder
	b.WriteString("channel  explained  blob  surround  left  orientation  cycles/pixel  phase  aspect\n")
	for i, g := range p.Fits {
		fmt.Fprintf(&b, "%7d  %9.2f  %4.2f  %8.2f  %4.2f  %10.0f°  %12.3f  %5.2f  %6.2f\n",
			p.templates[i].Unit.Channel, g.Explained, g.Blob, g.Surround, g.Left(), upwards(g.Orientation)*180/math.Pi, g.Frequency, g.Phase, g.Aspect())
	}
	return b.String()
}

// upwards turns an orientation of image coordinates, whose y points down, counterclockwise.
func upwards(angle float64) float64 {
	if angle == 0 {
		return 0
	}
	return math.Pi - angle
}

// Figure draws the orientations and frequencies of the waves, and below them the twelve
// basis functions of which a wave explains most beyond its rivals, and their fits.
func (p *Primitives) Figure() *Figure {
	if p.err != nil {
		return failed(p.err)
	}
	polar := plots.Polar{
		Title:       fmt.Sprintf("%s: waves fitted to stage %q, %.0f %% of %d wavelet-like", p.run, p.stage, 100*p.Wavelets, len(p.Fits)),
		RadiusLabel: "cycles a pixel; angle across the crests", Half: true, Side: 220,
		Series: []plots.PolarSeries{{Name: "wavelet-like: leaves half of what a blob leaves, or less"}, {Name: "others"}},
	}
	for i, g := range p.Fits {
		s := &polar.Series[1]
		if g.Wavelet() {
			s = &polar.Series[0]
		}
		s.Points = append(s.Points, plots.PolarPoint{Angle: upwards(g.Orientation), Radius: g.Frequency,
			Label: fmt.Sprintf("%s %d, %.0f %% explained", p.stage, p.templates[i].Unit.Channel, 100*g.Explained)})
	}
	top, err := plots.NewPolar(polar)
	if err != nil {
		return failed(err)
	}
	gain := make([]float64, len(p.Fits)) // over the rivals
	for i, g := range p.Fits {
		gain[i] = g.Explained - max(g.Blob, g.Surround)
	}
	var units, fits []image.Image
	var captions []string
	best := largest(gain, 12)
	for _, i := range best {
		t := p.templates[i].Image
		units = append(units, toImage(interpret.Display(t, 0)))
		fits = append(fits, toImage(interpret.Display(p.Fits[i].Draw(t.Shape[0], t.Shape[1]), 0)))
		captions = append(captions, fmt.Sprint(p.templates[i].Unit.Channel))
	}
	for _, i := range best {
		g := p.Fits[i]
		captions = append(captions, fmt.Sprintf("%.0f %%\nwithout %.0f %%", 100*g.Explained, 100*max(g.Blob, g.Surround)))
	}
	figures := []plots.Figure{top}
	if len(best) > 0 {
		grid, err := plots.NewGrid(plots.Grid{
			Title: "where a wave gains most: unit (channel), fit along one colour (energy explained with a wave and without)",
			Rows:  [][]image.Image{units, fits}, RowLabels: []string{"unit", "Gabor"}, Captions: captions, Columns: 6,
		})
		if err != nil {
			return failed(err)
		}
		figures = append(figures, grid)
	}
	f, err := plots.NewLayout(plots.Layout{Figures: figures, Columns: 1})
	return figure(f, err).described(p.String())
}

// MIMEBundle shows Figure, and String in text.
func (p *Primitives) MIMEBundle() map[string][]byte { return p.Figure().MIMEBundle() }
