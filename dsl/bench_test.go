package dsl

import (
	"fmt"
	"os"
	"strings"
	"testing"
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

// BenchmarkRead: a cell of a thousand lines is to parse and check in 20 ms; one of a thousand
// mistakes, each with its spelling hint, may take three times as long.
func BenchmarkRead(b *testing.B) {
	wrong := strings.NewReplacer("conv(", "covn(", "4x4x3200", "4x4", "batch", "bacth")
	for _, c := range []struct {
		name, text string
		mistakes   bool
	}{
		{"lines=30", longCell(b, 30), false},
		{"lines=1000", longCell(b, 1000), false},
		{"mistakes=1000", wrong.Replace(longCell(b, 1000)), true},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(c.text)))
			for b.Loop() {
				if _, diags := Read(Source{Text: c.text}, nil); (len(diags) > 0) != c.mistakes {
					b.Fatalf("got %d mistakes", len(diags))
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
