package data

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// arranged is the pictures of a source that a Spec wants, in the order it wants: first the classes
// are chosen, then the order is drawn, then a part is cut out.
func arranged(src pictures, s Spec) (pictures, error) {
	if s.Class == "" && !s.Shuffle && s.Skip == 0 && s.Until == 0 && s.SkipShare == 0 && s.TakeShare == 0 {
		return src, nil
	}
	index := identity(src.len())
	if s.Class != "" {
		var err error
		if index, err = ofClasses(src, s.Class); err != nil {
			src.close()
			return nil, err
		}
	}
	if s.Shuffle {
		d := dice{seed: s.Seed}
		keys := make(map[int]uint64, len(index))
		for _, i := range index {
			keys[i] = d.bits(src.name(i))
		}
		slices.SortStableFunc(index, func(i, j int) int {
			switch {
			case keys[i] < keys[j]:
				return -1
			case keys[i] > keys[j]:
				return 1
			}
			return strings.Compare(src.name(i), src.name(j))
		})
	}
	n := len(index)
	share := func(part float64) int { return int(math.Round(float64(n) * part)) }
	from, to := max(s.Skip, share(s.SkipShare)), n
	if s.Until > 0 {
		to = min(n, s.Until)
	}
	if s.TakeShare > 0 { // from the same sum, so that thirds leave no image out
		to = share(s.SkipShare + s.TakeShare)
		if s.Skip > 0 {
			to = min(n, from+share(s.TakeShare))
		}
	}
	if from >= to {
		where := src.where()
		src.close()
		return nil, fmt.Errorf("data: %q: nothing is left of %s after skip and take; ask for another part", where, count(n, "image"))
	}
	return &chosen{pictures: src, index: index[from:to], many: manyLabels(src)}, nil
}

// ofClasses are the pictures of the classes in a list with commas.
func ofClasses(src pictures, list string) ([]int, error) {
	found, there := map[string]int{}, map[string]bool{}
	for _, word := range strings.Split(list, ",") {
		if word = strings.TrimSpace(word); word != "" {
			found[word] = 0
		}
	}
	var index []int
	for i := range src.len() {
		label := labelOf(src, i)
		classes := []string{label}
		if manyLabels(src) {
			classes = strings.Fields(label)
		}
		wanted := false
		for _, class := range classes {
			there[class] = true
			if _, ok := found[class]; ok {
				found[class]++
				wanted = true
			}
		}
		if wanted {
			index = append(index, i)
		}
	}
	delete(there, "")
	var names []string
	for class := range there {
		names = append(names, class)
	}
	slices.Sort(names)
	for word, n := range found {
		if n > 0 {
			continue
		}
		if len(names) == 0 {
			return nil, fmt.Errorf("data: %q has no classes, so none is %q; images get the class of the folder they are in, where there are several", src.where(), word)
		}
		near := nearest(word, names)
		if len(near) == 0 {
			near = names[:min(6, len(names))]
		}
		return nil, fmt.Errorf("data: %q has no class %q; of its %s some are %s", src.where(), word, count(len(names), "class"), quoted(near))
	}
	return index, nil
}
