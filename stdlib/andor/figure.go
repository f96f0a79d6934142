package andor

import (
	"github.com/andor-kernel/andor/plots"
)

// Figure is a picture that displays itself as PNG at twice the screen's resolution and
// saves itself as PNG, SVG or PDF.
type Figure struct {
	fig  plots.Figure
	text string // what a terminal shows
	err  error
}

// figure wraps what a constructor of package plots returned.
func figure(f plots.Figure, err error) *Figure {
	return &Figure{fig: f, err: err}
}

func failed(err error) *Figure { return &Figure{err: err} }

func (f *Figure) described(text string) *Figure {
	f.text = text
	return f
}

// Err is the first error of the chain that made the figure, nil if there was none.
func (f *Figure) Err() error { return f.err }

// Save writes the figure to a file whose ending, ".png", ".svg" or ".pdf", names the
// format. The file is replaced at once or not at all.
func (f *Figure) Save(path string) error {
	if f.err != nil {
		return f.err
	}
	return plots.Save(f.fig, path)
}

// PNG is the figure at 192 dots per inch.
func (f *Figure) PNG() ([]byte, error) {
	if f.err != nil {
		return nil, f.err
	}
	return plots.PNG(f.fig)
}

// SVG is the figure as one self-contained document.
func (f *Figure) SVG() ([]byte, error) {
	if f.err != nil {
		return nil, f.err
	}
	return plots.SVG(f.fig)
}

// String describes the figure in words.
func (f *Figure) String() string {
	switch {
	case f.err != nil:
		return f.err.Error()
	case f.text != "":
		return f.text
	}
	return "figure"
}

// MIMEBundle shows the picture, or the error that stands in its place.
func (f *Figure) MIMEBundle() map[string][]byte {
	png, err := f.PNG()
	if err != nil {
		return errorBundle(err)
	}
	return map[string][]byte{"image/png": png, "text/plain": []byte(f.String())}
}
