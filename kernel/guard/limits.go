package guard

import "time"

// Limits bound what a peer can do. The zero value of each field is its default.
type Limits struct {
	Handshake time.Duration // to complete the ZMTP handshake; 10 s
	Stall     time.Duration // without a byte moving, inside a message or with output waiting; 15 s
	Linger    time.Duration // to flush a peer's queue when the socket closes; 1 s
	Message   int64         // bytes of an incoming message; 512 MiB
	Frames    int           // frames of an incoming message; 8192
	Queue     int64         // bytes waiting for a peer at which Wait blocks; 8 MiB
	Overflow  int64         // bytes waiting for a stalled peer at which it is dropped; 256 MiB
	Peers     int           // connections of a socket; 256
	Pending   int           // connections in handshake; 64
}

func (l Limits) withDefaults() Limits {
	def := func(p *time.Duration, v time.Duration) {
		if *p <= 0 {
			*p = v
		}
	}
	size := func(p *int64, v int64) {
		if *p <= 0 {
			*p = v
		}
	}
	count := func(p *int, v int) {
		if *p <= 0 {
			*p = v
		}
	}
	def(&l.Handshake, 10*time.Second)
	def(&l.Stall, 15*time.Second)
	def(&l.Linger, time.Second)
	size(&l.Message, 512<<20)
	size(&l.Queue, 8<<20)
	size(&l.Overflow, 256<<20)
	count(&l.Frames, 8192)
	count(&l.Peers, 256)
	count(&l.Pending, 64)
	return l
}

const (
	// idle is how long a peer may take nothing before Wait no longer waits for it:
	// the others must not starve while it is on its way to being dropped.
	idle = 500 * time.Millisecond
	// proof is how much of a large frame must have arrived before zmq4 is told its size
	// and allocates it.
	proof = 64 << 10
	// kept is the size above which a frame is not copied into a peer's queue.
	kept = 256 << 10
	// writeUnit is the most written under one deadline, so that the deadline measures
	// progress and not the size of the queue.
	writeUnit = 256 << 10
)
