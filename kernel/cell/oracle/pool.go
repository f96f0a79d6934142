package main

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"
)

// pool runs cells in child processes, several at a time.
type pool struct {
	workers int
	dir     string // a folder for what cells store
	home    string // where the children stand; "": in dir
	// fine says that an outcome is believed from a child that has run other cells before.
	fine func(job, outcome) bool
}

// run runs all jobs and calls each, from one goroutine at a time, with every outcome.
// It stops early when stop says so.
func (p *pool) run(jobs []job, stop func() bool, each func(int, outcome)) {
	var mu sync.Mutex
	var wait sync.WaitGroup
	next := 0
	for range p.workers {
		wait.Add(1)
		go func() {
			defer wait.Done()
			var c *child
			for {
				mu.Lock()
				i := next
				next++
				over := i >= len(jobs) || stop != nil && stop()
				mu.Unlock()
				if over {
					c.end()
					return
				}
				var o outcome
				c, o = p.one(c, jobs[i])
				mu.Lock()
				each(i, o)
				mu.Unlock()
			}
		}()
	}
	wait.Wait()
}

// one runs a job in a child, a new one if there is none. It returns the child for the next
// job, nil if that needs a new one.
func (p *pool) one(c *child, j job) (*child, outcome) {
	for {
		if c == nil {
			var err error
			if c, err = p.start(); err != nil {
				return nil, outcome{Failure: "Crash", Text: err.Error(), Exit: 2}
			}
		}
		o := c.run(j)
		fresh := c.cells == 1
		if o.Retire {
			c.end()
			c = nil
		}
		if fresh || p.fine(j, o) {
			return c, o
		}
		c.end()
		c = nil
	}
}

// child is a process that runs cells.
type child struct {
	cmd     *exec.Cmd
	jobs    *json.Encoder
	in      io.Closer
	answers *json.Decoder
	out     *os.File
	noise   *tail
	cells   int
}

func (p *pool) start() (*child, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	r, w, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	c := &child{cmd: exec.Command(self), noise: &tail{}, out: r}
	c.cmd.Dir = cmp.Or(p.home, p.dir)
	c.cmd.Env = append(os.Environ(), childVariable+"=1", "ANDOR_RUNS="+p.dir, "GOTRACEBACK=single")
	c.cmd.ExtraFiles = []*os.File{w}
	c.cmd.Stdout, c.cmd.Stderr = c.noise, c.noise
	in, err := c.cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	c.in, c.jobs, c.answers = in, json.NewEncoder(in), json.NewDecoder(bufio.NewReader(r))
	if err := c.cmd.Start(); err != nil {
		return nil, err
	}
	w.Close()
	return c, nil
}

// run gives the child a job and waits for the outcome, or for the child's death.
func (c *child) run(j job) outcome {
	c.cells++
	if err := c.jobs.Encode(j); err != nil {
		return c.dead(0)
	}
	began := time.Now()
	guard := time.AfterFunc(5*j.Limit+10*time.Second, func() { c.cmd.Process.Kill() })
	defer guard.Stop()
	var o outcome
	if err := c.answers.Decode(&o); err != nil {
		if time.Since(began) > 5*j.Limit {
			o.Retire, o.Failure, o.Text, o.Exit = true, "Interrupted", "the cell could not be interrupted", 2
			return o
		}
		return c.dead(time.Since(began))
	}
	return o
}

// dead is the outcome of a cell that took its child along.
func (c *child) dead(after time.Duration) outcome {
	c.in.Close()
	c.cmd.Wait()
	return outcome{Failure: "Crash", Text: c.noise.text(), Exit: 2, Seconds: after.Seconds(), Retire: true}
}

func (c *child) end() {
	if c == nil {
		return
	}
	c.in.Close()
	c.cmd.Process.Kill()
	c.cmd.Wait()
	c.out.Close()
}

// tail keeps the beginning of what a child itself says: the cause of its death.
type tail struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (t *tail) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.b.Len() < 64<<10 {
		t.b.Write(b)
	}
	return len(b), nil
}

func (t *tail) text() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	for line := range strings.Lines(t.b.String()) {
		for _, word := range []string{"fatal error:", "panic:", "out of memory", "exceeds"} {
			if strings.Contains(line, word) {
				return strings.TrimSpace(line)
			}
		}
	}
	return fmt.Sprintf("the process ended: %.200s", t.b.String())
}
