package guard

import (
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
)

// ZMTP 3.0 in as far as a NULL-security peer needs it: https://rfc.zeromq.org/spec/23/.

const (
	flagMore    = 1
	flagLong    = 2
	flagCommand = 4

	greetingSize = 64
	maxIdentity  = 255
	maxCommand   = 8 << 10 // bytes of a READY or any other command
)

// greeting is what both sides send first: signature, version 3.0, mechanism NULL.
func greeting() []byte {
	b := make([]byte, greetingSize)
	b[0], b[9], b[10] = 0xff, 0x7f, 3
	copy(b[12:32], "NULL")
	return b
}

// checkGreeting refuses what is not a ZMTP 3 peer without security.
func checkGreeting(b []byte) error {
	switch {
	case len(b) != greetingSize || b[0] != 0xff || b[9] != 0x7f:
		return errors.New("guard: peer does not speak ZMTP")
	case b[10] < 3:
		return fmt.Errorf("guard: ZMTP version: got %d.%d, want 3.0 or newer", b[10], b[11])
	case strings.TrimRight(string(b[12:32]), "\x00") != "NULL":
		return fmt.Errorf("guard: security mechanism: got %q, want \"NULL\"", b[12:32])
	}
	return nil
}

// ready is the command frame that ends the handshake.
func ready(socketType, identity string) []byte {
	body := append([]byte{5}, "READY"...)
	for _, p := range [][2]string{{"Socket-Type", socketType}, {"Identity", identity}} {
		body = append(body, byte(len(p[0])))
		body = append(body, p[0]...)
		body = binary.BigEndian.AppendUint32(body, uint32(len(p[1])))
		body = append(body, p[1]...)
	}
	return appendFrame(nil, flagCommand, body)
}

// appendFrame adds one frame, header and body.
func appendFrame(b []byte, flags byte, body []byte) []byte {
	if len(body) > 255 {
		b = append(b, flags|flagLong)
		b = binary.BigEndian.AppendUint64(b, uint64(len(body)))
	} else {
		b = append(b, flags, byte(len(body)))
	}
	return append(b, body...)
}

// command splits the body of a command frame.
func command(body []byte) (name string, rest []byte, err error) {
	if len(body) == 0 || len(body) < 1+int(body[0]) {
		return "", nil, errors.New("guard: command frame is cut short")
	}
	n := 1 + int(body[0])
	return string(body[1:n]), body[n:], nil
}

// readyProperties reads the metadata of READY. Names are lower case in the result.
func readyProperties(body []byte) (map[string]string, error) {
	props := make(map[string]string)
	for len(body) > 0 {
		n := int(body[0])
		if len(body) < 1+n+4 {
			return nil, errors.New("guard: READY: property name is cut short")
		}
		name := strings.ToLower(string(body[1 : 1+n]))
		body = body[1+n:]
		size := binary.BigEndian.Uint32(body)
		body = body[4:]
		if uint64(size) > uint64(len(body)) {
			return nil, fmt.Errorf("guard: READY: property %q: got %d bytes, want %d", name, len(body), size)
		}
		props[name] = string(body[:size])
		body = body[size:]
	}
	return props, nil
}
