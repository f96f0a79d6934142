package langevin

import (
	"math"
	"testing"
)

// The known answers are those shipped with Random123 1.14 (tests/kat_vectors, philox4x32 10).
func TestPhiloxKnownAnswers(t *testing.T) {
	tests := []struct {
		ctr  [4]uint32
		key  [2]uint32
		want [4]uint32
	}{
		{[4]uint32{}, [2]uint32{}, [4]uint32{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
		{
			[4]uint32{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, [2]uint32{0xffffffff, 0xffffffff},
			[4]uint32{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd},
		},
		{
			[4]uint32{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, [2]uint32{0xa4093822, 0x299f31d0},
			[4]uint32{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1},
		},
	}
	for _, tt := range tests {
		if got := philox(tt.ctr, tt.key); got != tt.want {
			t.Errorf("philox(%08x, %08x) = %08x, want %08x", tt.ctr, tt.key, got, tt.want)
		}
	}
}

func TestNormalDependsOnEveryPartOfTheKey(t *testing.T) {
	base := Key{Seed: 1, Stream: 2, Image: 3, Iteration: 4, Step: 5}
	keys := []Key{base}
	for _, shift := range []int{0, 31, 32, 40} {
		for field := range 5 {
			k := base
			*[]*uint64{&k.Seed, &k.Stream, &k.Image, &k.Iteration, &k.Step}[field] ^= 1 << shift
			keys = append(keys, k)
		}
	}
	seen := map[[4]float32]Key{}
	for _, k := range keys {
		var v, again [4]float32
		Normal(v[:], k)
		Normal(again[:], k)
		if v != again {
			t.Errorf("%+v: got %v, then %v", k, v, again)
		}
		if other, ok := seen[v]; ok {
			t.Errorf("%+v and %+v give the same noise %v", k, other, v)
		}
		seen[v] = k
	}
}

func TestNormalPrefix(t *testing.T) {
	long, short := make([]float32, 11), make([]float32, 6)
	Normal(long, Key{Seed: 9})
	Normal(short, Key{Seed: 9})
	for i := range short {
		if short[i] != long[i] {
			t.Fatalf("value %d is %g in a vector of 6 and %g in one of 11, want the same", i, short[i], long[i])
		}
	}
}

// TestNormalMoments holds the first four moments, the correlation of neighbours and of
// consecutive steps, and the tail, against N(0, 1), each within five standard errors.
func TestNormalMoments(t *testing.T) {
	const rows, d = 4000, 50
	n := float64(rows * d)
	var m [5]float64
	var lag, step float64
	tail := 0
	prev := make([]float32, d)
	for i := range rows {
		v := make([]float32, d)
		Normal(v, Key{Seed: 7, Image: uint64(i % 40), Step: uint64(i / 40)})
		for k, x := range v {
			p := 1.0
			for j := 1; j <= 4; j++ {
				p *= float64(x)
				m[j] += p / n
			}
			lag += float64(x*v[(k+1)%d]) / n
			step += float64(x*prev[k]) / n
			if math.Abs(float64(x)) > 3 {
				tail++
			}
		}
		prev = v
	}
	// Variances of one draw of each statistic under N(0, 1): 1, 2, 15, 96, 1, 1.
	checks := []struct {
		name                string
		got, want, variance float64
	}{
		{"mean", m[1], 0, 1}, {"second moment", m[2], 1, 2}, {"third moment", m[3], 0, 15}, {"fourth moment", m[4], 3, 96},
		{"neighbours", lag, 0, 1}, {"consecutive rows", step, 0, 1},
		{"share beyond 3", float64(tail) / n, 0.0026998, 0.0027},
	}
	for _, c := range checks {
		if se := math.Sqrt(c.variance / n); math.Abs(c.got-c.want) > 5*se {
			t.Errorf("%s: got %g, want %g within %g", c.name, c.got, c.want, 5*se)
		}
	}
}

func BenchmarkNormal(b *testing.B) {
	dst := make([]float32, 64*100)
	b.ReportAllocs()
	b.SetBytes(int64(4 * len(dst)))
	for b.Loop() {
		for i := range 64 {
			Normal(dst[i*100:(i+1)*100], Key{Seed: 1, Image: uint64(i)})
		}
	}
}
