package kernel

import "github.com/andor-kernel/andor/kernel/wire"

// handleComplete proposes names at the cursor, with their types and signatures for front
// ends that show them.
func handleComplete(k *Kernel, r *request) {
	var req wire.CompleteRequest
	if !r.read(&req) {
		return
	}
	c := k.engine.Complete(k.ctx, req.Code, clamp(req.Cursor, req.Code))
	matches := make([]string, len(c.Items))
	items := make([]wire.CompleteItem, len(c.Items))
	for i, it := range c.Items {
		matches[i] = it.Text
		items[i] = wire.CompleteItem{Start: c.Start, End: c.End, Text: it.Text, Type: it.Type, Signature: it.Signature}
	}
	r.reply(wire.CompleteReply{Status: "ok", Matches: matches, Start: c.Start, End: c.End,
		Metadata: map[string]any{"_jupyter_types_experimental": items}})
}

// handleInspect documents what is at the cursor.
func handleInspect(k *Kernel, r *request) {
	var req wire.InspectRequest
	if !r.read(&req) {
		return
	}
	bundle, found := k.engine.Inspect(k.ctx, req.Code, clamp(req.Cursor, req.Code), req.Detail)
	if !found {
		bundle = nil
	}
	r.reply(wire.InspectReply{Status: "ok", Found: found, Data: wire.NewData(bundle), Metadata: map[string]any{}})
}

// handleIsComplete tells a console whether Enter runs the code or begins a new line.
func handleIsComplete(k *Kernel, r *request) {
	var req wire.IsCompleteRequest
	if !r.read(&req) {
		return
	}
	status, indent := k.engine.IsComplete(k.ctx, req.Code)
	r.reply(wire.IsCompleteReply{Status: status, Indent: indent})
}

// clamp keeps a cursor, which counts code points, inside the code.
func clamp(cursor int, code string) int {
	return max(0, min(cursor, len([]rune(code))))
}
