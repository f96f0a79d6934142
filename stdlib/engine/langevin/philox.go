package langevin

import (
	"math"
	"math/bits"
)

// Key names one vector of noise. Two keys that differ in any field give independent
// values; the same key gives the same values on every machine, in any order.
type Key struct {
	Seed      uint64 // of the run
	Stream    uint64 // what the noise is for: initial chains, Langevin steps, syntheses, ...
	Image     uint64 // the image's place in the data set, or the row of a synthesis
	Iteration uint64 // update of Theta
	Step      uint64 // Langevin step within the iteration
}

// Normal fills dst with independent draws from N(0, 1) that depend on the key alone.
//
// The uniform bits are Philox4x32-10 (Salmon et al. 2011, "Parallel random numbers: as
// easy as 1, 2, 3"), turned into normals four at a time by Box and Muller's transform in
// float64. Seed and Stream make the cipher's key. The counter holds the place in dst, Step,
// Image and Iteration, 32 bits each, so that keys whose three numbers stay below 2^32
// can never share a block; higher bits enter the cipher's key instead.
func Normal(dst []float32, key Key) {
	k := key.cipher()
	ctr := [4]uint32{0, uint32(key.Step), uint32(key.Image), uint32(key.Iteration)}
	for i := 0; i < len(dst); i += 4 {
		ctr[0] = uint32(i / 4)
		x := philox(ctr, k)
		a, b := boxMuller(x[0], x[1])
		c, d := boxMuller(x[2], x[3])
		n := [4]float32{a, b, c, d}
		copy(dst[i:], n[:])
	}
}

// cipher is the Philox key of all values that share Seed and Stream.
func (k Key) cipher() [2]uint32 {
	high := [2]uint32{
		uint32(k.Image>>32) ^ bits.RotateLeft32(uint32(k.Step>>32), 16),
		uint32(k.Iteration >> 32),
	}
	x := philox([4]uint32{uint32(k.Seed), uint32(k.Seed >> 32), uint32(k.Stream), uint32(k.Stream >> 32)}, high)
	return [2]uint32{x[0], x[1]}
}

// boxMuller turns two uniform words into two independent standard normals. The first word
// is put at the middle of its cell, so the logarithm is finite: no draw exceeds 6.8.
func boxMuller(u, v uint32) (float32, float32) {
	r := math.Sqrt(-2 * math.Log((float64(u)+0.5)*0x1p-32))
	sin, cos := math.Sincos(2 * math.Pi * 0x1p-32 * float64(v))
	return float32(r * cos), float32(r * sin)
}

// philox is Philox4x32-10: ten rounds over a 128-bit counter under a 64-bit key.
func philox(c [4]uint32, k [2]uint32) [4]uint32 {
	for range 10 {
		h0, l0 := bits.Mul32(0xD2511F53, c[0])
		h1, l1 := bits.Mul32(0xCD9E8D57, c[2])
		c = [4]uint32{h1 ^ c[1] ^ k[0], l1, h0 ^ c[3] ^ k[1], l0}
		k[0] += 0x9E3779B9 // golden ratio
		k[1] += 0xBB67AE85 // sqrt(3) - 1
	}
	return c
}
