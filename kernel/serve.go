package kernel

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"

	"github.com/andor-kernel/andor/kernel/guard"
	"github.com/andor-kernel/andor/kernel/wire"
)

// replayMemory is how many signatures a channel remembers; Jupyter's own number.
const replayMemory = 1 << 16

// Kernel serves one engine on the five channels of the Jupyter protocol.
type Kernel struct {
	engine  *Engine
	o       Options
	key     wire.Key
	session string
	comms   comms

	shell, control, stdin *guard.Router
	iopub                 *guard.Publisher
	heartbeat             *guard.Echo

	queue     queue
	side      queue // comm messages, which are handled beside a running cell
	look      queue // questions, which are answered beside a running cell
	present   present
	subshells subshells
	prompt    prompt
	usage     usageMeter

	ctx  context.Context
	stop context.CancelFunc
	wg   sync.WaitGroup
}

// Start starts a kernel and returns when its channels are open; it answers before the
// interpreter is loaded. It runs until a client shuts it down, Stop, or the end of ctx.
func Start(ctx context.Context, c wire.Connection, o Options) (*Kernel, error) {
	key, err := wire.NewKey(c.Scheme, c.Key)
	if err != nil {
		return nil, err
	}
	k := &Kernel{key: key, session: wire.NewSession(), comms: comms{open: make(map[string]string)}}
	if o.Log == nil {
		o.Log = func(string) {}
	}
	o.Lost, o.Idle = k.loseComms, &cellOutput{k: k, r: &request{k: k, Message: &wire.Message{}}}
	k.o = o
	k.ctx, k.stop = context.WithCancel(ctx)
	k.queue.init()
	k.side.init()
	k.look.init()
	if err := k.open(c); err != nil {
		k.stop()
		k.close()
		return nil, err
	}
	if k.engine, err = NewEngine(o); err != nil {
		k.stop()
		k.close()
		return nil, err
	}
	k.publish(nil, "status", wire.ExecutionState{State: "starting"})
	k.wg.Go(k.receiveShell)
	k.wg.Go(func() { k.work(&k.queue) })
	k.wg.Go(func() { k.work(&k.side) })
	k.wg.Go(func() { k.work(&k.look) })
	k.wg.Go(k.receiveControl)
	k.wg.Go(k.receiveStdin)
	return k, nil
}

// StartFile starts a kernel on the ports of a connection file.
func StartFile(ctx context.Context, path string, o Options) (*Kernel, error) {
	c, warning, err := wire.ReadConnection(path)
	if err != nil {
		return nil, err
	}
	if warning != "" && o.Log != nil {
		o.Log(warning)
	}
	return Start(ctx, c, o)
}

// open opens the channels. An error names the one that is in the way.
func (k *Kernel) open(c wire.Connection) error {
	var failed error
	at := func(channel string, open func(network, address string) error) {
		if failed != nil {
			return
		}
		network, address := c.Endpoint(channel)
		if err := open(network, address); err != nil {
			failed = fmt.Errorf("%s channel: %w", channel, err)
		}
	}
	router := func(r **guard.Router) func(string, string) error {
		return func(network, address string) (err error) {
			*r, err = guard.NewRouter(context.Background(), network, address, guard.Limits{})
			return err
		}
	}
	at("iopub", func(network, address string) (err error) {
		k.iopub, err = guard.NewPublisher(context.Background(), network, address, guard.Limits{}, k.welcome)
		return err
	})
	at("shell", router(&k.shell))
	at("control", router(&k.control))
	at("stdin", router(&k.stdin))
	at("hb", func(network, address string) (err error) {
		k.heartbeat, err = guard.NewEcho(context.Background(), network, address, guard.Limits{})
		return err
	})
	return failed
}

// Wait waits for the end of the kernel and tidies up.
func (k *Kernel) Wait() error {
	<-k.ctx.Done()
	k.close()
	return nil
}

// Stop ends the kernel as a shutdown request does.
func (k *Kernel) Stop() { k.stop() }

// close ends the engine first, so that nothing is published any more, then flushes and
// closes the channels.
func (k *Kernel) close() {
	k.queue.close()
	k.side.close()
	k.look.close()
	k.subshells.close()
	if k.engine != nil {
		k.engine.Close()
	}
	for _, r := range []*guard.Router{k.shell, k.control, k.stdin} {
		if r != nil {
			r.Close()
		}
	}
	if k.iopub != nil {
		k.iopub.Close()
	}
	if k.heartbeat != nil {
		k.heartbeat.Close()
	}
	k.wg.Wait()
}

// receive decodes the messages of a channel and hands over the good ones. Those that are
// not signed, not well formed or not fresh are dropped, as they may come from anybody.
func (k *Kernel) receive(channel string, r *guard.Router, take func(peer string, m *wire.Message)) {
	replays := wire.NewReplays(replayMemory)
	var dropped time.Time
	for {
		peer, frames, err := r.Recv()
		if err != nil {
			return
		}
		m, err := wire.Decode(frames, k.key)
		if err == nil && !replays.Fresh(m) {
			err = errors.New("message is a replay")
		}
		if err != nil {
			if time.Since(dropped) > time.Second { // a flood of them must not fill the log
				k.o.Log(fmt.Sprintf("%s: dropped: %v", channel, err))
				dropped = time.Now()
			}
			continue
		}
		take(peer, m)
	}
}

func (k *Kernel) receiveShell() {
	_, threads := shellTable()
	k.receive("shell", k.shell, func(peer string, m *wire.Message) {
		r := &request{k: k, channel: k.shell, peer: peer, Message: m, received: time.Now()}
		q := &k.queue
		switch {
		case threads[m.Header.Type] == comm:
			q = &k.side
		case m.Header.Subshell != "":
			q = k.subshells.find(m.Header.Subshell)
		case threads[m.Header.Type] == beside:
			q = &k.look
		}
		if q == nil || !q.push(r) {
			r.fail("SubshellError", fmt.Sprintf("there is no subshell %q", m.Header.Subshell))
		}
	})
	k.queue.close()
	k.side.close()
	k.look.close()
}

// work answers requests of the shell channel one after the other.
func (k *Kernel) work(q *queue) {
	table, _ := shellTable()
	for r := q.pop(); r != nil; r = q.pop() {
		k.dispatch(table, r)
	}
}

func (k *Kernel) receiveControl() {
	table := controlTable()
	k.receive("control", k.control, func(peer string, m *wire.Message) {
		k.dispatch(table, &request{k: k, channel: k.control, peer: peer, Message: m, received: time.Now()})
	})
}

// publish sends a message on iopub. parent is the header of the request it belongs to.
func (k *Kernel) publish(parent json.RawMessage, typ string, content any) {
	k.publishMessage(&wire.Message{Header: wire.NewHeader(typ, k.session), Parent: parent, Content: content})
}

func (k *Kernel) publishMessage(m *wire.Message) {
	frames, err := wire.Encode(m, k.key)
	if err != nil {
		k.o.Log(fmt.Sprintf("iopub: %v", err))
		return
	}
	k.iopub.Publish("kernel."+k.session+"."+m.Header.Type, frames...)
}

// welcome is what a new subscriber gets first: it can then rely on missing nothing.
func (k *Kernel) welcome(topic string) [][]byte {
	frames, err := wire.Encode(&wire.Message{Identities: [][]byte{[]byte(topic)}, Header: wire.NewHeader("iopub_welcome", k.session),
		Content: wire.Welcome{Subscription: topic}}, k.key)
	if err != nil {
		return nil
	}
	return frames
}

// Addr is where a channel listens: shell, iopub, stdin, control or hb.
func (k *Kernel) Addr(channel string) net.Addr {
	switch channel {
	case "shell":
		return k.shell.Addr()
	case "control":
		return k.control.Addr()
	case "stdin":
		return k.stdin.Addr()
	case "iopub":
		return k.iopub.Addr()
	}
	return k.heartbeat.Addr()
}

// Interrupt interrupts the running cell, as an interrupt request does.
func (k *Kernel) Interrupt() { k.engine.Interrupt() }
