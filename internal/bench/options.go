package bench

import (
	_ "embed"
	"fmt"
	"runtime"

	"github.com/andor-kernel/andor/dsl"
)

// Options say what to measure. The zero value is the networks of [P] table 1 at batch 16,
// ten Langevin steps, ten rounds, all cores, no peer.
type Options struct {
	Generator *dsl.Net // nil with Energy nil: [P] table 1
	Energy    *dsl.Net // nil beside a Generator: alternating back-propagation, no critic
	Batch     int      // images, 16 unless said
	Steps     int      // Langevin steps of an iteration, 10 unless said
	Rounds    int      // alternations, 10 unless said
	Threads   int      // of both sides, all that Go may use unless said
	Peer      string   // path of a python that can import torch; "" for none
	Measure   bool     // choose algorithms by measuring (see nn.WithMeasurement), as ANDOR_CHOICE=measure does; else by the model of costs
	Cache     string   // folder that keeps what was measured
}

//go:embed table1.andor
var table1 string

// Table1 is the pair of networks of [P] table 1.
func Table1() (generator, energy *dsl.Net) {
	g, e, err := Nets(dsl.Source{Name: "table1.andor", Text: table1})
	if err != nil {
		panic("bench: the embedded networks: " + err.Error())
	}
	return g, e
}

// Nets finds the networks to measure in a source of the language: its one generator and,
// if it has one, its one energy network (nil otherwise). Anything else in it is
// checked and ignored. Mistakes in the source are a dsl.Diagnostics.
func Nets(src dsl.Source) (generator, energy *dsl.Net, err error) {
	decls, diags := dsl.Read(src, nil)
	if len(diags) > 0 {
		return nil, nil, diags
	}
	for _, d := range decls {
		if d.Net == nil {
			continue
		}
		slot := &generator
		if d.Net.Kind == dsl.Energy {
			slot = &energy
		}
		if *slot != nil {
			return nil, nil, fmt.Errorf("bench: %q declares two nets of kind %s, %q and %q, want one", src.Name, d.Net.Kind, (*slot).Name, d.Net.Name)
		}
		*slot = d.Net
	}
	if generator == nil {
		return nil, nil, fmt.Errorf("bench: %q declares no generator, want a net that begins with normal(d)", src.Name)
	}
	return generator, energy, nil
}

// complete fills in defaults and refuses what cannot be measured.
func (o Options) complete() (Options, error) {
	if o.Generator == nil && o.Energy == nil {
		o.Generator, o.Energy = Table1()
	}
	if o.Generator == nil {
		return o, fmt.Errorf("bench: got energy network %q and no generator, want both or a generator", o.Energy.Name)
	}
	for _, v := range []struct {
		name    string
		value   *int
		unsaid  int
		highest int
	}{
		{"batch", &o.Batch, 16, 1 << 16}, {"steps", &o.Steps, 10, 1 << 16}, {"rounds", &o.Rounds, 10, 1 << 16},
		{"threads", &o.Threads, runtime.GOMAXPROCS(0), 1 << 12},
	} {
		if *v.value == 0 {
			*v.value = v.unsaid
		}
		if *v.value < 1 || *v.value > v.highest {
			return o, fmt.Errorf("bench: got %s %d, want 1 to %d", v.name, *v.value, v.highest)
		}
	}
	return o, nil
}

// settings are those of [P] alg. 1, in the words of the peer.
type settings struct {
	Steps         int     `json:"steps"`          // l_G
	Delta         float64 `json:"delta"`          // of eq. 13
	LangevinSigma float64 `json:"langevin_sigma"` // of the likelihood in eq. 13
	Sigma         float64 `json:"sigma"`          // of eq. 15
	Weight        float64 `json:"weight"`         // of eq. 20 against eq. 15
	Square        float64 `json:"square"`         // guards of the critic, 0 is none
	Clip          float64 `json:"clip"`
	RateActor     float64 `json:"rate_actor"`
	RateCritic    float64 `json:"rate_critic"`
	Beta1Actor    float64 `json:"beta1_actor"`
	Beta1Critic   float64 `json:"beta1_critic"`
}

// timed are the settings of benchmarks: times do not depend on them, as long as
// nothing diverges.
func timed(steps int) settings {
	return settings{
		Steps: steps, Delta: 0.1, LangevinSigma: 2, Sigma: 0.3, Weight: 1,
		RateActor: 1e-4, RateCritic: 1e-4, Beta1Actor: 0.5, Beta1Critic: 0.5,
	}
}
