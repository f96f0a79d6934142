package kernel

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/andor-kernel/andor/kernel/wire"
)

// Whoever loses a worker is told from which files training goes on, if they are there.
func TestCrashNamesCheckpoints(t *testing.T) {
	k, conn := testKernel(t)
	c := connect(t, conn)
	folder, here := t.TempDir(), "checkpoint_test.go" // a file in the working folder
	for _, name := range []string{"a.safetensors", "b.safetensors"} {
		if err := os.WriteFile(filepath.Join(folder, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	inside, err := filepath.Abs(here)
	if err != nil {
		t.Fatal(err)
	}
	e := c.execute("saved gone " + folder + "/none\nsaved a " + folder + "/a.safetensors\nsaved b " + folder + "/b.safetensors\nsaved a " + folder + "/a.safetensors\nsaved c " + inside + "\nkillme")
	for _, want := range []string{`a := andor.Load("` + folder + `/a.safetensors"); a.Train()`, `b := andor.Load("` + folder + `/b.safetensors"); b.Train()`,
		`c up to iteration 10 is kept in ` + here + `.`, `c := andor.Load("` + here + `"); c.Train()`} {
		if strings.Count(e.Reply.Value, want) != 1 || strings.Count(strings.Join(e.Reply.Traceback, "\n"), want) != 1 {
			t.Errorf("got %q with traceback %q, want %q once in each", e.Reply.Value, e.Reply.Traceback, want)
		}
	}
	if strings.Contains(e.Reply.Value, "gone") {
		t.Errorf("got %q, want no file that is not there", e.Reply.Value)
	}
	if e := c.execute("killme"); strings.Contains(e.Reply.Value, "andor.Load") {
		t.Errorf("got %q, want nothing of an earlier worker", e.Reply.Value)
	}
	c.execute("saved a " + folder + "/a.safetensors")
	if err := syscall.Kill(k.engine.PID(), syscall.SIGKILL); err != nil { // between cells
		t.Fatal(err)
	}
	for d := ""; !strings.HasPrefix(d, "stderr:"); {
		if d = describe(c.next("iopub")); strings.HasPrefix(d, "stderr:") && !strings.Contains(d, "a := andor.Load(") {
			t.Errorf("got %q, want the checkpoint named", d)
		}
	}
}

// A worker killed in the middle of a training costs no more than what came after the last
// checkpoint: the line of the error message goes on from there.
func TestTrainingGoesOnAfterCrash(t *testing.T) {
	t.Setenv("ANDOR_RUNS", t.TempDir())
	k, conn := testKernel(t, realWorker)
	c := connect(t, conn)
	if e := c.execute(`net G {
  z       normal(4)
  object  fc(4x4x8)            topk(2, per: position)
  image   up(8) conv(3) tanh
}
data d { from scenes  take 8  size 32x32  seed 1 }
train r {
  actor G  critic none  data d
  langevin { steps 2  step 0.1 }
  batch 4  iterations 1000000  seed 1  save { iterations 2 }
}`); e.Reply.Status != "ok" {
		t.Fatalf("got %+v", e.Reply)
	}
	// train runs a cell until the run has saved itself after more than so many iterations.
	train := func(code string, more int) (id string) {
		req := wire.NewExecuteRequest()
		req.Code = wire.Text(code)
		id = c.send(c.shell, "execute_request", req)
		saved := func() bool {
			k.engine.mu.Lock()
			defer k.engine.mu.Unlock()
			return len(k.engine.saved) > 0 && k.engine.saved[0].Iterations > more
		}
		for !saved() {
			if m := c.next("iopub"); m.Header.Type == "error" && m.ParentID() == id { // else it shows something twice a second
				t.Fatalf("got %s", m.Content)
			}
		}
		return id
	}
	id := train("r.Train()", 2)
	if err := syscall.Kill(k.engine.PID(), syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	var died wire.ErrorReply
	c.answer("shell", id, &died)
	line := regexp.MustCompile(`r := andor\.Load\("[^"]+r\.safetensors"\)`).FindString(died.Value)
	if died.Name != "WorkerDied" || line == "" {
		t.Fatalf("got %+v, want an error that says how training goes on", died)
	}
	id = train(line+"\nbefore := r.Iteration()\nr.Train()", 6)
	c.askControl("interrupt_request", nil, &wire.Status{})
	c.answer("shell", id, &died)
	e := c.execute("fmt.Println(before > 2, r.Iteration() > 6)")
	if got := strings.Join(e.Published, " "); !strings.Contains(got, "stdout:true true\n") {
		t.Errorf("got %q, %+v, want the run to have gone on", got, e.Reply)
	}
}
