// Package backoff says how long to wait before trying again.
package backoff

import (
	"context"
	"math/rand/v2"
	"time"
)

// Policy bounds waits between tries: each is twice the one before, up to a maximum.
type Policy struct {
	Initial, Max time.Duration
}

// Delay is the wait before a repeat, from 0 for the first: between half and all of Initial * 2^repeat, so that
// many clients do not come back at once.
func (p Policy) Delay(repeat int) time.Duration {
	full := p.Initial << min(repeat, 20)
	if full > p.Max || full <= 0 {
		full = p.Max
	}
	return full/2 + rand.N(full/2+1)
}

// Sleep waits; it ends early, with the context's error, when that is done.
func Sleep(ctx context.Context, delay time.Duration) error {
	timer := time.NewTimer(delay)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
