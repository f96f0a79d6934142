package plots_test

import (
	"log"
	"math/rand/v2"

	"github.com/andor-kernel/andor/plots"
)

// Reconstruction errors of all images of three data sets, by two networks.
func ExampleViolin() {
	r := rand.New(rand.NewPCG(1, 2))
	spread := func(n int, mean, deviation, tail float64) []float64 {
		y := make([]float64, n)
		for i := range y {
			y[i] = mean + deviation*r.NormFloat64() + tail*r.ExpFloat64()
		}
		return y
	}
	fig, err := plots.NewViolin(plots.Violin{
		Title: "Reconstruction error of every image", YLabel: "MSE per pixel",
		Groups: []string{"CelebA faces", "Stanford cars", "clothing"},
		Series: []plots.ViolinSeries{
			{Name: "sparse", Y: [][]float64{
				spread(400, 0.03, 0.004, 0.004), spread(400, 0.045, 0.006, 0.008),
				append(spread(200, 0.025, 0.003, 0), spread(150, 0.045, 0.004, 0)...)}},
			{Name: "dense", Y: [][]float64{
				spread(400, 0.022, 0.004, 0.002), spread(400, 0.038, 0.005, 0.005), spread(400, 0.028, 0.006, 0.004)}},
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	if err := plots.Save(fig, "violin.png"); err != nil {
		log.Fatal(err)
	}

	// Output:
}
