package conv

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"sync"
)

// edition is raised when an algorithm becomes faster or slower, so that verdicts found before
// are found anew.
const edition = 3

// key is what a verdict was found for.
type key struct {
	Edition   int    `json:"edition"`
	Processor string `json:"processor"`
	Path      string `json:"path"` // of the kernels
	Layer     string `json:"layer"`
	Direction string `json:"direction"`
}

// line is a verdict in the file.
type line struct {
	key
	Algorithm string             `json:"algorithm"`
	Model     string             `json:"model"`
	Times     map[string]float64 `json:"ms"`
}

// book is the file of verdicts: one JSON object a line, added to and never rewritten, so that
// processes need no lock. Of several lines for one key the first counts: who finds, behind
// his own line, that another process was faster to add one takes that one, and
// all agree. A line is added in one write, with a line break before it lest it join one that
// a crash left half written; lines that cannot be read are passed over.
type book struct {
	path    string
	mu      sync.Mutex
	settled map[key]Verdict   // what this process uses: it never changes its mind
	lines   map[key][]Verdict // of the file, in order
	read    int64             // the file's length when it was read last
}

var books = struct {
	sync.Mutex
	by map[string]*book
}{by: map[string]*book{}}

// open is the book of a file, one a process.
func open(path string) *book {
	books.Lock()
	defer books.Unlock()
	b := books.by[path]
	if b == nil {
		b = &book{path: path, settled: map[key]Verdict{}}
		books.by[path] = b
	}
	return b
}

// find is the verdict known for the key, if its algorithm fits.
func (b *book) find(k key, fits func(name string) bool) (Verdict, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if v, ok := b.settled[k]; ok {
		return v, true
	}
	b.load()
	return b.settle(k, fits)
}

// add writes a verdict and returns the one that counts.
func (b *book) add(k key, v Verdict, fits func(name string) bool) Verdict {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.append(k, v)
	b.load()
	if counts, ok := b.settle(k, fits); ok {
		return counts
	}
	b.settled[k] = v // the file cannot be written or read
	return v
}

// settle takes the first of the file's verdicts that fits.
func (b *book) settle(k key, fits func(name string) bool) (Verdict, bool) {
	for _, v := range b.lines[k] {
		if fits(v.Algorithm) {
			b.settled[k] = v
			return v, true
		}
	}
	return Verdict{}, false
}

// append tries to write; a book that cannot be written is kept in memory.
func (b *book) append(k key, v Verdict) {
	text, err := json.Marshal(line{k, v.Algorithm, v.Model, v.Times})
	if err != nil {
		return
	}
	if os.MkdirAll(filepath.Dir(b.path), 0o755) != nil {
		return
	}
	f, err := os.OpenFile(b.path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return
	}
	defer f.Close()
	f.Write([]byte("\n" + string(text) + "\n")) // what was not written is not read back
}

// load reads the file if it has grown.
func (b *book) load() {
	info, err := os.Stat(b.path)
	if err != nil || info.Size() == b.read {
		return
	}
	text, err := os.ReadFile(b.path)
	if err != nil {
		return
	}
	b.read, b.lines = int64(len(text)), map[key][]Verdict{}
	for one := range strings.Lines(string(text)) {
		var l line
		if json.Unmarshal([]byte(one), &l) == nil {
			b.lines[l.key] = append(b.lines[l.key], Verdict{l.Algorithm, l.Model, l.Times})
		}
	}
}
