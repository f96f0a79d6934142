package imports

import (
	"archive/zip"
	"bytes"
	_ "embed" // docs.zip
	"encoding/json"
	"fmt"

	"github.com/andor-kernel/andor/kernel/cell/internal/apidoc"
	"github.com/andor-kernel/andor/kernel/cell/names"
)

//go:generate go run generate.go

// docsZip holds signatures and documentation of the packages that cells may import, one
// entry a package.
//
//go:embed docs.zip
var docsZip []byte

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

// Doc is the documentation of a name in a package, "" of the package itself; with a
// blank line before it, and empty if there is none.
func (p *Packages) Doc(path, name string) string {
	if d := p.DocsOf(path)[name]; d.Doc != "" {
		return fmt.Sprintf("\n\n%s", d.Doc)
	}
	return ""
}
