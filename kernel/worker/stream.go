package worker

import (
	"bytes"
	"math"
	"os"
	"strconv"
	"sync"
	"time"
	"unicode/utf8"
)

const (
	// When text from the child is passed on: at this size or after this time.
	streamSize = 64 << 10
	streamWait = 20 * time.Millisecond
	// After so many short reads without a mark the child is in a flood of them, and the pipe
	// is left to fill for a moment: it costs less to read a hundred lines than each of them.
	eager = 32
	pace  = time.Millisecond
)

// appendMark adds the mark that the child writes into its own output: a token that no
// user's text contains, a number, and a line end.
func appendMark(b []byte, token string, n uint64) []byte {
	b = append(append(b, 0), token...)
	return append(strconv.AppendUint(b, n, 10), '\n')
}

// splitter finds the marks in a stream of bytes that arrives in any pieces.
type splitter struct {
	token string
	rest  []byte // not yet decided: may be the beginning of a mark
}

// next returns the text up to the first mark in the bytes held, and that mark's number; 0
// when there is no whole mark. What may yet become a mark is held back.
func (s *splitter) next() (text []byte, mark uint64) {
	lead := "\x00" + s.token
	for from := 0; ; {
		i := bytes.Index(s.rest[from:], []byte(lead))
		if i < 0 {
			keep := partialPrefix(s.rest, lead)
			text, s.rest = s.rest[:len(s.rest)-keep], s.rest[len(s.rest)-keep:]
			return text, 0
		}
		i += from
		tail := s.rest[i+len(lead):]
		end := bytes.IndexByte(tail[:min(len(tail), 21)], '\n')
		if end < 0 && len(tail) < 21 {
			text, s.rest = s.rest[:i], s.rest[i:]
			return text, 0
		}
		n, err := strconv.ParseUint(string(tail[:max(end, 0)]), 10, 64)
		if err != nil || n == 0 {
			from = i + 1 // the token without a number: ordinary text
			continue
		}
		text, s.rest = s.rest[:i], tail[end+1:]
		return text, n
	}
}

// partialPrefix is the length of the longest end of b that begins lead.
func partialPrefix(b []byte, lead string) int {
	for n := min(len(b), len(lead)-1); n > 0; n-- {
		if string(b[len(b)-n:]) == lead[:n] {
			return n
		}
	}
	return 0
}

// stream reads one output pipe of the child. It blocks in the read itself: the runtime's
// poller would be woken by each of a hundred thousand short lines, reader or not.
type stream struct {
	name string
	pipe *os.File // the end to read
	tail *os.File // the end to write, for the last mark
	show func(name, text string)
	hold *fatalText // stderr only

	gmu     sync.Mutex
	pending []byte // text that waits for more
	late    *time.Timer

	mu       sync.Mutex
	moved    *sync.Cond
	mark     uint64 // last mark seen; MaxUint64 after the end
	released uint64 // last mark whose frame has been handled
}

func newStream(name string, pipe, tail *os.File, show func(name, text string), hold *fatalText) *stream {
	s := &stream{name: name, pipe: pipe, tail: tail, show: show, hold: hold}
	s.moved = sync.NewCond(&s.mu)
	s.late = time.AfterFunc(time.Hour, func() { s.deliver(false) })
	s.late.Stop()
	return s
}

// read runs until the last mark.
func (s *stream) read(token string) {
	defer s.reach(math.MaxUint64)
	defer s.late.Stop()
	split := splitter{token: token}
	buf := make([]byte, streamSize)
	for short := 0; ; {
		n, err := s.pipe.Read(buf)
		split.rest = append(split.rest, buf[:n]...)
		for {
			text, mark := split.next()
			last := mark == math.MaxUint64
			if s.hold != nil {
				text = s.hold.filter(text, mark > 0 && !last)
			}
			s.gather(text)
			if mark == 0 {
				break
			}
			if s.deliver(true); last {
				return
			}
			s.reach(mark)
			s.stop(mark)
			short = 0
		}
		if err != nil {
			s.gather(split.rest)
			s.deliver(true)
			return
		}
		if n >= len(buf)/2 {
			continue
		}
		if short++; short > eager {
			time.Sleep(pace)
		}
	}
}

// finish has the reader end behind all that is in the pipe, whoever else holds it open.
func (s *stream) finish(token string) {
	s.tail.Write(appendMark(nil, token, math.MaxUint64))
	s.tail.Close()
}

// gather adds to the text that is shown together.
func (s *stream) gather(text []byte) {
	if len(text) == 0 {
		return
	}
	s.gmu.Lock()
	if len(s.pending) == 0 {
		s.late.Reset(streamWait)
	}
	s.pending = append(s.pending, text...)
	full := len(s.pending) >= streamSize
	s.gmu.Unlock()
	if full {
		s.deliver(false)
	}
}

// deliver shows the text gathered; unless it is all there is, the beginning of a rune at its
// end is kept.
func (s *stream) deliver(all bool) {
	s.gmu.Lock()
	defer s.gmu.Unlock()
	n := len(s.pending)
	if !all {
		n -= incompleteRune(s.pending)
	}
	if n == 0 {
		return
	}
	s.show(s.name, string(s.pending[:n]))
	s.pending = append(s.pending[:0], s.pending[n:]...)
	if s.late.Stop(); len(s.pending) > 0 {
		s.late.Reset(streamWait)
	}
}

// reach records a mark.
func (s *stream) reach(mark uint64) {
	s.mu.Lock()
	s.mark = max(s.mark, mark)
	s.mu.Unlock()
	s.moved.Broadcast()
}

// stop holds the reader at a mark until its frame has been handled: text that follows must
// not overtake it.
func (s *stream) stop(mark uint64) {
	s.mu.Lock()
	for s.released < mark {
		s.moved.Wait()
	}
	s.mu.Unlock()
}

// release lets the reader go on behind a mark.
func (s *stream) release(mark uint64) {
	s.mu.Lock()
	s.released = max(s.released, mark)
	s.mu.Unlock()
	s.moved.Broadcast()
}

// wait blocks until the mark has been reached or the stream has ended.
func (s *stream) wait(mark uint64) {
	s.mu.Lock()
	for s.mark < mark {
		s.moved.Wait()
	}
	s.mu.Unlock()
}

// incompleteRune is the number of bytes at the end of b that begin a UTF-8 sequence whose
// rest has not come.
func incompleteRune(b []byte) int {
	for n := 1; n <= min(len(b), utf8.UTFMax-1); n++ {
		if c := b[len(b)-n]; utf8.RuneStart(c) {
			if c >= utf8.RuneSelf && !utf8.FullRune(b[len(b)-n:]) {
				return n
			}
			return 0
		}
	}
	return 0
}
