package train

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/andor-kernel/andor/internal/simd"
	"github.com/andor-kernel/andor/stdlib/engine/langevin"
	"github.com/andor-kernel/andor/stdlib/tensor"
)

// Train runs iterations until the wanted number is reached, calling emit (which may be
// nil) on this goroutine with what happens. When ctx ends it returns ErrInterrupted, at
// the latest after one Langevin step and one update; the iteration that was under way
// leaves no trace, and calling Train again gives the same run as if nothing had happened.
// A loss, energy or z that is not finite is a *NotFinite. Runs that train at the same time, each on a
// goroutine of its own, share the processors.
func (r *Run) Train(ctx context.Context, emit func(Event)) error {
	if emit == nil {
		emit = func(Event) {}
	}
	defer simd.Share()()
	err := r.train(ctx, emit)
	emit(Stopped{Index: r.iteration, Reason: reason(err)})
	return err
}

// train is Train but for its last event.
func (r *Run) train(ctx context.Context, emit func(Event)) error {
	var shown exhibit
	for r.iteration < r.target {
		began := time.Now()
		record, err := r.iterate(ctx)
		if err != nil {
			if ctx.Err() != nil {
				err = ErrInterrupted
			}
			if errors.Is(err, ErrInterrupted) {
				r.keep(atInterrupt, emit)
			}
			return err
		}
		failed := r.judgeHeld(ctx, &record)
		r.finish(&record, time.Since(began))
		emit(record)
		for _, w := range r.watch.look(r, record) {
			emit(w)
		}
		when := onTheWay
		if r.iteration == r.target || failed != nil {
			when = atEnd
		}
		r.keep(when, emit)
		if failed != nil {
			return failed
		}
		if shown.due(r.iteration == r.target) {
			sampled, err := r.sample()
			if err != nil {
				return fmt.Errorf("train: iteration %d: samples: %w", r.iteration, err)
			}
			emit(sampled)
			for _, w := range r.watch.pictures(r, sampled) {
				emit(w)
			}
			shown.done()
		}
	}
	return nil
}

// iterate is one iteration of [P] alg. 1 on one minibatch. Only its end changes the run.
//
//	symbol     shape         meaning
//	y          (B, H, W, C)  observed images Y_i
//	z          (B, d)        their latents Z_i, from and back to the persistent chains
//	zhat       (B, d)        fresh draws from N(0, I)
//	yhat       (B, H, W, C)  syntheses g(zhat)
//	t                        iterations done before this one
//
// Differs from [P]: step 2 runs before step 1. Neither reads what the other writes (step 1
// reads Theta and writes Phi, step 2 reads Theta and writes Z), so the result is the same, but
// now the long step comes first and an interrupt within it leaves nothing half done.
// Differs from [P]: minibatches, and Adam in place of the plain step gamma_t.
func (r *Run) iterate(ctx context.Context) (Iteration, error) {
	s, n, t := r.set, r.nets, r.iteration
	index := r.order.at(t)
	y := r.y
	rec := Iteration{Index: t + 1, Of: r.target}
	began := time.Now()
	if err := r.images.Batch(index, y); err != nil {
		return rec, r.failed(t, "images", err)
	}
	rec.Waited = time.Since(began)
	r.ahead(t)

	// Step 2: from the current Z_i, l_G steps of eq. 13.
	z := gather(r.chains, index)
	grad := func(z, dz *tensor.Tensor) error { return n.posterior.Gradient(z, y, dz, nil) }
	noise := func(step int, dst *tensor.Tensor) {
		normal(dst, index, langevin.Key{Seed: s.Seed, Stream: streamLangevin, Iteration: uint64(t), Step: uint64(step)})
	}
	if err := langevin.Chain(ctx, z, r.dynamics(t), grad, noise); err != nil {
		return rec, r.failed(t, "langevin", err)
	}
	if err := r.probe(t, z, grad, &rec); err != nil {
		return rec, r.failed(t, "langevin", err)
	}

	// Step 1: Phi moves by eq. 21; f falls on the images and rises on syntheses.
	if n.critic != nil {
		if err := n.generator.RunInto(r.yhat, r.zhat(streamCritic, t)); err != nil { // g(zhat; Theta(t))
			return rec, r.failed(t, "critic", err)
		}
		loss, err := n.critic.Gradient(y, r.yhat)
		if err != nil {
			return rec, r.failed(t, "critic", err)
		}
		rec.EnergyData, rec.EnergySynth = mean(loss.Data), mean(loss.Synth)
		if err := finite(t, "critic", []quantity{{"energy of the images", rec.EnergyData}, {"energy of syntheses", rec.EnergySynth}}); err != nil {
			return rec, err
		}
		if err := ctx.Err(); err != nil {
			return rec, err // the last exit that leaves no trace
		}
		clip(n.critic.Grads(), s.Guard.Clip)
		if err := n.criticAdam.Step(n.critic.Grads(), r.scheduled(s.Rate.Critic, s.Rate.CriticEnd, t)); err != nil {
			return rec, r.refused(t, "critic", err)
		}
	}

	// Step 3: Theta ascends eq. 15 at (Z, Y) and descends eq. 20 at fresh zhat, under Phi(t+1).
	n.actor.SetSigma(r.scheduled(s.Sigma, s.SigmaEnd, t))
	loss, err := n.actor.Gradient(z, y, r.zhat(streamActor, t))
	if err != nil {
		return rec, r.failed(t, "actor", err)
	}
	rec.Recon, rec.EnergyActor = mean(loss.SSE), mean(loss.Energy)
	if err := finite(t, "actor", []quantity{{"reconstruction error", rec.Recon}, {"energy of syntheses", rec.EnergyActor}}); err != nil {
		return rec, err
	}
	if err := n.actorAdam.Step(n.actor.Grads(), r.scheduled(s.Rate.Actor, s.Rate.ActorEnd, t)); err != nil {
		return rec, r.refused(t, "actor", err)
	}

	rec.MSE = rec.Recon / float64(len(y.Data)/len(index))
	rec.ZNorm, rec.Moved = rms(z.Data), moved(r.chains, z, index)
	scatter(r.chains, z, index)
	r.iteration++
	return rec, nil
}

// dynamics are the settings of eq. 13 at iteration t.
func (r *Run) dynamics(t int) langevin.Options {
	l := r.set.Langevin
	return langevin.Options{Steps: l.Steps, StepSize: r.scheduled(l.Step, l.StepEnd, t), Sigma: r.scheduled(l.Sigma, l.SigmaEnd, t), Noise: l.Noise}
}

// zhat draws a batch of latents from the prior for iteration t.
func (r *Run) zhat(stream uint64, t int) *tensor.Tensor {
	return normal(tensor.New(r.batch, r.nets.latent), nil, langevin.Key{Seed: r.set.Seed, Stream: stream, Iteration: uint64(t)})
}

// finish completes a record with times and keeps it.
func (r *Run) finish(rec *Iteration, took time.Duration) {
	r.elapsed += took
	rec.Elapsed = r.elapsed
	each := r.pace.add(took)
	rec.ImagesPerSecond = float64(r.batch) / each.Seconds()
	rec.ETA = time.Duration(rec.Of-rec.Index) * each
	r.history = append(r.history, *rec)
	r.seen.add(r.y.Data, len(r.y.Data)/r.batch)
}
