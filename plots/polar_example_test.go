package plots_test

import (
	"log"

	"github.com/andor-kernel/andor/plots"
)

// Direction and frequency of the waves fitted to lowest-level basis functions.
func ExamplePolar() {
	wave := func(angle, frequency float64, label string) plots.PolarPoint {
		return plots.PolarPoint{Angle: angle, Radius: frequency, Label: label}
	}
	fig, err := plots.NewPolar(plots.Polar{
		Title: "Primitives", RadiusLabel: "cycles a pixel", Half: true,
		Series: []plots.PolarSeries{
			{Name: "wavelets", Points: []plots.PolarPoint{
				wave(0.02, 0.21, "prim 3"), wave(0.8, 0.16, "prim 8"), wave(1.57, 0.24, "prim 9"),
				wave(1.5, 0.13, "prim 12"), wave(2.4, 0.19, "prim 20"), wave(3.1, 0.11, "prim 31"),
			}},
			{Name: "others", Points: []plots.PolarPoint{wave(1.1, 0.04, "prim 1"), wave(2.7, 0.06, "prim 2"), wave(0.3, 0.02, "prim 5")}},
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	if err := plots.Save(fig, "polar.png"); err != nil {
		log.Fatal(err)
	}
	// Output:
}
