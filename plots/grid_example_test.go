package plots_test

import (
	"fmt"
	"image"
	"log"
	"math"

	"github.com/andor-kernel/andor/plots"
)

// Originals over their reconstructions, then basis functions with captions.
func ExampleGrid() {
	var originals, reconstructions, basis []image.Image
	var captions []string
	for i := range 8 {
		t := float64(i)/3.5 - 1
		originals = append(originals, face(64, t, -t))
		reconstructions = append(reconstructions, face(32, t*0.8, -t*0.6))
	}
	for i := range 20 {
		basis = append(basis, wavelet(18, float64(i)*math.Pi/10, 2+float64(i%3), float64(i%2)*math.Pi/2))
		captions = append(captions, fmt.Sprintf("c%d (%d, %d) %.1f %%", 37*i%256, i%16, 3*i%16, 25/(1+0.2*float64(i))))
	}
	fig, err := plots.NewGrid(plots.Grid{
		Rows:      [][]image.Image{originals, reconstructions},
		RowLabels: []string{"original", "reconstruction"},
		Groups: []plots.GridGroup{{
			Title: "Basis functions of stage prim, by share active",
			Rows:  [][]image.Image{basis}, Captions: captions,
		}},
	})
	if err != nil {
		log.Fatal(err)
	}
	if err := plots.Save(fig, "grid.png"); err != nil {
		log.Fatal(err)
	}
	// Output:
}
