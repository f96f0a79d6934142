package cell

import (
	"archive/zip"
	"bytes"
	_ "embed" // docs.zip
	"encoding/json"
	"fmt"
)

//go:generate go run generate.go

// docsZip holds signatures and documentation of the packages that cells may import, one
// entry a package.
//
//go:embed docs.zip
var docsZip []byte

// docEntry is what is known of one name beyond its type.
type docEntry struct {
	Sig string `json:"s"` // of funcs, with the names of parameters: "(s string) string"
	Doc string `json:"d"`
}

// docsOf are the entries of a package, by "Func", "Type" or "Type.Method"; "" is the
// package itself. They are read when first asked for.
func (p *packages) docsOf(path string) map[string]docEntry {
	if got, ok := p.docs[path]; ok {
		return got
	}
	var entries map[string]docEntry
	if z, err := zip.NewReader(bytes.NewReader(docsZip), int64(len(docsZip))); err == nil {
		if f, err := z.Open(path); err == nil {
			if json.NewDecoder(f).Decode(&entries) != nil {
				entries = nil
			}
			f.Close()
		}
	}
	p.docs[path] = entries
	return entries
}

// doc is the documentation of a name in a package, "" of the package itself; with a
// blank line before it, and empty if there is none.
func (p *packages) doc(path, name string) string {
	if d := p.docsOf(path)[name]; d.Doc != "" {
		return fmt.Sprintf("\n\n%s", d.Doc)
	}
	return ""
}
