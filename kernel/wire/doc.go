// Package wire is the Jupyter messaging protocol as pure functions: frames in, a checked
// message out, and the other way round. It opens no socket and keeps no state but the
// memory of signatures that [Replays] needs.
//
//	key, err := wire.NewKey("hmac-sha256", "secret")
//	m, err := wire.Decode(frames, key)         // identities, header, content, buffers
//	var req wire.ExecuteRequest
//	err = m.Unmarshal(&req)
//	frames, err = wire.Encode(wire.Reply(m, "execute_reply", content), key)
//
// The protocol is https://jupyter-client.readthedocs.io/en/stable/messaging.html.
package wire

// ProtocolVersion is the version of the Jupyter messaging protocol that andor speaks:
// iopub_welcome (5.4) and supported_features (5.5) included.
const ProtocolVersion = "5.5"
