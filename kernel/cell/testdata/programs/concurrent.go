package main

import (
	"context"
	"errors"
	"fmt"
	"sort"
	"sync"
	"sync/atomic"
	"time"
)

type result struct {
	id  int
	val string
	err error
}

func worker(ctx context.Context, id int, jobs <-chan int, out chan<- result) {
	for {
		select {
		case <-ctx.Done():
			return
		case j, ok := <-jobs:
			if !ok {
				return
			}
			r := result{id: j, val: fmt.Sprintf("job%d", j)}
			if j == 3 {
				r.err = fmt.Errorf("job %d: %w", j, errBad)
			}
			out <- r
		}
	}
}

var errBad = errors.New("bad")

func pipeline(nums ...int) <-chan int {
	gen := func() <-chan int {
		c := make(chan int)
		go func() {
			defer close(c)
			for _, n := range nums {
				c <- n
			}
		}()
		return c
	}
	sq := func(in <-chan int) <-chan int {
		c := make(chan int)
		go func() {
			defer close(c)
			for n := range in {
				c <- n * n
			}
		}()
		return c
	}
	return sq(sq(gen()))
}

type counter struct {
	sync.Mutex
	m map[string]int
}

func (c *counter) inc(k string) {
	c.Lock()
	defer c.Unlock()
	c.m[k]++
}

type safe[T any] struct {
	mu sync.RWMutex
	v  T
}

func (s *safe[T]) with(f func(*T)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f(&s.v)
}

type key struct{}

func fanIn[T any](cs ...<-chan T) <-chan T {
	var wg sync.WaitGroup
	out := make(chan T)
	for _, c := range cs {
		wg.Go(func() {
			for v := range c {
				out <- v
			}
		})
	}
	go func() { wg.Wait(); close(out) }()
	return out
}

type sem chan struct{}

func (s sem) do(f func()) { s <- struct{}{}; defer func() { <-s }(); f() }

func main() {
	ctx, cancel := context.WithCancel(context.Background())
	jobs, out := make(chan int), make(chan result, 10)
	var wg sync.WaitGroup
	for i := range 3 {
		wg.Add(1)
		go func() { defer wg.Done(); worker(ctx, i, jobs, out) }()
	}
	for i := range 5 {
		jobs <- i
	}
	close(jobs)
	wg.Wait()
	close(out)
	var rs []result
	for r := range out {
		rs = append(rs, r)
	}
	sort.Slice(rs, func(i, j int) bool { return rs[i].id < rs[j].id })
	for _, r := range rs {
		fmt.Println(r.id, r.val, r.err, errors.Is(r.err, errBad))
	}
	cancel()
	fmt.Println(ctx.Err(), context.Cause(ctx))
	for v := range pipeline(1, 2, 3) {
		fmt.Print(v, " ")
	}
	fmt.Println()
	c := counter{m: map[string]int{}}
	var n atomic.Int64
	var old int32
	for i := 0; i < 50; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			c.inc([]string{"a", "b"}[i%2])
			n.Add(int64(i))
			atomic.AddInt32(&old, 1)
		}()
	}
	wg.Wait()
	fmt.Println(c.m, n.Load(), old)
	tctx, stop := context.WithTimeout(context.WithValue(context.Background(), key{}, "val"), 10*time.Millisecond)
	defer stop()
	select {
	case <-tctx.Done():
		fmt.Println(tctx.Err(), errors.Is(tctx.Err(), context.DeadlineExceeded), tctx.Value(key{}))
	case <-time.After(5 * time.Second):
		fmt.Println("late")
	}
	var s safe[[]int]
	s.with(func(p *[]int) { *p = append(*p, 1, 2) })
	fmt.Println(s.v)
	mk := func(xs ...int) <-chan int {
		c := make(chan int, len(xs))
		for _, x := range xs {
			c <- x
		}
		close(c)
		return c
	}
	sum := 0
	for v := range fanIn(mk(1, 2), mk(3), mk()) {
		sum += v
	}
	fmt.Println(sum)
	var once sync.Once
	for range 3 {
		once.Do(func() { fmt.Println("once") })
	}
	sm := make(sem, 2)
	var peak, cur atomic.Int32
	for range 6 {
		wg.Go(func() {
			sm.do(func() {
				if v := cur.Add(1); v > peak.Load() {
					peak.Store(v)
				}
				time.Sleep(time.Millisecond)
				cur.Add(-1)
			})
		})
	}
	wg.Wait()
	fmt.Println(peak.Load() <= 2)
	done := make(chan struct{})
	ticks := 0
	tk := time.NewTicker(time.Millisecond)
	go func() { time.Sleep(20 * time.Millisecond); close(done) }()
loop:
	for {
		select {
		case <-tk.C:
			ticks++
		case <-done:
			tk.Stop()
			break loop
		}
	}
	fmt.Println(ticks >= 0)
	var m sync.Map
	m.Store("a", 1)
	v, ok := m.LoadOrStore("a", 2)
	fmt.Println(v, ok)
	m.Range(func(k, v any) bool { fmt.Println(k, v); return true })
	pool := sync.Pool{New: func() any { return new(int) }}
	p := pool.Get().(*int)
	*p = 3
	pool.Put(p)
	fmt.Println(*p)
	cond := sync.NewCond(&sync.Mutex{})
	ready := false
	go func() { cond.L.Lock(); ready = true; cond.L.Unlock(); cond.Broadcast() }()
	cond.L.Lock()
	for !ready {
		cond.Wait()
	}
	cond.L.Unlock()
	fmt.Println(ready)
	var nilc chan int
	select {
	case v := <-nilc:
		fmt.Println(v)
	default:
		fmt.Println("default")
	}
	buf := make(chan int, 3)
	buf <- 1
	buf <- 2
	fmt.Println(len(buf), cap(buf))
	close(buf)
	x, ok2 := <-buf
	y, ok3 := <-buf
	z, ok4 := <-buf
	fmt.Println(x, ok2, y, ok3, z, ok4)
	var val atomic.Value
	val.Store([]string{"a"})
	fmt.Println(val.Load().([]string)[0])
	gctx, gcancel := context.WithCancelCause(context.Background())
	gcancel(errBad)
	fmt.Println(context.Cause(gctx), gctx.Err())
	aft := context.AfterFunc(ctx, func() {})
	fmt.Println(aft())
}
