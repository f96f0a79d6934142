package andor

import (
	"encoding/base64"
	"fmt"
	"html"

	"github.com/andor-kernel/andor/plots"
)

// Figure is a picture that displays itself as PNG at twice the screen's resolution and
// saves itself as PNG, SVG or PDF.
type Figure struct {
	fig  plots.Figure
	text string // what a terminal shows
	err  error

	inline bool
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

// Transparent is the figure without its white ground, for a light page or slide that has a
// ground of its own.
func (f *Figure) Transparent() *Figure {
	g := *f
	if g.err == nil {
		g.fig = plots.Transparent(g.fig)
	}
	return &g
}

// Inline is the figure as one that a notebook or page shows as SVG in its midst, sharp at any
// size, where it answers the pointer: a tree tells of its units and folds, bars and curves tell
// their numbers. It does so where scripts run, which is where the notebook is trusted; elsewhere
// the same SVG is a static picture.
func (f *Figure) Inline() *Figure {
	g := *f
	g.inline = true
	return &g
}

// inlineHTML puts an SVG into a page: an image, which a script takes out of its address and into
// the page. Scripts that come into a page in this way have to be made anew to run.
const inlineHTML = `<div><img alt="%s" style="max-width:100%%" src="data:image/svg+xml;base64,%s"><script>(function(){
  var img=document.currentScript.previousElementSibling, box=document.createElement('div');
  box.innerHTML=new TextDecoder().decode(Uint8Array.from(atob(img.src.split(',')[1]),function(c){return c.charCodeAt(0)}));
  box.firstElementChild.style.cssText='max-width:100%%;height:auto';
  img.replaceWith(box);
  box.querySelectorAll('script').forEach(function(old){
    var made=document.createElement('script');
    made.textContent=old.textContent;
    old.replaceWith(made);
  });
})()</script></div>`

// MIMEBundle shows the picture, or the error that stands in its place.
func (f *Figure) MIMEBundle() map[string][]byte {
	if f.inline && f.err == nil {
		svg, err := f.SVG()
		if err != nil {
			return errorBundle(err)
		}
		page := fmt.Sprintf(inlineHTML, html.EscapeString(f.String()), base64.StdEncoding.EncodeToString(svg))
		return map[string][]byte{"text/html": []byte(page), "text/plain": []byte(f.String())}
	}
	png, err := f.PNG()
	if err != nil {
		return errorBundle(err)
	}
	return map[string][]byte{"image/png": png, "text/plain": []byte(f.String())}
}
