package kernel

// handler answers a request.
type handler func(k *Kernel, r *request)

// thread says where a request of the shell channel waits for its turn.
type thread int

const (
	_      thread = iota // a row must say it: see TestMessages
	nobody               // no row: the shell channel does not take it
	behind               // behind the running cell, in its subshell: it changes the session
	beside               // beside the running cell: it only looks at what cells before have declared
	comm                 // beside the running cell, behind earlier messages of comms
)

// message is a request of the Jupyter protocol that the kernel answers.
type message struct {
	typ     string
	handle  handler // stands in handle_*.go
	shell   thread  // on the shell channel
	control bool    // on the control channel, which is served beside the shell
}

// messages returns every request that the kernel answers. A new one is one row here and its
// handler in a file handle_*.go.
//
// A page that is opened again, or the completion of a cell that is being written, need not
// wait for a training: requests that only look are answered beside the running cell.
func messages() []message {
	return []message{
		{"kernel_info_request", handleKernelInfo, beside, true},
		{"connect_request", handleConnect, beside, true},
		{"execute_request", handleExecute, behind, false},
		{"complete_request", handleComplete, beside, false},
		{"inspect_request", handleInspect, beside, false},
		{"is_complete_request", handleIsComplete, beside, false},
		{"history_request", handleHistory, beside, false},
		{"usage_request", handleUsage, beside, true},
		{"comm_info_request", handleCommInfo, comm, false},
		{"comm_open", handleCommOpen, comm, false},
		{"comm_msg", handleCommMessage, comm, false},
		{"comm_close", handleCommClose, comm, false},
		{"interrupt_request", handleInterrupt, behind, true},
		{"shutdown_request", handleShutdown, behind, true},
		{"debug_request", handleDebug, nobody, true},
		{"create_subshell_request", handleCreateSubshell, nobody, true},
		{"delete_subshell_request", handleDeleteSubshell, nobody, true},
		{"list_subshell_request", handleListSubshells, nobody, true},
	}
}

// shellTable returns the handlers of the shell channel and where their requests wait.
func shellTable() (handlers map[string]handler, threads map[string]thread) {
	handlers, threads = map[string]handler{}, map[string]thread{}
	for _, m := range messages() {
		if m.shell != nobody {
			handlers[m.typ], threads[m.typ] = m.handle, m.shell
		}
	}
	return handlers, threads
}

// controlTable returns the handlers of the control channel.
func controlTable() map[string]handler {
	handlers := map[string]handler{}
	for _, m := range messages() {
		if m.control {
			handlers[m.typ] = m.handle
		}
	}
	return handlers
}
