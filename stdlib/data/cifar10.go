package data

import (
	"context"
	"fmt"
	"strings"
)

var cifar10Loader = loader{word: "cifar10", title: "CIFAR-10", path: "DIR", open: openCIFAR10,
	doc: "CIFAR-10 in its binary version: 60,000 images of 32x32 in ten classes."}

// openCIFAR10 reads the binary version of CIFAR-10 (Krizhevsky, 2009): the archive
// cifar-10-binary.tar.gz, its folder cifar-10-batches-bin, or a folder that holds either.
// A record is one byte for the class and 32x32 pixels of red, then green, then blue.
func openCIFAR10(ctx context.Context, s Spec) (pictures, cropper, error) {
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
	place := s.From
	if d.file == "" && d.inside("data_batch_1.bin") == "" && d.inside("test_batch.bin") == "" {
		if place, err = d.need("holds the images", "cifar-10-batches-bin", "cifar-10-binary.tar.gz"); err != nil {
			return nil, nil, err
		}
	}
	l, err := list(ctx, place)
	if err != nil {
		return nil, nil, err
	}
	defer l.close()
	out := &records{from: s.From, w: 32, h: 32, planes: 3, head: 1, size: 1 + 3*32*32}
	var classes []string
	for _, file := range []string{"batches.meta.txt", "data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin", "test_batch.bin"} {
		test := file == "test_batch.bin"
		if s.Split != "" && file != "batches.meta.txt" && test != (s.Split == "test") {
			continue
		}
		b, err := member(l, file)
		if file == "batches.meta.txt" {
			classes = strings.Fields(string(b))
			continue
		}
		if err == nil && (len(b) == 0 || len(b)%out.size != 0) {
			err = fmt.Errorf("has %d bytes, want a multiple of %d; fetch it again", len(b), out.size)
		}
		if err != nil {
			return nil, nil, d.fail(file, err)
		}
		for at := 0; at < len(b); at += out.size {
			class := fmt.Sprint("class ", b[at])
			if int(b[at]) < len(classes) {
				class = classes[b[at]]
			} else if b[at] > 9 {
				return nil, nil, d.fail(file, fmt.Errorf("puts image %d into class %d, want 0 to 9; is it CIFAR-100, or damaged?", at/out.size, b[at]))
			}
			out.class = append(out.class, class)
			out.names = append(out.names, fmt.Sprintf("%s %d", strings.TrimSuffix(file, ".bin"), at/out.size))
		}
		out.bytes = append(out.bytes, b...)
	}
	return out, s.cropper(), nil
}
