package kernel

import (
	"encoding/json"
	"fmt"
	"runtime/debug"
	"strings"
	"time"

	"github.com/andor-kernel/andor/kernel/wire"
	"github.com/andor-kernel/andor/kernel/worker"
)

// handleExecute runs a cell. When it fails, the execute requests behind it are aborted,
// unless its sender said otherwise.
func handleExecute(k *Kernel, r *request) {
	if r.queue.aborts(r) {
		r.reply(wire.Status{Status: "aborted"})
		return
	}
	req := wire.NewExecuteRequest()
	if !r.read(&req) {
		return
	}
	code := string(req.Code)
	if r.Content = nil; len(code) > hugeCode {
		debug.FreeOSMemory() // a request of hundreds of megabytes must not be held twice
	}
	started := time.Now()
	out := &cellOutput{k: k, r: r, stdin: req.AllowStdin}
	store := req.StoreHistory && !req.Silent
	begun := func(count int) {
		k.present.begin(r)
		if !req.Silent {
			k.publish(r.RawHeader(), "execute_input", wire.ExecuteInput{Code: shortened(code), Count: count})
		}
	}
	o := k.engine.Execute(k.ctx, Request{Code: code, Silent: req.Silent, Store: store, Expressions: req.UserExpressions, Begun: begun}, out)
	k.present.end(r)
	metadata := replyMetadata(started, o.Err == nil)
	if o.Err == nil {
		r.replyWith(wire.ExecuteReply{Status: "ok", Count: o.Count, Payload: payload(o), UserExpressions: expressionReplies(o.Expressions)}, metadata)
		return
	}
	if req.StopOnError {
		r.queue.abort()
	}
	e := errorContent(o.Err)
	e.Status, e.Count = "error", &o.Count
	r.replyWith(e, metadata)
}

// hugeCode bytes are worth the time that it takes to give memory back at once.
const hugeCode = 16 << 20

// maxShown bytes of a cell's code are repeated to all clients and kept in the history. More
// is no code that anybody reads, and would be held many times over.
const maxShown = 1 << 20

func shortened(code string) string {
	if len(code) <= maxShown {
		return code
	}
	return fmt.Sprintf("%s\n// ... %d more bytes", strings.ToValidUTF8(code[:maxShown], ""), len(code)-maxShown)
}

// replyMetadata tells when the cell really began, which front ends show as its time.
func replyMetadata(started time.Time, ok bool) json.RawMessage {
	status := "ok"
	if !ok {
		status = "error"
	}
	b, err := json.Marshal(map[string]any{"started": started.UTC().Format("2006-01-02T15:04:05.000000Z"), "dependencies_met": true, "status": status})
	if err != nil {
		return nil
	}
	return b
}

// payload has a console or notebook open its pager, or end.
func payload(o Outcome) []any {
	switch {
	case o.Page != nil:
		return []any{wire.Page{Source: "page", Data: wire.NewData(o.Page)}}
	case o.Exit:
		return []any{wire.Exit{Source: "ask_exit", Keep: o.Keep}}
	}
	return []any{}
}

func expressionReplies(results map[string]worker.Result) map[string]any {
	replies := make(map[string]any, len(results))
	for name, res := range results {
		if res.Err != nil {
			e := errorContent(res.Err)
			e.Status = "error"
			replies[name] = e
			continue
		}
		replies[name] = wire.UserExpression{Status: "ok", Data: wire.NewData(res.Value), Metadata: wire.PictureMetadata(res.Value, res.Metadata)}
	}
	return replies
}

func errorContent(e *worker.Error) wire.ErrorReply {
	trace := e.Traceback
	if len(trace) == 0 {
		trace = []string{e.Name + ": " + e.Value}
	}
	return wire.ErrorReply{Name: e.Name, Value: e.Value, Traceback: trace}
}
