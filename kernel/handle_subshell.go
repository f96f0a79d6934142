package kernel

import (
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/andor-kernel/andor/kernel/wire"
)

// subshells are queues beside the main one: requests that name a subshell are answered in
// their order among themselves, and do not wait for the main queue. Cells are different:
// they share one session, and take turns in it.
type subshells struct {
	mu     sync.Mutex
	queues map[string]*queue
	closed bool
}

// maxSubshells bounds what a client can make.
const maxSubshells = 64

func (s *subshells) find(id string) *queue {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.queues[id]
}

// close ends all subshells, and no new one can be made.
func (s *subshells) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	for _, q := range s.queues {
		q.close()
	}
	s.queues = nil
}

func handleCreateSubshell(k *Kernel, r *request) {
	s, q, id := &k.subshells, new(queue), wire.NewID()
	q.init()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || len(s.queues) >= maxSubshells {
		r.fail("SubshellError", fmt.Sprintf("got one subshell too many, want at most %d: delete some", maxSubshells))
		return
	}
	if s.queues == nil {
		s.queues = make(map[string]*queue)
	}
	s.queues[id] = q
	k.wg.Go(func() { k.work(q) })
	r.reply(wire.SubshellReply{Status: "ok", ID: id})
}

// handleDeleteSubshell ends a subshell once the request that it is at is answered; those that
// wait in it are aborted.
func handleDeleteSubshell(k *Kernel, r *request) {
	var req wire.Subshell
	if !r.read(&req) {
		return
	}
	s := &k.subshells
	s.mu.Lock()
	q := s.queues[req.ID]
	delete(s.queues, req.ID)
	s.mu.Unlock()
	if q == nil {
		r.fail("SubshellError", fmt.Sprintf("there is no subshell %q", req.ID))
		return
	}
	for _, left := range q.close() {
		left.reply(wire.Status{Status: "aborted"})
	}
	r.reply(wire.OK)
}

func handleListSubshells(k *Kernel, r *request) {
	k.subshells.mu.Lock()
	ids := slices.Sorted(maps.Keys(k.subshells.queues))
	k.subshells.mu.Unlock()
	if ids == nil {
		ids = []string{}
	}
	r.reply(wire.SubshellList{Status: "ok", IDs: ids})
}
