package data

import (
	"fmt"
	"image/color"
	"slices"
	"strings"
	"testing"
)

// pets is a folder of two classes, nine cats and two dogs, one of the cats damaged.
func pets(t *testing.T) string {
	files := map[string][]byte{"cat/3.png": []byte("damaged"), "0.png": encode(t, "png", plainImage(4, 4, color.White))}
	for i := range 9 {
		if i != 3 {
			files[fmt.Sprintf("cat/%d.png", i)] = encode(t, "png", plainImage(4, 4, color.Gray{uint8(20 * i)}))
		}
	}
	for i := range 2 {
		files[fmt.Sprintf("dog/%d.png", i)] = encode(t, "png", plainImage(4, 4, color.Gray{uint8(200 + i)}))
	}
	return folder(t, files)
}

func TestParts(t *testing.T) {
	dir := pets(t)
	for _, tt := range []struct {
		spec Spec
		want string
	}{
		{Spec{Skip: 9}, "[cat/8.png dog/0.png dog/1.png]"},
		{Spec{Skip: 2, Until: 4}, "[cat/1.png cat/2.png]"},
		{Spec{Skip: 2, Take: 3}, "[cat/1.png cat/2.png cat/4.png]"}, // a number of images: the damaged one does not count
		{Spec{Skip: 2, Until: 5}, "[cat/1.png cat/2.png]"},          // numbers of files
		{Spec{TakeShare: 1. / 4}, "[0.png cat/0.png cat/1.png]"},
		{Spec{Class: "dog"}, "[dog/0.png dog/1.png]"},
		{Spec{Class: " dog , cat", Skip: 8, Take: 2}, "[cat/8.png dog/0.png]"},
	} {
		s := tt.spec
		s.From, s.H, s.W = dir, 4, 4
		if got := fmt.Sprint(open(t, s).Names); got != tt.want {
			t.Errorf("%+v: got %s, want %s", tt.spec, got, tt.want)
		}
	}
	for _, tt := range []struct {
		spec Spec
		want string
	}{
		{Spec{Class: "bird"}, `has no class "bird"; of its 2 classes some are "cat" or "dog"`},
		{Spec{Skip: 100}, "nothing is left of 12 images after skip and take"},
		{Spec{TakeShare: 1.5}, "want each from 0 to below 1"},
		{Spec{From: "scenes", Shuffle: true}, "another seed draws others"},
	} {
		s := tt.spec
		s.H, s.W = 32, 32
		if s.From == "" {
			s.From = dir
		}
		if _, err := Open(t.Context(), s, nil); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%+v: got %v, want %q", tt.spec, err, tt.want)
		}
	}
}

// TestPartsAreAPartition: parts that shares cut have no image in common and leave none out, in any
// order, for any number of images.
func TestPartsAreAPartition(t *testing.T) {
	dir := pets(t)
	for _, parts := range [][]Spec{
		{{TakeShare: .8}, {SkipShare: .8}},
		{{TakeShare: 1. / 3}, {SkipShare: 1. / 3, TakeShare: 1. / 3}, {SkipShare: 2. / 3}},
	} {
		for seed := range uint64(3) {
			var all []string
			for _, s := range parts {
				s.From, s.H, s.W, s.Shuffle, s.Seed = dir, 4, 4, true, seed
				all = append(all, open(t, s).Names...)
			}
			slices.Sort(all)
			if n := len(slices.Compact(slices.Clone(all))); n != 11 || len(all) != 11 {
				t.Errorf("%+v, seed %d: got %v, want the 11 whole images once each", parts, seed, all)
			}
		}
	}
}

// TestShuffle: an order depends on the seed and the names alone.
func TestShuffle(t *testing.T) {
	dir := pets(t)
	order := func(s Spec) []string {
		s.From, s.H, s.W, s.Shuffle = dir, 4, 4, true
		return open(t, s).Names
	}
	first := order(Spec{Seed: 1})
	again := slices.DeleteFunc(order(Spec{Seed: 1, Memory: 1}), func(n string) bool { return n == "cat/3.png" }) // found damaged only when it is read
	if !slices.Equal(first, again) {
		t.Errorf("streamed: got %v, want %v", again, first)
	}
	if other := order(Spec{Seed: 2}); slices.Equal(first, other) {
		t.Error("two seeds give one order")
	}
	var cats []string
	for _, n := range first {
		if strings.HasPrefix(n, "cat") {
			cats = append(cats, n)
		}
	}
	if got := order(Spec{Seed: 1, Class: "cat"}); !slices.Equal(got, cats) {
		t.Errorf("the cats alone: got %v, want them in the same order, %v", got, cats)
	}
}
