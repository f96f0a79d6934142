package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/go-zeromq/zmq4"

	"github.com/andor-kernel/andor/kernel/wire"
)

// Kernel is a kernel process and the client that drives it.
type Kernel struct {
	cmd     *exec.Cmd
	dir     string
	log     bytes.Buffer
	exited  chan struct{}
	key     wire.Key
	session string
	conn    wire.Connection

	ctx                 context.Context
	cancel              context.CancelFunc
	shell, iopub, beats zmq4.Socket
	shellIn, iopubIn    chan received
	readers             sync.WaitGroup
}

// received is a message of which only the headers have been read.
type received struct {
	typ, parent string
	content     json.RawMessage
}

// Launch starts a kernel and returns once it has answered a kernel_info_request and what it
// publishes arrives. The argument
// "{connection_file}" of the command is replaced as in a kernelspec.
func Launch(ctx context.Context, argv, env []string) (k *Kernel, err error) {
	k = &Kernel{exited: make(chan struct{}), session: wire.NewSession(), shellIn: make(chan received, 1024), iopubIn: make(chan received, 1<<17)}
	k.ctx, k.cancel = context.WithCancel(ctx)
	if k.dir, err = os.MkdirTemp("", "andor-bench"); err != nil {
		return nil, err
	}
	k.conn = wire.Connection{Transport: "tcp", IP: "127.0.0.1", Key: wire.NewSession(), Scheme: "hmac-sha256"}
	if err := freePorts(&k.conn.ShellPort, &k.conn.IOPubPort, &k.conn.StdinPort, &k.conn.Control, &k.conn.HBPort); err != nil {
		return nil, err
	}
	if k.key, err = wire.NewKey(k.conn.Scheme, k.conn.Key); err != nil {
		return nil, err
	}
	file := filepath.Join(k.dir, "kernel.json")
	text, err := json.Marshal(k.conn)
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(file, text, 0o600); err != nil {
		return nil, err
	}
	args := make([]string, len(argv))
	for i, a := range argv {
		args[i] = strings.ReplaceAll(a, "{connection_file}", file)
	}
	k.cmd = exec.Command(args[0], args[1:]...)
	k.cmd.Env = append(append(os.Environ(), "JPY_PARENT_PID="+strconv.Itoa(os.Getpid())), env...) // as Jupyter sets it
	k.cmd.Stdout, k.cmd.Stderr = &k.log, &k.log
	if err := k.cmd.Start(); err != nil {
		os.RemoveAll(k.dir)
		return nil, err
	}
	go func() {
		k.cmd.Wait()
		close(k.exited)
	}()
	if err := k.connect(); err != nil {
		k.Close()
		return nil, fmt.Errorf("bench: %s: %w\n%s", args[0], err, k.log.String())
	}
	return k, nil
}

func freePorts(ports ...*int) error {
	for _, p := range ports {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return err
		}
		defer l.Close()
		*p = l.Addr().(*net.TCPAddr).Port
	}
	return nil
}

// connect waits for the ports, subscribes, and asks until an answer has come on both channels.
func (k *Kernel) connect() error {
	for _, channel := range []string{"shell", "iopub", "hb"} {
		if err := k.await(channel); err != nil {
			return err
		}
	}
	id := zmq4.WithID(zmq4.SocketIdentity(k.session))
	k.shell, k.iopub, k.beats = zmq4.NewDealer(k.ctx, id), zmq4.NewSub(k.ctx), zmq4.NewReq(k.ctx)
	for channel, s := range map[string]zmq4.Socket{"shell": k.shell, "iopub": k.iopub, "hb": k.beats} {
		_, addr := k.conn.Endpoint(channel)
		if err := s.Dial("tcp://" + addr); err != nil {
			return err
		}
	}
	if err := k.iopub.SetOption(zmq4.OptionSubscribe, ""); err != nil {
		return err
	}
	k.readers.Go(func() { k.read(k.shell, k.shellIn) })
	k.readers.Go(func() { k.read(k.iopub, k.iopubIn) })
	for end := time.Now().Add(joinLimit); ; {
		id, err := k.send("kernel_info_request", struct{}{})
		if err != nil {
			return err
		}
		if _, err := k.reply(id); err != nil {
			return err
		}
		select {
		case <-k.iopubIn: // the status of a request: the subscription has arrived
			return nil
		case <-time.After(joinWait):
		}
		if time.Now().After(end) {
			return fmt.Errorf("the kernel answers on shell, but has published nothing on iopub in %v", joinLimit)
		}
	}
}

// What is published before a kernel has taken in a subscription is lost. A request is
// repeated after joinWait until its status comes, for joinLimit at most.
const (
	joinWait  = 100 * time.Millisecond
	joinLimit = 20 * time.Second
)

// await waits until a port is open.
func (k *Kernel) await(channel string) error {
	_, addr := k.conn.Endpoint(channel)
	for {
		c, err := net.Dial("tcp", addr)
		if err == nil {
			return c.Close()
		}
		select {
		case <-k.exited:
			return errors.New("the kernel ended while it started")
		case <-k.ctx.Done():
			return k.ctx.Err()
		case <-time.After(time.Millisecond):
		}
	}
}

// read takes messages apart no further than it must: signatures are not verified, and
// contents not parsed, so that the client is not what is measured.
func (k *Kernel) read(s zmq4.Socket, to chan<- received) {
	for {
		m, err := s.Recv()
		if err != nil {
			return
		}
		for i, f := range m.Frames {
			if string(f) != "<IDS|MSG>" || len(m.Frames) < i+6 {
				continue
			}
			var header, parent wire.Header
			json.Unmarshal(m.Frames[i+2], &header)
			json.Unmarshal(m.Frames[i+3], &parent)
			select {
			case to <- received{header.Type, parent.ID, m.Frames[i+5]}:
			case <-k.ctx.Done():
				return
			}
			break
		}
	}
}

func (k *Kernel) send(typ string, content any) (id string, err error) {
	m := &wire.Message{Header: wire.NewHeader(typ, k.session), Content: content}
	frames, err := wire.Encode(m, k.key)
	if err != nil {
		return "", err
	}
	return m.Header.ID, k.shell.SendMulti(zmq4.NewMsgFrom(frames...)) // in one write, as libzmq does
}

func (k *Kernel) next(from <-chan received) (received, error) {
	select {
	case m := <-from:
		return m, nil
	case <-k.exited:
		return received{}, errors.New("the kernel has ended")
	case <-k.ctx.Done():
		return received{}, k.ctx.Err()
	}
}

func (k *Kernel) reply(id string) (json.RawMessage, error) {
	for {
		m, err := k.next(k.shellIn)
		if err != nil || m.parent == id {
			return m.content, err
		}
	}
}

// Execute runs a cell and waits for its reply and for all that it published, which each is
// called with.
func (k *Kernel) Execute(code string, each func(typ string, content json.RawMessage)) error {
	req := wire.NewExecuteRequest()
	req.Code, req.AllowStdin = wire.Text(code), false
	id, err := k.send("execute_request", req)
	if err != nil {
		return err
	}
	for {
		m, err := k.next(k.iopubIn)
		if err != nil {
			return err
		}
		if m.parent != id {
			continue
		}
		if m.typ == "status" && bytes.Contains(m.content, []byte(`"idle"`)) {
			break
		}
		if each != nil {
			each(m.typ, m.content)
		}
	}
	content, err := k.reply(id)
	if err != nil {
		return err
	}
	var e wire.ErrorReply
	if err := json.Unmarshal(content, &e); err != nil {
		return err
	}
	if e.Status != "ok" {
		return fmt.Errorf("cell %.60q: %s: %s", code, e.Name, e.Value)
	}
	return nil
}

// Beat is one heartbeat there and back.
func (k *Kernel) Beat() error {
	if err := k.beats.Send(zmq4.NewMsgString("beat")); err != nil {
		return err
	}
	_, err := k.beats.Recv()
	return err
}

// PID is the kernel's process id.
func (k *Kernel) PID() int { return k.cmd.Process.Pid }

// Close ends the kernel.
func (k *Kernel) Close() {
	if k.shell != nil {
		k.send("shutdown_request", wire.Shutdown{})
		select {
		case <-k.exited:
		case <-time.After(2 * time.Second):
		}
	}
	k.cmd.Process.Kill()
	<-k.exited
	k.cancel()
	for _, s := range []zmq4.Socket{k.shell, k.iopub, k.beats} {
		if s != nil {
			s.Close()
		}
	}
	k.readers.Wait()
	os.RemoveAll(k.dir)
}

// tree is a process and its descendants.
func tree(pid int) []int {
	all := []int{pid}
	for i := 0; i < len(all); i++ {
		tasks, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", all[i]))
		for _, t := range tasks {
			b, _ := os.ReadFile(t)
			for _, f := range strings.Fields(string(b)) {
				if n, err := strconv.Atoi(f); err == nil {
					all = append(all, n)
				}
			}
		}
	}
	return all
}

// Memory is what the kernel's processes hold in bytes, pages that they share counted once;
// ok is false where this system does not tell.
func (k *Kernel) Memory() (bytes int64, ok bool) {
	for _, pid := range tree(k.PID()) {
		b, err := os.ReadFile(fmt.Sprintf("/proc/%d/smaps_rollup", pid))
		if err != nil {
			continue
		}
		for line := range strings.Lines(string(b)) {
			if rest, found := strings.CutPrefix(line, "Pss:"); found {
				n, _ := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
				bytes, ok = bytes+n<<10, true
			}
		}
	}
	return bytes, ok
}

// CPU is the processor time that the kernel's processes have used.
func (k *Kernel) CPU() (used time.Duration, ok bool) {
	for _, pid := range tree(k.PID()) {
		tasks, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", pid))
		for _, t := range tasks {
			b, _ := os.ReadFile(t)
			if f := strings.Fields(string(b)); len(f) > 0 {
				n, _ := strconv.ParseInt(f[0], 10, 64)
				used, ok = used+time.Duration(n), true
			}
		}
	}
	return used, ok
}
