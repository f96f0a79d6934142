package dsl

import "strconv"

// set puts the value of a number into o.
func (p Param) set(o *Op, v float64) {
	switch {
	case p.whole != nil:
		*p.whole(o) = int(v)
	case p.real != nil:
		*p.real(o) = v
	default:
		if o.Args == nil {
			o.Args = map[string]float64{}
		}
		o.Args[p.Name] = v
	}
}

// number is the value of a number in o.
func (p Param) number(o Op) float64 {
	switch {
	case p.whole != nil:
		return float64(*p.whole(&o))
	case p.real != nil:
		return *p.real(&o)
	}
	return o.Args[p.Name]
}

// preset is the default of a number, 0 if it has none.
func (p Param) preset() float64 {
	v, err := strconv.ParseFloat(p.Default, 64)
	if err != nil {
		return 0
	}
	return v
}

// text is the argument in o as it is written.
func (p Param) text(o Op) string {
	switch p.kind {
	case shapeParam:
		return o.Out.String()
	case imageParam:
		return shape3(o.Out)
	}
	return text(p.number(o))
}
