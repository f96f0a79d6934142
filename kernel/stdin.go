package kernel

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/andor-kernel/andor/kernel/wire"
)

// prompt is the one question that may be open.
type prompt struct {
	turn sync.Mutex // one question at a time

	mu     sync.Mutex
	id     string // of the input_request; "" when none is open
	answer chan string
}

// ask sends an input request to the client whose cell is running and waits for its reply.
// The client is found on the stdin channel by the identity it has on the shell channel.
func (k *Kernel) ask(ctx context.Context, r *request, allowed bool, text string, password bool) (string, error) {
	if !allowed {
		return "", errors.New("the front end does not take input for this cell (allow_stdin is off)")
	}
	identity, _ := k.shell.Identity(r.peer)
	peers := k.stdin.Find(identity)
	if identity == "" || len(peers) == 0 {
		return "", errors.New("the front end has not connected its input channel")
	}
	p := &k.prompt
	p.turn.Lock()
	defer p.turn.Unlock()
	m := &wire.Message{Identities: r.Identities, Header: wire.NewHeader("input_request", k.session), Parent: r.RawHeader(),
		Content: wire.InputRequest{Prompt: text, Password: password}}
	frames, err := wire.Encode(m, k.key)
	if err != nil {
		return "", err
	}
	answer := make(chan string, 1)
	p.open(m.Header.ID, answer)
	defer p.open("", nil)
	for _, peer := range peers {
		if err := k.stdin.Send(peer, frames...); err != nil {
			k.o.Log(fmt.Sprintf("input_request: %v", err))
		}
	}
	select {
	case value := <-answer:
		return value, nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

func (p *prompt) open(id string, answer chan string) {
	p.mu.Lock()
	p.id, p.answer = id, answer
	p.mu.Unlock()
}

// receiveStdin passes replies on. A client may leave out the parent (jupyter_client does);
// one that names another question comes too late.
func (k *Kernel) receiveStdin() {
	k.receive("stdin", k.stdin, func(_ string, m *wire.Message) {
		var reply wire.InputReply
		if m.Header.Type != "input_reply" || m.Unmarshal(&reply) != nil {
			return
		}
		k.prompt.mu.Lock()
		defer k.prompt.mu.Unlock()
		if parent := m.ParentID(); k.prompt.answer == nil || parent != "" && parent != k.prompt.id {
			return
		}
		select {
		case k.prompt.answer <- reply.Value:
		default: // a second reply to one question
		}
	})
}
