package nn

import (
	"encoding/json"
	"testing"

	"github.com/andor-kernel/andor/dsl"
)

// TestFromText: the declarations of [P] table 1 as the checker leaves them are what the
// tests of this package build by hand, and they lower.
func TestFromText(t *testing.T) {
	f, found := dsl.Parse(dsl.Source{Name: "table1", Text: `net G {
  z       normal(100)
  object  fc(4x4x3200)                           topk(8, per: position)
  part    up(2) conv(512) relu conv(512) relu    topk(8*8/4)
  subpart up(2) conv(256) relu conv(256) relu    topk(16*16/4)
  prim    up(2) conv(128) relu conv(128) relu    topk(1/4)
  pixel   up(2) conv(64) relu conv(64) relu
  image   conv(3) tanh
}
net E {
  y       image(64x64x3)
  e2      conv(64) lrelu(0.2)
  e3      down(2) conv(64) lrelu conv(64) lrelu
  e4      down(2) conv(128) lrelu conv(128) lrelu
  e5      down(2) conv(256) lrelu conv(256) lrelu
  e6      down(2) conv(512) lrelu conv(512) lrelu
  energy  fc(1)
}
`})
	if len(found) > 0 {
		t.Fatal(found)
	}
	decls, found := dsl.Check(f, nil)
	if len(found) > 0 || len(decls) != 2 {
		t.Fatalf("got %d declarations, %v", len(decls), found)
	}
	g, e := table1(t, 1, 1)
	for i, want := range []*dsl.Net{g, e} {
		got := decls[i].Net
		want.Name = got.Name
		for j := range want.Stages {
			if k := want.Stages[j].TopK; k != nil {
				k.Text = got.Stages[j].TopK.Text
			}
		}
		for j := range want.Stages {
			a, _ := json.Marshal(got.Stages[j])
			b, _ := json.Marshal(want.Stages[j])
			if string(a) != string(b) {
				t.Errorf("got %s\nwant %s", a, b)
			}
		}
		if _, err := New(got, 1); err != nil {
			t.Error(err)
		}
	}
}
