//go:build linux && !race

// The race detector keeps several bytes for each of the program's: its memory says nothing.

package kernel

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/andor-kernel/andor/kernel/wire"
)

// A request of 200 MB is served, and front and worker together at no time hold three times
// that.
func TestHugeRequest(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes longer than a quick run may")
	}
	const size = 200 << 20
	c := wire.Connection{Transport: "tcp", IP: "127.0.0.1", Key: "secret", Scheme: "hmac-sha256"}
	for i, p := range freePorts(t, 5) {
		*[]*int{&c.ShellPort, &c.IOPubPort, &c.StdinPort, &c.Control, &c.HBPort}[i] = p
	}
	file := filepath.Join(t.TempDir(), "c.json")
	text := fmt.Sprintf(`{"transport":"tcp","ip":"127.0.0.1","shell_port":%d,"iopub_port":%d,"stdin_port":%d,"control_port":%d,"hb_port":%d,"key":"secret","signature_scheme":"hmac-sha256"}`,
		c.ShellPort, c.IOPubPort, c.StdinPort, c.Control, c.HBPort)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(os.Args[0], frontVerb, file)
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	time.Sleep(100 * time.Millisecond)
	client := connect(t, c)
	client.execute("value 1")
	req := wire.NewExecuteRequest()
	req.Code = wire.Text("// " + strings.Repeat("x", size) + "\nvalue 2")
	id := client.send(client.shell, "execute_request", req)
	req.Code = ""
	var reply wire.Status
	pids := append([]int{cmd.Process.Pid}, children(cmd.Process.Pid)...)
	if len(pids) != 2 {
		t.Fatalf("got processes %v, want a front and a worker", pids)
	}
	var each [2]int64 // MiB, of front and worker alone
	peak, ended := make(chan int64), make(chan struct{})
	go func() {
		var most int64
		for {
			var now int64
			for i, pid := range pids {
				m, _, _ := processUsage(pid)
				now += int64(m)
				each[i] = max(each[i], int64(m)>>20)
			}
			most = max(most, now)
			select {
			case <-ended:
				peak <- most
				return
			case <-time.After(time.Millisecond):
			}
		}
	}()
	select { // it takes seconds where the machine is busy
	case m := <-client.in["shell"]:
		if err := m.Unmarshal(&reply); err != nil || reply.Status != "ok" || m.ParentID() != id {
			t.Fatalf("got %+v, %v", reply, err)
		}
	case <-time.After(time.Minute):
		t.Fatal("no reply after a minute")
	}
	close(ended)
	most := <-peak
	t.Logf("front and worker hold at most %d MiB together, %d alone, for a request of %d MiB", most>>20, each, size>>20)
	if most > 3*size {
		t.Errorf("got a peak of %d MiB, want less than three times %d", most>>20, size>>20)
	}
	if e := client.execute("value 3"); e.Reply.Status != "ok" {
		t.Errorf("the next cell: got %+v", e.Reply)
	}
}

func children(pid int) (all []int) {
	tasks, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid))
	for _, task := range tasks {
		b, _ := os.ReadFile(task)
		for _, f := range strings.Fields(string(b)) {
			n, _ := strconv.Atoi(f)
			all = append(all, n)
		}
	}
	return all
}
