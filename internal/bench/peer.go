package bench

import (
	"bufio"
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/andor-kernel/andor/dsl"
)

//go:embed peer.py
var peerProgram string

// peer is a running peer.py. Calls must not overlap. The process ends with Close, and at
// once when the context of startPeer does.
type peer struct {
	ctx    context.Context
	python string
	cmd    *exec.Cmd
	in     io.WriteCloser
	out    *bufio.Reader
	errors *tail
	dir    string // of the files that go to and fro
}

// setup is the request that makes the peer's networks.
type setup struct {
	Op        string   `json:"op"`
	Generator *dsl.Net `json:"generator"`
	Energy    *dsl.Net `json:"energy"`
	Settings  settings `json:"settings"`
	Threads   int      `json:"threads"`
	Batch     int      `json:"batch"`
	Ties      string   `json:"ties"`             // of topk: "exact" or "any"
	Layout    string   `json:"layout,omitempty"` // "NCHW" or "channels-last"; "" for the faster
	Weights   string   `json:"weights"`          // file
	Double    bool     `json:"double"`           // compute in float64
}

// PeerInfo is what the peer says about itself.
type PeerInfo struct {
	Torch    string `json:"torch"` // version
	Threads  int    `json:"threads"`
	Layout   string `json:"layout"` // of images inside: "NCHW" or "channels-last", the faster of the two here
	OneDNN   bool   `json:"onednn"`
	Resident int64  `json:"resident"` // the most bytes seen held after a measurement
}

// request asks for one thing to be computed; answer is what comes back.
type request struct {
	Op      string `json:"op"`
	What    string `json:"what"`
	Inputs  string `json:"inputs"`
	Outputs string `json:"outputs"`
	Repeat  int    `json:"repeat"`
}

type answer struct {
	Milliseconds []float64 `json:"ms"`
	Resident     int64     `json:"resident"`
}

// closing is how long the peer may take to end by itself.
const closing = 5 * time.Second

//go:embed peer_fid.py
var fidProgram string

// startPeer runs python over peer.py.
func startPeer(ctx context.Context, python string) (*peer, error) {
	return startProgram(ctx, python, "peer.py")
}

// startProgram runs python over one of the two programs; both are there for it.
func startProgram(ctx context.Context, python, program string) (*peer, error) {
	dir, err := os.MkdirTemp("", "andor-bench-*")
	if err != nil {
		return nil, fmt.Errorf("bench: peer: %w", err)
	}
	p := &peer{ctx: ctx, python: python, dir: dir, errors: &tail{}}
	if err := p.start(program); err != nil {
		os.RemoveAll(dir)
		return nil, fmt.Errorf("bench: peer: %w; want the path of a python that can import torch, such as .ci/torch makes", err)
	}
	return p, nil
}

func (p *peer) start(program string) error {
	for name, text := range map[string]string{"peer.py": peerProgram, "peer_fid.py": fidProgram} {
		if err := os.WriteFile(p.file(name), []byte(text), 0o600); err != nil {
			return err
		}
	}
	p.cmd = exec.CommandContext(p.ctx, p.python, "-u", p.file(program))
	p.cmd.WaitDelay = closing
	p.cmd.Stderr = p.errors
	var err error
	if p.in, err = p.cmd.StdinPipe(); err != nil {
		return err
	}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return err
	}
	p.out = bufio.NewReader(out)
	return p.cmd.Start()
}

// file is a path in the peer's folder.
func (p *peer) file(name string) string { return filepath.Join(p.dir, name) }

// Close ends the process, by force if it does not end by itself, waits for it and
// removes its files. Calling it again does nothing.
func (p *peer) Close() error {
	if p.cmd == nil {
		return nil
	}
	p.in.Close() // the end of its requests is the end of the program
	force := time.AfterFunc(closing, func() { p.cmd.Process.Kill() })
	err := p.cmd.Wait()
	force.Stop()
	p.cmd = nil
	return errors.Join(err, os.RemoveAll(p.dir))
}

// setup makes the peer's networks, with weights from our nets.
func (p *peer) setup(s setup, weights tensors) (PeerInfo, error) {
	var info PeerInfo
	s.Op, s.Weights = "setup", p.file("weights")
	if err := writeTensors(s.Weights, weights, nil); err != nil {
		return info, fmt.Errorf("bench: peer: weights: %w", err)
	}
	defer os.Remove(s.Weights)
	return info, p.ask("setup", s, &info)
}

// put writes inputs for later runs.
func (p *peer) put(name string, in tensors) (file string, err error) {
	file = p.file(name)
	if err := writeTensors(file, in, nil); err != nil {
		return "", fmt.Errorf("bench: peer: %s: %w", name, err)
	}
	return file, nil
}

// time runs something on an inputs file and gives the milliseconds of each repetition.
func (p *peer) time(what, inputs string, repeat int) (answer, error) {
	var a answer
	err := p.ask(what, request{Op: "run", What: what, Inputs: inputs, Repeat: repeat}, &a)
	if err == nil && len(a.Milliseconds) != repeat {
		err = fmt.Errorf("bench: peer: %s: got %d times, want %d", what, len(a.Milliseconds), repeat)
	}
	return a, err
}

// compute runs something once and gives what came out.
func (p *peer) compute(what string, in tensors) (tensors, error) {
	inputs, err := p.put("inputs", in)
	if err != nil {
		return nil, err
	}
	outputs := p.file("outputs")
	if err := p.ask(what, request{Op: "run", What: what, Inputs: inputs, Outputs: outputs, Repeat: 1}, &answer{}); err != nil {
		return nil, err
	}
	defer os.Remove(outputs)
	out, _, err := readTensors(outputs)
	if err != nil {
		return nil, fmt.Errorf("bench: peer: %s: %w", what, err)
	}
	return out, nil
}

// ask sends one request and reads its answer into reply.
func (p *peer) ask(name string, request, reply any) error {
	fail := func(err error) error {
		if e := p.ctx.Err(); e != nil {
			return e
		}
		return fmt.Errorf("bench: peer: %s: %w", name, err)
	}
	text, err := json.Marshal(request)
	if err != nil {
		return fail(err)
	}
	if _, err := p.in.Write(append(text, '\n')); err != nil {
		return fail(p.died(err))
	}
	line, err := p.out.ReadBytes('\n')
	if err != nil {
		return fail(p.died(err))
	}
	var failure struct {
		Error string `json:"error"`
	}
	if err := json.Unmarshal(line, &failure); err != nil {
		return fail(fmt.Errorf("got %q, want JSON: %w", strings.TrimSpace(string(line)), err))
	}
	if failure.Error != "" {
		return fail(errors.New(failure.Error))
	}
	return json.Unmarshal(line, reply)
}

// died is what is known of a process that stopped talking.
func (p *peer) died(err error) error {
	p.Close() // so that all it said is here
	if said := p.errors.String(); said != "" {
		return fmt.Errorf("%s ended and said: %s", p.python, said)
	}
	return fmt.Errorf("%s ended: %w", p.python, err)
}

// tail keeps the end of what is written to it.
type tail struct{ b bytes.Buffer }

const tailBytes = 2000

func (t *tail) Write(b []byte) (int, error) {
	t.b.Write(b)
	if over := t.b.Len() - tailBytes; over > 0 {
		t.b.Next(over)
	}
	return len(b), nil
}

// String is the last line, where Python puts what went wrong.
func (t *tail) String() string {
	lines := strings.Split(strings.TrimSpace(t.b.String()), "\n")
	return strings.TrimSpace(lines[len(lines)-1])
}
