package imports

import (
	"archive/zip"
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
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
func (p *Packages) DocsOf(at string) map[string]apidoc.Entry {
	if got, ok := p.docs[at]; ok {
		return got
	}
	if m := p.Modules[names.PlainPath(at)]; m != nil {
		p.docs[at] = m.documentation()
		return p.docs[at]
	}
	var entries map[string]apidoc.Entry
	if f, err := openDocs(at); err == nil {
		if json.NewDecoder(f).Decode(&entries) != nil {
			entries = nil
		}
		f.Close()
	}
	p.docs[at] = entries
	return entries
}

func openDocs(at string) (fs.File, error) {
	if strings.HasPrefix(at, ownPath) {
		return ownDocs.Open("own/" + path.Base(at) + ".json")
	}
	z, err := zip.NewReader(bytes.NewReader(stdDocs), int64(len(stdDocs)))
	if err != nil {
		return nil, err
	}
	return z.Open(at)
}

// Doc is the documentation of a name in a package, "" of the package itself; with a
// blank line before it, and empty if there is none.
func (p *Packages) Doc(path, name string) string {
	if d := p.DocsOf(path)[name]; d.Doc != "" {
		return fmt.Sprintf("\n\n%s", d.Doc)
	}
	return ""
}
