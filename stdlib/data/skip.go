package data

// Skip is a file that was left out.
type Skip struct {
	File   string // its path inside the folder or archive
	Reason string // "is 0 bytes long", "png: invalid format: bad IHDR length"
}
