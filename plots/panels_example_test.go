package plots_test

import (
	"log"
	"math"

	"github.com/andor-kernel/andor/plots"
)

// Three quantities of one run, stacked over one axis of iterations.
func ExamplePanels() {
	var it, mse, data, synth []float64
	for i := range 2000 {
		t := float64(i)
		it = append(it, 10*t)
		mse = append(mse, 0.3*math.Exp(-t/300)+0.02+0.002*math.Sin(t))
		data = append(data, -2*(1-math.Exp(-t/600)))
		synth = append(synth, 2*math.Exp(-t/900)-0.5+0.3*math.Sin(t/90))
	}
	fig, err := plots.NewPanels(plots.Panels{
		Title: "run1", ShareX: true,
		Panels: []plots.Curves{
			{Title: "reconstruction", YLabel: "MSE", LogY: true, Series: []plots.Series{{X: it, Y: mse}}},
			{Title: "energy", YLabel: "f(Y)", Series: []plots.Series{
				{Name: "data", X: it, Y: data}, {Name: "synthesis", X: it, Y: synth}}},
			{Title: "FID (conv3)", YLabel: "FID", XLabel: "iteration", Series: []plots.Series{
				{X: []float64{0, 5000, 10000, 15000, 20000}, Y: []float64{180, 96, 71, 62, 58}}}},
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	if err := plots.Save(fig, "panels.png"); err != nil {
		log.Fatal(err)
	}
	// Output:
}
