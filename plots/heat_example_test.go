package plots_test

import (
	"log"

	"github.com/andor-kernel/andor/plots"
)

// How much each learned unit tells about each true part.
func ExampleHeat() {
	fig, err := plots.NewHeat(plots.Heat{
		Title: "Mutual information of units and true parts",
		Values: [][]float64{
			{0.92, 0.04, 0.01, 0.08, 0.02},
			{0.06, 0.88, 0.03, 0.01, 0.11},
			{0.02, 0.05, 0.61, 0.22, 0.07},
			{0.11, 0.02, 0.18, 0.74, 0.05},
		},
		RowLabels: []string{"part c12", "part c40", "part c7", "part c101"},
		ColLabels: []string{"roof", "wall", "window", "door", "chimney"},
		BarLabel:  "bits", Min: 0, Max: 1, Numbers: true,
	})
	if err != nil {
		log.Fatal(err)
	}
	if err := plots.Save(fig, "heat.png"); err != nil {
		log.Fatal(err)
	}
	// Output:
}
