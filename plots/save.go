package plots

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/andor-kernel/andor/internal/files"
)

// Save writes a figure to path as PNG, SVG or PDF, by the extension. It makes the folder if
// there is none. The file appears whole or not at all; links are followed, and a device or
// pipe is written to.
func Save(f Figure, path string) error {
	var render func(Figure) ([]byte, error)
	switch ext := strings.ToLower(filepath.Ext(path)); ext {
	case ".png":
		render = PNG
	case ".svg":
		render = SVG
	case ".pdf":
		render = PDF
	default:
		return fmt.Errorf("plots: save %q: got extension %q, want .png, .svg or .pdf", path, ext)
	}
	b, err := render(f)
	if err != nil {
		return err
	}
	if err := files.Write(path, b); err != nil {
		return fmt.Errorf("plots: save %q: %w", path, err)
	}
	return nil
}
