package plots_test

import (
	"image"
	"log"
	"math"

	"github.com/andor-kernel/andor/plots"
)

// The panel of a run at three fifths of its way.
func ExampleProgress() {
	fig, err := plots.NewProgress(halfway())
	if err != nil {
		log.Fatal(err)
	}
	if err := plots.Save(fig, "progress.png"); err != nil {
		log.Fatal(err)
	}
	// Output:
}

// halfway is the state of a run that is under way.
func halfway() plots.Progress {
	var it, mse, data, synth []float64
	var originals, reconstructions, samples []image.Image
	for i := 0; i < 3000; i += 5 {
		t := float64(i)
		it = append(it, t)
		mse = append(mse, 0.4*math.Exp(-t/700)+0.02+0.003*math.Sin(t/7))
		data = append(data, -1.5*(1-math.Exp(-t/800)))
		synth = append(synth, 1.2*math.Exp(-t/1200)-0.4+0.2*math.Sin(t/150))
	}
	for i := range 12 {
		t := math.Sin(float64(i) * 1.7)
		originals = append(originals, face(32, t, -t))
		reconstructions = append(reconstructions, face(32, t*0.7, -t*0.5))
		samples = append(samples, face(32, math.Cos(float64(i)), math.Cos(float64(3*i))))
	}
	return plots.Progress{
		Title: "run1", Done: 3000, Total: 5000, Text: "312 images/s · 4 min 12 s left",
		Curves: []plots.Curves{
			{Title: "reconstruction MSE", LogY: true, Series: []plots.Series{{X: it, Y: mse}}},
			{Title: "energy", Series: []plots.Series{{Name: "data", X: it, Y: data}, {Name: "synthesis", X: it, Y: synth}}},
		},
		Rows:      [][]image.Image{originals, reconstructions, samples},
		RowLabels: []string{"original", "reconstruction", "sample"},
	}
}
