// Package spell finds the word a user probably meant. A word and the words that were
// possible go in; the nearest one, if any is near enough to be worth saying, comes out.
//
//	spell.Nearest("covn", []string{"conv", "fc", "up"})   // "conv"
//	spell.Nearest("quux", []string{"conv", "fc", "up"})   // ""
package spell

import (
	"strings"
	"unicode/utf8"
)

// Distance is the Damerau-Levenshtein distance of a and b in runes, in its optimal
// string alignment form: the number of insertions, deletions, substitutions and
// exchanges of neighbours that turn a into b, no stretch of text edited twice.
func Distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	// before, last and row are three rows of the table: an exchange reaches back two.
	before := make([]int, len(y)+1)
	last := make([]int, len(y)+1)
	row := make([]int, len(y)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(x); i++ {
		row[0] = i
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			d := min(row[j-1]+1, last[j]+1, last[j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				d = min(d, before[j-2]+1)
			}
			row[j] = d
		}
		before, last, row = last, row, before
	}
	return last[len(y)]
}

// Nearest is the candidate with the smallest distance to word, letters' case aside, or
// "" if none is near: more than a third of the word's letters (at least one) would have
// to change. Among equals one with word's first letter wins, then the earliest.
func Nearest(word string, candidates []string) string {
	folded := strings.ToLower(strings.ReplaceAll(word, "_", ""))
	n := utf8.RuneCountInString(folded)
	if n == 0 {
		return ""
	}
	limit := max(1, n/3)
	best, bestScore := "", 2*limit+2
	for _, c := range candidates {
		if c == "" || c == word {
			continue
		}
		fc := strings.ToLower(strings.ReplaceAll(c, "_", ""))
		if d := utf8.RuneCountInString(fc) - n; fc == "" || d > limit || -d > limit {
			continue // the difference in length alone is too far
		}
		d := Distance(folded, fc)
		if d >= n {
			continue // nothing of the word would be left
		}
		score := 2 * d
		if folded[:1] != fc[:1] {
			score++
		}
		if d <= limit && score < bestScore {
			best, bestScore = c, score
		}
	}
	return best
}
