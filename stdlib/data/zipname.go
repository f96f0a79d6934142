package data

import (
	"archive/zip"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"os"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// zipName is the name of a file of a zip archive. By APPNOTE 4.4.4 and appendix D it is UTF-8 where
// bit 11 is set and CP437 where it is not. Two things come before that: Info-ZIP's field 0x7075,
// which holds the name in UTF-8; and a name that is UTF-8 though bit 11 is clear, as macOS and many
// tools write it. An archive does not say that its names are GBK or Shift-JIS: they are then read as
// CP437, as other programs do, so that every file is found under some name of its own.
func zipName(f *zip.File) string {
	if f.Flags&(1<<11) != 0 {
		return f.Name
	}
	for extra := f.Extra; len(extra) >= 4; {
		id, size := binary.LittleEndian.Uint16(extra), int(binary.LittleEndian.Uint16(extra[2:]))
		extra = extra[4:]
		if size > len(extra) {
			break
		}
		if body := extra[:size]; id == 0x7075 && size > 5 && body[0] == 1 && utf8.Valid(body[5:]) &&
			binary.LittleEndian.Uint32(body[1:]) == crc32.ChecksumIEEE([]byte(f.Name)) {
			return string(body[5:])
		}
		extra = extra[size:]
	}
	if utf8.ValidString(f.Name) {
		return f.Name
	}
	name, err := charmap.CodePage437.NewDecoder().String(f.Name)
	if err != nil {
		return f.Name
	}
	return name
}

// staysInside reports whether a slash-separated name means a file inside of its archive. Unlike
// fs.ValidPath it takes names that are not UTF-8, as folders do.
func staysInside(name string) bool {
	for _, part := range strings.Split(name, "/") {
		if part == "" || part == "." || part == ".." {
			return false
		}
	}
	return !strings.ContainsRune(name, 0)
}

// unreadMethod says which packing of a zip file is not read.
func unreadMethod(method uint16) error {
	name := map[uint16]string{9: "deflate64", 12: "bzip2", 14: "LZMA", 93: "Zstandard", 95: "xz"}[method]
	if name == "" {
		name = "another method"
	}
	return fmt.Errorf("is packed by %s (method %d of zip), and only stored and deflated files are read; unpack the archive and name the folder", name, method)
}

// notAnArchive explains why a file cannot be opened as a folder or archive.
func notAnArchive(from, file string) error {
	f, err := os.Open(file)
	if err != nil {
		return missing(from, file, err)
	}
	defer f.Close()
	head := make([]byte, 16)
	n, _ := f.Read(head)
	if kind, ok := sniff(head[:n]); ok {
		return fmt.Errorf("data: %q is one picture (%s), want a folder, a zip or a tar file of pictures; name the folder it is in", from, kind.name)
	}
	return fmt.Errorf("data: %q is neither a folder nor a whole zip or tar file; if it is one, fetch it again, its end is missing (it starts with %q)", from, head[:min(n, 8)])
}
