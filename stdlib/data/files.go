package data

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sort"
	"strings"
	"sync"

	"github.com/andor-kernel/andor/stdlib/tensor"
)

// openFiles is Open for any folder or zip file of images.
func openFiles(ctx context.Context, s Spec, progress func(done, total int)) (*Set, error) {
	l, err := list(ctx, s.From)
	if err != nil {
		return nil, err
	}
	defer l.close()
	return load(ctx, s, l, s.cropper(), progress)
}

// load decodes the images of l in order until s.Take are read.
//
// Files are taken in rounds: as many as are still missing, decoded in parallel, and
// gathered in their order. So which files make up a set never depends on which one
// happened to be decoded first, and no more are opened than are needed.
func load(ctx context.Context, s Spec, l *listing, crop cropper, progress func(done, total int)) (*Set, error) {
	if len(l.names) == 0 {
		return nil, noImages(l)
	}
	want := len(l.names)
	if s.Take > 0 {
		want = min(want, s.Take)
	}
	if err := s.room(want); err != nil {
		return nil, err
	}
	set := &Set{From: l.where, Skipped: l.skipped, Wanted: s.Take, Range: [2]float64{s.Lo, s.Hi}}
	size := s.H * s.W * s.C
	values := make([]float32, want*size)
	value := s.lookup()
	tick := throttle(progress, want)
	tried := 0
	for len(set.Names) < want && tried < len(l.names) {
		first, n := tried, min(want-len(set.Names), len(l.names)-tried)
		got, fails := len(set.Names), make([]error, n)
		err := each(ctx, n, func(i int) {
			var rgb []uint8
			if rgb, fails[i] = prepare(l, l.names[first+i], s, crop); fails[i] == nil {
				store(values[(got+i)*size:(got+i+1)*size], rgb, s.C, value)
			}
		}, func(done int) { tick(got + done) })
		if err != nil {
			return nil, err
		}
		for i, name := range l.names[first : first+n] {
			if fails[i] != nil {
				set.Skipped = append(set.Skipped, Skip{name, plain(fails[i])})
				continue
			}
			if at := len(set.Names); at != got+i { // close the gap a bad file left
				copy(values[at*size:(at+1)*size], values[(got+i)*size:(got+i+1)*size])
			}
			set.Names = append(set.Names, name)
		}
		tried += n
	}
	if bad := tried - len(set.Names); len(set.Names) == 0 || bad > tried/2 {
		return nil, tooFew(l, tried, set.Skipped)
	}
	sort.SliceStable(set.Skipped, func(i, j int) bool { return naturalLess(set.Skipped[i].File, set.Skipped[j].File) })
	n := len(set.Names)
	set.Images = tensor.From(values[:n*size:n*size], n, s.H, s.W, s.C)
	progress(n, n)
	return set, nil
}

// prepare reads, decodes, crops and resizes one file: packed RGB.
func prepare(l *listing, name string, s Spec, crop cropper) (rgb []uint8, err error) {
	defer func() { // a picture decoded lazily may fail while it is drawn
		if r := recover(); r != nil {
			rgb, err = nil, fmt.Errorf("is damaged: %v", r)
		}
	}()
	b, err := l.read(name)
	if err != nil {
		return nil, err
	}
	img, err := decode(b)
	if err != nil {
		return nil, err
	}
	rect, err := crop(img.Bounds().Dx(), img.Bounds().Dy())
	if err != nil {
		return nil, err
	}
	return rasterise(img, rect, s.W, s.H), nil
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

// noImages explains an empty listing.
func noImages(l *listing) error {
	var b strings.Builder
	fmt.Fprintf(&b, "data: %q holds no image files (JPEG, PNG, GIF, WebP, BMP, TIFF)", l.where)
	if l.others > 0 {
		fmt.Fprintf(&b, ", only %s of other kinds", count(l.others, "file"))
	}
	b.WriteString("; name the folder or zip file the pictures are in")
	return errors.New(b.String())
}

// tooFew explains a set of which hardly anything could be read.
func tooFew(l *listing, tried int, skipped []Skip) error {
	first := skipped[len(skipped)-1]
	for _, s := range skipped {
		if imageName(s.File) {
			first = s
			break
		}
	}
	return fmt.Errorf("data: %q: %d of %s could not be read, e.g. %q %s; check that the download is whole",
		l.where, len(skipped), count(tried, "file"), first.File, first.Reason)
}
