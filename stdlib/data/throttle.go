package data

import "time"

// progressInterval keeps progress reports to about ten a second.
const progressInterval = 100 * time.Millisecond

// throttle wraps a progress callback for a loop that calls it after every item. It is
// not safe for concurrent use.
func throttle(progress func(done, total int), total int) func(done int) {
	var last time.Time
	return func(done int) {
		if now := time.Now(); now.Sub(last) >= progressInterval {
			last = now
			progress(done, total)
		}
	}
}
