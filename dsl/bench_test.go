package dsl

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
)

// longCell is a cell of at least n lines: table 1 with data and a run, over and over.
func longCell(tb testing.TB, n int) string {
	text, err := os.ReadFile("testdata/celeba.andor")
	if err != nil {
		tb.Fatal(err)
	}
	var b strings.Builder
	for i := 0; strings.Count(b.String(), "\n") < n; i++ {
		names := strings.NewReplacer("net G", fmt.Sprintf("net G%d", i), "net E", fmt.Sprintf("net E%d", i), "actor G", fmt.Sprintf("actor G%d", i),
			"critic E", fmt.Sprintf("critic E%d", i), "faces", fmt.Sprintf("faces%d", i), "run1", fmt.Sprintf("run%d", i))
		b.WriteString(names.Replace(string(text)) + "\nx := 3\nfmt.Println(x)\n")
	}
	return b.String()
}

func BenchmarkRead(b *testing.B) {
	for _, lines := range []int{30, 1000} {
		src := Source{Text: longCell(b, lines)}
		b.Run(fmt.Sprintf("lines=%d", lines), func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(src.Text)))
			for b.Loop() {
				if _, diags := Read(src, nil); len(diags) > 0 {
					b.Fatal(diags)
				}
			}
		})
	}
}

func BenchmarkFormat(b *testing.B) {
	src := Source{Text: longCell(b, 1000)}
	b.ReportAllocs()
	b.SetBytes(int64(len(src.Text)))
	for b.Loop() {
		Format(src)
	}
}

func BenchmarkComplete(b *testing.B) {
	text := longCell(b, 1000)
	offset := strings.LastIndex(text, "topk(") + len("topk(")
	b.ReportAllocs()
	for b.Loop() {
		if _, ok := Complete(Source{Text: text}, offset, nil); !ok {
			b.Fatal("not inside a block")
		}
	}
}

// TestSpeed holds the promise of a thousand lines in 20 ms; the best of several rounds
// counts, for the machine may be busy. A cell of a thousand mistakes, each with its
// spelling hint, may take three times as long.
func TestSpeed(t *testing.T) {
	right := longCell(t, 1000)
	for name, text := range map[string]string{
		"right": right, "wrong": strings.NewReplacer("conv(", "covn(", "4x4x3200", "4x4", "batch", "bacth").Replace(right),
	} {
		best := time.Hour
		for range 10 {
			start := time.Now()
			_, diags := Read(Source{Text: text}, nil)
			best = min(best, time.Since(start))
			if (len(diags) > 0) != (name == "wrong") {
				t.Fatalf("%s: got %d mistakes", name, len(diags))
			}
		}
		limit := 20 * time.Millisecond
		if name == "wrong" {
			limit *= 3
		}
		if best > limit && !raceEnabled {
			t.Errorf("%s: a cell of 1000 lines took %v, want at most %v", name, best, limit)
		}
	}
}
