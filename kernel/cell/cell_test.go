package cell

import (
	"context"
	"fmt"
	"os"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// screen is a Host that keeps everything as text.
type screen struct {
	mu      sync.Mutex
	out     strings.Builder
	answers []string
	asked   []string // prompts of Input; "secret: " before those of passwords
}

func (s *screen) Stream(name, text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.out.WriteString(ansi.ReplaceAllString(text, ""))
}

func (s *screen) Display(bundle map[string][]byte, metadata map[string]any, id string, update bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	first, _, _ := strings.Cut(string(bundle["text/plain"]), "\n")
	fmt.Fprintf(&s.out, "[display: %s]\n", first)
}

func (s *screen) ClearOutput(bool) {}

func (s *screen) Input(ctx context.Context, prompt string, password bool) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.answers) == 0 {
		return "", fmt.Errorf("no input")
	}
	if password {
		prompt = "secret: " + prompt
	}
	s.asked = append(s.asked, prompt)
	line := s.answers[0]
	s.answers = s.answers[1:]
	return line, nil
}

func (s *screen) take() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := s.out.String()
	s.out.Reset()
	return out
}

func (s *screen) text() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.out.String()
}

func newTestSession(t testing.TB) (*Session, *screen) {
	t.Helper()
	h := &screen{}
	s, err := New(h, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return s, h
}

var (
	ansi      = regexp.MustCompile("\x1b\\[[0-9;]*m")
	frameText = regexp.MustCompile(`, line \d+ in `)
)

// say is what a cell shows: its output, then its value or its error, and of a panic the
// funcs it went through.
func say(s *Session, h *screen, n int, code string) string {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	r := s.Run(ctx, Cell{Code: code, Number: n})
	out := h.take()
	if out != "" && !strings.HasSuffix(out, "\n") {
		out += "\n"
	}
	if r.Err != nil {
		out += r.Err.Name + ": " + r.Err.Value + "\n"
		for _, line := range r.Err.Traceback {
			if line = ansi.ReplaceAllString(line, ""); frameText.MatchString(line) {
				out += line + "\n"
			}
		}
		return out
	}
	if r.Value != nil {
		out += string(r.Value["text/plain"]) + "\n"
		if html := r.Value["text/html"]; html != nil && len(html) < 100 {
			out += "[html: " + string(html) + "]\n"
		}
	}
	return out
}

// run is say in a new session, for one or more cells; it returns what the last says.
func run(t testing.TB, cells ...string) string {
	t.Helper()
	s, h := newTestSession(t)
	out := ""
	for i, c := range cells {
		out = say(s, h, i+1, c)
	}
	return strings.TrimSuffix(out, "\n")
}

// TestMain keeps the runs that cells save out of this folder.
func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "andor-runs")
	if err != nil {
		panic(err)
	}
	os.Setenv("ANDOR_RUNS", dir)
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}
