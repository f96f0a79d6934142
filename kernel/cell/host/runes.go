package host

// hostRunes and hostPlaces are the runes of a string, and the bytes at which they begin.
func hostRunes(s string) []rune { return []rune(s) }

func hostPlaces(s string) []int {
	out := make([]int, 0, len(s))
	for i := range s {
		out = append(out, i)
	}
	return out
}
