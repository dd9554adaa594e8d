package session

import (
	"context"
	"time"

	"github.com/lyceum-agents/lyceum/clients/go/internal/backoff"
)

// Token proves to the exchange who listens.
type Token struct {
	Value string
	// Expires is when it ends; zero means never.
	Expires time.Time
}

// Renew gets a fresh token of the same entity.
type Renew func(context.Context) (Token, error)

const (
	maxRefusals  = 3
	minRenewal   = time.Second
	renewTimeout = 30 * time.Second
)

var renewBackoff = backoff.Policy{Initial: time.Second, Max: 30 * time.Second}

// tokenKeeper keeps a session's token fresh: it gets a new one well before the old one ends, and tries again when that
// fails. Its fields are guarded by the session's connection.
type tokenKeeper struct {
	session  *Session
	current  Token
	renew    Renew
	timer    *time.Timer
	failures int
	refusals int
	stopped  bool
}

// schedule arms the next renewal; the connection's lock is held.
func (k *tokenKeeper) schedule() {
	if k.renew == nil || k.current.Expires.IsZero() {
		return
	}
	k.after(max(minRenewal, time.Until(k.current.Expires)*3/4))
}

func (k *tokenKeeper) after(delay time.Duration) {
	k.stopTimer()
	if k.stopped {
		return
	}
	k.timer = time.AfterFunc(delay, func() {
		if err := k.renewNow(); err != nil {
			// The old token serves until it ends; the session itself says when it did.
			k.retry()
		}
	})
}

func (k *tokenKeeper) retry() {
	connection := k.session.connection
	connection.mu.Lock()
	defer connection.mu.Unlock()
	k.after(renewBackoff.Delay(k.failures))
	k.failures++
}

// mayRenew tells whether a token that was refused may be followed by a fresh one; a few times in a row, no more.
func (k *tokenKeeper) mayRenew() bool {
	k.refusals++
	return k.renew != nil && k.refusals <= maxRefusals
}

// renewNow gets a fresh token and hands it to the session; the connection's lock is not held.
func (k *tokenKeeper) renewNow() error {
	connection := k.session.connection
	ctx, cancel := context.WithTimeout(connection.ctx, renewTimeout)
	defer cancel()
	token, err := k.renew(ctx)
	if err != nil {
		return err
	}
	connection.mu.Lock()
	defer connection.mu.Unlock()
	if k.stopped {
		return nil
	}
	k.current = token
	k.failures = 0
	k.session.freshToken = token.Value
	connection.wake(k.session)
	k.schedule()
	return nil
}

func (k *tokenKeeper) stop() {
	k.stopped = true
	k.stopTimer()
}

func (k *tokenKeeper) stopTimer() {
	if k.timer != nil {
		k.timer.Stop()
	}
}
