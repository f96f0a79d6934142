package data

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// loaders is the table of all loaders, in the order of the reference.
// docs/howto/new-loader.md says how another one is added.
var loaders = []*loader{
	&celebaLoader,
	&fashionganLoader,
	&deepfashionLoader,
	&carsLoader,
	&lsunLoader,
	&cifar10Loader,
	&mnistLoader,
}

// anyImages reads what no loader is named for.
var anyImages = loader{open: openFiles}

// loaderOf returns the loader of a word, that of any images for none, nil for an unknown word.
func loaderOf(word string) *loader {
	if word == "" {
		return &anyImages
	}
	for _, l := range loaders {
		if l.word == word {
			return l
		}
	}
	return nil
}

// Loaders lists the words Spec.Loader understands, sorted.
func Loaders() []string {
	out := []string{"scenes"}
	for _, l := range loaders {
		out = append(out, l.word)
	}
	slices.Sort(out)
	return out
}

// source opens what s names.
func source(ctx context.Context, s Spec) (pictures, cropper, error) {
	l := loaderOf(s.Loader)
	if l == nil {
		return nil, nil, fmt.Errorf("data: got loader %q, want one of %s, or none for any folder or archive of images",
			s.Loader, strings.Join(Loaders(), ", "))
	}
	return l.open(ctx, s)
}
