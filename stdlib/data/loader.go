package data

import "context"

// loader is the layout of a published set, or of one's own images, that a data block names:
// `from celeba("DIR")`. It stands in a file of its own and in the table of loaders.go.
type loader struct {
	word  string // in a data block
	title string // of the set, for people
	path  string // what stands between the quotes: "DIR" for a folder, "PATH" for a folder or an archive
	doc   string // what is read, in plain sentences: completion, inspection and the reference show it
	own   bool   // it reads images of one's own: there is no set to fetch
	open  opener
}

// opener makes pictures of what a Spec names, and says how they are cropped.
type opener func(ctx context.Context, s Spec) (pictures, cropper, error)
