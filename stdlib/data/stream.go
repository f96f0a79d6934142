package data

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/andor-kernel/andor/stdlib/tensor"
)

// stream gives out the images of a set that is larger than the memory it may take.
//
// A training loop goes through a set in a new random order each epoch, and in such an
// order every image is equally far from its next use: no rule of eviction beats keeping
// the images that came first and never letting go of them. So that is the cache: 8-bit
// pixels, a quarter of what the loop gets, up to a bound; the share of images it holds
// is the share of requests it answers. All others are decoded each time they are
// wanted, ahead of the loop where it says what it wants next (Set.Ahead), by a few
// goroutines that end when there is nothing left to do.
//
// The cache lies outside Go's heap. In it, the collector would let garbage grow until it
// takes as much again as the cache, and the bound on memory would be half the truth.
//
// Which image stands at an index depends on the source alone, never on the cache or on
// timing. A picture that turns out damaged is replaced by the next whole one, and listed
// by Set.Damaged.
type stream struct {
	src   pictures
	spec  Spec
	crop  cropper
	value *[256]float32
	n     int // images of the set; the source may hold more

	mu      sync.Mutex
	cache   []uint8          // room for the images that are kept; goes with the stream
	kept    [][]uint8        // by index: its pixels in cache for good, or nil
	ahead   map[int]*decoded // asked for by Ahead, being decoded or waiting to be fetched
	queue   []int            // of ahead, not begun
	working int              // goroutines
	bad     map[int]string   // pictures that could not be used, and why
	tried   int              // pictures decoded, with repetitions
	stats   StreamStats
}

// decoded is an image on its way.
type decoded struct {
	begun  bool          // guarded by stream.mu
	done   chan struct{} // closed when pixels or err is set
	pixels []uint8
	err    error
}

// StreamStats is what streaming has done and cost so far.
type StreamStats struct {
	Images  int           // given out by Batch
	Cached  int           // of them, from the cache
	Ahead   int           // of them, decoded ahead
	Waited  time.Duration // time Batch took beyond copying: what decoding was not hidden
	Kept    int           // images in the cache
	Bytes   int64         // it holds
	Bound   int64         // and may hold at most, with what is decoded ahead
	Damaged int           // pictures replaced by the next whole one
}

// maxAhead bounds the images decoded and not yet fetched.
const maxAhead = 1024

// trial is how many pictures, spread over the source, are decoded before a stream is made.
const trial = 64

// newStream looks at a few pictures and makes a set of the first n.
func newStream(ctx context.Context, s Spec, src pictures, crop cropper, n int) (*Set, error) {
	size := s.H * s.W * s.C
	st := &stream{
		src: src, spec: s, crop: crop, value: s.lookup(), n: n,
		kept: make([][]uint8, n), ahead: map[int]*decoded{}, bad: map[int]string{},
	}
	if room := min(s.memory()/int64(size)-maxAhead, int64(n)); room > 0 {
		var free func([]byte)
		if st.cache, free = outside(int(room) * size); st.cache != nil {
			runtime.AddCleanup(st, free, st.cache)
		}
	}
	st.stats.Bound = s.memory()
	look := min(n, trial)
	fails := make([]error, look)
	err := each(ctx, look, func(i int) { _, fails[i] = st.prepare(i * n / look) }, func(int) {})
	if err != nil {
		return nil, err
	}
	set := &Set{From: src.where(), Skipped: src.skipped(), Wanted: s.Take, Range: [2]float64{s.Lo, s.Hi}, Names: make([]string, n), stream: st, shape: [3]int{s.H, s.W, s.C}}
	var skipped []Skip
	for i, err := range fails {
		if err != nil {
			skipped = append(skipped, Skip{fileOf(src, i*n/look), plain(err)})
		}
	}
	if len(skipped) > look/2 {
		return nil, tooFew(src.where(), look, skipped)
	}
	for i := range set.Names {
		set.Names[i] = src.name(i)
	}
	return set, nil
}

func (st *stream) prepare(i int) ([]uint8, error) {
	var rgb []uint8
	err := prepare(st.src, i, 1, st.spec, st.crop, func(_ int, made []uint8) { rgb = made })
	if err != nil || st.spec.C == 3 {
		return rgb, err
	}
	grey := rgb[:len(rgb)/3]
	for i := range grey {
		grey[i] = luma(rgb[3*i:])
	}
	return grey, nil
}

// load decodes image i, or the next whole one if it is damaged.
func (st *stream) load(i int) ([]uint8, error) {
	for k := range st.n {
		at := (i + k) % st.n
		st.mu.Lock()
		_, known := st.bad[at]
		st.mu.Unlock()
		if known {
			continue
		}
		pixels, err := st.prepare(at)
		st.mu.Lock()
		st.tried++
		if err == nil {
			st.mu.Unlock()
			return pixels, nil
		}
		st.bad[at] = plain(err)
		tried, bad := st.tried, len(st.bad)
		st.mu.Unlock()
		if tried >= trial && bad > tried/2 {
			return nil, fmt.Errorf("data: %q: %d of %d pictures could not be read, e.g. %q %s; check that the source is whole",
				st.src.where(), bad, tried, st.src.name(at), plain(err))
		}
	}
	return nil, fmt.Errorf("data: %q: no picture can be read any more; check that the source is still there", st.src.where())
}

// want replaces the list of images to decode ahead. What was asked for before and is
// not in index is forgotten.
func (st *stream) want(index []int) {
	st.mu.Lock()
	defer st.mu.Unlock()
	next := map[int]*decoded{}
	st.queue = st.queue[:0]
	for _, i := range index {
		if len(next) == maxAhead {
			break
		}
		if i < 0 || i >= st.n || st.kept[i] != nil || next[i] != nil {
			continue
		}
		d := st.ahead[i]
		if d == nil {
			d = &decoded{done: make(chan struct{})}
		}
		if !d.begun {
			st.queue = append(st.queue, i)
		}
		next[i] = d
	}
	st.ahead = next
	for want := min(len(st.queue), runtime.GOMAXPROCS(0)); st.working < want; st.working++ {
		go st.work()
	}
}

// work decodes what is in the queue, then ends.
func (st *stream) work() {
	for {
		st.mu.Lock()
		var d *decoded
		i := 0
		for d == nil && len(st.queue) > 0 {
			i, st.queue = st.queue[0], st.queue[1:]
			if c := st.ahead[i]; c != nil && !c.begun {
				d, c.begun = c, true
			}
		}
		if d == nil {
			st.working--
			st.mu.Unlock()
			return
		}
		st.mu.Unlock()
		d.pixels, d.err = st.load(i)
		close(d.done)
	}
}

// fetch is image i from wherever it is soonest to be had. The pixels may lie in the cache:
// who reads them keeps the stream alive.
func (st *stream) fetch(i int) (pixels []uint8, err error) {
	st.mu.Lock()
	st.stats.Images++
	if p := st.kept[i]; p != nil {
		st.stats.Cached++
		st.mu.Unlock()
		return p, nil
	}
	d := st.ahead[i]
	if d != nil && d.begun {
		st.stats.Ahead++
		st.mu.Unlock()
		<-d.done
		pixels, err = d.pixels, d.err
	} else {
		delete(st.ahead, i) // the goroutines need not begin it any more
		st.mu.Unlock()
		pixels, err = st.load(i)
	}
	if err != nil {
		return nil, err
	}
	st.mu.Lock()
	defer st.mu.Unlock()
	if st.ahead[i] == d {
		delete(st.ahead, i)
	}
	if from := int(st.stats.Bytes); from < len(st.cache) && st.kept[i] == nil {
		to := from + len(pixels)
		st.kept[i] = st.cache[from:to:to]
		copy(st.kept[i], pixels)
		st.stats.Kept++
		st.stats.Bytes += int64(len(pixels))
	}
	return pixels, nil
}

// batch is Set.Batch; its arguments have been checked.
func (st *stream) batch(index []int, dst *tensor.Tensor) error {
	began := time.Now()
	pixels, errs := make([][]uint8, len(index)), make([]error, len(index))
	if err := each(context.Background(), len(index), func(row int) { pixels[row], errs[row] = st.fetch(index[row]) }, func(int) {}); err != nil {
		return err
	}
	if err := errors.Join(errs...); err != nil {
		return err
	}
	waited := time.Since(began)
	size := len(dst.Data) / dst.Shape[0]
	for row, p := range pixels {
		out := dst.Data[row*size : (row+1)*size]
		for k, v := range p {
			out[k] = st.value[v]
		}
	}
	st.mu.Lock() // which also keeps the cache alive until here
	st.stats.Waited += waited
	st.mu.Unlock()
	return nil
}

// damaged lists the damaged pictures met so far, in their order.
func (st *stream) damaged() []Skip {
	st.mu.Lock()
	defer st.mu.Unlock()
	at := make([]int, 0, len(st.bad))
	for i := range st.bad {
		at = append(at, i)
	}
	slices.Sort(at)
	out := make([]Skip, len(at))
	for k, i := range at {
		out[k] = Skip{fileOf(st.src, i), st.bad[i]}
	}
	return slices.Compact(out) // the copies of a picture are damaged with it
}
