package data

import "strings"

// naturalLess orders paths as a person would: folder by folder, runs of digits by
// their value ("img2" before "img10"), ties by the plain bytes so that the order is
// total. It is the official order of sets whose files are numbered.
func naturalLess(a, b string) bool {
	if c := compareNatural(a, b); c != 0 {
		return c < 0
	}
	return a < b
}

func compareNatural(a, b string) int {
	for a != "" && b != "" {
		if isDigit(a[0]) && isDigit(b[0]) {
			na, nb := digits(a), digits(b)
			if c := compareDigits(a[:na], b[:nb]); c != 0 {
				return c
			}
			a, b = a[na:], b[nb:]
			continue
		}
		if a[0] != b[0] {
			// A folder ends before any other character: "a/z" before "a-b/c".
			if a[0] == '/' || b[0] != '/' && a[0] < b[0] {
				return -1
			}
			return 1
		}
		a, b = a[1:], b[1:]
	}
	return len(a) - len(b)
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func digits(s string) int {
	n := 0
	for n < len(s) && isDigit(s[n]) {
		n++
	}
	return n
}

// compareDigits compares by value without converting, so that any length will do.
func compareDigits(a, b string) int {
	a, b = strings.TrimLeft(a, "0"), strings.TrimLeft(b, "0")
	if len(a) != len(b) {
		return len(a) - len(b)
	}
	return strings.Compare(a, b)
}

// nearest returns up to three of names that look like name, best first: spelled
// alike, or one holding the other.
func nearest(name string, names []string) []string {
	const most = 3
	type hit struct {
		name string
		cost int
	}
	var hits []hit
	want := strings.ToLower(name)
	for _, n := range names {
		have := strings.ToLower(n)
		cost := editDistance(want, have)
		limit := max(2, len(want)/3)
		if strings.Contains(have, want) || len(have) > 3 && strings.Contains(want, have) {
			cost = min(cost, limit)
		}
		if cost <= limit {
			hits = append(hits, hit{n, cost})
		}
	}
	var out []string
	for len(hits) > 0 && len(out) < most {
		best := 0
		for i, h := range hits {
			if h.cost < hits[best].cost || h.cost == hits[best].cost && h.name < hits[best].name {
				best = i
			}
		}
		out = append(out, hits[best].name)
		hits = append(hits[:best], hits[best+1:]...)
	}
	return out
}

// editDistance is the least number of insertions, deletions and replacements of
// bytes that turn a into b (Levenshtein 1966).
func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diagonal := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := diagonal
			if a[i-1] != b[j-1] {
				cost++
			}
			diagonal, row[j] = row[j], min(cost, row[j]+1, row[j-1]+1)
		}
	}
	return row[len(b)]
}
