// Package guard gives the kernel zmq4 sockets that hostile, silent, slow and huge peers
// can neither block, starve, fill nor kill.
//
//	shell, err := guard.NewRouter(ctx, "tcp", "127.0.0.1:5555", guard.Limits{})
//	peer, frames, err := shell.Recv()
//	err = shell.Send(peer, reply...)
//
// # How
//
// Every socket is a zmq4 ROUTER over a transport of our own, registered with
// zmq4.RegisterTransport under the name "guard". The transport speaks the ZMTP handshake
// with the real peer itself, announcing the socket type that the channel has in the
// Jupyter protocol (ROUTER, XPUB or REP), and hands zmq4 a connection only when that has
// succeeded; zmq4's own handshake is then answered from memory. From there on the
// transport sees every frame in both directions.
//
// # Which faults of zmq4 v0.17.0 this mends
//
//   - accept shakes hands inline, one silent connection blocks all: each peer has its own
//     goroutine here, a deadline, and the oldest is dropped when too many wait;
//   - no limit on frames, allocated before a byte has come: size and number are capped, and
//     a large frame must have begun to arrive before zmq4 hears of it;
//   - malformed metadata in READY panics in its parser: zmq4 only ever sees a READY made here;
//   - duplicate identities get each other's messages: every peer has an id of its own here,
//     and the identity it claims is kept apart (Router.Identity, Router.Find);
//   - a write to a peer that does not read blocks all the others: writes go to a queue per
//     peer and never block; Wait is the backpressure, and a peer that stalls is dropped;
//   - a connection lost in the middle of a message is never reaped: errors are reported in
//     the one form that zmq4 recognises;
//   - a command frame in the stream (PING) is delivered as a message: handled here;
//   - Close drops what is queued: queues are flushed within Limits.Linger;
//   - accept errors are retried without pause: a pause that grows.
//
// Three faults cannot be mended below a PUB or REP socket, so neither is used: PUB swallows
// subscriptions it could answer with iopub_welcome, its writer goroutine outlives Close, and
// REP keeps one return address for all peers. Publisher and Echo do those few lines on
// ROUTER instead. What remains and is harmless here: RegisterTransport is for the life of
// the process and cannot be undone.
package guard
