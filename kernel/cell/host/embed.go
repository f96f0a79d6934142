package host

import (
	"embed"
	"os"
	"path/filepath"
	"strings"

	"github.com/andor-kernel/andor/kernel/cell/embedded"
	"github.com/andor-kernel/andor/kernel/cell/yaegi"
)

// Files of go:embed.
//
// Rule of Go: a variable behind //go:embed begins with the contents of files.
// The interpreter: takes the directive for a comment.
// Here: the variable is initialised with one of these calls. The folder and the patterns
// have been looked at before the cell runs; the last argument changes with the contents,
// so that a cell that is run again is not taken for the same.
// Pinned by TestEmbed.

func hostEmbedString(dir, patterns, _ string) string {
	return string(hostEmbedBytes(dir, patterns, ""))
}

func hostEmbedBytes(dir, patterns, _ string) []byte {
	files, err := embedded.Find(dir, patterns)
	if err != nil {
		panic(err)
	}
	b, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(files[0])))
	if err != nil {
		panic(err)
	}
	return b
}

func hostEmbedFS(dir, patterns, _ string) embed.FS {
	files, err := embedded.Find(dir, strings.TrimSpace(patterns))
	if err != nil {
		panic(err)
	}
	contents := map[string]string{}
	for _, name := range files {
		b, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
		if err != nil {
			panic(err)
		}
		contents[name] = string(b)
	}
	return yaegi.EmbedFS(contents)
}
