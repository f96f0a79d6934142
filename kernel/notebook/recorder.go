package notebook

import "encoding/json"

// Recorder puts outputs into cells as they come, by the rules that front ends follow:
// pieces of one stream are joined, an update changes every output with its display id, in
// whatever cell, and clear-with-wait clears when the next output comes. It is not safe for
// concurrent use.
type Recorder struct {
	cell     *Cell
	clear    bool
	displays map[string][]*Output
}

// NewRecorder is for one execution of a notebook.
func NewRecorder() *Recorder { return &Recorder{displays: make(map[string][]*Output)} }

// Begin directs what follows into a cell.
func (r *Recorder) Begin(c *Cell) { r.cell, r.clear = c, false }

func (r *Recorder) add(o *Output) {
	if r.cell == nil {
		return
	}
	if r.clear {
		r.cell.Outputs, r.clear = nil, false
	}
	r.cell.Outputs = append(r.cell.Outputs, o)
}

// Stream adds text.
func (r *Recorder) Stream(name, text string) {
	if r.cell == nil {
		return
	}
	if n := len(r.cell.Outputs) - 1; n >= 0 && !r.clear {
		if last := r.cell.Outputs[n]; last.Kind == Stream && last.Name == name {
			last.Text += text
			return
		}
	}
	r.add(&Output{Kind: Stream, Name: name, Text: text})
}

// Display adds a picture or other data; id may be "".
func (r *Recorder) Display(data map[string]json.RawMessage, metadata map[string]any, id string) {
	o := &Output{Kind: Display, Data: data, Metadata: metadata}
	r.add(o)
	if id != "" {
		r.displays[id] = append(r.displays[id], o)
	}
}

// Update replaces what an id shows; an unknown id changes nothing.
func (r *Recorder) Update(data map[string]json.RawMessage, metadata map[string]any, id string) {
	for _, o := range r.displays[id] {
		o.Data, o.Metadata = data, metadata
	}
}

// Result adds the cell's value.
func (r *Recorder) Result(count int, data map[string]json.RawMessage, metadata map[string]any) {
	r.add(&Output{Kind: Result, Count: &count, Data: data, Metadata: metadata})
}

// Error adds a failure.
func (r *Recorder) Error(name, value string, traceback []string) {
	r.add(&Output{Kind: Error, EName: name, EValue: value, Traceback: traceback})
}

// Clear removes the cell's outputs, with wait only when the next output comes.
func (r *Recorder) Clear(wait bool) {
	if r.cell == nil {
		return
	}
	if r.clear = wait; !wait {
		r.cell.Outputs = nil
	}
}
