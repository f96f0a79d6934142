package plots

import (
	"strings"
	"testing"
)

func TestPolar(t *testing.T) {
	one := []PolarSeries{{Points: []PolarPoint{{Angle: 1, Radius: 2}}}}
	testFigure(t, NewPolar, map[string]Polar{
		"polar":                  {Title: long, RadiusLabel: long, Half: true, Series: []PolarSeries{{Name: long, Points: []PolarPoint{{Angle: 1, Radius: 3}}}}},
		"polar whole":            {Title: "t", RadiusLabel: "x", Series: []PolarSeries{{Points: []PolarPoint{{Angle: 5, Radius: 3}}}}},
		"polar one":              {Series: one},
		"polar half, long title": {Series: one, Half: true, Title: strings.Repeat("long ", 60), RadiusLabel: "x"},
		"polar zero":             {Series: []PolarSeries{{Points: []PolarPoint{{}}}}},
	}, []refusal[Polar]{
		{"nothing", Polar{}, "no points"},
		{"a radius below 0", Polar{Series: []PolarSeries{{Name: "s", Points: []PolarPoint{{Radius: -1}}}}}, `series "s"`},
		{"NaN", Polar{Series: []PolarSeries{{Points: []PolarPoint{{Angle: nan}}}}}, "finite"},
		{"ring", Polar{Series: one, Max: -1}, "outermost ring"},
	})
}
