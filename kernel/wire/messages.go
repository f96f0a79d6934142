package wire

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// The contents of the messages, one struct each, named as the protocol names them.

// Status is the status field of a reply that holds nothing else.
type Status struct {
	Status string `json:"status"` // ok | error | aborted
}

// OK is the empty successful reply.
var OK = Status{Status: "ok"}

// ErrorReply is any reply that reports a failure; it is also the content of an error
// message on iopub (where Status is left out).
type ErrorReply struct {
	Status    string   `json:"status,omitempty"`
	Name      string   `json:"ename"`
	Value     string   `json:"evalue"`
	Traceback []string `json:"traceback"`
	Count     *int     `json:"execution_count,omitempty"` // execute_reply only
}

type LanguageInfo struct {
	Name           string `json:"name"`
	Version        string `json:"version"`
	MIMEType       string `json:"mimetype"`
	FileExtension  string `json:"file_extension"`
	PygmentsLexer  string `json:"pygments_lexer"`
	CodeMirrorMode any    `json:"codemirror_mode"`
	Exporter       string `json:"nbconvert_exporter,omitempty"`
}

type HelpLink struct {
	Text string `json:"text"`
	URL  string `json:"url"`
}

type KernelInfoReply struct {
	Status                string       `json:"status"`
	ProtocolVersion       string       `json:"protocol_version"`
	Implementation        string       `json:"implementation"`
	ImplementationVersion string       `json:"implementation_version"`
	LanguageInfo          LanguageInfo `json:"language_info"`
	Banner                string       `json:"banner"`
	Debugger              bool         `json:"debugger"`
	HelpLinks             []HelpLink   `json:"help_links"`
	SupportedFeatures     []string     `json:"supported_features"`
}

// ExecuteRequest has defaults that differ from Go's zero: start from NewExecuteRequest.
type ExecuteRequest struct {
	Code            Text              `json:"code"`
	Silent          bool              `json:"silent"`
	StoreHistory    bool              `json:"store_history"`
	UserExpressions map[string]string `json:"user_expressions"`
	AllowStdin      bool              `json:"allow_stdin"`
	StopOnError     bool              `json:"stop_on_error"`
}

// Text is a string of any size: it is read from JSON with one copy.
type Text string

// UnmarshalJSON reads a string, or null as none.
func (t *Text) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		return nil
	}
	if len(b) < 2 || b[0] != '"' || b[len(b)-1] != '"' {
		return fmt.Errorf("got %.20s, want a string", b)
	}
	inside := b[1 : len(b)-1]
	var out strings.Builder
	out.Grow(len(inside))
	for len(inside) > 0 {
		at := bytes.IndexByte(inside, '\\')
		if at < 0 {
			at = len(inside)
		}
		out.Write(inside[:at])
		if inside = inside[at:]; len(inside) == 0 {
			break
		}
		end := 0 // of the escapes that follow each other: a surrogate pair is two
		for end+1 < len(inside) && inside[end] == '\\' {
			if end += 2; inside[end-1] == 'u' {
				end = min(end+4, len(inside))
			}
		}
		var piece string
		if err := json.Unmarshal(slices.Concat([]byte{'"'}, inside[:max(end, 1)], []byte{'"'}), &piece); err != nil {
			return err
		}
		out.WriteString(piece)
		inside = inside[end:]
	}
	*t = Text(strings.ToValidUTF8(out.String(), "\uFFFD")) // no copy if it is valid
	return nil
}

// NewExecuteRequest has the protocol's defaults for absent fields.
func NewExecuteRequest() ExecuteRequest {
	return ExecuteRequest{StoreHistory: true, AllowStdin: true, StopOnError: true}
}

type ExecuteReply struct {
	Status          string         `json:"status"`
	Count           int            `json:"execution_count"`
	Payload         []any          `json:"payload"`
	UserExpressions map[string]any `json:"user_expressions"`
}

// Page is a payload that front ends show in their pager.
type Page struct {
	Source string `json:"source"` // page
	Data   Data   `json:"data"`
	Start  int    `json:"start"` // line
}

// Exit is a payload that ends the console, which ends a kernel that it has started itself
// unless that is to be kept.
type Exit struct {
	Source string `json:"source"` // ask_exit
	Keep   bool   `json:"keepkernel"`
}

type ExecuteInput struct {
	Code  string `json:"code"`
	Count int    `json:"execution_count"`
}

// DisplayData is display_data, update_display_data and, with Count, execute_result.
type DisplayData struct {
	Count     *int           `json:"execution_count,omitempty"`
	Data      Bundle         `json:"data"`
	Metadata  map[string]any `json:"metadata"`
	Transient map[string]any `json:"transient"`
}

func (d DisplayData) write(o *output) error {
	rest, err := marshal(struct {
		Count     *int           `json:"execution_count,omitempty"`
		Metadata  map[string]any `json:"metadata"`
		Transient map[string]any `json:"transient"`
	}{d.Count, d.Metadata, d.Transient})
	if err != nil {
		return err
	}
	o.add(`{"data":`)
	d.Data.write(o)
	o.add(",")
	o.b = append(o.b, rest[1:]...)
	return nil
}

// write writes the text without looking at it twice.
func (s Stream) write(o *output) error {
	o.grow(len(s.Text) + len(s.Text)/8)
	o.add(`{"name":`)
	o.quoted(bytesOf(s.Name))
	o.add(`,"text":`)
	o.quoted(bytesOf(s.Text))
	o.add("}")
	return nil
}

// UserExpression is one answered user expression.
type UserExpression struct {
	Status   string         `json:"status"`
	Data     Data           `json:"data"`
	Metadata map[string]any `json:"metadata"`
}

type Stream struct {
	Name string `json:"name"` // stdout | stderr
	Text string `json:"text"`
}

type ClearOutput struct {
	Wait bool `json:"wait"`
}

type ExecutionState struct {
	State string `json:"execution_state"` // starting | busy | idle
}

type CompleteRequest struct {
	Code   string `json:"code"`
	Cursor int    `json:"cursor_pos"` // in code points
}

type CompleteReply struct {
	Status   string         `json:"status"`
	Matches  []string       `json:"matches"`
	Start    int            `json:"cursor_start"`
	End      int            `json:"cursor_end"`
	Metadata map[string]any `json:"metadata"`
}

// CompleteItem is an entry of the metadata field "_jupyter_types_experimental".
type CompleteItem struct {
	Start     int    `json:"start"`
	End       int    `json:"end"`
	Text      string `json:"text"`
	Type      string `json:"type"`
	Signature string `json:"signature,omitempty"`
}

type InspectRequest struct {
	Code   string `json:"code"`
	Cursor int    `json:"cursor_pos"` // in code points
	Detail int    `json:"detail_level"`
}

type InspectReply struct {
	Status   string         `json:"status"`
	Found    bool           `json:"found"`
	Data     Data           `json:"data"`
	Metadata map[string]any `json:"metadata"`
}

type IsCompleteRequest struct {
	Code string `json:"code"`
}

type IsCompleteReply struct {
	Status string `json:"status"` // complete | incomplete | invalid | unknown
	Indent string `json:"indent"`
}

type HistoryRequest struct {
	Output  bool   `json:"output"`
	Raw     bool   `json:"raw"`
	Access  string `json:"hist_access_type"` // range | tail | search
	Session int    `json:"session"`
	Start   int    `json:"start"`
	Stop    *int   `json:"stop"`
	N       int    `json:"n"`
	Pattern string `json:"pattern"`
	Unique  bool   `json:"unique"`
}

// HistoryReply holds triples (session, line, input) or (session, line, (input, output)).
type HistoryReply struct {
	Status  string   `json:"status"`
	History [][3]any `json:"history"`
}

type CommInfoRequest struct {
	Target string `json:"target_name"`
}

type CommInfoReply struct {
	Status string              `json:"status"`
	Comms  map[string]CommInfo `json:"comms"`
}

type CommInfo struct {
	Target string `json:"target_name"`
}

// Comm is comm_open (with Target), comm_msg and comm_close.
type Comm struct {
	ID     string          `json:"comm_id"`
	Target string          `json:"target_name,omitempty"`
	Data   json.RawMessage `json:"data"`
}

// Subshell is a delete_subshell_request.
type Subshell struct {
	ID string `json:"subshell_id"`
}

// SubshellReply answers a create_subshell_request.
type SubshellReply struct {
	Status string `json:"status"`
	ID     string `json:"subshell_id"`
}

// SubshellList answers a list_subshell_request.
type SubshellList struct {
	Status string   `json:"status"`
	IDs    []string `json:"subshell_id"`
}

// Shutdown is the request and the reply.
type Shutdown struct {
	Status  string `json:"status,omitempty"`
	Restart bool   `json:"restart"`
}

type InputRequest struct {
	Prompt   string `json:"prompt"`
	Password bool   `json:"password"`
}

type InputReply struct {
	Value string `json:"value"`
}

type ConnectReply struct {
	Status  string `json:"status"`
	Shell   int    `json:"shell_port"`
	IOPub   int    `json:"iopub_port"`
	Stdin   int    `json:"stdin_port"`
	HB      int    `json:"hb_port"`
	Control int    `json:"control_port"`
}

type Welcome struct {
	Subscription string `json:"subscription"`
}

// DebugRequest is as much of the Debug Adapter Protocol as it takes to decline.
type DebugRequest struct {
	Seq     int    `json:"seq"`
	Command string `json:"command"`
}

type DebugReply struct {
	Type       string `json:"type"`
	RequestSeq int    `json:"request_seq"`
	Success    bool   `json:"success"`
	Command    string `json:"command"`
	Message    string `json:"message"`
}

// UsageReply answers usage_request in the form jupyter-resource-usage reads. Fields that
// this system cannot tell are absent.
type UsageReply struct {
	Hostname string         `json:"hostname"`
	PID      int            `json:"pid"`
	CPU      *float64       `json:"kernel_cpu,omitempty"`    // percent of one core, since the last request
	Memory   *uint64        `json:"kernel_memory,omitempty"` // bytes resident, front and worker together
	Cores    int            `json:"cpu_count"`
	Host     map[string]any `json:"host_virtual_memory,omitempty"` // bytes
}
