package data

import (
	"context"
	"errors"
	"fmt"
	"path"
	"strings"
)

// openFiles reads any folder, zip or tar file of images.
func openFiles(ctx context.Context, s Spec) (pictures, cropper, error) {
	l, err := list(ctx, s.From)
	if err != nil {
		return nil, nil, err
	}
	if len(l.names) == 0 {
		l.close()
		return nil, nil, noImages(l)
	}
	return &chosen{pictures: listed{l}, index: identity(len(l.names)), class: folders(l.names)}, s.cropper(), nil
}

// folders takes the folder an image is in for its class, as sets that come one folder a
// class have it: the path below the folders that all images share, so that "train/dog" and
// "test/dog" are two. An image beside the folders of classes has none. nil if all are in one folder.
func folders(names []string) []string {
	out, several := make([]string, len(names)), false
	for i, name := range names {
		out[i] = path.Dir(name) + "/"
		several = several || out[i] != out[0]
	}
	if !several {
		return nil
	}
	shared := out[0]
	for _, dir := range out {
		for !strings.HasPrefix(dir, shared) {
			shared = shared[:strings.LastIndexByte(strings.TrimSuffix(shared, "/"), '/')+1]
		}
	}
	for i, dir := range out {
		out[i] = strings.TrimSuffix(strings.TrimPrefix(dir, shared), "/")
		if out[i] == "." {
			out[i] = ""
		}
	}
	return out
}

// noImages explains an empty listing.
func noImages(l *listing) error {
	var b strings.Builder
	fmt.Fprintf(&b, "data: %q holds no image files (JPEG, PNG, GIF, WebP, BMP, TIFF)", l.where)
	if n := len(l.extra); n > 0 {
		fmt.Fprintf(&b, ", only %s of other kinds", count(n, "file"))
	}
	if n := len(l.skipped); n > 0 {
		fmt.Fprintf(&b, ", and %s cannot be read, e.g. %q %s", count(n, "entry"), l.skipped[0].File, l.skipped[0].Reason)
	}
	if l.hidden > 0 {
		fmt.Fprintf(&b, "; what has a name that begins with a dot (%s) is never read, unless it is itself named here", count(l.hidden, "entry"))
	}
	b.WriteString("; name the folder or archive the pictures are in")
	return errors.New(b.String())
}
