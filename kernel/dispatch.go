package kernel

import (
	"encoding/json"
	"fmt"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"github.com/andor-kernel/andor/kernel/guard"
	"github.com/andor-kernel/andor/kernel/wire"
)

// request is a message that wants something, with the way to answer it.
type request struct {
	*wire.Message
	k        *Kernel
	channel  *guard.Router
	peer     string
	received time.Time
	queue    *queue // that it waited in; nil on the control channel
	aborted  bool   // guarded by the queue
}

// present is the cell that runs. Front ends show the last status that comes, whatever it
// belongs to: behind the idle status of a request that was answered beside a cell, the
// cell's busy status is repeated.
type present struct {
	mu   sync.Mutex
	cell *request // nil: none
}

func (p *present) begin(cell *request) {
	p.mu.Lock()
	p.cell = cell
	p.mu.Unlock()
}

// end leaves a cell of another subshell that has begun meanwhile.
func (p *present) end(cell *request) {
	p.mu.Lock()
	if p.cell == cell {
		p.cell = nil
	}
	p.mu.Unlock()
}

// done publishes the idle status of a request.
func (k *Kernel) done(r *request) {
	k.present.mu.Lock()
	defer k.present.mu.Unlock()
	k.publish(r.RawHeader(), "status", wire.ExecutionState{State: "idle"})
	if k.present.cell != nil {
		k.publish(k.present.cell.RawHeader(), "status", wire.ExecutionState{State: "busy"})
	}
}

// dispatch answers one request between the busy and idle status. A request that is not in
// the table is answered all the same; a handler that panics costs its own answer only.
func (k *Kernel) dispatch(table map[string]handler, r *request) {
	k.publish(r.RawHeader(), "status", wire.ExecutionState{State: "busy"})
	defer k.done(r)
	defer func() {
		if p := recover(); p != nil {
			k.o.Log(fmt.Sprintf("%s: panic: %v\n%s", r.Header.Type, p, debug.Stack()))
			r.fail("InternalError", fmt.Sprintf("%v (a fault of andor: please report it)", p))
		}
	}()
	if h, ok := table[r.Header.Type]; ok {
		h(k, r)
		return
	}
	r.fail("UnknownRequest", fmt.Sprintf("andor does not answer %q on this channel", r.Header.Type))
}

// reply sends the answer, whose type is the request's with "reply" for "request".
func (r *request) reply(content any) { r.replyWith(content, nil) }

func (r *request) replyWith(content any, metadata json.RawMessage) {
	typ, ok := strings.CutSuffix(r.Header.Type, "_request")
	if !ok {
		return // a comm message: nobody waits
	}
	m := wire.Reply(r.Message, typ+"_reply", r.k.session, content)
	m.Metadata = metadata
	frames, err := wire.Encode(m, r.k.key)
	if err != nil {
		r.k.o.Log(fmt.Sprintf("%s: %v", m.Header.Type, err))
		return
	}
	if err := r.channel.Send(r.peer, frames...); err != nil {
		r.k.o.Log(fmt.Sprintf("%s: %v", m.Header.Type, err))
	}
}

// fail answers with an error.
func (r *request) fail(name, value string) {
	r.reply(wire.ErrorReply{Status: "error", Name: name, Value: value, Traceback: []string{}})
}

// read decodes the content; on failure it answers and returns false.
func (r *request) read(v any) bool {
	if err := r.Unmarshal(v); err != nil {
		r.fail("BadRequest", err.Error())
		return false
	}
	return true
}
