package cell

import (
	"context"
	"fmt"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"
)

// An interrupted shell command ends with all that it has started.
func TestInterruptEndsPipeline(t *testing.T) {
	s, h := newTestSession(t)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	pid := make(chan int, 1)
	go func() {
		for !strings.Contains(h.text(), "\n") {
			time.Sleep(time.Millisecond)
		}
		pid <- number(t, h.text())
		cancel()
	}()
	if r := s.Run(ctx, Cell{Code: "!sh -c 'trap \"\" INT TERM; sleep 100 & echo $!; wait' | cat; sleep 100", Number: 1}); r.Err == nil || !r.Err.Interrupted {
		t.Fatalf("got %+v, want an interrupted cell", r.Err)
	}
	n := <-pid
	for deadline := time.Now().Add(2 * time.Second); alive(n); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			syscall.Kill(n, syscall.SIGKILL)
			t.Fatalf("process %d still runs", n)
		}
	}
}

// What a shell command leaves running in the background holds nothing up and goes on.
func TestShellInBackground(t *testing.T) {
	s, h := newTestSession(t)
	r := s.Run(context.Background(), Cell{Code: "!sleep 100 & echo $!", Number: 1})
	n := number(t, h.text())
	defer syscall.Kill(n, syscall.SIGKILL)
	if r.Err != nil {
		t.Errorf("got %v, want no error", r.Err)
	}
	if !alive(n) {
		t.Error("the process has ended")
	}
}

func number(t *testing.T, text string) (n int) {
	if _, err := fmt.Sscan(text, &n); err != nil || n <= 1 {
		t.Errorf("got %q, want the number of a process", text)
		return 1 << 30 // of no process: 0 would stand for all that run beside the test
	}
	return n
}

// alive says whether a process is there and no zombie.
func alive(pid int) bool {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	return err == nil && !strings.Contains(string(b), ") Z ")
}
