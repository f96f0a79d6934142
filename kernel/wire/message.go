package wire

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Header identifies a message.
type Header struct {
	ID       string `json:"msg_id"`
	Type     string `json:"msg_type"`
	Session  string `json:"session"`
	Username string `json:"username"`
	Date     string `json:"date"` // ISO 8601
	Version  string `json:"version"`
	Subshell string `json:"subshell_id,omitempty"`
}

// Message is one Jupyter message. Parent, Metadata and Content are JSON objects.
type Message struct {
	Identities [][]byte // ROUTER envelope, or the topic of a published message
	Header     Header
	Parent     json.RawMessage // header of the request, as its sender wrote it; nil is {}
	Metadata   json.RawMessage
	Content    any // json.RawMessage after Decode; anything json.Marshal takes before Encode
	Buffers    [][]byte

	rawHeader json.RawMessage // as received: it is echoed as the parent of replies
	signature []byte
}

// Limits of a message, whatever its size in bytes: a peer's identities and the binary
// buffers behind the JSON parts.
const (
	maxIdentities = 16
	maxBuffers    = 4096
)

var delimiter = []byte("<IDS|MSG>")

// Errors that Decode returns; a kernel drops such messages without an answer, since
// nothing in them can be trusted.
var (
	ErrFrames    = errors.New("message is not identities, <IDS|MSG>, signature and four parts")
	ErrSignature = errors.New("message signature does not match the connection file's key")
)

// NewHeader fills in a fresh id and the present time.
func NewHeader(typ, session string) Header {
	return Header{ID: NewID(), Type: typ, Session: session, Username: "andor",
		Date: time.Now().UTC().Format("2006-01-02T15:04:05.000000Z"), Version: ProtocolVersion}
}

// NewID is a random id in UUID form.
func NewID() string {
	var b [16]byte
	rand.Read(b[:]) // crypto/rand.Read never fails
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// Reply answers m on the channel it came from, in its session.
func Reply(m *Message, typ, session string, content any) *Message {
	return &Message{Identities: m.Identities, Header: NewHeader(typ, session), Parent: m.rawHeader, Content: content}
}

// RawHeader is the header exactly as received: the Parent of everything said about m.
func (m *Message) RawHeader() json.RawMessage { return m.rawHeader }

// ParentID is the id of the message that m answers, or "".
func (m *Message) ParentID() string {
	var h Header
	if json.Unmarshal(m.Parent, &h) != nil {
		return ""
	}
	return h.ID
}

// Unmarshal reads the content of a decoded message. Unknown fields are ignored, absent
// ones keep the values that v has.
func (m *Message) Unmarshal(v any) error {
	raw, _ := m.Content.(json.RawMessage)
	if err := json.Unmarshal(raw, v); err != nil {
		return fmt.Errorf("content of %s: %w", m.Header.Type, err)
	}
	return nil
}

// Decode reads and verifies the frames of one message. It never panics, whatever the
// frames hold; the message keeps references to them.
func Decode(frames [][]byte, key Key) (*Message, error) {
	at := -1
	for i, f := range frames {
		if bytes.Equal(f, delimiter) {
			at = i
			break
		}
		if i >= maxIdentities {
			break
		}
	}
	if at < 0 || len(frames) < at+6 || len(frames) > at+6+maxBuffers {
		return nil, ErrFrames
	}
	parts := frames[at+2 : at+6]
	if !key.verify(frames[at+1], parts...) {
		return nil, ErrSignature
	}
	// Cloned, so that keeping the identities does not keep the whole message.
	m := &Message{Identities: slices.Clone(frames[:at]), rawHeader: parts[0], Parent: parts[1], Metadata: parts[2],
		Content: json.RawMessage(parts[3]), Buffers: slices.Clone(frames[at+6:])}
	if key.Signed() {
		m.signature = frames[at+1]
	}
	if err := json.Unmarshal(parts[0], &m.Header); err != nil {
		return nil, fmt.Errorf("header: %w", err)
	}
	if m.Header.ID == "" || m.Header.Type == "" {
		return nil, errors.New("header: msg_id and msg_type must not be empty")
	}
	for i, name := range []string{"parent_header", "metadata", "content"} {
		if !object(parts[i+1]) {
			return nil, fmt.Errorf("%s: got %.20q, want a JSON object", name, parts[i+1])
		}
	}
	return m, nil
}

// object is true for what looks like a JSON object and is valid JSON.
func object(b []byte) bool {
	t := bytes.TrimLeft(b, " \t\r\n")
	return len(t) > 0 && t[0] == '{' && json.Valid(t)
}

// Encode makes the signed frames of m.
func Encode(m *Message, key Key) ([][]byte, error) {
	header, err := json.Marshal(m.Header)
	if err != nil {
		return nil, err
	}
	o := output{key: key, head: [3][]byte{header, orEmpty(m.Parent), orEmpty(m.Metadata)}}
	err = o.content(m.Content)
	signature := o.signature()
	if err != nil {
		return nil, fmt.Errorf("content of %s: %w", m.Header.Type, err)
	}
	frames := make([][]byte, 0, len(m.Identities)+6+len(m.Buffers))
	frames = append(frames, m.Identities...)
	frames = append(frames, delimiter, signature)
	frames = append(frames, o.head[:]...)
	frames = append(frames, o.b)
	return append(frames, m.Buffers...), nil
}

func orEmpty(b json.RawMessage) []byte {
	if len(b) == 0 {
		return []byte("{}")
	}
	return b
}

// marshal is json.Marshal without the HTML escapes, which only make outputs longer.
func marshal(v any) ([]byte, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimRight(buf.Bytes(), "\n"), nil
}

// NewSession is the id a kernel carries in all its headers.
func NewSession() string {
	var b [16]byte
	rand.Read(b[:])
	return hex.EncodeToString(b[:])
}
