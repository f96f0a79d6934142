package inception

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/andor-kernel/andor/internal/safetensors"
	"github.com/andor-kernel/andor/stdlib/tensor"
)

// Weights are named tensors from a file, in the layout of PyTorch or of Keras.
type Weights struct {
	Tensors map[string]*tensor.Tensor
	From    string // the file's name
	SHA256  string // of the file, in hexadecimal; "" where there are several files
	keras   bool   // kernels are (kh, kw, in, out) and layers are numbered
	random  *rand.Rand
}

// Untrained are random weights in PyTorch's layout, for measuring and for tests: they give
// features of a usual size that mean nothing. Tensors fills up as networks ask for them; a
// network of the same tap gets the same weights for the same seed.
func Untrained(seed uint64) *Weights {
	return &Weights{Tensors: map[string]*tensor.Tensor{}, From: "untrained", random: rand.New(rand.NewPCG(seed, 0))}
}

// draw makes a tensor of untrained weights: kernels as He et al. 2015 begin, normalisation near
// none.
func (w *Weights) draw(name string, shape []int) *tensor.Tensor {
	t := tensor.New(shape...)
	middle, reach := 0.0, 0.2
	switch {
	case len(shape) == 4:
		reach = math.Sqrt(6 / float64(shape[1]*shape[2]*shape[3]))
	case strings.HasSuffix(name, ".bn.weight") || strings.HasSuffix(name, ".running_var"):
		middle = 1
	}
	for i := range t.Data {
		t.Data[i] = float32(middle + reach*(2*w.random.Float64()-1))
	}
	return t
}

// FIDWeights is the file of the FID variant that pytorch-fid publishes; the digits in its name
// begin its SHA-256. Package fetch knows where it is.
const FIDWeights = "pt_inception-2015-12-05-6726825d.pth"

// Published says whether these are the published weights of FID, by their SHA-256: only over
// their pool3 is a Frechet distance called FID.
func (w *Weights) Published() bool {
	return w.SHA256 != "" && strings.HasPrefix(w.SHA256, sumInName(FIDWeights))
}

// Keras says whether the weights are those of a Keras model, for the variant of that name.
func (w *Weights) Keras() bool { return w.keras }

// maxFile bounds a file of weights, which is about 95 MB.
const maxFile = 1 << 30

// Open reads weights from a PyTorch file (.pth, .pt: zip or the older form), a safetensors
// file, the folder of a Keras model in TensorFlow.js form (model.json and shards, or
// .min.js bundles), or the npm package nsfwjs that holds such a folder (.tgz). A name that ends in "-" and 8 or more
// hexadecimal digits must agree with the SHA-256 of the file.
func Open(path string) (*Weights, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("inception: weights: %w", err)
	}
	if info.IsDir() {
		return openKeras(path)
	}
	fail := func(err error) (*Weights, error) {
		return nil, fmt.Errorf("inception: weights %s: %w", path, err)
	}
	if info.Size() > maxFile {
		return fail(fmt.Errorf("got %d MB, want at most %d", info.Size()>>20, maxFile>>20))
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("inception: weights: %w", err)
	}
	defer f.Close()
	b, err := io.ReadAll(f)
	if err != nil {
		return fail(err)
	}
	sum := sha256.Sum256(b)
	digits := hex.EncodeToString(sum[:])
	if want := sumInName(path); !strings.HasPrefix(digits, want) {
		return fail(fmt.Errorf("the SHA-256 begins with %s, the name says %s: the file is damaged or another; fetch it again", digits[:len(want)], want))
	}
	w := &Weights{}
	switch filepath.Ext(path) {
	case ".safetensors":
		w.Tensors, err = readSafetensors(b)
	case ".tgz":
		w, err = readPackage(b)
	default:
		w.Tensors, err = readTorch(b)
	}
	if err != nil {
		return fail(err)
	}
	w.From, w.SHA256 = filepath.Base(path), digits
	return w, nil
}

// readSafetensors reads the tensors of real numbers.
func readSafetensors(b []byte) (map[string]*tensor.Tensor, error) {
	h, err := safetensors.ReadHeader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return nil, err
	}
	out := map[string]*tensor.Tensor{}
	for name, e := range h.Entries {
		values, err := e.Floats(b[8+len(h.Text):])
		if err != nil {
			return nil, fmt.Errorf("tensor %q: %w", name, err)
		}
		out[name] = tensor.From(values, e.Shape...)
	}
	if len(out) == 0 {
		return nil, errors.New("holds no tensors of real numbers")
	}
	return out, nil
}

var sumPattern = regexp.MustCompile(`-([0-9a-f]{8,64})\.[a-z]+$`)

// sumInName is the beginning of a SHA-256 that torch.hub puts into names, "" if there is none.
func sumInName(path string) string {
	if m := sumPattern.FindStringSubmatch(filepath.Base(path)); m != nil {
		return m[1]
	}
	return ""
}

// get finds a tensor of the wanted shape.
func (w *Weights) get(name string, shape ...int) ([]float32, error) {
	t := w.Tensors[name]
	if t == nil && w.random != nil {
		t = w.draw(name, shape)
		w.Tensors[name] = t
	}
	if t == nil {
		return nil, fmt.Errorf("has no tensor %q", name)
	}
	if !slices.Equal(t.Shape, shape) {
		return nil, fmt.Errorf("tensor %q is %v, want %v", name, t.Shape, shape)
	}
	if !finite(t.Data) {
		return nil, fmt.Errorf("tensor %q holds NaN or infinite values", name)
	}
	return t.Data, nil
}

// convolution is one folded kernel: by name in PyTorch's layout, by its number, from 1, in Keras's.
func (w *Weights) convolution(name string, index, kh, kw, cin, cout int) (*kernel, error) {
	k := &kernel{kh: kh, kw: kw, cin: cin, cout: cout}
	var parts [4][]float32 // gamma, beta, mean, variance
	if w.keras {
		raw, err := w.get(fmt.Sprintf("conv2d_%d/kernel", index), kh, kw, cin, cout)
		if err != nil {
			return nil, err
		}
		k.w = slices.Clone(raw)
		for i, part := range []string{"gamma", "beta", "moving_mean", "moving_variance"} {
			key := fmt.Sprintf("batch_normalization_%d/%s", index, part)
			if part == "gamma" && w.Tensors[key] == nil {
				continue
			}
			if parts[i], err = w.get(key, cout); err != nil {
				return nil, err
			}
		}
	} else {
		raw, err := w.get(name+".conv.weight", cout, cin, kh, kw)
		if err != nil {
			return nil, err
		}
		k.w = make([]float32, len(raw))
		taps := kh * kw
		for o := range cout {
			for i := range cin {
				for t := range taps {
					k.w[(t*cin+i)*cout+o] = raw[(o*cin+i)*taps+t]
				}
			}
		}
		for i, part := range []string{"weight", "bias", "running_mean", "running_var"} {
			if parts[i], err = w.get(name+".bn."+part, cout); err != nil {
				return nil, err
			}
		}
	}
	for _, v := range parts[3] {
		if v < 0 {
			return nil, fmt.Errorf("has a negative variance")
		}
	}
	k.fold(parts[0], parts[1], parts[2], parts[3], bnEps)
	return k, nil
}
