package simd

import "testing"

func TestDescribed(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"processor\t: 0\ncpu family\t: 6\nmodel\t\t: 106\nmodel name\t: Xeon @ 2.80GHz\nstepping\t: 6\n\nprocessor\t: 1\nmodel\t\t: 107\n", "Xeon @ 2.80GHz, family 6, model 106, stepping 6"},
		{"processor\t: 0\nCPU implementer\t: 0x41\nCPU variant\t: 0x3\nCPU part\t: 0xd0c\n", "CPU implementer 0x41, CPU part 0xd0c, CPU variant 0x3"},
		{"", ""},
	} {
		if got := described(tt.text); got != tt.want {
			t.Errorf("got %q, want %q", got, tt.want)
		}
	}
	if Processor() == "" {
		t.Error("this processor has no name")
	}
}
