package worker

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
)

// kinds of frames. Requests carry an id that the answer repeats.
const (
	kindHello  = "hello"  // parent: token for marks; first frame
	kindReady  = "ready"  // child: the session is there
	kindFailed = "failed" // child: the session could not be made
	kindRun    = "run"
	kindEval   = "eval"
	kindCancel = "cancel" // parent: interrupt the request with this id
	kindComp   = "complete"
	kindInsp   = "inspect"
	kindIsComp = "is_complete"
	kindAnswer = "answer" // child: to any of the above
	kindComm   = "comm"   // either way
	kindShow   = "display"
	kindClear  = "clear"
	kindSaved  = "saved"       // child: a training run has written a checkpoint
	kindInput  = "input"       // child: ask the user
	kindTyped  = "input_reply" // parent: what the user typed
)

// frame is one message of the pipe:
//
//	uint32 length of the head | uint32 number of buffers | head, JSON
//	then for each buffer: uint64 length | bytes          (all big-endian)
type frame struct {
	Kind string          `json:"kind"`
	ID   uint64          `json:"id,omitempty"`
	Mark [2]uint64       `json:"mark"` // of stdout and stderr: output to be shown before; 0: none
	Body json.RawMessage `json:"body,omitempty"`

	Buffers [][]byte `json:"-"`
	text    string   // of a request: sent as the first buffer, without a copy of its own
	isText  bool
}

// Limits against a child that has gone wild and writes garbage into the socket.
const (
	maxHead    = 64 << 20
	maxBuffers = 1 << 16
	maxBuffer  = 4 << 30
)

// smallBuffer bytes are sent together with what stands before them: who waits for them is
// woken once.
const smallBuffer = 16 << 10

func writeFrame(w io.Writer, f *frame) error {
	head, err := json.Marshal(f)
	if err != nil {
		return fmt.Errorf("worker: %s: %w", f.Kind, err)
	}
	b := make([]byte, 8, 8+len(head)+8)
	binary.BigEndian.PutUint32(b, uint32(len(head)))
	count := len(f.Buffers)
	if f.isText {
		count++
	}
	binary.BigEndian.PutUint32(b[4:], uint32(count))
	b = append(b, head...)
	if f.isText {
		b = binary.BigEndian.AppendUint64(b, uint64(len(f.text)))
		text := f.text
		if len(text) <= smallBuffer {
			b, text = append(b, text...), ""
		} else if _, err := w.Write(b); err != nil {
			return err
		} else {
			b = b[:0]
		}
		piece := make([]byte, min(len(text), 256<<10)) // a Writer takes bytes
		for len(text) > 0 {
			n := copy(piece, text)
			if _, err := w.Write(piece[:n]); err != nil {
				return err
			}
			text = text[n:]
		}
	}
	for _, buf := range f.Buffers {
		b = binary.BigEndian.AppendUint64(b, uint64(len(buf)))
		if len(buf) <= smallBuffer {
			b = append(b, buf...)
			continue
		}
		if _, err := w.Write(b); err != nil {
			return err
		}
		if _, err := w.Write(buf); err != nil {
			return err
		}
		b = b[:0]
	}
	if len(b) == 0 {
		return nil
	}
	_, err = w.Write(b)
	return err
}

// readFrame reads a frame. trusted is for a child, whose parent does not lie about sizes: it
// allocates a buffer at once instead of letting it grow.
func readFrame(r *bufio.Reader, trusted bool) (*frame, error) {
	var h [8]byte
	if _, err := io.ReadFull(r, h[:]); err != nil {
		return nil, err
	}
	size, count := binary.BigEndian.Uint32(h[:]), binary.BigEndian.Uint32(h[4:])
	if size > maxHead || count > maxBuffers {
		return nil, fmt.Errorf("worker: frame of %d bytes and %d buffers is beyond the limit", size, count)
	}
	head, err := readBytes(r, uint64(size))
	if err != nil {
		return nil, err
	}
	f := new(frame)
	if err := json.Unmarshal(head, f); err != nil {
		return nil, fmt.Errorf("worker: frame: %w", err)
	}
	for range count {
		if _, err := io.ReadFull(r, h[:]); err != nil {
			return nil, err
		}
		n := binary.BigEndian.Uint64(h[:])
		if n > maxBuffer {
			return nil, fmt.Errorf("worker: buffer of %d bytes is beyond the limit", n)
		}
		var buf []byte
		if trusted {
			buf = make([]byte, n)
			_, err = io.ReadFull(r, buf)
		} else {
			buf, err = readBytes(r, n)
		}
		if err != nil {
			return nil, err
		}
		f.Buffers = append(f.Buffers, buf)
	}
	return f, nil
}

// readBytes allocates no more than has arrived, times 256: what is not written to costs
// nothing, and a buffer of a hundred megabytes is not copied as it grows.
func readBytes(r io.Reader, n uint64) ([]byte, error) {
	const step = 1 << 20
	b := make([]byte, min(n, step))
	for have := uint64(0); ; {
		if _, err := io.ReadFull(r, b[have:]); err != nil {
			return nil, err
		}
		have = uint64(len(b))
		if have == n {
			return b, nil
		}
		grown := make([]byte, min(n, 256*have))
		copy(grown, b)
		b = grown
	}
}

// The bodies of frames. A bundle is split: types here, contents in the buffers.

type helloBody struct {
	Token string `json:"token"`
}

type cursorBody struct {
	Cursor int `json:"cursor"`
	Detail int `json:"detail,omitempty"`
}

type bundleBody struct {
	Types    []string       `json:"types,omitempty"`
	Present  bool           `json:"present,omitempty"` // tells an empty bundle from none
	Metadata map[string]any `json:"metadata,omitempty"`
	ID       string         `json:"display,omitempty"`
	Update   bool           `json:"update,omitempty"`
	Err      *Error         `json:"err,omitempty"`
	Found    bool           `json:"found,omitempty"`
	Exit     *int           `json:"exit,omitempty"`
	Forgot   bool           `json:"forgot,omitempty"`
}

type isCompleteBody struct {
	Status string `json:"status"`
	Indent string `json:"indent"`
}

type clearBody struct {
	Wait bool `json:"wait"`
}

type inputBody struct {
	Prompt   string `json:"prompt"`
	Password bool   `json:"password"`
}

type typedBody struct {
	Value string `json:"value"`
	Err   string `json:"err,omitempty"`
}

type failedBody struct {
	Text string `json:"text"`
}

// newFrame marshals the body; metadata that JSON cannot hold is left out rather than
// losing the whole display.
func newFrame(kind string, id uint64, body any) *frame {
	b, err := json.Marshal(body)
	if err != nil {
		if bb, ok := body.(bundleBody); ok {
			bb.Metadata = nil
			b, _ = json.Marshal(bb)
		}
	}
	return &frame{Kind: kind, ID: id, Body: b}
}

// pack puts a bundle into a frame's body and buffers.
func pack(kind string, id uint64, bundle map[string][]byte, body bundleBody) *frame {
	var buffers [][]byte
	for mime, b := range bundle {
		body.Types = append(body.Types, mime)
		buffers = append(buffers, b)
	}
	body.Present = bundle != nil
	f := newFrame(kind, id, body)
	f.Buffers = buffers
	return f
}

// unpack is the inverse of pack.
func (f *frame) unpack() (map[string][]byte, bundleBody, error) {
	var body bundleBody
	if err := json.Unmarshal(f.Body, &body); err != nil {
		return nil, body, err
	}
	if len(body.Types) != len(f.Buffers) {
		return nil, body, fmt.Errorf("worker: %s: got %d buffers, want %d", f.Kind, len(f.Buffers), len(body.Types))
	}
	if !body.Present {
		return nil, body, nil
	}
	bundle := make(map[string][]byte, len(body.Types))
	for i, mime := range body.Types {
		bundle[mime] = f.Buffers[i]
	}
	return bundle, body, nil
}
