package host

import (
	"strings"
	"sync"
	"testing"

	"github.com/andor-kernel/andor/kernel/cell/yaegi"
)

// What print and println write is what a compiled program writes.
func TestPrint(t *testing.T) {
	type length float64
	var p *int
	for _, c := range []struct {
		name string
		args []any
		want string
	}{
		{"print", []any{"a", 1, 2.5, true, 'x', "\n"}, "a12.5true120\n"},
		{"println", []any{"a", 1, 2.5, true, 'x', int8(-3), uint64(1 << 63)}, "a 1 2.5 true 120 -3 9223372036854775808\n"},
		{"println", []any{1e100, float32(0.1), 3 + 2i, complex64(1i), length(-12345.678)}, "1e+100 0.1 (3+2i) (0+1i) -12345.678\n"},
		{"println", nil, "\n"},
		{"println", []any{p, []int(nil), map[int]int(nil)}, "0x0 [0/0]0x0 0x0\n"},
		{"println", []any{hostFace(nil), hostFace(error(nil))}, "(0x0,0x0) (0x0,0x0)\n"},
	} {
		var out strings.Builder
		s := New(Env{Stdout: &strings.Builder{}, Stderr: &out, Types: noTypes{}, Lock: &sync.Mutex{}, Halt: &yaegi.Halt{}})
		if s.hostPrint(c.name, c.args...); out.String() != c.want {
			t.Errorf("%s(%v): got %q, want %q", c.name, c.args, out.String(), c.want)
		}
	}
}
