package notebook

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Notebook is a document: cells in order, and metadata of the whole.
type Notebook struct {
	Cells    []Cell
	Metadata map[string]any
}

// Kinds of cells.
const (
	Code     = "code"
	Markdown = "markdown"
	Raw      = "raw"
)

// Cell is one cell. Outputs and Count are a code cell's.
type Cell struct {
	Kind        string
	ID          string // 1 to 64 of a-z A-Z 0-9 - _, unique in the notebook
	Metadata    map[string]any
	Source      string
	Attachments map[string]map[string]any // pictures that the Markdown names, by name and MIME type
	Outputs     []*Output
	Count       *int // execution count; nil: not executed
}

// Output kinds, as nbformat names them.
const (
	Stream  = "stream"
	Display = "display_data"
	Result  = "execute_result"
	Error   = "error"
)

// Output is one output of a code cell; the fields that apply depend on its kind.
type Output struct {
	Kind      string
	Name      string                     // Stream: stdout or stderr
	Text      string                     // Stream
	Data      map[string]json.RawMessage // Display, Result: by MIME type, text as a JSON string, binary in base64
	Metadata  map[string]any             // Display, Result
	Count     *int                       // Result
	EName     string                     // Error
	EValue    string                     // Error
	Traceback []string                   // Error, with ANSI colours
}

// Tags are the cell's tags, in metadata.tags.
func (c *Cell) Tags() []string {
	list, _ := c.Metadata["tags"].([]any)
	var tags []string
	for _, t := range list {
		if s, ok := t.(string); ok {
			tags = append(tags, s)
		}
	}
	return tags
}

// Tagged says whether the cell has a tag.
func (c *Cell) Tagged(tag string) bool { return slices.Contains(c.Tags(), tag) }

// NewCell makes a code cell with tags.
func NewCell(source string, tags ...string) Cell {
	list := make([]any, len(tags))
	for i, t := range tags {
		list[i] = t
	}
	c := Cell{Kind: Code, ID: newID(), Source: source, Metadata: map[string]any{}}
	if len(list) > 0 {
		c.Metadata["tags"] = list
	}
	return c
}

func newID() string {
	var b [4]byte
	rand.Read(b[:])
	return hex.EncodeToString(b[:])
}

// The file's own shape. Text may stand as a string or as a list of lines.
type fileNotebook struct {
	Cells    []fileCell     `json:"cells"`
	Metadata map[string]any `json:"metadata"`
	Major    int            `json:"nbformat"`
	Minor    int            `json:"nbformat_minor"`
}

type fileCell struct {
	Kind        string                    `json:"cell_type"`
	ID          string                    `json:"id"`
	Metadata    map[string]any            `json:"metadata"`
	Source      lines                     `json:"source"`
	Attachments map[string]map[string]any `json:"attachments"`
	Outputs     []fileOutput              `json:"outputs"`
	Count       *int                      `json:"execution_count"`
}

type fileOutput struct {
	Kind      string                     `json:"output_type"`
	Name      string                     `json:"name"`
	Text      lines                      `json:"text"`
	Data      map[string]json.RawMessage `json:"data"`
	Metadata  map[string]any             `json:"metadata"`
	Count     *int                       `json:"execution_count"`
	EName     string                     `json:"ename"`
	EValue    string                     `json:"evalue"`
	Traceback []string                   `json:"traceback"`
}

// lines is text as nbformat stores it.
type lines string

func (l *lines) UnmarshalJSON(b []byte) error {
	var list []string
	if err := json.Unmarshal(b, &list); err == nil {
		*l = lines(strings.Join(list, ""))
		return nil
	}
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return errors.New("got neither a string nor a list of strings")
	}
	*l = lines(s)
	return nil
}

func split(s string) []string {
	list := slices.Collect(strings.Lines(s))
	if list == nil {
		return []string{}
	}
	return list
}

var validID = regexp.MustCompile(`^[a-zA-Z0-9_-]{1,64}$`)

// Read reads a notebook of format 4. Cells without an id, or with one that is taken, get a
// new one, as 4.5 wants it.
func Read(b []byte) (*Notebook, error) {
	var f fileNotebook
	if err := json.Unmarshal(b, &f); err != nil {
		return nil, fmt.Errorf("not a notebook: %w", err)
	}
	if f.Major != 4 {
		return nil, fmt.Errorf("notebook format: got %d.%d, want 4 (open and save it in JupyterLab to convert it)", f.Major, f.Minor)
	}
	nb := &Notebook{Metadata: f.Metadata, Cells: make([]Cell, len(f.Cells))}
	if nb.Metadata == nil {
		nb.Metadata = map[string]any{}
	}
	taken := make(map[string]bool)
	for i, c := range f.Cells {
		if c.Kind != Code && c.Kind != Markdown && c.Kind != Raw {
			return nil, fmt.Errorf("cell %d: cell_type: got %q, want \"code\", \"markdown\" or \"raw\"", i+1, c.Kind)
		}
		if !validID.MatchString(c.ID) || taken[c.ID] {
			c.ID = newID()
		}
		taken[c.ID] = true
		if c.Metadata == nil {
			c.Metadata = map[string]any{}
		}
		nb.Cells[i] = Cell{Kind: c.Kind, ID: c.ID, Metadata: c.Metadata, Source: string(c.Source), Attachments: c.Attachments, Count: c.Count}
		for j, o := range c.Outputs {
			out, err := o.output()
			if err != nil {
				return nil, fmt.Errorf("cell %d, output %d: %w", i+1, j+1, err)
			}
			nb.Cells[i].Outputs = append(nb.Cells[i].Outputs, out)
		}
	}
	return nb, nil
}

func (o fileOutput) output() (*Output, error) {
	out := &Output{Kind: o.Kind, Name: o.Name, Text: string(o.Text), Metadata: o.Metadata, Count: o.Count, EName: o.EName, EValue: o.EValue, Traceback: o.Traceback}
	if o.Kind != Stream && o.Kind != Display && o.Kind != Result && o.Kind != Error {
		return nil, fmt.Errorf("output_type: got %q", o.Kind)
	}
	if o.Data != nil {
		out.Data = make(map[string]json.RawMessage, len(o.Data))
	}
	for mime, raw := range o.Data {
		var l lines
		if !isJSON(mime) && json.Unmarshal(raw, &l) == nil {
			raw, _ = json.Marshal(string(l)) // a string always marshals
		}
		out.Data[mime] = raw
	}
	return out, nil
}

func isJSON(mime string) bool {
	return mime == "application/json" || strings.HasSuffix(mime, "+json")
}

// Marshal writes the notebook as Jupyter does: format 4.5, keys sorted, indented by one
// space, text as lists of lines.
func (nb *Notebook) Marshal() ([]byte, error) {
	cells := make([]any, len(nb.Cells))
	for i := range nb.Cells {
		cells[i] = nb.Cells[i].file()
	}
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	err := enc.Encode(map[string]any{"cells": cells, "metadata": nb.Metadata, "nbformat": 4, "nbformat_minor": 5})
	return buf.Bytes(), err
}

func (c *Cell) file() map[string]any {
	m := map[string]any{"cell_type": c.Kind, "id": c.ID, "metadata": c.Metadata, "source": split(c.Source)}
	if c.Metadata == nil {
		m["metadata"] = map[string]any{}
	}
	if len(c.Attachments) > 0 {
		m["attachments"] = c.Attachments
	}
	if c.Kind == Code {
		outputs := make([]any, len(c.Outputs))
		for i, o := range c.Outputs {
			outputs[i] = o.file()
		}
		m["outputs"], m["execution_count"] = outputs, c.Count
	}
	return m
}

func (o *Output) file() map[string]any {
	m := map[string]any{"output_type": o.Kind}
	switch o.Kind {
	case Stream:
		m["name"], m["text"] = o.Name, split(o.Text)
	case Error:
		m["ename"], m["evalue"], m["traceback"] = o.EName, o.EValue, o.Traceback
		if o.Traceback == nil {
			m["traceback"] = []string{}
		}
	default:
		data := make(map[string]any, len(o.Data))
		for mime, raw := range o.Data {
			data[mime] = raw
			if text, ok := o.text(mime); ok && splits(mime) {
				data[mime] = split(text)
			}
		}
		m["data"], m["metadata"] = data, o.Metadata
		if o.Metadata == nil {
			m["metadata"] = map[string]any{}
		}
		if o.Kind == Result {
			m["execution_count"] = o.Count
		}
	}
	return m
}

// splits says whether a MIME type's text is stored as a list of lines.
func splits(mime string) bool {
	return strings.HasPrefix(mime, "text/") || mime == "image/svg+xml" || mime == "application/javascript"
}

// text is the string under a MIME type.
func (o *Output) text(mime string) (string, bool) {
	raw, ok := o.Data[mime]
	var s string
	if !ok || json.Unmarshal(raw, &s) != nil {
		return "", false
	}
	return s, true
}
