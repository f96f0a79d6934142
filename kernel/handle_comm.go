package kernel

import (
	"context"
	"encoding/json"
	"sync"
	"time"

	"github.com/andor-kernel/andor/kernel/wire"
	"github.com/andor-kernel/andor/kernel/worker"
)

// comms are the open comms, by id, with their targets. The session in the worker holds
// what they are about; here it is only known that they exist.
type comms struct {
	mu   sync.Mutex
	open map[string]string
}

func (c *comms) add(id, target string) {
	c.mu.Lock()
	c.open[id] = target
	c.mu.Unlock()
}

func (c *comms) remove(id string) (was bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	_, was = c.open[id]
	delete(c.open, id)
	return was
}

func (c *comms) has(id string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	_, ok := c.open[id]
	return ok
}

// publishComm publishes what the session says on a comm.
func (k *Kernel) publishComm(parent json.RawMessage, m worker.Comm) {
	content := wire.Comm{ID: m.ID, Data: m.Data}
	if content.Data == nil {
		content.Data = json.RawMessage("{}")
	}
	switch m.Kind {
	case "open":
		content.Target = m.Target
		k.comms.add(m.ID, m.Target)
	case "close":
		k.comms.remove(m.ID)
	}
	k.publishMessage(&wire.Message{Header: wire.NewHeader("comm_"+m.Kind, k.session), Parent: parent, Metadata: m.Metadata, Content: content, Buffers: m.Buffers})
}

// loseComms closes all comms: the worker that held their other ends is gone.
func (k *Kernel) loseComms() {
	k.comms.mu.Lock()
	lost := k.comms.open
	k.comms.open = make(map[string]string)
	k.comms.mu.Unlock()
	for id := range lost {
		k.publishComm(nil, worker.Comm{Kind: "close", ID: id})
	}
}

func handleCommInfo(k *Kernel, r *request) {
	var req wire.CommInfoRequest
	if !r.read(&req) {
		return
	}
	reply := wire.CommInfoReply{Status: "ok", Comms: map[string]wire.CommInfo{}}
	k.comms.mu.Lock()
	for id, target := range k.comms.open {
		if req.Target == "" || req.Target == target {
			reply.Comms[id] = wire.CommInfo{Target: target}
		}
	}
	k.comms.mu.Unlock()
	r.reply(reply)
}

// commPatience is how long a comm message waits for the session to take it. A session takes
// them at once, also while a cell runs; one that is still starting may need a moment.
const commPatience = 5 * time.Second

func handleCommOpen(k *Kernel, r *request)    { passComm(k, r, "open") }
func handleCommMessage(k *Kernel, r *request) { passComm(k, r, "msg") }
func handleCommClose(k *Kernel, r *request)   { passComm(k, r, "close") }

// passComm passes a comm message on to the session. One for a comm that is not open is
// ignored: its other end may have gone with a worker.
func passComm(k *Kernel, r *request, kind string) {
	var req wire.Comm
	if !r.read(&req) {
		return
	}
	switch kind {
	case "open":
		k.comms.add(req.ID, req.Target)
	case "msg":
		if !k.comms.has(req.ID) {
			return
		}
	case "close":
		if !k.comms.remove(req.ID) {
			return
		}
	}
	ctx, cancel := context.WithTimeout(k.ctx, commPatience)
	defer cancel()
	k.engine.Comm(ctx, worker.Comm{Kind: kind, ID: req.ID, Target: req.Target, Data: req.Data, Parent: r.RawHeader(), Buffers: r.Buffers})
}
