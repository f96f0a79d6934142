package kernel

import (
	"testing"

	"github.com/andor-kernel/andor/kernel/code"
)

// TestAlone holds the commands that the front takes for itself against its handlers.
func TestAlone(t *testing.T) {
	handlers := aloneHandlers()
	for _, c := range code.Alone {
		if handlers[c.Name] == nil {
			t.Errorf("%s of code.Alone has no handler in alone.go", c.Name)
		}
		delete(handlers, c.Name)
		if do, _ := alone(" " + c.Name + "\n"); do == nil {
			t.Errorf("a cell that is %s alone is not taken", c.Name)
		}
		for _, other := range []string{c.Name + "x", c.Name + " nonsense", "x\n" + c.Name} {
			if do, _ := alone(other); do != nil {
				t.Errorf("%q is taken for %s", other, c.Name)
			}
		}
	}
	for name := range handlers {
		t.Errorf("%s of alone.go does not stand in code.Alone: the session would not list it", name)
	}
	if do, arg := alone("%exit keep"); do == nil || arg != "keep" {
		t.Errorf("%%exit keep: got %q", arg)
	}
}
