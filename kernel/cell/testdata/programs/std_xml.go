// encoding/xml and the types of cells.
package main

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

type color struct{ r, g, b uint8 }

func (c color) MarshalText() ([]byte, error) {
	return fmt.Appendf(nil, "#%02x%02x%02x", c.r, c.g, c.b), nil
}

func (c *color) UnmarshalText(b []byte) error {
	n, err := strconv.ParseUint(strings.TrimPrefix(string(b), "#"), 16, 32)
	c.r, c.g, c.b = uint8(n>>16), uint8(n>>8), uint8(n)
	return err
}

type day struct{ time.Time }

func (d day) MarshalXML(e *xml.Encoder, start xml.StartElement) error {
	start.Attr = append(start.Attr, xml.Attr{Name: xml.Name{Local: "kind"}, Value: "day"})
	return e.EncodeElement(d.Format("2006-01-02"), start)
}

func (d *day) UnmarshalXML(dec *xml.Decoder, start xml.StartElement) error {
	var s string
	if err := dec.DecodeElement(&s, &start); err != nil {
		return err
	}
	t, err := time.Parse("2006-01-02", s)
	d.Time = t
	return err
}

type size int

const (
	small size = iota
	large
)

func (s size) MarshalXMLAttr(name xml.Name) (xml.Attr, error) {
	return xml.Attr{Name: name, Value: [...]string{"small", "large"}[s]}, nil
}

func (s *size) UnmarshalXMLAttr(a xml.Attr) error {
	switch a.Value {
	case "small":
		*s = small
	case "large":
		*s = large
	default:
		return errors.New("no size " + a.Value)
	}
	return nil
}

type address struct {
	City, State string
	zip         int
}

type person struct {
	XMLName xml.Name `xml:"person"`
	ID      int      `xml:"id,attr"`
	Size    size     `xml:"size,attr"`
	Tint    *color   `xml:"tint,attr,omitempty"`
	First   string   `xml:"name>first"`
	Last    string   `xml:"name>last"`
	secret  string
	Age     int       `xml:"age,omitempty"`
	Height  float32   `xml:"height,omitempty"`
	Born    day       `xml:"born"`
	Colors  []color   `xml:"colors>color"`
	Emails  []string  `xml:"email"`
	Home    *address  `xml:"home"`
	Work    *address  `xml:"work"`
	Places  []address `xml:"places>place"`
	address
	Note string `xml:",comment"`
	Any  any    `xml:"any"`
	Skip string `xml:"-"`
}

type node struct {
	XMLName xml.Name
	Attrs   []xml.Attr `xml:",any,attr"`
	Text    string     `xml:",chardata"`
	Nodes   []node     `xml:",any"`
}

func (n node) walk(depth int) {
	fmt.Printf("%s%s %d %q\n", strings.Repeat(" ", depth), n.XMLName.Local, len(n.Attrs), strings.TrimSpace(n.Text))
	for _, c := range n.Nodes {
		c.walk(depth + 1)
	}
}

type tree struct {
	Name  string  `xml:"name,attr"`
	Left  *tree   `xml:"left"`
	Kids  []*tree `xml:"kid"`
	Inner string  `xml:",innerxml"`
}

type inner struct {
	V     string `xml:",cdata"`
	K     string `xml:"k,attr"`
	count int
}

type named[T any] struct {
	Value T `xml:"value"`
	hide  T
}

type bad struct {
	A string `xml:"a"`
	B string `xml:"a"`
}

type fails struct{ n int }

func (f fails) MarshalXML(*xml.Encoder, xml.StartElement) error { return errors.New("fails") }

type unread struct{ S string }

func (u *unread) UnmarshalXML(d *xml.Decoder, s xml.StartElement) error { return nil }

type open struct{}

func (o *open) MarshalXML(e *xml.Encoder, s xml.StartElement) error { return e.EncodeToken(s) }

func show(v any) {
	b, err := xml.MarshalIndent(v, "", " ")
	fmt.Println(string(b), err)
	b, err = xml.Marshal(v)
	fmt.Println(string(b), err)
}

func main() {
	p := person{ID: 7, Size: large, Tint: &color{1, 2, 3}, First: "A", Last: "B & <C>", secret: "s", Height: 1.5,
		Born: day{time.Date(2001, 2, 3, 0, 0, 0, 0, time.UTC)}, Colors: []color{{255, 0, 0}, {0, 16, 0}}, Emails: []string{"x@y", "z"},
		Home: &address{"P", "Q", 1}, Places: []address{{"a", "b", 2}}, address: address{"emb", "ST", 9}, Note: " note ", Any: color{9, 9, 9}}
	show(p)
	show(&p)
	b, _ := xml.Marshal(p)
	var q person
	fmt.Println(xml.Unmarshal(b, &q))
	fmt.Println(q.XMLName, q.ID, q.Size, *q.Tint, q.First, q.Last, q.secret == "", q.Age, q.Height, q.Born.Format(time.DateOnly), q.Colors, q.Emails, *q.Home, q.Work, q.Places, q.City, q.State, q.Note, q.Any)
	show([]color{{1, 1, 1}, {2, 2, 2}})
	show([]any{color{1, 1, 1}, address{"x", "y", 3}, 5, "s", small, &p.address, nil})
	show(small)
	show(address{"only", "", 0})
	show(named[int]{5, 6})
	show(inner{"a<b]]>c", "key", 1})
	show(struct{ A int }{1})
	show(struct {
		XMLName xml.Name `xml:"anon"`
		A       int
		b       color
	}{A: 1})
	show(map[string]color{"a": {}})
	show(fails{1})
	show([]fails{{1}})
	show(struct {
		XMLName xml.Name `xml:"o"`
		F       *open
	}{F: &open{}})
	show(bad{"1", "2"})

	var n node
	doc := `<root a="1" xmlns:x="u"><x:b c="2" d="3">text<i/></x:b><e>more<f>deep<g/></f></e></root>`
	fmt.Println(xml.Unmarshal([]byte(doc), &n))
	n.walk(0)
	out, err := xml.Marshal(n)
	fmt.Println(string(out), err)

	var t tree
	fmt.Println(xml.Unmarshal([]byte(`<tree name="r"><left name="l"><kid name="lk"/></left><kid name="a"/><kid name="b"><left name="bl"/></kid></tree>`), &t))
	fmt.Println(t.Name, t.Left.Name, t.Left.Kids[0].Name, len(t.Kids), t.Kids[1].Left.Name, t.Inner, t.Left.Inner)

	d := xml.NewDecoder(strings.NewReader(`<?xml version="1.0"?><list><!-- c --><item k="1">one</item><item k="2"><![CDATA[two]]></item></list>`))
	for {
		tok, err := d.Token()
		if err == io.EOF {
			break
		}
		if s, ok := tok.(xml.StartElement); ok && s.Name.Local == "item" {
			var i inner
			fmt.Println(d.DecodeElement(&i, &s), i.K, i.V)
		}
	}
	var c color
	fmt.Println(xml.Unmarshal([]byte("<c>#0a0b0c</c>"), &c), c)
	fmt.Println(xml.Unmarshal([]byte("<c>zz</c>"), &c))
	fmt.Println(xml.Unmarshal([]byte("<c></d>"), &c))
	fmt.Println(xml.Unmarshal([]byte("<other/>"), &q))
	fmt.Println(xml.Unmarshal([]byte(`<person id="x"/>`), &q))
	fmt.Println(xml.Unmarshal([]byte(`<person size="x"/>`), &q))
	fmt.Println(xml.Unmarshal([]byte(`<a><S>x</S></a>`), &unread{}))
	fmt.Println(xml.Unmarshal([]byte(`<a><a>x</a></a>`), &bad{}))
	fmt.Println(xml.Unmarshal([]byte(`<a/>`), p), xml.Unmarshal([]byte(`<a/>`), (*person)(nil)))
	var v any = &address{}
	fmt.Println(xml.Unmarshal([]byte(`<a><City>C</City><zip>5</zip></a>`), v), v)
	var list []address
	fmt.Println(xml.Unmarshal([]byte(`<a><City>C</City></a>`), &list), list)
	var g named[[]color]
	fmt.Println(xml.Unmarshal([]byte(`<named><value>#ffffff</value><value>#000001</value><hide>#1</hide></named>`), &g), g)

	var text strings.Builder
	e := xml.NewEncoder(&text)
	e.Indent(">", "\t")
	fmt.Println(e.Encode(p.address), e.EncodeElement(color{3, 4, 5}, xml.StartElement{Name: xml.Name{Local: "tint"}}))
	fmt.Println(e.EncodeElement(p, xml.StartElement{Name: xml.Name{Local: "forced"}, Attr: []xml.Attr{{Name: xml.Name{Local: "a"}, Value: "v"}}}))
	fmt.Println(text.String())
}
