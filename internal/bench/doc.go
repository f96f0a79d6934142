// Package bench times the parts of a training iteration ([P] alg. 1) and holds them
// against an independent PyTorch program, peer.py: its speed and its numbers.
//
// In go two declared networks (those of [P] table 1 unless said), a batch size and,
// if there is one, the path of a Python that has torch; out comes a Report: milliseconds,
// multiplications, their share of what the machine can do, memory, and with a peer the
// ratio of times and the largest difference of every output and gradient on equal weights
// and inputs.
//
//	r, err := bench.Run(ctx, bench.Options{Batch: 16, Peer: ".venv-torch/bin/python"}, nil)
//	fmt.Print(r) // a table; json.Marshal(r) for machines
//
// The two sides never run at the same time: ours, the peer's, ours, the peer's, on the
// same cores. What the peer does is plain PyTorch with its faster choices (memory layout
// measured, fused Adam, torch.topk, no gradient that is not needed): an opponent that is
// easy to beat proves nothing.
package bench
