package plots

import (
	"fmt"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Panels is a figure of several curve plots in a grid. Data areas line up. Where all
// panels have the same series, one legend stands above them all.
type Panels struct {
	Title  string
	Panels []Curves
	// Columns is the number of panels side by side; 0 is all of them up to three, and
	// with ShareX one.
	Columns int
	// ShareX gives all panels one horizontal range; tick labels and the axis label
	// stand under the last panel of each column only.
	ShareX bool
}

// NewPanels checks every panel and returns the figure.
func NewPanels(p Panels) (*Panels, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	return &p, nil
}

func (p *Panels) check() error {
	if len(p.Panels) == 0 {
		return fmt.Errorf("plots: panels %q: got no panels, want at least one", p.Title)
	}
	for i := range p.Panels {
		if err := p.Panels[i].check(); err != nil {
			return err
		}
		if p.ShareX && p.Panels[i].LogX != p.Panels[0].LogX {
			return fmt.Errorf("plots: panels %q: got linear and logarithmic x axes, panels that share an axis want one kind", p.Title)
		}
	}
	return nil
}

// Size implements [Figure].
func (p *Panels) Size() (w, h vg.Length) { return p.charts().frame().Size() }

// Draw implements [Figure].
func (p *Panels) Draw(dc draw.Canvas) { p.charts().frame().Draw(dc) }

// charts returns the panels as charts.
func (p *Panels) charts() charts {
	cs := charts{title: p.Title, columns: p.Columns, shareX: p.ShareX}
	for i := range p.Panels {
		cs.all = append(cs.all, p.Panels[i].chart())
	}
	return cs
}
