package kernel

import (
	"encoding/json"
	"fmt"
	"sync"

	"github.com/andor-kernel/andor/kernel/wire"
)

// CommTarget makes the kernel's end of the comms that a front end opens under a name.
type CommTarget func(c *Comm, data json.RawMessage) (CommHandler, error)

// CommHandler gets what the front end says on one comm.
type CommHandler interface {
	Message(data json.RawMessage, buffers [][]byte)
	Close(data json.RawMessage)
}

// Comm is one open comm.
type Comm struct {
	ID, Target string
	k          *Kernel
	handler    CommHandler
}

// Send says something to the front end. parent is nil outside of a request.
func (c *Comm) Send(data any) error {
	raw, err := json.Marshal(data)
	if err != nil {
		return fmt.Errorf("comm %s: %w", c.Target, err)
	}
	c.k.publish(nil, "comm_msg", wire.Comm{ID: c.ID, Data: raw})
	return nil
}

// comms are the open comms and the targets they can be opened to.
type comms struct {
	targets map[string]CommTarget

	mu   sync.Mutex
	open map[string]*Comm
}

func newComms(targets map[string]CommTarget) *comms {
	return &comms{targets: targets, open: make(map[string]*Comm)}
}

func (c *comms) find(id string) *Comm {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.open[id]
}

func handleCommInfo(k *Kernel, r *request) {
	var req wire.CommInfoRequest
	if !r.read(&req) {
		return
	}
	reply := wire.CommInfoReply{Status: "ok", Comms: map[string]wire.CommInfo{}}
	k.comms.mu.Lock()
	for id, c := range k.comms.open {
		if req.Target == "" || req.Target == c.Target {
			reply.Comms[id] = wire.CommInfo{Target: c.Target}
		}
	}
	k.comms.mu.Unlock()
	r.reply(reply)
}

// handleCommOpen opens a comm, or closes it again at once when nobody here knows its target,
// as the protocol asks.
func handleCommOpen(k *Kernel, r *request) {
	var req wire.Comm
	if !r.read(&req) {
		return
	}
	refuse := func() {
		k.publish(r.RawHeader(), "comm_close", wire.Comm{ID: req.ID, Data: json.RawMessage("{}")})
	}
	target, ok := k.comms.targets[req.Target]
	if !ok {
		refuse()
		return
	}
	c := &Comm{ID: req.ID, Target: req.Target, k: k}
	h, err := target(c, req.Data)
	if err != nil {
		k.o.Log(fmt.Sprintf("comm %s: %v", req.Target, err))
		refuse()
		return
	}
	c.handler = h
	k.comms.mu.Lock()
	k.comms.open[c.ID] = c
	k.comms.mu.Unlock()
}

func handleCommMessage(k *Kernel, r *request) {
	var req wire.Comm
	if !r.read(&req) {
		return
	}
	if c := k.comms.find(req.ID); c != nil {
		c.handler.Message(req.Data, r.Buffers)
	}
}

func handleCommClose(k *Kernel, r *request) {
	var req wire.Comm
	if !r.read(&req) {
		return
	}
	c := k.comms.find(req.ID)
	if c == nil {
		return
	}
	k.comms.mu.Lock()
	delete(k.comms.open, req.ID)
	k.comms.mu.Unlock()
	c.handler.Close(req.Data)
}
