package lyceum

import "time"

// within waits for a channel to close, but no longer than the limit; less than 0 means no limit. It tells whether it did.
func within(done <-chan struct{}, limit time.Duration) bool {
	if limit < 0 {
		<-done
		return true
	}
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case <-done:
		return true
	case <-timer.C:
		return false
	}
}
