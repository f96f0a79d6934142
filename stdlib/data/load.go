package data

import (
	"context"
	"fmt"
	"runtime"
	"sort"
	"strings"
	"sync"

	"github.com/andor-kernel/andor/stdlib/tensor"
)

// load makes a set of the pictures of src, at least one, in their order up to s.Take: in
// memory where they fit, else one that streams. It takes over src and closes it when
// it is no longer needed.
func load(ctx context.Context, s Spec, src pictures, crop cropper, progress func(done, total int)) (*Set, error) {
	want := src.len()
	if s.Take > 0 {
		want = min(want, s.Take)
	}
	if !s.fits(want) {
		set, err := newStream(ctx, s, src, crop, want)
		if err != nil {
			src.close()
		}
		return set, err
	}
	defer src.close()
	return loadAll(ctx, s, src, crop, want, progress)
}

// loadAll decodes want images.
//
// Pictures are taken in rounds: as many as are still missing, decoded in parallel, and
// gathered in their order. So which of them make up a set never depends on which one
// happened to be decoded first, and no more are opened than are needed. The copies of a picture
// are made of one decoding.
func loadAll(ctx context.Context, s Spec, src pictures, crop cropper, want int, progress func(done, total int)) (*Set, error) {
	set := &Set{From: src.where(), Skipped: src.skipped(), Wanted: s.Take, Range: [2]float64{s.Lo, s.Hi}, shape: [3]int{s.H, s.W, s.C}}
	size := s.H * s.W * s.C
	values := make([]float32, want*size)
	value := s.lookup()
	tick := throttle(progress, want)
	per := copiesOf(src)
	tried := 0
	for len(set.Names) < want && tried < src.len() {
		first, n := tried, min(want-len(set.Names), src.len()-tried)
		got, fails := len(set.Names), make([]error, n/per)
		err := each(ctx, n/per, func(i int) {
			fails[i] = prepare(src, first+i*per, per, s, crop, func(k int, rgb []uint8) {
				at := got + i*per + k
				store(values[at*size:(at+1)*size], rgb, s.C, value)
			})
		}, func(done int) { tick(got + done*per) })
		if err != nil {
			return nil, err
		}
		for i := range n / per {
			if fails[i] != nil {
				set.Skipped = append(set.Skipped, Skip{src.name(first + i*per), plain(fails[i])})
				continue
			}
			if at, was := len(set.Names), got+i*per; at != was { // close the gap a bad file left
				copy(values[at*size:(at+per)*size], values[was*size:(was+per)*size])
			}
			for k := range per {
				set.Names = append(set.Names, src.name(first+i*per+k))
			}
		}
		tried += n
	}
	if bad := tried - len(set.Names); len(set.Names) == 0 || bad > tried/2 {
		return nil, tooFew(src.where(), tried/per, set.Skipped)
	}
	sort.SliceStable(set.Skipped, func(i, j int) bool { return naturalLess(set.Skipped[i].File, set.Skipped[j].File) })
	n := len(set.Names)
	set.Images = tensor.From(values[:n*size:n*size], n, s.H, s.W, s.C)
	progress(n, n)
	return set, nil
}

// prepare reads and decodes the picture that n in a row, from number i on, are made of, and gives
// each of them to use, cropped and resized: packed RGB.
func prepare(src pictures, i, n int, s Spec, crop cropper, use func(k int, rgb []uint8)) (err error) {
	defer func() { // a picture decoded lazily may fail while it is drawn
		if r := recover(); r != nil {
			err = fmt.Errorf("is damaged: %v", r)
		}
	}()
	img, err := original(src, i)
	if err != nil {
		return err
	}
	for k := range n {
		rgb, err := cut(src, i+k, img, s, crop)
		if err != nil {
			return err
		}
		use(k, rgb)
	}
	return nil
}

// each calls do(0..n-1) from as many goroutines as there are processors, and report
// from this one after each. It returns ctx's error if ctx ended first.
func each(ctx context.Context, n int, do func(i int), report func(done int)) error {
	jobs, done := make(chan int), make(chan struct{}, 64)
	var workers sync.WaitGroup
	for w := 0; w < min(n, runtime.GOMAXPROCS(0)); w++ {
		workers.Add(1)
		go func() {
			defer workers.Done()
			for i := range jobs {
				do(i)
				done <- struct{}{}
			}
		}()
	}
	go func() {
		defer close(jobs)
		for i := 0; i < n; i++ {
			select {
			case jobs <- i:
			case <-ctx.Done():
				return
			}
		}
	}()
	go func() { workers.Wait(); close(done) }()
	finished := 0
	for range done {
		finished++
		report(finished)
	}
	if finished < n {
		return context.Cause(ctx)
	}
	return nil
}

// tooFew explains a set of which hardly anything could be read.
func tooFew(where string, tried int, skipped []Skip) error {
	first := skipped[len(skipped)-1]
	for _, s := range skipped {
		if imageName(s.File) {
			first = s
			break
		}
	}
	help := "; check that the download is whole"
	if strings.Contains(first.Reason, "unsupported") || strings.Contains(first.Reason, "unpack the archive") {
		help = "" // the file is whole
	}
	return fmt.Errorf("data: %q: %d of %s could not be read, e.g. %q %s%s",
		where, len(skipped), count(tried, "file"), first.File, first.Reason, help)
}
