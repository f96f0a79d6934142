package kernel

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// History is the input (and text output) of this session and of earlier ones, kept in a
// file of JSON lines that several kernels may append to at once. Trouble with the file is
// reported once and then costs only the memory of other sessions.
type History struct {
	path string
	log  func(string)

	mu      sync.Mutex
	loaded  chan struct{} // closed when past and session are known
	past    []Entry       // of earlier sessions, oldest first
	present []Entry
	session int
	file    *os.File
	failed  bool
}

// Entry is one cell of a session.
type Entry struct {
	Session int    `json:"s"`
	Line    int    `json:"n"` // execution count; 0 marks the beginning of a session
	Input   string `json:"i,omitempty"`
	Output  string `json:"o,omitempty"`
	Time    int64  `json:"t,omitempty"` // Unix seconds
}

const (
	maxOutput      = 64 << 10 // bytes of an output that are kept
	maxHistoryFile = 32 << 20 // beyond this the file is cut to its newer half when a session begins
)

// OpenHistory begins a new session. The file is read in the background: a start does not
// wait for it. An empty path keeps this session in memory only.
func OpenHistory(path string, log func(string)) *History {
	h := &History{path: path, log: log, session: 1, loaded: make(chan struct{})}
	if path == "" {
		close(h.loaded)
		return h
	}
	go func() {
		defer close(h.loaded)
		h.load()
	}()
	return h
}

// DefaultHistory is where an installed kernel keeps its history: ANDOR_HISTORY, or a file
// in the user's data folder. ANDOR_HISTORY=- keeps none.
func DefaultHistory() string {
	if p := os.Getenv("ANDOR_HISTORY"); p == "-" {
		return ""
	} else if p != "" {
		return p
	}
	dir, err := dataDir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "andor", "history.jsonl")
}

// load reads the file and writes the line that begins this session.
func (h *History) load() {
	if err := h.begin(); err != nil {
		h.fail(err)
	}
}

func (h *History) begin() error {
	if err := os.MkdirAll(filepath.Dir(h.path), 0o700); err != nil {
		return err
	}
	info, err := os.Stat(h.path)
	if err == nil && !info.Mode().IsRegular() {
		return fmt.Errorf("%s is not a file", h.path)
	}
	unlock, err := lock(h.path + ".lock")
	if err != nil {
		return err
	}
	defer unlock() // two kernels that start at once must not take the same session number
	past, err := readEntries(h.path)
	if err != nil && !os.IsNotExist(err) {
		return err
	}
	if info != nil && info.Size() > maxHistoryFile {
		past = past[len(past)/2:]
		if err := rewrite(h.path, past); err != nil {
			return err
		}
	}
	f, err := os.OpenFile(h.path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	session := 1
	for _, e := range past {
		session = max(session, e.Session+1)
	}
	kept := past[:0]
	for _, e := range past {
		if e.Line > 0 {
			kept = append(kept, e)
		}
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.past, h.session, h.file = kept, session, f
	for i := range h.present { // cells that ran meanwhile
		h.present[i].Session = session
	}
	if err := endLine(h.path, f); err != nil {
		return err
	}
	return h.write(append([]Entry{{Session: session, Time: time.Now().Unix()}}, h.present...)...)
}

// endLine ends a last line that was cut, so that the next one stands alone.
func endLine(path string, appendTo *os.File) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	var last [1]byte
	info, err := f.Stat()
	if err != nil || info.Size() == 0 {
		return err
	}
	if _, err := f.ReadAt(last[:], info.Size()-1); err != nil || last[0] == '\n' {
		return err
	}
	_, err = appendTo.WriteString("\n")
	return err
}

// readEntries skips lines that are not entries: a full disk may have cut one.
func readEntries(path string) ([]Entry, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var all []Entry
	for r := bufio.NewReader(f); ; {
		line, err := r.ReadBytes('\n')
		var e Entry
		if len(line) > 1 && json.Unmarshal(line, &e) == nil && e.Session > 0 {
			all = append(all, e)
		}
		if err != nil {
			return all, nil
		}
	}
}

// rewrite replaces the file in one step.
func rewrite(path string, entries []Entry) error {
	tmp, err := os.CreateTemp(filepath.Dir(path), ".history-*")
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name())
	w := bufio.NewWriter(tmp)
	enc := json.NewEncoder(w)
	for _, e := range entries {
		enc.Encode(e) // a failed write shows in Flush
	}
	if err := w.Flush(); err != nil {
		tmp.Close()
		return err
	}
	if err := tmp.Close(); err != nil {
		return err
	}
	return os.Rename(tmp.Name(), path)
}

// write appends entries in one system call, so that lines of several kernels do not mix.
func (h *History) write(entries ...Entry) error {
	if h.file == nil || h.failed {
		return nil
	}
	var b []byte
	for _, e := range entries {
		line, err := json.Marshal(e)
		if err != nil {
			return err
		}
		b = append(append(b, line...), '\n')
	}
	_, err := h.file.Write(b)
	return err
}

func (h *History) fail(err error) {
	if !h.failed {
		h.failed = true
		h.log(fmt.Sprintf("history is not kept: %v", err))
	}
}

// Add records a cell.
func (h *History) Add(line int, input, output string) {
	if len(output) > maxOutput {
		output = output[:maxOutput]
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	e := Entry{Session: h.session, Line: line, Input: input, Output: output, Time: time.Now().Unix()}
	h.present = append(h.present, e)
	if err := h.write(e); err != nil {
		h.fail(err)
	}
}

// Close ends the session.
func (h *History) Close() {
	<-h.loaded
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.file != nil {
		h.file.Close()
		h.file = nil
	}
}

// Tail is the last n entries of all sessions, oldest first.
func (h *History) Tail(n int) []Entry {
	all := h.all()
	return all[max(0, len(all)-max(0, n)):]
}

// Range is the lines start <= n < stop of a session; stop < 0 is its end. Session 0 is the
// present one, -1 the one before it, and so on.
func (h *History) Range(session, start, stop int) []Entry {
	all := h.all()
	h.mu.Lock()
	if session <= 0 {
		session += h.session
	}
	h.mu.Unlock()
	var found []Entry
	for _, e := range all {
		if e.Session == session && e.Line >= start && (stop < 0 || e.Line < stop) {
			found = append(found, e)
		}
	}
	return found
}

// Search is the last n entries (all when n <= 0) whose input matches a pattern, in which *
// stands for any text and ? for any one character. unique keeps the last of equal inputs.
func (h *History) Search(pattern string, n int, unique bool) []Entry {
	all := h.all()
	seen := make(map[string]bool)
	var found []Entry
	for i := len(all) - 1; i >= 0 && (n <= 0 || len(found) < n); i-- {
		e := all[i]
		if !match([]rune(pattern), []rune(e.Input)) || unique && seen[e.Input] {
			continue
		}
		seen[e.Input] = true
		found = append(found, e)
	}
	for i, j := 0, len(found)-1; i < j; i, j = i+1, j-1 {
		found[i], found[j] = found[j], found[i]
	}
	return found
}

func (h *History) all() []Entry {
	<-h.loaded
	h.mu.Lock()
	defer h.mu.Unlock()
	return append(append([]Entry(nil), h.past...), h.present...)
}

// match compares text with a pattern of * and ?, in time len(pattern) * len(text).
func match(pattern, text []rune) bool {
	p, t, star, mark := 0, 0, -1, 0
	for t < len(text) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, mark = p, t
			p++
		case p < len(pattern) && (pattern[p] == '?' || pattern[p] == text[t]):
			p, t = p+1, t+1
		case star >= 0:
			mark++
			p, t = star+1, mark
		default:
			return false
		}
	}
	for p < len(pattern) && pattern[p] == '*' {
		p++
	}
	return p == len(pattern)
}
