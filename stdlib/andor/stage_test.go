package andor

import (
	"reflect"
	"strings"
	"testing"
)

// TestStage: a stage says what it is, a wrong name what there is, and each short form of a
// run has its method there.
func TestStage(t *testing.T) {
	r := trained(t, "2")
	if got := r.Stage("part").String(); !strings.Contains(got, `stage "part" of run1: 8x8x`) || !strings.Contains(got, "topk keeps") {
		t.Errorf("got %s", got)
	}
	if err := r.Stage("prat").Err(); err == nil || !strings.Contains(err.Error(), `did you mean "part"`) {
		t.Errorf("got error %v, want the near name", err)
	}
	for name, pair := range map[string][2]*Figure{
		"Basis":   {r.Stage("part").Basis(), r.Basis("part")},
		"BasisBy": {r.Stage("part").BasisBy("use", 4), r.BasisBy("part", "use", 4)},
		"Patches": {r.Stage("part").Patches(3), r.Patches("part", 3)},
	} {
		long, short := pair[0].MIMEBundle()["image/png"], pair[1].MIMEBundle()["image/png"]
		if len(long) == 0 || !reflect.DeepEqual(long, short) {
			t.Errorf("%s of the stage and of the run differ", name)
		}
	}
	run, stage := reflect.TypeFor[*Run](), reflect.TypeFor[*Stage]()
	for i := range stage.NumMethod() {
		name := stage.Method(i).Name
		switch name {
		case "Err", "String", "MIMEBundle":
			continue
		}
		if _, ok := run.MethodByName(name); !ok {
			t.Errorf("a run has no short form of the stage's %s", name)
		}
	}
}
