package imports

import (
	"archive/zip"
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"strings"

	"github.com/andor-kernel/andor/kernel/cell/internal/apidoc"
	"github.com/andor-kernel/andor/kernel/cell/names"
)

//go:generate go run generate.go

// Signatures and documentation of the packages that cells may import: of Go's standard
// library an entry a package, of our own packages a file each.
var (
	//go:embed std.zip
	stdDocs []byte
	//go:embed own/*.json
	ownDocs embed.FS
)

const ownPath = "github.com/andor-kernel/andor/stdlib/"

// DocsOf are the entries of a package, by "Func", "Type" or "Type.Method"; "" is the
// package itself. They are read when first asked for.
func (p *Packages) DocsOf(path string) map[string]apidoc.Entry {
	if got, ok := p.docs[path]; ok {
		return got
	}
	if m := p.Modules[names.PlainPath(path)]; m != nil {
		p.docs[path] = m.documentation()
		return p.docs[path]
	}
	var entries map[string]apidoc.Entry
	if f, err := openDocs(path); err == nil {
		if json.NewDecoder(f).Decode(&entries) != nil {
			entries = nil
		}
		f.Close()
	}
	p.docs[path] = entries
	return entries
}

func openDocs(path string) (fs.File, error) {
	if name, ours := strings.CutPrefix(path, ownPath); ours {
		return ownDocs.Open("own/" + name + ".json")
	}
	z, err := zip.NewReader(bytes.NewReader(stdDocs), int64(len(stdDocs)))
	if err != nil {
		return nil, err
	}
	return z.Open(path)
}

// Doc is the documentation of a name in a package, "" of the package itself; with a
// blank line before it, and empty if there is none.
func (p *Packages) Doc(path, name string) string {
	if d := p.DocsOf(path)[name]; d.Doc != "" {
		return fmt.Sprintf("\n\n%s", d.Doc)
	}
	return ""
}
