package plots

import (
	"math"
	"strings"
	"testing"
)

func TestPolarRefuses(t *testing.T) {
	one := []PolarSeries{{Points: []PolarPoint{{Angle: 1, Radius: 2}}}}
	for _, tt := range []struct {
		name string
		p    Polar
		want string
	}{
		{"nothing", Polar{}, "no points"},
		{"a radius below 0", Polar{Series: []PolarSeries{{Name: "s", Points: []PolarPoint{{Radius: -1}}}}}, `series "s"`},
		{"NaN", Polar{Series: []PolarSeries{{Points: []PolarPoint{{Angle: math.NaN()}}}}}, "finite"},
		{"ring", Polar{Series: one, Max: -1}, "outermost ring"},
	} {
		if _, err := NewPolar(tt.p); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want an error with %q", tt.name, err, tt.want)
		}
	}
	for _, p := range []Polar{{Series: one}, {Series: one, Half: true, Title: strings.Repeat("long ", 60), RadiusLabel: "x"}, {Series: []PolarSeries{{Points: []PolarPoint{{}}}}}} {
		if _, err := PNG(&p); err != nil {
			t.Error(err)
		}
	}
}
