package train

import (
	"math/bits"
	"math/rand/v2"
	"runtime"

	"github.com/andor-kernel/andor/stdlib/engine/langevin"
	"github.com/andor-kernel/andor/stdlib/tensor"
)

// The streams of noise. Their numbers are part of what a checkpoint continues: do not renumber.
const (
	streamChains   = 1 // initial z_i, by image
	streamLangevin = 2 // eq. 13, by image, iteration and step
	streamCritic   = 3 // zhat of alg. 1 step 1, by row and iteration
	streamActor    = 4 // zhat of eq. 20, by row and iteration
	streamSamples  = 5 // Samples, by row; the seed is the caller's
	streamInfer    = 6 // Infer, by row and step; step 0 is the start
	streamProbe    = 7 // start of the power iteration for lambda_max
)

// mapFrom is the size in bytes from which chains lie in a file: 80,000 images of 100 latents.
const mapFrom = 32 << 20

// newChains is room for the latents of n images, (n, d). It may lie outside Go's memory,
// which goes when the tensor is collected: who reads its Data keeps the tensor alive.
func newChains(n, d int) *tensor.Tensor {
	if n*d*4 >= mapFrom {
		if t := mapped(n, d); t != nil {
			return t
		}
	}
	return tensor.New(n, d)
}

// normal fills the rows of dst (n, d) with N(0, 1), row i keyed by image[i], or by i
// where image is nil.
func normal(dst *tensor.Tensor, image []int, key langevin.Key) *tensor.Tensor {
	for i := range dst.Shape[0] {
		key.Image = uint64(i)
		if image != nil {
			key.Image = uint64(image[i])
		}
		langevin.Normal(dst.Row(i).Data, key)
	}
	runtime.KeepAlive(dst)
	return dst
}

// gather copies the named rows of chains (N, d) into a new (len(index), d).
func gather(chains *tensor.Tensor, index []int) *tensor.Tensor {
	z := tensor.New(len(index), chains.Shape[1])
	for row, i := range index {
		copy(z.Row(row).Data, chains.Row(i).Data)
	}
	runtime.KeepAlive(chains)
	return z
}

// scatter copies z (len(index), d) back into the named rows of chains.
func scatter(chains, z *tensor.Tensor, index []int) {
	for row, i := range index {
		copy(chains.Row(i).Data, z.Row(row).Data)
	}
	runtime.KeepAlive(chains)
}

// order deals the images into minibatches. Each epoch is a new permutation, keyed by
// the seed and the epoch; its last n % batch images are left to later epochs, so
// that no batch is short and none holds an image twice.
type order struct {
	seed     uint64
	n, batch int
	epoch    int
	perm     []int // of epoch; nil before the first use
}

// at is the minibatch of iteration t, counted from 0. The slice is valid until the
// next call.
func (o *order) at(t int) []int {
	perEpoch := o.n / o.batch
	if e := t / perEpoch; o.perm == nil || e != o.epoch {
		o.epoch, o.perm = e, permutation(o.n, o.seed, uint64(e))
	}
	from := t % perEpoch * o.batch
	return o.perm[from : from+o.batch]
}

// permutation is Fisher and Yates' shuffle of 0..n-1 over PCG. It is written out because
// the standard library does not promise its own order for ever, and checkpoints rely on it.
func permutation(n int, seed, epoch uint64) []int {
	pcg := rand.NewPCG(seed, epoch)
	p := make([]int, n)
	for i := range p {
		j, _ := bits.Mul64(pcg.Uint64(), uint64(i+1)) // uniform on 0..i up to 2^-64 n
		p[i], p[j] = p[j], i
	}
	return p
}
