package widgets

import (
	"encoding/json"
	"maps"
	"math"
	"slices"
	"sync"

	"github.com/andor-kernel/andor/stdlib/screen"
	"github.com/andor-kernel/andor/stdlib/widget"
)

// Comm is one message of a comm, a two-way channel between a session and its front ends.
type Comm struct {
	Kind     string          `json:"kind"` // open | msg | close
	ID       string          `json:"id"`
	Target   string          `json:"target,omitempty"` // of an open
	Data     json.RawMessage `json:"data,omitempty"`
	Metadata json.RawMessage `json:"metadata,omitempty"`
	Parent   json.RawMessage `json:"parent,omitempty"` // header of the message that this one answers
	Buffers  [][]byte        `json:"-"`
}

const (
	widgetTarget  = "jupyter.widget"
	controlTarget = "jupyter.widget.control"
)

// ViewType is the MIME type of a view.
const ViewType = "application/vnd.jupyter.widget-view+json"

// Bridge is a screen.Screen. It keeps the models that it has opened, since each control's
// look is spread over three: itself, its layout and its style.
type Bridge struct {
	send func(Comm)

	mu       sync.Mutex
	models   map[string]model // by comm
	controls map[string]screen.Control
	managers map[string]bool // comms of target controlTarget
}

// New makes a bridge. send is called from any goroutine.
func New(send func(Comm)) *Bridge {
	return &Bridge{send: send, models: make(map[string]model), controls: make(map[string]screen.Control), managers: make(map[string]bool)}
}

// update is the data of the messages that carry state. Buffers hold what stands at the paths.
type update struct {
	Method  string         `json:"method,omitempty"`
	State   map[string]any `json:"state"`
	Buffers [][]string     `json:"buffer_paths"`
}

// Open opens the comms of a control, its parts first.
func (b *Bridge) Open(c screen.Control) {
	all := models(c)
	b.mu.Lock()
	b.controls[c.ID] = c
	for _, m := range all {
		b.models[m.id] = m
	}
	b.mu.Unlock()
	for _, m := range all {
		state, paths, buffers := split(m.state)
		b.message("open", m.id, update{State: state, Buffers: paths}, buffers, nil)
	}
}

// Change sends the fields that changed.
func (b *Bridge) Change(c screen.Control, changed []screen.Field) {
	fresh := models(c)
	b.mu.Lock()
	b.controls[c.ID] = c
	b.mu.Unlock()
	for _, m := range fresh {
		b.mu.Lock()
		old := b.models[m.id]
		b.models[m.id] = m
		b.mu.Unlock()
		diff := make(map[string]any)
		for k, v := range m.state {
			if !same(v, old.state[k]) || slices.Contains(changed, screen.Value) && m.id == c.ID && k == m.valueKey {
				diff[k] = v
			}
		}
		if len(diff) > 0 {
			state, paths, buffers := split(diff)
			b.message("msg", m.id, update{"update", state, paths}, buffers, nil)
		}
	}
}

// same compares values of models: numbers, text, lists of text and pictures.
func same(a, b any) bool {
	if x, ok := a.([]byte); ok {
		y, ok := b.([]byte)
		return ok && slices.Equal(x, y)
	}
	x, err := json.Marshal(a)
	y, err2 := json.Marshal(b)
	return err == nil && err2 == nil && slices.Equal(x, y)
}

// split takes the buffers out of a state.
func split(state map[string]any) (rest map[string]any, paths [][]string, buffers [][]byte) {
	rest, paths = maps.Clone(state), [][]string{}
	for _, k := range slices.Sorted(maps.Keys(state)) {
		if buf, ok := state[k].([]byte); ok {
			delete(rest, k)
			paths, buffers = append(paths, []string{k}), append(buffers, buf)
		}
	}
	return rest, paths, buffers
}

func (b *Bridge) message(kind, id string, data any, buffers [][]byte, parent json.RawMessage) {
	raw, err := json.Marshal(data)
	if err != nil {
		return // no state of ours fails: NaN and Inf are kept out where models are made
	}
	m := Comm{Kind: kind, ID: id, Data: raw, Buffers: buffers, Parent: parent}
	if kind == "open" {
		m.Target, m.Metadata = widgetTarget, json.RawMessage(`{"version":"2.1.0"}`)
	}
	b.send(m)
}

// Receive takes what a front end says. What makes no sense is ignored, but for a comm of a
// target that nobody here knows, which is closed as the protocol asks.
func (b *Bridge) Receive(m Comm) {
	switch m.Kind {
	case "open":
		if m.Target == controlTarget {
			b.mu.Lock()
			b.managers[m.ID] = true
			b.mu.Unlock()
			return
		}
		b.send(Comm{Kind: "close", ID: m.ID, Data: json.RawMessage("{}"), Parent: m.Parent})
	case "close":
		b.mu.Lock()
		delete(b.managers, m.ID)
		b.mu.Unlock()
	case "msg":
		b.heard(m)
	}
}

func (b *Bridge) heard(m Comm) {
	var data struct {
		Method  string                     `json:"method"`
		State   map[string]json.RawMessage `json:"state"`
		Content struct {
			Event string `json:"event"`
		} `json:"content"`
	}
	if json.Unmarshal(m.Data, &data) != nil {
		return
	}
	b.mu.Lock()
	manager := b.managers[m.ID]
	known, isModel := b.models[m.ID]
	c, isControl := b.controls[m.ID]
	b.mu.Unlock()
	switch {
	case manager && data.Method == "request_states":
		b.sendStates(m)
	case !isModel:
	case data.Method == "request_state":
		state, paths, buffers := split(known.state)
		b.message("msg", m.ID, update{"update", state, paths}, buffers, m.Parent)
	case data.Method == "custom" && data.Content.Event == "click" && isControl:
		screen.Deliver(m.ID, screen.Event{Clicked: true})
	case data.Method == "update":
		b.echo(m, known, data.State)
		raw, has := data.State[known.valueKey]
		if v, ok := decode(c, raw); has && ok && isControl {
			c.Value = v
			b.mu.Lock()
			b.controls[m.ID] = c
			b.mu.Unlock()
			screen.Deliver(m.ID, screen.Event{Value: v})
		}
	}
}

// echo remembers what a front end changed, and tells the other front ends.
func (b *Bridge) echo(m Comm, known model, changed map[string]json.RawMessage) {
	state, said := maps.Clone(known.state), make(map[string]any)
	for k, raw := range changed {
		if _, has := state[k]; has && json.Valid(raw) {
			state[k], said[k] = raw, raw
		}
	}
	known.state = state
	b.mu.Lock()
	b.models[m.ID] = known
	b.mu.Unlock()
	if len(said) > 0 {
		b.message("msg", m.ID, update{"echo_update", said, [][]string{}}, nil, m.Parent)
	}
}

// sendStates answers a front end that has come anew with every model there is.
func (b *Bridge) sendStates(m Comm) {
	type entry struct {
		Name    any            `json:"model_name"`
		Module  any            `json:"model_module"`
		Version any            `json:"model_module_version"`
		State   map[string]any `json:"state"`
	}
	reply := struct {
		Method  string           `json:"method"`
		States  map[string]entry `json:"states"`
		Buffers [][]string       `json:"buffer_paths"`
	}{"update_states", make(map[string]entry), [][]string{}}
	var buffers [][]byte
	b.mu.Lock()
	for _, id := range slices.Sorted(maps.Keys(b.models)) {
		s := b.models[id].state
		rest, paths, bufs := split(s)
		for _, p := range paths {
			reply.Buffers = append(reply.Buffers, append([]string{id, "state"}, p...))
		}
		buffers = append(buffers, bufs...)
		reply.States[id] = entry{s["_model_name"], s["_model_module"], s["_model_module_version"], rest}
	}
	b.mu.Unlock()
	b.message("msg", m.ID, reply, buffers, m.Parent)
}

// decode is a value as the control holds it.
func decode(c screen.Control, raw json.RawMessage) (v any, ok bool) {
	var err error
	switch c.Kind {
	case screen.Slider:
		var x float64
		err = json.Unmarshal(raw, &x)
		v = max(c.Min, min(c.Max, x))
	case screen.IntSlider:
		var x float64
		err = json.Unmarshal(raw, &x)
		v = int(math.Round(max(c.Min, min(c.Max, x))))
	case screen.Checkbox:
		var x bool
		err = json.Unmarshal(raw, &x)
		v = x
	case screen.Choice:
		var x *int
		err = json.Unmarshal(raw, &x)
		if x == nil || *x < 0 || *x >= len(c.Choices) {
			return nil, false
		}
		v = *x
	case screen.Text:
		var x string
		err = json.Unmarshal(raw, &x)
		v = x
	default:
		return nil, false
	}
	return v, err == nil
}

// View puts the view of a control where a bundle names one.
func (b *Bridge) View(bundle map[string][]byte) map[string][]byte {
	id, ok := bundle[widget.MIMEType]
	if !ok {
		return bundle
	}
	out := maps.Clone(bundle)
	delete(out, widget.MIMEType)
	view, err := json.Marshal(map[string]any{"version_major": 2, "version_minor": 0, "model_id": string(id)})
	if err == nil {
		out[ViewType] = view
	}
	return out
}
