package data

import "image"

// pictures is random access to the pictures a source holds, in their fixed order: what
// a reader of a format gives to load. Every reader that has it gets sets in memory,
// sets larger than memory, decoding ahead and the treatment of damaged files with it.
//
// picture and name are called from several goroutines at once. A set that streams keeps
// its source open for as long as it lives, so close is called only when no set came of
// it, or when all pictures have been read.
type pictures interface {
	// where is what the user named, for messages.
	where() string
	// len is the number of pictures.
	len() int
	// name of picture i, unique in the source: a path inside a folder or archive, a key
	// of a database, "image 17" of a file of many.
	name(i int) string
	// picture decodes picture i, upright, at the size it is stored in. The error says
	// what is wrong with it, without its name: "is 0 bytes long".
	picture(i int) (image.Image, error)
	// skipped lists what the source holds and will not be read.
	skipped() []Skip
	// close gives the source back.
	close() error
}

// listed makes pictures of a listing of files.
type listed struct{ *listing }

func (l listed) where() string     { return l.listing.where }
func (l listed) len() int          { return len(l.names) }
func (l listed) name(i int) string { return l.names[i] }
func (l listed) skipped() []Skip   { return l.listing.skipped }
func (l listed) close() error      { return l.listing.close() }

func (l listed) picture(i int) (image.Image, error) {
	b, err := l.read(l.names[i])
	if err != nil {
		return nil, err
	}
	return decode(b)
}
