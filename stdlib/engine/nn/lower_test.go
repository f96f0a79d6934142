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

// TestMACs: the multiplications of [P] table 1, by hand, and those of each program.
func TestMACs(t *testing.T) {
	gs, es := table1(t, 16, 1)
	g, e := must(New(gs, 1))(t), must(New(es, 1))(t)
	conv := func(side, in, out int) int64 { return int64(side*side*9) * int64(in*out) }
	generator := int64(100*16*200) + conv(8, 200, 32) + conv(8, 32, 32) + conv(16, 32, 16) + conv(16, 16, 16) +
		conv(32, 16, 8) + conv(32, 8, 8) + conv(64, 8, 4) + conv(64, 4, 4) + conv(64, 4, 3)
	first := conv(64, 3, 4)
	energy := first + 2*conv(32, 4, 4) + conv(16, 4, 8) + conv(16, 8, 8) + conv(8, 8, 16) + conv(8, 16, 16) +
		conv(4, 16, 32) + conv(4, 32, 32) + 16*32
	programs := []struct {
		name string
		p    interface{ MACs() (dense, done int64) }
		want int64
	}{
		{"forward", must(NewForward(g, 3))(t), 3 * generator},
		{"posterior", must(NewPosterior(g, 3))(t), 3 * 2 * generator},
		{"actor", must(NewActor(g, e, 3, ActorOptions{Sigma: 1}))(t), 3*2*(3*generator-100*16*200) + 3*2*energy},
		{"critic", must(NewCritic(e, 3, CriticOptions{}))(t), 3 * 2 * (3*energy - first)},
		{"energy", must(NewEnergy(e, 3))(t), 3 * energy},
	}
	for _, p := range programs {
		if dense, done := p.p.MACs(); dense != p.want || done <= 0 || done > dense {
			t.Errorf("%s: got %d multiplications, %d done, want %d and fewer done", p.name, dense, done, p.want)
		}
	}
}
