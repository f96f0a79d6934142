package wire

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"
)

// Connection is a Jupyter connection file.
type Connection struct {
	Transport  string `json:"transport"` // tcp | ipc
	IP         string `json:"ip"`        // an address of this machine, or the path prefix for ipc
	ShellPort  int    `json:"shell_port"`
	IOPubPort  int    `json:"iopub_port"`
	StdinPort  int    `json:"stdin_port"`
	Control    int    `json:"control_port"`
	HBPort     int    `json:"hb_port"`
	Key        string `json:"key"`
	Scheme     string `json:"signature_scheme"`
	KernelName string `json:"kernel_name,omitempty"`
}

// ParseConnection reads and checks a connection file. Only this machine can be listened
// on: the messages are signed but not encrypted, so another interface would show code
// and data to the network.
func ParseConnection(text []byte) (Connection, error) {
	var c Connection
	if err := json.Unmarshal(text, &c); err != nil {
		return c, fmt.Errorf("connection file: not the JSON object that Jupyter writes: %w", err)
	}
	if c.Transport == "" {
		c.Transport = "tcp"
	}
	switch c.Transport {
	case "tcp":
		if ip := net.ParseIP(c.IP); c.IP != "localhost" && (ip == nil || !ip.IsLoopback()) {
			return c, fmt.Errorf("connection file: ip: got %q, want a loopback address (127.0.0.1 or ::1): andor does not listen on the network", c.IP)
		}
	case "ipc":
		if c.IP == "" {
			return c, errors.New("connection file: ip: got an empty path prefix, want one for transport \"ipc\"")
		}
	default:
		return c, fmt.Errorf("connection file: transport: got %q, want \"tcp\" or \"ipc\"", c.Transport)
	}
	seen := map[int]string{}
	for _, p := range c.ports() {
		if p.port < 1 || p.port > 65535 {
			return c, fmt.Errorf("connection file: %s_port: got %d, want 1 to 65535", p.name, p.port)
		}
		if other, dup := seen[p.port]; dup {
			return c, fmt.Errorf("connection file: %s_port and %s_port are both %d", other, p.name, p.port)
		}
		seen[p.port] = p.name
	}
	if _, err := NewKey(c.Scheme, c.Key); err != nil {
		return c, fmt.Errorf("connection file: %w", err)
	}
	return c, nil
}

// ReadConnection reads a connection file. warning is a sentence for the log when other
// users of the machine can read the key in it, or when there is no key.
func ReadConnection(path string) (c Connection, warning string, err error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return c, "", fmt.Errorf("connection file: %w", err)
	}
	if c, err = ParseConnection(text); err != nil {
		return c, "", err
	}
	if c.Key == "" {
		warning = fmt.Sprintf("connection file %q has no key: anybody on this machine can run code in this kernel", path)
	} else if info, e := os.Stat(path); e == nil && info.Mode().Perm()&0o077 != 0 && privateModes {
		warning = fmt.Sprintf("connection file %q is readable by others (mode %04o): want 0600, since it holds the key", path, info.Mode().Perm())
	}
	return c, warning, nil
}

type namedPort struct {
	name string
	port int
}

func (c Connection) ports() []namedPort {
	return []namedPort{{"shell", c.ShellPort}, {"iopub", c.IOPubPort}, {"stdin", c.StdinPort}, {"control", c.Control}, {"hb", c.HBPort}}
}

// Endpoint is where a channel (shell, iopub, stdin, control, hb) listens: the network and
// address as package net takes them.
func (c Connection) Endpoint(channel string) (network, address string) {
	for _, p := range c.ports() {
		if p.name != channel {
			continue
		}
		if c.Transport == "ipc" {
			return "unix", c.IP + "-" + strconv.Itoa(p.port)
		}
		return "tcp", net.JoinHostPort(c.IP, strconv.Itoa(p.port))
	}
	panic("wire: Endpoint: no channel " + strconv.Quote(channel))
}
