package widgets

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/andor-kernel/andor/stdlib/screen"
	"github.com/andor-kernel/andor/stdlib/widget"
)

// wire collects what a bridge says.
type wire struct {
	mu   sync.Mutex
	said []Comm
}

func (w *wire) send(m Comm) {
	w.mu.Lock()
	w.said = append(w.said, m)
	w.mu.Unlock()
}

// take waits for n messages and returns them.
func (w *wire) take(t *testing.T, n int) []Comm {
	t.Helper()
	for deadline := time.Now().Add(5 * time.Second); ; time.Sleep(time.Millisecond) {
		w.mu.Lock()
		if got := w.said; len(got) >= n {
			w.said = nil
			w.mu.Unlock()
			if len(got) > n {
				t.Fatalf("got %d messages, want %d: %v", len(got), n, got)
			}
			return got
		}
		w.mu.Unlock()
		if time.Now().After(deadline) {
			t.Fatalf("got %d messages, want %d", len(w.said), n)
		}
	}
}

func newBridge(t *testing.T) (*Bridge, *wire) {
	w := new(wire)
	b := New(w.send)
	screen.Use(b)
	t.Cleanup(func() { screen.Use(nil) })
	return b, w
}

func state(t *testing.T, m Comm) map[string]any {
	t.Helper()
	var u update
	if err := json.Unmarshal(m.Data, &u); err != nil {
		t.Fatal(err)
	}
	return u.State
}

// A control opens its layout and style first, and refers to them.
func TestOpen(t *testing.T) {
	b, w := newBridge(t)
	s := widget.NewSlider("z", -1, 1).Step(0.25)
	view := b.View(s.MIMEBundle())
	got := w.take(t, 3)
	for i, want := range []string{"LayoutModel", "SliderStyleModel", "FloatSliderModel"} {
		if st := state(t, got[i]); st["_model_name"] != want || got[i].Kind != "open" || got[i].Target != "jupyter.widget" || string(got[i].Metadata) != `{"version":"2.1.0"}` {
			t.Errorf("message %d: got %v of %s, want an open %s", i, st["_model_name"], got[i].Target, want)
		}
	}
	st := state(t, got[2])
	for k, want := range map[string]any{"layout": "IPY_MODEL_" + got[0].ID, "style": "IPY_MODEL_" + got[1].ID, "value": 0.0, "min": -1.0, "max": 1.0, "step": 0.25, "description": "z", "readout_format": ".2f"} {
		if st[k] != want {
			t.Errorf("%s: got %v, want %v", k, st[k], want)
		}
	}
	if want := fmt.Sprintf(`{"model_id":"%s","version_major":2,"version_minor":0}`, s.ID()); string(view[ViewType]) != want || view[widget.MIMEType] != nil || string(view["text/plain"]) != `slider "z" = 0` {
		t.Errorf("got view %q, want %s", view, want)
	}
	b.View(s.MIMEBundle())
	w.take(t, 0) // shown twice, opened once
}

// What the user does reaches the func, and other front ends by an echo.
func TestEvents(t *testing.T) {
	b, w := newBridge(t)
	heard := make(chan string, 10)
	say := func(format string) func(any) { return func(v any) { heard <- fmt.Sprintf(format, v) } }
	f, i, c, l, x, k := say("slider %v"), say("int %v"), say("checkbox %v"), say("choice %v"), say("text %v"), say("click%v")
	items := []widget.Widget{
		widget.NewSlider("a", 0, 10).OnChange(func(v float64) { f(v) }),
		widget.NewIntSlider("b", 0, 10).OnChange(func(v int) { i(v) }),
		widget.NewCheckbox("c", false).OnChange(func(v bool) { c(v) }),
		widget.NewChoice("d", "red", "green").OnChange(func(v string) { l(v) }),
		widget.NewText("e", "").OnChange(func(v string) { x(v) }),
		widget.NewButton("f").OnClick(func() { k("") }),
	}
	widget.Column(items...).ID()
	w.take(t, 6*3+2)
	for n, tt := range []struct{ state, want string }{
		{`"value":2.5`, "slider 2.5"}, {`"value":7`, "int 7"}, {`"value":true`, "checkbox true"}, {`"index":1`, "choice green"}, {`"value":"word"`, "text word"},
	} {
		b.Receive(Comm{Kind: "msg", ID: items[n].ID(), Data: json.RawMessage(`{"method":"update","state":{` + tt.state + `},"buffer_paths":[]}`), Parent: json.RawMessage(`{"msg_id":"p"}`)})
		if got := <-heard; got != tt.want {
			t.Errorf("got %q, want %q", got, tt.want)
		}
		echo := w.take(t, 1)[0]
		if string(echo.Parent) != `{"msg_id":"p"}` || !strings.Contains(string(echo.Data), `"method":"echo_update","state":{`+tt.state+`}`) {
			t.Errorf("echo of %s: got %s", tt.state, echo.Data)
		}
	}
	b.Receive(Comm{Kind: "msg", ID: items[5].ID(), Data: json.RawMessage(`{"method":"custom","content":{"event":"click"}}`)})
	if got := <-heard; got != "click" {
		t.Errorf("got %q, want a click", got)
	}
	if v := items[0].(*widget.Slider).Value(); v != 2.5 {
		t.Errorf("value: got %v, want 2.5", v)
	}
}

// Values out of range, of the wrong type and for nobody do no harm.
func TestOddMessages(t *testing.T) {
	b, w := newBridge(t)
	s, c := widget.NewIntSlider("a", 0, 10), widget.NewChoice("b", "x", "y")
	widget.Row(s, c).ID()
	w.take(t, 8)
	for _, m := range []Comm{
		{Kind: "msg", ID: s.ID(), Data: json.RawMessage(`{"method":"update","state":{"value":"x"}}`)},
		{Kind: "msg", ID: c.ID(), Data: json.RawMessage(`{"method":"update","state":{"index":9}}`)},
		{Kind: "msg", ID: c.ID(), Data: json.RawMessage(`{"method":"update","state":{"index":null}}`)},
		{Kind: "msg", ID: c.ID(), Data: json.RawMessage(`{"method":"update","state":7}`)},
		{Kind: "msg", ID: s.ID() + "-layout", Data: json.RawMessage(`{"method":"custom","content":{"event":"click"}}`)},
		{Kind: "msg", ID: "nobody", Data: json.RawMessage(`{"method":"request_state"}`)},
		{Kind: "msg", ID: s.ID(), Data: json.RawMessage(`[`)},
		{Kind: "msg", ID: s.ID()},
		{Kind: "sing", ID: s.ID()},
	} {
		b.Receive(m)
	}
	b.Receive(Comm{Kind: "msg", ID: s.ID(), Data: json.RawMessage(`{"method":"update","state":{"value":99}}`)})
	if s.Value() != 10 || c.Value() != "x" {
		t.Errorf("got %d and %q, want 10 and x", s.Value(), c.Value())
	}
	b.Receive(Comm{Kind: "open", ID: "other", Target: "nobody.here"})
	w.mu.Lock()
	last := w.said[len(w.said)-1]
	w.mu.Unlock()
	if last.Kind != "close" || last.ID != "other" {
		t.Errorf("got %+v, want the comm closed", last)
	}
}

// Changes come at a bounded rate and the last of them always comes.
func TestChanges(t *testing.T) {
	_, w := newBridge(t)
	p := widget.NewProgress("p", 100000)
	p.ID()
	w.take(t, 3)
	for n := range 100001 {
		p.Set(n)
	}
	var last any
	count := 0
	for deadline := time.Now().Add(5 * time.Second); last != 100000.0; time.Sleep(time.Millisecond) {
		w.mu.Lock()
		for _, m := range w.said {
			last = state(t, m)["value"]
		}
		count += len(w.said)
		w.said = nil
		w.mu.Unlock()
		if time.Now().After(deadline) {
			t.Fatalf("last is %v, want 100000", last)
		}
	}
	if count > 1000 {
		t.Errorf("got %d messages for 100001 changes", count)
	}
	if want := "p 100000 of 100000"; p.String() != want {
		t.Errorf("got %q, want %q", p, want)
	}
}

// A front end that comes later asks for all there is, pictures included.
func TestRequestStates(t *testing.T) {
	b, w := newBridge(t)
	png := []byte("\x89PNG\r\n\x1a\n")
	h := screen.New(screen.Control{Kind: screen.Image, Value: png})
	id := h.ID()
	if open := w.take(t, 2)[1]; !reflect.DeepEqual(open.Buffers, [][]byte{png}) || !strings.Contains(string(open.Data), `"buffer_paths":[["value"]]`) {
		t.Errorf("open: got %s with %d buffers", open.Data, len(open.Buffers))
	}
	b.Receive(Comm{Kind: "open", ID: "m", Target: "jupyter.widget.control"})
	b.Receive(Comm{Kind: "msg", ID: "m", Data: json.RawMessage(`{"method":"request_states"}`)})
	got := w.take(t, 1)[0]
	var reply struct {
		Method  string
		States  map[string]map[string]any
		Buffers [][]string `json:"buffer_paths"`
	}
	if err := json.Unmarshal(got.Data, &reply); err != nil {
		t.Fatal(err)
	}
	if reply.Method != "update_states" || len(reply.States) != 2 || reply.States[id]["model_name"] != "ImageModel" ||
		!reflect.DeepEqual(reply.Buffers, [][]string{{id, "state", "value"}}) || string(got.Buffers[0]) != string(png) {
		t.Errorf("got %s", got.Data)
	}
}

func TestPanicInFunc(t *testing.T) {
	b, _ := newBridge(t)
	done := make(chan bool)
	bad, good := widget.NewButton("bad").OnClick(func() { panic("on purpose") }), widget.NewButton("good").OnClick(func() { done <- true })
	for _, w := range []*widget.Button{bad, good} {
		b.Receive(Comm{Kind: "msg", ID: w.ID(), Data: json.RawMessage(`{"method":"custom","content":{"event":"click"}}`)})
	}
	<-done
}
