package kernel

import (
	"context"
	"encoding/json"

	"github.com/andor-kernel/andor/kernel/wire"
	"github.com/andor-kernel/andor/kernel/worker"
)

// cellOutput publishes what a cell shows, as children of its execute request.
type cellOutput struct {
	k     *Kernel
	r     *request
	stdin bool // the front end takes input requests
}

// show publishes after the subscribers have caught up: the cell is slowed down rather than
// the queues filled.
func (c *cellOutput) show(typ string, content any) {
	c.k.iopub.Wait(c.k.ctx)
	c.k.publish(c.r.RawHeader(), typ, content)
}

func (c *cellOutput) Stream(name, text string) { c.show("stream", wire.Stream{Name: name, Text: text}) }

func (c *cellOutput) Display(d Display) {
	typ := "display_data"
	if d.Update {
		typ = "update_display_data"
	}
	c.show(typ, displayContent(d))
}

func (c *cellOutput) Result(count int, d Display) {
	content := displayContent(d)
	content.Count = &count
	c.show("execute_result", content)
}

// Comm publishes as an answer to what a front end said, or else as the cell's.
func (c *cellOutput) Comm(m worker.Comm) {
	parent := m.Parent
	if parent == nil {
		parent = c.r.RawHeader()
	}
	c.k.iopub.Wait(c.k.ctx)
	c.k.publishComm(parent, m)
}

func (c *cellOutput) Clear(wait bool) { c.show("clear_output", wire.ClearOutput{Wait: wait}) }

func (c *cellOutput) Error(e *worker.Error) { c.show("error", errorContent(e)) }

func (c *cellOutput) Input(ctx context.Context, prompt string, password bool) (string, error) {
	return c.k.ask(ctx, c.r, c.stdin, prompt, password)
}

func displayContent(d Display) wire.DisplayData {
	content := wire.DisplayData{Data: d.Bundle, Metadata: wire.PictureMetadata(d.Bundle, d.Metadata), Transient: map[string]any{}}
	if _, err := json.Marshal(content.Metadata); err != nil {
		content.Metadata = map[string]any{}
	}
	if d.ID != "" {
		content.Transient["display_id"] = d.ID
	}
	return content
}
