package metric

import (
	"archive/zip"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"

	"gonum.org/v1/gonum/mat"
)

// WriteNPZ writes the statistics in the format of pytorch-fid: a zip of mu.npy, (d), and
// sigma.npy, (d, d), in float64. Where N is known it is added as n.npy, which pytorch-fid ignores.
func (g Gaussian) WriteNPZ(w io.Writer) error {
	d := len(g.Mean)
	if g.Cov == nil || g.Cov.SymmetricDim() != d || d == 0 {
		return fmt.Errorf("metric: npz: got a Gaussian over %d features without their covariance", d)
	}
	z := zip.NewWriter(w)
	array := func(name, kind, shape string, values func(put func(uint64))) error {
		f, err := z.Create(name + ".npy")
		if err != nil {
			return err
		}
		header := fmt.Sprintf("{'descr': '%s', 'fortran_order': False, 'shape': %s, }", kind, shape)
		header += strings.Repeat(" ", 63-(10+len(header))%64) + "\n"
		head := append([]byte("\x93NUMPY\x01\x00"), byte(len(header)), byte(len(header)>>8))
		if _, err := f.Write(append(head, header...)); err != nil {
			return err
		}
		var b []byte
		values(func(v uint64) { b = binary.LittleEndian.AppendUint64(b, v) })
		_, err = f.Write(b)
		return err
	}
	err := array("mu", "<f8", fmt.Sprintf("(%d,)", d), func(put func(uint64)) {
		for _, v := range g.Mean {
			put(math.Float64bits(v))
		}
	})
	if err == nil {
		err = array("sigma", "<f8", fmt.Sprintf("(%d, %d)", d, d), func(put func(uint64)) {
			for i := range d {
				for j := range d {
					put(math.Float64bits(g.Cov.At(i, j)))
				}
			}
		})
	}
	if err == nil && g.N > 0 {
		err = array("n", "<i8", "()", func(put func(uint64)) { put(uint64(g.N)) })
	}
	if err != nil {
		return fmt.Errorf("metric: npz: %w", err)
	}
	return z.Close()
}

// maxFeatures bounds d in a file of statistics: 2048 in FID.
const maxFeatures = 1 << 14

// ReadNPZ reads statistics in the format of pytorch-fid, of size bytes: mu and sigma in float64
// or float32, compressed or not, and n if it is there.
func ReadNPZ(r io.ReaderAt, size int64) (Gaussian, error) {
	g, err := readNPZ(r, size)
	if err != nil {
		return Gaussian{}, fmt.Errorf("metric: npz: %w", err)
	}
	return g, nil
}

// unequalSides is how far the two sides of a covariance may be apart by rounding, as a share
// of the standard deviations.
const unequalSides = 1e-3

func readNPZ(r io.ReaderAt, size int64) (Gaussian, error) {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return Gaussian{}, err
	}
	arrays := map[string]*npy{}
	for _, f := range z.File {
		name := strings.TrimSuffix(f.Name, ".npy")
		if name != "mu" && name != "sigma" && name != "n" {
			continue
		}
		a, err := readNPY(f)
		if err != nil && name == "n" {
			continue // pytorch-fid does not read it either
		}
		if err != nil {
			return Gaussian{}, fmt.Errorf("%s: %w", f.Name, err)
		}
		arrays[name] = a
	}
	mu, sigma := arrays["mu"], arrays["sigma"]
	if mu == nil || sigma == nil {
		return Gaussian{}, errors.New("want the arrays mu and sigma, as pytorch-fid --save-stats writes them")
	}
	d := len(mu.data)
	if len(mu.shape) != 1 || d == 0 || len(sigma.shape) != 2 || sigma.shape[0] != d || sigma.shape[1] != d {
		return Gaussian{}, fmt.Errorf("got mu %v and sigma %v, want (d) and (d, d)", mu.shape, sigma.shape)
	}
	g := Gaussian{Mean: mu.data, Cov: mat.NewSymDense(d, nil)}
	for i := range d {
		if v := g.Mean[i]; v-v != 0 {
			return Gaussian{}, fmt.Errorf("mu[%d] is %g, want a finite number", i, v)
		}
		if v := sigma.data[i*d+i]; v < 0 {
			return Gaussian{}, fmt.Errorf("sigma[%d, %d] is %g, but no variance is negative", i, i, v)
		}
		for j := i; j < d; j++ {
			if a, b := sigma.data[i*d+j], sigma.data[j*d+i]; math.Abs(a-b) > unequalSides*math.Sqrt(sigma.data[i*d+i]*sigma.data[j*d+j]) {
				return Gaussian{}, fmt.Errorf("sigma[%d, %d] is %g and sigma[%d, %d] is %g, but a covariance is symmetric", i, j, a, j, i, b)
			}
			v := (sigma.data[i*d+j] + sigma.data[j*d+i]) / 2
			if v-v != 0 {
				return Gaussian{}, fmt.Errorf("sigma[%d, %d] is %g, want a finite number", i, j, v)
			}
			g.Cov.SetSym(i, j, v)
		}
	}
	if n := arrays["n"]; n != nil && len(n.data) == 1 && n.data[0] >= 2 && n.data[0] < 1<<53 {
		g.N = int(n.data[0])
	}
	return g, nil
}

// npy is one array of NumPy, in row order or, for symmetric matrices, either.
type npy struct {
	shape []int
	data  []float64
}

var npyHeader = regexp.MustCompile(`'descr':\s*'<(f8|f4|i8)'.*'shape':\s*\(([0-9, ]*)\)`)

// readNPY reads an array of format 1, 2 or 3 (numpy.lib.format).
func readNPY(f *zip.File) (*npy, error) {
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	var head [8]byte
	if _, err := io.ReadFull(r, head[:]); err != nil || string(head[:6]) != "\x93NUMPY" {
		return nil, errors.New("is no array of NumPy")
	}
	width := 2
	if head[6] > 1 {
		width = 4
	}
	var length [4]byte
	if _, err := io.ReadFull(r, length[:width]); err != nil {
		return nil, err
	}
	n := binary.LittleEndian.Uint32(length[:])
	if n > 1<<16 {
		return nil, fmt.Errorf("got a header of %d bytes, want a short one", n)
	}
	text := make([]byte, n)
	if _, err := io.ReadFull(r, text); err != nil {
		return nil, err
	}
	m := npyHeader.FindSubmatch(text)
	if m == nil {
		return nil, fmt.Errorf("got header %.80q, want float64 or float32, little-endian", text)
	}
	a, count := &npy{}, 1
	for _, s := range strings.FieldsFunc(string(m[2]), func(r rune) bool { return r == ',' || r == ' ' }) {
		v, err := strconv.Atoi(s)
		if err != nil || v < 1 || v > maxFeatures || count > maxFeatures*maxFeatures/v {
			return nil, fmt.Errorf("got shape (%s), want at most %d features", m[2], maxFeatures)
		}
		a.shape = append(a.shape, v)
		count *= v
	}
	size := 8
	if string(m[1]) == "f4" {
		size = 4
	}
	if f.UncompressedSize64 < uint64(count*size) { // before memory is taken
		return nil, fmt.Errorf("holds %d bytes, too few for %d values", f.UncompressedSize64, count)
	}
	b, err := io.ReadAll(io.LimitReader(r, int64(count*size)))
	if err != nil {
		return nil, err
	}
	if len(b) < count*size {
		return nil, fmt.Errorf("ends after %d of %d values", len(b)/size, count)
	}
	a.data = make([]float64, count)
	for i := range a.data {
		switch string(m[1]) {
		case "f8":
			a.data[i] = math.Float64frombits(binary.LittleEndian.Uint64(b[8*i:]))
		case "f4":
			a.data[i] = float64(math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:])))
		default:
			a.data[i] = float64(int64(binary.LittleEndian.Uint64(b[8*i:])))
		}
	}
	return a, nil
}
