package session

import (
	"context"
	"sync/atomic"
	"time"
)

// pulse watches a stream for silence. A process that was itself stopped for long does not mistake its peer for silent.
type pulse struct {
	silence time.Duration
	start   time.Time
	heard   atomic.Int64
}

func newPulse(silence time.Duration) *pulse { return &pulse{silence: silence, start: time.Now()} }

// beat notes that something was heard.
func (p *pulse) beat() { p.heard.Store(int64(time.Since(p.start))) }

// watch returns true once nothing was heard for the silence, and false when the context is done.
func (p *pulse) watch(ctx context.Context) bool {
	ticker := time.NewTicker(p.silence / 4)
	defer ticker.Stop()
	checked := time.Since(p.start)
	for {
		select {
		case <-ctx.Done():
			return false
		case <-ticker.C:
		}
		now := time.Since(p.start)
		late := now-checked > p.silence/2
		checked = now
		if !late && now-time.Duration(p.heard.Load()) >= p.silence {
			return true
		}
	}
}
