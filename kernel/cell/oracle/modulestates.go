package main

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
)

// recordStates puts the states of examples into a file of lines of a module, a package, an
// example and its state. Those of other examples stay.
func recordStates(file string, states map[string]string) error {
	b, err := os.ReadFile(file)
	if err != nil && !os.IsNotExist(err) {
		return err
	}
	all, err := readStates(string(b))
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	maps.Copy(all, states)
	var out strings.Builder
	for _, key := range slices.Sorted(maps.Keys(all)) {
		fmt.Fprintf(&out, "%s\t%s\n", key, all[key])
	}
	return os.WriteFile(file, []byte(out.String()), 0o644)
}

// readStates reads such a file.
func readStates(text string) (map[string]string, error) {
	all := map[string]string{}
	for line := range strings.Lines(text) {
		f := strings.Split(strings.TrimSpace(line), "\t")
		if len(f) != 4 {
			return nil, fmt.Errorf("got %q, want a module, a package, an example and a state", line)
		}
		all[strings.Join(f[:3], "\t")] = f[3]
	}
	return all, nil
}

// tallied counts recorded states by module.
func tallied(states map[string]string) tallies {
	all := tallies{}
	for key, state := range states {
		module, _, _ := strings.Cut(key, "\t")
		all.add(module, state)
	}
	return all
}
