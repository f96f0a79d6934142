package bench

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/andor-kernel/andor/stdlib/engine/nn"
)

// Report is what was measured. Its JSON is the form for machines, String the one for
// people.
type Report struct {
	Machine     Machine      `json:"machine"`
	Generator   *Network     `json:"generator"`
	Energy      *Network     `json:"energy,omitempty"`
	Batch       int          `json:"batch"`
	Steps       int          `json:"steps"`  // Langevin steps of an iteration
	Rounds      int          `json:"rounds"` // completed
	Lines       []Line       `json:"lines"`
	Memory      Memory       `json:"memory"`
	Algorithms  []Algorithm  `json:"algorithms"` // of each convolution and direction
	Peer        *PeerInfo    `json:"peer,omitempty"`
	Differences []Difference `json:"differences,omitempty"` // from the peer, of every tensor
	Decisions   []Decision   `json:"decisions,omitempty"`   // of every topk
	Ours64      []Difference `json:"ours_64,omitempty"`     // of our tensors from the peer's in float64, its topks keeping what ours kept
	Peers64     []Difference `json:"peers_64,omitempty"`    // and of the peer's in float32: what this width can do
}

// Algorithm is how one direction of a convolution of one of the two networks is computed.
type Algorithm struct {
	Network string `json:"network"`
	nn.Algorithm
}

// Network is one of the two that were run.
type Network struct {
	Name   string `json:"name"`
	Params int64  `json:"params"`
	Text   string `json:"text"` // its block
}

// Line is one part of an iteration.
type Line struct {
	Name   string  `json:"name"`
	Ours   Timing  `json:"ours"`
	Dense  int64   `json:"macs_dense"` // multiplications as the definition has them
	Done   int64   `json:"macs_done"`  // and those really done
	GFLOPS float64 `json:"gflops"`     // of those done, two a multiplication, at the median
	OfPeak float64 `json:"of_peak"`    // GFLOPS / Machine.Peak; 0 where there is no peak
	Peer   *Timing `json:"peer,omitempty"`
	Ratio  float64 `json:"ratio,omitempty"` // of the medians, the peer's over ours
}

// Timing is milliseconds over the rounds.
type Timing struct {
	Min    float64   `json:"min"`
	Median float64   `json:"median"`
	Max    float64   `json:"max"`
	All    []float64 `json:"all"` // in order; rounds of both sides alternate
}

// Memory is in bytes.
type Memory struct {
	Planned  int64   `json:"planned"`  // what training says it will hold before it starts
	Resident int64   `json:"resident"` // of this process after a first iteration, without the peer
	Rounds   []int64 `json:"rounds"`   // and after each round: it grows where these do
}

// course is the memory held after some rounds: the first, the last, and the most of each half.
func (m Memory) course() string {
	n := len(m.Rounds)
	switch {
	case n == 0:
		return ""
	case n < 4:
		return fmt.Sprintf(", %s after %s", mega(m.Rounds[n-1]), counted(n, "round"))
	}
	return fmt.Sprintf(", at most %s in rounds 1 to %d, %s in %d to %d, %s after the last",
		mega(slices.Max(m.Rounds[:n/2])), n/2, mega(slices.Max(m.Rounds[n/2:])), n/2+1, n, mega(m.Rounds[n-1]))
}

func timing(ms []float64) Timing {
	return Timing{Min: slices.Min(ms), Median: median(ms), Max: slices.Max(ms), All: ms}
}

func median(x []float64) float64 {
	s := slices.Sorted(slices.Values(x))
	return (s[(len(s)-1)/2] + s[len(s)/2]) / 2
}

// idle is the load below which a machine has nothing else to do.
const idle = 0.3

// String is the report as a table.
func (r *Report) String() string {
	var b strings.Builder
	m := r.Machine
	fmt.Fprintf(&b, "machine   %s, %s/%s, %s, %d of %s\n", m.CPU, m.OS, m.Arch, m.Go, m.Threads, counted(m.Cores, "thread"))
	if m.Load > idle {
		fmt.Fprintf(&b, "          load %.1f before the start: others were at work, so the times are too long\n", m.Load)
	}
	if m.Peak > 0 {
		fmt.Fprintf(&b, "peak      %.0f GF/s measured between the rounds (median; most %.0f), multiply-adds on registers, path %s\n", m.Peak, m.Most, m.SIMD)
	} else {
		fmt.Fprintf(&b, "peak      not known on path %s\n", m.SIMD)
	}
	fmt.Fprintf(&b, "networks  %s\n", r.networks())
	fmt.Fprintf(&b, "memory    %s planned, %s resident after a first iteration%s\n", mega(r.Memory.Planned), mega(r.Memory.Resident), r.Memory.course())
	if p := r.Peer; p != nil {
		onednn := "without oneDNN"
		if p.OneDNN {
			onednn = "oneDNN"
		}
		fmt.Fprintf(&b, "peer      PyTorch %s, %s, %s, %s, %s resident\n", p.Torch, counted(p.Threads, "thread"), p.Layout, onednn, mega(p.Resident))
	}
	b.WriteByte('\n')
	r.table(&b)
	if len(r.Differences) > 0 {
		r.differences(&b)
	}
	return b.String()
}

func (r *Report) networks() string {
	s := fmt.Sprintf("%s %s parameters", r.Generator.Name, millions(r.Generator.Params))
	if r.Energy != nil {
		s += fmt.Sprintf(", %s %s", r.Energy.Name, millions(r.Energy.Params))
	}
	return s + fmt.Sprintf("; batch %d, %s, %s", r.Batch, counted(r.Steps, "Langevin step"), counted(r.Rounds, "round"))
}

// table writes one line a part.
func (r *Report) table(b *strings.Builder) {
	peer := r.Peer != nil
	head := []string{"milliseconds", "min", "median", "max", "GMAC dense", "done", "GF/s", "of peak"}
	if peer {
		head = append(head, "peer min", "median", "max", "ratio")
	}
	rows := [][]string{head}
	for _, l := range r.Lines {
		of := "-"
		if l.OfPeak > 0 {
			of = fmt.Sprintf("%.0f %%", 100*l.OfPeak)
		}
		row := []string{l.Name, ms(l.Ours.Min), ms(l.Ours.Median), ms(l.Ours.Max), giga(l.Dense), giga(l.Done), fmt.Sprintf("%.0f", l.GFLOPS), of}
		if peer {
			row = append(row, ms(l.Peer.Min), ms(l.Peer.Median), ms(l.Peer.Max), fmt.Sprintf("%.2fx", l.Ratio))
		}
		rows = append(rows, row)
	}
	columns(b, rows)
}

// differences writes the worst tensor of each group: from the peer as it is; and, where its
// topks keep what ours kept, of both sides from the peer in float64.
func (r *Report) differences(b *strings.Builder) {
	b.WriteString("\nlargest difference, relative to the largest value of the tensor\n")
	const wide = "%-20s %-33s %-33s %s\n"
	text := []string{fmt.Sprintf(wide, "", "ours from the peer's", "ours from float64", "the peer's from float64")}
	ours, peers := worst(r.Ours64), worst(r.Peers64)
	for i, d := range worst(r.Differences) {
		two := [2]string{}
		if i < len(ours) && i < len(peers) {
			two = [2]string{ours[i].brief(), peers[i].brief()}
		}
		text = append(text, fmt.Sprintf(wide, d.Group, d.brief(), two[0], two[1]))
	}
	for _, line := range text {
		b.WriteString(strings.TrimRight(line, " \n") + "\n")
	}
	for _, d := range r.Decisions {
		fmt.Fprintf(b, "topk of %-12s %d of %d values kept by one side only; nearest decision %.1e of the largest value\n", d.Stage, d.Apart, d.Kept, d.Margin)
	}
}

func (d Difference) brief() string {
	text := fmt.Sprintf("%.1e", d.Relative)
	if d.Tensor != d.Group {
		text += "  " + d.Tensor
	}
	return text
}

// columns aligns cells: the first to the left, numbers to the right.
func columns(b *strings.Builder, rows [][]string) {
	width := 0
	for _, row := range rows {
		width = max(width, len(row[0]))
	}
	var text bytes.Buffer
	w := tabwriter.NewWriter(&text, 0, 0, 2, ' ', tabwriter.AlignRight)
	for _, row := range rows {
		fmt.Fprintf(w, "%-*s\t%s\t\n", width, row[0], strings.Join(row[1:], "\t"))
	}
	w.Flush()
	for line := range strings.Lines(text.String()) {
		b.WriteString(strings.TrimRight(strings.TrimPrefix(line, "  "), " \n") + "\n")
	}
}

// ms is milliseconds with three figures.
func ms(v float64) string {
	switch {
	case v >= 100:
		return fmt.Sprintf("%.0f", v)
	case v >= 10:
		return fmt.Sprintf("%.1f", v)
	}
	return fmt.Sprintf("%.2f", v)
}

func giga(n int64) string { return ms(float64(n) / 1e9) }

func mega(n int64) string { return fmt.Sprintf("%d MiB", (n+1<<19)>>20) }

func millions(n int64) string { return fmt.Sprintf("%.2f M", float64(n)/1e6) }

// counted is "1 thread", "2 threads".
func counted(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
