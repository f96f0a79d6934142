package andor

import (
	"encoding/json"
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/andor-kernel/andor/dsl"
)

// setting is one value of a declaration under a name such as "langevin.steps" or "G object".
type setting struct{ name, value string }

// settingsOf are all values of a run's declaration but those that a table has columns for.
func settingsOf(t *dsl.Train, nets ...*dsl.Net) []setting {
	var out []setting
	var tree map[string]any
	if text, err := json.Marshal(t); err == nil && json.Unmarshal(text, &tree) == nil {
		for _, own := range []string{"name", "actor", "critic", "data", "iterations", "save"} {
			delete(tree, own)
		}
		out = flat("", tree)
	}
	for _, n := range nets {
		if n == nil {
			continue
		}
		for line := range strings.Lines(n.String()) {
			words := layerWords(line)
			if len(words) < 2 || strings.HasSuffix(strings.TrimSpace(line), "{") {
				continue
			}
			out = append(out, setting{n.Name + " " + words[0], strings.Join(words[1:], " ")})
		}
	}
	return out
}

// flat are the leaves of a tree of JSON, sorted by name.
func flat(prefix string, tree map[string]any) []setting {
	var out []setting
	for name, v := range tree {
		if sub, ok := v.(map[string]any); ok {
			out = append(out, flat(prefix+name+".", sub)...)
		} else {
			out = append(out, setting{prefix + name, fmt.Sprint(v)})
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i].name < out[j].name })
	return out
}

// layerWords splits the line of a stage at spaces outside of brackets.
func layerWords(line string) []string {
	var out []string
	word, depth := "", 0
	for _, c := range line + " " {
		switch {
		case c == '(':
			depth++
		case c == ')':
			depth--
		case (c == ' ' || c == '\n' || c == '\t') && depth == 0:
			if word != "" {
				out = append(out, word)
			}
			word = ""
			continue
		}
		word += string(c)
	}
	return out
}

// differing says of each of several runs by which settings it differs from the others:
// "seed 2, object topk(4, per: position)". Of a stage it shows the layers that not all have.
func differing(runs [][]setting) []string {
	values := map[string]map[string]int{} // name -> value -> how many
	words := map[string]map[string]int{}  // stage -> layer -> in how many
	for _, r := range runs {
		for _, s := range r {
			count(values, s.name, s.value)
			for _, w := range slices.Compact(slices.Sorted(slices.Values(layerWords(s.value)))) {
				count(words, s.name, w)
			}
		}
	}
	out := make([]string, len(runs))
	for i, r := range runs {
		var parts []string
		for _, s := range r {
			if values[s.name][s.value] == len(runs) {
				continue
			}
			value := s.value
			if strings.Contains(s.name, " ") {
				var own []string
				for _, w := range layerWords(s.value) {
					if words[s.name][w] < len(runs) {
						own = append(own, w)
					}
				}
				value = strings.Join(own, " ")
			}
			parts = append(parts, s.name+" "+value)
		}
		out[i] = strings.Join(parts, ", ")
	}
	return out
}

func count(m map[string]map[string]int, name, value string) {
	if m[name] == nil {
		m[name] = map[string]int{}
	}
	m[name][value]++
}
