package plots_test

import (
	"log"
	"math"

	"github.com/andor-kernel/andor/plots"
)

// Two runs with the spread over their seeds, on a logarithmic axis.
func ExampleCurves() {
	run := func(rate, floor float64) (x, y, lo, hi []float64) {
		for i := 0; i <= 5000; i += 50 {
			v := 0.3*math.Exp(-float64(i)/rate) + floor
			x, y = append(x, float64(i)), append(y, v)
			lo, hi = append(lo, v*0.85), append(hi, v*1.2)
		}
		return
	}
	sparse := plots.Series{Name: "sparse, k = 1/4"}
	sparse.X, sparse.Y, sparse.Lo, sparse.Hi = run(700, 0.012)
	dense := plots.Series{Name: "dense"}
	dense.X, dense.Y, dense.Lo, dense.Hi = run(500, 0.006)
	fig, err := plots.NewCurves(plots.Curves{
		Title:  "Reconstruction error, mean and range of five seeds",
		XLabel: "iteration", YLabel: "MSE per pixel", LogY: true,
		Series: []plots.Series{sparse, dense, {
			Name: "mean image", X: []float64{0, 5000}, Y: []float64{0.21, 0.21}, Dashed: true,
		}},
	})
	if err != nil {
		log.Fatal(err)
	}
	if err := plots.Save(fig, "curves.png"); err != nil {
		log.Fatal(err)
	}
	// Output:
}
