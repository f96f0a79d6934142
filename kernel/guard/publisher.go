package guard

import (
	"context"
	"strings"
	"sync"
)

// Publisher is the XPUB of the iopub channel.
type Publisher struct {
	*socket
	welcome func(topic string) [][]byte
	mu      sync.Mutex // one message or subscription at a time: a welcome comes first
	wg      sync.WaitGroup
}

// A subscriber may hold so many topics of such a length; further ones are ignored.
const (
	maxTopics = 64
	maxTopic  = 512
)

// NewPublisher listens. welcome makes the message that a new subscriber gets first; it may
// be nil.
func NewPublisher(ctx context.Context, network, address string, l Limits, welcome func(topic string) [][]byte) (*Publisher, error) {
	if l.Message == 0 {
		l.Message = 4 << 10
	}
	s, err := open(ctx, network, address, kindPublisher, l)
	if err != nil {
		return nil, err
	}
	p := &Publisher{socket: s, welcome: welcome}
	p.wg.Add(1)
	go p.subscriptions()
	return p, nil
}

// subscriptions reads what subscribers send: a byte 1 (subscribe) or 0 and the topic.
func (p *Publisher) subscriptions() {
	defer p.wg.Done()
	for {
		id, frames, err := p.recv()
		if err != nil {
			return
		}
		if len(frames) != 1 || len(frames[0]) == 0 || len(frames[0]) > maxTopic || frames[0][0] > 1 {
			continue
		}
		p.mu.Lock()
		if p.subscribe(id, string(frames[0][1:]), frames[0][0] == 1) && p.welcome != nil {
			if m := p.welcome(string(frames[0][1:])); m != nil {
				p.send(id, m)
			}
		}
		p.mu.Unlock()
	}
}

// subscribe says whether the topic is new to the peer.
func (p *Publisher) subscribe(id, topic string, on bool) bool {
	p.ln.mu.Lock()
	q := p.ln.peers[id]
	p.ln.mu.Unlock()
	if q == nil {
		return false
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	if !on {
		delete(q.topics, topic)
		return false
	}
	if _, has := q.topics[topic]; has || len(q.topics) >= maxTopics {
		return false
	}
	if q.topics == nil {
		q.topics = make(map[string]struct{})
	}
	q.topics[topic] = struct{}{}
	return true
}

// Publish queues a message for all subscribers of a prefix of topic. frames do not include
// the topic, which is sent first.
func (p *Publisher) Publish(topic string, frames ...[]byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	message := append([][]byte{[]byte(topic)}, frames...)
	for _, id := range p.matching(topic) {
		p.send(id, message)
	}
}

func (p *Publisher) matching(topic string) []string {
	p.ln.mu.Lock()
	defer p.ln.mu.Unlock()
	var ids []string
	for id, q := range p.ln.peers {
		q.mu.Lock()
		for t := range q.topics {
			if strings.HasPrefix(topic, t) {
				ids = append(ids, id)
				break
			}
		}
		q.mu.Unlock()
	}
	return ids
}

// Subscribers is the number of peers that subscribe to anything.
func (p *Publisher) Subscribers() int {
	p.ln.mu.Lock()
	defer p.ln.mu.Unlock()
	n := 0
	for _, q := range p.ln.peers {
		q.mu.Lock()
		if len(q.topics) > 0 {
			n++
		}
		q.mu.Unlock()
	}
	return n
}

// Close flushes and closes.
func (p *Publisher) Close() {
	p.close()
	p.wg.Wait()
}
