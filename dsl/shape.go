package dsl

import "fmt"

// String is the shape as it is written: 4x4x3200, or 100 for a vector.
func (s Shape) String() string {
	if s.H == 1 && s.W == 1 {
		return itoa(s.C)
	}
	return shape3(s)
}

func shape3(s Shape) string { return fmt.Sprintf("%dx%dx%d", s.H, s.W, s.C) }

// Size is the number of values, H*W*C.
func (s Shape) Size() int { return s.H * s.W * s.C }

// known says whether no side is unknown (0); see the essay in check.go.
func (s Shape) known() bool { return s.H > 0 && s.W > 0 && s.C > 0 }
