package bench

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/andor-kernel/andor/internal/simd"
	"github.com/andor-kernel/andor/stdlib/look/inception"
	"github.com/andor-kernel/andor/stdlib/tensor"
)

// FIDOptions says how the features of FID are measured; zero fields are documented defaults.
type FIDOptions struct {
	Images  int    // in a round, 48
	Size    int    // pixels a side, 64
	Rounds  int    // 10
	Threads int    // of both sides, all
	Peer    string // a python with torch, torchvision and pytorch-fid; "" for none

	quick bool // the peer need not look for its fastest layout
}

// FIDReport is what was measured of the features of FID: Inception-v3 up to pool3, with
// resizing, on untrained weights, on which no time depends.
type FIDReport struct {
	Machine    Machine  `json:"machine"`
	Images     int      `json:"images"` // of a round
	Size       int      `json:"size"`
	Rounds     int      `json:"rounds"` // completed
	MACs       int64    `json:"macs"`   // of an image
	Ours       Timing   `json:"ours"`   // of a round
	PerSecond  float64  `json:"images_per_second"`
	Minutes    float64  `json:"minutes_for_10000"`
	OfPeak     float64  `json:"of_peak"`
	Resident   int64    `json:"resident"` // bytes after the last round
	Peer       *FIDPeer `json:"peer,omitempty"`
	Ratio      float64  `json:"ratio,omitempty"`      // of the medians, the peer's over ours
	Difference float64  `json:"difference,omitempty"` // largest of a feature, relative to the largest feature
}

// FIDPeer is the other side.
type FIDPeer struct {
	PeerInfo
	Batch     int     `json:"batch"`
	Time      Timing  `json:"time"` // of a round
	PerSecond float64 `json:"images_per_second"`
}

func (o FIDOptions) complete() (FIDOptions, error) {
	for _, v := range []struct {
		name            string
		value           *int
		unsaid, highest int
	}{{"images", &o.Images, 48, 1 << 16}, {"size", &o.Size, 64, 1 << 12}, {"rounds", &o.Rounds, 10, 1 << 16}, {"threads", &o.Threads, simd.Threads(0), 1 << 12}} {
		if *v.value == 0 {
			*v.value = v.unsaid
		}
		if *v.value < 1 || *v.value > v.highest {
			return o, fmt.Errorf("bench: fid: got %s %d, want 1 to %d", v.name, *v.value, v.highest)
		}
	}
	return o, nil
}

// fidRun is both sides of a measurement.
type fidRun struct {
	o      FIDOptions
	e      *inception.Extractor
	images *tensor.Tensor
	peer   *peer
	inputs string // file
	report *FIDReport
}

// FID measures features of FID, ours and the peer's in alternation. With an error the report
// holds the rounds completed, and is nil where there are none.
func FID(ctx context.Context, o FIDOptions, progress func(Progress)) (*FIDReport, error) {
	o, err := o.complete()
	if err != nil {
		return nil, err
	}
	if progress == nil {
		progress = func(Progress) {}
	}
	progress(Progress{Of: o.Rounds, Text: "setting up"})
	b := &fidRun{o: o, images: colours(o.Images, o.Size), report: &FIDReport{Machine: thisMachine(o.Threads), Images: o.Images, Size: o.Size}}
	w := inception.Untrained(1)
	if b.e, err = inception.New(w, inception.FID).Extractor("pool3", inception.PyTorchFID, o.Threads); err != nil {
		return nil, fmt.Errorf("bench: fid: %w", err)
	}
	b.report.MACs = b.e.MACs()
	ours, err := b.features(ctx, b.images) // warms up
	if err != nil {
		return nil, err
	}
	if o.Peer != "" {
		if err := b.meet(ctx, w, ours); err != nil {
			return nil, err
		}
		defer b.peer.Close()
	}
	var ms, theirs, peaks []float64
	for round := 0; round < o.Rounds && err == nil; round++ {
		progress(Progress{Done: round, Of: o.Rounds, Text: "features"})
		var mine, other float64
		if mine, other, err = b.round(ctx); err == nil {
			ms, theirs, peaks = append(ms, mine), append(theirs, other), append(peaks, peak(simd.Default(), o.Threads))
		}
	}
	if len(ms) == 0 {
		return nil, err
	}
	b.finish(ms, theirs, peaks)
	return b.report, err
}

// colours are images of random levels, (n, size, size, 3) in 0..255.
func colours(n, size int) *tensor.Tensor {
	r := rand.New(rand.NewPCG(8, 8))
	x := tensor.New(n, size, size, 3)
	for i := range x.Data {
		x.Data[i] = float32(r.IntN(256))
	}
	return x
}

func (b *fidRun) features(ctx context.Context, x *tensor.Tensor) (*tensor.Tensor, error) {
	return b.e.Features(ctx, inception.Memory{X: x}, 0, 255, nil)
}

// meet starts the peer on the same weights, and holds its features against ours.
func (b *fidRun) meet(ctx context.Context, w *inception.Weights, ours *tensor.Tensor) (err error) {
	if b.peer, err = startProgram(ctx, b.o.Peer, "peer_fid.py"); err != nil {
		return err
	}
	info := &FIDPeer{}
	fail := func(err error) error {
		b.peer.Close()
		return err
	}
	if b.inputs, err = b.peer.put("inputs", tensors{"images": b.images}); err != nil {
		return fail(err)
	}
	weights := b.peer.file("weights")
	if err := writeTensors(weights, w.Tensors, nil); err != nil {
		return fail(fmt.Errorf("bench: fid: weights: %w", err))
	}
	defer os.Remove(weights)
	request := map[string]any{"op": "setup", "weights": weights, "threads": b.o.Threads, "inputs": b.inputs, "quick": b.o.quick}
	if err := b.peer.ask("setup", request, info); err != nil {
		return fail(err)
	}
	theirs, err := b.peer.compute("features", tensors{"images": b.images})
	if err != nil {
		return fail(err)
	}
	f := theirs["features"]
	if f == nil || !slices.Equal(f.Shape, ours.Shape) {
		return fail(errors.New("bench: fid: the peer gave no features of the right shape"))
	}
	largest := 0.0
	for i, v := range f.Data {
		largest = max(largest, math.Abs(float64(v)))
		b.report.Difference = max(b.report.Difference, math.Abs(float64(v)-float64(ours.Data[i])))
	}
	b.report.Difference /= largest
	b.report.Peer = info
	return nil
}

// round is the milliseconds of both sides.
func (b *fidRun) round(ctx context.Context) (ours, theirs float64, err error) {
	begun := time.Now()
	if _, err := b.features(ctx, b.images); err != nil {
		return 0, 0, err
	}
	ours = float64(time.Since(begun).Nanoseconds()) / 1e6
	b.report.Resident = resident()
	if b.peer == nil {
		return ours, 0, nil
	}
	if err := rest(ctx, settle); err != nil {
		return 0, 0, err
	}
	a, err := b.peer.time("features", b.inputs, 1)
	if err != nil {
		return 0, 0, err
	}
	b.report.Peer.Resident = max(b.report.Peer.Resident, a.Resident)
	return ours, a.Milliseconds[0], rest(ctx, settle)
}

func (b *fidRun) finish(ms, theirs, peaks []float64) {
	r := b.report
	r.Rounds, r.Ours = len(ms), timing(ms)
	r.PerSecond = float64(r.Images) / r.Ours.Median * 1e3
	r.Minutes = 10_000 / r.PerSecond / 60
	r.Machine.Peak, r.Machine.Most = median(peaks), slices.Max(peaks)
	if r.Machine.Peak > 0 {
		r.OfPeak = 2 * float64(r.MACs) * r.PerSecond / 1e9 / r.Machine.Peak
	}
	if r.Peer != nil {
		r.Peer.Time = timing(theirs)
		r.Peer.PerSecond = float64(r.Images) / r.Peer.Time.Median * 1e3
		r.Ratio = r.Peer.Time.Median / r.Ours.Median
	}
}

// String is the report as a table.
func (r *FIDReport) String() string {
	var b strings.Builder
	m := r.Machine
	fmt.Fprintf(&b, "machine   %s, %s/%s, %s, %d of %s\n", m.CPU, m.OS, m.Arch, m.Go, m.Threads, counted(m.Cores, "thread"))
	if m.Load > idle {
		fmt.Fprintf(&b, "          load %.1f before the start: others were at work, so the times are too long\n", m.Load)
	}
	of := ""
	if r.OfPeak > 0 {
		of = fmt.Sprintf(", %.0f %% of the %.0f GF/s measured between the rounds", 100*r.OfPeak, m.Peak)
	}
	fmt.Fprintf(&b, "network   Inception-v3 up to pool3, %s GMAC an image%s\n", giga(r.MACs), of)
	fmt.Fprintf(&b, "images    %d of %dx%d a round, %s, resized to 299x299\n", r.Images, r.Size, r.Size, counted(r.Rounds, "round"))
	fmt.Fprintf(&b, "memory    %s resident\n", mega(r.Resident))
	if p := r.Peer; p != nil {
		fmt.Fprintf(&b, "peer      pytorch-fid on PyTorch %s, %s, %s, batch %d, the fastest tried; %s resident\n", p.Torch, counted(p.Threads, "thread"), p.Layout, p.Batch, mega(p.Resident))
		fmt.Fprintf(&b, "          features differ by at most %.1e of the largest\n", r.Difference)
	}
	b.WriteByte('\n')
	rows := [][]string{{"milliseconds a round", "min", "median", "max", "images/s", "10,000 images"}}
	line := func(name string, t Timing, perSecond float64) {
		rows = append(rows, []string{name, ms(t.Min), ms(t.Median), ms(t.Max), fmt.Sprintf("%.1f", perSecond), fmt.Sprintf("%.1f min", 10_000/perSecond/60)})
	}
	line("andor", r.Ours, r.PerSecond)
	if r.Peer != nil {
		line("peer", r.Peer.Time, r.Peer.PerSecond)
	}
	columns(&b, rows)
	if r.Peer != nil {
		fmt.Fprintf(&b, "ratio of medians %.2fx\n", r.Ratio)
	}
	return b.String()
}
