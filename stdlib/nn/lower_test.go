package nn

import (
	"fmt"
	"strings"
	"testing"

	"github.com/andor-kernel/andor/dsl"
)

// TestLowering: what is fused, what each layer is told about zeros in its input, and how
// parameters are called.
func TestLowering(t *testing.T) {
	tests := []struct {
		kind  dsl.NetKind
		lines []string
		want  string
	}{
		{dsl.Generator, []string{"z normal:9", "o fc:2x2x8 topk:3@", "a up:2 conv:4 relu conv:4 relu topk:4", "b up:2 conv:3 tanh"},
			"fc(8)0 topk conv*2(4)1/k3 conv(4)1 topk conv*2(3)0/0.25 act | o.fc a.conv1 a.conv2 b.conv1"},
		{dsl.Generator, []string{"z normal:9", "o fc:4x4x8 lrelu topk:3@", "a down:2 conv:4 lrelu", "b up:3 conv:3"},
			"fc(8)2 topk down conv(4)2 conv*3(3)0 | o.fc a.conv1 b.conv1"},
		{dsl.Generator, []string{"z normal:9", "o fc:4x4x8 topk:3@", "a relu up:2 up:2 conv:4 relu relu", "b linear conv:3x1 linear"},
			"fc(8)0 topk act up conv*2(4)1 act conv(3)0 | o.fc a.conv1 b.conv1"},
		{dsl.Generator, []string{"z normal:9", "o fc:4x4x8 topk:4", "a up:2", "b up:2 conv:3 sigmoid"},
			"fc(8)0 topk up conv*2(3)0/0.25 act | o.fc b.conv1"},
		{dsl.Energy, []string{"y image:4x4x1", "a conv:2 lrelu conv:2 tanh", "f down:2 fc:3 relu fc:1"},
			"conv(2)2 conv(2)0 act down fc(3)1 fc(1)0 | a.conv1 a.conv2 f.fc f.fc2"},
	}
	for _, tt := range tests {
		n := must(newNetwork[float32](declare(t, tt.kind, tt.lines...)))(t)
		var words, names []string
		for _, u := range n.units {
			w := u.word
			if u.word == "fc" || u.word == "conv" {
				if u.factor > 1 {
					w += fmt.Sprintf("*%d", u.factor)
				}
				w += fmt.Sprintf("(%d)%d", u.out.C, u.act.Kind)
				switch {
				case u.sparse.PerPosition > 0:
					w += fmt.Sprintf("/k%d", u.sparse.PerPosition)
				case u.sparse.Density > 0:
					w += fmt.Sprintf("/%g", u.sparse.Density)
				}
			}
			words = append(words, w)
		}
		for i, p := range n.params {
			if i%2 == 0 {
				names = append(names, strings.TrimSuffix(p.name, ".weight"))
			}
		}
		if got := strings.Join(words, " ") + " | " + strings.Join(names, " "); got != tt.want {
			t.Errorf("%v:\ngot  %s\nwant %s", tt.lines, got, tt.want)
		}
	}
}
