package notebook

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"html"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
)

//go:embed page.css
var pageStyle string

// HTML renders the notebook as one page that needs nothing else: style and pictures are in
// it, and there is no script but what outputs bring themselves. title is the page's name
// when the notebook does not begin with a heading.
func (nb *Notebook) HTML(title string) ([]byte, error) {
	md := goldmark.New(goldmark.WithExtensions(extension.GFM, extension.Footnote, mathSpans{}),
		goldmark.WithParserOptions(parser.WithAutoHeadingID()))
	var body bytes.Buffer
	for i := range nb.Cells {
		if err := nb.Cells[i].html(&body, md); err != nil {
			return nil, fmt.Errorf("cell %d: %w", i+1, err)
		}
	}
	if h := nb.heading(); h != "" {
		title = h
	}
	var page bytes.Buffer
	page.WriteString("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n" +
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" + html.EscapeString(title) +
		"</title>\n<style>\n" + pageStyle + "</style>\n</head>\n<body>\n<main>\n")
	page.Write(body.Bytes())
	page.WriteString("</main>\n</body>\n</html>\n")
	return page.Bytes(), nil
}

// heading is the text of the first Markdown heading.
func (nb *Notebook) heading() string {
	for _, c := range nb.Cells {
		for line := range strings.Lines(c.Source) {
			if t, ok := strings.CutPrefix(line, "# "); ok && c.Kind == Markdown {
				return strings.TrimSpace(t)
			}
		}
	}
	return ""
}

func (c *Cell) html(w *bytes.Buffer, md goldmark.Markdown) error {
	switch c.Kind {
	case Markdown:
		w.WriteString("<section class=\"text\">\n")
		if err := md.Convert([]byte(c.attached()), w); err != nil {
			return err
		}
		w.WriteString("</section>\n")
	case Raw:
		w.WriteString("<pre class=\"raw\">" + html.EscapeString(c.Source) + "</pre>\n")
	default:
		count := " "
		if c.Count != nil {
			count = fmt.Sprint(*c.Count)
		}
		w.WriteString("<section class=\"code\">\n")
		if strings.TrimSpace(c.Source) != "" {
			w.WriteString("<div class=\"in\"><div class=\"count\">[" + count + "]</div><pre>" + highlight(c.Source) + "</pre></div>\n")
		}
		for _, o := range c.Outputs {
			if err := o.html(w, md); err != nil {
				return err
			}
		}
		w.WriteString("</section>\n")
	}
	return nil
}

// attached is the source with its attachments put in as data addresses.
func (c *Cell) attached() string {
	s := c.Source
	for name, bundle := range c.Attachments {
		for mime, data := range bundle {
			if b64, ok := data.(string); ok {
				s = strings.ReplaceAll(s, "(attachment:"+name+")", "(data:"+mime+";base64,"+b64+")")
			}
		}
	}
	return s
}

func (o *Output) html(w *bytes.Buffer, md goldmark.Markdown) error {
	switch o.Kind {
	case Stream:
		w.WriteString("<pre class=\"out " + html.EscapeString(o.Name) + "\">" + ansiHTML(o.Text) + "</pre>\n")
		return nil
	case Error:
		w.WriteString("<pre class=\"out error\">" + ansiHTML(strings.Join(o.Traceback, "\n")) + "</pre>\n")
		return nil
	}
	for _, r := range richest {
		if text, ok := o.text(r.mime); ok {
			w.WriteString("<div class=\"out rich\">")
			err := r.render(w, o, text, md)
			w.WriteString("</div>\n")
			return err
		}
	}
	for mime, raw := range o.Data {
		if isJSON(mime) && !strings.HasPrefix(mime, "application/vnd.jupyter.widget") {
			var pretty bytes.Buffer
			if json.Indent(&pretty, raw, "", "  ") == nil {
				w.WriteString("<pre class=\"out\">" + html.EscapeString(pretty.String()) + "</pre>\n")
			}
			return nil
		}
	}
	return nil
}

// richest is the order in which a page prefers the types of a bundle; the first present
// is shown.
var richest = []struct {
	mime   string
	render func(w *bytes.Buffer, o *Output, text string, md goldmark.Markdown) error
}{
	{"text/html", func(w *bytes.Buffer, _ *Output, text string, _ goldmark.Markdown) error {
		w.WriteString(text)
		return nil
	}},
	{"image/svg+xml", func(w *bytes.Buffer, _ *Output, text string, _ goldmark.Markdown) error {
		if i := strings.Index(text, "<svg"); i > 0 {
			text = text[i:] // an XML declaration has no place inside HTML
		}
		w.WriteString(text)
		return nil
	}},
	{"image/png", picture("image/png")},
	{"image/jpeg", picture("image/jpeg")},
	{"image/gif", picture("image/gif")},
	{"image/webp", picture("image/webp")},
	{"text/markdown", func(w *bytes.Buffer, _ *Output, text string, md goldmark.Markdown) error {
		return md.Convert([]byte(text), w)
	}},
	{"text/plain", func(w *bytes.Buffer, _ *Output, text string, _ goldmark.Markdown) error {
		w.WriteString("<pre>" + ansiHTML(text) + "</pre>")
		return nil
	}},
}

// picture embeds base64 data, at the size that the metadata gives, with the bundle's text
// as its description.
func picture(mime string) func(*bytes.Buffer, *Output, string, goldmark.Markdown) error {
	return func(w *bytes.Buffer, o *Output, data string, _ goldmark.Markdown) error {
		size := ""
		if m, ok := o.Metadata[mime].(map[string]any); ok {
			for _, k := range []string{"width", "height"} {
				switch v := m[k].(type) {
				case int, float64:
					size += fmt.Sprintf(" %s=\"%v\"", k, v)
				}
			}
		}
		alt, _ := o.text("text/plain")
		fmt.Fprintf(w, "<img src=\"data:%s;base64,%s\"%s alt=\"%s\">", mime, strings.ReplaceAll(html.EscapeString(data), "\n", ""), size, html.EscapeString(alt))
		return nil
	}
}
