package data

// Absent is a set that is known but not at hand, such as that of a run trained on another
// machine: n images of a shape, each of which is the error why. All that needs no image works.
func Absent(n, h, w, c int, why error) *Set {
	return &Set{Names: make([]string, n), From: "elsewhere", Range: [2]float64{-1, 1}, shape: [3]int{h, w, c}, absent: why}
}

// Missing is why the images are not at hand, nil if they are.
func (s *Set) Missing() error { return s.absent }
