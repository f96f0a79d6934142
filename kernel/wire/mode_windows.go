package wire

// privateModes: on Windows access lists decide, not permission bits.
const privateModes = false
