package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"sync"
	"time"

	"github.com/andor-kernel/andor/kernel/cell"
)

// childVariable is set in the environment of a child process.
const childVariable = "ANDOR_ORACLE_CHILD"

// limits of one cell.
const (
	mostOutput = 4 << 20   // bytes that are kept
	mostMemory = 3 << 30   // bytes of the child
	mostStack  = 256 << 20 // bytes of one goroutine
)

// job is a program to run as one cell or several, and for how long at most.
type job struct {
	Name    string
	Cells   []string
	Limit   time.Duration // of processor time
	Without []string      // lowering rules that are turned off
}

// outcome is what running a cell came to. Compiled programs have one as well.
type outcome struct {
	Stdout, Stderr, Both []byte // Both is in the order of writing
	Failure              string // name of the cell's error: "CheckError", "panic", "Crash", ...
	Text                 string // of the error
	Exit                 int    // status that the program would end with
	Seconds              float64
	Retire               bool // the child is not fit for another cell
}

// serveCells runs the jobs that come in on standard input and answers on file 3.
func serveCells() {
	debug.SetMaxStack(mostStack)
	debug.SetMemoryLimit(mostMemory / 2)
	go watchMemory()
	answers := json.NewEncoder(os.NewFile(3, "answers"))
	jobs := json.NewDecoder(os.Stdin)
	for n := 0; ; n++ {
		var j job
		if jobs.Decode(&j) != nil {
			return
		}
		o := runCell(j)
		o.Retire = o.Retire || n >= 40
		if answers.Encode(o) != nil {
			return
		}
	}
}

// watchMemory ends the process when it holds too much: the machine has other work.
func watchMemory() {
	sample := []metrics.Sample{{Name: "/memory/classes/total:bytes"}}
	for range time.Tick(50 * time.Millisecond) {
		metrics.Read(sample)
		if n := sample[0].Value.Uint64(); n > mostMemory {
			fmt.Fprintf(os.Stderr, "out of memory: the cell holds %d MB\n", n>>20)
			os.Exit(3)
		}
	}
}

// keeper is the cell.Host of a child: it keeps what a cell prints.
type keeper struct {
	mu               sync.Mutex
	out, errOut, all bytes.Buffer
	file             *os.File // os.Stdout, as compiled code sees it
	read             int64    // how much of it has been kept
}

func (k *keeper) Stream(name, text string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.readFile()
	if k.all.Len() > mostOutput {
		return
	}
	k.all.WriteString(text)
	if name == "stderr" {
		k.errOut.WriteString(text)
	} else {
		k.out.WriteString(text)
	}
}

func (k *keeper) Display(map[string][]byte, map[string]any, string, bool) {}
func (k *keeper) ClearOutput(bool)                                        {}
func (k *keeper) Input(context.Context, string, bool) (string, error) {
	return "", errors.New("there is no input")
}

// takeStdout keeps what compiled code writes to os.Stdout as well, until the func that it
// returns is called. It goes through a file, which is read before anything else is kept: so
// all stands in the order in which it was written.
func (k *keeper) takeStdout() (done func()) {
	f, err := os.CreateTemp("", "andor-stdout")
	if err != nil {
		return func() {}
	}
	was := os.Stdout
	os.Stdout = f
	k.mu.Lock()
	k.file = f
	k.mu.Unlock()
	return func() {
		os.Stdout = was
		k.mu.Lock()
		k.readFile()
		k.file = nil
		k.mu.Unlock()
		f.Close()
		os.Remove(f.Name())
	}
}

// readFile keeps what was written to os.Stdout since it was called last.
func (k *keeper) readFile() {
	if k.file == nil {
		return
	}
	b, _ := io.ReadAll(io.NewSectionReader(k.file, k.read, mostOutput))
	k.read += int64(len(b))
	if k.all.Len() <= mostOutput {
		k.out.Write(b)
		k.all.Write(b)
	}
}

// runCell runs the cells of a job in a session of their own, until one fails.
func runCell(j job) outcome {
	before := runtime.NumGoroutine()
	k := &keeper{}
	without := map[string]bool{}
	for _, name := range j.Without {
		without[name] = true
	}
	s, err := cell.New(k, cell.Options{Without: without})
	if err != nil {
		return outcome{Failure: "InternalError", Text: err.Error(), Exit: 2}
	}
	giveBack := k.takeStdout()
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	began, used := time.Now(), processorTime()
	go limitTime(done, stop, j.Limit)
	var r cell.Result
	for i, code := range j.Cells {
		if r = s.Run(ctx, cell.Cell{Code: code, Number: i + 1, Exits: true}); r.Err != nil || r.Exit != nil {
			break
		}
	}
	close(done)
	slow := ctx.Err() != nil
	stop()
	o := outcome{Seconds: (processorTime() - used).Seconds()}
	if o.Seconds == 0 {
		o.Seconds = time.Since(began).Seconds()
	}
	if e := r.Err; e != nil {
		o.Failure, o.Text, o.Exit = e.Name, e.Value, 2
	}
	if r.Exit != nil { // goroutines of the cell may go on
		o.Exit, o.Retire = *r.Exit, true
	}
	if slow {
		o.Failure, o.Retire = "Interrupted", true
	}
	giveBack()
	k.mu.Lock()
	o.Stdout, o.Stderr, o.Both = bytes.Clone(k.out.Bytes()), bytes.Clone(k.errOut.Bytes()), bytes.Clone(k.all.Bytes())
	k.mu.Unlock()
	o.Retire = o.Retire || !settles(before)
	return o
}

// settles reports whether the goroutines of a cell end soon.
func settles(before int) bool {
	for range 5 {
		if runtime.NumGoroutine() <= before {
			return true
		}
		time.Sleep(2 * time.Millisecond)
	}
	return false
}

// limitTime stops a cell that has used its processor time, or that much time of the clock
// while it hardly works, or four times as much: the machine may have other work.
func limitTime(done <-chan struct{}, stop func(), limit time.Duration) {
	began, used := time.Now(), processorTime()
	for {
		select {
		case <-done:
			return
		case <-time.After(50 * time.Millisecond):
		}
		worked, passed := processorTime()-used, time.Since(began)
		if worked > limit || passed > limit && worked < limit/10 || passed > 4*limit {
			stop()
			return
		}
	}
}
