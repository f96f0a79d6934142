package spell

import (
	"fmt"
	"testing"
	"testing/quick"
)

func TestDistance(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"", "abc", 3}, {"abc", "", 3}, {"conv", "conv", 0},
		{"covn", "conv", 1}, {"con", "conv", 1}, {"convv", "conv", 1}, {"comv", "conv", 1},
		{"kitten", "sitting", 3}, {"ca", "abc", 3}, // optimal string alignment, not the unrestricted form (2)
		{"größe", "grosse", 3}, {"αβ", "βα", 1},
	} {
		if got := Distance(tt.a, tt.b); got != tt.want {
			t.Errorf("Distance(%q, %q): got %d, want %d", tt.a, tt.b, got, tt.want)
		}
	}
}

func TestDistanceProperties(t *testing.T) {
	symmetric := func(a, b string) bool { return Distance(a, b) == Distance(b, a) }
	if err := quick.Check(symmetric, nil); err != nil {
		t.Error(err)
	}
	identity := func(a string) bool { return Distance(a, a) == 0 }
	if err := quick.Check(identity, nil); err != nil {
		t.Error(err)
	}
}

func TestNearest(t *testing.T) {
	layers := []string{"normal", "image", "fc", "conv", "up", "down", "relu", "lrelu", "tanh", "sigmoid", "linear", "topk"}
	for _, tt := range []struct{ word, want string }{
		{"covn", "conv"}, {"Conv", "conv"}, {"topK", "topk"}, {"top_k", "topk"}, {"relyu", "relu"},
		{"tahn", "tanh"}, {"donw", "down"}, {"sigmoit", "sigmoid"}, {"fx", "fc"},
		{"quux", ""}, {"xyz", ""}, {"", ""}, {"batchnormalization", ""}, {"z", ""}, {"conv", ""}, {"_", ""},
	} {
		if got := Nearest(tt.word, layers); got != tt.want {
			t.Errorf("Nearest(%q): got %q, want %q", tt.word, got, tt.want)
		}
	}
}

func TestNearestPrefersTheFirstLetter(t *testing.T) {
	if got := Nearest("bar", []string{"car", "bat"}); got != "bat" {
		t.Errorf("got %q, want %q", got, "bat")
	}
	if got := Nearest("bar", []string{"far", "car"}); got != "far" {
		t.Errorf("among equals: got %q, want the earliest, %q", got, "far")
	}
}

func ExampleNearest() {
	fmt.Println(Nearest("iteratoins", []string{"batch", "iterations", "seed"}))
	// Output: iterations
}
