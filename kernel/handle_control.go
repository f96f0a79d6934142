package kernel

import (
	"github.com/andor-kernel/andor/kernel/wire"
)

// handleInterrupt interrupts the running cell and answers at once: the cell's own reply
// says how it ended.
func handleInterrupt(k *Kernel, r *request) {
	k.engine.Interrupt()
	r.reply(wire.OK)
}

// handleShutdown answers the one who asks, tells everybody else, and ends the kernel. A
// restart is the same: the client starts a new process.
func handleShutdown(k *Kernel, r *request) {
	var req wire.Shutdown
	if !r.read(&req) {
		return
	}
	req.Status = "ok"
	r.reply(req)
	k.publish(r.RawHeader(), "shutdown_reply", req)
	k.stop()
}

// handleDebug declines, in the debugger's own protocol; kernel_info has said so before.
func handleDebug(_ *Kernel, r *request) {
	var req wire.DebugRequest
	if !r.read(&req) {
		return
	}
	r.reply(wire.DebugReply{Type: "response", RequestSeq: req.Seq, Command: req.Command, Message: "andor has no debugger"})
}
