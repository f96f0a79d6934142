package data

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
)

var mnistLoader = loader{word: "mnist", title: "MNIST layout", path: "DIR", open: openMNIST,
	doc: "MNIST or Fashion-MNIST: 70,000 grey images of 28x28, as IDX files, packed with gzip or not."}

// openMNIST reads MNIST (LeCun et al., 1998) and what comes in its layout, such as
// Fashion-MNIST (Xiao et al., arXiv:1708.07747): IDX files of images and of labels for
// training and for testing, each packed with gzip or not. From is their folder.
func openMNIST(ctx context.Context, s Spec) (pictures, cropper, error) {
	d, err := openDistribution(s)
	if err != nil {
		return nil, nil, err
	}
	if s.Split == "val" {
		return nil, nil, noSplit(s, "train and test")
	}
	if err := noMarks(s); err != nil {
		return nil, nil, err
	}
	out := &records{from: s.From, planes: 1}
	for _, part := range []string{"train", "t10k"} {
		if err := context.Cause(ctx); err != nil {
			return nil, nil, err
		}
		if s.Split != "" && (part == "t10k") != (s.Split == "test") || d.file != "" && s.Split == "" && !strings.HasPrefix(d.file, part) {
			continue
		}
		if err := d.idxPart(out, part); err != nil {
			return nil, nil, err
		}
	}
	if out.len() == 0 {
		return nil, nil, fmt.Errorf("data: mnist: %q is no folder of train-images-idx3-ubyte, train-labels-idx1-ubyte and so on", s.From)
	}
	return out, s.cropper(), nil
}

// fashionClasses are the classes of Fashion-MNIST, told by the folder's name.
var fashionClasses = []string{"T-shirt/top", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot"}

// idxPart adds the images of one part.
func (d distribution) idxPart(out *records, part string) error {
	images, file, err := d.idx(part+"-images", 3)
	if err != nil {
		return err
	}
	labels, labelFile, err := d.idx(part+"-labels", 1)
	if err != nil {
		return err
	}
	n, h, w := images.dims[0], images.dims[1], images.dims[2]
	if out.size != 0 && (h != out.h || w != out.w) {
		return d.fail(file, fmt.Errorf("holds images of %dx%d, those for training are %dx%d", h, w, out.h, out.w))
	}
	if h < 1 || w < 1 || h > maxSide || w > maxSide {
		return d.fail(file, fmt.Errorf("holds images of %dx%d", h, w))
	}
	if labels.dims[0] != n {
		return d.fail(labelFile, fmt.Errorf("has %s, but there are %s; check that both are of one set", count(labels.dims[0], "label"), count(n, "image")))
	}
	out.h, out.w, out.size = h, w, h*w
	out.bytes = append(out.bytes, images.data...)
	fashion := strings.Contains(strings.ToLower(filepath.ToSlash(d.dir)), "fashion")
	for i, k := range labels.data {
		class := fmt.Sprint(k)
		if fashion && int(k) < len(fashionClasses) {
			class = fashionClasses[k]
		}
		out.class = append(out.class, class)
		out.names = append(out.names, fmt.Sprintf("%s %d", part, i))
	}
	return nil
}

// idx finds and reads "train-images" as "train-images-idx3-ubyte" or with ".gz".
func (d distribution) idx(what string, dims int) (idx, string, error) {
	base := fmt.Sprintf("%s-idx%d-ubyte", what, dims)
	var names []string
	for _, sub := range []string{"", "raw/", "MNIST/raw/", "FashionMNIST/raw/"} {
		names = append(names, sub+base, sub+base+".gz", sub+strings.Replace(base, "-idx", ".idx", 1))
	}
	why := "holds its images"
	if dims == 1 {
		why = "holds its labels"
	}
	file, err := d.need(why, names...)
	if err != nil {
		return idx{}, "", err
	}
	b, err := d.read(file)
	if err != nil {
		return idx{}, "", err
	}
	x, err := readIDX(b, dims)
	if err != nil {
		return idx{}, "", d.fail(file, err)
	}
	return x, file, nil
}

// idx is an array of bytes.
type idx struct {
	dims []int
	data []byte
}

// readIDX reads an IDX file of unsigned bytes: two zeros, the type 8, the number of
// dimensions, each of them in 4 bytes, the data. It may be packed with gzip.
func readIDX(b []byte, dims int) (idx, error) {
	if bytes.HasPrefix(b, []byte("\x1f\x8b")) {
		z, err := gzip.NewReader(bytes.NewReader(b))
		if err == nil {
			b, err = io.ReadAll(io.LimitReader(z, maxIDX+1))
		}
		if err != nil {
			return idx{}, damagedGzip(err)
		}
		if len(b) > maxIDX {
			return idx{}, fmt.Errorf("holds more than %d MiB", maxIDX>>20)
		}
	}
	if len(b) < 4+4*dims {
		return idx{}, errors.New("is no IDX file: it is too short")
	}
	if b[0] != 0 || b[1] != 0 || b[2] != 8 || int(b[3]) != dims {
		return idx{}, fmt.Errorf("is no IDX file of bytes in %d dimensions: it begins with % x, want 00 00 08 %02x", dims, b[:4], dims)
	}
	x := idx{data: b[4+4*dims:]}
	want := uint64(1)
	for k := range dims {
		n := uint64(binary.BigEndian.Uint32(b[4+4*k:]))
		if want *= n; n > 1<<31 || want > 1<<40 {
			return idx{}, errors.New("is damaged: it claims more than it can hold")
		}
		x.dims = append(x.dims, int(n))
	}
	if uint64(len(x.data)) != want {
		return idx{}, fmt.Errorf("is cut short or damaged: it has %d bytes after its head, want %d", len(x.data), want)
	}
	return x, nil
}

// maxIDX bounds an IDX file after unpacking, 1 GiB.
const maxIDX = 1 << 30
