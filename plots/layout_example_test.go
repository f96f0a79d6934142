package plots_test

import (
	"image"
	"log"
	"math"

	"github.com/andor-kernel/andor/plots"
)

// The basis functions of two networks side by side.
func ExampleLayout() {
	var sparse, dense []image.Image
	for i := range 16 {
		sparse = append(sparse, wavelet(18, float64(i)*math.Pi/16, 2.5, 0))
		dense = append(dense, wavelet(18, float64(i), 0.6, float64(i)))
	}
	fig, err := plots.NewLayout(plots.Layout{
		Title: "Basis functions of stage subpart, one seed and budget",
		Figures: []plots.Figure{
			&plots.Grid{Title: "sparse", Rows: [][]image.Image{sparse}, Columns: 4},
			&plots.Grid{Title: "dense", Rows: [][]image.Image{dense}, Columns: 4},
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	if err := plots.Save(fig, "layout.png"); err != nil {
		log.Fatal(err)
	}
	// Output:
}
