package bench

import (
	"fmt"
	"os/exec"
	"runtime"
	"slices"
	"strings"
)

// Report is what was measured.
type Report struct {
	System   string               `json:"system"`
	Cores    int                  `json:"cores"`
	Go       string               `json:"go"`
	Peer     string               `json:"peer,omitempty"` // versions of Python and ipykernel
	Rounds   int                  `json:"rounds"`
	Kernels  []string             `json:"kernels"`
	Measures []Measure            `json:"measures"`
	rounds   map[string][]float64 // by kernel and measure
}

// Measure is one quantity for each kernel: the median over rounds, and the least and the
// greatest.
type Measure struct {
	Name   string     `json:"name"`
	Values []Quantity `json:"values"` // in the order of Report.Kernels
}

// Quantity is a median with its range.
type Quantity struct {
	Median float64 `json:"median"`
	Least  float64 `json:"least"`
	Most   float64 `json:"most"`
}

func newReport(subjects []subject, o Options) *Report {
	r := &Report{System: runtime.GOOS + "/" + runtime.GOARCH, Cores: runtime.NumCPU(), Go: runtime.Version(), rounds: make(map[string][]float64)}
	for _, s := range subjects {
		r.Kernels = append(r.Kernels, s.name)
	}
	if o.Peer != "" {
		const ask = "import sys, ipykernel; print('Python', sys.version.split()[0] + ', ipykernel', ipykernel.__version__)"
		if out, err := exec.Command(o.Peer, "-c", ask).Output(); err == nil {
			r.Peer = strings.TrimSpace(string(out))
		}
	}
	return r
}

// add records a round.
func (r *Report) add(kernel string, got map[string]float64) {
	for name, v := range got {
		r.rounds[kernel+"\x00"+name] = append(r.rounds[kernel+"\x00"+name], v)
	}
	r.Measures = nil
	for _, name := range measures {
		m := Measure{Name: name}
		for _, k := range r.Kernels {
			v := slices.Sorted(slices.Values(r.rounds[k+"\x00"+name]))
			if len(v) == 0 {
				break // this system does not tell, or the first round is not complete
			}
			r.Rounds = len(v)
			m.Values = append(m.Values, Quantity{Median: (v[(len(v)-1)/2] + v[len(v)/2]) / 2, Least: v[0], Most: v[len(v)-1]})
		}
		if len(m.Values) == len(r.Kernels) {
			r.Measures = append(r.Measures, m)
		}
	}
}

// String is a table in Markdown: medians, with the range behind.
func (r *Report) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s, %d cores, %s", r.System, r.Cores, r.Go)
	if r.Peer != "" {
		fmt.Fprintf(&b, "; %s", r.Peer)
	}
	fmt.Fprintf(&b, "; medians of %d rounds in alternation (least to most)\n\n| |", r.Rounds)
	for _, k := range r.Kernels {
		fmt.Fprintf(&b, " %s |", k)
	}
	ratio := len(r.Kernels) == 2
	if ratio {
		fmt.Fprintf(&b, " %s / %s |", r.Kernels[0], r.Kernels[1])
	}
	b.WriteString("\n|---|" + strings.Repeat("---|", len(r.Kernels)))
	if ratio {
		b.WriteString("---|")
	}
	b.WriteString("\n")
	for _, m := range r.Measures {
		fmt.Fprintf(&b, "| %s |", m.Name)
		for _, q := range m.Values {
			fmt.Fprintf(&b, " %s (%s to %s) |", short(q.Median), short(q.Least), short(q.Most))
		}
		if ratio && m.Values[1].Median > 0 {
			fmt.Fprintf(&b, " %.2f |", m.Values[0].Median/m.Values[1].Median)
		}
		b.WriteString("\n")
	}
	return b.String()
}

func short(v float64) string {
	if v >= 100 {
		return fmt.Sprintf("%.0f", v)
	}
	return fmt.Sprintf("%.3g", v)
}
