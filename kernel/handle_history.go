package kernel

import (
	"fmt"

	"github.com/andor-kernel/andor/kernel/wire"
)

// handleHistory answers from this session and the ones kept on disk.
func handleHistory(k *Kernel, r *request) {
	var req wire.HistoryRequest
	if !r.read(&req) {
		return
	}
	h := k.engine.History()
	var found []Entry
	switch req.Access {
	case "tail":
		found = h.Tail(req.N)
	case "range":
		stop := -1
		if req.Stop != nil {
			stop = *req.Stop
		}
		found = h.Range(req.Session, req.Start, stop)
	case "search":
		if req.Pattern == "" {
			req.Pattern = "*"
		}
		found = h.Search(req.Pattern, req.N, req.Unique)
	default:
		r.fail("BadRequest", fmt.Sprintf("hist_access_type: got %q, want \"tail\", \"range\" or \"search\"", req.Access))
		return
	}
	rows := make([][3]any, len(found))
	for i, e := range found {
		rows[i] = [3]any{e.Session, e.Line, e.Input}
		if req.Output {
			var output any // null for a cell without a value
			if e.Output != "" {
				output = e.Output
			}
			rows[i][2] = [2]any{e.Input, output}
		}
	}
	r.reply(wire.HistoryReply{Status: "ok", History: rows})
}
