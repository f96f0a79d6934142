package wire

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"slices"
)

// Key signs and verifies messages by HMAC-SHA256 over the four JSON parts. The zero Key
// (no secret) neither signs nor verifies, as the protocol has it for an empty key.
type Key struct{ secret []byte }

// NewKey checks the scheme of a connection file; only "hmac-sha256" (or none together
// with an empty secret) is known.
func NewKey(scheme, secret string) (Key, error) {
	if secret == "" {
		return Key{}, nil
	}
	if scheme != "hmac-sha256" {
		return Key{}, fmt.Errorf("signature scheme: got %q, want \"hmac-sha256\"", scheme)
	}
	return Key{secret: []byte(secret)}, nil
}

// Signed says whether messages carry a signature at all.
func (k Key) Signed() bool { return len(k.secret) > 0 }

// signPiece bytes are hashed at a time. The hash is assembly, in which the scheduler cannot
// interrupt a goroutine: a hundred megabytes at once would hold up the garbage collector,
// and all that waits for it, for a tenth of a second.
const signPiece = 64 << 10

// sign is the lower-case hex digest of the parts, or an empty slice without a secret.
func (k Key) sign(parts ...[]byte) []byte {
	if !k.Signed() {
		return []byte{}
	}
	mac := hmac.New(sha256.New, k.secret)
	for _, p := range parts {
		for piece := range slices.Chunk(p, signPiece) {
			mac.Write(piece)
		}
	}
	return hexSum(mac)
}

func hexSum(mac hash.Hash) []byte { return hex.AppendEncode(nil, mac.Sum(nil)) }

// verify compares in constant time.
func (k Key) verify(signature []byte, parts ...[]byte) bool {
	return !k.Signed() || hmac.Equal(signature, k.sign(parts...))
}

// Replays remembers the last signatures seen, so that a recorded message cannot be sent a
// second time. It is not safe for concurrent use: each channel has its own.
type Replays struct {
	seen map[[sha256.Size]byte]struct{}
	ring [][sha256.Size]byte
	most int
	next int
}

// NewReplays remembers up to n signatures (Jupyter's own limit is 65536).
func NewReplays(n int) *Replays {
	return &Replays{seen: make(map[[sha256.Size]byte]struct{}), most: n}
}

// Fresh records the signature of m and says whether it is seen for the first time.
// Unsigned messages are always fresh.
func (r *Replays) Fresh(m *Message) bool {
	if len(m.signature) == 0 {
		return true
	}
	var d [sha256.Size]byte
	if _, err := hex.Decode(d[:], m.signature); err != nil {
		return false // verified signatures are hex; anything else was not verified
	}
	if _, dup := r.seen[d]; dup {
		return false
	}
	if len(r.ring) < r.most {
		r.ring = append(r.ring, d)
	} else {
		delete(r.seen, r.ring[r.next])
		r.ring[r.next] = d
		r.next = (r.next + 1) % len(r.ring)
	}
	r.seen[d] = struct{}{}
	return true
}
