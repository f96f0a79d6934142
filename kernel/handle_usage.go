package kernel

import (
	"bufio"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/andor-kernel/andor/kernel/wire"
)

// usageMeter remembers the last reading, since processor use is a difference.
type usageMeter struct {
	mu   sync.Mutex
	at   time.Time
	used time.Duration
}

// handleUsage tells what the front and the worker use together. What this system does not
// tell is left out of the reply.
func handleUsage(k *Kernel, r *request) {
	host, _ := os.Hostname()
	reply := wire.UsageReply{Hostname: host, PID: k.engine.PID(), Cores: runtime.NumCPU(), Host: hostMemory()}
	pids := []int{os.Getpid(), k.engine.PID()}
	var memory uint64
	var used time.Duration
	known := true
	for _, pid := range pids {
		m, u, ok := processUsage(pid)
		memory, used, known = memory+m, used+u, known && ok
	}
	if known {
		reply.Memory = &memory
		cpu := k.usage.percent(used)
		reply.CPU = &cpu
	}
	r.reply(reply)
}

// percent of one core since the last call; 0 at the first.
func (u *usageMeter) percent(used time.Duration) float64 {
	u.mu.Lock()
	defer u.mu.Unlock()
	now := time.Now()
	var p float64
	if passed := now.Sub(u.at); !u.at.IsZero() && passed > 0 && used > u.used {
		p = 100 * float64(used-u.used) / float64(passed)
	}
	u.at, u.used = now, used
	return p
}

// processUsage reads resident bytes and processor time from /proc; ok is false elsewhere.
func processUsage(pid int) (memory uint64, used time.Duration, ok bool) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, 0, false
	}
	_, rest, _ := strings.Cut(string(b), ") ") // the name before may hold spaces
	f := strings.Fields(rest)
	if len(f) < 22 {
		return 0, 0, false
	}
	user, _ := strconv.ParseInt(f[11], 10, 64)
	system, _ := strconv.ParseInt(f[12], 10, 64)
	pages, _ := strconv.ParseUint(f[21], 10, 64)
	const tick = 10 * time.Millisecond // USER_HZ is 100 on every Linux
	return pages * uint64(os.Getpagesize()), time.Duration(user+system) * tick, true
}

// hostMemory reads /proc/meminfo in the form that the front end's extension shows.
func hostMemory() map[string]any {
	f, err := os.Open("/proc/meminfo")
	if err != nil {
		return nil
	}
	defer f.Close()
	kib := make(map[string]uint64)
	for s := bufio.NewScanner(f); s.Scan(); {
		if w := strings.Fields(s.Text()); len(w) >= 2 {
			kib[strings.TrimSuffix(w[0], ":")], _ = strconv.ParseUint(w[1], 10, 64)
		}
	}
	total, available := kib["MemTotal"]<<10, kib["MemAvailable"]<<10
	if total == 0 {
		return nil
	}
	return map[string]any{"total": total, "available": available, "free": kib["MemFree"] << 10, "used": total - available,
		"percent": float64(total-available) / float64(total) * 100}
}
