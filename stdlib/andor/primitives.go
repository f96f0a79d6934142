package andor

import (
	"fmt"
	"image"
	"math"
	"strings"

	"github.com/andor-kernel/andor/plots"
	"github.com/andor-kernel/andor/stdlib/interpret"
)

// Primitives says how far the basis functions of a stage are the wavelet-like primitives that
// [P] finds at its lowest level: the fit of a Gabor function to each, beside that of a blob.
type Primitives struct {
	Fits []interpret.Gabor // of each basis function, strongest first
	// Explained and Blob are the means of what Gabor functions and blobs explain; Well the
	// share of basis functions of which a Gabor function explains at least 0.7, BlobWell the
	// same for blobs; Wavelets the share that are explained so and have a third of a period at
	// least under their envelope.
	Explained, Blob, Well, BlobWell, Wavelets float64

	templates  []interpret.Template
	stage, run string
	err        error
}

// Primitives fits Gabor functions to the basis functions of a stage's 100 strongest units, each
// drawn in the middle of the image, where no edge cuts it.
func (r *Run) Primitives(stage string) *Primitives {
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
		if err := runContext().Err(); err != nil {
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
	for _, g := range p.Fits {
		p.Explained += g.Explained / n
		p.Blob += g.Blob / n
		if g.Explained >= 0.7 {
			p.Well += 1 / n
		}
		if g.Blob >= 0.7 {
			p.BlobWell += 1 / n
		}
		if g.Wavelet() {
			p.Wavelets += 1 / n
		}
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
		"                                      Gabor     blob\n"+
		"  explained, mean                     %5.2f    %5.2f\n"+
		"  basis functions explained to 0.7    %4.0f%%    %4.0f%%\n"+
		"  of those with a third of a period\n"+
		"  or more under the envelope          %4.0f%%",
		p.run, p.stage, len(p.Fits), p.Explained, p.Blob, 100*p.Well, 100*p.BlobWell, 100*p.Wavelets)
}

// Table lists the fits, one a line.
func (p *Primitives) Table() string {
	if p.err != nil {
		return p.err.Error()
	}
	var b strings.Builder
	b.WriteString("channel  explained  blob  orientation  cycles/pixel  phase  aspect\n")
	for i, g := range p.Fits {
		fmt.Fprintf(&b, "%7d  %9.2f  %4.2f  %10.0f°  %12.3f  %5.2f  %6.2f\n",
			p.templates[i].Unit.Channel, g.Explained, g.Blob, upwards(g.Orientation)*180/math.Pi, g.Frequency, g.Phase, g.Aspect())
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
// basis functions that are explained best and their fits.
func (p *Primitives) Figure() *Figure {
	if p.err != nil {
		return failed(p.err)
	}
	polar := plots.Polar{
		Title:       fmt.Sprintf("%s: waves fitted to stage %q", p.run, p.stage),
		RadiusLabel: "cycles a pixel; angle across the crests", Half: true, Side: 220,
		Series: []plots.PolarSeries{{Name: "wavelets"}, {Name: "others"}},
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
	explained := make([]float64, len(p.Fits))
	for i, g := range p.Fits {
		explained[i] = g.Explained
	}
	var units, fits []image.Image
	var captions []string
	best := largest(explained, 12)
	for _, i := range best {
		t := p.templates[i].Image
		units = append(units, toImage(interpret.Display(t, 0)))
		fits = append(fits, toImage(interpret.Display(p.Fits[i].Draw(t.Shape[0], t.Shape[1]), 0)))
		captions = append(captions, fmt.Sprint(p.templates[i].Unit.Channel))
	}
	for _, i := range best {
		captions = append(captions, fmt.Sprintf("%.0f %%, blob %.0f %%", 100*p.Fits[i].Explained, 100*p.Fits[i].Blob))
	}
	grid, err := plots.NewGrid(plots.Grid{
		Title: "the basis functions explained best (channel), and their fits along one colour (energy explained)",
		Rows:  [][]image.Image{units, fits}, RowLabels: []string{"unit", "Gabor"}, Captions: captions, Columns: 6,
	})
	if err != nil {
		return failed(err)
	}
	f, err := plots.NewLayout(plots.Layout{Figures: []plots.Figure{top, grid}, Columns: 1})
	return figure(f, err).described(p.String())
}

// MIMEBundle shows Figure, and String in text.
func (p *Primitives) MIMEBundle() map[string][]byte { return p.Figure().MIMEBundle() }
