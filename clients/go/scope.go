package lyceum

import (
	"context"
	"log/slog"
	"time"
)

// scope is what an agent's code runs in.
type scope struct {
	client     *Client
	life       *life
	log        *slog.Logger
	runAttempt int
	// running is the action; nil in loops, OnStartup and OnShutdown.
	running *running
}

type scopeKey struct{}

func scopeOf(ctx context.Context) *scope {
	found, _ := ctx.Value(scopeKey{}).(*scope)
	return found
}

func (s *scope) context(parent context.Context) context.Context {
	return context.WithValue(parent, scopeKey{}, s)
}

// Request is what an action can learn about why it runs.
type Request struct {
	// Action is its name.
	Action string
	// Caller is who asked.
	Caller EntityID
	// Attempt tells which delivery of the request this is, from 1; above 1 only for a redeliverable action.
	Attempt int
	// OneWay says that nobody waits for the result: it came by Notify.
	OneWay bool
	// ID is the request's, the same in each attempt.
	ID string
}

// RequestOf tells an action its request, by its context; false outside of actions. The deadline is the context's own, and the
// trace context is in TraceOf.
func RequestOf(ctx context.Context) (Request, bool) {
	scope := scopeOf(ctx)
	if scope == nil || scope.running == nil {
		return Request{}, false
	}
	return scope.running.request(), true
}

// Caller tells an action who asked, by its context; false outside of actions.
func Caller(ctx context.Context) (EntityID, bool) {
	request, ok := RequestOf(ctx)
	return request.Caller, ok
}

// Self is the exchange in the name of the agent whose code has the context; nil outside of agents.
func Self(ctx context.Context) *Client {
	if scope := scopeOf(ctx); scope != nil {
		return scope.client
	}
	return nil
}

// RunAttempt tells which attempt of its run the agent whose code has the context is, from 1; 0 where no manager runs it.
func RunAttempt(ctx context.Context) int {
	if scope := scopeOf(ctx); scope != nil {
		return scope.runAttempt
	}
	return 0
}

// Log is the logger of the agent whose code has the context; slog.Default outside of agents.
func Log(ctx context.Context) *slog.Logger {
	if scope := scopeOf(ctx); scope != nil {
		return scope.log
	}
	return slog.Default()
}

// Draining is closed when the agent whose code has the context is to end: finish soon, or hand over. It is nil outside of agents.
func Draining(ctx context.Context) <-chan struct{} {
	if scope := scopeOf(ctx); scope != nil {
		return scope.life.draining
	}
	return nil
}

// EndSelf asks for the end of the agent whose code has the context. An action that calls it may finish. It tells false outside
// of agents.
func EndSelf(ctx context.Context, mailbox ShutdownMailbox) bool {
	scope := scopeOf(ctx)
	if scope == nil {
		return false
	}
	if scope.running != nil {
		scope.running.exempt.Store(true)
	}
	scope.life.requestStop(stop{expected: true}, mailbox.proto())
	return true
}

// everyInterval calls at once, and then each time so long after the call returned.
func everyInterval(ctx context.Context, interval time.Duration, tick func(context.Context) error) error {
	timer := time.NewTimer(interval)
	defer timer.Stop()
	for {
		if err := tick(ctx); err != nil {
			return err
		}
		timer.Reset(interval)
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-timer.C:
		}
	}
}
