package bench

import (
	"context"
	"fmt"
	"math"
	"runtime/debug"
	"slices"
	"time"

	"github.com/andor-kernel/andor/dsl"
	"github.com/andor-kernel/andor/internal/simd"
	"github.com/andor-kernel/andor/stdlib/engine/nn"
)

// Progress says what is being measured. Done of Of measurements are finished.
type Progress struct {
	Done, Of int
	Text     string // "round 3 of 10: Langevin step"
}

// Run measures. It calls progress, which may be nil, on this goroutine.
//
// When ctx ends it stops within a Langevin step or an update, or at once where the peer
// is at work, and returns ctx's error; with it comes the report of the rounds that were
// completed, or nil if none was. The peer's process has ended when Run returns.
func Run(ctx context.Context, o Options, progress func(Progress)) (*Report, error) {
	o, err := o.complete()
	if err != nil {
		return nil, err
	}
	var opts []nn.Option
	asked, err := nn.MeasurementAsked()
	if err != nil {
		return nil, fmt.Errorf("bench: %w", err)
	}
	if asked || o.Measure {
		opts = append(opts, nn.WithMeasurement(o.Cache))
	}
	e, err := newEngine(o.Generator, o.Energy, o.Batch, o.Threads, timed(o.Steps), opts...)
	if err != nil {
		return nil, fmt.Errorf("bench: %w", err)
	}
	b := &run{o: o, engine: e, parts: e.parts(), progress: progress}
	if b.progress == nil {
		b.progress = func(Progress) {}
	}
	b.report = Report{Machine: thisMachine(o.Threads), Batch: o.Batch, Steps: o.Steps, Generator: network(o.Generator), Energy: network(o.Energy)}
	b.report.Algorithms = e.algorithms()
	if err := b.warm(ctx); err != nil {
		return nil, err
	}
	if o.Peer != "" {
		p, err := startPeer(ctx, o.Peer)
		if err != nil {
			return nil, err
		}
		defer p.Close() // what it has to say was said in its answers
		if err := b.meet(p); err != nil {
			return nil, err
		}
	}
	for round := range o.Rounds {
		if err = b.round(ctx, round); err != nil {
			break
		}
	}
	if b.report.Rounds == 0 {
		return nil, err
	}
	b.finish()
	return &b.report, err
}

// run is one call of Run.
type run struct {
	o        Options
	engine   *engine
	peer     *peer // nil without one
	parts    []part
	inputs   map[string]string // the peer's files
	repeat   []int             // of each part in a round
	ours     [][]float64       // milliseconds of each part and round
	theirs   [][]float64
	peaks    []float64 // GF/s, after each round
	report   Report
	progress func(Progress)
}

const (
	least       = 30.0 // milliseconds: shorter parts are repeated within a round, and their median taken
	mostRepeats = 25
	settle      = 20 * time.Millisecond // the other side's idle threads spin a while before they sleep
)

// warm runs every part once, so that memory is there and algorithms are chosen, and a
// short one once more to see how often to repeat it.
func (b *run) warm(ctx context.Context) error {
	b.ours, b.theirs = make([][]float64, len(b.parts)), make([][]float64, len(b.parts))
	for _, p := range b.parts {
		b.progress(Progress{0, b.measurements(), "warm-up: " + p.name})
		ms, err := timeOurs(ctx, p, 1)
		if err == nil && ms[0] < mostRepeats*least {
			ms, err = timeOurs(ctx, p, 1)
		}
		if err != nil {
			return err
		}
		b.repeat = append(b.repeat, int(max(1, min(mostRepeats, math.Ceil(least/max(ms[0], 1e-3))))))
	}
	b.report.Memory.Resident = resident()
	planned, err := nn.MeasureMemory(b.engine.g, b.engine.e, b.o.Batch, nn.WithThreads(b.o.Threads))
	b.report.Memory.Planned = planned.Total()
	return err
}

// meet gives the peer our networks, compares numbers, and warms it up.
func (b *run) meet(p *peer) error {
	b.peer = p
	e, in := b.engine, b.engine.in
	weights := tensors{}
	weights.weights("generator.", e.g)
	weights.weights("energy.", e.e)
	b.progress(Progress{0, b.measurements(), "peer: networks"})
	first := setup{Generator: b.o.Generator, Energy: b.o.Energy, Settings: e.s, Threads: b.o.Threads, Batch: b.o.Batch, Ties: "any"}
	info, err := p.setup(first, weights)
	if err != nil {
		return err
	}
	b.report.Peer = &info
	b.progress(Progress{0, b.measurements(), "peer: differences"})
	if err := b.compare(first, weights); err != nil {
		return err
	}
	b.inputs = map[string]string{}
	for what, set := range map[string]tensors{
		"forward":       {"z": in.zhatCritic},
		"step":          {"z": in.z, "y": in.y, "noise": in.noise},
		"actor_update":  {"z": in.z, "y": in.y, "zhat": in.zhat},
		"critic_update": {"y": in.y, "yhat": in.yhat},
		"iteration":     {"z": in.z, "y": in.y, "zhat": in.zhat, "zhat_critic": in.zhatCritic, "noise": in.noise},
	} {
		if b.inputs[what], err = p.put(what, set); err != nil {
			return err
		}
	}
	for _, part := range b.parts[:len(b.parts)-1] { // an iteration is made of the others
		b.progress(Progress{0, b.measurements(), "peer: warm-up: " + part.name})
		if _, err := p.time(part.what, b.inputs[part.what], 1); err != nil {
			return err
		}
	}
	return nil
}

// compare fills in how far the two sides are from each other, and both from the peer in
// float64. The peer is set up as first again afterwards.
func (b *run) compare(first setup, weights tensors) error {
	defer debug.FreeOSMemory() // copies of all gradients are not what training holds
	e, p, r := b.engine, b.peer, &b.report
	qs, err := e.questions()
	if err != nil {
		return err
	}
	own, err := answers(p, qs, nil)
	if err != nil {
		return err
	}
	kept, err := e.choices()
	if err != nil {
		return err
	}
	if r.Decisions, err = e.decisions(p, kept); err != nil {
		return err
	}
	single, err := answers(p, qs, kept)
	if err != nil {
		return err
	}
	double := first
	double.Double, double.Layout = true, r.Peer.Layout
	if _, err := p.setup(double, weights); err != nil {
		return err
	}
	exact, err := answers(p, qs, kept)
	if err != nil {
		return err
	}
	first.Layout = r.Peer.Layout
	if _, err := p.setup(first, weights); err != nil {
		return err
	}
	if r.Differences, err = differences(qs, nil, own); err != nil {
		return err
	}
	if r.Ours64, err = differences(qs, nil, exact); err != nil {
		return err
	}
	r.Peers64, err = differences(qs, single, exact)
	return err
}

// round measures every part once on each side, one after the other.
func (b *run) round(ctx context.Context, round int) error {
	for i, part := range b.parts {
		b.progress(Progress{round*len(b.parts) + i, b.measurements(), fmt.Sprintf("round %d of %d: %s", round+1, b.o.Rounds, part.name)})
		ms, err := timeOurs(ctx, part, b.repeat[i])
		if err != nil {
			return err
		}
		b.ours[i] = append(b.ours[i], median(ms))
		if b.peer == nil {
			continue
		}
		if err := rest(ctx, settle); err != nil {
			return err
		}
		a, err := b.peer.time(part.what, b.inputs[part.what], b.repeat[i])
		if err != nil {
			return err
		}
		b.theirs[i] = append(b.theirs[i], median(a.Milliseconds))
		b.report.Peer.Resident = max(b.report.Peer.Resident, a.Resident)
		if err := rest(ctx, settle); err != nil {
			return err
		}
	}
	b.report.Rounds, b.report.Memory.Rounds = round+1, append(b.report.Memory.Rounds, resident())
	b.peaks = append(b.peaks, peak(simd.Default(), b.o.Threads))
	return nil
}

func (b *run) measurements() int { return b.o.Rounds * len(b.parts) }

// finish turns the times of whole rounds into lines of the report.
func (b *run) finish() {
	n := b.report.Rounds
	b.report.Machine.Peak, b.report.Machine.Most = median(b.peaks), slices.Max(b.peaks)
	for i, p := range b.parts {
		l := Line{Name: p.name, Ours: timing(b.ours[i][:n]), Dense: p.dense, Done: p.done}
		l.GFLOPS = 2 * float64(p.done) / l.Ours.Median / 1e6
		if b.report.Machine.Peak > 0 {
			l.OfPeak = l.GFLOPS / b.report.Machine.Peak
		}
		if b.peer != nil {
			theirs := timing(b.theirs[i][:n])
			l.Peer, l.Ratio = &theirs, theirs.Median/l.Ours.Median
		}
		b.report.Lines = append(b.report.Lines, l)
	}
}

// timeOurs is the milliseconds of each of so many calls.
func timeOurs(ctx context.Context, p part, repeat int) ([]float64, error) {
	ms := make([]float64, repeat)
	for i := range ms {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		begun := time.Now()
		if err := p.run(ctx); err != nil {
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			return nil, fmt.Errorf("bench: %s: %w", p.name, err)
		}
		ms[i] = float64(time.Since(begun).Nanoseconds()) / 1e6
	}
	return ms, nil
}

// rest waits, or is interrupted.
func rest(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// network describes a net for the report; nil has no description.
func network(n *dsl.Net) *Network {
	if n == nil {
		return nil
	}
	return &Network{Name: n.Name, Params: n.Cost(1).Params, Text: n.String()}
}
