package plots_test

import (
	"log"

	"github.com/andor-kernel/andor/plots"
)

// Scores of two networks on three data sets, with the deviation over seeds.
func ExampleBars() {
	fig, err := plots.NewBars(plots.Bars{
		Title: "Matching score of part-level basis functions", YLabel: "NCC",
		Groups: []string{"CelebA faces", "Stanford cars", "clothing"},
		Series: []plots.BarSeries{
			{Name: "sparse", Y: []float64{0.61, 0.54, 0.48}, Err: []float64{0.02, 0.03, 0.01}},
			{Name: "dense", Y: []float64{0.22, 0.25, 0.19}, Err: []float64{0.04, 0.02, 0.03}},
		},
		Values: true,
	})
	if err != nil {
		log.Fatal(err)
	}
	if err := plots.Save(fig, "bars.png"); err != nil {
		log.Fatal(err)
	}
	// Output:
}
